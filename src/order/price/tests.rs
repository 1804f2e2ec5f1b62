//! Prices that can be read, and those that must not be.

use proptest::prelude::*;

use super::*;

fn read_as(text: &str) -> Result<(i64, String), PriceError> {
    read(text).map(|money| (money.amount, money.currency.to_string()))
}

#[test]
fn prices_as_they_are_written() {
    for (text, amount, code) in [
        ("€5.00", 500, "EUR"),
        ("€5", 500, "EUR"),
        ("€ 5.00", 500, "EUR"),
        ("€0.50", 50, "EUR"),
        ("€0", 0, "EUR"),
        ("  €5.00\t", 500, "EUR"),
        ("€1,250.00", 125_000, "EUR"),
        ("€1.250,00", 125_000, "EUR"),
        ("€1250.00", 125_000, "EUR"),
        ("€1,250,000", 125_000_000, "EUR"),
        ("€1.250.000,99", 125_000_099, "EUR"),
        ("€1 250", 125_000, "EUR"),
        ("5,00 €", 500, "EUR"),
        ("5.00€", 500, "EUR"),
        ("5.00 EUR", 500, "EUR"),
        ("5.00EUR", 500, "EUR"),
        ("1,250.00 USD", 125_000, "USD"),
        ("$12.34", 1234, "USD"),
        ("₽2000.11", 200_011, "RUB"),
        ("1 250,00 ₽", 125_000, "RUB"),
        ("1\u{A0}250,00\u{A0}₽", 125_000, "RUB"),
        ("1\u{202F}250\u{202F}000,50\u{202F}₽", 125_000_050, "RUB"),
        ("1 250 ₽", 125_000, "RUB"),
        ("500 RUB", 50_000, "RUB"),
        ("⭐️ 250", 250, "XTR"),
        ("⭐ 250", 250, "XTR"),
        ("⭐250", 250, "XTR"),
        ("250 ⭐️", 250, "XTR"),
        ("250 XTR", 250, "XTR"),
        ("⭐️ 1 250", 1250, "XTR"),
        ("⭐️ 1,250,000", 1_250_000, "XTR"),
        ("500 JPY", 500, "JPY"),
        ("RUB 500.00", 50_000, "RUB"),
        ("RUB\u{A0}500.00", 50_000, "RUB"),
        ("EUR 5.00", 500, "EUR"),
        ("CHF 5.00", 500, "CHF"),
        ("XTR 250", 250, "XTR"),
        ("US$5.00", 500, "USD"),
        ("zł20.00", 2000, "PLN"),
        ("20,00 zł", 2000, "PLN"),
        ("300 руб.", 30_000, "RUB"),
        ("1 250,00 руб", 125_000, "RUB"),
        ("5 евро", 500, "EUR"),
        ("250 Stars", 250, "XTR"),
        ("1 Star", 1, "XTR"),
        ("250 звёзд", 250, "XTR"),
        ("⭐ 1,250", 1250, "XTR"),
        ("⭐️ 1.250", 1250, "XTR"),
        ("1,250 ⭐️", 1250, "XTR"),
        ("1,250 XTR", 1250, "XTR"),
        ("1,250 Stars", 1250, "XTR"),
        ("1,250 JPY", 1250, "JPY"),
        ("€5.5", 550, "EUR"),
        ("€5,0", 500, "EUR"),
        ("€1,250.5", 125_050, "EUR"),
        ("5.2 KWD", 5200, "KWD"),
        ("5 KWD", 5000, "KWD"),
        ("5.25 KWD", 5250, "KWD"),
        ("92233720368547758.07 EUR", i64::MAX, "EUR"),
        ("9223372036854775807 XTR", i64::MAX, "XTR"),
    ] {
        assert_eq!(read_as(text), Ok((amount, code.to_owned())), "{text:?}");
    }
}

#[test]
fn what_can_be_read_in_two_ways() {
    for text in [
        "€1,250",
        "€5.123",
        "5.123 EUR",
        "EUR 1,250",
        "1.250 ₽",
        "1,250 руб.",
        "US$1,250",
        "5.123 KWD",
    ] {
        assert_eq!(read_as(text), Err(PriceError::TwoWays), "{text:?}");
    }
}

