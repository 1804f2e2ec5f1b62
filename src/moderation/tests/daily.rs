use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::i18n::Language;
use crate::journal::Tally;
use crate::moderation::{Day, Formatter};

fn said(language: Language, day: &Day) -> String {
    let formatter = Formatter {
        language,
        time_zone: TimeZone::UTC,
        config_file: "config.toml".to_owned(),
        send_button: "Send".to_owned(),
    };
    let now: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
    formatter.daily(day, now).text
}

fn day([arrived, completed, closed, at_work]: [usize; 4], paid: &[&str], escalated: &[u32]) -> Day {
    let paid = paid.iter().map(|price| price.parse().unwrap()).collect();
    Day {
        since: "2026-11-21T09:00:00Z".parse().unwrap(),
        tally: Tally { arrived, completed, closed, paid },
        at_work,
        escalated: escalated.to_vec(),
    }
}

#[test]
fn how_a_day_went() {
    for (day, english, russian) in [
        (
            day([0, 0, 0, 0], &[], &[]),
            "📊 In the last 24 hours: no orders",
            "📊 За сутки: заказов не было",
        ),
        (
            day([1, 1, 0, 0], &["5 EUR"], &[]),
            "📊 In the last 24 hours: 1 order, €5.00 · 1 by themselves",
            "📊 За сутки: 1 заказ, €5,00 · сами 1",
        ),
        (
            day([12, 11, 1, 0], &["140 EUR"], &[148]),
            "📊 In the last 24 hours: 12 orders, €140.00 · 11 by themselves, 1 by you · №148 waits",
            "📊 За сутки: 12 заказов, €140,00 · сами 11, вы 1 · ждёт №148",
        ),
        (
            day([2, 0, 2, 3], &["1250 RUB", "250 XTR"], &[7, 9]),
            "📊 In the last 24 hours: 2 orders, ₽1,250.00, ⭐\u{A0}250 · 2 by you · 3 under way · №7, №9 wait",
            "📊 За сутки: 2 заказа, 1\u{A0}250,00\u{A0}₽, ⭐\u{A0}250 · вы 2 · в работе 3 · ждут №7, №9",
        ),
        (
            day([3, 0, 0, 0], &[], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
            "📊 In the last 24 hours: 3 orders · №1, №2, №3, №4, №5, №6, №7, №8, №9, №10… wait",
            "📊 За сутки: 3 заказа · ждут №1, №2, №3, №4, №5, №6, №7, №8, №9, №10…",
        ),
    ] {
        assert_eq!(said(Language::English, &day), english);
        assert_eq!(said(Language::Russian, &day), russian);
    }
}
