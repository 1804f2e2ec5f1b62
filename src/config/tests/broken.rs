//! Broken files, one by one.

use super::*;
use crate::i18n::with_language;
use crate::report::{Exit, UserError};

/// A change of the good file, and the mistake it makes.
struct Broken {
    /// What is changed.
    from: &'static str,
    /// What to.
    to: &'static str,
    code: &'static str,
    line: usize,
    /// Stands in the English remedy.
    remedy: &'static str,
}

macro_rules! broken {
    ($($from:literal => $to:literal, $code:literal at $line:literal: $remedy:literal;)*) => {
        &[$(Broken { from: $from, to: $to, code: $code, line: $line, remedy: $remedy }),*]
    };
}

const BROKEN: &[Broken] = broken! {
    "\"en\"" => "\"de\"", "config.bad_language" at 1: "language = \"ru\"";
    "\"en\"" => "1", "config.wrong_type" at 1: "in quotes";
    "\"2s\"" => "\"2 seconds\"", "config.bad_duration" at 2: "1h30m";
    "\"2s\"" => "\"-2s\"", "config.bad_duration" at 2: "1h30m";
    "\"2s\"" => "\"2h\"", "config.bad_duration" at 2: "to 1h";
    "\"2s\"" => "2", "config.wrong_type" at 2: "duration";
    "pace" => "pase", "config.unknown_key" at 2: "`pace`";
    "[telegram]" => "[telegramm]", "config.unknown_key" at 4: "`telegram`";
    "[telegram]" => "[[telegram]]", "config.wrong_type" at 4: "[telegram]";
    "api_id = 4242\n" => "", "config.missing_key" at 4: "api_id = 12345";
    "4242" => "\"4242\"", "config.wrong_type" at 5: "without quotes";
    "4242" => "0", "config.out_of_range" at 5: "from 1";
    "4242" => "2147483648", "config.out_of_range" at 5: "to 2147483647";
    "4242" => "99999999999999999999", "config.wrong_type" at 5: "whole number";
    "4242" => "1.5", "config.wrong_type" at 5: "whole number";
    "00112233445566778899aabbccddeeff" => "0011", "config.bad_api_hash" at 6: "my.telegram.org";
    "\"sessions/main.session\"" => "\"main.journal\"", "config.bad_path" at 7: "session =";
    "\"sessions/main.session\"" => "\"~/main.session\"", "config.bad_path" at 7: "`~`";
    "\"sessions/main.session\"" => "\"\"", "config.bad_path" at 7: "path";
    "\n[tribute]" => "proxy = \"http://host:1080\"\n[tribute]", "config.bad_proxy" at 8: "socks5://";
    "\n[tribute]" => "proxy = \"socks5://host\"\n[tribute]", "config.bad_proxy" at 8: "host:port";
    "\n[tribute]" => "proxy = \"socks5://me:100%@host:1\"\n[tribute]", "config.bad_proxy" at 8: "%25";
    "\n[tribute]" => "[server]\nlisten = \"8787\"\ntoken = \"0123456789abcdef0123456789abcdef\"\n[tribute]", "config.bad_listen" at 9: "127.0.0.1:8787";
    "\n[tribute]" => "[server]\nlisten = \"shop.example:8787\"\ntoken = \"0123456789abcdef0123456789abcdef\"\n[tribute]", "config.bad_listen" at 9: "a port";
    "\n[tribute]" => "[server]\npublic_url = \"http://shop.example\"\ntoken = \"0123456789abcdef0123456789abcdef\"\n[tribute]", "config.bad_public_url" at 9: "https://";
    "\n[tribute]" => "[server]\ntoken = \"hunter2\"\n[tribute]", "config.bad_token" at 9: "openssl";
    "\n[tribute]" => "[server]\n[tribute]", "config.missing_key" at 8: "TRIBUTE_AGENT_SERVER_TOKEN";
    "\n[tribute]" => "[server]\ntoken = \"0123456789abcdef0123456789abcdef\"\nport = 1\n[tribute]", "config.unknown_key" at 10: "listen";
    "language =" => "journal = \"x.journal\"\nlanguage =", "config.without_telegram_only" at 1: "beside the session";
    "language =" => "livemode = false\nlanguage =", "config.without_telegram_only" at 1: "Delete the line";
    "\"@tribute\"" => "\"https://t.me/tribute\"", "config.bad_username" at 10: "@tribute";
    "6675346585" => "-5", "config.out_of_range" at 11: "from 1";
    "[\"Send\"]" => "[]", "config.no_buttons" at 12: "send_buttons =";
    "[\"Send\"]" => "\"Send\"", "config.wrong_type" at 12: "list of texts";
    "[\"Send\"]" => "[\"Send\", 1]", "config.wrong_type" at 12: "list of texts";
    "[\"Send\"]" => "[\" \"]", "config.bad_label" at 12: "on the button";
    "https://shop.example/tribute" => "shop.example/tribute", "config.bad_url" at 15: "https://";
    "https://shop.example/tribute" => "https://shop.example/?token=hunter2#x", "config.bad_url" at 15: "without `#`";
    "https://shop.example/tribute" => "https://u:hunter2@shop.example/", "shop.credentials_in_url" at 15: "signature";
    "https://shop.example/tribute" => "http://shop.example/", "config.insecure_url" at 15: "allow_insecure";
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" => "https://t.me/x", "shop.secret.link" at 16: "whsec_";
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" => "whsec_MfKQ9r8GKYqrTwj", "shop.secret.cut_off" at 16: "whsec_";
    "\nsecret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n" => "\n", "config.missing_key" at 14: "TRIBUTE_AGENT_SHOP_SECRET";
    "\n[account_id]" => "secret_file = \"x\"\n[account_id]", "config.secret_twice" at 17: "one of the two";
    "\n[account_id]" => "previous_secret = \"x\"\n[account_id]", "shop.secret.no_prefix" at 17: "whsec_";
    "\n[account_id]" => "timeout = \"5m\"\n[account_id]", "config.bad_duration" at 17: "to 2m";
    "\n[account_id]" => "allow_insecure = \"no\"\n[account_id]", "config.wrong_type" at 17: "true or false";
    "\n[account_id]" => "roots = \"mine\"\n[account_id]", "config.bad_roots" at 17: "system";
    "\n[account_id]" => "[shop.test]\nurl = \"https://a.example\"\n[account_id]", "config.missing_key" at 17: "TRIBUTE_AGENT_SHOP_TEST_SECRET";
    "\n[account_id]" => "[shop.tset]\n[account_id]", "config.unknown_key" at 17: "`test`";
    "'\\b\\d{4,12}\\b'" => "'(\\d{4,12}'", "config.bad_pattern" at 19: "single quotes";
    "'\\b\\d{4,12}\\b'" => "''", "config.bad_pattern" at 19: "single quotes";
    "'\\b\\d{4,12}\\b'" => "12", "config.wrong_type" at 19: "in quotes";
    "pattern = '\\b\\d{4,12}\\b'\n" => "", "config.missing_key" at 18: "pattern =";
    "[\"12345\"]" => "[\"123\"]", "config.example_mismatch" at 20: "Mend the pattern";
    "[\"12345\"]" => "[\"12345 or 67890\"]", "config.example_mismatch" at 20: "one account number";
    "[\"12345\"]" => "[12345]", "config.wrong_type" at 20: "list of texts";
    "[\"12345\"]" => "[\"+7 916 1234567\"]", "config.example_mismatch" at 20: "one account number";
    "[\"12345\"]" => "[\"12345\"]\nstrict = \"no\"", "config.wrong_type" at 21: "true or false";
    "[\"12345\"]" => "[\"12345\"]\nlabels = \"player\"", "config.wrong_type" at 21: "list of texts";
    "[\"12345\"]" => "[\"12345\"]\nlabels = [\" \"]", "config.bad_label" at 21: "player id";
    "[[product]]" => "[product]", "config.wrong_type" at 22: "[[product]]";
    "[[product]]" => "[[produkt]]", "config.unknown_key" at 22: "`product`";
    "name = \"1 алмаз\"\n" => "", "config.missing_key" at 22: "name =";
    "\"1 алмаз\"" => "\"\"", "config.bad_label" at 23: "name =";
    "\"1 алмаз\"" => "\"1\\nалмаз\"", "config.bad_label" at 23: "one line";
    "\"diamond-1\"" => "\" \"", "config.bad_label" at 24: "sku =";
    "\"diamond-1\"" => "\"diamond-1\"\nquantity = 0", "config.out_of_range" at 25: "from 1";
    "\"diamond-1\"" => "\"diamond-1\"\ncolour = 0", "config.unknown_key" at 25: "quantity";
    "\"5.00 EUR\"" => "\"€1,250\"", "config.bad_price" at 25: "5.00 EUR";
    "\"5.00 EUR\"" => "5.00", "config.wrong_type" at 25: "in quotes: price = \"5.00 EUR\"";
    "\"5.00 EUR\"" => "250", "config.wrong_type" at 25: "\"250 EUR\"";
    "\"5.00 EUR\"" => "true", "config.wrong_type" at 25: "\"5.00 EUR\"";
    "language =" => "api_id = 5\nlanguage =", "config.unknown_key" at 1: "Move it to [telegram]";
    "[shop]" => "[shop]\napi_hash_file = \"x\"", "config.unknown_key" at 15: "Move it to [telegram]";
    "[shop]" => "[shop]\nname = \"x\"", "config.unknown_key" at 15: "Move it to [[product]]";
    "[shop]" => "[shop]\ndaily = \"off\"", "config.unknown_key" at 15: "Move it to [moderators]";
    "[tribute]" => "ping_url = \"x\"\n[tribute]", "config.unknown_key" at 9: "above the first section";
    "[tribute]" => "header = \"x\"\n[tribute]", "config.unknown_key" at 9: "Delete it";
    "\n[reply]" => "\n[[product]]\nname = \"1  АЛМАЗ\"\nsku = \"x\"\n[reply]", "config.duplicate_product" at 27: "one [[product]]";
    "{{ product }}" => "{{ product", "config.bad_template" at 28: "{% if";
    "{{ product }}" => "{{ produkt }}", "config.template_unknown_name" at 28: "`product`";
    "{{ product }}" => "{{ product.name.first }}", "config.template_fails" at 28: "{% if";
    "{{ product }}" => "{{ product | nonsense }}", "config.bad_template" at 28: "upper";
    "\"Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}\"" => "\"{{ payment_id }}\"", "config.template_fails" at 28: "{% if";
    "\"Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}\"" => "\"{% if payment_id %}{{ payment_id }}{% endif %}\"", "config.template_empty" at 28: "outside";
    "\"Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}\"" => "\"a{% if payment_id and not customer %}{{ customer_message }}{% endif %}\"", "config.template_fails" at 28: "{% if";
    "\"Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}\"" => "\"a{% if order_number == 7 %}{{ nobody }}{% endif %}\"", "config.template_unknown_name" at 28: "order_number";
    "{{ product }}" => "{{ product * 200 }}", "config.template_too_large" at 28: "Shorten";
    "{{ product }}" => "{{ product }}{{ product|replace('', product) }}", "config.template_too_long" at 28: "Shorten";
    "{{ product }}" => "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}", "config.template_statement" at 28: "{% if";
    "template = \"Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}\"\n" => "", "config.missing_key" at 27: "template =";
    "-1001234567890" => "0", "config.bad_chat" at 31: "Saved Messages";
    "-1001234567890" => "\"moderators\"", "config.bad_chat" at 31: "@username";
    "-1001234567890" => "\"@tribute\"", "config.chat_is_tribute" at 31: "another chat";
    "-1001234567890" => "\"@Tribute\"", "config.chat_is_tribute" at 31: "another chat";
    "-1001234567890" => "\"tribute\"", "config.chat_is_tribute" at 31: "another chat";
    "-1001234567890" => "\"t.me/tribute\"", "config.chat_is_tribute" at 31: "another chat";
    "-1001234567890" => "\"https://t.me/tribute/\"", "config.chat_is_tribute" at 31: "another chat";
    "-1001234567890" => "6675346585", "config.chat_is_tribute" at 31: "another chat";
    "-1001234567890" => "\"6675346585\"", "config.chat_is_tribute" at 31: "another chat";
    "-1001234567890" => "\"-1001234567890\"", "config.bad_chat" at 31: "no quotes";
    "-1001234567890" => "true", "config.wrong_type" at 31: "number";
    "[111, 222]" => "[]", "config.nobody_allowed" at 32: "delete the line";
    "[111, 222]" => "[-111]", "config.out_of_range" at 32: "from 1";
    "[111, 222]" => "[\"111\"]", "config.wrong_type" at 32: "[111, 222]";
    "[111, 222]" => "[111, 222]\n[timing]\npress_settle = \"0s\"", "config.bad_duration" at 34: "from 10ms";
    "[111, 222]" => "[111, 222]\n[timing]\npress_setle = \"1s\"", "config.unknown_key" at 34: "`press_settle`";
    "[moderators]" => "[moderators]\nbot_token = \"123:short\"", "config.bad_bot_token" at 31: "/mybots";
    "[moderators]" => "[moderators]\nboard = \"yes\"", "config.wrong_type" at 31: "true or false";
    "[moderators]" => "[moderators]\nquiet = \"at night\"", "config.bad_quiet" at 31: "23:00-09:00";
    "[moderators]" => "[moderators]\nquiet = \"23:00-24:30\"", "config.bad_quiet" at 31: "23:00-09:00";
    "[moderators]" => "[moderators]\nquiet = \"09:00-09:00\"", "config.bad_quiet" at 31: "23:00-09:00";
    "[moderators]" => "[moderators]\nquiet = 23", "config.wrong_type" at 31: "in quotes";
    "[moderators]" => "[moderators]\ntime_zone = \"Moscow\"", "config.bad_time_zone" at 31: "Europe/Moscow";
    "[moderators]" => "[moderators", "config.syntax" at 30: "key = value";
    "\"en\"" => "\"en", "config.syntax" at 1: "key = value";
    "\"en\"" => "“en”", "config.syntax" at 1: "straight";
    "\"en\"" => "\"en”", "config.syntax" at 1: "straight";
    "\"1 алмаз\"" => "«1 алмаз»", "config.syntax" at 23: "straight";
    "[\"Send\"]" => "[“Send”]", "config.syntax" at 12: "straight";
    "\"1 алмаз\"" => "\"«1 алмаз»", "config.syntax" at 23: "key = value";
    "pace = \"2s\"" => "language = \"ru\"", "config.syntax" at 2: "key = value";
};

