//! The table of `docs/activation-protocol.md`, row by row, and the cases between its rows.

use proptest::prelude::*;

use super::*;
use crate::shop::properties::says;

const AT: Timestamp = Timestamp::UNIX_EPOCH;

fn answer(status: u16, body: impl AsRef<[u8]>) -> Answer {
    Answer { status, headers: HeaderMap::new(), body: body.as_ref().to_vec(), complete: true }
}

fn asking_to_wait(answer: Answer, retry_after: &str) -> Answer {
    let headers = HeaderMap::from_iter([(RETRY_AFTER, retry_after.parse().unwrap())]);
    Answer { headers, ..answer }
}

fn meaning(status: u16, body: impl AsRef<[u8]>) -> ShopAnswer {
    answer(status, body).meaning(AT)
}

fn unclear(excerpt: &str) -> ShopAnswer {
    ShopAnswer::Unclear { excerpt: Untrusted::new(excerpt) }
}

fn intercepted(status: u16, excerpt: &str) -> ShopAnswer {
    ShopAnswer::Intercepted { status, excerpt: Untrusted::new(excerpt) }
}

fn paid(payment_id: &str) -> Receipt {
    Receipt { payment_id: Some(Untrusted::new(payment_id)), ..Receipt::default() }
}

#[test]
fn an_activation_with_all_its_fields() {
    let receipt = Receipt {
        account: Some(AccountId::known("12345")),
        payment_id: Some(Untrusted::new("A-1001")),
        product: Some(Untrusted::new("1 алмаз")),
        customer_message: Some(Untrusted::new("спасибо")),
    };
    let fields = r#""payment_id":"A-1001","product":"1 алмаз","customer_message":"спасибо","account_id":"12345","more":{}"#;
    for status in [200, 201, 202, 299] {
        assert_eq!(
            meaning(status, format!(r#"{{"status":"activated",{fields}}}"#)),
            ShopAnswer::Activated(receipt.clone())
        );
        assert_eq!(
            meaning(status, format!(r#"{{{fields},"status":"already_activated"}}"#)),
            ShopAnswer::AlreadyActivated(receipt.clone())
        );
    }
}

#[test]
fn the_account_is_read_as_text_or_as_a_number() {
    for written in [r#""12345""#, r#"" 12345\n""#, "12345"] {
        let body = format!(r#"{{"status":"activated","account_id":{written}}}"#);
        let receipt = Receipt { account: Some(AccountId::known("12345")), ..Receipt::default() };
        assert_eq!(meaning(200, body), ShopAnswer::Activated(receipt), "{written}");
    }
}

#[test]
fn a_field_out_of_bounds_is_left_out_and_the_activation_stays() {
    let long = |characters: usize| "я".repeat(characters);
    let said = |field: &str| meaning(200, format!(r#"{{"status":"activated",{field}}}"#));
    let longest = format!(r#""payment_id":"{}""#, long(64));
    assert_eq!(said(&longest), ShopAnswer::Activated(paid(&long(64))));

    for field in [
        format!(r#""payment_id":"{}""#, long(65)),
        format!(r#""product":"{}""#, long(257)),
        format!(r#""customer_message":"{}""#, long(1_001)),
        format!(r#""account_id":"{}""#, long(65)),
        r#""payment_id":"""#.to_owned(),
        r#""payment_id":1001.5,"product":1e3"#.to_owned(),
        r#""payment_id":null,"product":[],"customer_message":{},"account_id":true"#.to_owned(),
        r#""payment_id":"A","payment_id":"B""#.to_owned(),
    ] {
        assert_eq!(said(&field), ShopAnswer::Activated(Receipt::default()), "{field}");
    }

    let ShopAnswer::Activated(receipt) = said(&format!(r#""customer_message":"{}""#, long(1_000)))
    else {
        panic!("activated");
    };
    assert_eq!(receipt.customer_message, Some(Untrusted::new(long(1_000))));
}

#[test]
fn numbers_are_texts() {
    let written = r#""payment_id":1001,"product":123456789012345678901234567890,"account_id":-5"#;
    let receipt = Receipt {
        account: Some(AccountId::known("-5")),
        product: Some(Untrusted::new("123456789012345678901234567890")),
        ..paid("1001")
    };
    let said = meaning(200, format!(r#"{{"status":"activated",{written}}}"#));
    assert_eq!(said, ShopAnswer::Activated(receipt));
}

#[test]
fn what_is_wrong_with_another_field_is_nothing_to_the_activation() {
    let deep = format!(r#""customer_message":{}{}"#, "[".repeat(5_000), "]".repeat(5_000));
    for field in [
        &b"\"customer_message\":\"thanks \\ud83d\""[..],
        b"\"customer_message\":\"\xf1\xef\xe0\xf1\xe8\xe1\xee\"",
        b"\"customer_message\":1e999",
        b"\"more\":-1e999,\"\\udc00\":1",
        b"\"\xff\":{\"x\":\"\xff\"}",
        deep.as_bytes(),
    ] {
        let body = [&b"{"[..], field, b",\"status\":\"activated\",\"payment_id\":\"A\"}"].concat();
        let shown = String::from_utf8_lossy(&body);
        assert_eq!(meaning(200, &body), ShopAnswer::Activated(paid("A")), "{shown}");
    }
    // A line break that is not escaped.
    let said = meaning(200, "{\"customer_message\":\"a\nb\",\n\"status\":\"activated\"}");
    let receipt = Receipt { customer_message: Some(Untrusted::new("a b")), ..Receipt::default() };
    assert_eq!(said, ShopAnswer::Activated(receipt));
}

#[test]
fn what_was_left_out_is_known() {
    let left_out =
        |fields: &str| answer(200, format!(r#"{{"status":"activated",{fields}}}"#)).left_out();
    assert_eq!(left_out(r#""payment_id":7,"account_id":"1","product":null,"more":[]"#), [""; 0]);
    let fields =
        r#""payment_id":"","account_id":1.5,"product":"a","product":"a","customer_message":{}"#;
    let names = ["account_id", "payment_id", "product", "customer_message"];
    assert_eq!(left_out(fields), names);
}

#[test]
fn two_hundred_without_the_word_is_unclear() {
    let deep = format!(r#"{{"status":"activated","x":{}"#, "[".repeat(5_000));
    for body in [
        "",
        "ok",
        "null",
        "{}",
        "\"activated\"",
        "[\"activated\"]",
        r#"[{"status":"activated"}]"#,
        r#"{"status":"ok"}"#,
        r#"{"status":"Activated"}"#,
        r#"{"status":"activated "}"#,
        r#"{"status":true}"#,
        r#"{"Status":"activated"}"#,
        r#"{"result":{"status":"activated"}}"#,
        r#"{"status":"activated"} trailing"#,
        r#"{"status":"activated""#,
        r#"{"status":"activated","status":"activated"}"#,
        r#"{"status":"refused","status":"activated"}"#,
        r#"{"status":"pending","status":"activated"}"#,
        r#"{"error":{"code":"order_not_found"}}"#,
        "<html><body>activated</body></html>",
    ] {
        assert_eq!(meaning(200, body), unclear(body), "{body}");
        assert_eq!(meaning(204, body), unclear(body), "{body}");
    }
    assert_eq!(meaning(200, &deep), unclear(&deep[..200]));
    for (body, shown) in [
        (&b"{\"status\":\"activ\xe0ted\"}"[..], "{\"status\":\"activ\u{FFFD}ted\"}"),
        (b"{\"status\":\"activated\",\"x\":01}", "{\"status\":\"activated\",\"x\":01}"),
    ] {
        assert_eq!(meaning(200, body), unclear(shown));
    }
}

#[test]
fn a_byte_order_mark_is_forgiven() {
    let body = "\u{FEFF}{\"status\":\"activated\",\"payment_id\":\"A\"}";
    assert_eq!(meaning(200, body), ShopAnswer::Activated(paid("A")));
}

#[test]
fn a_body_that_was_cut_off_says_nothing() {
    let cut = |status, body: &str| Answer { complete: false, ..answer(status, body) }.meaning(AT);
    let activated = r#"{"status":"activated"}"#;
    assert_eq!(cut(200, activated), unclear(activated));
    let refused = r#"{"error":{"code":"order_not_found"}}"#;
    assert_eq!(cut(404, refused), intercepted(404, refused));
}

#[test]
fn an_excerpt_counts_characters() {
    let page = "я".repeat(300);
    assert_eq!(meaning(200, &page), unclear(&"я".repeat(200)));
}

#[test]
fn pending_waits_as_long_as_the_shop_asks() {
    let pending = answer(202, r#"{"status":"pending","payment_id":"A"}"#);
    let nothing_asked = ShopAnswer::Pending { retry_after: None };
    assert_eq!(pending.meaning(AT), nothing_asked);
    for (asked, expected) in [("30", Some(30)), ("99999", Some(3_600)), ("x", None)] {
        let answer = asking_to_wait(pending.clone(), asked);
        let retry_after = expected.map(Duration::from_secs);
        assert_eq!(answer.meaning(AT), ShopAnswer::Pending { retry_after });
    }
}

#[test]
fn the_shop_refuses_in_its_own_words() {
    let body = r#"{"error":{"code":"order_not_found","message":"нет заказа","more":1}}"#;
    for status in [400, 401, 403, 404, 409, 410, 418, 422, 499] {
        assert_eq!(
            meaning(status, body),
            ShopAnswer::Refused {
                code: Untrusted::new("order_not_found"),
                message: Some(Untrusted::new("нет заказа")),
            },
            "{status}"
        );
    }
    for body in [
        r#"{"error":{"code":"x"}}"#,
        r#"{"error":{"code":"x","message":""}}"#,
        r#"{"error":{"code":"x","message":5}}"#,
    ] {
        let code = Untrusted::new("x");
        assert_eq!(meaning(400, body), ShopAnswer::Refused { code, message: None });
    }
    let code = Untrusted::new("404");
    let by_number = meaning(400, r#"{"error":{"code":404}}"#);
    assert_eq!(by_number, ShopAnswer::Refused { code, message: None });
    let long = format!(
        r#"{{"error":{{"code":"{}","message":"{}"}}}}"#,
        "c".repeat(100),
        "m".repeat(2_000)
    );
    assert_eq!(
        meaning(400, long),
        ShopAnswer::Refused {
            code: Untrusted::new("c".repeat(64)),
            message: Some(Untrusted::new("m".repeat(1_000))),
        }
    );
}

#[test]
fn a_wrong_key_or_clock_is_nobodys_order() {
    for code in ["bad_signature", "clock"] {
        for status in [400, 401, 403] {
            let body = format!(r#"{{"error":{{"code":"{code}","message":"m"}}}}"#);
            assert_eq!(
                meaning(status, body),
                ShopAnswer::Misconfigured {
                    code: Untrusted::new(code),
                    message: Some(Untrusted::new("m")),
                }
            );
        }
    }
}

#[test]
fn what_is_not_the_shops_word_refuses_nothing() {
    for body in [
        "",
        "<html>not found</html>",
        r#"{"message":"CSRF token mismatch."}"#,
        r#"{"error":"not found"}"#,
        r#"{"error":{"message":"no code"}}"#,
        r#"{"error":{"code":""}}"#,
        r#"{"error":{"code":404.5}}"#,
        r#"{"error":{"code":"a","code":"b"}}"#,
        r#"{"error":{"code":"a"},"error":{"code":"b"}}"#,
        r#"[{"error":{"code":"a"}}]"#,
    ] {
        for status in [400, 401, 403, 404, 419] {
            assert_eq!(meaning(status, body), intercepted(status, body), "{body}");
        }
    }
    let activated = r#"{"status":"activated"}"#;
    let refused = r#"{"error":{"code":"order_not_found"}}"#;
    for status in [101, 300, 301, 302, 304, 307, 308, 600, 999] {
        assert_eq!(meaning(status, activated), intercepted(status, activated));
        assert_eq!(meaning(status, refused), intercepted(status, refused));
    }
    assert_eq!(meaning(404, activated), intercepted(404, activated));
}

#[test]
fn not_now_stays_not_now_whatever_the_body_says() {
    for status in [408, 425, 429, 500, 502, 503, 504, 520, 599] {
        for body in [
            "",
            r#"{"error":{"code":"order_not_found"}}"#,
            r#"{"error":{"code":"bad_signature"}}"#,
            r#"{"status":"activated"}"#,
        ] {
            let answer = asking_to_wait(answer(status, body), "9");
            assert_eq!(
                answer.meaning(AT),
                ShopAnswer::Unavailable {
                    why: Untrusted::new(format!("HTTP {status}")),
                    retry_after: Some(Duration::from_secs(9)),
                }
            );
        }
    }
}

proptest! {
    /// Whatever comes, it is told apart; and done is only what an independent reader, too, reads
    /// as said by a 2xx.
    #[test]
    fn nothing_else_is_ever_an_activation(
        status in 100_u16..1_000,
        body in prop_oneof![
            any::<Vec<u8>>(),
            r#"\{"status":"(activated|already_activated|pending|ok)"(,"payment_id":"[a-z]{0,70}"|,"status":"x"|,"a":[\[\]{}]{0,3}|){0,2}[ }]{0,2}"#
                .prop_map(String::into_bytes),
        ],
    ) {
        let meaning = answer(status, &body).meaning(AT);
        if let ShopAnswer::Activated(receipt) | ShopAnswer::AlreadyActivated(receipt) = meaning {
            prop_assert!((200..300).contains(&status));
            prop_assert!(says(&body, "activated") || says(&body, "already_activated"));
            let length = receipt.payment_id.map_or(0, |id| id.as_str().chars().count());
            prop_assert!(length <= 64);
        }
    }
}

#[test]
fn seconds_and_dates() {
    let at: Timestamp = "1994-11-06T08:49:00Z".parse().unwrap();
    let cases = [
        ("0", Some(0)),
        ("120", Some(120)),
        (" 7 ", Some(7)),
        ("3600", Some(3_600)),
        ("3601", Some(3_600)),
        ("99999999999999999999999999", Some(3_600)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
        ("Mon, 06 Nov 1994 08:49:37 GMT", Some(37)),
        ("Sun, 06 Nov 1994 08:48:00 GMT", Some(0)),
        ("Sun, 06 Nov 2044 08:49:37 GMT", Some(3_600)),
        ("", None),
        ("-1", None),
        ("+5", None),
        ("1.5", None),
        ("soon", None),
        ("1994-11-06", None),
    ];
    for (value, expected) in cases {
        assert_eq!(retry_after(value, at), expected.map(Duration::from_secs), "{value:?}");
    }
}

#[test]
fn goods_are_taken_back_only_when_the_shop_says_so() {
    let said = |status: u16, body: &str| answer(status, body).meaning_for(Verb::Revoke, AT);
    let done = ShopAnswer::Activated(Receipt::default());
    for status in ["revoked", "already_revoked"] {
        assert_eq!(said(200, &format!(r#"{{"status":"{status}","payment_id":"A"}}"#)), done);
    }
    for body in [r#"{"status":"activated"}"#, r#"{"status":"ok"}"#, "", "<html>"] {
        assert_eq!(said(200, body), unclear(body), "{body}");
    }
    let pending = said(202, r#"{"status":"pending"}"#);
    assert_eq!(pending, ShopAnswer::Pending { retry_after: None });
    assert_eq!(meaning(200, r#"{"status":"revoked"}"#), unclear(r#"{"status":"revoked"}"#));
}

#[test]
fn of_an_event_any_success_is_enough() {
    let said = |status: u16, body: &str| answer(status, body).meaning_for(Verb::TakeNote, AT);
    for (status, body) in [(200, ""), (204, ""), (200, "<html>"), (202, r#"{"status":"pending"}"#)]
    {
        assert_eq!(said(status, body), ShopAnswer::Activated(Receipt::default()), "{body}");
    }
    assert!(matches!(said(503, ""), ShopAnswer::Unavailable { .. }));
    assert!(matches!(said(404, "<html>"), ShopAnswer::Intercepted { .. }));
}

#[test]
fn a_buyer_may_pay_only_when_the_shop_says_ok() {
    let said = |status: u16, body: &str| answer(status, body).meaning_for(Verb::Check, AT);
    let done = ShopAnswer::Activated(Receipt::default());
    assert_eq!(said(200, r#"{"status":"ok"}"#), done);
    for body in [r#"{"status":"activated"}"#, r#"{"status":"pending"}"#, "", "<html>"] {
        assert_eq!(said(200, body), unclear(body), "{body}");
    }
    let refusal = r#"{"error":{"code":"no_such_account","message":"Unknown account"}}"#;
    assert!(matches!(said(422, refusal), ShopAnswer::Refused { message: Some(_), .. }));
    assert!(matches!(said(503, ""), ShopAnswer::Unavailable { .. }));
}
