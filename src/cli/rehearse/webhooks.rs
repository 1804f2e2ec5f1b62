//! `fixtures/webhooks/*.json`: what Tribute posts, byte by byte, and what must come of it.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::fixture::{BothLanguages, FixtureFile, bad_fixture};
use super::scenario::{Case, End, Expected, Scenario, Tolerance, counted, shown};
use crate::agent::{Agent, AgentSource};
use crate::cli::run::server;
use crate::config::Config;
use crate::http::{Listener, Server};
use crate::journal::{Journal, JournalError, NewCheckout, RequestKey};
use crate::machine::{Clock as _, Machine};
use crate::order::checkout::{CheckoutState, Recurring, Wish};
use crate::order::{AccountId, CheckoutId, ProviderName, Untrusted};
use crate::report::{CodedError, UserError as _};
use crate::shop::Activator;
use crate::telegram::Messenger;
use telegram_sandbox::event::{EventStream, Kind};
use telegram_sandbox::{LoopbackUrl, Running};

use telegram_sandbox::orders::PlannedOrder;

/// Signs what is in the files.
pub(super) const KEY: &str = "f138f7b4-0000-4c5c-97a6-46f8870dc0de";
const TOKEN: &str = "rehearsal-rehearsal-rehearsal-01";
/// The chat's, where nothing is sold.
const ACCOUNT_PATTERN: &str = r"\b\d{4,12}\b";
/// A rehearsal is over long before.
const PAID_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// A request, and the answer's status that it must get.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Webhook {
    pub(super) body: String,
    pub(super) signature: Option<String>,
    status: u16,
    outcome: Outcome,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    Order,
    /// Of an order that is known.
    Again,
    /// Comes once the goods are given, if they ever are.
    Refund,
    Noted,
    Rejected,
}

/// What Tribute posts in a scenario.
#[derive(Clone, Debug)]
pub(super) struct Webhooks {
    /// The order's id, without `test-`; empty: there must be none.
    order_id: String,
    /// Whether the goods are given.
    are_given: bool,
    checkouts: Vec<AskedFor>,
    requests: Vec<Webhook>,
}

/// What the shop had asked for, and what Tribute calls it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedFor {
    uuid: String,
    price: String,
    account_id: String,
    recurring: Option<Recurring>,
}

impl AskedFor {
    fn wish(&self, now: Timestamp) -> Option<Wish> {
        Some(Wish { recurring: self.recurring, ..wish(&self.price, &self.account_id, now)? })
    }

    /// Puts it where Tribute's answer would have been kept.
    fn keep(&self, journal: &mut Journal, index: u64) -> Result<(), JournalError> {
        let now = Machine.now();
        let Some(wish) = self.wish(now) else { return Ok(()) };
        let (id, provider) = (CheckoutId::new([index, 0]), ProviderName::TributeShop);
        let request = RequestKey { idempotency_key: self.uuid.clone(), digest: String::new() };
        let new = NewCheckout { id, provider, wish, request };
        let url = format!("https://pay.example/{}", self.uuid);
        let open = CheckoutState::Open { external_id: self.uuid.clone(), url };
        journal.write(|writer| {
            let number = writer.new_checkout(&new, now)?;
            writer.set_checkout_state(number, &open, None)
        })
    }
}

/// What a shop had asked for; `None`: no price.
pub(super) fn wish(price: &str, account_id: &str, now: Timestamp) -> Option<Wish> {
    Some(Wish {
        account: Some(AccountId::known(account_id)),
        item: None,
        title: Untrusted::new("VPN"),
        description: None,
        price: price.parse().ok()?,
        reference: None,
        email: None,
        phone: None,
        language: None,
        success_url: None,
        fail_url: None,
        expires_at: now.saturating_add(PAID_WITHIN).ok()?,
        recurring: None,
        receipt: None,
        extra: None,
    })
}

/// What was posted so far, to a server that ends with it.
pub(super) struct Told {
    answers: Rc<RefCell<Vec<Option<u16>>>>,
    is_over: Rc<Cell<bool>>,
    _server: Server,
}

/// How what is posted is told.
#[derive(Clone, Default)]
pub(super) struct Posted {
    answers: Rc<RefCell<Vec<Option<u16>>>>,
    is_over: Rc<Cell<bool>>,
}

impl Posted {
    /// Something was answered.
    pub(super) fn answered(&self, status: Option<u16>) {
        self.answers.borrow_mut().push(status);
    }

    /// Nothing more comes.
    pub(super) fn end(&self) {
        self.is_over.set(true);
    }
}

impl Told {
    pub(super) fn new(posted: &Posted, server: Server) -> Self {
        let Posted { answers, is_over } = posted.clone();
        Self { answers, is_over, _server: server }
    }

    pub(super) fn answers(&self) -> String {
        let answers = self.answers.borrow();
        answers.iter().map(|it| shown(*it)).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over.get()
    }
}

