//! What careless customers and attackers write.

use super::*;

#[test]
fn a_part_of_a_longer_number() {
    for details in [
        "123 4567",
        "4567 123",
        "1234567890123 4567",
        "12-345-6789",
        "12345 678",
        "12345\t678",
        "12345\u{A0}678",
        "12345\u{3000}678",
        "12345  678",
        "12345.678",
        "12345,678",
        "12345/678",
        "12345_678",
        "12345:678",
        "12345|678",
        "12345(678)",
        "(123)45678",
        "12345'678",
        "12345+678",
        "12345 - 678",
        "12345 –– 678",
        "12345\n678",
        "id 12345 678",
        "id ****5678",
        "id ...5678",
        "ID: +12345",
        "id12345 678",
        "ID: 12345-678",
        "id 12345\n678",
        "+7 916\n1234567",
        "12345 **** 678",
        "12345²",
        "12345½",
        "12345 ⑥⑦",
        "12345О",
        "О12345",
        "12345 67О",
        "1 12345",
        "1) 12345",
        "12345 12345",
        "x1 12345",
        "12345678 2 шт",
        "12345...",
        "12345…",
        "...12345",
        "****5678",
        "1234****",
        "●●●●5678",
        "xxxx5678ж",
    ] {
        if find(DIGITS, details) != Found::Nothing {
            asks(DIGITS, details);
        }
    }
    for details in ["123 4567", "12-345-6789", "8 912 345-6789", "+7 916 1234567", "12345 678"] {
        asks(DIGITS, details);
    }
}

#[test]
fn a_part_of_something_else() {
    for details in [
        "ivan.1985@mail.example",
        "почта 5551234@mail.example",
        "id12345@mail.example",
        "ivan@12345",
        "+79161234567",
        "+ 79161234567",
        "+7 916 1234567",
        "8-916-1234567",
        "8(916)1234567",
        "+7 (916) 1234567",
        "8 912 345-6789",
        "550e8400-e29b-41d4-a716-446655440000",
        "550E8400-E29B-41D4-A716-446655440000",
        "192.168.0.1:25565",
        "play.server.net:25565",
        "fe80::1234",
        "https://t.example/ivan/12345678",
        "https://shop.example/u?id=12345678",
        "https://shop.example/?id=12345678&utm_id=2024",
        "vk.com/айди12345",
        "www.a.example/12345",
        "01.02.1985",
        "1985-02-01",
        "02/1985",
        "12:3456",
        "12345.50",
        "-12345",
        "Вася-12345",
        "12345-EU",
        "Вася12345",
        "12345Вася",
        "12345шт",
        "~12345",
        "~~12345~~",
        "x=12345",
        "12345=",
        "12345%",
        "12345?",
        "1985 год",
        "Ivan 1985",
        "Вася, 2001",
        "1999 спасибо",
        "#12345-2",
        "player#12345",
        "Вася#2001",
        "игрок Вася#12345678",
        "x#id 12345#2",
        "$12345",
        "12345€",
        "12345р",
    ] {
        asks(DIGITS, details);
    }
}

#[test]
fn a_word_says_that_it_is_something_else() {
    for details in [
        "сервер 2045",
        "ник Вася, сервер: 2045",
        "Server 20455",
        "server id 20455",
        "id сервера 20455",
        "зона 2045",
        "тел 1234567",
        "номер телефона 89161234567",
        "Телефон: 89161234567",
        "карта 12345678",
        "код 123456",
        "пароль 12345678",
        "order id 123456",
        "номер заказа 123456",
        "заказ №123456",
        "сервер № 20455",
        "тел. номер 1234567",
        "сумма 5000",
        "за 5000",
        "5000 руб",
        "5000 рублей",
        "€ 5000",
        "5000 ₽",
        "5000 EUR",
        "EUR 5000",
        "5000 USDT",
        "код из смс 123456",
        "5000 звёзд",
        "⭐ 5000",
        "5000⭐",
        "хочу 1000 алмазов",
        "1000 💎",
        "год 2010",
        "др 01021985",
        "уровень 1234",
    ] {
        asks(DIGITS, details);
    }
}

#[test]
fn a_word_says_that_it_is_not_the_one() {
    for details in [
        "без 12345",
        "не 12345",
        "Не 12345, а какой — не помню",
        "не 12345, а 67890",
        "это не мой id 12345",
        "id не 12345",
        "старый id 12345",
        "мой старый айди: 12345, новый в профиле",
        "not 12345",
        "without 12345",
        "old id 12345",
        "кроме №12345",
        "вместо 12345",
    ] {
        asks(DIGITS, details);
    }
}

