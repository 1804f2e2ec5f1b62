//! A price as people write it → [`Money`].
//!
//! Strict on purpose: what can be read in two ways, or not at all, goes to a moderator. The forms:
//! `€1,250.00`, `1.250,00 €`, `1 250,00 ₽`, `1250.00 EUR`, `⭐️ 250`, `250 XTR`.

use super::{Currency, Money};

/// Longer than any price; nothing beyond it is looked at.
const PRICE_BYTES_MAX: usize = 100;

/// What emoji such as `⭐️` may carry to be shown in colour.
const EMOJI_VARIATION: char = '\u{FE0F}';

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

/// What stands between two runs of digits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    Dot,
    Comma,
    Space,
}

/// An exact decimal number with at most two digits behind the point.
#[derive(Clone, Copy)]
struct Number {
    whole: i64,
    hundredths: Option<i64>,
}

/// Reads a price.
pub(super) fn read(text: &str) -> Result<Money, PriceError> {
    if text.len() > PRICE_BYTES_MAX {
        return Err(PriceError::NotAnAmount);
    }
    let (number, currency) = split_currency(text.trim())?;
    in_minor_units(read_number(number)?, currency)
}

/// The number's text and its currency, which stands on one side of it.
fn split_currency(text: &str) -> Result<(&str, Currency), PriceError> {
    if let Some((currency, rest)) = take_symbol(text) {
        return Ok((rest.trim_start_matches(is_space), currency));
    }
    let number_end = text.find(|character: char| !is_number_part(character)).unwrap_or(text.len());
    let (number, tail) = text.split_at(number_end);
    if number.is_empty() {
        return Err(PriceError::NotAnAmount);
    }
    if tail.is_empty() {
        return Err(PriceError::NoCurrency);
    }
    let currency = match take_symbol(tail) {
        Some((currency, "")) => Some(currency),
        Some(_) => None,
        None => Currency::from_code(tail),
    };
    let currency = currency.ok_or(PriceError::UnknownCurrency)?;
    Ok((number.trim_end_matches(is_space), currency))
}

/// The currency whose symbol `text` begins with, and what follows the symbol.
fn take_symbol(text: &str) -> Option<(Currency, &str)> {
    let mut characters = text.chars();
    let currency = Currency::from_symbol(characters.next()?)?;
    let rest = characters.as_str();
    let rest = match currency {
        Currency::STARS => rest.strip_prefix(EMOJI_VARIATION).unwrap_or(rest),
        _ => rest,
    };
    Some((currency, rest))
}

fn read_number(text: &str) -> Result<Number, PriceError> {
    let (mut groups, mut separators) = split_groups(text)?;
    let hundredths = match (groups.last(), separators.last()) {
        (Some(digits), Some(Separator::Dot | Separator::Comma)) if digits.len() == 2 => {
            digits.parse().ok()
        }
        _ => None,
    };
    if hundredths.is_some() {
        groups.pop();
        let decimal = separators.pop();
        if separators.last().copied() == decimal {
            return Err(PriceError::NotAnAmount);
        }
    }
    require_thousands(&groups, &separators)?;
    if hundredths.is_none() && matches!(separators[..], [Separator::Dot | Separator::Comma]) {
        return Err(PriceError::TwoWays);
    }
    let whole = groups.concat().parse().map_err(|_| PriceError::TooLarge)?;
    Ok(Number { whole, hundredths })
}

/// Runs of digits and what separates them; there is one run more than separators.
fn split_groups(text: &str) -> Result<(Vec<&str>, Vec<Separator>), PriceError> {
    let groups: Vec<&str> = text.split(|c: char| separator(c).is_some()).collect();
    let separators = text.chars().filter_map(separator).collect();
    let all_digits = groups.iter().all(|group| {
        !group.is_empty() && group.bytes().all(|character| character.is_ascii_digit())
    });
    if all_digits { Ok((groups, separators)) } else { Err(PriceError::NotAnAmount) }
}

/// One to three digits, then threes, with the same separator; no leading zeros.
fn require_thousands(groups: &[&str], separators: &[Separator]) -> Result<(), PriceError> {
    let Some((first, rest)) = groups.split_first() else {
        return Err(PriceError::NotAnAmount);
    };
    let well_formed = (rest.is_empty() || first.len() <= 3)
        && rest.iter().all(|group| group.len() == 3)
        && separators.windows(2).all(|pair| pair[0] == pair[1])
        && (!first.starts_with('0') || (*first == "0" && rest.is_empty()));
    if well_formed { Ok(()) } else { Err(PriceError::NotAnAmount) }
}

fn in_minor_units(number: Number, currency: Currency) -> Result<Money, PriceError> {
    let digits = currency.minor_digits();
    let fraction = match (number.hundredths, digits) {
        (None, _) => 0,
        (Some(_), 0 | 1) => return Err(PriceError::NoFractions),
        // Two digits are hundredths also where the minor unit is smaller: 5.25 KWD is 5250 fils.
        (Some(hundredths), digits) => hundredths * 10_i64.pow(digits - 2),
    };
    number
        .whole
        .checked_mul(10_i64.pow(digits))
        .and_then(|whole| whole.checked_add(fraction))
        .map(|amount| Money { amount, currency })
        .ok_or(PriceError::TooLarge)
}

fn is_number_part(character: char) -> bool {
    character.is_ascii_digit() || separator(character).is_some()
}

fn separator(character: char) -> Option<Separator> {
    match character {
        '.' => Some(Separator::Dot),
        ',' => Some(Separator::Comma),
        _ if is_space(character) => Some(Separator::Space),
        _ => None,
    }
}

/// A space, no-break, narrow no-break or thin.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}')
}

#[cfg(test)]
mod tests;
