//! A project at Salebot: it takes callbacks of whoever has its key, and tells those about payments from what customers
//! type by a prefix that only it and the caller know.
//!
//! It does not know one callback from its repetition: what it hears twice, it hears twice.

mod message;

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::header::{HeaderValue, RETRY_AFTER};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub use self::message::{Payment, payment};
use crate::event::{Kind, SalebotAddress};
use crate::http::{self, HttpAnswer, HttpRequest, page};
use crate::ledger::Ledger;
use crate::shop::ShopResponse;
use crate::system::Randomness;

/// More than anybody looks at; later messages are not kept.
const MESSAGES_MAX: usize = 100_000;

/// An open project. It closes when dropped.
pub struct Salebot {
    inner: Arc<Inner>,
    _server: JoinSet<Infallible>,
}

struct Inner {
    origin: String,
    api_key: String,
    prefix: String,
    ledger: Arc<Ledger>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The responses to the next callbacks about an order, by the order's number.
    scripts: BTreeMap<u32, VecDeque<ShopResponse>>,
    heard: Vec<Heard>,
    /// The payments that came to nothing after they had been made.
    doubts: Vec<Heard>,
}

/// A message in a customer's dialogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Whose dialogue.
    pub client: String,
    /// The words.
    pub message: String,
    /// The payment that it is about; `None`: a customer may have typed it.
    pub payment: Option<Payment>,
}

impl Salebot {
    /// Serves a project on a free port of 127.0.0.1, with a key and a prefix that nobody has had before.
    pub async fn open(ledger: Arc<Ledger>, randomness: &Randomness) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let api_key = format!("{:016x}{:016x}", randomness(), randomness());
        let prefix = format!("ovg{:07x}", randomness() % 0x1000_0000);
        let origin = format!("http://{}", listener.local_addr()?);
        let state = Mutex::default();
        let inner = Arc::new(Inner { origin, api_key, prefix, ledger, state });
        let mut server = JoinSet::new();
        let serving = Arc::clone(&inner);
        server.spawn(http::serve(listener, move |request| answer(request, Arc::clone(&serving))));
        Ok(Self { inner, _server: server })
    }

    /// The same, where one is wanted.
    pub(crate) async fn open_if(
        is_wanted: bool,
        ledger: &Arc<Ledger>,
        randomness: &Randomness,
    ) -> io::Result<Option<Self>> {
        if !is_wanted {
            return Ok(None);
        }
        Self::open(Arc::clone(ledger), randomness).await.map(Some)
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.inner.origin
    }

    /// All that a caller has to know.
    pub fn address(&self) -> SalebotAddress {
        SalebotAddress {
            url: self.inner.origin.clone(),
            api_key: self.inner.api_key.clone(),
            prefix: self.inner.prefix.clone(),
        }
    }

    /// Lets callers in.
    pub fn api_key(&self) -> &str {
        &self.inner.api_key
    }

    /// Begins the messages about payments.
    pub fn prefix(&self) -> &str {
        &self.inner.prefix
    }

    /// Sets the responses to the next callbacks about an order; after that, they are taken.
    pub fn set_script(&self, order: u32, responses: impl IntoIterator<Item = ShopResponse>) {
        self.inner.lock().scripts.insert(order, responses.into_iter().collect());
    }

    /// A customer types something into their dialogue.
    pub fn types(&self, client: &str, message: &str) {
        self.inner.hear(client, message);
    }

    /// All messages so far, the first one first.
    pub fn heard(&self) -> Vec<Heard> {
        self.inner.lock().heard.clone()
    }

    /// What the owner of the project was told, in place of anything being taken back.
    pub fn doubts(&self) -> Vec<Heard> {
        self.inner.lock().doubts.clone()
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a message into a dialogue, and does what it is about.
    fn hear(&self, client: &str, message: &str) {
        let payment = payment(&self.prefix, message);
        let order = self.ledger.order_of_call("", Some(client), None);
        let heard = Heard {
            client: client.to_owned(),
            message: message.to_owned(),
            payment: payment.clone(),
        };
        let is_paid = matches!(payment, Some(Payment::Success { .. }));
        {
            let mut state = self.lock();
            let was_paid = |it: &Heard| {
                it.client == client && matches!(it.payment, Some(Payment::Success { .. }))
            };
            if matches!(payment, Some(Payment::Fail { .. })) && state.heard.iter().any(was_paid) {
                state.doubts.push(heard.clone());
            }
            if state.heard.len() < MESSAGES_MAX {
                state.heard.push(heard);
            }
        }
        let Some(payment) = payment else { return };
        let (outcome, about) = payment.told();
        let client_id = client.to_owned();
        self.ledger.activation(order, is_paid, Kind::Callback { client_id, outcome, about });
    }
}

