use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::order::{Currency, Money, UserId};

const KEY: &str = "f138f7b4-0000-4c5c-97a6-46f8870dc0de";

/// Published bodies, each with its signature.
const PURCHASE: (&str, &str) = (
    r#"{"name":"new_digital_product","created_at":"2025-03-20T01:15:58.33246Z","sent_at":"2025-03-20T01:15:58.542279448Z","payload":{"product_id":456,"product_name":"VPN Access - 1 Month","amount":500,"currency":"usd","trb_user_id":"T-31326","telegram_user_id":12321321,"telegram_username":"durov","purchase_id":78901,"transaction_id":234567,"purchase_created_at":"2025-03-20T01:15:58.33246Z"}}"#,
    "c65ad8e702fe4a459cdcc6ff182bca7236963026fd561d6756a297757467fc74",
);
const WEB_BUYER: (&str, &str) = (
    r#"{"name":"new_digital_product","created_at":"2026-04-14T00:00:00.123456789Z","sent_at":"2026-04-14T00:00:01Z","payload":{"product_id":456,"product_name":"VPN","amount":500,"currency":"usd","trb_user_id":"W-15408","purchase_id":78901,"transaction_id":1,"purchase_created_at":"2026-04-14T00:00:00Z"}}"#,
    "6821b55142d5400feaa433eb31b12712b76d83ca1e709c511ca5c7e538cc8b11",
);
const DONATION: (&str, &str) = (
    r#"{"name":"new_donation","created_at":"2026-07-01T10:00:00.1Z","sent_at":"2026-07-01T10:00:01Z","payload":{"donation_request_id":135873,"donation_name":"Top up","period":"once","amount":10000,"currency":"rub","anonymously":false,"telegram_user_id":111,"trb_user_id":"T-1"}}"#,
    "f1264034cc2ad728eb1a99cd34e525c4a7fdf7ad97a02bb3aaa5840330d7ddf5",
);
const DONATION_RETRY: (&str, &str) = (
    r#"{"name":"new_donation","created_at":"2026-07-01T10:00:00.1Z","sent_at":"2026-07-01T10:05:01Z","payload":{"donation_request_id":135873,"donation_name":"Top up","period":"once","amount":10000,"currency":"rub","anonymously":false,"telegram_user_id":111,"trb_user_id":"T-1"}}"#,
    "e87bd55caa24994f9ec8b100e3268c5154dfc6136b834df29fb4d7905fadc71d",
);
const TEST_EVENT: (&str, &str) = (
    r#"{"test_event":"test_event"}"#,
    "3e13535e91a9332537f321e4c4746f694a777bcc8b3defc7f9a98dfb00d032c7",
);
const CANCELLED: (&str, &str) = (
    r#"{"name":"cancelled_subscription","created_at":"2025-09-26T21:45:51.1Z","sent_at":"2025-09-26T21:45:51.266525739Z","payload":{"subscription_name":"1 Month Subscription","subscription_id":1,"period_id":2,"period":"monthly","price":0,"amount":30000,"currency":"rub","telegram_user_id":111,"channel_id":3,"channel_name":"X","cancel_reason":"Cancel by User","expires_at":"2025-09-26T21:41:49.077329Z"}}"#,
    "1182e6b0e4de0008b99f544375ce74350e41f47354cf24a8dfbe571b63eb806b",
);
const ESCAPED: (&str, &str) = (
    r#"{"name":"new_donation","created_at":"2026-07-01T10:00:00Z","sent_at":"2026-07-01T10:00:01Z","payload":{"donation_request_id":1,"donation_name":"\ud83c\udf81","message":"caf\u00e9 \/ <b>","amount":100,"currency":"eur","telegram_user_id":111}}"#,
    "d03097d095201a725c656242a2f8a0d06e6edb5c52bedb6625b9328d914608a1",
);
const CHARGE_FAILED: (&str, &str) = (
    r#"{"name":"shop_order_charge_failed","created_at":"2026-09-01T00:00:00Z","sent_at":"2026-09-01T00:00:01Z","payload":{"uuid":"1b4e28ba-2fa1-4d3e-a3f2-0c3a7e5d9f10","amount":99900,"currency":"rub","period":"monthly","chargeRetries":1}}"#,
    "c3a5002e54b2c13d3667fec8caeaefe934ade51e8c7dbf82099cd6edf776bec0",
);
const SHOP_ORDER: (&str, &str) = (
    r#"{"name":"shop_order","created_at":"2026-09-01T00:00:00Z","sent_at":"2026-09-01T00:00:01Z","payload":{"uuid":"1b4e28ba-2fa1-4d3e-a3f2-0c3a7e5d9f10","amount":99900,"currency":"rub","status":"paid","isRecurrent":false,"period":"monthly"}}"#,
    "1362901a0dd50bdec2c6a0647a7558fb79910d3f3be5c16bdc0bccc197f08e3b",
);

