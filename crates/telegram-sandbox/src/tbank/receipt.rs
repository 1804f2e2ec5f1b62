//! What the law asks of a receipt (54-FZ), as the bank checks it.

use serde_json::Value;

use super::answer::Problem;

const TAXATIONS: [&str; 5] = ["osn", "usn_income", "usn_income_outcome", "esn", "patent"];
const TAXES: [&str; 12] = [
    "none", "vat0", "vat5", "vat7", "vat10", "vat20", "vat22", "vat105", "vat107", "vat110",
    "vat120", "vat122",
];
const METHODS: [&str; 7] = [
    "full_prepayment",
    "prepayment",
    "advance",
    "full_payment",
    "partial_payment",
    "credit",
    "credit_payment",
];
const OBJECTS: [&str; 13] = [
    "commodity",
    "excise",
    "job",
    "service",
    "gambling_bet",
    "gambling_prize",
    "lottery",
    "lottery_prize",
    "intellectual_activity",
    "payment",
    "agent_commission",
    "composite",
    "another",
];

/// Checks a receipt for so much, in kopecks.
pub(super) fn check(receipt: &Value, payment: u64) -> Result<(), Problem> {
    let bad = |field: &str| Problem::field("309", field);
    let is_word =
        |value: &Value, known: &[&str]| value.as_str().is_some_and(|it| known.contains(&it));
    let email = receipt["Email"].as_str().filter(|it| it.contains('@') && it.len() <= 64);
    let phone = receipt["Phone"].as_str().filter(|it| it.starts_with('+') && it.len() <= 64);
    if email.is_none() && phone.is_none() {
        return Err(bad("Email"));
    }
    if !is_word(&receipt["Taxation"], &TAXATIONS) {
        return Err(bad("Taxation"));
    }
    let is_new = match receipt["FfdVersion"].as_str() {
        None | Some("1.05") => false,
        Some("1.2") => true,
        Some(_) => return Err(bad("FfdVersion")),
    };
    let items = receipt["Items"].as_array().ok_or_else(|| bad("Items"))?;
    if !(1..=100).contains(&items.len()) {
        return Err(bad("Items"));
    }
    let mut sum = 0;
    for item in items {
        let name = item["Name"].as_str().unwrap_or_default().chars().count();
        if !(1..=128).contains(&name) {
            return Err(bad("Name"));
        }
        if !is_word(&item["Tax"], &TAXES) {
            return Err(bad("Tax"));
        }
        for (field, known) in [("PaymentMethod", &METHODS[..]), ("PaymentObject", &OBJECTS[..])] {
            if !(is_word(&item[field], known) || (item[field].is_null() && !is_new)) {
                return Err(bad(field));
            }
        }
        if is_new && item["MeasurementUnit"].as_str().is_none() {
            return Err(bad("MeasurementUnit"));
        }
        sum += checked_amount(item).ok_or_else(|| bad("Amount"))?;
    }
    (sum == payment).then_some(()).ok_or(Problem::SUM)
}

/// An item's amount, if it is its price times its quantity.
#[expect(clippy::cast_precision_loss, reason = "no price comes near 2^53")]
fn checked_amount(item: &Value) -> Option<u64> {
    let (price, amount) = (item["Price"].as_u64()?, item["Amount"].as_u64()?);
    let quantity = item["Quantity"].as_f64().filter(|quantity| *quantity > 0.0)?;
    let difference = price as f64 * quantity - amount as f64;
    (difference.abs() < 0.501).then_some(amount)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn receipt() -> Value {
        json!({
            "Email": "a@example.test", "Taxation": "osn",
            "Items": [
                { "Name": "A", "Price": 830, "Quantity": 0.625, "Amount": 519, "Tax": "vat22" },
                { "Name": "B", "Price": 100, "Quantity": 2, "Amount": 200, "Tax": "none" },
            ],
        })
    }

    #[test]
    fn a_receipt_is_checked_to_the_kopeck() {
        assert!(check(&receipt(), 719).is_ok());
        for payment in [718, 720] {
            assert!(check(&receipt(), payment).is_err());
        }
        for (path, value) in [
            ("/Email", json!("nobody")),
            ("/Taxation", json!("envd")),
            ("/FfdVersion", json!("1.1")),
            ("/Items", json!([])),
            ("/Items/0/Name", json!("")),
            ("/Items/0/Tax", json!("vat18")),
            ("/Items/1/PaymentMethod", json!("later")),
            ("/Items/1/PaymentObject", json!("goods")),
            ("/Items/1/Amount", json!(201)),
            ("/Items/1/Quantity", json!(0)),
        ] {
            let mut receipt = receipt();
            let (parent, field) = path.rsplit_once('/').unwrap();
            receipt.pointer_mut(parent).unwrap()[field] = value;
            assert!(check(&receipt, 719).is_err(), "{path}");
        }
    }
}
