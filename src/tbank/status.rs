//! How far a payment is, in the bank's words, and what they mean.

use std::fmt;

use crate::order::Untrusted;

/// No status is longer; more of one says nothing more.
const STATUS_CHARACTERS_MAX: usize = 64;

/// What the status of a payment means for who has asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is decided: the customer may pay.
    Open,
    /// The money is held on the card, and not taken yet.
    Held,
    /// The money is here. Only now are goods given.
    Paid,
    /// It is on its way back.
    Refunding,
    /// Some of it went back.
    PartlyRefunded,
    /// All of it went back.
    Refunded,
    /// It never was taken, and will not be: cancelled, or let go.
    Released,
    /// This attempt has failed. Another one of the same order may be paid.
    Failed,
    /// The time is over in which it could be paid.
    Expired,
    /// Nothing about the payment: its receipt is registered.
    Receipt,
    /// The bank has a new word for something.
    Unknown,
}

/// The statuses with the bank's words for them.
macro_rules! statuses {
    ($($word:literal $status:ident $standing:ident;)*) => {
        /// The status of a payment.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "as the bank's documents call them")]
        pub enum Status {
            $($status,)*
            /// None of these, as it was written.
            Unknown(Untrusted),
        }

        impl Status {
            /// All that are known.
            pub const ALL: &[Self] = &[$(Self::$status),*];

            /// The bank's word for it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$status => $word,)*
                    Self::Unknown(word) => word.as_str(),
                }
            }

            /// What it means.
            pub fn standing(&self) -> Standing {
                match self {
                    $(Self::$status => Standing::$standing,)*
                    Self::Unknown(_) => Standing::Unknown,
                }
            }

            /// The status that a word of the bank's means.
            pub fn read(word: &str) -> Self {
                match word {
                    $($word => Self::$status,)*
                    _ => {
                        let kept = word.chars().take(STATUS_CHARACTERS_MAX).collect::<String>();
                        Self::Unknown(Untrusted::new(kept))
                    }
                }
            }
        }
    };
}

statuses! {
    "NEW" New Open;
    "FORM_SHOWED" FormShowed Open;
    "PREAUTHORIZING" Preauthorizing Open;
    "AUTHORIZING" Authorizing Open;
    "3DS_CHECKING" ThreeDsChecking Open;
    "3DS_CHECKED" ThreeDsChecked Open;
    "PAY_CHECKING" PayChecking Open;
    "AUTHORIZED" Authorized Held;
    "CONFIRMING" Confirming Held;
    "CONFIRM_CHECKING" ConfirmChecking Held;
    "CONFIRMED" Confirmed Paid;
    "REVERSING" Reversing Held;
    "PARTIAL_REVERSED" PartialReversed Held;
    "REVERSED" Reversed Released;
    "REFUNDING" Refunding Refunding;
    "ASYNC_REFUNDING" AsyncRefunding Refunding;
    "PARTIAL_REFUNDED" PartialRefunded PartlyRefunded;
    "REFUNDED" Refunded Refunded;
    "CANCELED" Canceled Released;
    "DEADLINE_EXPIRED" DeadlineExpired Expired;
    "ATTEMPTS_EXPIRED" AttemptsExpired Expired;
    "REJECTED" Rejected Failed;
    "AUTH_FAIL" AuthFail Failed;
    "RECEIPT" Receipt Receipt;
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(word) => word.fmt(f),
            known => f.write_str(known.as_str()),
        }
    }
}

impl Standing {
    /// How much it decides about an order that was tried to be paid several times: a payment that was made counts for
    /// more than one that may be, and that for more than one that can't.
    pub(super) fn weight(self) -> u8 {
        match self {
            Self::Paid | Self::PartlyRefunded | Self::Refunding => 5,
            Self::Refunded => 4,
            Self::Held => 3,
            Self::Open | Self::Unknown => 2,
            Self::Released | Self::Expired | Self::Failed => 1,
            Self::Receipt => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the bank's documents list them.
    #[test]
    fn every_status_is_known() {
        let listed = "NEW FORM_SHOWED PREAUTHORIZING AUTHORIZING 3DS_CHECKING 3DS_CHECKED AUTHORIZED \
                      PAY_CHECKING CONFIRMING CONFIRM_CHECKING CONFIRMED REVERSING PARTIAL_REVERSED \
                      REVERSED REFUNDING ASYNC_REFUNDING PARTIAL_REFUNDED REFUNDED CANCELED \
                      DEADLINE_EXPIRED ATTEMPTS_EXPIRED REJECTED AUTH_FAIL RECEIPT";
        assert_eq!(listed.split_whitespace().count(), Status::ALL.len());
        for word in listed.split_whitespace() {
            let status = Status::read(word);
            assert!(Status::ALL.contains(&status), "{word}");
            assert_eq!((status.as_str(), status.to_string().as_str()), (word, word));
        }
        let paid = Status::ALL.iter().filter(|status| status.standing() == Standing::Paid);
        assert_eq!(paid.collect::<Vec<_>>(), [&Status::Confirmed]);
    }

    #[test]
    fn a_new_word_is_kept() {
        for word in ["FUTURE_STATUS", "confirmed", "Confirmed", " CONFIRMED", ""] {
            let status = Status::read(word);
            assert_eq!((status.as_str(), status.standing()), (word, Standing::Unknown));
        }
        assert_eq!(Status::read(&"X".repeat(1000)).as_str().len(), STATUS_CHARACTERS_MAX);
    }
}
