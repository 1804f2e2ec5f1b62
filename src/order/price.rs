//! A price as people write it → [`Money`].
//!
//! Strict on purpose: what can be read in two ways, or not at all, goes to a moderator. The forms:
//! `€1,250.00`, `1.250,00 €`, `1 250,00 ₽`, `1250.00 EUR`, `US$5.5`, `300 zł`, `⭐️ 1,250`, `250 XTR`.

use super::{Currency, Money};

/// Longer than any price; nothing beyond it is looked at.
const PRICE_BYTES_MAX: usize = 100;

/// Why a text is not a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// Nothing, or not a number with separators where they belong.
    #[error("not one amount")]
    NotAnAmount,
    /// An amount without a currency.
    #[error("no currency")]
    NoCurrency,
    /// A symbol, code or word that names no known currency.
    #[error("not a currency")]
    UnknownCurrency,
    /// Thousands or a fraction? `1,250`, `5.123`.
    #[error("can be read in two ways")]
    TwoWays,
    /// A fraction of a currency that has none.
    #[error("a currency without fractions")]
    NoFractions,
    /// More than fits.
    #[error("too large")]
    TooLarge,
}

pub(super) fn read(text: &str) -> Result<Money, PriceError> {
    if text.len() > PRICE_BYTES_MAX {
        return Err(PriceError::NotAnAmount);
    }
    let (number, currency) = split_currency(text.trim())?;
    let digits = currency.minor_digits();
    let (whole, hundredths) = read_number(number, digits == 0)?;
    let fraction = match (hundredths, digits) {
        (None, _) => 0,
        (Some(_), 0 | 1) => return Err(PriceError::NoFractions),
        // Two digits are hundredths also where the minor unit is smaller: 5.25 KWD is 5250 fils.
        (Some(hundredths), digits) => hundredths * 10_i64.pow(digits - 2),
    };
    let amount = whole.checked_mul(10_i64.pow(digits)).and_then(|it| it.checked_add(fraction));
    amount.map(|amount| Money { amount, currency }).ok_or(PriceError::TooLarge)
}

/// The number's text and its currency, which stands on one side of it.
fn split_currency(text: &str) -> Result<(&str, Currency), PriceError> {
    let is_digit = |character: char| character.is_ascii_digit();
    let ends = text.find(is_digit).zip(text.rfind(is_digit));
    let (start, end) = ends.ok_or(PriceError::NotAnAmount)?;
    let (before, after) = (&text[..start], &text[end + 1..]);
    match (before.trim_end_matches(is_space), after.trim_start_matches(is_space)) {
        ("", "") => Err(PriceError::NoCurrency),
        (name, "") | ("", name) => {
            let currency = Currency::named(name).ok_or(PriceError::UnknownCurrency)?;
            Ok((&text[start..=end], currency))
        }
        _ => Err(PriceError::NotAnAmount),
    }
}

/// The whole part of a number, and its hundredths if it has any: with one digit, tenths. `is_whole`: it can't
/// have any, so that one separator stands between thousands.
///
/// The whole part is one run of digits, or one to three digits and then threes with the same separator
/// between them, which is not that of the hundredths; no leading zeros.
fn read_number(text: &str, is_whole: bool) -> Result<(i64, Option<i64>), PriceError> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let text = text.replace(is_space, " ");
    let (whole, hundredths) = match text.rsplit_once(['.', ',']) {
        Some((whole, end)) if end.len() <= 2 && is_digits(end) => {
            (whole, format!("{end:0<2}").parse().ok())
        }
        _ => (text.as_str(), None),
    };
    let separator = whole.chars().find(|it| !it.is_ascii_digit());
    let groups: Vec<&str> = separator.map_or(vec![whole], |it| whole.split(it).collect());
    let [first, rest @ ..] = &groups[..] else {
        return Err(PriceError::NotAnAmount);
    };
    let is_decimal_too = separator.is_some_and(|it| text[whole.len()..].starts_with(it));
    let is_well_formed = matches!(separator, None | Some('.' | ',' | ' '))
        && groups.iter().all(|group| is_digits(group))
        && rest.iter().all(|group| group.len() == 3)
        && (rest.is_empty() || (first.len() <= 3 && !is_decimal_too))
        && (!first.starts_with('0') || (*first == "0" && rest.is_empty()));
    if !is_well_formed {
        return Err(PriceError::NotAnAmount);
    }
    if hundredths.is_none() && rest.len() == 1 && separator != Some(' ') && !is_whole {
        return Err(PriceError::TwoWays);
    }
    let whole = groups.concat().parse().map_err(|_| PriceError::TooLarge)?;
    Ok((whole, hundredths))
}

/// A space, no-break, narrow no-break or thin.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}')
}

#[cfg(test)]
mod tests;
