use reqwest::header::HeaderMap;
use serde_json::json;

use super::*;
use crate::i18n::{Language, with_language};
use crate::report::{Exit, UserError as _};
use crate::shop::Answer;
use crate::tbank::receipt::{Defaults, Receipt, Taxation};
use crate::tbank::{Problem, Status};

const NOW: &str = "2026-11-30T17:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn answer(status: u16, body: &str) -> Answer {
    Answer { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec(), complete: true }
}

/// What an answer to a call says that makes a payment.
fn read(status: u16, body: &str) -> Result<Payment, ApiError> {
    let fields = fields_of(&answer(status, body))?;
    match refusal(&fields) {
        Some(refusal) => Err(refusal),
        None => Ok(Payment::read(&fields, None)?),
    }
}

#[test]
fn answers_are_read_whatever_their_numbers_are() {
    for body in [
        r#"{"Success":true,"ErrorCode":"0","TerminalKey":"TestB","Status":"NEW","PaymentId":"13660","OrderId":"A-1","Amount":15000,"PaymentURL":"https://securepay.tinkoff.ru/new/abc"}"#,
        r#"{"Success":"true","ErrorCode":0,"Status":"NEW","PaymentId":13660,"Amount":"15000","PaymentURL":"https://securepay.tinkoff.ru/new/abc","Data":{"new":1}}"#,
    ] {
        let payment = read(200, body).unwrap();
        assert_eq!((payment.id.as_str(), payment.amount), ("13660", Some(15_000)));
        assert_eq!(payment.url.as_deref(), Some("https://securepay.tinkoff.ru/new/abc"));
        assert_eq!(payment.status, Status::New);
    }
    let insecure =
        r#"{"Success":true,"Status":"NEW","PaymentId":1,"PaymentURL":"http://bank.example.test/"}"#;
    assert_eq!(read(200, insecure).unwrap().url, None);
}

