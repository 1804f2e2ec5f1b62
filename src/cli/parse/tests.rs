//! What goes in, and what comes out, byte for byte.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::i18n::{Language, with_language};

const ORDER: &str = "🆕 Custom Product Order\n\nCustomer: Имя\n\nProduct: 1 алмаз\n\nPrice: €5.00\n\n\
    Order Details:\n\n12345";

struct Answer {
    exit: Exit,
    out: String,
    err: String,
}

fn parse(input: impl AsRef<[u8]>, lines: bool, json: bool, language: Language) -> Answer {
    let options = ParseOptions { source: "stdin".as_ref(), lines, json };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = with_language(language, || {
        let rules = Rules::sample();
        read(input.as_ref(), options, &rules, &mut out, &mut err).unwrap()
    });
    Answer { exit, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

fn parse_json(input: impl AsRef<[u8]>) -> Value {
    let answer = parse(input, false, true, Language::English);
    assert_eq!((answer.exit, answer.err.as_str()), (Exit::Done, ""));
    assert_eq!(answer.out.matches('\n').count(), 1);
    serde_json::from_str(&answer.out).unwrap()
}

#[test]
fn an_order_with_all_its_keys_in_order() {
    let answer = parse(ORDER, false, true, Language::English);
    assert_eq!(
        answer.out,
        "{\"kind\":\"order\",\"recognised\":true,\
         \"customer\":{\"name\":\"Имя\",\"telegram_id\":null,\"username\":null},\
         \"product\":\"1 алмаз\",\"sku\":null,\"quantity\":null,\
         \"price\":{\"amount\":500,\"currency\":\"EUR\"},\"details\":\"12345\",\
         \"account_id\":\"12345\",\"candidates\":null,\"problem\":null}\n"
    );
}

#[test]
fn what_is_no_order_has_the_same_keys() {
    let nothing = |recognised: bool| {
        json!({"kind": "other", "recognised": recognised, "customer": null, "product": null,
               "sku": null, "quantity": null, "price": null, "details": null, "account_id": null, "candidates": null,
               "problem": null})
    };
    assert_eq!(parse_json("hello"), nothing(false));
    assert_eq!(parse_json(""), nothing(false));
    assert_eq!(parse_json("Пользователь @a отправил ₽100 на Кофе."), nothing(true));
}

#[test]
fn a_problem_is_an_answer() {
    let answer = parse_json(ORDER.replace("€5.00", "€1,250"));
    assert_eq!((&answer["problem"], &answer["price"]), (&json!("bad_price"), &Value::Null));
    assert_eq!(answer["account_id"], "12345");
}

#[test]
fn entities_are_those_of_the_bot_api() {
    let customer = |entity: Value| {
        let message = json!({"message_id": 5, "text": ORDER, "entities": [entity]});
        parse_json(message.to_string())["customer"].clone()
    };
    // The header's emoji is two units, so the name begins at 35.
    let named = json!({"name": "Имя", "telegram_id": 111, "username": null});
    assert_eq!(
        customer(json!({"type": "text_mention", "offset": 35, "length": 3, "user": {"id": 111}})),
        named
    );
    assert_eq!(
        customer(
            json!({"type": "text_link", "offset": 35, "length": 3, "url": "tg://user?id=111"})
        ),
        named
    );
    let unnamed = json!({"name": "Имя", "telegram_id": null, "username": null});
    for entity in [
        json!({"type": "text_mention", "offset": 35, "length": 3}),
        json!({"type": "text_mention", "offset": 35, "length": 3, "user": {"id": "111"}}),
        json!({"type": "text_mention", "offset": -1, "length": 3, "user": {"id": 111}}),
        json!({"type": "text_mention", "offset": 35, "length": -3, "user": {"id": 111}}),
        json!({"type": "text_mention", "offset": 35.5, "length": 3, "user": {"id": 111}}),
        json!({"type": "text_mention", "offset": 35, "length": 1e30, "user": {"id": 111}}),
        json!({"type": "text_mention", "offset": u64::MAX, "length": u64::MAX, "user": {"id": 111}}),
        json!({"type": "text_mention", "length": 3, "user": {"id": 111}}),
        json!({"type": "mention", "offset": 35, "length": 3}),
        json!({"type": "bold", "offset": 35, "length": 3}),
        json!({"offset": 35, "length": 3}),
        json!(null),
        json!("x"),
    ] {
        assert_eq!(customer(entity.clone()), unnamed, "{entity}");
    }
}

#[test]
fn a_text_may_begin_like_json_and_json_may_be_broken() {
    assert_eq!(parse_json("{not json}\nhello")["kind"], "other");
    assert_eq!(parse_json(json!({"text": ORDER, "entities": null}).to_string())["kind"], "order");
    assert_eq!(parse_json(format!("\u{FEFF}{ORDER}\n"))["kind"], "order");
    for broken in [
        "{\"text\":\"a",
        "{}",
        "{",
        "{\"text\":5}",
        "{\"text\":\"a\"} x",
        "{\"text\":\"\\ud800\"}",
        "{\"text\":\"a\",\"entities\":5}",
    ] {
        let answer = parse(broken, false, true, Language::English);
        assert_eq!((answer.exit, answer.out.as_str()), (Exit::Failed, ""), "{broken}");
        assert!(
            answer.err.starts_with("error[parse.not_json]: Not a message in JSON"),
            "{}",
            answer.err
        );
    }
}

#[test]
fn a_broken_line_is_named_and_the_others_stay_aligned() {
    let order = json!({"text": ORDER}).to_string();
    let mut input = format!("{order}\r\nnot json\n\n\"text\"\n{order}\n").into_bytes();
    input.extend(b"\xFF\xFE\n");
    input.extend(order.as_bytes());
    let answer = parse(&input, true, true, Language::English);
    let kinds: Vec<Value> = answer
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].clone())
        .collect();
    let (read, broken) = (json!("order"), Value::Null);
    let expected = [&read, &broken, &broken, &broken, &read, &broken, &read];
    assert_eq!(kinds.iter().collect::<Vec<_>>(), expected);
    assert_eq!(answer.out.lines().nth(1), Some("null"));
    assert_eq!(answer.exit, Exit::Failed);
    let numbers: Vec<&str> = answer
        .err
        .lines()
        .filter_map(|line| line.split_once(": error[parse."))
        .map(|(place, _)| place)
        .collect();
    assert_eq!(numbers, ["line 2", "line 3", "line 4", "line 6"]);
}

