//! `fixtures/payments/*.toml`: what somebody is to pay at the bot, what they do, and what must come of it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use tokio::sync::watch;

use super::fixture::{BothLanguages, FixtureFile, bad_fixture};
use super::scenario::{Case, End, Expected, Scenario, Tolerance, counted, shown};
use crate::config::Config;
use crate::i18n;
use crate::journal::{Journal, JournalError, NewCheckout, RequestKey};
use crate::machine::{Clock as _, Machine};
use crate::order::checkout::Wish;
use crate::order::{AccountId, CheckoutId, Money, ProviderName, Untrusted};
use crate::report::{CodedError, UserError as _};
use crate::shop::Supplier;
use crate::sources::telegram_payments::{Asking, BotLink, Parts, PaymentsThread};
use crate::telegram::bot::Credentials;
use crate::telegram::session::SessionStore;
use crate::telegram::{self};
use telegram_sandbox::Running;
use telegram_sandbox::accounts::PAYMENTS_BOT;
use telegram_sandbox::event::Kind;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::telegram_buyers::TelegramBuyers;
use telegram_sandbox::tribute_api::planned::{Buyers, UnknownBuyers};

/// From anything that buyers hear to what they do about it.
const PAUSE: Duration = Duration::from_millis(40);
/// Those who come too late make ten pauses: twice as long as there is time to pay.
const PAUSES_IN_TIME: u32 = 5;
/// A rehearsal is over long before.
const PAID_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// In the place of the secret part of the bot's token, until there is a bot.
const NO_SECRET: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What is to be paid, and by whom.
#[derive(Clone, Debug)]
pub(super) struct Payments {
    checkout: AskedFor,
    buyers: Buyers,
    is_agent_killed: bool,
    /// How many payments there are.
    orders: usize,
    /// How often the bot is asked whether somebody may pay.
    questions: usize,
}

/// What the shop asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedFor {
    account_id: String,
    title: String,
    price: Money,
    /// The time in which it can be paid.
    valid_ms: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: BothLanguages<String>,
    rules: toml::Table,
    checkout: AskedFor,
    buyers: String,
    #[serde(default)]
    faults: Vec<String>,
    #[serde(default)]
    agent_killed: bool,
    answers: Vec<String>,
    #[serde(default)]
    orders: Vec<Order>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    state: End,
    reason: Option<String>,
    account_id: Option<String>,
    activations: Option<u32>,
    refunds: Option<u32>,
}

pub(super) fn read(file: &FixtureFile, number: u32) -> Result<Scenario, CodedError> {
    let bad = |problem: String| bad_fixture(file, &problem);
    let mut written: Written = toml::from_str(&file.text).map_err(|it| bad(it.to_string()))?;
    let token = format!("{PAYMENTS_BOT}:{NO_SECRET}");
    let section = toml::Table::from_iter([("bot_token".to_owned(), token.into())]);
    written.rules.insert("telegram_payments".to_owned(), section.into());
    let config = Config::of_text(&written.rules.to_string(), Path::new(&*file.name), &|_| None);
    let config = config.map_err(|error| bad(error.what()))?;
    config.rules().map_err(|error| bad(error.what()))?;
    let faults =
        written.faults.iter().map(|it| it.parse::<Fault>().map_err(|it| bad(it.to_string())));
    let faults = faults.collect::<Result<_, _>>()?;
    let buyers = written.buyers.parse().map_err(|it: UnknownBuyers| bad(it.to_string()))?;
    let title = written.title.pick();
    let answers = written.answers.join(", ");
    let (orders, questions) = (written.orders.len(), written.answers.len());
    let case = |number, expected| Case {
        number,
        title: title.clone(),
        source: file.name.to_string(),
        planned: PlannedOrder::default(),
        expected,
    };
    let expected = written.orders.into_iter().map(|it| it.expected(&answers));
    let mut cases: Vec<Case> =
        (number..).zip(expected).map(|(number, it)| case(number, it)).collect();
    if cases.is_empty() {
        let mut facts = counted(&[("activations", None)]);
        facts.insert("answers", answers);
        let end = Some(End::Ignored);
        cases.push(case(number, Expected { end, facts, ..Expected::default() }));
    }
    Ok(Scenario {
        cases,
        config,
        faults,
        seed: number.into(),
        in_basic_group: false,
        moderators: None,
        shop: None,
        supplier: None,
        webhooks: None,
        bank: None,
        payments: Some(Payments {
            checkout: written.checkout,
            buyers,
            is_agent_killed: written.agent_killed,
            orders: orders.max(1),
            questions,
        }),
    })
}

