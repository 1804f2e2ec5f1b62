//! `shop test`: is the shop there, does it take our signature, and does it refuse a wrong one?
//!
//! Two calls of the type `shop.test`, which changes nothing at the shop; a third one when the shop says that
//! the right signature is wrong.

use std::fmt::Write as _;

use jiff::Timestamp;
use reqwest::header::{DATE, LOCATION};
use serde::Serialize;

use super::answer::{Answer, cut, http_date};
use super::command::Ended;
use super::signature::{ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER};
use super::{Call, Client, Program, Trouble, Verb, body};
use crate::i18n::t;
use crate::order::Untrusted;
use crate::order::life::ShopAnswer;

/// A header may be of any length.
const LOCATION_CHARACTERS_MAX: usize = 200;
/// Signatures are refused beyond (see docs/activation-protocol.md).
const CLOCK_SECONDS_MAX: u64 = 5 * 60;
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

type IsCsrf = bool;

/// What an answer to a test says.
enum Outcome {
    /// 2xx `{"status":"ok"}`
    Accepted,
    /// 2xx with anything else: the body's first 200 characters.
    AcceptedOddly(Untrusted),
    BadSignature,
    /// The same, but what has no letters to be printed otherwise it takes.
    Reserialised,
    /// The same, and its clock is so far off that it may be just that.
    BadSignatureClock,
    Clock,
    /// The shop refuses with another code of its own, and perhaps a message.
    Refused(Untrusted, Option<Untrusted>),
    /// 3xx, never followed: where to.
    Redirected(Option<Untrusted>),
    /// An answer that is not in the shop's words (a page, a filter, a proxy): its first 200 characters, and
    /// whether a framework's filter against forged requests says it.
    NotTheShop(Untrusted, IsCsrf),
    /// "Not now": the status, and the body's first 200 characters.
    NotNow(u16, Untrusted),
    NoAnswer(Trouble),
    /// The call was not made: the one before it told enough.
    NotTried,
}

