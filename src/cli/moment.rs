//! Moments as people say them, by this machine's time zone.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::i18n::t;

/// `10:00`
pub(super) fn time(at: Timestamp) -> String {
    local(at, "%H:%M")
}

/// `22.11 10:00:05`
pub(super) fn day_and_time(at: Timestamp) -> String {
    local(at, "%d.%m %H:%M:%S")
}

/// `22.11.2026 10:00 (3 h ago)`; without how long ago when the clocks disagree.
pub(super) fn date_and_age(at: Timestamp, now: Timestamp) -> String {
    let date = local(at, "%d.%m.%Y %H:%M");
    match age(at, now) {
        Some(age) => format!("{date} ({age})"),
        None => date,
    }
}

fn local(at: Timestamp, format: &str) -> String {
    at.to_zoned(TimeZone::system()).strftime(format).to_string()
}

fn age(at: Timestamp, now: Timestamp) -> Option<String> {
    let seconds = now.as_second() - at.as_second();
    let (count, unit) = match seconds {
        ..0 => return None,
        0..60 => (0, "now"),
        60..3_600 => (seconds / 60, "minutes"),
        3_600..172_800 => (seconds / 3_600, "hours"),
        _ => (seconds / 86_400, "days"),
    };
    Some(t!("cli-ago", unit = unit, count = count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::i18n::with_language;

    #[test]
    fn an_age_has_one_unit() {
        let then: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        for (now, english, russian) in [
            ("2026-11-22T10:00:30Z", "just now", "только что"),
            ("2026-11-22T10:05:30Z", "5 min ago", "5 мин назад"),
            ("2026-11-22T13:59:00Z", "3 h ago", "3 ч назад"),
            ("2026-11-25T10:00:00Z", "3 days ago", "3 дня назад"),
        ] {
            let now = now.parse().unwrap();
            assert_eq!(age(then, now).as_deref(), Some(english));
            let told = with_language(Language::Russian, || date_and_age(then, now));
            assert!(told.ends_with(&format!(" ({russian})")), "{told}");
        }
        let before = "2026-11-22T09:00:00Z".parse().unwrap();
        assert_eq!(age(then, before), None);
    }
}