#[test]
fn every_broken_file_is_refused_at_its_line_with_a_remedy() {
    for &Broken { from, to, code, line, remedy } in BROKEN {
        let error = load(&changed(from, to)).expect_err(to);
        let found: Vec<_> = error.mistakes().map(|m| (m.code(), m.line())).collect();
        assert_eq!(found.first(), Some(&(code, Some(line))), "{from:?} → {to:?}: {error}");
        assert_eq!(found.len(), 1, "{from:?} → {to:?}: {found:?}");
        let english = with_language(Language::English, || error.remedy());
        assert!(english.contains(remedy), "{code}: {english:?} names no {remedy:?}");
        assert_eq!(error.exit(), Exit::Usage);
    }
}

#[test]
fn every_mistake_is_told_in_both_languages() {
    let cyrillic = |text: &str| text.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё'));
    for &Broken { from, to, code, line, .. } in BROKEN {
        let error = load(&changed(from, to)).expect_err(to);
        let place = format!("{LOCAL_FILE}:{line}:");
        for language in [Language::English, Language::Russian] {
            let what = with_language(language, || error.what());
            assert!(what.contains(&place), "{what}");
            assert!(!with_language(language, || error.remedy()).is_empty(), "{code}");
        }
        let russian = with_language(Language::Russian, || error.what());
        assert!(cyrillic(russian.lines().next().unwrap()), "{russian}");
        assert!(cyrillic(&with_language(Language::Russian, || error.remedy())), "{code}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_the_files_order() {
    let text = GOOD
        .replace("\"2s\"", "\"soon\"")
        .replace("4242", "0")
        .replace("[\"Send\"]", "[]")
        .replace("sku =", "sko =")
        .replace("-1001234567890", "0");
    assert_eq!(
        mistakes(&text),
        [
            ("config.bad_duration", Some(2)),
            ("config.out_of_range", Some(5)),
            ("config.no_buttons", Some(12)),
            ("config.missing_key", Some(22)),
            ("config.unknown_key", Some(24)),
            ("config.bad_chat", Some(31)),
        ]
    );
}

#[test]
fn a_line_that_is_broken_is_no_key_given_twice() {
    for (line, told) in [("[shop", "unclosed table"), ("[shop]", "duplicate key")] {
        let error = load(&format!("{GOOD}{line}\n")).unwrap_err().to_string();
        assert!(error.contains(told), "{line}: {error}");
    }
}

#[test]
fn a_mistake_quotes_its_line_unless_it_holds_a_secret() {
    let error = load(&changed("[\"12345\"]", "[\"123\"]")).unwrap_err();
    assert!(error.to_string().contains("   20 | examples = [\"123\"]\n      |             ^^^^^"));

    for secret in ["whsec_hunter2", "https://hunter2", "hunter2"] {
        let text = changed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", secret);
        let error = load(&text).unwrap_err();
        let told =
            format!("{error} {error:?} {}", with_language(Language::Russian, || error.remedy()));
        assert!(!told.contains("hunter2"), "{told}");
    }
    for (from, to) in [
        ("https://shop.example/tribute", "https://u:hunter2@shop.example/"),
        ("https://shop.example/tribute", "https://shop.example/?token=hunter2#x"),
        ("pace = \"2s\"", "ping_url = 'hc-ping.com/hunter2'"),
        ("pace = \"2s\"", "alert_command = 'mail hunter2'"),
        ("pace = \"2s\"", "alert_command = [\n'mail',\n'hunter2', 5\n]"),
    ] {
        let error = load(&changed(from, to)).unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

/// Windows ends its lines otherwise, which must not make another mistake of it.
#[test]
fn a_text_that_is_not_closed_is_told_whatever_ends_the_line() {
    for (from, to) in [("\"2s\"", "'2s"), ("\"2s\"", "\"2s"), ("[111, 222]", "[111,")] {
        let text = changed(from, to);
        let error = load(&text).unwrap_err();
        let with_returns = load(&text.replace('\n', "\r\n")).unwrap_err();
        for language in [Language::English, Language::Russian] {
            // Each has a folder of its own.
            let told = [&error, &with_returns].map(|error| {
                let told = with_language(language, || error.what());
                told.split_once(LOCAL_FILE).unwrap().1.to_owned()
            });
            assert_eq!(told[0], told[1]);
        }
    }
}

#[test]
fn a_text_without_quotes_is_no_number() {
    for wrong in ["9a8b7c6d5e4f", "0a1b", "5e", "1f2e3d"] {
        let error = load(&changed("\"00112233445566778899aabbccddeeff\"", wrong)).unwrap_err();
        let told = with_language(Language::Russian, || error.what());
        assert!(told.contains("текст должен стоять в кавычках"), "{told}");
        let told = with_language(Language::English, || error.what());
        assert!(told.contains("a text must stand in quotes"), "{told}");
    }
}
