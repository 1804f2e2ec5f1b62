//! The shop: keeps `order_id` unique, and may answer anything.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep};
use tribute_agent::order::life::{RETRY_PAUSE_MAX, Receipt, ShopAnswer};
use tribute_agent::order::{AccountId, Untrusted};
use tribute_agent::shop::{Activator, Call, CodesSettings, Stock, Verb};

use super::sale::{payment_of, sale_number};
use super::{State, World, program};
use crate::dice::Dice;
use crate::fuse::Fuse;
use crate::plan::nature::Supplier;
use crate::plan::order::{Moment, Refusal};
use crate::planted::Planted;
use crate::promise::Promise;

/// A signature older or newer than this is refused.
const TOLERANCE_SECONDS: i64 = 300;
/// So long the agent waits for an answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What the shop has done.
pub struct Shop {
    /// To which accounts goods were given, by `order_id`: once each, unless the shop forgets.
    pub ledger: BTreeMap<String, Vec<String>>,
    /// The orders whose goods were taken back.
    pub taken_back: BTreeSet<String>,
    /// The body that each `webhook-id` first came with.
    pub bodies: BTreeMap<String, String>,
    /// Until when it asked the agent not to call, by what the call is about.
    pub not_before: BTreeMap<String, Wait>,
    /// Until then every call fails in this way.
    pub trouble: (Instant, Mood),
    /// How the next calls are answered, whatever the dice say.
    pub script: VecDeque<Mood>,
}

/// A wait that was asked for. Another process may not have heard of it; a clock that is set, or about
/// to be put right, does not know when it is over.
#[derive(PartialEq, Eq)]
pub struct Wait {
    /// When it is over.
    pub until: Instant,
    /// Which life of the agent was asked.
    pub of_life: u32,
    /// How often its clock had been set by then.
    pub by_clock: u32,
}

/// How a call is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Well,
    Busy,
    TimeOutDone,
    TimeOutNotDone,
    LateDone,
    Pending,
    UnclearDone,
    UnclearNotDone,
    /// It gives the goods, and names another account than it was asked for.
    NamesAnother,
    Intercepted,
    BadSignature,
    /// The call itself panics.
    BreaksOff,
}

const MOODS: [Mood; 10] = [
    Mood::Busy,
    Mood::TimeOutDone,
    Mood::TimeOutNotDone,
    Mood::LateDone,
    Mood::Pending,
    Mood::UnclearDone,
    Mood::UnclearNotDone,
    Mood::NamesAnother,
    Mood::Intercepted,
    Mood::BadSignature,
];

impl Shop {
    /// A shop that has given nothing yet.
    pub fn new(now: Instant) -> Self {
        Self {
            ledger: BTreeMap::new(),
            taken_back: BTreeSet::new(),
            bodies: BTreeMap::new(),
            not_before: BTreeMap::new(),
            trouble: (now, Mood::Well),
            script: VecDeque::new(),
        }
    }
}

/// The agent's line to the shop.
pub struct Counter {
    /// Where the shop is.
    pub world: Arc<World>,
    /// Burns before and after every call.
    pub fuse: Arc<Fuse>,
}

