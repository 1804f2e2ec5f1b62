//! Tribute's HTTP API, with state: products and purchases, a shop and its orders, charges and tokens;
//! and the webhooks that tell what becomes of them.
//!
//! - `calls`, `shop_calls`: what a client with the key is answered; `problem`: how it is refused.
//! - `store`: what there is; `buyers`: what those do who pay.
//! - `webhooks`: how that is told, and what goes wrong with it.
//! - [`planned`]: purchases that are made up; [`mod@file`]: or written.

mod buyers;
mod calls;
pub mod file;
pub mod planned;
mod problem;
mod shop_calls;
mod store;
mod webhooks;

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::planned::{Buyers, PlannedPurchase};
use self::store::State;
pub use self::store::{OrderStatus, Purchase, ShopInfo, ShopOrder, Transaction};
pub use self::webhooks::signature;
use crate::faults::Fault;
use crate::http::{self, LoopbackUrl};
use crate::language::Language;
use crate::ledger::Ledger;
use crate::system::{Clock, Randomness};

/// The beginning of the paths of all calls.
const BASE: &str = "/api/v1";
/// By how much Tribute's pauses are shorter here.
const SPEEDUP: u32 = 1000;

/// The options of the API's side of a sandbox.
#[derive(Clone)]
pub struct ApiOptions {
    /// The key of calls and webhooks; `None`: a new one.
    pub key: Option<String>,
    /// Where webhooks go; `None`: nowhere yet.
    pub webhook_url: Option<LoopbackUrl>,
    /// Of the products' names.
    pub language: Language,
    /// The events that come by themselves, in turn.
    pub purchases: Vec<PlannedPurchase>,
    /// From one of these to the next; also from an order in the shop to its payment.
    pub interval: Duration,
    /// What buyers do about orders in the shop.
    pub buyers: Buyers,
    /// By how much the pauses between the attempts at a webhook are shorter than Tribute's.
    pub speedup: u32,
}

impl Default for ApiOptions {
    fn default() -> Self {
        Self {
            key: None,
            webhook_url: None,
            language: Language::default(),
            purchases: Vec::new(),
            interval: Duration::from_millis(200),
            buyers: Buyers::default(),
            speedup: SPEEDUP,
        }
    }
}

/// What the API has in common with the rest of a sandbox.
pub struct Surroundings {
    /// Is told what happens.
    pub ledger: Arc<Ledger>,
    /// The time.
    pub clock: Clock,
    /// Decides keys and UUIDs.
    pub randomness: Randomness,
    /// Decides what goes wrong when.
    pub seed: u64,
}

/// Tribute's API while it is served, until it is dropped.
pub struct TributeApi {
    api: Arc<Api>,
    _server: JoinSet<Infallible>,
}

/// The state that calls, buyers and webhooks share.
struct Api {
    key: String,
    /// `http://127.0.0.1:40123`
    origin: String,
    ledger: Arc<Ledger>,
    clock: Clock,
    randomness: Randomness,
    interval: Duration,
    buyers: Buyers,
    speedup: u32,
    state: Mutex<State>,
    webhook_url: watch::Sender<Option<LoopbackUrl>>,
    /// The number of webhooks that were taken.
    taken: watch::Sender<usize>,
    /// The number of things that are still to come by themselves.
    pending: watch::Sender<usize>,
    tasks: Mutex<JoinSet<()>>,
}