#[test]
fn a_line_that_is_too_long_is_skipped_whole() {
    let order = json!({"text": ORDER}).to_string();
    let huge = json!({"text": "x".repeat(3 * input::MESSAGE_BYTES_MAX)}).to_string();
    let answer = parse(format!("{huge}\n{order}\n{huge}"), true, true, Language::Russian);
    let starts: Vec<_> =
        answer.out.lines().map(|line| line.starts_with("{\"kind\":\"order\"")).collect();
    assert_eq!((starts, answer.exit), (vec![false, true, false], Exit::Failed));
    assert!(
        answer.err.starts_with("строка 1: ошибка[parse.too_long]: Сообщение длиннее"),
        "{}",
        answer.err
    );

    let alone = parse("x".repeat(input::MESSAGE_BYTES_MAX + 1), false, true, Language::English);
    assert_eq!((alone.exit, alone.out.as_str()), (Exit::Failed, ""));
    let fits = parse("x".repeat(input::MESSAGE_BYTES_MAX), false, true, Language::English);
    assert_eq!(fits.exit, Exit::Done);
}

#[test]
fn no_lines_no_answers() {
    let answer = parse("", true, true, Language::English);
    assert_eq!((answer.exit, answer.out.as_str(), answer.err.as_str()), (Exit::Done, "", ""));
}

#[test]
fn json_holds_nothing_that_steers_a_terminal_and_means_the_same() {
    let hostile = "12345 \u{1B}[2J \u{9B}31m \u{7F} \u{202E}x\u{200B} \u{E0041} \"\\ 👩‍🚀 konец";
    let answer = parse(ORDER.replace("12345", hostile), false, true, Language::English);
    assert!(
        !answer.out.trim_end().chars().any(crate::order::untrusted::is_invisible),
        "{}",
        answer.out
    );
    let object: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(object["details"], hostile);
}

