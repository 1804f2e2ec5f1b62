//! Sums in kopecks, exact.

use serde::{Serialize, Serializer};

use crate::order::{Currency, Money};

/// Thousandths in a whole.
const WHOLE: u64 = 1_000;
const FRACTION_DIGITS_MAX: usize = 3;
const WHOLE_DIGITS_MAX: usize = 5;

/// A quantity, to the thousandth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity(u64);

impl Quantity {
    /// One.
    pub const ONE: Self = Self(WHOLE);

    /// Reads `1`, `0.625`, `2.50`; `None` for nothing, for less, and for more digits than a receipt has.
    pub fn read(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_digits = |part: &str, max: usize| {
            (1..=max).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let fraction = fraction.trim_end_matches('0');
        let is_good = is_digits(whole, WHOLE_DIGITS_MAX)
            && (fraction.is_empty() || is_digits(fraction, FRACTION_DIGITS_MAX));
        let thousandths = || {
            Some(
                whole.parse::<u64>().ok()? * WHOLE
                    + format!("{fraction:0<3}").parse::<u64>().ok()?,
            )
        };
        is_good.then(thousandths)?.filter(|thousandths| *thousandths > 0).map(Self)
    }

    /// So many things; `None` for none, or more than a receipt has.
    pub fn whole(self) -> Option<usize> {
        self.0.is_multiple_of(WHOLE).then(|| usize::try_from(self.0 / WHOLE).ok()).flatten()
    }

    /// Returns what so much costs at this price, in kopecks, half a kopeck up; `None` if that is beyond all bounds.
    pub fn of(self, price: i64) -> Option<i64> {
        let thousandths = i128::from(price) * i128::from(self.0);
        i64::try_from((thousandths + i128::from(WHOLE / 2)).div_euclid(i128::from(WHOLE))).ok()
    }
}

/// As a number, without a fraction where there is none.
impl Serialize for Quantity {
    #[expect(clippy::cast_precision_loss, reason = "a receipt has eight digits")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => whole.serialize(serializer),
            None => (self.0 as f64 / WHOLE as f64).serialize(serializer),
        }
    }
}

/// Reads a price in roubles: `100`, `44.50`, `1 250,00`; `None` for what has no whole kopecks, or can be read in two
/// ways.
pub fn kopecks(roubles: &str) -> Option<i64> {
    let money: Money = format!("{roubles} RUB").parse().ok()?;
    (Some(money.currency) == Currency::from_code("RUB")).then_some(money.amount)
}

/// Shares a sum out among so many, each with the same but for a kopeck, the last ones with more.
pub fn share_out(sum: i64, parts: usize) -> Vec<i64> {
    let Ok(count) = i64::try_from(parts) else { return Vec::new() };
    let Some(share) = sum.checked_div(count) else { return Vec::new() };
    let with_more = usize::try_from(sum % count).unwrap_or_default();
    let with_less = std::iter::repeat_n(share, parts - with_more);
    with_less.chain(std::iter::repeat_n(share + 1, with_more)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_shared_out_adds_up() {
        assert_eq!(share_out(10_000, 3), [3333, 3333, 3334]);
        assert_eq!(share_out(2, 3), [0, 1, 1]);
        assert_eq!(share_out(5, 1), [5]);
        assert!(share_out(5, 0).is_empty());
    }

    #[test]
    fn a_part_of_a_kopeck_is_rounded_up_from_its_half() {
        for (price, quantity, amount) in
            [(830, "0.625", 519), (1, "0.5", 1), (1, "0.499", 0), (100, "1", 100), (333, "3", 999)]
        {
            assert_eq!(Quantity::read(quantity).unwrap().of(price), Some(amount), "{quantity}");
        }
        assert_eq!(Quantity::read("99999").unwrap().of(i64::MAX), None);
    }

    #[test]
    fn a_price_has_whole_kopecks() {
        for (text, amount) in [
            ("100", Some(10_000)),
            ("44.5", Some(4450)),
            ("100.55", Some(10_055)),
            ("1 250,00", Some(125_000)),
            ("10.005", None),
            ("1,250", None),
            ("-1", None),
            ("100 EUR", None),
            ("100 RUB", None),
            ("1e3", None),
            ("", None),
        ] {
            assert_eq!(kopecks(text), amount, "{text:?}");
        }
    }

    #[test]
    fn quantities_are_written_as_they_are_read() {
        for (text, json) in [("1", "1"), ("2.50", "2.5"), ("0.625", "0.625"), ("3.000", "3")] {
            let quantity = Quantity::read(text).unwrap();
            assert_eq!(serde_json::to_string(&quantity).unwrap(), json, "{text}");
        }
        for text in ["", "0", "0.000", "-1", "1.0001", "100000", "1,5", ".5", "1e2", "١"] {
            assert_eq!(Quantity::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn shares_add_up_and_differ_by_a_kopeck(sum in 0..1_000_000_000_i64, parts in 1..200_usize) {
            let shares = share_out(sum, parts);
            prop_assert_eq!(shares.len(), parts);
            prop_assert_eq!(shares.iter().sum::<i64>(), sum);
            prop_assert!(shares[parts - 1] - shares[0] <= 1 && shares.is_sorted());
        }
    }
}
