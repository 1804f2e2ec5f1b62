//! T-Bank's acquiring, with state: payments of one terminal, buyers who pay them, and the notifications that tell what
//! becomes of them.
//!
//! - `calls`: what a shop with the password is answered; `answer`: in which form; `new_payment`: what is asked of a new
//!   payment; `receipt`: what the law asks of its receipt.
//! - `store`: what there is; `buyers`: what those do who pay, [`Customer`] step by step; [`cards`]: with what.
//! - `notifications`: how that is told, and what goes wrong with it; [`token`]: how all of it is signed.

mod answer;
mod buyers;
mod calls;
pub mod cards;
mod customer;
mod new_payment;
mod notifications;
mod receipt;
mod store;
pub mod token;

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::cards::Card;
pub use self::customer::Customer;
use self::store::State;
pub use self::store::{BankPayment, BankStatus};
use crate::faults::Fault;
use crate::http::{self, LoopbackUrl};
use crate::ledger::Ledger;
use crate::system::Clock;
use crate::tribute_api::Surroundings;
use crate::tribute_api::planned::Buyers;

/// The beginning of the paths of all calls.
const BASE: &str = "/v2";
/// By how much the bank's pauses are shorter here.
const SPEEDUP: u32 = 1000;
/// The ends of the terminals' keys whose payments are not real.
const DEMO: &str = "DEMO";

/// The options of the bank's side of a sandbox.
#[derive(Clone)]
pub struct BankOptions {
    /// The terminal's name; `None`: a new one that ends in `DEMO`.
    pub terminal_key: Option<String>,
    /// Signs calls and notifications; `None`: a new one.
    pub password: Option<String>,
    /// Where the notifications go of payments that don't say otherwise; `None`: nowhere.
    pub notification_url: Option<LoopbackUrl>,
    /// What buyers do about payments.
    pub buyers: Buyers,
    /// From a payment being made to its being paid.
    pub interval: Duration,
    /// By how much the pauses between the attempts at a notification are shorter than the bank's.
    pub speedup: u32,
}

impl Default for BankOptions {
    fn default() -> Self {
        Self {
            terminal_key: None,
            password: None,
            notification_url: None,
            buyers: Buyers::default(),
            interval: Duration::from_millis(200),
            speedup: SPEEDUP,
        }
    }
}

/// The bank while it is served, until it is dropped.
pub struct Bank {
    inner: Arc<Inner>,
    _server: JoinSet<Infallible>,
}

/// The state that calls, buyers and notifications share.
struct Inner {
    terminal_key: String,
    password: String,
    /// `http://127.0.0.1:40123`
    origin: String,
    notification_url: Mutex<Option<LoopbackUrl>>,
    ledger: Arc<Ledger>,
    clock: Clock,
    interval: Duration,
    buyers: Buyers,
    speedup: u32,
    state: Mutex<State>,
    /// The number of notifications that were taken.
    taken: watch::Sender<usize>,
    /// The number of things that are still to come by themselves.
    pending: watch::Sender<usize>,
    tasks: Mutex<JoinSet<()>>,
}

impl Bank {
    /// Serves the bank on a free port of 127.0.0.1.
    pub async fn open(options: BankOptions, around: Surroundings) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let random = &around.randomness;
        let terminal_key = || format!("{:013}{DEMO}", random() % 10_000_000_000_000);
        let inner = Arc::new(Inner {
            terminal_key: options.terminal_key.unwrap_or_else(terminal_key),
            password: options.password.unwrap_or_else(|| format!("{:016x}", random())),
            origin: format!("http://{}", listener.local_addr()?),
            notification_url: Mutex::new(options.notification_url),
            state: Mutex::new(State::new(around.seed)),
            ledger: around.ledger,
            clock: around.clock,
            interval: options.interval,
            buyers: options.buyers,
            speedup: options.speedup.max(1),
            taken: watch::Sender::new(0),
            pending: watch::Sender::new(0),
            tasks: Mutex::default(),
        });
        let mut server = JoinSet::new();
        let serving = Arc::clone(&inner);
        server.spawn(http::serve(listener, move |request| {
            std::future::ready(calls::answer(&serving, &request))
        }));
        Ok(Self { inner, _server: server })
    }

    /// The beginning of every call's address.
    pub fn url(&self) -> String {
        format!("{}{BASE}", self.inner.origin)
    }

    /// The name of the terminal.
    pub fn terminal_key(&self) -> &str {
        &self.inner.terminal_key
    }

    /// What signs calls and notifications.
    pub fn password(&self) -> &str {
        &self.inner.password
    }

    /// Returns how much is still to come by itself.
    pub fn pending(&self) -> watch::Receiver<usize> {
        self.inner.pending.subscribe()
    }

    /// Makes something go wrong from now on; faults of other parts are let pass.
    pub fn inject(&self, fault: Fault) {
        self.inner.lock().faults.push(fault);
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.inner.lock().faults.clear();
    }

    /// Changes where the notifications go of payments that don't say otherwise.
    pub fn set_notification_url(&self, url: LoopbackUrl) {
        let known = self.inner.notification_url.lock();
        *known.unwrap_or_else(PoisonError::into_inner) = Some(url);
    }

    /// A customer, who does nothing yet.
    pub fn customer(&self) -> Customer {
        Customer(Arc::clone(&self.inner))
    }

    /// The payments so far, in the order in which they were made.
    pub fn payments(&self) -> Vec<BankPayment> {
        self.inner.lock().payments.clone()
    }

    /// A buyer pays with a card. Returns false for an order that is unknown or can't be paid.
    pub fn pay(&self, order_id: &str, card: Card) -> bool {
        self.inner.begin_card_of_order(order_id, card)
    }

    /// The owner gives money back in the bank's cabinet; `None`: all of it. Returns false if that is not possible.
    pub fn refund(&self, payment: u64, amount: Option<u64>) -> bool {
        self.inner.cancel_payment(payment, amount).is_ok()
    }

    /// Names the terminal in a message and signs it, as the bank does.
    pub fn signed(&self, message: &Value) -> String {
        let mut message: Map<String, Value> = message.as_object().cloned().unwrap_or_default();
        self.inner.sign(&mut message);
        Value::Object(message).to_string()
    }
}

impl Drop for Bank {
    fn drop(&mut self) {
        // They hold what holds them.
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn default_url(&self) -> Option<LoopbackUrl> {
        self.notification_url.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn sign(&self, message: &mut Map<String, Value>) {
        let key = self.terminal_key.clone();
        message.entry("TerminalKey").or_insert_with(|| key.into());
        let token = token::token(message, &self.password);
        message.insert("Token".to_owned(), token.into());
    }

    /// Does something that is still to come until it is done.
    fn spawn(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        self.pending.send_modify(|pending| *pending += 1);
        let inner = Arc::clone(self);
        let task = async move {
            task.await;
            inner.pending.send_modify(|pending| *pending -= 1);
        };
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).spawn(task);
    }
}

#[cfg(test)]
mod tests;