fn key() -> ApiKey {
    ApiKey::new(KEY).unwrap()
}

fn heard((body, signature): (&str, &str)) -> Result<Heard, Refusal> {
    hear(&key(), &[signature.as_bytes()], body.as_bytes())
}

fn dedup_key(heard: &Heard) -> &str {
    match heard {
        Heard::Event { dedup_key, .. } => dedup_key,
        Heard::Test => panic!("a test"),
    }
}

fn read(body: &str) -> Webhook {
    Webhook::read(body.as_bytes()).unwrap().unwrap()
}

fn event(payload: &str) -> Event {
    named("new_digital_product", payload)
}

fn named(name: &str, payload: &str) -> Event {
    let at = "2026-04-14T00:00:00Z";
    read(&format!(r#"{{"name":"{name}","created_at":"{at}","payload":{payload}}}"#)).event
}

fn purchase(payload: &str) -> Purchase {
    match event(payload) {
        Event::Purchase(purchase) => purchase,
        other => panic!("{payload}: {other:?}"),
    }
}

fn money(amount: i64, code: &str) -> Price {
    Price::Of(Money { amount, currency: Currency::from_code(code).unwrap() })
}

#[test]
fn published_bodies_are_signed_in_hexadecimal_or_base64() {
    let all = [
        PURCHASE,
        WEB_BUYER,
        DONATION,
        DONATION_RETRY,
        CANCELLED,
        ESCAPED,
        CHARGE_FAILED,
        SHOP_ORDER,
    ];
    for case @ (body, signature) in all {
        assert!(matches!(heard(case), Ok(Heard::Event { .. })), "{body}");
        let base64 = STANDARD.encode(hexadecimal(signature.as_bytes()).unwrap());
        assert!(heard((body, &base64)).is_ok(), "{body}");
        assert!(heard((body, &signature.to_uppercase())).is_ok(), "{body}");
    }
    assert_eq!(heard(TEST_EVENT), Ok(Heard::Test));
}

#[test]
fn any_other_signature_is_refused() {
    let (body, signature) = PURCHASE;
    for wrong in ["", "0", &signature[1..], &signature.replace('c', "d"), WEB_BUYER.1, "…"] {
        assert_eq!(heard((body, wrong)), Err(Refusal::Signature), "{wrong}");
    }
    let twice = [signature.as_bytes(); 2];
    assert_eq!(hear(&key(), &twice, body.as_bytes()), Err(Refusal::Signature));
    assert_eq!(hear(&key(), &[], body.as_bytes()), Err(Refusal::Signature));
    let other = ApiKey::new("f138f7b4-0000-4c5c-97a6-46f8870dc0df").unwrap();
    assert_eq!(hear(&other, &[signature.as_bytes()], body.as_bytes()), Err(Refusal::Signature));
}

/// The same text printed by another library has another signature.
#[test]
fn the_bytes_count_as_they_came() {
    let (body, signature) = ESCAPED;
    let printed = serde_json::from_str::<serde_json::Value>(body).unwrap().to_string();
    assert_ne!(printed, body);
    assert_eq!(heard((&printed, signature)), Err(Refusal::Signature));
    let payload: serde_json::Value = serde_json::from_str(read(body).payload.get()).unwrap();
    assert_eq!(payload["donation_name"], "🎁");
    assert_eq!(payload["message"], "café / <b>");
}

#[test]
fn what_comes_again_is_known_by_the_same_key() {
    let keys = [DONATION, DONATION_RETRY].map(|case| heard(case).unwrap());
    assert_eq!(dedup_key(&keys[0]), dedup_key(&keys[1]));
    let (body, _) = DONATION;
    let later = body.replace("10:00:00.1Z", "10:00:00.2Z");
    assert_ne!(read(&later).dedup_key(), read(body).dedup_key());
    let (body, _) = PURCHASE;
    let again = body.replace("58.542279448Z", "59Z");
    assert_eq!(read(&again).dedup_key(), read(body).dedup_key());
    assert!(read(body).dedup_key().starts_with(&Webhook::purchases("78901")));
    let changed = body.replace(":500,", ":501,");
    assert_ne!(read(&changed).dedup_key(), read(body).dedup_key());
}

#[test]
fn a_purchase_with_everything_known() {
    let Event::Purchase(purchase) = read(PURCHASE.0).event else { panic!() };
    assert_eq!(
        purchase,
        Purchase {
            key: "78901".to_owned(),
            product_id: Some("456".to_owned()),
            product_name: Some(Untrusted::new("VPN Access - 1 Month")),
            price: money(500, "USD"),
            buyer: Buyer {
                telegram_id: Some(UserId(12_321_321)),
                username: Some("durov".to_owned()),
                tribute_id: Some(Untrusted::new("T-31326")),
            },
            at: Some("2025-03-20T01:15:58.33246Z".parse::<Timestamp>().unwrap()),
        }
    );
}

#[test]
fn who_pays_on_the_web_is_known_by_tributes_name() {
    let webhook = read(WEB_BUYER.0);
    assert_eq!(webhook.created_at, Some("2026-04-14T00:00:00.123456789Z".parse().unwrap()));
    let Event::Purchase(purchase) = webhook.event else { panic!() };
    let tribute_id = Some(Untrusted::new("W-15408"));
    assert_eq!(purchase.buyer, Buyer { tribute_id, ..Buyer::default() });
    for id in ["0", "-5", "\"\"", "null", "\"x\""] {
        let payload = format!(r#"{{"purchase_id":1,"telegram_user_id":{id}}}"#);
        let Event::Purchase(purchase) = event(&payload) else { panic!("{id}") };
        assert_eq!(purchase.buyer.telegram_id, None, "{id}");
    }
}

#[test]
fn numbers_may_be_texts_and_keys_in_either_spelling() {
    for payload in [
        r#"{"purchase_id":1,"product_id":2,"amount":300,"currency":"eur","telegram_user_id":4}"#,
        r#"{"purchaseId":"1","productId":"2","amount":"300","currency":"EUR","telegramUserId":"4"}"#,
        r#"{"PurchaseID":1,"purchase_id":"1","product_id":2,"Amount":300,"amount":"300","currency":"Eur","telegram_user_id":4}"#,
    ] {
        let purchase = purchase(payload);
        assert_eq!(purchase.key, "1", "{payload}");
        assert_eq!(purchase.product_id.as_deref(), Some("2"), "{payload}");
        assert_eq!(purchase.price, money(300, "EUR"), "{payload}");
        assert_eq!(purchase.buyer.telegram_id, Some(UserId(4)), "{payload}");
    }
}

#[test]
fn both_spellings_with_different_values_are_no_purchase() {
    for (payload, name) in [
        (r#"{"purchase_id":1,"purchaseId":2}"#, "purchase_id"),
        (r#"{"purchase_id":1,"amount":5,"Amount":6,"currency":"eur"}"#, "amount"),
        (r#"{"purchase_id":1,"telegram_user_id":5,"telegramUserId":6}"#, "telegram_user_id"),
    ] {
        assert_eq!(event(payload), Event::Unreadable(BadField::Ambiguous(name)), "{payload}");
    }
    for payload in ["{}", "[]", "1", r#"{"purchase_id":"1/2"}"#, r#"{"purchase_id":{}}"#] {
        let unreadable = Event::Unreadable(BadField::Unreadable("purchase_id"));
        assert_eq!(event(payload), unreadable, "{payload}");
    }
}

#[test]
fn an_amount_that_is_none_is_kept_as_it_was_written() {
    for (amount, currency) in [
        ("-1", "usd"),
        ("99999999999999999999", "usd"),
        ("1000000000001", "usd"),
        ("1.5", "usd"),
        ("1e3", "usd"),
        ("5", "abc"),
    ] {
        let payload = format!(r#"{{"purchase_id":1,"amount":{amount},"currency":"{currency}"}}"#);
        let written = Untrusted::new(format!("{amount} {currency}"));
        assert_eq!(purchase(&payload).price, Price::Unreadable(written));
    }
    for stars in ["xtr", "XTR", "stars"] {
        let payload = format!(r#"{{"purchase_id":1,"amount":250,"currency":"{stars}"}}"#);
        assert_eq!(purchase(&payload).price, money(250, "XTR"));
    }
    assert_eq!(purchase(r#"{"purchase_id":1}"#).price, Price::Unsaid);
    let net = r#"{"purchase_id":1,"price":300,"amount":210,"currency":"eur"}"#;
    assert_eq!(purchase(net).price, money(300, "EUR"));
}

#[test]
fn older_webhooks_name_no_purchase() {
    let old = r#"{"product_id":456,"amount":500,"currency":"usd","user_id":31326,"telegram_user_id":12321321}"#;
    let purchase = purchase(old);
    assert_eq!(purchase.key, "456-12321321-1776124800000000");
    assert_eq!(purchase.buyer.tribute_id, Some(Untrusted::new("31326")));
    let web = event(r#"{"product_id":456,"amount":500,"currency":"usd","user_id":31326}"#);
    assert!(matches!(web, Event::Purchase(purchase) if purchase.key.starts_with("456-31326-")));
}

#[test]
fn a_refund_names_its_purchase() {
    let payload = r#"{"purchase_id":78901,"amount":500,"currency":"usd","refund_reason":"telegram_refund","refunded_at":"2026-04-15T00:00:00Z"}"#;
    for name in ["digital_product_refunded", "digitalProductRefunded", "Digital-Product-Refunded"] {
        assert_eq!(
            named(name, payload),
            Event::PurchaseRefunded(PurchaseRefund {
                key: "78901".to_owned(),
                price: money(500, "USD"),
                reason: Some(Untrusted::new("telegram_refund")),
                at: Some("2026-04-15T00:00:00Z".parse().unwrap()),
            })
        );
    }
    let nobody = named("digital_product_refunded", "{}");
    assert_eq!(nobody, Event::Unreadable(BadField::Unreadable("purchase_id")));
}

#[test]
fn names_are_compared_without_their_spelling() {
    for name in ["shopOrder", "ShopOrder", "shop-order", "SHOP_ORDER"] {
        assert!(is_same_name(name, "shop_order"), "{name}");
        let paid = shop(name, r#"{"uuid":"u-1","amount":99900,"currency":"rub"}"#);
        assert!(matches!(paid, ShopEvent::Paid(payment) if payment.uuid == "u-1"), "{name}");
    }
    assert!(!is_same_name("shop_orders", "shop_order"));
    assert_eq!(named("shop_orders", "{}"), Event::Other);
}

fn shop(name: &str, payload: &str) -> ShopEvent {
    match named(name, payload) {
        Event::Shop(Ok(event)) => event,
        other => panic!("{name} {payload}: {other:?}"),
    }
}

#[test]
fn an_order_in_the_shop_that_is_paid() {
    let webhook = read(SHOP_ORDER.0);
    let Event::Shop(Ok(ShopEvent::Paid(payment))) = &webhook.event else { panic!() };
    let expected = Payment {
        uuid: "1b4e28ba-2fa1-4d3e-a3f2-0c3a7e5d9f10".to_owned(),
        transaction: None,
        price: money(99_900, "RUB"),
        customer_id: None,
        email: None,
        at: Some("2026-09-01T00:00:00Z".parse().unwrap()),
    };
    assert_eq!(*payment, expected);
    let again = SHOP_ORDER.0.replace("00:00:01Z", "00:05:01Z");
    assert_eq!(read(&again).dedup_key(), webhook.dedup_key());
    assert!(webhook.dedup_key().starts_with(&ShopEvent::payments(&payment.uuid)));
    assert!(matches!(heard(SHOP_ORDER), Ok(Heard::Event { is_of_shop: true, .. })));
    assert!(matches!(heard(PURCHASE), Ok(Heard::Event { is_of_shop: false, .. })));
}

#[test]
fn a_payment_of_the_shop_is_read_in_both_spellings() {
    for payload in [
        r#"{"uuid":"u-1","amount":500,"currency":"eur","transactionId":7,"customerId":"chk_1","email":"a@b.example"}"#,
        r#"{"UUID":"u-1","amount":"500","currency":"EUR","transaction_id":"7","customer_id":"chk_1","email":"a@b.example"}"#,
    ] {
        let ShopEvent::Charged(payment) = shop("shop_order_charge_success", payload) else {
            panic!("{payload}")
        };
        assert_eq!(payment.transaction.as_deref(), Some("7"), "{payload}");
        assert_eq!(payment.price, money(500, "EUR"), "{payload}");
        assert_eq!(payment.customer_id, Some(Untrusted::new("chk_1")), "{payload}");
        assert_eq!(payment.email, Some(Untrusted::new("a@b.example")), "{payload}");
    }
    // What has no name of its own is told apart by its moment.
    let unnamed = shop("shop_order_charge_success", r#"{"uuid":"u-1"}"#);
    let ShopEvent::Charged(payment) = unnamed else { panic!() };
    assert_eq!(payment.transaction.as_deref(), Some("1776124800000000"));
}

#[test]
fn every_event_of_the_shop_is_known() {
    let order = r#"{"uuid":"u-1","amount":500,"currency":"eur"}"#;
    for name in ["shop_order_payment_received", "shop_order_prepaid"] {
        assert!(matches!(shop(name, order), ShopEvent::Held(_)), "{name}");
    }
    let failed = r#"{"uuid":"u-1","errorCode":"payment_declined","errorMessage":"Card declined"}"#;
    let why = Some(Untrusted::new("payment_declined: Card declined"));
    let failure = |why| Failure { uuid: "u-1".to_owned(), why, tries: None };
    let event = shop("shop_order_payment_failed", failed);
    assert_eq!(event, ShopEvent::PaymentFailed(failure(why.clone())));
    let cancelled = r#"{"uuid":"u-1","cancelReason":"cancelled_by_seller"}"#;
    let reason = Some(Untrusted::new("cancelled_by_seller"));
    assert_eq!(shop("shop_order_cancelled", cancelled), ShopEvent::Cancelled(failure(reason)));
    let Event::Shop(Ok(ShopEvent::ChargeFailed(tried))) = read(CHARGE_FAILED.0).event else {
        panic!()
    };
    assert_eq!(tried.tries, Some(1));
    for (status, is_completed) in [("initiated", false), ("completed", true), ("COMPLETED", true)] {
        let payload = format!(r#"{{"uuid":"u-1","transactionId":7,"status":"{status}"}}"#);
        let ShopEvent::Refunded(refund) = shop("shopOrderRefunded", &payload) else { panic!() };
        assert_eq!(refund.is_completed, is_completed, "{status}");
        assert_eq!(refund.transaction.as_deref(), Some("7"));
        assert!(read_key("shop_order_refunded", &payload).starts_with(&ShopEvent::refunds("u-1")));
    }
    let charge =
        r#"{"chargeUuid":"c-1","token":"t","amount":500,"currency":"eur","reference":"r"}"#;
    let ShopEvent::TokenCharged(charged) = shop("shop_token_charge_success", charge) else {
        panic!()
    };
    assert_eq!((&*charged.uuid, charged.reference), ("c-1", Some(Untrusted::new("r"))));
    let failed = charge.replace("\"reference\":\"r\"", "\"error_code\":\"no_money\"");
    let event = shop("shop_token_charge_failed", &failed);
    let no_money = Some(Untrusted::new("no_money"));
    assert!(matches!(event, ShopEvent::TokenChargeFailed(charge) if charge.why == no_money));
}

fn read_key(name: &str, payload: &str) -> String {
    let at = "2026-04-14T00:00:00Z";
    let body = format!(r#"{{"name":"{name}","created_at":"{at}","payload":{payload}}}"#);
    read(&body).dedup_key()
}

#[test]
fn a_field_of_the_shop_that_can_not_be_read_is_named() {
    use BadField::{Ambiguous, Unreadable};
    for (name, payload, bad) in [
        ("shop_order", "{}", Unreadable("uuid")),
        ("shop_order", r#"{"uuid":"a/b"}"#, Unreadable("uuid")),
        ("shop_order", r#"{"uuid":"1b4e28ba-2fa1-4d3e-a3f2-0c3a7e5d9f10-1"}"#, Unreadable("uuid")),
        ("shop_order", r#"{"uuid":"u-1","UUID":"u-2"}"#, Ambiguous("uuid")),
        ("shop_order", r#"{"uuid":"u-1","status":"failed"}"#, Unreadable("status")),
        ("shop_order", r#"{"uuid":"u-1","amount":1,"Amount":2}"#, Ambiguous("amount")),
        ("shop_order", r#"{"uuid":"u-1","transactionId":{}}"#, Unreadable("transactionId")),
        (
            "shop_order",
            r#"{"uuid":"u-1","transaction_id":1,"transactionId":2}"#,
            Ambiguous("transactionId"),
        ),
        ("shop_order_prepaid", "{}", Unreadable("uuid")),
        ("shop_order_payment_failed", "[]", Unreadable("uuid")),
        ("shop_order_refunded", r#"{"uuid":"u-1"}"#, Unreadable("status")),
        ("shop_order_refunded", r#"{"uuid":"u-1","status":"maybe"}"#, Unreadable("status")),
        (
            "shop_order_charge_failed",
            r#"{"uuid":"u-1","chargeRetries":"often"}"#,
            Unreadable("chargeRetries"),
        ),
        ("shop_token_charge_success", r#"{"uuid":"u-1"}"#, Unreadable("chargeUuid")),
    ] {
        assert_eq!(named(name, payload), Event::Shop(Err(bad)), "{name} {payload}");
    }
    let timeless = r#"{"name":"shop_order_charge_success","payload":{"uuid":"u-1"}}"#;
    assert_eq!(read(timeless).event, Event::Shop(Err(Unreadable("transactionId"))));
}

#[test]
fn the_dashboards_test_is_no_event() {
    for body in [
        r#"{"test_event":"test_event"}"#,
        r#"{"name":"","payload":{}}"#,
        r#"{"name":"new_donation"}"#,
        r#"{"name":"new_donation","payload":null}"#,
        "{}",
    ] {
        assert!(Webhook::read(body.as_bytes()).unwrap().is_none(), "{body}");
    }
}

#[test]
fn what_is_no_json_object_is_refused_and_a_byte_order_mark_forgiven() {
    let deep = format!(r#"{{"name":"x","payload":{}{}}}"#, "[".repeat(40), "]".repeat(40));
    for body in ["", "test", "[]", "1", "{", r#"{"name":"x"} x"#, &deep] {
        let read = Webhook::read(body.as_bytes());
        assert!(matches!(read, Err(Refusal::NotJson)), "{body}");
    }
    let brackets = format!(r#"{{"name":"x","payload":{{"message":"\"{}"}}}}"#, "[".repeat(40));
    assert!(Webhook::read(brackets.as_bytes()).unwrap().is_some());
    let marked = format!("\u{FEFF}{}", PURCHASE.0);
    assert!(matches!(read(&marked).event, Event::Purchase(_)));
}

proptest! {
    /// Whatever is signed: it is read or refused, and its key fits.
    #[test]
    fn nothing_signed_does_harm(body in ".{0,200}", name in ".{0,80}", value in ".{0,80}") {
        let _ = Webhook::read(body.as_bytes());
        let payload = serde_json::json!({
            "purchase_id": value, "amount": value, "currency": name, "uuid": value, "status": name,
        });
        for name in [&*name, "shop_order", "shop_order_charge_success"] {
            let body = serde_json::json!({ "name": name, "created_at": value, "payload": payload });
            if let Some(webhook) = Webhook::read(body.to_string().as_bytes()).unwrap() {
                prop_assert!(webhook.dedup_key().len() <= 256);
            }
        }
    }
}
