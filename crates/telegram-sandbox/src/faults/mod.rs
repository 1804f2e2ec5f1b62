//! Faults of a whole sandbox, by name, from its start or at run time.
//!
//! - [`Fault`]: the names. [`FaultInjector`] makes them happen to one account's clients.
//! - `timed`: what comes and goes. `chaos`: a mixture of all that orders have to survive.

mod chaos;
mod injector;
mod timed;

use std::str::FromStr;

pub use injector::FaultInjector;

/// A fault that the seller's clients meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Connections are cut every now and then.
    Cuts,
    /// Now and then everything vanishes on the way for a while, and nobody hangs up.
    Blackhole,
    /// Now and then connections are taken and nothing is answered, for a while.
    Silent,
    /// Calls have to wait: `FLOOD_WAIT_2`.
    Floods,
    /// Each update arrives twice.
    Dup,
    /// Updates overtake each other.
    Reorder,
    /// No update ever arrives.
    Drop,
    /// Answers take a second or so, and come in small pieces.
    Slow,
    /// The session is ended after the first reply.
    Revoked,
    /// Telegram says after the first reply that the session is used in two places.
    Duplicated,
    /// All of them at random, but for the ends of sessions.
    Chaos,
    /// The connection is cut before some messages are sent.
    SendCutBefore,
    /// The connection is cut after some messages are sent, in place of the answer.
    SendCutAfter,
    /// The connection is cut before some presses.
    PressCutBefore,
    /// The connection is cut after some presses, in place of the answer.
    PressCutAfter,
    /// A `random_id` is forgotten at once.
    RandomIdForgotten,
    /// A repeated `random_id` is answered with an error.
    RandomIdDuplicate,
    /// A difference of more than a few changes is too long.
    DifferenceTooLong,
}

const NAMED: [(&str, Fault); 18] = [
    ("cuts", Fault::Cuts),
    ("blackhole", Fault::Blackhole),
    ("silent", Fault::Silent),
    ("floods", Fault::Floods),
    ("dup", Fault::Dup),
    ("reorder", Fault::Reorder),
    ("drop", Fault::Drop),
    ("slow", Fault::Slow),
    ("revoked", Fault::Revoked),
    ("duplicated", Fault::Duplicated),
    ("chaos", Fault::Chaos),
    ("send_cut_before", Fault::SendCutBefore),
    ("send_cut_after", Fault::SendCutAfter),
    ("press_cut_before", Fault::PressCutBefore),
    ("press_cut_after", Fault::PressCutAfter),
    ("random_id_forgotten", Fault::RandomIdForgotten),
    ("random_id_duplicate", Fault::RandomIdDuplicate),
    ("difference_too_long", Fault::DifferenceTooLong),
];

/// The names of all faults.
pub const NAMES: [&str; 18] = {
    let mut names = [""; 18];
    let mut index = 0;
    while index < names.len() {
        names[index] = NAMED[index].0;
        index += 1;
    }
    names
};

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

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        NAMED
            .iter()
            .find(|(name, _)| *name == given)
            .map(|(_, fault)| *fault)
            .ok_or_else(|| UnknownFault {
                given: given.to_owned(),
            })
    }
}

impl Fault {
    /// Returns true if no order can be worked on any more once it has happened.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Revoked | Self::Duplicated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_name_is_answered_with_the_right_ones() {
        let error = "updates".parse::<Fault>().unwrap_err().to_string();
        for (name, fault) in NAMED {
            assert!(error.contains(name));
            assert_eq!(name.parse(), Ok(fault));
        }
    }
}