async fn answer(request: HttpRequest, project: Arc<Inner>) -> io::Result<HttpAnswer> {
    let path = request.uri().path();
    let key = path.strip_prefix("/api/").and_then(|rest| rest.strip_suffix("/callback"));
    let Some(key) = key.filter(|_| request.method() == Method::POST) else {
        return Ok(page(StatusCode::NOT_FOUND, "Not found"));
    };
    if !is_same(key, &project.api_key) {
        return Ok(http::json(StatusCode::UNAUTHORIZED, &json!({ "error": "unknown api_key" })));
    }
    let body = request.into_body().unwrap_or_default();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let client = match &body["client_id"] {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => {
            let why = json!({ "error": "client not found" });
            return Ok(http::json(StatusCode::BAD_REQUEST, &why));
        }
    };
    let Some(message) = body["message"].as_str() else {
        return Ok(http::json(StatusCode::BAD_REQUEST, &json!({ "error": "no message" })));
    };
    respond(&project, &client, message).await
}

/// Hears a message, or does not, and says so, or does not.
async fn respond(project: &Inner, client: &str, message: &str) -> io::Result<HttpAnswer> {
    let order = project.ledger.order_of_call("", Some(client), None);
    let response = {
        let mut state = project.lock();
        let script = order.and_then(|order| state.scripts.get_mut(&order));
        script.and_then(VecDeque::pop_front).unwrap_or_default()
    };
    let not_heard = match &response {
        ShopResponse::Refused(code) => {
            // As careless servers do: with what it was told.
            let words = json!({ "error": code, "message": message, "api_key": project.api_key });
            Some(http::json(StatusCode::BAD_REQUEST, &words))
        }
        ShopResponse::Unavailable => Some(page(StatusCode::SERVICE_UNAVAILABLE, "503")),
        ShopResponse::RetryAfter(seconds) => {
            let mut answer = page(StatusCode::TOO_MANY_REQUESTS, "429");
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*seconds));
            Some(answer)
        }
        ShopResponse::BadSignature => {
            Some(http::json(StatusCode::UNAUTHORIZED, &json!({ "error": "unknown api_key" })))
        }
        ShopResponse::Timeout => return std::future::pending().await,
        _ => None,
    };
    if let Some(answer) = not_heard {
        return Ok(answer);
    }
    project.hear(client, message);
    match response {
        ShopResponse::TimeoutButDone => std::future::pending().await,
        ShopResponse::Close => Err(io::ErrorKind::ConnectionAborted.into()),
        ShopResponse::ServerError => Ok(page(StatusCode::INTERNAL_SERVER_ERROR, "500")),
        ShopResponse::Unclear => Ok(page(StatusCode::OK, "Maintenance")),
        _ => Ok(http::json(StatusCode::OK, &json!({ "status": "success" }))),
    }
}

/// Compares as long for what is nearly right as for what is not.
fn is_same(one: &str, other: &str) -> bool {
    let differ =
        one.bytes().zip(other.bytes()).fold(0, |differ, (one, other)| differ | (one ^ other));
    one.len() == other.len() && differ == 0
}
