use serde_json::json;

use super::read::Defaults;
use super::*;

const DEFAULTS: Defaults<'_> = Defaults {
    taxation: Some(Taxation::UsnIncome),
    email: Some("customer@example.test"),
    phone: None,
    payment: 10_000,
};

fn read(said: &Value) -> Result<Receipt, Invalid> {
    Receipt::read(said, &DEFAULTS)
}

fn refused(said: &Value) -> (String, Problem) {
    let invalid = read(said).unwrap_err();
    (invalid.field, invalid.problem)
}

fn amounts(receipt: &Receipt) -> Vec<i64> {
    receipt.items.iter().map(|item| item.amount).collect()
}

/// 100.00 for three of the same can't be shared out evenly.
#[test]
fn what_has_no_price_shares_the_payment() {
    for said in [
        json!([{ "name": "A" }, { "name": "A" }, { "name": "A" }]),
        json!([{ "name": "A", "quantity": "3" }]),
        json!([{ "name": "A", "quantity": 3 }]),
        json!({ "products": [{ "name": "A", "quantity": 3 }] }),
    ] {
        assert_eq!(amounts(&read(&said).unwrap()), [3333, 3333, 3334], "{said}");
    }
    let mixed = json!([{ "name": "A", "price": "40" }, { "name": "B" }]);
    assert_eq!(amounts(&read(&mixed).unwrap()), [4000, 6000]);
}

#[test]
fn a_part_goes_back_of_the_only_thing_that_was_bought() {
    let of_part = |said: Value| read(&said).unwrap().of_part(2_500);
    for said in [
        json!([{ "name": "A", "price": "100", "tax": "vat10" }]),
        json!([{ "name": "A", "quantity": 3, "tax": "vat10" }]),
    ] {
        let part = of_part(said).unwrap();
        assert_eq!(amounts(&part), [2_500]);
        assert_eq!((part.items[0].name.as_str(), part.items[0].tax), ("A", Tax::Vat10));
        part.check(2_500).unwrap();
    }
    for said in [
        json!([{ "name": "A" }, { "name": "B" }]),
        json!([{ "name": "A", "tax": "vat10" }, { "name": "A", "tax": "vat20" }]),
    ] {
        assert_eq!(of_part(said), None);
    }
}

#[test]
fn a_receipt_is_told_in_the_banks_words() {
    let said = json!([
        { "name": "Услуга", "price": "50", "quantity": "1.5", "method": "full_prepayment", "object": "goods" },
        { "name": "B", "price": 25.0, "tax": "vat22", "SupplierInfo": { "Inn": "1" } },
    ]);
    let told = serde_json::to_value(read(&said).unwrap()).unwrap();
    let expected = json!({
        "FfdVersion": "1.05",
        "Taxation": "usn_income",
        "Email": "customer@example.test",
        "Items": [
            {
                "Name": "Услуга", "Price": 5000, "Quantity": 1.5, "Amount": 7500, "Tax": "none",
                "PaymentMethod": "full_prepayment", "PaymentObject": "commodity",
            },
            {
                "Name": "B", "Price": 2500, "Quantity": 1, "Amount": 2500, "Tax": "vat22",
                "SupplierInfo": { "Inn": "1" },
            },
        ],
    });
    assert_eq!(told, expected);
}

#[test]
fn the_banks_own_spelling_is_in_kopecks() {
    let said = json!({
        "FfdVersion": "1.2", "Taxation": "osn", "Phone": "8 (903) 123-45-67",
        "Items": [{
            "Name": "A", "Price": 5000, "Quantity": 2, "Amount": 10_000, "Tax": "vat20",
            "PaymentMethod": "full_payment", "PaymentObject": "service", "MeasurementUnit": "шт",
        }],
    });
    let receipt = read(&said).unwrap();
    assert_eq!(receipt.phone.as_deref(), Some("+79031234567"));
    assert_eq!((receipt.format, receipt.taxation), (Format::V12, Taxation::Osn));
    for field in ["PaymentMethod", "PaymentObject", "MeasurementUnit"] {
        let mut said = said.clone();
        said["Items"][0][field] = Value::Null;
        assert_eq!(refused(&said), (format!("Receipt.Items[1].{field}"), Problem::Missing));
        said["FfdVersion"] = json!("1.05");
        assert!(read(&said).is_ok(), "{field}");
    }
}

#[test]
fn sums_are_right_to_the_kopeck() {
    let sum = |items| Problem::Sum { items, payment: 10_000 };
    for (said, field, problem) in [
        (json!([{ "name": "A", "price": "99.99" }]), "Items", sum(9999)),
        (json!([{ "name": "A", "price": "33.33", "quantity": 3 }]), "Items", sum(9999)),
        (json!([{ "name": "A", "price": "100" }, { "name": "B" }]), "", sum(0)),
        (json!([{ "name": "A", "price": "10.005" }]), "Items[1].Price", Problem::NotKopecks),
        (
            json!([{ "name": "A", "price": 100, "sum": "99" }]),
            "Items[1].Amount",
            Problem::Product(10_000),
        ),
        (
            json!({ "Items": [{ "Name": "A", "Price": 100.5 }] }),
            "Items[1].Price",
            Problem::NotKopecks,
        ),
        (
            json!({ "Items": [{ "Name": "A", "Price": -1 }] }),
            "Items[1].Amount",
            Problem::Product(-1),
        ),
    ] {
        // A free item beside one that costs all is one.
        if field.is_empty() {
            assert_eq!(amounts(&read(&said).unwrap()), [10_000, 0]);
            continue;
        }
        assert_eq!(refused(&said), (format!("Receipt.{field}"), problem), "{said}");
    }
}

