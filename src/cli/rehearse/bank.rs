//! `fixtures/bank/*.json`: a checkout that is paid at T-Bank or not, what the bank tells of it, byte by byte where it is
//! written, and what must come of it.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::fixture::{BothLanguages, FixtureFile, bad_fixture};
use super::scenario::Scenario;
use super::webhooks::{self, Outcome, Posted, Told, WrittenOrder, completed, serve, wish};
use crate::agent::{Agent, AgentSource};
use crate::config::Config;
use crate::inbox::Bell;
use crate::journal::{Journal, JournalError, NewCheckout, RequestKey};
use crate::machine::{Clock as _, Machine};
use crate::order::checkout::{CheckoutState, Wish};
use crate::order::{CheckoutId, ProviderName};
use crate::report::CodedError;
use crate::shop::Activator;
use crate::tbank::Client;
use crate::tbank::client::NewPayment;
use crate::telegram::Messenger;
use telegram_sandbox::Running;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tbank::cards::Card;
use telegram_sandbox::tbank::{BankOptions, Customer};
use telegram_sandbox::tribute_api::planned::Buyers;

/// Whose notifications are in the files.
const TERMINAL_KEY: &str = "1700000000000DEMO";
/// Signs them.
const PASSWORD: &str = "test-password-1";
/// So long ago an answer was lost that will not come any more.
const LOST_BEFORE: SignedDuration = SignedDuration::from_mins(-5);
/// Between two looks at a checkout: the journal does not notify.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What happens at the bank in a scenario.
#[derive(Clone, Debug)]
pub(super) struct BankStory {
    /// The order's id, without `test-`; empty: there must be none.
    order_id: String,
    /// Whether the goods are given.
    are_given: bool,
    checkout: AskedFor,
    steps: Vec<Step>,
    faults: Vec<Fault>,
    notifications: Vec<Notification>,
}

/// What the shop had asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedFor {
    price: String,
    account_id: String,
}

/// Something that happens there, one after the other.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Step {
    /// The bank had made a payment, and its answer was lost with the agent that asked.
    AnswerLost,
    /// The customer pays.
    Pay,
    /// The customer tries to pay, with a card without money.
    PayInVain,
    /// The time comes at which the bank is asked.
    TimeToAsk,
    /// The owner gives the money back, once the goods are given.
    GetBack,
}

/// A notification, and the answer's status that it must get.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notification {
    body: String,
    status: u16,
    outcome: Outcome,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: BothLanguages<String>,
    rules: Value,
    checkout: AskedFor,
    #[serde(default)]
    steps: Vec<Step>,
    #[serde(default)]
    faults: Vec<String>,
    #[serde(default)]
    notifications: Vec<Notification>,
    orders: Vec<WrittenOrder>,
}

pub(super) fn read(file: &FixtureFile, number: u32) -> Result<Scenario, CodedError> {
    let bad = |problem: String| bad_fixture(file, &problem);
    let mut written: Written =
        serde_json::from_str(&file.text).map_err(|it| bad(it.to_string()))?;
    written.rules["tbank"] = json!({
        "terminal_key": TERMINAL_KEY, "password": PASSWORD, "url": "http://127.0.0.1:9/v2",
    });
    if written.checkout.wish(Machine.now()).is_none() {
        return Err(bad(format!("no price: {}", written.checkout.price)));
    }
    let faults = written.faults.iter().map(|name| name.parse::<Fault>());
    let faults = faults.collect::<Result<_, _>>().map_err(|it| bad(it.to_string()))?;
    let statuses: Vec<u16> = written.notifications.iter().map(|it| it.status).collect();
    let order = written.orders.pop();
    let story = BankStory {
        order_id: order.as_ref().map(|it| it.id().to_owned()).unwrap_or_default(),
        are_given: order.as_ref().is_some_and(WrittenOrder::is_given),
        checkout: written.checkout,
        steps: written.steps,
        faults,
        notifications: written.notifications,
    };
    let (title, rules) = (written.title.pick(), written.rules);
    let scenario = webhooks::scenario((file, number), title, rules, &statuses, order.as_ref())?;
    Ok(Scenario { bank: Some(story), ..scenario })
}

/// The bank of a scenario: its customers do what is written, and nothing by themselves.
pub(super) fn options() -> BankOptions {
    BankOptions {
        terminal_key: Some(TERMINAL_KEY.to_owned()),
        password: Some(PASSWORD.to_owned()),
        buyers: Buyers::Leave,
        ..BankOptions::default()
    }
}

