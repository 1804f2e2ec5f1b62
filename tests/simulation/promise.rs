//! What must hold in every history, by name: a violation says which promise fell.

use std::fmt;

/// A promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// The shop gives the goods of an order once.
    NoSecondActivation,
    /// Each code is sent to one customer, who gets as many as were paid for.
    EachCodeOnce,
    /// Each code that was imported can be given, or was given.
    NoCodeLost,
    /// What is paid once is given once, and what goes back is taken back.
    PaidOnceGivenOnce,
    /// Nothing that was paid is forgotten, whoever tells of it or does not.
    NothingPaidForgotten,
    /// Nobody may pay for what is known to be paid.
    NotPaidTwice,
    /// A customer is charged once for each charge.
    ChargedOnce,
    /// What is to go back goes back once.
    BackOnce,
    /// A customer is answered once.
    NoSecondReply,
    /// The bot is told once that an order is fulfilled.
    NoSecondPress,
    /// No button is pressed and nothing is written that nobody asked for.
    NothingForeign,
    /// Every act is preceded by a look at what it depends on.
    LookBeforeActing,
    /// What is tried again is tried again as it was the first time, and signed anew.
    SameActAgain,
    /// What the owner answered is left to the owner.
    HandsOff,
    /// Every paid order ends completed, closed by a person, or with a human who was told.
    NothingLost,
    /// What moderators are to read they read, and the customer what the shop says.
    EverythingTold,
    /// What the bot says of an order after its end reaches a person.
    LaterWordsTold,
    /// Nothing but the bot's own order messages is an order; nobody is asked for another account.
    NeverFooled,
    /// The events of an order, replayed, give its stored state.
    ReplayAgrees,
    /// The money that the bot took is the money in the journal.
    MoneyAgrees,
    /// Moderators are told no more than they can read.
    ChatReadable,
    /// Nobody is heard who may not decide.
    OnlyModerators,
    /// What a moderator says of an order is answered once, and done for that order.
    WordsAnswered,
    /// What was taken back or ended by a moderator is not done.
    TakenBack,
    /// Nothing is said or pressed for an order that waits for a yes that was not said.
    AskedFirst,
    /// A wait that Telegram or the shop asks for is kept.
    WaitsKept,
    /// The agent neither spins nor panics nor gives up, and stops when asked to.
    KeepsWorking,
    /// The journal opens after every death, and holds what was recorded.
    JournalHolds,
}

impl Promise {
    fn name(self) -> &'static str {
        match self {
            Self::NoSecondActivation => "no second activation",
            Self::EachCodeOnce => "each code once",
            Self::NoCodeLost => "no code lost",
            Self::PaidOnceGivenOnce => "paid once, given once",
            Self::NothingPaidForgotten => "nothing paid is forgotten",
            Self::NotPaidTwice => "not paid twice",
            Self::ChargedOnce => "charged once",
            Self::BackOnce => "back once",
            Self::NoSecondReply => "no second reply",
            Self::NoSecondPress => "no second press",
            Self::NothingForeign => "nothing foreign is pressed or said",
            Self::LookBeforeActing => "look before acting",
            Self::SameActAgain => "the same act again",
            Self::HandsOff => "hands off what the owner answered",
            Self::NothingLost => "nothing lost",
            Self::EverythingTold => "everything told",
            Self::LaterWordsTold => "later words told",
            Self::NeverFooled => "never fooled",
            Self::ReplayAgrees => "replay agrees",
            Self::MoneyAgrees => "money agrees",
            Self::ChatReadable => "the moderators' chat stays readable",
            Self::OnlyModerators => "only moderators are heard",
            Self::WordsAnswered => "every word is answered",
            Self::TakenBack => "taken back, it is not done",
            Self::AskedFirst => "the first orders are asked about",
            Self::WaitsKept => "waits kept",
            Self::KeepsWorking => "keeps working",
            Self::JournalHolds => "the journal holds",
        }
    }
}

/// A promise that fell, and how.
#[derive(Clone, Debug)]
pub struct Violation {
    /// Which one.
    pub promise: Promise,
    /// What happened.
    pub what: String,
}

impl Violation {
    /// It fell like this.
    pub fn of(promise: Promise, what: impl Into<String>) -> Self {
        Self { promise, what: what.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.promise.name(), self.what)
    }
}
