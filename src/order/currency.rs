//! Currencies: the codes of ISO 4217 that are money somewhere, Telegram Stars, and their symbols.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A known ISO 4217 code, or `XTR` for Telegram Stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// Three letters that are no currency's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no known currency code")]
pub struct UnknownCurrency(String);

/// Currencies without a minor unit.
const WITHOUT_MINOR_UNIT: &str =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF XTR";

/// Currencies whose minor unit is a hundredth.
const WITH_HUNDREDTHS: &str = "\
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD \
    CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD \
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD \
    MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP \
    PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS \
    TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

/// Currencies whose minor unit is a thousandth.
const WITH_THOUSANDTHS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// Symbols that stand for one currency. `¥` is missing on purpose: yen or yuan?
///
/// `$` is the US dollar because Tribute sells in no other dollar.
const SYMBOLS: [(char, Currency); 13] = [
    ('€', Currency(*b"EUR")),
    ('$', Currency(*b"USD")),
    ('₽', Currency(*b"RUB")),
    ('⭐', Currency::STARS),
    ('£', Currency(*b"GBP")),
    ('₴', Currency(*b"UAH")),
    ('₸', Currency(*b"KZT")),
    ('₺', Currency(*b"TRY")),
    ('₾', Currency(*b"GEL")),
    ('֏', Currency(*b"AMD")),
    ('₼', Currency(*b"AZN")),
    ('₹', Currency(*b"INR")),
    ('₪', Currency(*b"ILS")),
];

impl Currency {
    /// Telegram Stars.
    pub const STARS: Self = Self(*b"XTR");

    /// The currency with this code, which must be in capitals.
    pub fn from_code(code: &str) -> Option<Self> {
        let known = [WITHOUT_MINOR_UNIT, WITH_HUNDREDTHS, WITH_THOUSANDTHS]
            .iter()
            .any(|codes| lists(codes, code));
        match code.as_bytes() {
            &[a, b, c] if known => Some(Self([a, b, c])),
            _ => None,
        }
    }

    /// The currency that this symbol stands for.
    pub fn from_symbol(symbol: char) -> Option<Self> {
        let (_, currency) = SYMBOLS.iter().find(|(known, _)| *known == symbol)?;
        Some(*currency)
    }

    /// The symbol that stands for this currency.
    pub fn symbol(self) -> Option<char> {
        let (symbol, _) = SYMBOLS.iter().find(|(_, currency)| *currency == self)?;
        Some(*symbol)
    }

    /// How many decimal digits the minor unit is behind the point: 2 for euros, 0 for Stars.
    pub fn minor_digits(self) -> u32 {
        let code = self.to_string();
        if lists(WITHOUT_MINOR_UNIT, &code) {
            0
        } else if lists(WITH_THOUSANDTHS, &code) {
            3
        } else {
            2
        }
    }
}

/// Three characters in a row without a space are a whole code.
fn lists(codes: &str, code: &str) -> bool {
    code.len() == 3 && !code.contains(' ') && codes.contains(code)
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
    type Error = UnknownCurrency;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::from_code(&code).ok_or(UnknownCurrency(code))
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
        let mut codes: Vec<_> = [WITHOUT_MINOR_UNIT, WITH_HUNDREDTHS, WITH_THOUSANDTHS]
            .iter()
            .flat_map(|codes| codes.split(' '))
            .collect();
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
        assert_eq!(named.len(), SYMBOLS.len());
        for (symbol, code) in named {
            let currency = Currency::from_code(code);
            assert_eq!(Currency::from_symbol(symbol), currency, "{code}");
            assert_eq!(currency.unwrap().symbol(), Some(symbol), "{code}");
        }
        assert_eq!(Currency::from_symbol('¥'), None);
        assert_eq!(Currency::from_symbol('₿'), None);
    }

    #[test]
    fn a_journal_can_not_bring_in_an_unknown_currency() {
        assert!(serde_json::from_str::<Currency>("\"ABC\"").is_err());
        assert_eq!(serde_json::from_str::<Currency>("\"EUR\"").unwrap(), Currency(*b"EUR"));
    }
}