impl Counter {
    /// The power may be cut here, in the middle of a call.
    async fn burn(&self) {
        if self.fuse.burns_down() {
            self.world.power.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

/// What a call asks for.
pub struct Asked {
    /// Whose goods.
    pub order_id: String,
    /// Who is to get them.
    pub account: String,
    /// Whether they are to be given, or taken back.
    verb: Verb,
}

impl Asked {
    /// What a wait that the shop asks for is about: whoever is to wait to give may take back.
    pub fn subject(&self) -> String {
        format!("{:?} {}", self.verb, self.order_id)
    }

    fn read(call: &Call) -> Option<Self> {
        let body: serde_json::Value = serde_json::from_str(&call.body).ok()?;
        Some(Self {
            order_id: body["data"]["order_id"].as_str()?.to_owned(),
            account: body["data"]["account_id"].as_str()?.to_owned(),
            verb: Verb::Activate,
        })
    }
}

impl Activator for Counter {
    async fn call(&self, verb: Verb, call: &Call, at: Timestamp) -> ShopAnswer {
        let world = &self.world;
        let Some(mut asked) = Asked::read(call) else {
            let what = format!("the shop was sent nonsense: {}", call.body);
            world.violated(Promise::NeverFooled, what);
            return busy("nonsense");
        };
        asked.verb = verb;
        if world.plants(Planted::OtherAccount) {
            "777777".clone_into(&mut asked.account);
        }
        self.burn().await;
        world.check_call(call, &asked, at);
        let mood = world.mood();
        world.tell("shop", format_args!("called about {}: {mood:?}", call.webhook_id));
        let supplier = world.state().nature.supplier;
        if supplier == Supplier::Codes {
            world.violated(Promise::NothingForeign, "somebody was called, where codes are given");
        }
        let answer = self.answer(asked, mood, at).await;
        self.burn().await;
        if supplier == Supplier::Program { program::said(&answer, verb, at) } else { answer }
    }

    fn stock(&self) -> Option<Stock> {
        let has_codes = self.world.state().nature.supplier == Supplier::Codes;
        has_codes.then(|| Stock::new(CodesSettings { low_stock: Some(1) }))
    }
}

impl Counter {
    async fn answer(&self, asked: Asked, mood: Mood, at: Timestamp) -> ShopAnswer {
        let world = &self.world;
        match mood {
            Mood::Well => world.fulfil(&asked, at),
            Mood::Busy => ShopAnswer::Unavailable {
                why: Untrusted::new("HTTP 503"),
                retry_after: world.asks_to_wait(&asked),
            },
            Mood::TimeOutDone => {
                world.fulfil(&asked, at);
                sleep(TIMEOUT).await;
                busy("timed out after 10 s")
            }
            Mood::TimeOutNotDone => {
                sleep(TIMEOUT).await;
                busy("timed out after 10 s")
            }
            Mood::LateDone | Mood::Pending => {
                let late = world.state().dice.seconds(1..=60);
                let retry_after =
                    (mood == Mood::Pending).then(|| world.asks_to_wait(&asked)).flatten();
                let world = world.clone();
                tokio::spawn(async move {
                    sleep(late).await;
                    world.fulfil(&asked, at);
                });
                if mood == Mood::Pending {
                    return ShopAnswer::Pending { retry_after };
                }
                sleep(TIMEOUT).await;
                busy("timed out after 10 s")
            }
            Mood::UnclearDone => {
                world.fulfil(&asked, at);
                unclear()
            }
            Mood::UnclearNotDone => unclear(),
            Mood::NamesAnother => world.names_another(&asked, world.fulfil(&asked, at)),
            Mood::Intercepted => intercepted(403),
            Mood::BadSignature => misconfigured("bad_signature"),
            // Without the words of a panic: it is no news.
            Mood::BreaksOff => resume_unwind(Box::new("the call broke off")),
        }
    }
}

impl World {
    fn mood(&self) -> Mood {
        let mut state = self.state();
        state.changes += 1;
        let scripted = state.shop.script.pop_front();
        let mood = scripted.unwrap_or_else(|| state.mood());
        // A program is ended when its time is up.
        let is_program = state.nature.supplier == Supplier::Program;
        if is_program && mood == Mood::LateDone { Mood::TimeOutNotDone } else { mood }
    }
}

impl State {
    fn mood(&mut self) -> Mood {
        if self.is_calm {
            return Mood::Well;
        }
        let (until, mood) = self.shop.trouble;
        if Instant::now() < until {
            mood
        } else if self.dice.chance(self.nature.shop_trouble_percent) {
            self.dice.pick(&MOODS)
        } else {
            Mood::Well
        }
    }
}

impl World {
    /// A `Retry-After`, or none.
    fn asks_to_wait(&self, asked: &Asked) -> Option<Duration> {
        let mut state = self.state();
        if state.nature.supplier == Supplier::Program || !state.dice.chance(50) {
            return None;
        }
        let long = state.dice.chance(10);
        let wait = state.dice.seconds(if long { 600..=40_000 } else { 1..=120 });
        // No wait is kept for longer.
        let kept = wait.min(RETRY_PAUSE_MAX);
        if state.heard_error_ms == state.clock_error_ms {
            let wait_until = Wait {
                until: Instant::now() + kept,
                of_life: state.lives,
                by_clock: state.clock_changes,
            };
            state.shop.not_before.insert(asked.subject(), wait_until);
        }
        drop(state);
        self.tell("shop", format_args!("asks to wait {wait:?}"));
        Some(wait)
    }

    /// The shop's answer, with another account in it.
    fn names_another(&self, asked: &Asked, mut answer: ShopAnswer) -> ShopAnswer {
        if let ShopAnswer::Activated(receipt) | ShopAnswer::AlreadyActivated(receipt) = &mut answer
        {
            receipt.account = account_id("777777");
            let mut state = self.state();
            let sale = sale_number(&asked.order_id).and_then(|id| state.bot.sales.get_mut(&id));
            if let Some(sale) = sale {
                sale.named_another += 1;
            }
        }
        answer
    }

    /// Does what it is asked for.
    fn fulfil(&self, asked: &Asked, at: Timestamp) -> ShopAnswer {
        if asked.verb == Verb::Activate {
            return self.give(asked, at);
        }
        let mut state = self.state();
        state.changes += 1;
        let is_new = state.shop.taken_back.insert(asked.order_id.clone());
        drop(state);
        self.tell("shop", format_args!("takes back {} (now: {is_new})", asked.order_id));
        ShopAnswer::Activated(Receipt::default())
    }

    /// Gives the goods: once, or whenever it is asked when it forgets.
    fn give(&self, asked: &Asked, at: Timestamp) -> ShopAnswer {
        let age = self.true_now().duration_since(at).as_secs().abs();
        let is_signed = self.state().nature.supplier == Supplier::Server;
        if is_signed && age > TOLERANCE_SECONDS {
            self.tell("shop", "the signature's time is wrong");
            return misconfigured("clock");
        }
        let sale = sale_number(&asked.order_id);
        if let Some(sale) = sale {
            self.comes_to(sale, Moment::Called);
        }
        let mut state = self.state();
        let refusal = sale.and_then(|id| state.bot.sales.get(&id)?.refusal);
        if let Some(refusal) = refusal {
            drop(state);
            self.tell("shop", format_args!("refuses {}: {refusal:?}", asked.order_id));
            return match refusal {
                Refusal::InItsWords => ShopAnswer::Refused {
                    code: Untrusted::new("order_not_found"),
                    message: Some(Untrusted::new("Такого заказа нет \u{202E}<b>")),
                },
                Refusal::NeverFound => intercepted(404),
            };
        }
        state.changes += 1;
        let forgets =
            state.nature.shop_forgets || state.nature.planted == Some(Planted::GivesAgain);
        let customer_message = customer_message(&mut state.dice);
        if let Some(sale) = sale.and_then(|id| state.bot.sales.get_mut(&id)) {
            sale.customer_messages.push(customer_message.clone());
        }
        let given = state.shop.ledger.entry(asked.order_id.clone()).or_default();
        let is_known = !given.is_empty() && !forgets;
        if !is_known {
            given.push(asked.account.clone());
        }
        let (account, times) = (given[0].clone(), given.len());
        drop(state);
        if times > 1 && !is_known {
            let what = format!("{} was given {times} times", asked.order_id);
            self.violated(Promise::NoSecondActivation, what);
        }
        let receipt = Receipt {
            account: account_id(&account),
            payment_id: Some(Untrusted::new(payment_of(&asked.order_id))),
            customer_message,
            ..Receipt::default()
        };
        let order_id = &asked.order_id;
        if is_known {
            self.tell("shop", format_args!("gave the goods of {order_id} before"));
            ShopAnswer::AlreadyActivated(receipt)
        } else {
            self.tell("shop", format_args!("gives the goods of {order_id} to {account}"));
            if let Some(sale) = sale {
                self.comes_to(sale, Moment::Given);
            }
            ShopAnswer::Activated(receipt)
        }
    }
}

/// What the shop lets the customer know: mostly nothing, sometimes something hostile.
fn customer_message(dice: &mut Dice) -> Option<Untrusted> {
    let text = match dice.below(8) {
        0 => "Спасибо! {{ product }} {% raw %} \u{202E}<b>".to_owned(),
        1 => "я".repeat(1_000),
        2 => "Спасибо!\r\nЗаходите еще\u{308}".to_owned(),
        _ => return None,
    };
    Some(Untrusted::new(text))
}

fn account_id(text: &str) -> Option<AccountId> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}

fn busy(why: &str) -> ShopAnswer {
    ShopAnswer::Unavailable { why: Untrusted::new(why), retry_after: None }
}

fn unclear() -> ShopAnswer {
    ShopAnswer::Unclear { excerpt: Untrusted::new("{\"ok\":true}") }
}

fn intercepted(status: u16) -> ShopAnswer {
    ShopAnswer::Intercepted { status, excerpt: Untrusted::new("<html>") }
}

fn misconfigured(code: &str) -> ShopAnswer {
    ShopAnswer::Misconfigured { code: Untrusted::new(code), message: None }
}
