//! How honest customers write an account.

use super::*;

#[test]
fn a_number_that_stands_alone() {
    for details in [
        "12345678",
        " 12345678\n",
        "12345678.",
        "12345678!",
        "12345678,",
        "#12345678",
        "№12345678",
        "№ 12345678",
        "@12345678",
        "(12345678)",
        "[12345678]",
        "«12345678»",
        "“12345678”",
        "\"12345678\"",
        "'12345678'",
        "`12345678`",
        "**12345678**",
        "*12345678*",
        "<12345678>",
        "|12345678|",
        "- 12345678",
        "— 12345678",
        "👉12345678",
        "👉🏻 12345678",
        "12345678🙏",
        "12345678🙏🏻",
        "12345678 🎁",
        "➡️12345678",
        "→ 12345678",
        "12345678 спасибо",
        "12345678\nспасибо",
        "12345678\r\nспасибо",
        "12345678\n\nспасибо большое!",
        "Здравствуйте! 12345678",
        "Здравствуйте!\n12345678\nЖду",
        "12345678 - Вася",
        "Вася - 12345678",
        "Вася: 12345678",
        "Вася, 12345678",
        "12345678 (Вася)",
        "12345678: Вася",
        "12345678 :)",
        "12345678, 12345678",
        "на 12345678 пожалуйста",
        "для сына: 12345678 🎁",
        "my id is 12345678, thank you",
        "12345678 please",
        "1 алмаз на 12345678",
        "10 алмазов, 12345678",
        "сервер EU, 12345678",
        "@ivan2001 12345678",
        "Vasya99 12345678",
        "12345678 Vasya99",
        "12345678, 2 шт",
        "сервер 5\n12345678",
        "12345678\n10 алмазов",
        "12345678 2шт",
        "12345678 сервер",
        "12345678 all good",
        "12345678 top",
        "12345678\nPrice: €0.01\nЦена: 0,01 ₽",
        "телеграм @ivan, номер игрока 12345678",
    ] {
        takes(DIGITS, details, "12345678");
    }
    takes(DIGITS, "0012345", "0012345");
    takes(DIGITS, "1985", "1985");
    takes(DIGITS, "79161234567", "79161234567");
}

#[test]
fn a_number_with_its_label() {
    for details in [
        "ID: 12345678",
        "id12345678",
        "ID12345678",
        "Id 12345678",
        "uid87654321 нет, uid12345678",
        "UID: 12345678",
        "айди12345678",
        "Айди: 12345678",
        "АЙДИ 12345678",
        "аи\u{306}ди 12345678",
        "ид 12345678",
        "ИД12345678",
        "акк 12345678",
        "acc:12345678",
        "account #12345678",
        "id#12345678",
        "ID # 12345678",
        "аккаунт#12345678",
        "Вася #12345678",
        "ник Вася#1, id 12345678",
        "Аккаунт — 12345678",
        "номер: 12345678",
        "мой id - 12345678",
        "мой айди-12345678",
        "id=12345678",
        "id.12345678",
        "id -> 12345678",
        "ID👉12345678",
        "id «12345678»",
        "id:\n12345678",
        "ID:\u{A0}12345678",
        "ＩＤ：12345678",
        "(id12345678)",
        "id: 12345678;server: 45",
        "Nick: Vasya99 ID: 12345678",
        "player id 12345678",
        "id12345678 Россия",
        "Мой ID 12345678, спасибо!",
    ] {
        if details.starts_with("uid87654321") {
            asks(DIGITS, details);
        } else {
            takes(DIGITS, details, "12345678");
        }
    }
}

#[test]
fn a_label_outweighs_numbers_that_the_pattern_does_not_take() {
    for details in [
        "тел +7 916 123-45-67, id 12345678",
        "id 12345678, тел. +7 916 123-45-67",
        "id 12345678, карта 1234567890123",
        "id 12345678 и 12",
        "ID 12345678, 5 лет",
        "12345678, id: 12345678\n(12345678)",
        "id 12345678, 12345678@mail.example",
        "id 12345678 💎",
        "id12345678 +7 916 123-45-67",
        "id 12345678 за 500р",
    ] {
        takes(DIGITS, details, "12345678");
    }
    takes(DIGITS, "id 1985, ник Вася", "1985");
}

#[test]
fn marks_that_only_say_where_text_goes_do_not_matter() {
    for details in [
        "\u{200F}12345678\u{200F}",
        "\u{2066}12345678\u{2069}",
        "\u{FEFF}12345678",
        "I\u{200B}D: 12345678\u{200B}",
        "12345678, то есть １２３４５６７８",
    ] {
        takes(DIGITS, details, "12345678");
    }
}

#[test]
fn a_pattern_may_take_the_whole_of_what_looks_like_something_else() {
    const EMAIL: &str = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+";
    const UUID: &str = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    takes(EMAIL, "ivan.1985@mail.example", "ivan.1985@mail.example");
    takes(EMAIL, "почта: ivan.1985@mail.example.", "ivan.1985@mail.example");
    takes(EMAIL, "<ivan@mail.example> 5 шт", "ivan@mail.example");
    let uuid = "550e8400-e29b-41d4-a716-446655440000";
    takes(UUID, &format!("id {uuid}"), uuid);
    takes(UUID, uuid, uuid);
    takes(r"\d+(?:\.\d+){3}", "192.168.1.20", "192.168.1.20");
    takes(r"[A-Za-z]\w{3,15}", "@ivan_petrov", "ivan_petrov");
    takes(r"\b[A-Z]{2}-\d{4}\b", "мой: AB-1234, жду", "AB-1234");
    takes(r"\+\d{11}", "тел. +79161234567", "+79161234567");
    takes(r"\d{3} \d{3} \d{3}", "id 123 456 789", "123 456 789");
}

#[test]
fn a_pattern_that_takes_everything_takes_everything() {
    takes(r"(?s).+", "\u{1B}[2J\u{202E}54321 a", "\u{1B}[2J\u{202E}54321 a");
}

#[test]
fn case_does_not_make_a_rival() {
    takes(r"\b[a-z]{2}\d{6}\b", "ab123456 (AB123456)", "ab123456");
    takes(r"\p{L}{3}\d{2}", "Йод77", "Йод77");
}

#[test]
fn a_pattern_that_spells_out_what_stands_before_is_believed() {
    takes(r"айди (?<id>\d+)", "телефон 79991234567, айди 777000", "777000");
    takes(r"игрок(\d+)", "игрок777000", "777000");
    takes(r"ник[\s:]+(\w+)", "ник: Vasya77, id 12345678", "Vasya77");
    takes(r"(?:^|[\s(])ник[\s:]+(\w+)", "мой ник: Player_One, спасибо", "Player_One");
    takes(r"(?i)acc\.(\d+)", "Acc.777000", "777000");
    takes(r"acc-(?<id>[A-Z]\d)", "acc-B7", "B7");
    takes(r"(\d+)#eu", "777000#eu", "777000");
}

#[test]
fn owners_name_their_own_labels() {
    let pattern =
        AccountPattern::new(DIGITS).unwrap().with_labels(["Steam", "код игрока", "телефон"]);
    for details in [
        "steam12345678",
        "STEAM: 12345678, карта 1234567890123",
        "Код игрока - 12345678",
        "телефон 12345678",
    ] {
        assert_eq!(pattern.find(details), Found::One(AccountId::known("12345678")), "{details}");
    }
}
