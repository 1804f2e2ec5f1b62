//! Calls to the bank: one request each, never repeated here. What was answered wrongly, or not at all, is an
//! [`ApiError`]. Nothing has its effect twice: the bank makes one payment for each order's id, charges a payment once,
//! and gives back once for each [`request_id`](Cancellation::request_id); a lost answer is looked up by
//! [`find`](Client::find) or [`state`](Client::state).

mod answers;
mod error;
mod new_payment;

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Url};
use serde_json::{Map, Value};

use super::fields::Fields;
use super::{Terminal, token};
use crate::i18n::arguments;
use crate::report::{CodedError, usage};
use crate::shop::{Line, plain_client};
use crate::tribute::client::TroubleError;

pub use answers::{Cancelled, Payment};
pub use error::ApiError;
use error::{fields_of, refusal};
pub use new_payment::{Cancellation, NewPayment, PageLanguage};

/// Where the bank answers.
pub const URL: &str = "https://securepay.tinkoff.ru/v2";
/// For a whole call.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Nobody's order, in our spelling.
const NO_ORDER: &str = "chk_00000000000000000000000000000000";

type Call = Map<String, Value>;

/// The bank's API, for one terminal.
#[derive(Clone, Debug)]
pub struct Client {
    line: Line,
    base: Url,
    terminal: Terminal,
}

impl Client {
    /// A client that has called nobody yet; `url` was checked.
    pub fn new(url: &str, terminal: Terminal) -> Result<Self, CodedError> {
        Self::by(plain_client(TIMEOUT)?.into(), url, terminal)
    }

    /// One that calls by this line.
    pub fn by(line: Line, url: &str, terminal: Terminal) -> Result<Self, CodedError> {
        let base = Url::parse(url)
            .map_err(|error| usage("shop.url", arguments!(problem = error.to_string())))?;
        Ok(Self { line, base, terminal })
    }

    /// Whose calls they are.
    pub fn terminal(&self) -> &Terminal {
        &self.terminal
    }

    /// Makes a payment, one for each order's id.
    pub async fn init(&self, new: &NewPayment, now: Timestamp) -> Result<Payment, ApiError> {
        let answer = self.accepted("Init", new.call(now)?).await?;
        Ok(Payment::read(&answer, None)?)
    }

    /// How far a payment is.
    pub async fn state(&self, payment_id: &str) -> Result<Payment, ApiError> {
        self.about("GetState", one("PaymentId", payment_id), payment_id).await
    }

    /// The payment that decides about an order; `None`: the bank knows none.
    pub async fn find(&self, order_id: &str) -> Result<Option<Payment>, ApiError> {
        Ok(Payment::decisive(self.payments(order_id).await?))
    }

    /// The payments of an order, in the bank's order.
    pub async fn payments(&self, order_id: &str) -> Result<Vec<Payment>, ApiError> {
        match self.accepted("CheckOrder", one("OrderId", order_id)).await {
            // The bank has no payment for it.
            Err(ApiError::Refused { .. }) => Ok(Vec::new()),
            answered => Ok(Payment::read_all(&answered?)?),
        }
    }

    /// Tries the terminal and its password with a call that changes nothing: about an order that nobody has made.
    pub async fn try_terminal(&self) -> Result<(), ApiError> {
        self.payments(NO_ORDER).await.map(drop)
    }

    /// Charges a card again for a payment that was [made](Self::init) and not paid.
    pub async fn charge(&self, payment_id: &str, rebill_id: &str) -> Result<Payment, ApiError> {
        let mut call = one("PaymentId", payment_id);
        call.insert("RebillId".to_owned(), rebill_id.into());
        self.about("Charge", call, payment_id).await
    }

    /// Gives money back, or calls a payment off.
    pub async fn cancel(&self, cancellation: &Cancellation) -> Result<Cancelled, ApiError> {
        Ok(Cancelled::read(&self.accepted("Cancel", cancellation.call()?).await?)?)
    }

    /// A call about one payment, which tells how far that is even where it was refused.
    async fn about(&self, method: &str, call: Call, id: &str) -> Result<Payment, ApiError> {
        let fields = self.post(method, call).await?;
        match refusal(&fields) {
            Some(refusal) if fields.text("Status").is_none() => Err(refusal),
            Some(refusal) if !matches!(refusal, ApiError::Refused { .. }) => Err(refusal),
            _ => Ok(Payment::read(&fields, Some(id))?),
        }
    }

    /// A call to which the bank has said yes.
    async fn accepted(&self, method: &str, call: Call) -> Result<Fields, ApiError> {
        let fields = self.post(method, call).await?;
        refusal(&fields).map_or(Ok(fields), Err)
    }

    async fn post(&self, method: &str, mut call: Call) -> Result<Fields, ApiError> {
        token::sign(&mut call, &self.terminal);
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(method);
        }
        let mut request = Request::new(Method::POST, url);
        let headers = request.headers_mut();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(Value::Object(call).to_string().into());
        let answer = self.line.exchange(request, TIMEOUT).await;
        fields_of(&answer.map_err(|trouble| ApiError::Unreachable(TroubleError(trouble)))?)
    }
}

fn one(name: &str, value: &str) -> Call {
    Map::from_iter([(name.to_owned(), value.into())])
}

#[cfg(test)]
mod tests;
