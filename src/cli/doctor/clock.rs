//! How far this machine's clock may be from another one.

use jiff::SignedDuration;

use super::finding::{Finding, finding};

/// Networks take this long; nobody has to look.
const NEAR: SignedDuration = SignedDuration::from_secs(30);
/// Signatures are refused beyond (see docs/activation-protocol.md), and logins may be.
const FAR: SignedDuration = SignedDuration::from_mins(5);

/// Judges by how much the clock of `whose` (`telegram` or `shop`) is ahead.
pub(super) fn judge(whose: &str, ahead: SignedDuration) -> Finding {
    let (seconds, distance) = (ahead.abs().as_secs(), ahead.abs());
    if distance <= NEAR {
        return finding!(Ok, "doctor-clock-agrees", whose, seconds);
    }
    let way = if ahead.is_positive() {
        "behind"
    } else {
        "ahead"
    };
    if distance <= FAR {
        finding!(Warning, "doctor-clock-differs", whose, seconds, way)
    } else {
        finding!(Failed, "doctor-clock-differs", whose, seconds, way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Verdict;

    #[test]
    fn near_is_well_far_is_not() {
        for (seconds, verdict, word) in [
            (0, Verdict::Ok, "agree"),
            (-30, Verdict::Ok, "agree"),
            (31, Verdict::Warning, "behind"),
            (-300, Verdict::Warning, "ahead"),
            (301, Verdict::Failed, "behind"),
            (-86_400, Verdict::Failed, "ahead"),
        ] {
            let finding = judge("telegram", SignedDuration::from_secs(seconds));
            assert_eq!(finding.verdict, verdict, "{seconds}");
            assert!(finding.what.contains(word), "{}", finding.what);
            assert_eq!(finding.remedy.is_none(), verdict == Verdict::Ok);
        }
    }
}
