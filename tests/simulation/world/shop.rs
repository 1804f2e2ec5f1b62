//! The shop: keeps `order_id` unique, and may answer anything.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep};
use tribute_agent::order::life::{Receipt, ShopAnswer};
use tribute_agent::order::{AccountId, Untrusted};
use tribute_agent::shop::{Activator, Call};

use super::World;
use super::bot::sale_number;

/// A signature older or newer than this is refused.
const TOLERANCE_SECONDS: i64 = 300;
/// So long the agent waits for an answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What the shop has done.
pub struct Shop {
    /// To which account goods were given, by `order_id`.
    pub ledger: BTreeMap<String, String>,
    /// The body that each `webhook-id` first came with.
    bodies: BTreeMap<String, String>,
    /// Until then every call fails in this way.
    pub trouble: (Instant, Mood),
    /// How the next calls are answered, whatever the dice say.
    pub script: VecDeque<Mood>,
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
    Intercepted,
    BadSignature,
}

const MOODS: [Mood; 9] = [
    Mood::Busy,
    Mood::TimeOutDone,
    Mood::TimeOutNotDone,
    Mood::LateDone,
    Mood::Pending,
    Mood::UnclearDone,
    Mood::UnclearNotDone,
    Mood::Intercepted,
    Mood::BadSignature,
];

impl Shop {
    /// A shop that has given nothing yet.
    pub fn new(now: Instant) -> Self {
        Self {
            ledger: BTreeMap::new(),
            bodies: BTreeMap::new(),
            trouble: (now, Mood::Well),
            script: VecDeque::new(),
        }
    }
}

/// The agent's line to the shop.
pub struct Counter {
    /// Where the shop is.
    pub world: Arc<World>,
}

/// What a call asks for.
struct Asked {
    order_id: String,
    account: String,
}

impl Asked {
    fn read(call: &Call) -> Option<Self> {
        let body: serde_json::Value = serde_json::from_str(&call.body).ok()?;
        Some(Self {
            order_id: body["data"]["order_id"].as_str()?.to_owned(),
            account: body["data"]["account_id"].as_str()?.to_owned(),
        })
    }
}

impl Activator for Counter {
    async fn activate(&self, call: &Call, at: Timestamp) -> ShopAnswer {
        let world = &self.world;
        let Some(asked) = Asked::read(call) else {
            world.violated(format!("the shop was sent nonsense: {}", call.body));
            return busy("nonsense");
        };
        world.check_call(call, &asked);
        let mood = world.mood();
        world.tell(
            "shop",
            format_args!("called about {}: {mood:?}", call.webhook_id),
        );
        match mood {
            Mood::Well => world.give(&asked, at),
            Mood::Busy => busy("HTTP 503"),
            Mood::TimeOutDone => {
                world.give(&asked, at);
                sleep(TIMEOUT).await;
                busy("timed out after 10 s")
            }
            Mood::TimeOutNotDone => {
                sleep(TIMEOUT).await;
                busy("timed out after 10 s")
            }
            Mood::LateDone | Mood::Pending => {
                let (world, late) = (world.clone(), world.state().dice.seconds(1..=60));
                tokio::spawn(async move {
                    sleep(late).await;
                    world.give(&asked, at);
                });
                if mood == Mood::Pending {
                    return ShopAnswer::Pending { retry_after: None };
                }
                sleep(TIMEOUT).await;
                busy("timed out after 10 s")
            }
            Mood::UnclearDone => {
                world.give(&asked, at);
                unclear()
            }
            Mood::UnclearNotDone => unclear(),
            Mood::Intercepted => ShopAnswer::Intercepted {
                status: 403,
                excerpt: Untrusted::new("<html>"),
            },
            Mood::BadSignature => misconfigured("bad_signature"),
        }
    }
}

impl World {
    fn mood(&self) -> Mood {
        let mut state = self.state();
        state.changes += 1;
        if let Some(mood) = state.shop.script.pop_front() {
            return mood;
        }
        if state.is_calm {
            return Mood::Well;
        }
        let (until, mood) = state.shop.trouble;
        let trouble_percent = state.nature.shop_trouble_percent;
        if Instant::now() < until {
            mood
        } else if state.dice.chance(trouble_percent) {
            state.dice.pick(&MOODS)
        } else {
            Mood::Well
        }
    }

    fn check_call(&self, call: &Call, asked: &Asked) {
        let mut state = self.state();
        let first = state.shop.bodies.entry(call.webhook_id.clone());
        let same = *first.or_insert_with(|| call.body.clone()) == call.body;
        let wrong = match sale_number(&asked.order_id).and_then(|id| state.bot.sales.get(&id)) {
            None => Some("the shop was asked about what is no order".to_owned()),
            Some(known) if !known.names(&asked.account) => {
                Some(format!("the shop was asked for account {}", asked.account))
            }
            // What was read in this very moment may have been read after the call was begun.
            Some(known)
                if known.is_known_answered(&state.sight)
                    && state.sight.page_at.is_some_and(|at| at < Instant::now()) =>
            {
                Some("the shop was called although the owner's answer had been read".to_owned())
            }
            Some(known) => known.look_before_activation(&asked.account, &state.sight),
        };
        drop(state);
        if let Some(wrong) = wrong {
            self.violated(format!("{wrong} ({})", asked.order_id));
        }
        if !same {
            self.violated(format!("{} came with another body", call.webhook_id));
        }
    }

    /// Gives the goods, once.
    fn give(&self, asked: &Asked, at: Timestamp) -> ShopAnswer {
        let age = self.true_now().duration_since(at).as_secs().abs();
        if age > TOLERANCE_SECONDS {
            self.tell("shop", "the signature's time is wrong");
            return misconfigured("clock");
        }
        let mut state = self.state();
        let message = sale_number(&asked.order_id);
        let refuses = message
            .and_then(|id| state.bot.sales.get(&id))
            .is_some_and(|sale| sale.is_refused);
        if refuses {
            drop(state);
            self.tell("shop", format_args!("refuses {}", asked.order_id));
            return ShopAnswer::Refused {
                code: Untrusted::new("order_not_found"),
                message: None,
            };
        }
        let known = state.shop.ledger.get(&asked.order_id).cloned();
        state.changes += 1;
        let account = known.clone().unwrap_or_else(|| asked.account.clone());
        state
            .shop
            .ledger
            .insert(asked.order_id.clone(), account.clone());
        drop(state);
        let receipt = Receipt {
            account: account_id(&account),
            payment_id: Some(Untrusted::new(format!("A-{}", asked.order_id.len()))),
            ..Receipt::default()
        };
        if known.is_some() {
            self.tell(
                "shop",
                format_args!("has given the goods of {} before", asked.order_id),
            );
            ShopAnswer::AlreadyActivated(receipt)
        } else {
            self.tell(
                "shop",
                format_args!("gives the goods of {} to {account}", asked.order_id),
            );
            ShopAnswer::Activated(receipt)
        }
    }
}

fn account_id(text: &str) -> Option<AccountId> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}

fn busy(why: &str) -> ShopAnswer {
    ShopAnswer::Unavailable {
        why: Untrusted::new(why),
        retry_after: None,
    }
}

fn unclear() -> ShopAnswer {
    ShopAnswer::Unclear {
        excerpt: Untrusted::new("{\"ok\":true}"),
    }
}

fn misconfigured(code: &str) -> ShopAnswer {
    ShopAnswer::Misconfigured {
        code: Untrusted::new(code),
        message: None,
    }
}
