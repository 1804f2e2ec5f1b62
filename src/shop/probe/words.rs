//! The findings of `shop test` for people: what each means, and what to do about it.

use super::{Finding, ProbeReport, Trouble, Verdict};
use crate::i18n::t;

/// The answer to a test whose signature fits.
const OK: &str = r#"{"status":"ok"}"#;
/// The answer to a call whose signature does not fit.
const BAD_SIGNATURE: &str = r#"{"error":{"code":"bad_signature"}}"#;

/// A finding explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// How good it is.
    pub verdict: Verdict,
    /// What it means.
    pub what: String,
    /// What to do; `None` when there is nothing to be done.
    pub remedy: Option<String>,
}

impl ProbeReport {
    /// Explains the answer to the signed call.
    pub fn explain_signed(&self) -> Explanation {
        let (what, remedy) = self.signed();
        Explanation {
            verdict: self.signed_verdict(),
            what,
            remedy,
        }
    }

    /// Explains the answer to the wrongly signed call.
    pub fn explain_forged(&self) -> Explanation {
        let verdict = self.forged_verdict();
        let is_documented = matches!(self.forged, Finding::BadSignature { .. });
        let (what, remedy) = match (verdict, is_documented) {
            (Verdict::Right, true) => (t!("shop-test-forged-refused"), None),
            (Verdict::Right, false) => (
                t!("shop-test-forged-refused-otherwise"),
                Some(t!(
                    "shop-test-forged-refused-otherwise.remedy",
                    answer = BAD_SIGNATURE
                )),
            ),
            (Verdict::Dangerous, _) => (
                t!("shop-test-forged-accepted"),
                Some(t!(
                    "shop-test-forged-accepted.remedy",
                    answer = BAD_SIGNATURE
                )),
            ),
            (Verdict::Wrong | Verdict::Unknown, _) => (
                t!("shop-test-forged-unknown"),
                Some(t!("shop-test-forged-unknown.remedy")),
            ),
        };
        Explanation {
            verdict,
            what,
            remedy,
        }
    }

    fn signed(&self) -> (String, Option<String>) {
        match &self.signed {
            Finding::Accepted { .. } => (t!("shop-test-accepted"), None),
            Finding::AcceptedOddly { status, excerpt } => (
                t!(
                    "shop-test-accepted-oddly",
                    status = status.to_string(),
                    answer = OK,
                    excerpt = excerpt.to_string()
                ),
                Some(t!("shop-test-accepted-oddly.remedy", answer = OK)),
            ),
            Finding::BadSignature { .. } => (
                t!("shop-test-bad-signature"),
                Some(t!("shop-test-bad-signature.remedy")),
            ),
            Finding::Clock {
                shop_ahead_seconds, ..
            } => (
                clock(*shop_ahead_seconds),
                Some(t!("shop-test-clock.remedy")),
            ),
            Finding::Refused { code, message, .. } => {
                let what = match message {
                    Some(message) => t!(
                        "shop-test-refused-saying",
                        code = code.to_string(),
                        message = message.to_string()
                    ),
                    None => t!("shop-test-refused", code = code.to_string()),
                };
                (what, Some(t!("shop-test-refused.remedy", answer = OK)))
            }
            Finding::Redirected { status, location } => {
                let status = status.to_string();
                let what = match location {
                    Some(location) => {
                        t!(
                            "shop-test-redirected-to",
                            status = status,
                            location = location.to_string()
                        )
                    }
                    None => t!("shop-test-redirected", status = status),
                };
                (what, Some(t!("shop-test-redirected.remedy")))
            }
            Finding::NotTheShop { status, excerpt } => {
                let kind = match status {
                    404 => "not-found",
                    405 => "no-post",
                    419 => "csrf",
                    401 | 403 => "forbidden",
                    _ => "other",
                };
                (
                    t!(
                        "shop-test-not-the-shop",
                        status = status.to_string(),
                        excerpt = excerpt.to_string()
                    ),
                    Some(t!(
                        "shop-test-not-the-shop.remedy",
                        kind = kind,
                        answer = BAD_SIGNATURE
                    )),
                )
            }
            Finding::NoAnswer { trouble } => (self.no_answer(trouble), Some(trouble.remedy())),
            Finding::NotTried => (t!("shop-test-not-tried"), None),
        }
    }

    fn no_answer(&self, trouble: &Trouble) -> String {
        match trouble {
            Trouble::Status(status) => t!(
                "shop-test-not-now",
                host = &self.host,
                status = status.to_string()
            ),
            Trouble::Unsigned | Trouble::WronglySigned => {
                t!("shop-test-not-counted", trouble = trouble.describe())
            }
            _ => t!(
                "shop-test-no-answer",
                host = &self.host,
                trouble = trouble.describe()
            ),
        }
    }
}

fn clock(shop_ahead_seconds: Option<i64>) -> String {
    let ahead_seconds = shop_ahead_seconds.unwrap_or(0);
    let direction = match ahead_seconds {
        1.. => "ahead",
        0 => "unknown",
        ..0 => "behind",
    };
    t!(
        "shop-test-clock",
        direction = direction,
        seconds = ahead_seconds.unsigned_abs()
    )
}