#[test]
fn for_people_in_both_languages() {
    let details = ORDER.replace("12345", "\u{1B}[31m\nайди 67890");
    let english = parse(&details, false, false, Language::English);
    assert_eq!(
        english.out,
        "Order\n  Customer     Имя\n  Product      1 алмаз\n  In the shop  —\n  Price        €5.00\n  \
         Details      ⟨001B⟩[31m⏎айди 67890\n  Account      67890\n  Problem      —\n"
    );
    let russian = parse(ORDER.replace("12345", "12345 67890"), false, false, Language::Russian);
    assert_eq!(
        russian.out,
        "Заказ\n  Покупатель  Имя\n  Товар       1 алмаз\n  В магазине  —\n  Цена        €5,00\n  \
         Детали      12345 67890\n  Аккаунт     12345? 67890?\n  Проблема    \
         несколько номеров аккаунта (ambiguous_account_id)\n"
    );
    let lines = parse("{\"text\":\"x\"}\nx", true, false, Language::English);
    assert_eq!(lines.out, "1. Not recognised: moderators would be told\n2. —\n");
}

#[test]
fn complaints_show_no_raw_escape_and_exist_in_both_languages() {
    let too_long = "x".repeat(input::MESSAGE_BYTES_MAX + 1);
    let read = |bytes: &[u8]| input::read_one(&mut &*bytes).unwrap().unwrap_err();
    let line_after_the_last = input::read_line(&mut &b"x"[..], input::LINES_MAX + 1);
    for (code, broken) in [
        ("parse.too_long", read(too_long.as_bytes())),
        ("parse.too_many_lines", line_after_the_last.unwrap().unwrap().unwrap_err()),
        ("parse.not_utf8", read(b"\xff")),
        ("parse.not_json", read(br#"{"text": "", "entities": "\u001b[2J"}"#)),
    ] {
        let [english, russian] = [Language::English, Language::Russian].map(|language| {
            with_language(language, || format!("{} {}", broken.what(), broken.remedy()))
        });
        assert_ne!(english, russian);
        assert!(!english.contains('\u{1B}') && broken.code() == code, "{english}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived_and_lines_stay_aligned(
        lines in prop::collection::vec("[^\n]{0,30}|\\{\"text\":\"[a-z]{0,9}\"\\}", 0..8),
    ) {
        let input: String = lines.iter().map(|line| format!("{line}\n")).collect::<Vec<_>>().concat();
        let answer = parse(&input, true, true, Language::English);
        prop_assert_eq!(answer.out.lines().count(), lines.len());
        parse(&input, false, true, Language::Russian);
        parse(&input, false, false, Language::Russian);
    }
}

#[test]
fn who_goes_by_the_username_is_named_once() {
    let customer = |name: &str| {
        let text = ORDER.replace("Имя", name);
        let offset = text.split_once(name).unwrap().0.encode_utf16().count();
        let entity = json!({"type": "mention", "offset": offset, "length": name.len()});
        let message = json!({"text": text, "entities": [entity]}).to_string();
        let told = parse(&message, false, false, Language::English).out;
        let line = told.lines().find(|line| line.contains("Customer")).unwrap();
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(customer("@ivan"), "@ivan");
}

#[test]
fn what_is_no_json_is_told_with_where_it_is_wrong() {
    for (text, told) in [
        (r#"{"text": "a"#, "EOF while parsing a string at line 1 column 11"),
        (r#"{"text" "a"}"#, "expected `:` at line 1 column 9"),
        (r#"{"test": "a"}"#, "missing field `text` at line 1 column 13"),
        (r#"{"text": "a", "text": "b"}"#, "duplicate field `text`"),
        (r#"{"text": "a"} b"#, "trailing characters at line 1 column 15"),
        (r#"["a", []]"#, "invalid type: sequence, expected an object"),
    ] {
        let answer = parse(text, true, true, Language::Russian);
        let told = format!("Это не сообщение в JSON ({told}");
        assert!(answer.err.contains(&told), "{}", answer.err);
    }
}
