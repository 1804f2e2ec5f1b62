//! What the shop answers, what an owner writes or pastes, what is piped into `parse`.

use tokio::time::Instant;

use proptest::prelude::*;

use super::super::{config, is_safe, parse, pattern, shop, string_session};
use crate::order::account::AccountPattern;

/// JSON in the protocol's words, with keys twice, numbers for texts, and texts without end.
fn body() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        prop::sample::select(vec![
            "\"activated\"",
            "\"already_activated\"",
            "\"pending\"",
            "\"Activated\"",
            "null",
            "1e999",
            "true",
            "[]",
            "{}",
            "\"\"",
            "\"\\ud800\"",
            "\"a\u{202E}\"",
            "[[[[[[]]]]]]",
            "{\"code\":\"order_not_found\",\"message\":\"нет\"}",
            "{\"code\":\"clock\"}",
            "{\"code\":\"a\",\"code\":\"b\"}",
        ])
        .prop_map(str::to_owned),
        (0..3000_usize).prop_map(|length| format!("\"{}\"", "я".repeat(length))),
        (0..400_usize).prop_map(|depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth))),
    ];
    let key = prop::sample::select(vec![
        "status",
        "payment_id",
        "product",
        "customer_message",
        "account_id",
        "error",
        "x",
    ]);
    let pairs = prop::collection::vec((key, value), 0..6);
    (pairs, prop::sample::select(vec!["", "\u{FEFF}", " ", "<html>"])).prop_map(|(pairs, start)| {
        let pairs: Vec<String> =
            pairs.into_iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
        format!("{start}{{{}}}", pairs.join(","))
    })
}

/// A configuration with lines that are wrong in some way.
fn configuration() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "[account_id]",
        "pattern = '\\b\\d{4,12}\\b'",
        "pattern = '(a{1000}){1000}'",
        "pattern = ''",
        "examples = ['12345', '\u{202E}']",
        "[[product]]",
        "name = \"1 алмаз\"",
        "sku = \"a\"",
        "quantity = 99999999999999999999",
        "price = \"5,123\"",
        "[reply]",
        "[reply]\ntemplate = '{{ product }}'",
        "template = '{{ x }}'",
        "template = '{% for a in b %}'",
        "template = \"{{ \\u001b }}\"",
        "[tribute]",
        "bot_id = -1",
        "send_buttons = []",
        "[[tribute.profile]]",
        "header = \"\\n\"",
        "[shop]",
        "url = \"http://\\u001b[31m\"",
        "secret = \"whsec_\"",
        "secret_file = \"\\u0000\"",
        "secret_file = '.'",
        "[shop.test]",
        "[telegram]",
        "session = '/'",
        "pace = '\\u001b'",
        "pace = \"\\u009b9h\"",
        "\"\\u001b[2J\" = 1",
        "a.b.c.d = 1",
        "a = [[[[",
        "=",
        "\u{FEFF}",
        "\0",
        "]",
        "'''",
        "\"\"\"",
        "language = \"ru\"",
        "language = '\u{202E}'",
        "[moderators]",
        "chat = 0",
        "allowed = [1,1,-1]",
        "[timing]",
        "x = 1979-05-27T07:32:00Z",
        "y = { z = { }, }",
    ]);
    prop::collection::vec(line, 0..15).prop_map(|lines| lines.join("\n"))
}

