//! A project at Salebot: it has no server, and learns of a payment as it learns of Salebot's own.
//!
//! What a call says in the protocol's words becomes one message to the project (`message`), in which a prefix is all
//! that tells it from what customers type (`secrets`). Salebot does not know one call from its repetition: whoever is
//! told twice has been paid twice. So a call that may have been heard is never made again by itself.

mod message;
mod note;
mod secrets;

use std::time::Duration;

use jiff::Timestamp;
use reqwest::Url;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE};
use serde_json::{Value, json};

use super::answer::{Answer, EXCERPT_CHARACTERS, cut};
use super::client::{exchange_once, plain_client};
use super::endpoint::{Endpoint, is_loopback};
use super::probe::{Finding, Verdict};
use super::{Activator, Call, Trouble, Verb};
use crate::i18n::t;
use crate::order::Untrusted;
use crate::order::life::{Receipt, ShopAnswer};
use crate::report::CodedError;

use message::{DIFFERENT_AMOUNTS, FAILED, Notice, Unsayable};
pub use note::encode_lost_payment;
use secrets::redacted;
pub use secrets::{ApiKey, Prefix};

/// Where Salebot is.
pub const URL: &str = "https://chatter.salebot.pro";

/// A project, as the owner says it.
#[derive(Clone, Debug)]
pub struct SalebotSettings {
    /// Where Salebot is: an address without a path.
    pub url: String,
    /// Lets callers in.
    pub api_key: ApiKey,
    /// Begins the messages that are about payments.
    pub prefix: Prefix,
    /// For a whole call.
    pub timeout: Duration,
}

impl SalebotSettings {
    /// Whether calls stay on this machine.
    pub fn is_loopback(&self) -> bool {
        Url::parse(&self.url).is_ok_and(|url| is_loopback(&url))
    }
}

/// A project that is told of payments.
#[derive(Clone, Debug)]
pub struct Salebot {
    settings: SalebotSettings,
    http: reqwest::Client,
}

impl Salebot {
    /// Checks the settings; calls nobody yet.
    pub fn new(settings: SalebotSettings) -> Result<Self, CodedError> {
        Endpoint::parse(&settings.url, false)?;
        let http = plain_client(settings.timeout)?;
        Ok(Self { settings, http })
    }

    /// Where it is, without the key.
    pub fn url(&self) -> &str {
        &self.settings.url
    }

    /// Says something, once.
    async fn post(&self, body: &Value) -> Result<Answer, super::client::Unanswered> {
        let SalebotSettings { url, api_key, timeout, .. } = &self.settings;
        let address = format!("{}/api/{}/callback", url.trim_end_matches('/'), api_key.expose());
        let request = self
            .http
            .post(address)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT_ENCODING, "identity")
            .body(body.to_string());
        exchange_once(request, *timeout).await
    }

    /// What came of a message that was said.
    async fn say(&self, notice: &Notice, at: Timestamp) -> ShopAnswer {
        let message = notice.message(&self.settings.prefix);
        match self.post(&json!({ "client_id": notice.client, "message": message })).await {
            Ok(answer) => self.meaning(&answer, at),
            Err(unanswered) if unanswered.may_be_heard => unheard(&unanswered.trouble),
            Err(unanswered) => unanswered.trouble.into(),
        }
    }

    /// What an answer means: unless it says clearly that nothing was done, nothing is done again.
    fn meaning(&self, answer: &Answer, at: Timestamp) -> ShopAnswer {
        let excerpt = self.excerpt(answer);
        let status = || Untrusted::new(format!("HTTP {}", answer.status));
        match answer.status {
            200..=299 if is_taken(answer) => ShopAnswer::Activated(Receipt::default()),
            // It did not look at the message.
            429 => ShopAnswer::Unavailable {
                why: Trouble::Status(answer.status).into(),
                retry_after: answer.wait(at),
            },
            401 | 403 | 404 => {
                ShopAnswer::Misconfigured { code: Untrusted::new("wrong_key"), message: None }
            }
            400..=499 if answer.status != 408 => {
                ShopAnswer::Refused { code: status(), message: Some(excerpt) }
            }
            _ => {
                let words = format!("HTTP {} {excerpt}", answer.status);
                ShopAnswer::Unclear { excerpt: cut(&words, EXCERPT_CHARACTERS) }
            }
        }
    }

    /// The beginning of an answer, in which the call may be quoted.
    fn excerpt(&self, answer: &Answer) -> Untrusted {
        let SalebotSettings { api_key, prefix, .. } = &self.settings;
        let said = redacted(&String::from_utf8_lossy(&answer.body), api_key, prefix);
        cut(said.trim(), EXCERPT_CHARACTERS)
    }

    /// Whether Salebot is there and lets us in, by a message to nobody that is about no payment.
    pub async fn probe(&self) -> Finding {
        let posted = self.post(&json!({ "message": "shop.test" })).await;
        let (outcome, status, detail) = match &posted {
            Err(unanswered) => ("no_answer", None, unanswered.trouble.describe()),
            Ok(answer) => {
                let outcome = match answer.status {
                    401 | 403 | 404 => "wrong_key",
                    200..=499 if !is_page(answer) => "accepted",
                    _ => "odd",
                };
                (outcome, Some(answer.status), self.excerpt(answer).to_string())
            }
        };
        let shown = status.map(|status| status.to_string()).unwrap_or_default();
        let what = t!("shop-test-salebot", outcome, status = shown, detail);
        let remedy = match &posted {
            Err(unanswered) => Some(unanswered.trouble.remedy()),
            Ok(_) => Some(t!("shop-test-salebot.remedy", outcome)),
        };
        let verdict = if outcome == "accepted" { Verdict::Right } else { Verdict::Wrong };
        Finding { outcome, status, verdict, what, remedy }
    }
}