impl Webhooks {
    /// Begins to post, one after the other, to a server of the agent's.
    pub(super) fn begin<M: Messenger, A: Activator, S: AgentSource>(
        &self,
        sandbox: &Running,
        config: &Config,
        journal: &Path,
        agent: &Agent<M, A, S>,
    ) -> Result<Option<Told>, CodedError> {
        let Some(api) = sandbox.tribute_api() else { return Ok(None) };
        let Some((server, url)) = serve(config, journal, agent, "tribute")? else {
            return Ok(None);
        };
        api.set_webhook_url(url);
        let mut beside = Journal::open_beside(journal)?;
        for (index, asked) in (0..).zip(&self.checkouts) {
            asked.keep(&mut beside, index)?;
        }
        let order = api.expect_order(&self.order_id);
        let posts: Vec<_> = self
            .requests
            .iter()
            .map(|it| (it.outcome, api.send_raw(it.body.clone(), it.signature.clone())))
            .collect();
        let mut events = sandbox.events();
        let posted = Posted::default();
        let told = Told::new(&posted, server);
        let mut waits = self.are_given;
        tokio::task::spawn_local(async move {
            for (outcome, post) in posts {
                if waits && outcome == Outcome::Refund {
                    completed(&mut events, order).await;
                    waits = false;
                }
                posted.answered(post.await);
            }
            posted.end();
        });
        Ok(Some(told))
    }
}

/// Waits until the goods of an order are given.
pub(super) async fn completed(events: &mut EventStream, order: u32) {
    loop {
        let event = events.next().await;
        if (event.order, &event.kind) == (Some(order), &Kind::Completed) {
            return;
        }
    }
}

/// Begins to serve beside an agent, if its configuration has a server. Returns it with the address to which a
/// provider of this name posts.
pub(super) fn serve<M: Messenger, A: Activator, S: AgentSource>(
    config: &Config,
    journal: &Path,
    agent: &Agent<M, A, S>,
    name: &str,
) -> Result<Option<(Server, LoopbackUrl)>, CodedError> {
    let Some(its) = &config.server else { return Ok(None) };
    let listener = Listener::bind(its.listen)?;
    let url = listener.address().map(|it| format!("http://{it}/webhooks/{name}").parse());
    let Some(Ok(url)) = url else { return Ok(None) };
    let settings = server::settings_for(config).map_err(|it| CodedError::of(&it))?;
    let (_, settings) = watch::channel(settings);
    let common = server::Common::new(agent.bell(), agent.heartbeat(), true);
    Ok(Some((server::start(listener, its, journal, (&common, None), settings)?, url)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: BothLanguages<String>,
    rules: Value,
    #[serde(default)]
    checkouts: Vec<AskedFor>,
    webhooks: Vec<Webhook>,
    orders: Vec<WrittenOrder>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenOrder {
    id: String,
    state: End,
    reason: Option<String>,
    account_id: Option<String>,
    activations: u32,
    refunds: u32,
}

pub(super) fn read(file: &FixtureFile, number: u32) -> Result<Scenario, CodedError> {
    let bad = |problem: String| bad_fixture(file, &problem);
    let mut written: Written =
        serde_json::from_str(&file.text).map_err(|it| bad(it.to_string()))?;
    written.rules["tribute_api"]["key"] = json!(KEY);
    written.rules["tribute_api"]["url"] = json!("http://127.0.0.1:9/api/v1");
    if let Some(asked) = written.checkouts.iter().find(|it| it.wish(Machine.now()).is_none()) {
        return Err(bad(format!("no price: {}", asked.price)));
    }
    let statuses: Vec<u16> = written.webhooks.iter().map(|it| it.status).collect();
    let order = written.orders.pop();
    let webhooks = Webhooks {
        order_id: order.as_ref().map(|it| it.id.clone()).unwrap_or_default(),
        are_given: order.as_ref().is_some_and(WrittenOrder::is_given),
        checkouts: written.checkouts,
        requests: written.webhooks,
    };
    let title = written.title.pick();
    let scenario = scenario((file, number), title, written.rules, &statuses, order.as_ref())?;
    Ok(Scenario { webhooks: Some(webhooks), ..scenario })
}

impl WrittenOrder {
    /// Without the `test-` of rehearsals.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn is_given(&self) -> bool {
        self.activations > 0
    }
}

/// The one order of a fixture, and its rules, to which a server is added; what is posted is answered so.
pub(super) fn scenario(
    (file, number): (&FixtureFile, u32),
    title: String,
    mut rules: Value,
    statuses: &[u16],
    order: Option<&WrittenOrder>,
) -> Result<Scenario, CodedError> {
    let bad = |problem: String| bad_fixture(file, &problem);
    rules["server"] = json!({ "listen": "127.0.0.1:0", "token": TOKEN });
    rules["account_id"] = json!({ "pattern": ACCOUNT_PATTERN });
    let rules = toml::Table::try_from(&rules).map_err(|it| bad(it.to_string()))?;
    let config = Config::of_text(&rules.to_string(), file.name.as_ref().as_ref(), &|_| None);
    let config = config.map_err(|error| bad(error.what()))?;
    config.rules().map_err(|error| bad(error.what()))?;
    let mut facts = counted(&[
        ("activations", order.map(|it| it.activations)),
        ("refunds", order.map(|it| it.refunds)),
    ]);
    let statuses: Vec<String> = statuses.iter().map(u16::to_string).collect();
    facts.insert("answers", statuses.join(", "));
    facts.insert("reason", shown(order.and_then(|it| it.reason.as_ref())));
    facts.insert("account_id", shown(order.and_then(|it| it.account_id.as_ref())));
    let end = order.map_or(End::Ignored, |order| order.state);
    let case = Case {
        number,
        title,
        source: file.name.to_string(),
        planned: PlannedOrder::default(),
        expected: Expected { end: Some(end), facts, told: None, tolerance: Tolerance::None },
    };
    Ok(Scenario {
        cases: vec![case],
        config,
        faults: Vec::new(),
        seed: number.into(),
        in_basic_group: false,
        moderators: None,
        shop: None,
        supplier: None,
        webhooks: None,
        bank: None,
        payments: None,
    })
}
