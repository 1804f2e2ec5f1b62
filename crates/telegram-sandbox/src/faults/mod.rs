//! Faults of a whole sandbox, by name, from its start or at run time.
//!
//! [`Fault`] has the names; `injector` makes them happen to one account's clients.

mod injector;

use std::str::FromStr;

pub(crate) use injector::FaultInjector;

/// The faults with the names by which they are typed.
macro_rules! faults {
    ($($(#[$doc:meta])* $name:literal $fault:ident;)*) => {
        /// A fault that the seller's clients meet, or those of Tribute's API and the bank's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault {
            $($(#[$doc])* $fault,)*
        }

        impl Fault {
            /// The name by which it is typed.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$fault => $name,)*
                }
            }
        }

        /// The names of all faults.
        pub const NAMES: &[&str] = &[$($name),*];

        impl FromStr for Fault {
            type Err = UnknownFault;

            fn from_str(given: &str) -> Result<Self, Self::Err> {
                match given {
                    $($name => Ok(Self::$fault),)*
                    _ => Err(UnknownFault { given: given.to_owned() }),
                }
            }
        }
    };
}

faults! {
    /// Connections are cut every now and then.
    "cuts" Cuts;
    /// Now and then everything vanishes on the way for a while, and nobody hangs up.
    "blackhole" Blackhole;
    /// Now and then connections are taken and nothing is answered, for a while.
    "silent" Silent;
    /// Calls have to wait: `FLOOD_WAIT_2`.
    "floods" Floods;
    /// Each update arrives twice.
    "dup" Dup;
    /// Updates overtake each other.
    "reorder" Reorder;
    /// No update ever arrives.
    "drop" Drop;
    /// Answers take a second or so, and come in small pieces.
    "slow" Slow;
    /// The session is ended after the first reply.
    "revoked" Revoked;
    /// Telegram says after the first reply that the session is used in two places.
    "duplicated" Duplicated;
    /// All of them at random, but for the ends of sessions and webhooks that never come.
    "chaos" Chaos;
    /// The connection is cut before some messages are sent.
    "send_cut_before" SendCutBefore;
    /// The connection is cut after some messages are sent, in place of the answer.
    "send_cut_after" SendCutAfter;
    /// The connection is cut before some presses.
    "press_cut_before" PressCutBefore;
    /// The connection is cut after some presses, in place of the answer.
    "press_cut_after" PressCutAfter;
    /// A `random_id` is forgotten at once.
    "random_id_forgotten" RandomIdForgotten;
    /// A repeated `random_id` is answered with an error.
    "random_id_duplicate" RandomIdDuplicate;
    /// A difference of more than a few changes is too long.
    "difference_too_long" DifferenceTooLong;
    /// Nobody is told that something was paid at a bot: it is found in the difference.
    "payments_untold" PaymentsUntold;
    /// That is told twice.
    "payments_twice" PaymentsTwice;
    /// Some answers to readings of the history can't be decoded.
    "undecodable" Undecodable;
    /// Webhooks come seconds late.
    "webhooks_late" WebhooksLate;
    /// Each webhook comes twice, at once.
    "webhooks_twice" WebhooksTwice;
    /// Of two webhooks, the second comes first.
    "webhooks_out_of_order" WebhooksOutOfOrder;
    /// Of two webhooks, the second never comes.
    "webhooks_lost" WebhooksLost;
    /// Before each webhook comes the same with a wrong signature.
    "webhooks_forged" WebhooksForged;
    /// The signatures of webhooks are in base64.
    "webhooks_base64" WebhooksBase64;
    /// The numbers in webhooks are texts.
    "webhooks_strings" WebhooksStrings;
    /// Names and keys of webhooks are spelt `likeThis`.
    "webhooks_camel_case" WebhooksCamelCase;
    /// Keys of the shop's webhooks are spelt `like_this`.
    "webhooks_snake_case" WebhooksSnakeCase;
    /// Every other call of Tribute's API, or of the bank's, is answered with 503.
    "api_errors" ApiErrors;
    /// Every other answer is lost to an order made in Tribute's shop, or to a payment made, charged or given back at
    /// the bank.
    "api_create_lost" ApiCreateLost;
}

/// A text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is no fault; they are: {names}", names = names())]
pub struct UnknownFault {
    /// The text.
    pub given: String,
}

/// The names of all faults, as a person reads them.
pub fn names() -> String {
    NAMES.join(", ")
}

impl Fault {
    /// Returns true if no order can be worked on any more once it has happened.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Revoked | Self::Duplicated)
    }

    /// Returns true if it concerns webhooks only.
    pub fn is_of_webhooks(self) -> bool {
        self.name().starts_with("webhooks_")
    }

    /// Returns true if it concerns payments at bots only.
    pub fn is_of_payments(self) -> bool {
        self.name().starts_with("payments_")
    }

    /// Returns true if it concerns calls of Tribute's API only.
    pub fn is_of_api(self) -> bool {
        self.name().starts_with("api_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_name_is_answered_with_the_right_ones() {
        let error = "updates".parse::<Fault>().unwrap_err().to_string();
        for name in NAMES {
            assert!(error.contains(name));
            assert_eq!(name.parse::<Fault>().unwrap().name(), *name);
        }
    }
}
