//! What is rehearsed: a message, how the world treats it, how it must end.

use crate::order::Money;
use telegram_sandbox::orders::PlannedOrder;

/// A message that is rehearsed.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// The number that people use: №7.
    pub(super) number: u32,
    /// What it is, in a few words.
    pub(super) title: String,
    /// Where it was written: `07-two-numbers.toml`, `line 3`.
    pub(super) source: String,
    /// The message, and how the world treats it.
    pub(super) planned: PlannedOrder,
    /// How it must end.
    pub(super) expected: Expected,
}

/// How a message must end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Expected {
    /// In which state.
    pub(super) end: Wanted<End>,
    /// For which reason, when it is escalated or closed.
    pub(super) reason: Wanted<Option<String>>,
    /// For which account.
    pub(super) account_id: Wanted<Option<String>>,
    /// At which price.
    pub(super) price: Wanted<Option<Money>>,
    /// How often the shop gave the goods.
    pub(super) activations: Wanted<u32>,
    /// How many calls to the shop it took.
    pub(super) attempts: Wanted<u32>,
    /// How many replies stand in the chat, by whichever hand.
    pub(super) replies: Wanted<u32>,
    /// How many presses took effect, or came after the one that did.
    pub(super) presses: Wanted<u32>,
    /// What moderators must read: a piece of every message to them, and no message without one.
    pub(super) told: Wanted<Vec<String>>,
    /// Where it may end else, when things go wrong on purpose.
    pub(super) leniency: Leniency,
}

/// Where a message may end else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Leniency {
    /// Nowhere.
    #[default]
    None,
    /// Instead of being completed, with people who are asked whether a press that was lost has
    /// taken effect: of a bot that shows nothing, nobody can know.
    PressMayBeLost,
    /// Wherever it was when the agent had to stop.
    AgentStops,
}

/// What a thing must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Wanted<T> {
    /// Whatever it is, it is right.
    #[default]
    Anything,
    /// This.
    Just(T),
}

/// Where a message can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    /// The order is completed.
    Completed,
    /// It is with the moderators.
    Escalated,
    /// Somebody else has ended it.
    Closed,
    /// It is no order.
    Other,
}

impl End {
    /// As `--json` writes it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Escalated => "escalated",
            Self::Closed => "closed",
            Self::Other => "other",
        }
    }
}

impl Expected {
    /// Completed for this account: given once, answered once, pressed once.
    pub(super) fn completed(account_id: Wanted<Option<String>>) -> Self {
        Self {
            end: Wanted::Just(End::Completed),
            reason: Wanted::Just(None),
            account_id,
            activations: Wanted::Just(1),
            replies: Wanted::Just(1),
            presses: Wanted::Just(1),
            ..Self::default()
        }
    }

    /// Where things go wrong on purpose, what moderators were to read may be over before it could
    /// be sent, and a call may be made once more; the end must be the same, as far as `leniency`
    /// does not say otherwise.
    pub(super) fn forgive(&mut self, leniency: Leniency) {
        self.told = Wanted::Anything;
        self.attempts = Wanted::Anything;
        self.leniency = leniency;
        if leniency == Leniency::AgentStops {
            *self = Self {
                leniency,
                ..Self::default()
            };
        }
    }

    /// Whether the end that came is that of a lost press, and may be.
    pub(super) fn forgives(&self, end: Option<End>, reason: Option<&str>) -> bool {
        self.leniency == Leniency::PressMayBeLost
            && self.end == Wanted::Just(End::Completed)
            && end == Some(End::Escalated)
            && reason == Some("press_unknown")
    }
}
