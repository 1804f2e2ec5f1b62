//! `shop test`: is the shop there, does it take our signature, and does it refuse a wrong one?
//!
//! Two calls of the type `shop.test`, which changes nothing at the shop.

use jiff::Timestamp;
use reqwest::header::{DATE, LOCATION};
use serde::Serialize;

use super::answer::{Answer, cut, http_date};
use super::{Call, Client, Trouble, body};
use crate::i18n::t;
use crate::order::Untrusted;
use crate::order::life::ShopAnswer;

/// A header may be of any length.
const LOCATION_CHARACTERS_MAX: usize = 200;
/// The answer to a test whose signature fits.
const OK: &str = r#"{"status":"ok"}"#;
/// The answer to a call whose signature does not fit.
const BAD_SIGNATURE: &str = r#"{"error":{"code":"bad_signature"}}"#;

/// What came of the two calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeReport {
    /// Where the calls went, without the query.
    pub url: String,
    /// By how many seconds the shop's clock is ahead of ours, by its `Date` header.
    pub shop_ahead_seconds: Option<i64>,
    /// What came of the call that was signed as every call is.
    pub signed: Finding,
    /// What came of the call whose signature is wrong, which is not made when the first one got no
    /// answer at all.
    pub forged: Finding,
}

/// What came back for one call, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable, for machines.
    pub outcome: &'static str,
    /// The HTTP status, when there was an answer that counts.
    pub status: Option<u16>,
    /// How good it is.
    pub verdict: Verdict,
    /// What it means.
    pub what: String,
    /// What to do; `None` when there is nothing to be done.
    pub remedy: Option<String>,
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

/// What an answer to a test says.
enum Outcome {
    /// 2xx `{"status":"ok"}`
    Accepted,
    /// 2xx with anything else: the body's first 200 characters.
    AcceptedOddly(Untrusted),
    BadSignature,
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

impl Client {
    /// Makes both calls, signed for `at`, and explains what came of them.
    pub async fn probe(&self, at: Timestamp) -> ProbeReport {
        let call = |kind| Call {
            webhook_id: format!("test-{}:{kind}:1", at.as_millisecond()),
            body: body::test_body(at),
        };
        let signed_call = call("signed");
        let answer = self.send(&self.keys, &signed_call, at).await;
        let date = answer.as_ref().ok().and_then(|answer| http_date(answer.header(DATE)?));
        let shop_ahead_seconds = date.map(|date| date.as_second() - at.as_second());
        let checked = answer.and_then(|it| self.check_signature(it, &signed_call, at));
        let (signed, status) = Outcome::of(checked, at);
        let (forged, forged_status) = if signed.is_unreached() {
            (Outcome::NotTried, None)
        } else {
            Outcome::of(self.send(&self.keys.forger(), &call("forged"), at).await, at)
        };
        let host = self.endpoint.url().host_str().unwrap_or_default();
        ProbeReport {
            url: self.endpoint.to_string(),
            shop_ahead_seconds,
            forged: explain_forged(&signed, &forged, forged_status),
            signed: explain_signed(&signed, status, shop_ahead_seconds, host),
        }
    }
}

impl ProbeReport {
    /// Whether orders may come: the right signature is taken and the wrong one refused.
    pub fn is_good(&self) -> bool {
        self.signed.verdict == Verdict::Right && self.forged.verdict == Verdict::Right
    }
}

impl Outcome {
    fn of(answer: Result<Answer, Trouble>, at: Timestamp) -> (Self, Option<u16>) {
        let answer = match answer {
            Ok(answer) => answer,
            Err(trouble) => return (Self::NoAnswer(trouble), None),
        };
        let outcome = match answer.status {
            200..=299 => match answer.object().unwrap_or_default().text("status") {
                Some("ok") => Self::Accepted,
                _ => Self::AcceptedOddly(answer.excerpt()),
            },
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
        };
        (outcome, Some(answer.status))
    }

    fn code(&self) -> &'static str {
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

