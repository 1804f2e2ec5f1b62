//! Telling the shop's answers apart: pure, one table, the same as in `docs/activation-protocol.md`.
//!
//! Two rules decide the doubtful cases. Only the shop's own words count: whatever is not the JSON
//! of the protocol was said by something that stands in between. And an activation that was
//! clearly said stays one: a field beside it that is out of bounds, or can't be read, is left out, not the
//! activation.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{AsHeaderName, HeaderMap, LOCATION, RETRY_AFTER};

use super::Verb;
use super::json::Object;
use super::trouble::Trouble;
use crate::order::life::{Receipt, ShopAnswer};
use crate::order::{AccountId, Untrusted};

/// More of an answer's body is not read.
pub(super) const BODY_BYTES_MAX: usize = 64 * 1024;

/// No answer may put an order off for longer: somebody has paid and waits.
pub(super) const WAIT_MAX: Duration = Duration::from_hours(1);

/// How much of a body that was not understood is shown to people.
pub(super) const EXCERPT_CHARACTERS: usize = 200;
const PAYMENT_ID_CHARACTERS_MAX: usize = 64;
const ACCOUNT_ID_CHARACTERS_MAX: usize = 64;
const PRODUCT_CHARACTERS_MAX: usize = 256;
const MESSAGE_CHARACTERS_MAX: usize = 1_000;
const CODE_CHARACTERS_MAX: usize = 64;

/// An answer as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// At most [`BODY_BYTES_MAX`] of the body.
    pub body: Vec<u8>,
    /// Whether that is all of it.
    pub complete: bool,
}

impl Answer {
    /// What the answer to an activation means for the order.
    pub(super) fn meaning(&self, at: Timestamp) -> ShopAnswer {
        self.meaning_for(Verb::Activate, at)
    }

    /// What the answer to a call means that asks for this.
    pub(super) fn meaning_for(&self, verb: Verb, at: Timestamp) -> ShopAnswer {
        match self.status {
            200..=299 => self.success(verb, at),
            408 | 425 | 429 | 500..=599 => ShopAnswer::Unavailable {
                why: Trouble::Status(self.status).into(),
                retry_after: self.wait(at),
            },
            400..=499 => self.refusal().unwrap_or_else(|| self.intercepted()),
            _ => self.intercepted(),
        }
    }

    /// What a program's words mean that has ended well: those of the shop, of which a refusal needs no status.
    pub(super) fn meaning_of_program(&self, verb: Verb, at: Timestamp) -> ShopAnswer {
        match self.success(verb, at) {
            unclear @ ShopAnswer::Unclear { .. } => self.refusal().unwrap_or(unclear),
            said => said,
        }
    }

    /// The first header of a name, if it is text.
    pub(crate) fn header(&self, name: impl AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body's first 200 characters.
    pub(crate) fn excerpt(&self) -> Untrusted {
        cut(&String::from_utf8_lossy(&self.body), EXCERPT_CHARACTERS)
    }

    /// The body's one JSON object, when it is one and whole.
    pub(crate) fn object(&self) -> Option<Object> {
        self.complete.then(|| Object::parse(&self.body)).flatten()
    }

    /// The fields beside an activation that stand in the answer and can't be taken.
    pub(super) fn left_out(&self) -> Vec<&'static str> {
        let said = self.object().unwrap_or_default();
        let Receipt { account, payment_id, product, customer_message } = receipt(&said);
        let fields = [
            ("account_id", account.is_some()),
            ("payment_id", payment_id.is_some()),
            ("product", product.is_some()),
            ("customer_message", customer_message.is_some()),
        ];
        let left_out = fields.into_iter().filter(|&(key, is_taken)| !is_taken && said.has(key));
        left_out.map(|(key, _)| key).collect()
    }

