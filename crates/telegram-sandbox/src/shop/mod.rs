//! The demo shop: the shop's side of the activation protocol, over HTTP on loopback.
//!
//! Signatures are verified with the published `standardwebhooks` crate, so that the agent's own
//! signing can't agree with itself. Whatever a call is told, the goods are given once for one
//! `order_id`, in the same step in which that is remembered.
//!
//! A script of [`ShopResponse`]s says what to do with the calls for an order; [`DemoShop::hold_next`]
//! stops a call before or after its effect.

mod answer;
mod call;
mod effects;
mod hold;
pub mod response;
mod server;

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use standardwebhooks::Webhook;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use self::answer::{Answer, with_effect, without_effect};
use self::call::Activation;
pub(crate) use self::call::SignedCall;
pub(crate) use self::effects::Effect;
use self::effects::Effects;
pub(crate) use self::hold::HeldCall;
use self::hold::PendingHold;
pub use self::hold::{Hold, HoldPoint};
pub use self::response::ShopResponse;
use super::event::{Kind, Outcome};
use super::ledger::Ledger;
use crate::system::Clock;

/// The options of a shop.
#[derive(Clone, Debug)]
pub struct ShopOptions {
    /// The bytes behind `whsec_`, 24 to 64.
    pub key: Vec<u8>,
    /// True if the shop fails to keep `order_id` unique, to show which promise falls then.
    pub without_deduplication: bool,
}

/// An open shop. It closes when dropped.
pub struct DemoShop {
    shop: Arc<Shop>,
    url: String,
    secret: String,
    _tasks: JoinSet<Infallible>,
}

/// The state that connections share.
struct Shop {
    webhook: Webhook,
    clock: Clock,
    ledger: Arc<Ledger>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    effects: Effects,
    /// The responses to the next calls for an order, by the order's number.
    scripts: BTreeMap<u32, VecDeque<ShopResponse>>,
    pending: Option<PendingHold>,
    calls: Vec<SignedCall>,
}

/// More calls than anybody looks at; later ones are not kept.
const CALLS_MAX: usize = 100_000;

impl DemoShop {
    /// Opens a shop on a free port of 127.0.0.1. What happens in it is told to `ledger`.
    pub async fn open(
        options: ShopOptions,
        ledger: Arc<Ledger>,
        clock: Clock,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}{}", listener.local_addr()?, server::PATH);
        let secret = format!("whsec_{}", STANDARD.encode(&options.key));
        let webhook = Webhook::from_bytes(options.key).map_err(std::io::Error::other)?;
        let shop = Arc::new(Shop {
            webhook,
            clock,
            ledger,
            state: Mutex::new(State {
                effects: Effects {
                    without_deduplication: options.without_deduplication,
                    ..Effects::default()
                },
                ..State::default()
            }),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(server::serve(listener, Arc::clone(&shop)));
        Ok(Self { shop, url, secret, _tasks: tasks })
    }

    /// The URL of activation calls.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The secret that calls are signed with: `whsec_…`.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Sets the responses to the next calls for an order; after that, they are granted.
    pub fn set_script(&self, order: u32, moves: impl IntoIterator<Item = ShopResponse>) {
        let moves = moves.into_iter().collect();
        self.shop.lock().scripts.insert(order, moves);
    }

    /// Holds the next signed activation call at `moment`. An earlier hold that is still waiting is
    /// given up.
    pub fn hold_next(&self, moment: HoldPoint) -> Hold {
        let (pending, hold) = hold::hold(moment);
        self.shop.lock().pending = Some(pending);
        hold
    }

    /// The signed activation calls so far, the first one first.
    pub fn calls(&self) -> Vec<SignedCall> {
        self.shop.lock().calls.clone()
    }

    /// Everything that was given, by `order_id`.
    pub fn effects(&self) -> BTreeMap<String, Effect> {
        self.shop.lock().effects.by_order.clone()
    }
}

impl Shop {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    fn record_unverified(&self, webhook_id: Option<String>) {
        let activation =
            Kind::Activation { account_id: None, webhook_id, outcome: Outcome::BadSignature };
        self.ledger.activation(None, false, activation);
    }

    async fn activate(&self, activation: Activation, call: SignedCall) -> Answer {
        let webhook_id = call.webhook_id.clone();
        let order = self.ledger.order_of_call(
            &activation.order_id,
            &activation.account_id,
            activation.details.as_deref(),
        );
        let (response, pending) = {
            let mut state = self.lock();
            if state.calls.len() < CALLS_MAX {
                state.calls.push(call);
            }
            (state.next_response(order), state.pending.take())
        };
        let held =
            HeldCall { order_id: activation.order_id.clone(), webhook_id: webhook_id.clone() };
        let (before, after) = match pending {
            Some(pending) if pending.moment == HoldPoint::BeforeEffect => (Some(pending), None),
            pending => (None, pending),
        };
        if let Some(pending) = before {
            pending.wait(held.clone()).await;
        }
        let answer = self.carry_out(&response, order, &activation, webhook_id);
        if let Some(pending) = after {
            pending.wait(held).await;
        }
        answer
    }

    /// The effect and the note of it, with nothing in between that could be cut off.
    fn carry_out(
        &self,
        response: &ShopResponse,
        order: Option<u32>,
        activation: &Activation,
        webhook_id: String,
    ) -> Answer {
        let mut gave_now = false;
        let (answer, outcome) = match response {
            ShopResponse::Activated | ShopResponse::OtherAccount | ShopResponse::TimeoutButDone => {
                let product = activation.product.as_ref().and_then(|it| it.name.clone());
                let (order_id, account_id) = (&activation.order_id, &activation.account_id);
                let given = self.lock().effects.give(order_id, account_id, product);
                let mut effect = given.1;
                gave_now = given.0;
                if *response == ShopResponse::OtherAccount {
                    effect.account_id.insert(0, '9');
                }
                let (answer, outcome) = with_effect(gave_now, &effect);
                match response {
                    ShopResponse::TimeoutButDone => (Answer::Never, outcome),
                    _ => (Answer::Http(answer), outcome),
                }
            }
            other => without_effect(other),
        };
        let activation = Kind::Activation {
            account_id: Some(activation.account_id.clone()),
            webhook_id: Some(webhook_id),
            outcome,
        };
        self.ledger.activation(order, gave_now, activation);
        answer
    }
}

impl State {
    fn next_response(&mut self, order: Option<u32>) -> ShopResponse {
        order
            .and_then(|order| self.scripts.get_mut(&order))
            .and_then(VecDeque::pop_front)
            .unwrap_or_default()
    }
}
