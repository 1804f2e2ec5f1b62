//! How far a clock may be from another one.

use jiff::SignedDuration;

use super::finding::{Check, Finding};
use crate::language::Language;

/// Networks take this long; nobody has to look.
const NEAR: SignedDuration = SignedDuration::from_secs(30);
/// Signatures are refused beyond (see docs/activation-protocol.md), and logins may be.
const FAR: SignedDuration = SignedDuration::from_mins(5);

/// Judges by how much `whose` clock is ahead of this machine's.
pub(super) fn judge(
    check: Check,
    whose: (&str, &str),
    ahead: SignedDuration,
    language: Language,
) -> Finding {
    let distance = ahead.abs();
    let seconds = distance.as_secs();
    let whose = language.pick(whose.0, whose.1);
    if distance <= NEAR {
        let what = language.pick(
            format!("This machine's clock and {whose} agree ({seconds} s)."),
            format!("Часы этой машины и {whose} сходятся ({seconds} с)."),
        );
        return Finding::ok(check, what);
    }
    let what = if ahead.is_positive() {
        language.pick(
            format!("This machine's clock is {seconds} s behind {whose}."),
            format!("Часы этой машины отстают на {seconds} с: {whose} впереди."),
        )
    } else {
        language.pick(
            format!("This machine's clock is {seconds} s ahead of {whose}."),
            format!("Часы этой машины спешат на {seconds} с: {whose} позади."),
        )
    };
    let remedy = language.pick(
        "Have the clock set by the network: timedatectl set-ntp true; on a phone: Settings → Date & time → automatic.",
        "Включите установку времени по сети: timedatectl set-ntp true; на телефоне: Настройки → Дата и время → автоматически.",
    );
    if distance <= FAR {
        Finding::warning(check, what).remedy(remedy)
    } else {
        Finding::failed(check, what).remedy(remedy)
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
            let ahead = SignedDuration::from_secs(seconds);
            let whose = ("Telegram's", "часы Telegram");
            let finding = judge(Check::TelegramClock, whose, ahead, Language::English);
            assert_eq!(finding.verdict, verdict, "{seconds}");
            assert!(finding.what.contains(word), "{}", finding.what);
        }
    }
}
