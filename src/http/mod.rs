//! The agent's own server: what other servers call (`webhooks`), what the shop's programs ask and decide
//! (`orders`, `checkouts`, `charges`), what monitors and `doctor` read (`health`, `metrics`, `identity`), and their
//! description (`openapi`).
//!
//! A handler acts on nothing. What comes in goes through the [`Inbox`], what is asked for becomes a request in the
//! journal; both wake the agent, whose next turn carries it out. What is read is read on a connection of the server's
//! own. So no answer waits for Telegram, and the agent for no client: the server has a thread of its own.
//!
//! `serving` accepts, limits and ends connections; `access` knows who may ask; a `Problem` is every answer that is
//! no success.

mod access;
mod body;
mod charges;
mod checkouts;
mod health;
mod identity;
pub mod metrics;
mod openapi;
mod orders;
mod problem;
mod serving;
mod webhooks;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde::Serialize;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep};

use crate::checkout_request::Terms;
use crate::config::ServerToken;
use crate::engine::PartsDue;
use crate::i18n::{self, Language};
use crate::inbox::{Inbox, RAW_BYTES_MAX, Webhook};
use crate::journal::{Journal, JournalError};
use crate::machine::{SharedClock, SharedRandomness};
use crate::order::SourceName;
use crate::sources::telegram_payments::BotLink;

use access::Failures;
use problem::Problem;
pub use serving::{Listener, Server};
use webhooks::Forgeries;

/// So long the agent may take to answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// So many requests wait for it at once: who waits must not keep webhooks away.
const WAITING_MAX: usize = 48;
/// Nobody tells when it has answered.
const LOOKED_AFTER: Duration = Duration::from_millis(20);
/// So many of a list are a page.
const LIMIT_DEFAULT: u32 = 50;
const LIMIT_MAX: u32 = 200;

/// What the owner may change while it works.
#[derive(Clone)]
pub struct Settings {
    /// What other servers may call.
    pub webhooks: Vec<Arc<dyn Webhook>>,
    /// What may be asked for.
    pub terms: Terms,
    /// What people speak who read what was decided.
    pub language: Language,
}

/// What a server is made of.
pub struct Parts {
    /// What the shop's programs show.
    pub token: ServerToken,
    /// What the owner may change.
    pub settings: watch::Receiver<Settings>,
    /// Opened to read.
    pub journal: Journal,
    /// The way in.
    pub inbox: Inbox,
    /// By when the agent has done all of its work once more.
    pub heartbeat: watch::Receiver<Option<Instant>>,
    /// By when parts of it are done.
    pub parts_due: watch::Receiver<PartsDue>,
    /// Whether Telegram is connected, or not needed.
    pub connected: watch::Receiver<bool>,
    /// The sources that have to be read.
    pub read_sources: Vec<SourceName>,
    /// The bot that is paid, if there is one.
    pub payments: Option<BotLink>,
    /// This machine's.
    pub clock: SharedClock,
    /// For names.
    pub rng: SharedRandomness,
}

/// What all handlers share.
struct Shared {
    token: ServerToken,
    settings: watch::Receiver<Settings>,
    journal: Mutex<Journal>,
    inbox: Inbox,
    heartbeat: watch::Receiver<Option<Instant>>,
    parts_due: watch::Receiver<PartsDue>,
    connected: watch::Receiver<bool>,
    read_sources: Vec<SourceName>,
    payments: Option<BotLink>,
    clock: SharedClock,
    rng: SharedRandomness,
    failures: Mutex<Failures>,
    forgeries: Mutex<Forgeries>,
    at_once: Semaphore,
    waiting: Semaphore,
}

type State = axum::extract::State<Arc<Shared>>;

impl Shared {
    fn new(parts: Parts) -> Self {
        Self {
            token: parts.token,
            settings: parts.settings,
            journal: Mutex::new(parts.journal),
            inbox: parts.inbox,
            heartbeat: parts.heartbeat,
            parts_due: parts.parts_due,
            connected: parts.connected,
            read_sources: parts.read_sources,
            payments: parts.payments,
            clock: parts.clock,
            rng: parts.rng,
            failures: Mutex::default(),
            forgeries: Mutex::default(),
            at_once: Semaphore::new(serving::REQUESTS_MAX),
            waiting: Semaphore::new(WAITING_MAX),
        }
    }

    fn settings(&self) -> Settings {
        self.settings.borrow().clone()
    }

    /// Reads the journal, where nobody else waits meanwhile.
    async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Journal) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, Problem> {
        let (shared, language) = (self.clone(), self.settings.borrow().language);
        let reading = tokio::task::spawn_blocking(move || {
            let journal = shared.journal.lock().unwrap_or_else(PoisonError::into_inner);
            i18n::with_language(language, || read(&journal))
        });
        match reading.await {
            Ok(read) => Ok(read?),
            Err(_) => Err(Problem::internal()),
        }
    }

    /// Looks into the journal until something is there. `None`: nothing was, as long as the agent may take.
    async fn until<T: Send + 'static>(
        &self,
        look: impl Fn(&Journal) -> Result<Option<T>, JournalError> + Clone + Send + 'static,
    ) -> Result<Option<T>, Problem> {
        let place = self.waiting.try_acquire();
        let until = Instant::now() + place.as_ref().map_or(Duration::ZERO, |_| PATIENCE);
        loop {
            let found = self.inbox.look(look.clone()).await?;
            if found.is_some() || Instant::now() >= until {
                return Ok(found);
            }
            sleep(LOOKED_AFTER).await;
        }
    }
}

fn router(shared: &Arc<Shared>) -> Router {
    let for_token = Router::new()
        .route("/metrics", get(metrics::metrics))
        .route("/api/v1/orders", get(orders::list))
        .route("/api/v1/orders/{order}", get(orders::show))
        .route("/api/v1/orders/{order}/{decision}", post(orders::decide))
        .route("/api/v1/checkouts", get(checkouts::list).post(checkouts::create))
        .route("/api/v1/checkouts/{id}", get(checkouts::show))
        .route("/api/v1/charges", post(charges::create))
        .route_layer(from_fn_with_state(shared.clone(), access::require_token));
    Router::new()
        .route("/healthz", get(health::health))
        .route("/openapi.json", get(openapi::document))
        .route("/webhooks/self", get(identity::identify))
        .route("/webhooks/{name}", post(webhooks::receive))
        .merge(for_token)
        .fallback(not_found)
        .method_not_allowed_fallback(not_allowed)
        .layer(DefaultBodyLimit::max(RAW_BYTES_MAX))
        .layer(from_fn_with_state(shared.clone(), serving::limit))
        .layer(from_fn(problem::name_unnamed))
        .with_state(shared.clone())
}

/// How many of a list are wanted.
fn limit_of(limit: Option<u32>) -> Result<usize, Problem> {
    let limit = limit.unwrap_or(LIMIT_DEFAULT);
    let detail = || format!("`limit` is 1 to {LIMIT_MAX}.");
    let is_limit = (1..=LIMIT_MAX).contains(&limit);
    is_limit
        .then_some(limit as usize)
        .ok_or_else(|| Problem::bad_request("bad_parameter", detail()))
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_string(body) {
        Ok(text) => json_text(status, text),
        Err(_) => Problem::internal().into_response(),
    }
}

fn json_text(status: StatusCode, text: String) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], text).into_response()
}

async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "There is nothing at this path.")
}

async fn not_allowed(method: Method) -> Problem {
    let detail = format!("This path does not take {method}.");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}
