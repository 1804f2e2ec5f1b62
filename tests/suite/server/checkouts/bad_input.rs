//! What can't be asked for: each with a code of its own, and nothing of it is kept.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Till, answered, wish};

/// Asks for what stands there; each is refused with its code, and in the end nothing is kept.
async fn are_refused(cases: impl IntoIterator<Item = (Value, &'static str)>) {
    let till = Till::open();
    for (body, code) in cases {
        let (status, refused) = till.post("checkouts", "one", &wish(&body)).await;
        assert_eq!((status, &refused["code"]), (422, &code.into()), "{body:.80} {refused}");
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.len() < 400 && !detail.contains('\0'), "{detail}");
    }
    assert_eq!(till.journal().checkouts(None, 0, 9).unwrap(), [], "something is kept");
}

#[tokio::test]
async fn goods_and_prices_that_can_not_be_meant() {
    let money = |amount: Value, currency: &str| json!({ "price": { "amount": amount, "currency": currency } });
    let euros = |amount: Value| money(amount, "EUR");
    let by_sku = |sku: &str| json!({ "sku": sku, "price": null, "title": null });
    are_refused([
        (json!({ "provider": "paypal" }), "unknown_provider"),
        (json!({ "provider": "tbank" }), "provider_not_configured"),
        (json!({ "sku": "diamond-10" }), "sku_and_price"),
        (json!({ "price": null }), "no_price"),
        (by_sku("emerald"), "unknown_sku"),
        (by_sku("diamond"), "ambiguous_sku"),
        (by_sku("gift"), "sku_without_price"),
        (by_sku("ruby"), "currency_not_taken"),
        (euros(json!(0)), "bad_amount"),
        (euros(json!(-500)), "bad_amount"),
        (euros(json!(5.5)), "bad_amount"),
        (euros(json!("500")), "bad_amount"),
        (euros(json!(true)), "bad_amount"),
        (euros(json!(1_000_000_000_001_i64)), "bad_amount"),
        (euros(json!(1e300)), "bad_amount"),
        (money(json!(500), "eur"), "unknown_currency"),
        (money(json!(500), "XYZ"), "unknown_currency"),
        (money(json!(500), "GBP"), "currency_not_taken"),
        (money(json!(500), "XTR"), "currency_not_taken"),
    ])
    .await;
}

#[tokio::test]
async fn texts_and_moments_that_can_not_be_meant() {
    let long = |count: usize| "💎".repeat(count);
    are_refused([
        (json!({ "title": null }), "no_title"),
        (json!({ "title": " \n" }), "bad_title"),
        (json!({ "title": "two\nlines" }), "bad_title"),
        (json!({ "title": "a\u{0}" }), "bad_title"),
        (json!({ "title": long(51) }), "bad_title"),
        (json!({ "provider": "telegram", "title": long(17) }), "bad_title"),
        (json!({ "description": long(151) }), "bad_description"),
        (json!({ "description": "" }), "bad_description"),
        (json!({ "account_id": null }), "no_account"),
        (json!({ "account_id": "" }), "no_account"),
        (json!({ "account_id": "id 12345" }), "no_account"),
        (json!({ "account_id": "123" }), "no_account"),
        (json!({ "reference": "x".repeat(257) }), "bad_reference"),
        (json!({ "reference": " " }), "bad_reference"),
        (json!({ "email": "ivan" }), "bad_email"),
        (json!({ "email": "ivan@a@b" }), "bad_email"),
        (json!({ "phone": "89031234567" }), "bad_phone"),
        (json!({ "phone": "+7 903" }), "bad_phone"),
        (json!({ "language": "russian" }), "bad_language"),
        (json!({ "success_url": "javascript:alert(1)" }), "bad_url"),
        (json!({ "success_url": "/thanks" }), "bad_url"),
        (json!({ "fail_url": "https://user:word@shop.example/" }), "bad_url"),
        (json!({ "fail_url": format!("https://shop.example/{}", "x".repeat(2_048)) }), "bad_url"),
        (json!({ "expires_at": "2020-01-01T00:00:00Z" }), "bad_expires_at"),
        (json!({ "expires_at": "tomorrow" }), "bad_expires_at"),
        (json!({ "recurring": "daily" }), "bad_recurring"),
        (json!({ "provider": "telegram", "recurring": "monthly" }), "bad_recurring"),
        (json!({ "receipt": {} }), "bad_receipt"),
        (json!({ "extra": [] }), "bad_extra"),
        (json!({ "extra": { "x": "x".repeat(70_000) } }), "bad_extra"),
    ])
    .await;
}

#[tokio::test]
async fn what_is_no_request() {
    let till = Till::open();
    for body in [
        "",
        "[]",
        "{",
        "{}",
        "null",
        "\u{feff}{}",
        r#"{"provider":"tribute_shop","colour":"red"}"#,
        r#"{"provider":"tribute_shop","provider":"tbank"}"#,
        r#"{"provider":7}"#,
        r#"{"provider":"tribute_shop","price":5}"#,
        r#"{"provider":"tribute_shop","price":{"amount":5,"currency":"EUR","colour":1}}"#,
        r#"{"provider":"tribute_shop","account_id":12345}"#,
        r#"{"provider":"tribute_shop","expires_at":1}"#,
    ] {
        let request = till.request(Method::POST, "checkouts").header("idempotency-key", "one");
        let (status, refused) = answered(request.body(body)).await;
        assert_eq!((status, &refused["code"]), (400, &"bad_json".into()), "{body}");
    }
    let bare = || till.request(Method::POST, "checkouts").body(wish(&json!({})).to_string());
    let keyed = |key: &str| bare().header("idempotency-key", key.as_bytes());
    for (request, code) in [
        (bare(), "idempotency_key_missing"),
        (keyed(""), "bad_idempotency_key"),
        (keyed("two words"), "bad_idempotency_key"),
        (keyed("ключ"), "bad_idempotency_key"),
        (keyed(&"x".repeat(256)), "bad_idempotency_key"),
        (keyed("one").header("idempotency-key", "two"), "bad_idempotency_key"),
    ] {
        let (status, refused) = answered(request).await;
        assert_eq!((status, &refused["code"]), (400, &code.into()), "{refused}");
    }
    for (path, status, code) in [
        ("checkouts/7", 404, "unknown_checkout"),
        ("checkouts/chk_00000000000000000000000000000000", 404, "unknown_checkout"),
        ("checkouts?status=lost", 400, "bad_parameter"),
        ("checkouts?limit=201", 400, "bad_parameter"),
        ("checkouts?after=x", 400, "bad_parameter"),
        ("checkouts?colour=red", 400, "bad_parameter"),
        ("charges", 405, "method_not_allowed"),
    ] {
        let (found, refused) = till.get(path).await;
        assert_eq!((found, &refused["code"]), (status, &code.into()), "{path}");
    }
    assert_eq!(till.journal().checkouts(None, 0, 9).unwrap(), [], "nothing is kept");
    // The longest that may be.
    let long = |count: usize| "💎".repeat(count);
    let longest =
        json!({ "title": long(50), "description": long(150), "reference": "я".repeat(256) });
    till.opens(&"x".repeat(255), &longest).await;
}
