use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::i18n::Language;
use crate::journal::Tally;
use crate::moderation::{Day, Formatter};

fn said(language: Language, day: &Day) -> String {
    let formatter = Formatter { language, time_zone: TimeZone::UTC };
    let now: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
    formatter.daily(day, now).text
}

fn day(arrived: u32, completed: u32, closed: u32, open: u32, escalated: &[u32]) -> Day {
    Day {
        since: "2026-11-21T09:00:00Z".parse().unwrap(),
        tally: Tally { arrived, completed, closed },
        open,
        escalated: escalated.to_vec(),
    }
}

#[test]
fn how_a_day_went() {
    for (day, english, russian) in [
        (
            day(0, 0, 0, 0, &[]),
            "📊 In the last 24 hours: no orders, none open.",
            "📊 За сутки: заказов не было, открытых нет.",
        ),
        (
            day(1, 1, 0, 0, &[]),
            "📊 In the last 24 hours: 1 order, completed 1, none open.",
            "📊 За сутки: 1 заказ, выполнено 1, открытых нет.",
        ),
        (
            day(12, 9, 1, 2, &[148]),
            "📊 In the last 24 hours: 12 orders, completed 9, closed by hand 1, open 2. Waiting for you: №148.",
            "📊 За сутки: 12 заказов, выполнено 9, закрыто вручную 1, открыто 2. Ждут вас: №148.",
        ),
        (
            day(3, 0, 0, 15, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
            "📊 In the last 24 hours: 3 orders, open 15. Waiting for you: №1, №2, №3, №4, №5, №6, №7, №8, №9, №10…",
            "📊 За сутки: 3 заказа, открыто 15. Ждут вас: №1, №2, №3, №4, №5, №6, №7, №8, №9, №10…",
        ),
    ] {
        assert_eq!(said(Language::English, &day), english);
        assert_eq!(said(Language::Russian, &day), russian);
    }
}