fn regex() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        r"\d",
        r"\w",
        r"\b",
        r"\B",
        r"\D",
        "(?<id>",
        "(?P<id>",
        "(?:",
        "(?i)",
        "(?x)",
        "(",
        ")",
        "|",
        "[",
        "]",
        "^",
        "$",
        "-",
        "{4,12}",
        "{1000}",
        "*",
        "+",
        "?",
        ".",
        r"\p{L}",
        r"\x{10FFFF}",
        "#",
        " ",
        "é",
        "id",
        "[[:alpha:]&&",
        r"\b{start}",
        "&&",
        "~~",
        r"\Q",
        "a",
        "0",
        r"\\",
        "{",
        "(?-u:",
        r"\xFF",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn only_the_shops_clear_words_count(
        status in prop_oneof![200..210_u16, 400..430_u16, 500..504_u16, 100..1000_u16],
        retry_after in "[0-9]{0,30}|.{0,30}",
        body in prop_oneof![body().prop_map(String::into_bytes), prop::collection::vec(any::<u8>(), 0..50)],
    ) {
        shop::answer(status, retry_after.as_bytes(), &body);
    }

    #[test]
    fn a_pattern_finds_only_what_is_there(regex in regex(), text in "[0-9a-zа-яК .\n]{0,40}") {
        pattern(&regex, &text);
    }

    #[test]
    fn a_string_session_never_comes_back_in_an_error(
        text in prop_oneof!["1[A-Za-z0-9_=-]{340,380}", "[0-9]{1,9}:[A-Za-z]{0,40}", any::<String>()],
    ) {
        string_session(&text);
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn whatever_is_parsed_steers_no_terminal(
        lines in prop::collection::vec(prop_oneof![
            any::<String>(),
            "\\{\"text\":\"[^\"]{0,20}\"\\}",
            Just("{\"text\":\"\u{202E}\u{9B}\",\"\u{1B}\":[]}".to_owned()),
            Just("{\"text\":\"a\",\"entities\":[[],{\"type\":\"mention\",\"offset\":-1}]}".to_owned()),
        ], 0..5),
        rubbish in prop::collection::vec(any::<u8>(), 0..10),
    ) {
        let mut bytes = lines.join("\n").into_bytes();
        bytes.extend(rubbish);
        parse(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_configuration_works_or_says_why_not(text in configuration(), rubbish in prop::collection::vec(any::<u8>(), 0..4)) {
        let folder = tempfile::tempdir().unwrap();
        config(text.as_bytes(), folder.path());
        config(&[text.as_bytes(), &rubbish].concat(), folder.path());
    }
}

/// What is nested without end, or repeats itself without end.
#[test]
fn the_deepest_and_widest_configurations_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let many = 20_000;
    for text in [
        format!("a={}", "[".repeat(many)),
        format!("a={}", "{a=".repeat(many)),
        format!("{}=1", vec!["a"; many].join(".")),
        format!("[{}]", vec!["a"; many].join(".")),
        "=\n".repeat(many),
        (0..20_000).map(|key| format!("k{key}=1")).collect::<Vec<_>>().join("\n"),
        "a".repeat(257 * 1024),
    ] {
        config(text.as_bytes(), folder.path());
    }
}

/// A pattern is bounded when it is compiled, and when it searches the longest message there is.
#[test]
fn no_pattern_takes_long() {
    let alternatives = vec!["abcdefghij"; 90].join("|");
    let groups = "()".repeat(480);
    let deep = format!("{}a{}", "(".repeat(240), ")".repeat(240));
    for regex in [
        "(a{1000}){1000}",
        r"\w{1000}",
        r"(\pL{100}){10}",
        "(a+)+$",
        "(x+x+)+y",
        ".*[^A-Z]|[A-Z]",
        "a*",
        "(x?){900}y",
        "(?:a?){60000}",
        r"(?:\b{1000}){1000}",
        "(?:(?:){4000000000}){4000000000}",
        "[0-9]{1,900}x|9",
        ".*.*.*.*=.*",
        r"(?i)(\w+\s*)+!",
        r"(.{1,400}){2}x|\d",
        &alternatives,
        &groups,
        &deep,
    ] {
        for text in ["9", "a", "x", " ", "я", "ab ", "A9"] {
            let text = text.repeat(4096 / text.chars().count());
            let begun = Instant::now();
            pattern(regex, &text);
            let took = begun.elapsed();
            // Unoptimised and on a busy machine; what this is for would take minutes.
            assert!(took.as_secs() < 5, "{regex} takes {took:?} on {:?}…", &text[..2]);
        }
    }
}

#[test]
fn patterns_that_match_nothing_are_no_account() {
    for regex in ["a*", "", "()", "(?<id>)5", "|", r"\b", "^", "(?:x{0})", "(5)?"] {
        let Ok(pattern) = AccountPattern::new(regex) else {
            continue;
        };
        let found = pattern.find("zzz");
        assert_eq!(found, crate::order::account::Found::Nothing, "{regex}");
    }
}

#[test]
fn what_is_safe() {
    assert!(is_safe("a\nб 💎️\n"));
    for text in ["\u{1B}", "\r", "\t", "\u{9B}", "\u{202E}", "\u{200B}", "\u{7F}"] {
        assert!(!is_safe(text), "{text:?}");
    }
}