impl Order {
    fn expected(self, answers: &str) -> Expected {
        let mut facts = counted(&[("activations", self.activations), ("refunds", self.refunds)]);
        facts.insert("answers", answers.to_owned());
        facts.insert("reason", shown(self.reason));
        facts.insert("account_id", shown(self.account_id));
        let end = Some(self.state);
        Expected { end, facts, told: None, tolerance: Tolerance::None }
    }
}

impl AskedFor {
    fn wish(&self, now: Timestamp) -> Wish {
        let valid = self.valid_ms.map_or(PAID_WITHIN, |it| SignedDuration::from_millis(it.into()));
        Wish {
            account: Some(AccountId::known(self.account_id.clone())),
            item: None,
            title: Untrusted::new(&*self.title),
            description: None,
            price: self.price,
            reference: None,
            email: None,
            phone: None,
            language: None,
            success_url: None,
            fail_url: None,
            expires_at: now.saturating_add(valid).unwrap_or(Timestamp::MAX),
            recurring: None,
            receipt: None,
            extra: None,
        }
    }
}

impl Payments {
    /// Those who pay.
    pub(super) fn buyers(&self) -> TelegramBuyers {
        let in_time = self.checkout.valid_ms.map(|it| Duration::from_millis(it.into()));
        TelegramBuyers {
            buyers: self.buyers,
            interval: in_time.map_or(PAUSE, |it| it / PAUSES_IN_TIME),
            planned: self.orders,
            ..TelegramBuyers::default()
        }
    }

    /// Whether the agent is killed as soon as somebody has paid, and begins anew.
    pub(super) fn is_agent_killed(&self) -> bool {
        self.is_agent_killed
    }

    /// Asks for the checkout, and begins the thread of the bot.
    pub(super) fn begin(
        &self,
        (journal, path): (&mut Journal, &Path),
        config: &Config,
        sandbox: &Running,
        (settings, seller): (telegram::Settings, Arc<SessionStore>),
        shop: Supplier,
    ) -> Result<PaymentsAtWork, CodedError> {
        self.ask(journal)?;
        let asking = Asking {
            catalogue: config.catalogue.clone(),
            ask_shop: None,
            shop: Arc::new(shop),
            livemode: false,
            language: i18n::language(),
        };
        let ready = sandbox.ready();
        let token = ready.payments_bot.token.clone().into();
        let parts = Parts {
            settings,
            credentials: Credentials { api_hash: ready.api_hash.clone().into(), token },
            seller,
            asking: watch::channel(asking).1,
            clock: Arc::new(Machine),
            rng: Arc::new(Machine),
        };
        let thread = PaymentsThread::start(path, parts)?;
        Ok(PaymentsAtWork { payments: self.clone(), thread })
    }

    /// Asks for the checkout as the shop would, before the agent is at work.
    fn ask(&self, journal: &mut Journal) -> Result<(), JournalError> {
        let now = Machine.now();
        let wish = self.checkout.wish(now);
        let request = RequestKey { idempotency_key: "1".to_owned(), digest: String::new() };
        let id = CheckoutId::new([0, 0]);
        let new = NewCheckout { id, provider: ProviderName::Telegram, wish, request };
        journal.write(|writer| writer.new_checkout(&new, now).map(drop))
    }
}

/// What is paid, while the agent is at work.
pub(super) struct PaymentsAtWork {
    payments: Payments,
    thread: PaymentsThread,
}

impl PaymentsAtWork {
    /// The bot, for the agent.
    pub(super) fn link(&self) -> BotLink {
        self.thread.link()
    }

    /// Whether all is said that is to be said to those who pay.
    pub(super) fn is_over(&self, sandbox: &Running) -> bool {
        answers(sandbox).len() >= self.payments.questions
    }
}

/// What the bot said when it was asked whether somebody may pay.
pub(super) fn answers(sandbox: &Running) -> Vec<String> {
    let mut events = sandbox.events();
    let verdict = |kind| match kind {
        Kind::PreCheckout { verdict, .. } => Some(verdict),
        _ => None,
    };
    let told = std::iter::from_fn(|| events.try_next()).filter_map(|it| verdict(it.kind));
    let mut answers: Vec<_> = told.collect();
    answers.sort();
    answers
}

/// Waits for the first payment.
pub(super) fn somebody_has_paid(sandbox: &Running) -> impl Future<Output = ()> + use<> {
    let mut events = sandbox.events();
    async move { while !matches!(events.next().await.kind, Kind::TelegramPayment { .. }) {} }
}