    /// Whether nothing came back that speaks HTTP.
    fn is_unreached(&self) -> bool {
        use Trouble::{Status, Unsigned, WronglySigned};
        matches!(self, Self::NoAnswer(trouble)
            if !matches!(trouble, Status(_) | Unsigned | WronglySigned))
    }
}

fn explain_signed(
    outcome: &Outcome,
    status: Option<u16>,
    ahead_seconds: Option<i64>,
    host: &str,
) -> Finding {
    let ahead_seconds = ahead_seconds.unwrap_or_default();
    let (kind, detail) = match outcome {
        Outcome::AcceptedOddly(text) | Outcome::NotTheShop(text) => {
            (outcome.code(), text.to_string())
        }
        Outcome::Clock if ahead_seconds > 0 => ("clock-ahead", String::new()),
        Outcome::Clock if ahead_seconds < 0 => ("clock-behind", String::new()),
        Outcome::Refused(_, Some(message)) => ("refused-saying", message.to_string()),
        Outcome::Redirected(Some(location)) => ("redirected-to", location.to_string()),
        Outcome::NoAnswer(Trouble::Status(_)) => ("not-now", String::new()),
        Outcome::NoAnswer(trouble @ (Trouble::Unsigned | Trouble::WronglySigned)) => {
            ("not-counted", trouble.describe())
        }
        Outcome::NoAnswer(trouble) => ("no_answer", trouble.describe()),
        _ => (outcome.code(), String::new()),
    };
    let code = match outcome {
        Outcome::Refused(code, _) => code.to_string(),
        _ => String::new(),
    };
    let what = t!(
        "shop-test-signed-call",
        outcome = kind,
        status = status.map(|status| status.to_string()).unwrap_or_default(),
        code,
        detail,
        seconds = ahead_seconds.unsigned_abs(),
        host,
        answer = OK
    );
    let verdict = match outcome {
        Outcome::Accepted => Verdict::Right,
        _ => Verdict::Wrong,
    };
    let remedy = signed_remedy(outcome, status);
    Finding { outcome: outcome.code(), status, verdict, what, remedy }
}

fn signed_remedy(outcome: &Outcome, status: Option<u16>) -> Option<String> {
    let kind = match (outcome, status) {
        (Outcome::Accepted | Outcome::NotTried, _) => return None,
        (Outcome::NoAnswer(trouble), _) => return Some(trouble.remedy()),
        (Outcome::NotTheShop(_), Some(404)) => "not-found",
        (Outcome::NotTheShop(_), Some(405)) => "no-post",
        (Outcome::NotTheShop(_), Some(419)) => "csrf",
        (Outcome::NotTheShop(_), Some(401 | 403)) => "forbidden",
        _ => outcome.code(),
    };
    let refusal = BAD_SIGNATURE;
    Some(t!("shop-test-signed-call.remedy", outcome = kind, answer = OK, refusal))
}

fn explain_forged(signed: &Outcome, forged: &Outcome, status: Option<u16>) -> Finding {
    use Outcome::{Accepted, AcceptedOddly, BadSignature, NotTheShop, Refused};
    let is_signed_taken = matches!(signed, Accepted | AcceptedOddly(_));
    let (verdict, outcome) = match (forged, status) {
        (Accepted | AcceptedOddly(_), _) => (Verdict::Dangerous, "accepted"),
        (BadSignature, _) => (Verdict::Right, "refused"),
        // Refused it is, when the right signature was not; else whatever refuses both calls
        // may not even have looked at the signature.
        (Refused(..), _) | (NotTheShop(_), Some(400..=499)) if is_signed_taken => {
            (Verdict::Right, "refused-otherwise")
        }
        _ => (Verdict::Unknown, "unknown"),
    };
    let what = t!("shop-test-forged-call", outcome);
    let remedy = (outcome != "refused")
        .then(|| t!("shop-test-forged-call.remedy", outcome, answer = BAD_SIGNATURE));
    Finding { outcome: forged.code(), status, verdict, what, remedy }
}
