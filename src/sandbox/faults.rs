//! What can be made to go wrong in a whole sandbox, by name.

use std::str::FromStr;
use std::time::Duration;

use super::datacentre::DataCentre;
use super::datacentre::faults::{Point, Rule, UpdateFault};
use super::world::{Manners, RepeatAnswer, UserId};

/// Something that goes wrong for the seller's client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No update ever arrives.
    UpdatesLost,
    /// Each update arrives twice.
    UpdatesTwice,
    /// Updates overtake each other.
    UpdatesSwapped,
    /// Some messages have to wait: `FLOOD_WAIT_2`.
    FloodWait,
    /// The connection is cut before some messages are sent.
    SendCutBefore,
    /// The connection is cut after some messages are sent, in place of the answer.
    SendCutAfter,
    /// The connection is cut before some presses.
    PressCutBefore,
    /// The connection is cut after some presses, in place of the answer.
    PressCutAfter,
    /// The connection is cut every few seconds.
    Cuts,
    /// A `random_id` is forgotten at once.
    RandomIdForgotten,
    /// A repeated `random_id` is answered with an error.
    RandomIdDuplicate,
    /// A difference of more than a few changes is too long.
    DifferenceTooLong,
}

const NAMED: [(&str, Fault); 12] = [
    ("updates_lost", Fault::UpdatesLost),
    ("updates_twice", Fault::UpdatesTwice),
    ("updates_swapped", Fault::UpdatesSwapped),
    ("flood_wait", Fault::FloodWait),
    ("send_cut_before", Fault::SendCutBefore),
    ("send_cut_after", Fault::SendCutAfter),
    ("press_cut_before", Fault::PressCutBefore),
    ("press_cut_after", Fault::PressCutAfter),
    ("cuts", Fault::Cuts),
    ("random_id_forgotten", Fault::RandomIdForgotten),
    ("random_id_duplicate", Fault::RandomIdDuplicate),
    ("difference_too_long", Fault::DifferenceTooLong),
];

const SEND: &str = "messages.sendMessage";
const PRESS: &str = "messages.getBotCallbackAnswer";
/// How many calls a rule spoils, one after the other.
const SPOILT_CALLS: usize = 3;
/// How many good ones come first.
const GOOD_CALLS: usize = 1;
const FLOOD_WAIT_S: u32 = 2;
const CUT_EVERY: Duration = Duration::from_secs(3);
const DIFFERENCE_CHANGES_MAX: usize = 3;

/// A text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is no fault; they are: {names}", names = names())]
pub struct UnknownFault {
    given: String,
}

/// The names of all faults, as a person reads them.
pub fn names() -> String {
    NAMED.map(|(name, _)| name).join(", ")
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
    /// Makes it happen to `user`; but for [`cuts`](Self::cuts_every), which need a clock.
    pub(super) fn apply(self, datacentre: &DataCentre, user: UserId) {
        let faults = datacentre.faults();
        let spoil = |rule: Rule| {
            // Nobody listens: the rule works without.
            drop(faults.arm(rule.from(user).after(GOOD_CALLS).times(SPOILT_CALLS)));
        };
        match self {
            Self::UpdatesLost => faults.set_updates(UpdateFault::Drop),
            Self::UpdatesTwice => faults.set_updates(UpdateFault::Duplicate),
            Self::UpdatesSwapped => faults.set_updates(UpdateFault::Swap),
            Self::FloodWait => spoil(Rule::on(SEND).flood_wait(FLOOD_WAIT_S)),
            Self::SendCutBefore => spoil(Rule::on(SEND).cut(Point::BeforeExecuting)),
            Self::SendCutAfter => spoil(Rule::on(SEND).cut(Point::AfterExecuting)),
            Self::PressCutBefore => spoil(Rule::on(PRESS).cut(Point::BeforeExecuting)),
            Self::PressCutAfter => spoil(Rule::on(PRESS).cut(Point::AfterExecuting)),
            Self::Cuts => {}
            Self::RandomIdForgotten => manners(datacentre, |manners| {
                manners.random_id_memory = Some(Duration::ZERO);
            }),
            Self::RandomIdDuplicate => manners(datacentre, |manners| {
                manners.random_id_repeat = RepeatAnswer::Error;
            }),
            Self::DifferenceTooLong => manners(datacentre, |manners| {
                manners.difference_too_long_from = Some(DIFFERENCE_CHANGES_MAX);
            }),
        }
    }

    /// How often connections are cut.
    pub(super) fn cuts_every(self) -> Option<Duration> {
        (self == Self::Cuts).then_some(CUT_EVERY)
    }
}

fn manners(datacentre: &DataCentre, change: impl FnOnce(&mut Manners)) {
    let mut manners = datacentre.world().manners();
    change(&mut manners);
    datacentre.world().set_manners(manners);
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