#[test]
fn a_rival() {
    for details in [
        "12345, карта 1234567890123",
        "12345 тел +7 916 123-45-67",
        "12345678 или 8765 4321 0",
        "id 123, 45678",
        "id 123, id 45678",
        "𝟗𝟗𝟗𝟗𝟗 12345",
        "12345 или ６７８９０",
        "id 12345, айди ６７８９０",
        "12345 / ۶۷۸۹۰",
        "9\u{336}9\u{336}9\u{336}9\u{336} 12345",
        "12345 1️⃣2️⃣3️⃣4️⃣6️⃣",
        "ID𝟗𝟗𝟗𝟗𝟗 12345",
    ] {
        asks(DIGITS, details);
    }
    asks(r"\b[a-z]{2}\d{4}\b", "AB9999 или ab1234");
    asks(r"\b[A-Z]{2}\d{4}\b", "AB1234 или ＡＢ９９９９");
}

#[test]
fn several_are_several_as_ever() {
    let several = |details, numbers: &[&str]| {
        assert_eq!(find(DIGITS, details), Found::Several(ids(numbers)), "{details:?}");
    };
    several("12345 or maybe 67890", &["12345", "67890"]);
    several("12345 67890", &["12345", "67890"]);
    several("id 12345, id 67890", &["12345", "67890"]);
    several("ID12345678 сервер 2001", &["12345678", "2001"]);
    several("uid87654321 (2045)", &["87654321", "2045"]);
    several("id 12345, тел. +7 916 1234567", &["12345", "1234567"]);
    several("12345\u{2060}67890", &["1234567890", "12345", "67890"]);
    several("12345678 (1234 5678)", &["12345678", "1234", "5678"]);
}

#[test]
fn what_is_not_seen_or_not_ascii() {
    let doubtful = |details, numbers: &[&str]| {
        assert_eq!(find(DIGITS, details), Found::Doubtful(ids(numbers)), "{details:?}");
    };
    doubtful("12345\u{200B}678", &["12345678", "12345"]);
    doubtful("123456\u{AD}78", &["12345678", "123456"]);
    doubtful("123456\u{2060}78", &["12345678", "123456"]);
    doubtful("123\u{200B}45", &["12345"]);
    doubtful("１２３４５", &["12345"]);
    doubtful("۱۲۳۴۵۶۷۸", &["12345678"]);
    doubtful("𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", &["12345678"]);
    doubtful("ID𝟏𝟐𝟑𝟒𝟓", &["12345"]);
    doubtful("1️⃣2️⃣3️⃣4️⃣5️⃣", &["12345"]);
    doubtful("\u{202E}54321\u{202C}", &["54321"]);
    doubtful("123 4567", &["1234567", "4567"]);
}

#[test]
fn patterns_with_letters() {
    const NICK: &str = r"[A-Za-z]\w{3,15}";
    asks(NICK, "ivan-petrov");
    asks(NICK, "petrov@mail.example");
    asks(NICK, "Ivаnovich");
    asks(NICK, "не Vasya");
    asks(r"\b[A-Z]{2}\d{6}\b", "ab123456");
    asks(r"\b[A-Z]{2}\d{4}\b", "AB1234 56");
    asks(r"\b[A-Z]{2}\d{4}\b", "AB1234-56");
    asks(r"\w+@\w+\.\w+", "ivan-petrov@mail.example");
}

#[test]
fn a_pattern_that_takes_whatever_stands_before_is_looked_behind() {
    asks(r".*?(\d{4,12})", "ivan.1985");
    asks(r".*(\d{8}).*", "1234567890123");
    asks(r"(?:id )?(\d{4,12})", "+7 916 1234567");
    asks(r"\w+-(\d+)", "abc-12345");
    asks(r"id(\d{5})", "id123456");
    asks(r"игрок (\d+)", "игрок 12345 678");
}

#[test]
fn nothing_is_nothing() {
    for details in [
        "хочу алмазы",
        "abc12345 12345_x",
        "12О45",
        "1234567890123",
        "123 456 789",
        "valid12345",
        "vk.com/id12345",
        "https://vk.example/wall-12345_678",
        "№5",
    ] {
        assert_eq!(find(DIGITS, details), Found::Nothing, "{details:?}");
    }
}

#[test]
fn a_number_without_end_of_repetitions_is_asked_about_at_once() {
    asks(DIGITS, &"1234,a,".repeat(2_000));
    asks(r"\d", &"1,a,".repeat(4_000));
}

#[test]
fn who_is_not_strict_takes_what_the_pattern_finds() {
    let pattern = AccountPattern::new(DIGITS).unwrap().lenient();
    for (details, account) in [
        ("ID12345678 сервер 2001", "2001"),
        ("+7 916 1234567", "1234567"),
        ("12345\u{200B}678", "12345"),
    ] {
        assert_eq!(pattern.find(details), Found::One(AccountId::known(account)));
    }
}
