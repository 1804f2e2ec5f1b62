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
mod response;
pub mod schema;
mod server;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use standardwebhooks::Webhook;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use hyper::StatusCode;

use self::answer::{Answer, error, taken_back, with_effect, without_effect};
use self::call::{Activation, PendingHold};
pub use self::call::{HeldCall, Hold, HoldPoint, SignedCall};
pub use self::response::{ShopResponse, UnknownShopResponse};
use super::event::{Kind, Outcome};
use super::ledger::Ledger;
use crate::system::Clock;

/// More calls than anybody looks at; later ones are not kept.
const CALLS_MAX: usize = 100_000;
const FIRST_PAYMENT: usize = 1001;

/// The options of a shop.
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
    without_deduplication: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    effects: BTreeMap<String, Effect>,
    /// The responses to the next calls for an order, by the order's number.
    scripts: BTreeMap<u32, VecDeque<ShopResponse>>,
    /// The same for the calls that tell of its refund.
    refund_scripts: BTreeMap<u32, VecDeque<ShopResponse>>,
    /// The orders whose goods were taken back, or will never be given, by `order_id`.
    revoked: BTreeSet<String>,
    pending: Option<PendingHold>,
    calls: Vec<SignedCall>,
}

/// The goods that were given for one `order_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The account that got them; where the call named none, the customer.
    pub account_id: String,
    /// True if the call named an account.
    names_account: bool,
    /// The shop's own number for it.
    pub number: usize,
    /// The number as it is told.
    pub payment_id: String,
    /// The product's name as the first call had it.
    pub product: Option<String>,
    /// The number of times: 1 for every shop that keeps `order_id` unique.
    pub count: u32,
}

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
        let shop = Arc::new(Shop {
            webhook: Webhook::from_bytes(options.key).map_err(std::io::Error::other)?,
            clock,
            ledger,
            without_deduplication: options.without_deduplication,
            state: Mutex::default(),
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
    pub fn set_script(&self, order: u32, responses: impl IntoIterator<Item = ShopResponse>) {
        self.shop.lock().scripts.insert(order, responses.into_iter().collect());
    }

    /// The same for the calls that tell of an order's refund; after that, the goods are taken back.
    pub fn set_refund_script(&self, order: u32, responses: impl IntoIterator<Item = ShopResponse>) {
        self.shop.lock().refund_scripts.insert(order, responses.into_iter().collect());
    }

    /// Holds the next signed activation call. An earlier hold that is still waiting is given up.
    pub fn hold_next(&self, point: HoldPoint) -> Hold {
        let (pending, hold) = call::hold(point);
        self.shop.lock().pending = Some(pending);
        hold
    }

    /// The signed activation calls so far, the first one first.
    pub fn calls(&self) -> Vec<SignedCall> {
        self.shop.lock().calls.clone()
    }

    /// Everything that was given, by `order_id`.
    pub fn effects(&self) -> BTreeMap<String, Effect> {
        self.shop.lock().effects.clone()
    }

    /// The `order_id`s of which the goods were taken back, or never will be given.
    pub fn revoked(&self) -> BTreeSet<String> {
        self.shop.lock().revoked.clone()
    }
}

impl Shop {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
            activation.account_id.as_deref(),
            activation.details.as_deref(),
        );
        let (response, mut pending) = {
            let mut state = self.lock();
            if state.calls.len() < CALLS_MAX {
                state.calls.push(call);
            }
            let script = order.and_then(|order| state.scripts.get_mut(&order));
            let response = script.and_then(VecDeque::pop_front).unwrap_or_default();
            (response, state.pending.take())
        };
        let held =
            HeldCall { order_id: activation.order_id.clone(), webhook_id: webhook_id.clone() };
        if let Some(pending) = pending.take_if(|it| it.point == HoldPoint::BeforeEffect) {
            pending.wait(held.clone()).await;
        }
        let answer = self.carry_out(&response, order, &activation, webhook_id);
        if let Some(pending) = pending {
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
        let is_revoked = self.lock().revoked.contains(&activation.order_id);
        let refused = is_revoked.then(|| {
            let message = "the order was refunded";
            let answer = error(StatusCode::CONFLICT, "refunded", message);
            (Answer::Http(answer), Outcome::Refused)
        });
        let refused = refused.or_else(|| without_effect(response));
        let (answer, outcome) = refused.unwrap_or_else(|| {
            let effect;
            (gave_now, effect) = self.give(activation);
            let (answer, outcome) = with_effect(response, gave_now, &effect);
            let is_heard = *response != ShopResponse::TimeoutButDone;
            (if is_heard { Answer::Http(answer) } else { Answer::Never }, outcome)
        });
        let activation = Kind::Activation {
            account_id: Some(activation.recipient()),
            webhook_id: Some(webhook_id),
            outcome,
        };
        self.ledger.activation(order, gave_now, activation);
        answer
    }

    /// Takes the goods of an order back, once. One that was not given yet never will be.
    fn revoke(&self, order_id: &str, webhook_id: String) -> Answer {
        let order = self.ledger.order_of_call(order_id, None, None);
        let response = {
            let mut state = self.lock();
            let script = order.and_then(|order| state.refund_scripts.get_mut(&order));
            script.and_then(VecDeque::pop_front).unwrap_or_default()
        };
        let (answer, outcome) = without_effect(&response).unwrap_or_else(|| {
            let is_new = self.lock().revoked.insert(order_id.to_owned());
            let outcome = if is_new { Outcome::Revoked } else { Outcome::AlreadyRevoked };
            let is_heard = response != ShopResponse::TimeoutButDone;
            (if is_heard { Answer::Http(taken_back(is_new)) } else { Answer::Never }, outcome)
        });
        self.ledger.revocation(order, order_id, webhook_id, outcome);
        answer
    }

    /// Gives the goods, unless that was done before; returns true if it is done now. The unique
    /// constraint and the effect are one step, as they must be in a real shop's database.
    fn give(&self, activation: &Activation) -> (bool, Effect) {
        let mut state = self.lock();
        let number = FIRST_PAYMENT + state.effects.len();
        let effect = state.effects.entry(activation.order_id.clone()).or_insert_with(|| Effect {
            account_id: activation.recipient(),
            names_account: activation.account_id.is_some(),
            number,
            payment_id: format!("A-{number}"),
            product: activation.product.as_ref().and_then(|product| product.name.clone()),
            count: 0,
        });
        let is_new = effect.count == 0 || self.without_deduplication;
        effect.count += u32::from(is_new);
        (is_new, effect.clone())
    }
}