impl Activator for Salebot {
    async fn call(&self, verb: Verb, call: &Call, at: Timestamp) -> ShopAnswer {
        if verb == Verb::Check {
            // It hears of what was paid, and has nothing to say before.
            return ShopAnswer::Activated(Receipt::default());
        }
        let notice = match Notice::read(verb, &call.body) {
            Ok(notice) => notice,
            Err(why) => return unsayable(why),
        };
        if !notice.livemode && !self.settings.is_loopback() {
            return refused("not_real", t!("shop-salebot", why = "not_real"));
        }
        let answer = self.say(&notice, at).await;
        let webhook_id = &call.webhook_id;
        match (verb, answer) {
            // It has heard of it, and gives nothing back by itself.
            (Verb::Revoke, ShopAnswer::Activated(_)) => {
                tracing::debug!(webhook_id, "Salebot was told of money that went back");
                refused("told_only", t!("shop-salebot", why = "told_only"))
            }
            (_, answer) => {
                tracing::debug!(
                    webhook_id,
                    is_done = answer.receipt().is_some(),
                    "Salebot was told"
                );
                answer
            }
        }
    }

    fn may_be_repeated(&self) -> bool {
        false
    }

    fn hears_of_payments(&self) -> bool {
        true
    }
}

/// The answer was lost, or never came.
fn unheard(trouble: &Trouble) -> ShopAnswer {
    let words = t!("shop-not-repeated", why = trouble.describe());
    ShopAnswer::Unclear { excerpt: cut(&words, EXCERPT_CHARACTERS) }
}

fn unsayable(why: Unsayable) -> ShopAnswer {
    refused(why.name(), t!("shop-salebot", why = why.name()))
}

fn refused(code: &str, message: String) -> ShopAnswer {
    ShopAnswer::Refused { code: Untrusted::new(code), message: Some(Untrusted::new(message)) }
}

/// Whether a good status is meant: Salebot says what went wrong in the body, too.
fn is_taken(answer: &Answer) -> bool {
    let Some(said) = answer.object() else {
        return answer.complete && !is_page(answer);
    };
    let is_well = |key: &str| match said.text(key).as_deref() {
        Some(word) => matches!(word, "ok" | "success"),
        None => !said.is_false(key),
    };
    !said.has("error")
        && !said.has("errors")
        && ["status", "result", "success"].into_iter().all(is_well)
}

/// Whether a site or a filter answers.
fn is_page(answer: &Answer) -> bool {
    answer.body.trim_ascii_start().starts_with(b"<")
}
