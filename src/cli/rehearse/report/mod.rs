//! What a rehearsal says at its end, for people and for machines.

mod json;
mod people;
mod troubles;
mod words;

pub(super) use json::write as write_json;
pub(super) use people::{Style, write as write_for_people};

use super::case::{End, Wanted};
use super::performance::Outcome;

/// How many messages ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Summary {
    /// All of them.
    pub(super) orders: usize,
    /// Those that ended as expected.
    pub(super) as_expected: usize,
    /// Completed orders.
    pub(super) completed: usize,
    /// Orders with the moderators.
    pub(super) escalated: usize,
    /// Orders that somebody else ended.
    pub(super) closed: usize,
    /// What is no order, and what has not ended.
    pub(super) other: usize,
}

impl Summary {
    /// Counts.
    pub(super) fn of(outcomes: &[Outcome]) -> Self {
        let ended = |end: End| {
            let ends = outcomes
                .iter()
                .filter(|outcome| outcome.seen.end() == Some(end));
            ends.count()
        };
        let (completed, escalated, closed) = (
            ended(End::Completed),
            ended(End::Escalated),
            ended(End::Closed),
        );
        Self {
            orders: outcomes.len(),
            as_expected: outcomes
                .iter()
                .filter(|outcome| outcome.is_as_expected())
                .count(),
            completed,
            escalated,
            closed,
            other: outcomes.len() - completed - escalated - closed,
        }
    }

    /// Whether all is as expected.
    pub(super) fn is_good(self) -> bool {
        self.as_expected == self.orders
    }
}

impl Outcome {
    /// Whether it ended as expected.
    pub(super) fn is_as_expected(&self) -> bool {
        self.deviations.is_empty()
    }

    /// The state that was expected; `None`: any would do.
    pub(super) fn expected_name(&self) -> Option<&'static str> {
        match self.expected.end {
            Wanted::Just(end) => Some(end.name()),
            Wanted::Anything => None,
        }
    }
}
