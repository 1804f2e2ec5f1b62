//! The findings of `shop test` for people: what each means, and what to do about it.

use super::{Outcome, ProbeReport, Trouble, Verdict};
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
        let (outcome, code, detail) = self.signed_parts();
        let status = self.signed.status.map(|status| status.to_string());
        let what = t!(
            "shop-test-signed-call",
            outcome = outcome,
            status = status.unwrap_or_default(),
            code = code,
            detail = detail,
            seconds = self.shop_ahead_seconds.unwrap_or_default().unsigned_abs(),
            host = &self.host,
            answer = OK
        );
        Explanation { verdict: self.signed_verdict(), what, remedy: self.signed_remedy() }
    }

    /// Explains the answer to the wrongly signed call.
    pub fn explain_forged(&self) -> Explanation {
        let verdict = self.forged_verdict();
        let outcome = match (verdict, &self.forged.outcome) {
            (Verdict::Right, Outcome::BadSignature) => "refused",
            (Verdict::Right, _) => "refused-otherwise",
            (Verdict::Dangerous, _) => "accepted",
            (Verdict::Wrong | Verdict::Unknown, _) => "unknown",
        };
        let remedy = (outcome != "refused")
            .then(|| t!("shop-test-forged-call.remedy", outcome = outcome, answer = BAD_SIGNATURE));
        Explanation { verdict, what: t!("shop-test-forged-call", outcome = outcome), remedy }
    }

    /// The outcome's kind, the code of the shop's refusal, and what else is quoted.
    fn signed_parts(&self) -> (&'static str, String, String) {
        let outcome = &self.signed.outcome;
        let (kind, detail) = match outcome {
            Outcome::AcceptedOddly(text) | Outcome::NotTheShop(text) => {
                (outcome.code(), text.to_string())
            }
            Outcome::Clock => match self.shop_ahead_seconds {
                Some(1..) => ("clock-ahead", String::new()),
                Some(..0) => ("clock-behind", String::new()),
                Some(0) | None => ("clock", String::new()),
            },
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
        (kind, code, detail)
    }

    fn signed_remedy(&self) -> Option<String> {
        let outcome = &self.signed.outcome;
        let kind = match (outcome, self.signed.status) {
            (Outcome::Accepted | Outcome::NotTried, _) => return None,
            (Outcome::NoAnswer(trouble), _) => return Some(trouble.remedy()),
            (Outcome::NotTheShop(_), Some(404)) => "not-found",
            (Outcome::NotTheShop(_), Some(405)) => "no-post",
            (Outcome::NotTheShop(_), Some(419)) => "csrf",
            (Outcome::NotTheShop(_), Some(401 | 403)) => "forbidden",
            _ => outcome.code(),
        };
        Some(t!(
            "shop-test-signed-call.remedy",
            outcome = kind,
            answer = OK,
            refusal = BAD_SIGNATURE
        ))
    }
}
