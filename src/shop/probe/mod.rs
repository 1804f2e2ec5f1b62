//! `shop test`: is the shop there, does it take our signature, and does it refuse a wrong one?
//!
//! Two calls of the type `shop.test`, which changes nothing at the shop. [`Client::probe`] makes
//! them, [`Finding`] says what came back for each, and [`words`] explains it to people.

mod words;

use jiff::Timestamp;
use reqwest::header::{DATE, LOCATION};
use serde::Serialize;

use super::answer::{Answer, cut};
use super::retry_after::http_date;
use super::trouble::Trouble;
use super::{Call, Client, body};
use crate::order::Untrusted;
use crate::order::life::ShopAnswer;

/// A header may be of any length.
const LOCATION_CHARACTERS_MAX: usize = 200;

pub use words::Explanation;

/// What came of the two calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeReport {
    /// Where the calls went, without the query.
    pub url: String,
    /// The server's name or address.
    pub host: String,
    /// By how many seconds the shop's clock is ahead of ours, by its `Date` header.
    pub shop_ahead_seconds: Option<i64>,
    /// What came back for the call that was signed as every call is.
    pub signed: Finding,
    /// What came back for the call whose signature is wrong; [`Outcome::NotTried`] when the first
    /// one got no answer at all.
    pub forged: Finding,
}

/// What came back for one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The HTTP status, when there was an answer that counts.
    pub status: Option<u16>,
    /// What the answer says.
    pub outcome: Outcome,
}

/// What an answer to a test says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 2xx `{"status":"ok"}`
    Accepted,
    /// 2xx with anything else: the body's first 200 characters.
    AcceptedOddly(Untrusted),
    /// The shop says `bad_signature`.
    BadSignature,
    /// The shop says `clock`.
    Clock,
    /// The shop refuses with another code of its own, and perhaps a message.
    Refused(Untrusted, Option<Untrusted>),
    /// 3xx, never followed: where to.
    Redirected(Option<Untrusted>),
    /// An answer that is not in the shop's words (a page, a filter, a proxy): its first 200 characters.
    NotTheShop(Untrusted),
    /// No answer, or "not now".
    NoAnswer(Trouble),
    /// The call was not made: the one before it told enough.
    NotTried,
}

/// How good a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Right,
    /// It does not work.
    Wrong,
    /// Whoever knows the url can take goods for nothing.
    Dangerous,
    /// The answer does not tell.
    Unknown,
}

impl Client {
    /// Makes both calls, signed for `at`.
    pub async fn probe(&self, at: Timestamp) -> ProbeReport {
        let call = |kind| Call {
            webhook_id: format!("test-{}:{kind}:1", at.as_millisecond()),
            body: body::test_body(at),
        };
        let signed_call = call("signed");
        let answer = self.send(&self.keys, &signed_call, at).await;
        let clock = answer.as_ref().ok();
        let shop_ahead_seconds = clock.and_then(|answer| shop_ahead_seconds(answer, at));
        let checked = answer.and_then(|it| self.check_signature(it, &signed_call, at));
        let signed = Finding::of(checked, at);
        let forged = if signed.is_unreached() {
            Finding { status: None, outcome: Outcome::NotTried }
        } else {
            let keys = self.keys.forger();
            Finding::of(self.send(&keys, &call("forged"), at).await, at)
        };
        let host = self.endpoint.url().host_str();
        ProbeReport {
            url: self.endpoint.to_string(),
            host: host.unwrap_or_default().to_owned(),
            shop_ahead_seconds,
            signed,
            forged,
        }
    }
}

impl ProbeReport {
    /// Whether orders may come: the right signature is taken and the wrong one refused.
    pub fn is_good(&self) -> bool {
        self.signed_verdict() == Verdict::Right && self.forged_verdict() == Verdict::Right
    }

    /// How good the answer to the signed call is.
    pub fn signed_verdict(&self) -> Verdict {
        match self.signed.outcome {
            Outcome::Accepted => Verdict::Right,
            _ => Verdict::Wrong,
        }
    }

    /// How good the answer to the wrongly signed call is.
    pub fn forged_verdict(&self) -> Verdict {
        use Outcome::{Accepted, AcceptedOddly, BadSignature, NotTheShop, Refused};
        let is_signed_taken = matches!(self.signed.outcome, Accepted | AcceptedOddly(_));
        match (&self.forged.outcome, self.forged.status) {
            (Accepted | AcceptedOddly(_), _) => Verdict::Dangerous,
            (BadSignature, _) => Verdict::Right,
            // Refused it is, when the right signature was not; else whatever refuses both calls
            // may not even have looked at the signature.
            (Refused(..), _) | (NotTheShop(_), Some(400..=499)) if is_signed_taken => {
                Verdict::Right
            }
            _ => Verdict::Unknown,
        }
    }
}

impl Finding {
    fn of(answer: Result<Answer, Trouble>, at: Timestamp) -> Self {
        let (status, outcome) = match answer {
            Ok(answer) => (Some(answer.status), Outcome::of(&answer, at)),
            Err(trouble) => (None, Outcome::NoAnswer(trouble)),
        };
        Self { status, outcome }
    }

    /// Whether nothing came back that speaks HTTP.
    fn is_unreached(&self) -> bool {
        match &self.outcome {
            Outcome::NoAnswer(trouble) => {
                !matches!(trouble, Trouble::Status(_) | Trouble::Unsigned | Trouble::WronglySigned)
            }
            _ => false,
        }
    }
}

impl Outcome {
    /// Stable, for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AcceptedOddly(_) => "accepted_oddly",
            Self::BadSignature => "bad_signature",
            Self::Clock => "clock",
            Self::Refused(..) => "refused",
            Self::Redirected(_) => "redirected",
            Self::NotTheShop(_) => "not_the_shop",
            Self::NoAnswer(_) => "no_answer",
            Self::NotTried => "not_tried",
        }
    }

    fn of(answer: &Answer, at: Timestamp) -> Self {
        match answer.status {
            200..=299 => {
                let said = answer.object();
                match said.as_ref().and_then(|object| object.text("status")) {
                    Some("ok") => Self::Accepted,
                    _ => Self::AcceptedOddly(answer.excerpt()),
                }
            }
            300..=399 => {
                let location = answer.header(LOCATION);
                Self::Redirected(location.map(|location| cut(location, LOCATION_CHARACTERS_MAX)))
            }
            status => match answer.meaning(at) {
                ShopAnswer::Misconfigured { code, .. } if code.as_str() == "clock" => Self::Clock,
                ShopAnswer::Misconfigured { .. } => Self::BadSignature,
                ShopAnswer::Refused { code, message } => Self::Refused(code, message),
                ShopAnswer::Unavailable { .. } => Self::NoAnswer(Trouble::Status(status)),
                _ => Self::NotTheShop(answer.excerpt()),
            },
        }
    }
}

fn shop_ahead_seconds(answer: &Answer, at: Timestamp) -> Option<i64> {
    let shop = http_date(answer.header(DATE)?)?;
    Some(shop.as_second() - at.as_second())
}