impl TributeApi {
    /// Serves the API on a free port of 127.0.0.1. Its purchases wait for [`TributeApi::begin`].
    pub async fn open(options: ApiOptions, around: Surroundings) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let random = &around.randomness;
        let api = Arc::new(Api {
            key: options.key.unwrap_or_else(|| uuid(random)),
            origin: format!("http://{}", listener.local_addr()?),
            state: Mutex::new(State::new(options.language, around.seed, (around.clock)())),
            ledger: around.ledger,
            clock: around.clock,
            randomness: around.randomness,
            interval: options.interval,
            buyers: options.buyers,
            speedup: options.speedup.max(1),
            webhook_url: watch::Sender::new(options.webhook_url),
            taken: watch::Sender::new(0),
            pending: watch::Sender::new(0),
            tasks: Mutex::default(),
        });
        let mut server = JoinSet::new();
        let serving = Arc::clone(&api);
        server.spawn(http::serve(listener, move |request| {
            std::future::ready(calls::answer(&serving, &request))
        }));
        Ok(Self { api, _server: server })
    }

    /// The beginning of every call's address.
    pub fn url(&self) -> String {
        format!("{}{BASE}", self.api.origin)
    }

    /// The key of calls and webhooks.
    pub fn key(&self) -> &str {
        &self.api.key
    }

    /// Sets where webhooks go, as the owner does in Tribute's dashboard.
    pub fn set_webhook_url(&self, url: LoopbackUrl) {
        self.api.webhook_url.send_replace(Some(url));
    }

    /// Returns how much is still to come by itself.
    pub fn pending(&self) -> watch::Receiver<usize> {
        self.api.pending.subscribe()
    }

    /// Makes something go wrong from now on; faults of other parts are let pass.
    pub fn inject(&self, fault: Fault) {
        self.api.lock().faults.push(fault);
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.api.lock().faults.clear();
    }

    /// Takes in what will be told. Returns the order's number, for what is one.
    pub fn plan(&self, planned: &PlannedPurchase) -> Option<u32> {
        self.api.plan(planned)
    }

    /// Tells what was planned, in turn, as soon as somebody listens for webhooks.
    pub fn begin(&self, planned: Vec<(Option<u32>, PlannedPurchase)>) {
        self.api.begin_purchases(planned);
    }

    /// Tells at once what was planned.
    pub fn buy(&self, number: Option<u32>, planned: PlannedPurchase) {
        self.api.spawn(Arc::clone(&self.api).purchase(number, planned));
    }

    /// The purchases so far.
    pub fn purchases(&self) -> Vec<Purchase> {
        self.api.lock().purchases.values().cloned().collect()
    }

    /// The shop's orders so far.
    pub fn orders(&self) -> Vec<ShopOrder> {
        self.api.lock().orders.clone()
    }

    /// Changes the shop's settings.
    pub fn change_shop(&self, change: impl FnOnce(&mut ShopInfo)) {
        change(&mut self.api.lock().shop);
    }

    /// A buyer gets the money for a purchase back from Telegram. Returns false for one that is unknown or was refunded.
    pub fn refund_purchase(&self, id: u64) -> bool {
        self.api.refund_purchase(id, "telegram_refund").is_ok()
    }

    /// A buyer pays an order of the shop, again if it recurs. Returns false for one that is unknown or can't be paid.
    pub fn pay(&self, uuid: &str) -> bool {
        self.api.pay(uuid)
    }

    /// A buyer's bank holds the money for an order of the shop, and nothing more comes.
    pub fn hold(&self, uuid: &str) {
        let (api, uuid) = (Arc::clone(&self.api), uuid.to_owned());
        self.api.spawn(async move { api.hold(&uuid).await });
    }

    /// A buyer's bank refuses so many tries at the next payment of an order that recurs, which the third ends.
    pub fn decline(&self, uuid: &str, tries: u32) {
        let (api, uuid) = (Arc::clone(&self.api), uuid.to_owned());
        self.api.spawn(async move { api.decline(&uuid, tries).await });
    }

    /// The newest payment of an order of the shop goes back. Returns false for one without any.
    pub fn refund_payment(&self, uuid: &str) -> bool {
        self.api.refund_newest(uuid)
    }

    /// Anything is told by a webhook.
    pub fn notify(&self, name: &str, payload: Value) {
        self.api.notify(name, payload, None);
    }

    /// The dashboard's button is pressed that tries the address. Returns the answer's status.
    pub async fn send_test_request(&self) -> Option<u16> {
        let body = r#"{"test_event":"test_event"}"#;
        let signature = signature(&self.api.key, body.as_bytes());
        self.send_raw(body.to_owned(), Some(signature)).await
    }

    /// Takes in an order by the `order_id` that it will have, but for a `test-`; what tells of it is [sent as it
    /// is](Self::send_raw). Returns its number.
    pub fn expect_order(&self, order_id: &str) -> u32 {
        let number = self.api.ledger.plan_payment("", None);
        self.api.ledger.paid(number, order_id.to_owned());
        number
    }

    /// Sends a body as it is, with a signature if there is one; what is signed right meets the faults of webhooks,
    /// unless it would not come or come in another order. Returns the answer's status.
    pub fn send_raw(
        &self,
        body: String,
        signature: Option<String>,
    ) -> impl Future<Output = Option<u16>> + use<> {
        let api = Arc::clone(&self.api);
        async move { api.send_raw(body, signature).await }
    }
}

impl Drop for TributeApi {
    fn drop(&mut self) {
        // They hold what holds them.
        self.api.tasks.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }
}

impl Api {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn uuid(&self) -> String {
        uuid(&self.randomness)
    }

    /// Does something that is still to come until it is done.
    fn spawn(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        self.pending.send_modify(|pending| *pending += 1);
        let api = Arc::clone(self);
        let task = async move {
            task.await;
            api.pending.send_modify(|pending| *pending -= 1);
        };
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).spawn(task);
    }
}

fn uuid(random: &Randomness) -> String {
    let (high, low) = (random(), random());
    let (version, variant) = ((high & 0xfff) | 0x4000, ((low >> 48) & 0x3fff) | 0x8000);
    format!(
        "{:08x}-{:04x}-{version:04x}-{variant:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        low & 0xffff_ffff_ffff
    )
}