#[test]
fn refusals_are_told_apart_by_their_codes() {
    for (status, body, code, exit) in [
        (
            200,
            r#"{"Success":false,"ErrorCode":"204","Message":"x"}"#,
            "tbank.wrong_terminal",
            Exit::ActionRequired,
        ),
        (200, r#"{"Success":false,"ErrorCode":501}"#, "tbank.wrong_terminal", Exit::ActionRequired),
        (
            200,
            r#"{"Success":false,"ErrorCode":"308","Message":"x","Details":"y"}"#,
            "tbank.refused",
            Exit::Failed,
        ),
        (200, r#"{"Success":true,"ErrorCode":"7"}"#, "tbank.refused", Exit::Failed),
        (200, r#"{"Success":false}"#, "tbank.refused", Exit::Failed),
        (403, r#"{"Success":false,"ErrorCode":"335"}"#, "tbank.refused", Exit::Failed),
        (200, r#"{"Success":false,"ErrorCode":"9999"}"#, "tbank.not_now", Exit::Failed),
        (503, r#"{"Success":true,"ErrorCode":"0"}"#, "tbank.not_now", Exit::Failed),
        (200, "<html>", "tbank.unreadable", Exit::Failed),
        (403, "<html>", "tbank.unreadable", Exit::Failed),
        (
            200,
            r#"{"Success":true,"ErrorCode":"0","Status":"NEW"}"#,
            "tbank.unreadable",
            Exit::Failed,
        ),
    ] {
        let error = read(status, body).unwrap_err();
        assert_eq!((error.code(), error.exit()), (code, exit), "{status} {body}");
        assert_eq!(
            error.may_have_had_effect(),
            matches!(code, "tbank.not_now" | "tbank.unreadable")
        );
    }
}

#[test]
fn a_refusal_is_explained_in_both_languages() {
    let refused = read(200, r#"{"Success":false,"ErrorCode":"1051","Message":"Нет"}"#).unwrap_err();
    for (language, words) in [
        (Language::English, "not enough money. It says: Нет"),
        (Language::Russian, "не хватает денег. Его слова: Нет"),
    ] {
        let what = with_language(language, || refused.what());
        assert!(what.contains(words), "{what}");
    }
}

/// One attempt was rejected, another one of the same order was paid.
#[test]
fn the_payment_that_was_made_decides_about_an_order() {
    let body = r#"{"Success":true,"ErrorCode":"0","OrderId":"A-1","Payments":[{"PaymentId":"13661","Amount":15000,"Status":"CONFIRMED","Success":true,"ErrorCode":"0","Rrn":"1"},{"PaymentId":"13660","Amount":"15000","Status":"REJECTED","Success":false,"ErrorCode":1051,"Rrn":12345}]}"#;
    let payments = Payment::read_all(&fields_of(&answer(200, body)).unwrap()).unwrap();
    assert_eq!(payments[1].error_code.as_deref(), Some("1051"));
    let paid = Payment::decisive(payments).unwrap();
    assert_eq!((paid.id.as_str(), paid.status), ("13661", Status::Confirmed));
    for empty in [r#"{"Success":true,"Payments":[]}"#, r#"{"Success":true}"#] {
        let none = Payment::read_all(&fields_of(&answer(200, empty)).unwrap()).unwrap();
        assert_eq!(Payment::decisive(none), None);
    }
    let broken = r#"{"Success":true,"Payments":[1]}"#;
    assert!(Payment::read_all(&fields_of(&answer(200, broken)).unwrap()).is_err());
}

fn full() -> NewPayment {
    let said = json!([{ "name": "A", "quantity": 3 }]);
    let defaults = Defaults {
        taxation: Some(Taxation::UsnIncome),
        email: Some("a@example.test"),
        phone: None,
        payment: 10_000,
    };
    NewPayment {
        description: Some("1 алмаз".to_owned()),
        recurrent: true,
        customer_key: Some("shop-7".to_owned()),
        language: Some(PageLanguage::English),
        notification_url: Some("https://pay.shop.example/webhooks/tbank".to_owned()),
        success_url: Some("https://shop.example/ok".to_owned()),
        fail_url: Some("https://shop.example/no".to_owned()),
        expires_at: Some("2026-12-01T21:30:15.5Z".parse().unwrap()),
        phone: Some("8 903 123-45-67".to_owned()),
        email: Some("a@example.test".to_owned()),
        receipt: Some(Receipt::read(&said, &defaults).unwrap()),
        extra: json!({ "IP": "1.2.3.4", "PayType": "T", "DATA": { "source": "bot" } })
            .as_object()
            .unwrap()
            .clone(),
        ..NewPayment::new("chk_1", 10_000)
    }
}

#[test]
fn all_that_can_be_said_of_a_payment_is_said() {
    let mut call = full().call(now()).unwrap();
    let receipt = call.remove("Receipt").unwrap();
    assert_eq!(receipt["Items"].as_array().unwrap().len(), 3);
    let expected = json!({
        "Amount": 10_000, "OrderId": "chk_1", "Description": "1 алмаз", "PayType": "T",
        "CustomerKey": "shop-7", "Recurrent": "Y", "Language": "en", "IP": "1.2.3.4",
        "NotificationURL": "https://pay.shop.example/webhooks/tbank",
        "SuccessURL": "https://shop.example/ok", "FailURL": "https://shop.example/no",
        "RedirectDueDate": "2026-12-02T00:30:15+03:00",
        "DATA": { "source": "bot", "Phone": "+79031234567", "Email": "a@example.test" },
    });
    assert_eq!(Value::Object(call), expected);
    let least = NewPayment::new("chk_1", 1).call(now()).unwrap();
    let expected = json!({ "Amount": 1, "OrderId": "chk_1", "PayType": "O" });
    assert_eq!(Value::Object(least), expected);
}

#[test]
fn what_the_bank_would_not_take_is_not_sent() {
    type Change = fn(&mut NewPayment);
    let extra = |payment: &mut NewPayment, name: &str, value: Value| {
        payment.extra.insert(name.to_owned(), value);
    };
    let changes: [(Change, &str); 16] = [
        (|it| it.amount = 0, "Amount"),
        (|it| it.amount = 10_000_000_000, "Amount"),
        (|it| it.amount = 9_999, "Receipt.Items"),
        (|it| it.order_id = "x".repeat(37), "OrderId"),
        (|it| it.order_id = String::new(), "OrderId"),
        (|it| it.description = Some("я".repeat(141)), "Description"),
        (|it| it.customer_key = Some("x".repeat(37)), "CustomerKey"),
        (|it| it.customer_key = None, "CustomerKey"),
        (|it| it.expires_at = Some("2026-11-30T17:00:59Z".parse().unwrap()), "expires_at"),
        (|it| it.expires_at = Some("2027-03-01T00:00:00Z".parse().unwrap()), "expires_at"),
        (|it| it.phone = Some("call me".to_owned()), "DATA.Phone"),
        (|it| it.email = Some("x".repeat(101)), "DATA.Email"),
        (|it| drop(it.extra.insert("DATA".to_owned(), json!("x"))), "DATA"),
        (|it| drop(it.extra.insert("DATA".to_owned(), json!({ "a": {} }))), "DATA.a"),
        (|it| drop(it.extra.insert("Amount".to_owned(), json!(1))), "Amount"),
        (|it| drop(it.extra.insert("Token".to_owned(), json!("x"))), "Token"),
    ];
    for (change, field) in changes {
        let mut payment = full();
        change(&mut payment);
        assert_eq!(payment.call(now()).unwrap_err().field, field);
    }
    let mut many = full();
    let pairs = (0..19).map(|number| (format!("k{number}"), json!(number)));
    extra(&mut many, "DATA", Value::Object(pairs.collect()));
    assert_eq!(many.call(now()).unwrap_err().problem, Problem::TooLong(20));
    let mut long = full();
    extra(&mut long, "DATA", json!({ "a-name-of-21-letters-": 1 }));
    assert_eq!(long.call(now()).unwrap_err().problem, Problem::TooLong(20));
}

#[test]
fn a_refund_takes_back_what_its_receipt_says() {
    let receipt = full().receipt;
    let part = Cancellation {
        payment_id: "13660".to_owned(),
        amount: Some(10_000),
        receipt,
        request_id: Some("ref-1".to_owned()),
    };
    let call = part.call().unwrap();
    assert_eq!((&call["Amount"], &call["ExternalRequestId"]), (&json!(10_000), &json!("ref-1")));
    let other = Cancellation { amount: Some(9_999), ..part.clone() };
    assert_eq!(other.call().unwrap_err().field, "Receipt.Items");
    let nothing = Cancellation { amount: Some(0), receipt: None, ..part };
    assert_eq!(nothing.call().unwrap_err().field, "Amount");
}
