//! Money in minor units with its currency, exact.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Currency;
use super::price::{self, PriceError};

/// An amount in a currency's minor units (cents; for Stars, stars).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// In minor units; never negative.
    pub amount: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// Keeps an amount on one line, and is read back as a space between thousands.
const NO_BREAK_SPACE: &str = "\u{A0}";

impl FromStr for Money {
    type Err = PriceError;

    /// Reads a price as an order message or `config.toml` writes it.
    fn from_str(text: &str) -> Result<Self, PriceError> {
        price::read(text)
    }
}

/// Plain and the same in every language, as `config.toml` takes it: `1250.00 EUR`, `250 XTR`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number("", "."), self.currency)
    }
}

impl Money {
    /// For people: `€1,250.00`, `₽1,250.00`, or with a decimal comma `€1 250,00`, `1 250,00 ₽`;
    /// `⭐ 250` for Stars.
    pub fn render(self, decimal_comma: bool) -> String {
        // Without decimals behind it, `1,250` could be taken for a fraction.
        let whole_only = self.currency.minor_digits() == 0;
        let thousands = if decimal_comma || whole_only { NO_BREAK_SPACE } else { "," };
        let number = self.number(thousands, if decimal_comma { "," } else { "." });
        match self.currency.symbol() {
            Some(symbol) if self.currency == Currency::STARS => {
                format!("{symbol}{NO_BREAK_SPACE}{number}")
            }
            Some(symbol) if !decimal_comma || matches!(symbol, '€' | '$' | '£') => {
                format!("{symbol}{number}")
            }
            Some(symbol) => format!("{number}{NO_BREAK_SPACE}{symbol}"),
            None => format!("{number}{NO_BREAK_SPACE}{}", self.currency),
        }
    }

    fn number(self, thousands: &str, decimal: &str) -> String {
        let digits = self.currency.minor_digits();
        let units_per_whole = 10_u64.pow(digits);
        let amount = self.amount.unsigned_abs();
        let sign = if self.amount < 0 { "-" } else { "" };
        let whole = group_by_three(amount / units_per_whole, thousands);
        let fraction = amount % units_per_whole;
        match digits {
            0 => format!("{sign}{whole}"),
            // Three digits behind a point look like thousands: shown only when they must be.
            3 if fraction.is_multiple_of(10) => {
                format!("{sign}{whole}{decimal}{:02}", fraction / 10)
            }
            3 => format!("{sign}{whole}{decimal}{fraction:03}"),
            _ => format!("{sign}{whole}{decimal}{fraction:02}"),
        }
    }
}

fn group_by_three(number: u64, separator: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push_str(separator);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: i64, code: &str) -> Money {
        let currency = Currency::from_code(code).unwrap();
        Money { amount, currency }
    }

    #[test]
    fn is_shown_to_people() {
        for (amount, code, point, comma) in [
            (1000, "EUR", "€10.00", "€10,00"),
            (5, "EUR", "€0.05", "€0,05"),
            (125_000, "RUB", "₽1,250.00", "1\u{A0}250,00\u{A0}₽"),
            (123_456_789, "USD", "$1,234,567.89", "$1\u{A0}234\u{A0}567,89"),
            (250, "XTR", "⭐\u{A0}250", "⭐\u{A0}250"),
            (1250, "XTR", "⭐\u{A0}1\u{A0}250", "⭐\u{A0}1\u{A0}250"),
            (125_000, "CHF", "1,250.00\u{A0}CHF", "1\u{A0}250,00\u{A0}CHF"),
            (1250, "JPY", "1\u{A0}250\u{A0}JPY", "1\u{A0}250\u{A0}JPY"),
            (5250, "KWD", "5.25\u{A0}KWD", "5,25\u{A0}KWD"),
            (5251, "KWD", "5.251\u{A0}KWD", "5,251\u{A0}KWD"),
        ] {
            assert_eq!(money(amount, code).render(false), point);
            assert_eq!(money(amount, code).render(true), comma);
        }
    }

    #[test]
    fn the_plain_form_is_that_of_the_configuration() {
        assert_eq!(money(500, "EUR").to_string(), "5.00 EUR");
        assert_eq!(money(125_000, "RUB").to_string(), "1250.00 RUB");
        assert_eq!(money(250, "XTR").to_string(), "250 XTR");
        assert_eq!("5.00 EUR".parse(), Ok(money(500, "EUR")));
    }

    #[test]
    fn as_json() {
        assert_eq!(
            serde_json::to_string(&money(500, "EUR")).unwrap(),
            r#"{"amount":500,"currency":"EUR"}"#
        );
    }

    #[test]
    fn the_greatest_amount_can_be_shown() {
        assert_eq!(money(i64::MAX, "EUR").to_string(), "92233720368547758.07 EUR");
        assert_eq!(money(i64::MIN, "XTR").to_string(), "-9223372036854775808 XTR");
    }
}
