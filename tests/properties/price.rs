//! A price.

use crate::order::Money;

/// How else a currency may be written than with its code or its symbol.
const NAMES: [(&str, &str); 9] = [
    ("EUR", "евро"),
    ("USD", "us$"),
    ("RUB", "руб"),
    ("PLN", "zł"),
    ("XTR", "star"),
    ("XTR", "звезда"),
    ("XTR", "звезды"),
    ("XTR", "звезд"),
    ("XTR", "звёзд"),
];

/// A price that is read is the one that is written: its digits are the amount's, and its currency
/// stands beside them.
pub fn price(text: &str) -> Option<Money> {
    let money: Money = text.parse().ok()?;
    assert!(money.amount >= 0, "{text:?} is {money}");
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let written = digits.trim_start_matches('0');
    let amount = money.amount.to_string();
    // Without decimals, and where the minor unit is smaller than a hundredth, zeros are added.
    let added = amount.strip_prefix(written);
    assert!(
        amount == "0" && written.is_empty()
            || added
                .is_some_and(|zeros| zeros.len() <= 3 && zeros.bytes().all(|zero| zero == b'0')),
        "{text:?} is {money}"
    );
    let symbol = money.currency.symbol();
    let code = money.currency.to_string();
    let lower = text.to_lowercase();
    assert!(
        text.contains(&code)
            || symbol.is_some_and(|symbol| text.contains(symbol))
            || NAMES.iter().any(|(known, name)| *known == code && lower.contains(name)),
        "{text:?} is {money}"
    );
    assert!(!text.contains(['-', '+', '−', '–']), "{text:?} is {money}");
    let again: Money = money.to_string().parse().expect("what is written is read");
    assert_eq!(again, money);
    Some(money)
}