#[test]
fn what_is_no_price() {
    for text in [
        "",
        " ",
        "€",
        "EUR",
        "five",
        "free",
        "€five",
        "-€5.00",
        "€-5.00",
        "+5.00 EUR",
        "−5 EUR",
        "€5.",
        "€1,2,5",
        "€12,34.5",
        "€1,250,5",
        "⭐ 1,25,000",
        "⭐ 1,250 ⭐",
        "RUB 500 ₽",
        "US$ 5 USD",
        "US 5 $",
        "Stars",
        "€.50",
        ".50 €",
        "€5.0000",
        "€1,25,00",
        "€1,250,00",
        "€1.250.00",
        "€12,34.56",
        "€1250,000.00",
        "€1,2500.00",
        "€1 250,000.00",
        "1  250,00 ₽",
        "5 00 ₽",
        "€05.00",
        "€0,250.00",
        "€5.00 €6.00",
        "€5.00 / €6.00",
        "€5.00-6.00",
        "€5.00 EUR",
        "€5.00€",
        "€€5",
        "€\n5.00",
        "€5.00\n€6.00",
        "€٥.٠٠",
        "€５.００",
        "1'250.00 CHF",
        "€1_250.00",
        "€5e2",
        "0x10 EUR",
        "€5.00 (VAT)",
        "~€5.00",
        "€5.00.",
        "\u{200E}€5.00",
        "€5\u{FE0F}",
        "€\u{FE0F}5",
    ] {
        assert!(
            matches!(read(text), Err(PriceError::NotAnAmount | PriceError::UnknownCurrency)),
            "{text:?} → {:?}",
            read(text)
        );
    }
}

#[test]
fn a_currency_is_needed_and_must_be_known() {
    assert_eq!(read_as("5.00"), Err(PriceError::NoCurrency));
    assert_eq!(read_as("1 250,00"), Err(PriceError::NoCurrency));
    for text in [
        "5.00 eur",
        "eur 5.00",
        "500 р.",
        "5.00 ABC",
        "5.00 EURO",
        "5.00 ₿",
        "500 ¥",
        "₿5.00",
        "¥500",
        "¤5",
        "5 USDT",
        "0.5 TON",
        "C$5.00",
        "250 Stars!",
    ] {
        assert_eq!(read_as(text), Err(PriceError::UnknownCurrency), "{text:?}");
    }
}

#[test]
fn what_does_not_fit() {
    for text in ["€92233720368547758.08", "99999999999999999999 XTR", "9223372036854775807 EUR"] {
        assert_eq!(read_as(text), Err(PriceError::TooLarge), "{text:?}");
    }
    assert!(read(&format!("€{}", "9".repeat(10_000))).is_err());
    for text in ["⭐️ 2.50", "⭐️ 2.5", "250.00 XTR", "5.00 JPY", "1,250.5 Stars"] {
        assert_eq!(read_as(text), Err(PriceError::NoFractions), "{text:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        let _ = read(&text);
    }

    #[test]
    fn what_looks_like_a_price_is_never_negative_and_reads_back(
        text in "[€$₽⭐]?\u{FE0F}?[ \u{A0}]?[0-9]{1,3}([., \u{A0}][0-9]{2,3}){0,4}[ \u{A0}]?(€|₽|EUR|XTR|KWD|JPY)?"
    ) {
        if let Ok(money) = read(&text) {
            prop_assert!(money.amount >= 0);
            for shown in [money.to_string(), money.render(false), money.render(true)] {
                prop_assert_eq!(read(&shown), Ok(money), "{:?} was shown as {:?}", &text, shown);
            }
        }
    }

    #[test]
    fn an_amount_shown_reads_back(
        amount in 0..=i64::MAX,
        code in prop::sample::select(vec!["EUR", "RUB", "XTR", "JPY", "CHF", "UAH", "USD"]),
    ) {
        let currency = Currency::from_code(code).unwrap();
        let money = Money { amount, currency };
        for shown in [money.to_string(), money.render(false), money.render(true)] {
            prop_assert_eq!(read(&shown), Ok(money), "{:?}", shown);
        }
    }
}
