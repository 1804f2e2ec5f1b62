//! `fixtures/messages/`: order messages made from public bug reports, each with what must be read of
//! it. One run of the real binary reads them all.

use serde_json::{Value, json};

use super::parse_lines;
use crate::documents::file;

/// The sample's pattern, and one product.
const RULES: &str = "[account_id]\npattern = '\\b\\d{4,12}\\b'\n[[product]]\nname = \"1 алмаз\"\nsku = \"diamond-1\"\n";

/// What is wrong with what was read, by what is right.
fn mistake(read: &Value, right: &Value) -> Option<String> {
    let account = &read["account_id"];
    let problem = read["problem"].as_str().unwrap_or_default();
    if let Some(wanted) = right.get("account")
        && account != wanted
    {
        return Some(format!("account {account}, not {wanted}: {problem}"));
    }
    if let Some(wrong) = right.get("account_not")
        && (wrong.as_array().unwrap().contains(account) || account.is_string())
    {
        return Some(format!("account {account}"));
    }
    if let Some(wanted) = right.get("telegram_id")
        && read["customer"]["telegram_id"] != *wanted
    {
        return Some(format!("customer {}, not {wanted}", read["customer"]));
    }
    let price = right.get("price")?;
    let wanted = match price.as_array() {
        Some(price) => json!({"amount": price[0], "currency": price[1]}),
        None => Value::Null,
    };
    (read["price"] != wanted).then(|| format!("price {}, not {wanted}", read["price"]))
}

#[test]
fn messages_of_bug_reports_are_read_right() {
    let messages = file("fixtures/messages/messages.jsonl");
    let expected = file("fixtures/messages/messages-expected.jsonl");
    let expected: Vec<Value> =
        expected.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let read = parse_lines(RULES, messages);
    assert_eq!(read.len(), expected.len());
    assert!(read.len() > 80);
    for (read, expected) in read.iter().zip(&expected) {
        assert_eq!(mistake(read, &expected["right"]), None, "{}", expected["name"]);
    }
}

#[test]
fn doubtful_accounts_are_told_with_their_candidates() {
    let text = |details: &str| {
        let text = format!(
            "🆕 Custom Product Order\nCustomer: Kira\nProduct: 1 алмаз\nPrice: €5.00\nOrder Details: {details}"
        );
        json!({ "text": text }).to_string()
    };
    let lines = ["123 4567", "12345 или 67890", "12345", "хочу"].map(text);
    let read = parse_lines(RULES, lines.join("\n"));
    let read: Vec<Value> = read
        .iter()
        .map(|read| json!([read["problem"], read["account_id"], read["candidates"]]))
        .collect();
    let expected = [
        json!(["doubtful_account_id", null, ["1234567", "4567"]]),
        json!(["ambiguous_account_id", null, ["12345", "67890"]]),
        json!([null, "12345", null]),
        json!(["no_account_id", null, null]),
    ];
    assert_eq!(read, expected);
}
