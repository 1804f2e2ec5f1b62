//! Currencies: the codes of ISO 4217 that are money somewhere, Telegram Stars, and their symbols.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// A known ISO 4217 code, or `XTR` for Telegram Stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// A line for each currency: its code, how many digits its minor unit has, and how else it is written beside an
/// amount, in lower case, the symbol that stands for it alone first.
///
/// `¥` is missing on purpose: yen or yuan? `$` is the US dollar because Tribute sells in no other dollar.
const TABLE: &str = include_str!("currencies.txt");

impl Currency {
    /// Telegram Stars.
    pub const STARS: Self = Self(*b"XTR");

    /// The currency with this code, which must be in capitals.
    pub fn from_code(code: &str) -> Option<Self> {
        let currency = Self(code.as_bytes().try_into().ok()?);
        currency.row().map(|_| currency)
    }

    /// The currency that is written so beside an amount: `EUR`, `€`, `Stars`.
    pub fn named(name: &str) -> Option<Self> {
        let lower = name.to_lowercase();
        let is_named = |row: &&str| row.split(' ').skip(2).any(|it| it == lower);
        Self::from_code(name).or_else(|| Self::from_code(TABLE.lines().find(is_named)?.get(..3)?))
    }

    /// The symbol that stands for this currency.
    pub fn symbol(self) -> Option<char> {
        let mut first = self.row()?.split(' ').nth(2)?.chars();
        first.next().filter(|_| first.next().is_none())
    }

    /// How many decimal digits the minor unit is behind the point: 2 for euros, 0 for Stars.
    pub fn minor_digits(self) -> u32 {
        let digits = self.row().and_then(|row| row.split(' ').nth(1)?.parse().ok());
        digits.unwrap_or(2)
    }

    fn row(self) -> Option<&'static str> {
        static ROWS: LazyLock<BTreeMap<&[u8], &str>> = LazyLock::new(|| {
            TABLE.lines().filter_map(|row| Some((row.as_bytes().get(..3)?, row))).collect()
        });
        ROWS.get(&self.0[..]).copied()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&byte| write!(f, "{}", char::from(byte)))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.to_string()
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::from_code(&code).ok_or_else(|| format!("{code:?} is no known currency code"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_codes_in_capitals() {
        for code in ["EUR", "RUB", "XTR", "JPY", "KWD", "USD", "BYN"] {
            assert_eq!(Currency::from_code(code).unwrap().to_string(), code);
        }
        for code in ["eur", "EU", "EURO", "XXX", "ABC", "", " ", "EUR ", "€", "E R", "DEM", "яяя"]
        {
            assert_eq!(Currency::from_code(code), None, "{code:?}");
        }
    }

    #[test]
    fn every_listed_code_is_three_capitals_and_listed_once() {
        let mut codes: Vec<_> = TABLE.lines().filter_map(|row| row.split(' ').next()).collect();
        assert!(codes.iter().all(|code| {
            code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase())
        }));
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }

    /// ISO 4217 says so, and for Stars Telegram.
    #[test]
    fn minor_units_are_those_of_the_standard() {
        let without = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF XTR";
        let with_thousandths = "BHD IQD JOD KWD LYD OMR TND";
        let with_hundredths = "EUR USD RUB GBP UAH KZT TRY GEL AMD AZN INR ILS BYN UZS KGS PLN CZK";
        for (codes, digits) in [(without, 0), (with_hundredths, 2), (with_thousandths, 3)] {
            for code in codes.split(' ') {
                let currency = Currency::from_code(code).unwrap();
                assert_eq!(currency.minor_digits(), digits, "{code}");
            }
        }
    }

    /// Unicode's names of the symbols, and the currencies that bear those names.
    #[test]
    fn symbols_are_those_of_their_currencies() {
        let named = [
            ('\u{20AC}', "EUR"),
            ('\u{24}', "USD"),
            ('\u{20BD}', "RUB"),
            ('\u{2B50}', "XTR"),
            ('\u{A3}', "GBP"),
            ('\u{20B4}', "UAH"),
            ('\u{20B8}', "KZT"),
            ('\u{20BA}', "TRY"),
            ('\u{20BE}', "GEL"),
            ('\u{58F}', "AMD"),
            ('\u{20BC}', "AZN"),
            ('\u{20B9}', "INR"),
            ('\u{20AA}', "ILS"),
        ];
        let codes = TABLE.lines().filter_map(|row| Currency::from_code(&row[..3])?.symbol());
        assert_eq!(named.len(), codes.count());
        for (symbol, code) in named {
            let currency = Currency::from_code(code);
            assert_eq!(Currency::named(&symbol.to_string()), currency, "{code}");
            assert_eq!(currency.unwrap().symbol(), Some(symbol), "{code}");
        }
        for other in ["¥", "₿", "€\u{FE0F}", "€ ", "2", "eur", "EU", ""] {
            assert_eq!(Currency::named(other), None, "{other:?}");
        }
    }

    #[test]
    fn other_ways_to_write_them() {
        for (name, code) in [
            ("EUR", "EUR"),
            ("евро", "EUR"),
            ("US$", "USD"),
            ("руб.", "RUB"),
            ("Руб", "RUB"),
            ("zł", "PLN"),
            ("⭐\u{FE0F}", "XTR"),
            ("Stars", "XTR"),
            ("звёзд", "XTR"),
        ] {
            assert_eq!(Currency::named(name), Currency::from_code(code), "{name}");
        }
        assert_eq!(Currency::from_code("PLN").unwrap().symbol(), None);
    }

    #[test]
    fn a_journal_can_not_bring_in_an_unknown_currency() {
        assert!(serde_json::from_str::<Currency>("\"ABC\"").is_err());
        assert_eq!(serde_json::from_str::<Currency>("\"EUR\"").unwrap(), Currency(*b"EUR"));
    }
}