    /// A 2xx: what was done is what its `status` says, and nothing else says it.
    fn success(&self, verb: Verb, at: Timestamp) -> ShopAnswer {
        let said = self.object().unwrap_or_default();
        match (verb, said.text("status").as_deref()) {
            (Verb::Activate, Some("activated")) => ShopAnswer::Activated(receipt(&said)),
            (Verb::Activate, Some("already_activated")) => {
                ShopAnswer::AlreadyActivated(receipt(&said))
            }
            (Verb::Revoke, Some("revoked" | "already_revoked")) | (Verb::TakeNote, _) => {
                ShopAnswer::Activated(Receipt::default())
            }
            (Verb::Check, Some("ok")) => ShopAnswer::Activated(Receipt::default()),
            (Verb::Activate | Verb::Revoke, Some("pending")) => {
                ShopAnswer::Pending { retry_after: self.wait(at) }
            }
            _ => ShopAnswer::Unclear { excerpt: self.excerpt() },
        }
    }

    /// A 4xx in the shop's own words: `{"error":{"code":"…","message":"…"}}`.
    fn refusal(&self) -> Option<ShopAnswer> {
        let said = self.object()?;
        let error = said.object("error")?;
        let code = error.text_or_number("code").filter(|code| !code.is_empty())?;
        let message = error.text("message").filter(|message| !message.is_empty());
        let message = message.map(|message| cut(&message, MESSAGE_CHARACTERS_MAX));
        let is_misconfigured = matches!(&*code, "bad_signature" | "clock");
        let code = cut(&code, CODE_CHARACTERS_MAX);
        // Asked for with 401 or 403, but a shop that says it with 400 means the same: refusing
        // the order for a wrong key would escalate every order there is, one by one.
        Some(if is_misconfigured {
            ShopAnswer::Misconfigured { code, message }
        } else {
            ShopAnswer::Refused { code, message }
        })
    }

    fn intercepted(&self) -> ShopAnswer {
        // What a redirect says is where it leads, not what its page shows.
        let location = self.header(LOCATION).filter(|_| self.status < 400);
        let location = location.map(|it| cut(&format!("→ {it}"), EXCERPT_CHARACTERS));
        let excerpt = location.unwrap_or_else(|| self.excerpt());
        ShopAnswer::Intercepted { status: self.status, excerpt }
    }

    /// How long it asks to wait.
    pub(super) fn wait(&self, at: Timestamp) -> Option<Duration> {
        retry_after(self.header(RETRY_AFTER)?, at)
    }
}

/// The fields beside an activation, each left out unless it is within its bounds.
fn receipt(object: &Object) -> Receipt {
    // A number is as good as a text: another account than was asked for must not be overlooked because
    // it is no string.
    let bounded = |key, characters_max| {
        let text = object.text_or_number(key)?;
        let text = if key == "account_id" { text.trim() } else { &text };
        let is_bounded = !text.is_empty() && text.chars().count() <= characters_max;
        is_bounded.then(|| text.to_owned())
    };
    Receipt {
        account: bounded("account_id", ACCOUNT_ID_CHARACTERS_MAX).map(AccountId::known),
        payment_id: bounded("payment_id", PAYMENT_ID_CHARACTERS_MAX).map(Untrusted::new),
        product: bounded("product", PRODUCT_CHARACTERS_MAX).map(Untrusted::new),
        customer_message: bounded("customer_message", MESSAGE_CHARACTERS_MAX).map(Untrusted::new),
    }
}

/// How long `Retry-After`, in seconds or a date, asks to wait from `at`; `None` when it can't be read.
fn retry_after(value: &str, at: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Digits that don't fit are a wish for more than the limit.
        value.parse().map_or(WAIT_MAX, Duration::from_secs)
    } else {
        http_date(value)?.duration_since(at).try_into().unwrap_or(Duration::ZERO)
    };
    Some(wait.min(WAIT_MAX))
}

/// An HTTP-date is one of the dates that mail has; a wrong weekday does no harm.
pub(super) fn http_date(value: &str) -> Option<Timestamp> {
    const DATE: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    DATE.parse_timestamp(value).ok()
}

/// The first characters of a text.
pub(super) fn cut(text: &str, characters_max: usize) -> Untrusted {
    Untrusted::new(text.chars().take(characters_max).collect::<String>())
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