impl AskedFor {
    fn wish(&self, now: Timestamp) -> Option<Wish> {
        wish(&self.price, &self.account_id, now)
    }
}

impl BankStory {
    /// Adds what is to go wrong with notifications. A call whose answer is lost is asked again after a minute only, for
    /// which nobody waits here.
    pub(super) fn add_faults(&mut self, faults: &[Fault]) {
        self.faults.extend(faults.iter().filter(|fault| fault.is_of_webhooks()));
    }

    /// Begins what happens, beside an agent that asks the bank by `client`.
    pub(super) async fn begin<M: Messenger, A: Activator, S: AgentSource>(
        &self,
        sandbox: &Running,
        (config, client): (&Config, &Client),
        journal: &Path,
        agent: &Agent<M, A, S>,
    ) -> Result<Option<Told>, CodedError> {
        let Some(bank) = sandbox.bank() else { return Ok(None) };
        let Some((server, url)) = serve(config, journal, agent, "tbank")? else {
            return Ok(None);
        };
        bank.set_notification_url(url);
        bank.clear_faults();
        self.faults.iter().for_each(|fault| bank.inject(*fault));
        let mut beside = Journal::open_beside(journal)?;
        let checkout = self.keep(&mut beside, client).await?;
        let (story, customer) = (self.clone(), bank.customer());
        let order = customer.expect_order(&self.order_id);
        let mut events = sandbox.events();
        let (posted, bell) = (Posted::default(), agent.bell());
        let told = Told::new(&posted, server);
        tokio::task::spawn_local(async move {
            if story.play(&customer, (beside, &checkout), &bell).await.is_err() {
                // It never ends then, and is told so.
                return;
            }
            let mut waits = story.are_given;
            for Notification { body, outcome, .. } in story.notifications {
                if waits && outcome == Outcome::Refund {
                    completed(&mut events, order).await;
                    waits = false;
                }
                posted.answered(customer.send_raw(body).await);
            }
            posted.end();
        });
        Ok(Some(told))
    }

    /// Puts the checkout where the shop's request would have been kept, and the answer that was lost beside it.
    async fn keep(&self, journal: &mut Journal, client: &Client) -> Result<CheckoutId, CodedError> {
        let now = Machine.now();
        let (id, provider) = (CheckoutId::new([0, 0]), ProviderName::Tbank);
        let Some(wish) = self.checkout.wish(now) else { return Ok(id) };
        let lost = NewPayment::new(id.as_str(), wish.price.amount);
        let request = RequestKey { idempotency_key: id.to_string(), digest: String::new() };
        let new = NewCheckout { id: id.clone(), provider, wish, request };
        let number = journal.write(|writer| writer.new_checkout(&new, now))?;
        if self.steps.contains(&Step::AnswerLost) {
            let asked_at = now.saturating_add(LOST_BEFORE).ok();
            let asked = CheckoutState::Creating { asked_at, why: None };
            journal.write(|writer| writer.set_checkout_state(number, &asked, Some(now)))?;
            // Whatever it is, it is lost.
            drop(client.init(&lost, now).await);
        }
        Ok(id)
    }

    async fn play(
        &self,
        customer: &Customer,
        (mut journal, checkout): (Journal, &CheckoutId),
        bell: &Bell,
    ) -> Result<(), JournalError> {
        let mut payment = 0;
        for step in &self.steps {
            let card = match step {
                Step::AnswerLost => continue,
                Step::Pay => Card::ThreeDs,
                Step::PayInVain => Card::Empty,
                Step::TimeToAsk => {
                    ask_now(&mut journal, checkout)?;
                    bell.notify_one();
                    continue;
                }
                Step::GetBack => {
                    customer.get_back(payment).await;
                    continue;
                }
            };
            let link = link_of(&journal, checkout).await?;
            payment = customer.pay(link, card).await.unwrap_or_default();
        }
        Ok(())
    }
}

/// Waits until the customer has a link. Returns the payment behind it.
async fn link_of(journal: &Journal, id: &CheckoutId) -> Result<u64, JournalError> {
    loop {
        let checkout = journal.checkout(id)?;
        if let Some(CheckoutState::Open { external_id, .. }) = checkout.map(|it| it.state) {
            return Ok(external_id.parse().unwrap_or_default());
        }
        sleep(LOOK_EVERY).await;
    }
}

fn ask_now(journal: &mut Journal, id: &CheckoutId) -> Result<(), JournalError> {
    let Some(checkout) = journal.checkout(id)? else { return Ok(()) };
    let now = Machine.now();
    journal.write(|writer| writer.set_checkout_state(checkout.number, &checkout.state, Some(now)))
}
