//! A message that is rehearsed, and how it must end.

use std::collections::BTreeMap;

pub(super) use telegram_sandbox::orders::Expectation as End;
use telegram_sandbox::orders::PlannedOrder;

#[derive(Clone, Debug)]
pub(super) struct Case {
    /// The number that people use: №7.
    pub(super) number: u32,
    pub(super) title: String,
    /// Where it was written: `07-two-numbers.toml`, `order 3`.
    pub(super) source: String,
    /// The message, and how the sandbox treats it.
    pub(super) planned: PlannedOrder,
    pub(super) expected: Expected,
}

/// Facts about an order by their names (`reason`, `replies`, …), as a report shows them.
pub(super) type Facts = BTreeMap<&'static str, String>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Expected {
    /// `None`: any end.
    pub(super) end: Option<End>,
    /// The facts that must be so. Others don't matter.
    pub(super) facts: Facts,
    /// A piece of every message to the moderators, and no message without one; `None`: whatever
    /// they are told.
    pub(super) told: Option<Vec<String>>,
    pub(super) tolerance: Tolerance,
}

/// Other ends that are right when faults are injected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tolerance {
    #[default]
    None,
    /// An order that was to be completed may be with people who are asked whether a lost press has
    /// taken effect: of a bot that shows nothing, nobody can know.
    PressMayBeLost,
    /// An order may be wherever it was when the agent had to stop.
    AgentStops,
}

/// The name of an end in `--json` and in fixtures.
pub(super) fn end_name(end: End) -> &'static str {
    match end {
        End::Completed => "completed",
        End::Escalated => "escalated",
        End::Closed => "closed",
        End::Ignored => "other",
    }
}

impl Expected {
    /// Completed: given once, answered once, pressed once.
    pub(super) fn completed() -> Self {
        let once = ["activations", "replies", "presses"].map(|name| (name, "1".to_owned()));
        let mut facts = Facts::from(once);
        facts.insert("reason", shown(None::<&str>));
        Self { end: Some(End::Completed), facts, ..Self::default() }
    }

    /// Allows for injected faults: what moderators were to read may be over before it could be
    /// sent, and a call may be made once more; the end is the same, but for the `tolerance`.
    pub(super) fn tolerate(&mut self, tolerance: Tolerance) {
        if tolerance == Tolerance::AgentStops {
            *self = Self::default();
        }
        self.told = None;
        self.facts.remove("attempts");
        self.tolerance = tolerance;
    }
}

pub(super) fn shown(fact: Option<impl ToString>) -> String {
    fact.map_or_else(|| "—".to_owned(), |fact| fact.to_string())
}