/// An e-mail alone or a phone alone is enough.
#[test]
fn a_receipt_goes_to_somebody() {
    let said = json!([{ "name": "A" }]);
    for (email, phone, is_good) in [
        (Some("a@example.test"), None, true),
        (None, Some("+79031234567"), true),
        (None, Some("79031234567"), true),
        (Some("a@example.test"), Some("+79031234567"), true),
        (None, None, false),
        (Some("a"), None, false),
        (Some("a b@example.test"), None, false),
        (None, Some("12"), false),
        (None, Some("+7903123456x"), false),
    ] {
        let defaults = Defaults { email, phone, ..DEFAULTS };
        assert_eq!(Receipt::read(&said, &defaults).is_ok(), is_good, "{email:?} {phone:?}");
    }
    let nobody = Defaults { email: None, ..DEFAULTS };
    assert_eq!(Receipt::read(&said, &nobody).unwrap_err().problem, Problem::NoContact);
}

#[test]
fn what_the_bank_would_refuse_is_not_sent() {
    let item = |field: &str, value: Value| {
        let mut item = json!({ "name": "A", "price": "100" });
        item[field] = value;
        json!([item])
    };
    let long = "я".repeat(NAME_CHARACTERS_MAX + 1);
    for (said, field) in [
        (json!("A"), "Receipt"),
        (json!({}), "Receipt.Items"),
        (json!({ "Items": {} }), "Receipt.Items"),
        (json!({ "Items": [], "products": [] }), "Receipt.Items"),
        (json!([]), "Receipt.Items"),
        (json!(["A"]), "Receipt.Items[1]."),
        (json!([{ "price": "100" }]), "Receipt.Items[1].Name"),
        (item("name", json!(long)), "Receipt.Items[1].Name"),
        (item("quantity", json!("0")), "Receipt.Items[1].Quantity"),
        (item("quantity", json!("1.0001")), "Receipt.Items[1].Quantity"),
        (item("tax", json!("vat18")), "Receipt.Items[1].Tax"),
        (item("method", json!("later")), "Receipt.Items[1].PaymentMethod"),
        (item("object", json!("thing")), "Receipt.Items[1].PaymentObject"),
        (item("Price", json!(1)), "Receipt.Items[1].Price"),
        (item("cost", json!("1")), "Receipt.Items[1].cost"),
        (json!([{ "name": "A", "quantity": 101 }]), "Receipt.Items[1].Quantity"),
        (json!([{ "name": "A", "quantity": "1.5" }]), "Receipt.Items[1].Price"),
        (json!(vec![json!({ "name": "A" }); 101]), "Receipt.Items"),
        (json!({ "Items": [{ "Name": "A" }], "FfdVersion": "1.1" }), "Receipt.FfdVersion"),
        (json!({ "Items": [{ "Name": "A" }], "Taxation": "envd" }), "Receipt.Taxation"),
        (json!({ "Items": [{ "Name": "A" }], "Taxation": "osn" }), "Receipt.Items[1].Tax"),
        (json!({ "Items": [{ "Name": "A" }], "emial": "a@b" }), "Receipt.emial"),
    ] {
        assert_eq!(refused(&said).0, field, "{said}");
    }
    let nobody = Defaults { taxation: None, ..DEFAULTS };
    let invalid = Receipt::read(&json!([{ "name": "A" }]), &nobody).unwrap_err();
    assert_eq!(invalid.field, "Receipt.Taxation");
}

#[test]
fn phones_are_read_as_people_write_them() {
    for (text, phone) in [
        ("+7 903 123-45-67", Some("+79031234567")),
        ("8(903)1234567", Some("+79031234567")),
        ("79031234567", Some("+79031234567")),
        ("+8 123456789", Some("+8123456789")),
        ("+375291234567", Some("+375291234567")),
        ("", None),
        ("+", None),
        ("903", None),
        ("7 903 123 45 67 ext 8", None),
    ] {
        assert_eq!(plain_phone(text).as_deref(), phone, "{text}");
    }
}

/// As the bank's documents list them.
#[test]
fn every_word_of_the_law_is_known() {
    fn all<T>(words: &str, read: impl Fn(&str, &str) -> Result<T, Invalid>, count: usize) {
        assert_eq!(
            words.split(' ').filter(|word| read(word, "").is_ok()).count(),
            count,
            "{words}"
        );
        assert_eq!(words.split(' ').count(), count);
        assert!(read("", "").is_err() && read("Osn", "").is_err());
    }
    all("osn usn_income usn_income_outcome esn patent", Taxation::read, Taxation::ALL.len());
    let taxes = "none vat0 vat5 vat7 vat10 vat20 vat22 vat105 vat107 vat110 vat120 vat122";
    all(taxes, Tax::read, Tax::ALL.len());
    let methods =
        "full_prepayment prepayment advance full_payment partial_payment credit credit_payment";
    all(methods, PaymentMethod::read, PaymentMethod::ALL.len());
    let objects = "commodity excise job service gambling_bet gambling_prize lottery lottery_prize \
                   intellectual_activity payment agent_commission composite another";
    all(objects, PaymentObject::read, PaymentObject::ALL.len());
}
