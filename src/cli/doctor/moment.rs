//! A moment of the past, as people say it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::language::Language;

/// `22.11.2026 10:00 (3 h ago)`, by this machine's time zone.
pub(super) fn told(then: Timestamp, now: Timestamp, language: Language) -> String {
    let local = then.to_zoned(TimeZone::system());
    let local = local.strftime("%d.%m.%Y %H:%M");
    let ago = ago(then, now, language);
    format!("{local}{ago}")
}

/// ` (3 h ago)`; nothing when the clocks disagree.
fn ago(then: Timestamp, now: Timestamp, language: Language) -> String {
    let seconds = now.as_second() - then.as_second();
    let (hours, minutes) = (seconds / 3600, seconds / 60);
    match (hours, minutes) {
        _ if seconds < 0 => String::new(),
        (48.., _) => {
            let days = hours / 24;
            language.pick(
                format!(" ({days} days ago)"),
                format!(" (дней назад: {days})"),
            )
        }
        (1.., _) => language.pick(format!(" ({hours} h ago)"), format!(" ({hours} ч назад)")),
        (_, 1..) => language.pick(
            format!(" ({minutes} min ago)"),
            format!(" ({minutes} мин назад)"),
        ),
        _ => language.pick(" (just now)", " (только что)").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago_is_told_in_one_unit() {
        let then: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        for (now, told) in [
            ("2026-11-22T10:00:30Z", " (just now)"),
            ("2026-11-22T10:05:30Z", " (5 min ago)"),
            ("2026-11-22T13:59:00Z", " (3 h ago)"),
            ("2026-11-25T10:00:00Z", " (3 days ago)"),
            ("2026-11-22T09:00:00Z", ""),
        ] {
            assert_eq!(
                ago(then, now.parse().unwrap(), Language::English),
                told,
                "{now}"
            );
        }
    }
}
