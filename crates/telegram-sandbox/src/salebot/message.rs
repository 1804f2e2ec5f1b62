//! What a message says about a payment: pure.

use super::is_same;

/// What became of a payment. Amounts are in kopecks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payment {
    /// It was made.
    Success {
        /// How much.
        kopecks: u64,
    },
    /// It came to nothing.
    Fail {
        /// How much.
        kopecks: u64,
    },
    /// Another amount was paid than was asked for.
    DifferentAmounts {
        /// The payment's name, which may look like an amount.
        payment_id: String,
    },
}

/// Reads a message. `None`: it is about no payment, and a customer may have typed it. Nothing around it is forgiven.
pub fn payment(prefix: &str, message: &str) -> Option<Payment> {
    let (begins, rest) = message.split_at_checked(prefix.len())?;
    if !is_same(begins, prefix) {
        return None;
    }
    let (outcome, about) = rest.strip_prefix('_')?.split_once(' ')?;
    match outcome {
        "success" => Some(Payment::Success { kopecks: kopecks(about)? }),
        "fail" => Some(Payment::Fail { kopecks: kopecks(about)? }),
        "different_amounts" if !about.is_empty() && !about.contains(char::is_whitespace) => {
            Some(Payment::DifferentAmounts { payment_id: about.to_owned() })
        }
        _ => None,
    }
}

/// `44`, `100.5`, `100.55`
fn kopecks(amount: &str) -> Option<u64> {
    let (roubles, fraction) = amount.split_once('.').unwrap_or((amount, "00"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    if !is_number(roubles) || !is_number(fraction) || fraction.len() > 2 {
        return None;
    }
    let fraction: u64 = format!("{fraction:0<2}").parse().ok()?;
    roubles.parse::<u64>().ok()?.checked_mul(100)?.checked_add(fraction)
}

impl Payment {
    /// The outcome's word, and what it is about.
    pub(super) fn told(&self) -> (&'static str, String) {
        let roubles = |kopecks: u64| format!("{}.{:02}", kopecks / 100, kopecks % 100);
        match self {
            Self::Success { kopecks } => ("success", roubles(*kopecks)),
            Self::Fail { kopecks } => ("fail", roubles(*kopecks)),
            Self::DifferentAmounts { payment_id } => ("different_amounts", payment_id.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payments_and_what_customers_type() {
        let success = |kopecks| Some(Payment::Success { kopecks });
        let of_other_amount = Payment::DifferentAmounts { payment_id: "123456".to_owned() };
        for (message, expected) in [
            ("ovg58keefc_success 44", success(4_400)),
            ("ovg58keefc_success 100.55", success(10_055)),
            ("ovg58keefc_success 100.5", success(10_050)),
            ("ovg58keefc_fail 44", Some(Payment::Fail { kopecks: 4_400 })),
            ("ovg58keefc_different_amounts 123456", Some(of_other_amount)),
            ("Ovg58keefc_success 44", None),
            (" ovg58keefc_success 44 ", None),
            ("ovg58keefc_success 44 ", None),
            ("ovg58keefX_success 44", None),
            ("ovg58keefc_success 44,00", None),
            ("ovg58keefc_success 0.001", None),
            ("ovg58keefc_success", None),
            ("ovg58keefc", None),
            ("ovg58keefc_success 99999999999999999999", None),
            ("", None),
        ] {
            assert_eq!(payment("ovg58keefc", message), expected, "{message}");
        }
    }
}