impl Client {
    /// Makes both calls, signed for `at`, and explains what came of them.
    pub async fn probe(&self, at: Timestamp) -> ProbeReport {
        let call = |kind| test_call(kind, body::test_body(at), at);
        let signed_call = call("signed");
        let answer = self.send(&self.keys, &signed_call, at).await;
        let date = answer.as_ref().ok().and_then(|answer| http_date(answer.header(DATE)?));
        let shop_ahead_seconds = date.map(|date| date.as_second() - at.as_second());
        let checked = answer.and_then(|it| self.check_signature(it, &signed_call, at));
        let (mut signed, status) = Outcome::of(checked, at);
        if matches!(signed, Outcome::BadSignature) {
            let plain = test_call("plain", body::plain_test_body(at), at);
            let (plain, _) = Outcome::of(self.send(&self.keys, &plain, at).await, at);
            let is_clock_off =
                shop_ahead_seconds.is_some_and(|ahead| ahead.unsigned_abs() > CLOCK_SECONDS_MAX);
            if matches!(plain, Outcome::Accepted) {
                signed = Outcome::Reserialised;
            } else if is_clock_off {
                signed = Outcome::BadSignatureClock;
            }
        }
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

impl Client {
    /// The signed call as a command line: to be run within five minutes, and without the secret.
    pub fn curl(&self, at: Timestamp) -> String {
        let Call { webhook_id, body } = test_call("signed", body::test_body(at), at);
        let (seconds, signature) =
            (at.as_second(), self.keys.sign(&webhook_id, at, body.as_bytes()));
        let mut line = format!("curl -i -X POST {}", quoted(self.endpoint.url().as_str()));
        for (name, value) in [
            ("content-type", "application/json"),
            (ID_HEADER, &webhook_id),
            (TIMESTAMP_HEADER, &seconds.to_string()),
            (SIGNATURE_HEADER, &signature),
        ] {
            let _ = write!(line, " \\\n  -H {}", quoted(&format!("{name}: {value}")));
        }
        format!("{line} \\\n  --data-raw {}", quoted(&body))
    }
}

impl Program {
    /// Makes the call and explains what came of it.
    pub async fn probe(&self, at: Timestamp) -> Finding {
        let ended = self.run(&test_call("run", body::plain_test_body(at), at)).await;
        let (outcome, detail, remedy) = match &ended {
            Err(trouble) => ("no_answer", trouble.describe(), Some(trouble.remedy())),
            Ok(ended) if !ended.is_success() => {
                let is_not_now =
                    matches!(ended.meaning(Verb::TakeNote, at), ShopAnswer::Unavailable { .. });
                let outcome = if is_not_now { "not_now" } else { "failed" };
                (outcome, Untrusted::new(ended.how()).to_string(), None)
            }
            Ok(Ended { answer, .. }) => match Outcome::of(Ok(answer.clone()), at).0 {
                Outcome::Accepted => ("accepted", String::new(), None),
                _ => ("accepted_oddly", answer.excerpt().to_string(), None),
            },
        };
        let what = t!("shop-test-program", outcome, detail, answer = OK);
        let is_right = outcome == "accepted";
        let own = || t!("shop-test-program.remedy", outcome, answer = OK);
        let remedy = remedy.or_else(|| (!is_right).then(own));
        let verdict = if is_right { Verdict::Right } else { Verdict::Wrong };
        Finding { outcome, status: None, verdict, what, remedy }
    }
}

fn test_call(kind: &str, body: String, at: Timestamp) -> Call {
    Call { webhook_id: format!("test-{}:{kind}:1", at.as_millisecond()), body }
}

/// One word for a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
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
            200..=299 => match answer.object().unwrap_or_default().text("status").as_deref() {
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
                ShopAnswer::Unavailable { .. } => Self::NotNow(status, answer.excerpt()),
                _ => {
                    // Django's page says so, below its style sheet; Laravel has a status of its own.
                    let is_csrf = status == 419 || answer.body.windows(4).any(|it| it == b"CSRF");
                    Self::NotTheShop(answer.excerpt(), is_csrf)
                }
            },
        };
        (outcome, Some(answer.status))
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AcceptedOddly(_) => "accepted_oddly",
            Self::BadSignature => "bad_signature",
            Self::Reserialised => "reserialised",
            Self::BadSignatureClock => "bad_signature_clock",
            Self::Clock => "clock",
            Self::Refused(..) => "refused",
            Self::Redirected(_) => "redirected",
            Self::NotTheShop(..) => "not_the_shop",
            Self::NotNow(..) | Self::NoAnswer(_) => "no_answer",
            Self::NotTried => "not_tried",
        }
    }

    /// Whether nothing came back that speaks HTTP.
    fn is_unreached(&self) -> bool {
        use Trouble::{Unsigned, WronglySigned};
        matches!(self, Self::NoAnswer(trouble) if !matches!(trouble, Unsigned | WronglySigned))
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
        Outcome::AcceptedOddly(text) | Outcome::NotTheShop(text, _) => {
            (outcome.code(), text.to_string())
        }
        Outcome::Clock if ahead_seconds > 0 => ("clock-ahead", String::new()),
        Outcome::Clock if ahead_seconds < 0 => ("clock-behind", String::new()),
        Outcome::BadSignatureClock if ahead_seconds > 0 => ("signature-ahead", String::new()),
        Outcome::BadSignatureClock => ("signature-behind", String::new()),
        Outcome::Refused(_, Some(message)) => ("refused-saying", message.to_string()),
        Outcome::Redirected(Some(location)) => ("redirected-to", location.to_string()),
        Outcome::NotNow(_, text) if text.as_str().trim().is_empty() => ("not-now", String::new()),
        Outcome::NotNow(_, text) => ("not-now-saying", text.to_string()),
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
        (Outcome::NotNow(status, _), _) => return Some(Trouble::Status(*status).remedy()),
        (Outcome::NotTheShop(_, true), _) => "csrf",
        (Outcome::NotTheShop(..), Some(404)) => "not-found",
        (Outcome::NotTheShop(..), Some(405)) => "no-post",
        (Outcome::NotTheShop(..), Some(401 | 403)) => "forbidden",
        (Outcome::BadSignatureClock, _) => "clock",
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
        (Refused(..), _) | (NotTheShop(..), Some(400..=499)) if is_signed_taken => {
            (Verdict::Right, "refused-otherwise")
        }
        _ => (Verdict::Unknown, "unknown"),
    };
    let what = t!("shop-test-forged-call", outcome);
    let remedy = (outcome != "refused")
        .then(|| t!("shop-test-forged-call.remedy", outcome, answer = BAD_SIGNATURE));
    Finding { outcome: forged.code(), status, verdict, what, remedy }
}
