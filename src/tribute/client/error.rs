//! What Tribute's API refuses, and why there is no answer.

use serde::de::DeserializeOwned;

use crate::i18n::{Arguments, arguments};
use crate::order::Untrusted;
use crate::report::{Coded, CodedError, action_required, failed};
use crate::shop::{Answer, Trouble};

/// More of Tribute's words is not told.
const MESSAGE_CHARACTERS_MAX: usize = 200;

/// Why a call to Tribute's API did not do what it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// No answer; a call that changes something may have had its effect.
    #[error("no answer from Tribute: {0}")]
    Unreachable(#[source] TroubleError),
    /// Tribute is not able to, now; the same holds.
    #[error("Tribute answers with HTTP {0}")]
    NotNow(u16),
    /// Tribute does not know the key.
    #[error("Tribute does not know the key")]
    WrongKey,
    /// It refuses, with a code of its own.
    #[error("Tribute refuses: {code}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// `error_not_found`, …
        code: String,
        /// In its words.
        message: Untrusted,
    },
    /// It said something that nobody here understands.
    #[error("Tribute's answer can't be read: {0}")]
    Unreadable(String),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TroubleError(pub(crate) Trouble);

impl ApiError {
    pub(super) fn unreadable(error: &dyn std::error::Error) -> Self {
        Self::Unreadable(Untrusted::new(error.to_string()).excerpt(MESSAGE_CHARACTERS_MAX))
    }

    /// Whether the money is back already.
    pub fn is_already_refunded(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if code == "error_already_refunded")
    }
}

/// What an answer says: what was asked for, or why not.
pub(super) fn of_answer<T: DeserializeOwned>(answer: &Answer) -> Result<T, ApiError> {
    match answer.status {
        200..=299 if answer.body.is_empty() => {
            serde_json::from_str("null").map_err(|error| ApiError::unreadable(&error))
        }
        200..=299 => {
            let body = answer.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&answer.body);
            serde_json::from_slice(body).map_err(|error| ApiError::unreadable(&error))
        }
        401 => Err(ApiError::WrongKey),
        408 | 425 | 429 | 500..=599 => Err(ApiError::NotNow(answer.status)),
        status => {
            let said = answer.object().unwrap_or_default();
            let code = ["error", "code"].iter().find_map(|key| said.text_or_number(key));
            let message = said.text("message").map(Untrusted::new);
            let message = message.unwrap_or_else(|| answer.excerpt());
            let message = Untrusted::new(message.excerpt(MESSAGE_CHARACTERS_MAX));
            let code = Untrusted::new(code.unwrap_or_default()).excerpt(64);
            Err(ApiError::Refused { status, code, message })
        }
    }
}

impl Coded for ApiError {
    fn coded(&self) -> CodedError {
        match self {
            Self::Unreachable(TroubleError(trouble)) => {
                failed("tribute.unreachable", arguments!(why = trouble.describe()))
            }
            Self::NotNow(status) => {
                failed("tribute.not_now", arguments!(status = u32::from(*status)))
            }
            Self::WrongKey => action_required("tribute.wrong_key", Arguments::new()),
            Self::Refused { status, code, message } => {
                let known = if code.is_empty() { "none" } else { code.as_str() };
                let message = message.excerpt(MESSAGE_CHARACTERS_MAX);
                let message = if message.is_empty() { "none".to_owned() } else { message };
                let status = u32::from(*status);
                failed("tribute.refused", arguments!(code = known, message, status))
            }
            Self::Unreadable(why) => failed("tribute.unreadable", arguments!(why)),
        }
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::super::{Page, Product, ShopOrder, Transaction};
    use super::*;
    use crate::report::{Exit, UserError as _};

    fn answer(status: u16, body: &str) -> Answer {
        let (headers, body) = (HeaderMap::new(), body.as_bytes().to_vec());
        Answer { status, headers, body, complete: true }
    }

    fn refused(status: u16, body: &str) -> ApiError {
        of_answer::<Product>(&answer(status, body)).unwrap_err()
    }

    #[test]
    fn errors_are_told_apart_by_their_codes() {
        for (status, body, code, exit) in [
            (401, "{}", "tribute.wrong_key", Exit::ActionRequired),
            (429, "", "tribute.not_now", Exit::Failed),
            (503, "<html>", "tribute.not_now", Exit::Failed),
            (404, r#"{"error":"error_not_found","message":"x"}"#, "tribute.refused", Exit::Failed),
            (404, "<html>", "tribute.refused", Exit::Failed),
            (200, "<html>", "tribute.unreadable", Exit::Failed),
        ] {
            let error = refused(status, body);
            assert_eq!((error.code(), error.exit()), (code, exit), "{status} {body}");
        }
        let done = refused(400, r#"{"code":"error_already_refunded","request_id":"1"}"#);
        assert!(done.is_already_refunded());
    }

    #[test]
    fn answers_are_read_in_either_spelling() {
        for body in [
            r#"{"rows":[{"id":456,"type":"custom","name":"VPN","amount":500,"currency":"usd","status":"published","pendingOrders":3,"link":"https://t.me/x","webLink":null}],"meta":{"total":1,"offset":0,"limit":20}}"#,
            r#"{"meta":{"total":1},"rows":[{"id":"456","type":"custom","name":"VPN","amount":"500","currency":"usd","pending_orders":"3","new":{}}]}"#,
        ] {
            let page: Page<Product> = of_answer(&answer(200, body)).unwrap();
            let product = &page.rows[0];
            assert_eq!((product.id.as_str(), product.amount), ("456", Some(500)));
            assert_eq!(product.pending_orders, Some(3));
            assert_eq!(page.meta.unwrap().total, 1);
        }
        let paid =
            r#"{"transactions":[{"id":1,"amount":9.5,"createdAt":1731510245}],"nextFrom":""}"#;
        let paid: Page<Transaction> = of_answer(&answer(200, paid)).unwrap();
        assert_eq!(paid.rows[0].amount.as_deref(), Some("9.5"));
        assert_eq!(paid.rows[0].created_at.as_deref(), Some("1731510245"));
        let listed: Page<ShopOrder> = of_answer(&answer(200, r#"[{"uuid":"u"}]"#)).unwrap();
        assert_eq!(listed.rows[0].uuid, "u");
    }

    /// A shop that takes only Stars has no other address.
    #[test]
    fn no_null_is_shown_to_a_customer() {
        let order = r#"{"uuid":"u","paymentUrl":null,"webappPaymentUrl":"https://t.me/tribute/app?startapp=x"}"#;
        let order: ShopOrder = of_answer(&answer(200, order)).unwrap();
        assert_eq!(order.link(), Some("https://t.me/tribute/app?startapp=x"));
        let order: ShopOrder = of_answer(&answer(200, r#"{"uuid":"u"}"#)).unwrap();
        assert_eq!(order.link(), None);
    }
}
