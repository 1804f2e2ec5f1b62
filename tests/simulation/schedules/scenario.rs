//! What one order meets, before anything is cut.

use std::time::Duration;

use crate::plan::nature::{AfterPress, Links, Nature};
use crate::plan::order::{Answering, Details, Moment, Order, Refusal, Surprise};
use crate::world::fate::Fate;
use crate::world::moderators::{Moderators, Word};
use crate::world::shop::Mood;

/// A world with one order in it, in which nothing is left to the dice.
pub struct Scenario {
    /// Names it, in a command too.
    pub name: &'static str,
    /// How it may end, whatever is cut: the names of stages, and of reasons to be escalated.
    pub ends: &'static [&'static str],
    /// How the shop answers its first calls.
    pub moods: &'static [Mood],
    /// What a moderator says to the order's card, so many seconds after it appeared.
    pub script: &'static [(u64, Word)],
    /// Whether somebody asks for a retry at the command line.
    pub is_retried: bool,
    prepare: fn(&mut Setting),
}

/// What a scenario may change.
pub struct Setting {
    /// The world.
    pub nature: Nature,
    /// The order.
    pub order: Order,
    /// What becomes of every call to Telegram.
    pub every_fate: Fate,
}

/// Nobody can tell whether a press that was begun left, and this journal has not yet seen what this
/// bot does after one.
const DONE: &[&str] = &["completed", "press_unknown"];

/// Every scenario.
pub const ALL: &[Scenario] = &[
    ordinary("shop activates", DONE, |_| {}),
    ordinary("shop refuses", &["shop_refused"], |it| {
        it.order.refusal = Some(Refusal::InItsWords);
    }),
    shop("shop is busy", &[Mood::Busy, Mood::Busy]),
    shop("shop times out and did it", &[Mood::TimeOutDone]),
    shop("shop times out and did not", &[Mood::TimeOutNotDone]),
    shop("shop times out and does it later", &[Mood::LateDone]),
    shop("shop is pending", &[Mood::Pending]),
    shop("shop refuses the signature", &[Mood::BadSignature]),
    shop("shop is intercepted", &[Mood::Intercepted]),
    shop("call to the shop breaks off", &[Mood::BreaksOff]),
    Scenario {
        moods: &[Mood::UnclearDone],
        // Asked again after a cut, the shop says that it has given the goods before.
        ..ordinary("shop is unclear", &["shop_unclear", "completed", "press_unknown"], |_| {})
    },
    Scenario {
        moods: &[Mood::NamesAnother],
        // Asked again after a cut, the shop names the right one.
        ..ordinary(
            "shop names another account",
            &["account_mismatch", "completed", "press_unknown"],
            |_| {},
        )
    },
    // Deleted while the shop's answer is not yet recorded, it is found deleted after a cut.
    ordinary("order is deleted when it is given", &["reply_detached", "order_deleted"], |it| {
        let deleted = (Moment::Given, Duration::ZERO, Surprise::IsDeleted);
        it.order.surprise = Some(deleted);
        it.nature.detaches = true;
        it.every_fate = Fate::Arrives { there: Duration::from_secs(1), back: Some(Duration::ZERO) };
    }),
    ordinary("reply vanishes", &["reply_refused"], |it| {
        it.nature.replies_vanish = true;
    }),
    ordinary("bot is silent", &["no_confirmation"], |it| {
        it.order.answering = Answering::Silent;
    }),
    ordinary("bot is late", DONE, |it| it.nature.slow_percent = 100),
    ordinary("bot edits nothing", DONE, |it| {
        it.nature.after_press = AfterPress::Nothing;
    }),
    ordinary("bot deletes", DONE, |it| {
        it.nature.after_press = AfterPress::Deletes;
    }),
    ordinary("bot writes", DONE, |it| {
        it.nature.after_press = AfterPress::Writes;
    }),
    ordinary("press ends in an error", DONE, |it| it.nature.presses_err = true),
    ordinary("bot links to nothing", DONE, |it| it.nature.links = Links::Never),
    ordinary("bot shows a keyboard", DONE, |it| it.nature.keyboard = true),
    ordinary("bot shows a keyboard and is late", DONE, |it| {
        it.nature.keyboard = true;
        it.nature.slow_percent = 100;
        it.nature.links = Links::Never;
    }),
    ordinary("bot shows a strange button", &["unknown_button"], |it| {
        it.order.answering = Answering::StrangeButton;
    }),
    ordinary("bot alerts", &["press_refused", "press_unknown"], |it| {
        it.order.alerts = true;
    }),
    ordinary("customer names no account", &["no_account_id"], |it| {
        it.order.details = Details::NoAccount;
    }),
    ordinary("customer names an account in doubt", &["doubtful_account_id"], |it| {
        it.order.details = Details::DoubtfulAccount;
    }),
    moderated("moderator gives the account number", DONE, &[(5, Word::RightAccount)]),
    moderated(
        "moderator stops it within ten seconds",
        &["no_account_id"],
        &[(5, Word::WrongAccount), (11, Word::Stop)],
    ),
    Scenario {
        script: &[(5, Word::Yes), (60, Word::Yes), (200, Word::Yes)],
        ..ordinary("moderators allow what the first order waits for", DONE, |it| {
            it.nature.approve_first = 1;
        })
    },
    Scenario {
        script: &[(5, Word::No)],
        ..ordinary("moderators do not allow it", &["not_approved"], |it| {
            it.nature.approve_first = 1;
        })
    },
    Scenario {
        is_retried: true,
        ..ordinary("a retry is asked for at the command line", &["shop_refused"], |it| {
            it.order.refusal = Some(Refusal::InItsWords);
        })
    },
    moderated(
        "moderator closes it",
        &["closed_by_moderator"],
        &[(5, Word::RightAccount), (9, Word::Close)],
    ),
    ordinary("order is below many messages", DONE, |it| {
        it.order.followed_by = 250;
    }),
    ordinary("calls are slow", DONE, |it| {
        it.every_fate =
            Fate::Arrives { there: Duration::from_secs(3), back: Some(Duration::from_secs(2)) };
    }),
];

const fn ordinary(
    name: &'static str,
    ends: &'static [&'static str],
    prepare: fn(&mut Setting),
) -> Scenario {
    Scenario { name, ends, moods: &[], script: &[], is_retried: false, prepare }
}

/// The customer names no account, and moderators say this to the card.
const fn moderated(
    name: &'static str,
    ends: &'static [&'static str],
    script: &'static [(u64, Word)],
) -> Scenario {
    Scenario { script, ..ordinary(name, ends, |it| it.order.details = Details::NoAccount) }
}

const fn shop(name: &'static str, moods: &'static [Mood]) -> Scenario {
    Scenario { moods, ..ordinary(name, DONE, |_| {}) }
}

impl Scenario {
    /// The one with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|scenario| scenario.name == name)
    }

    /// Its world.
    pub fn setting(&self) -> Setting {
        let mut setting = Setting {
            nature: Nature::ordinary(),
            order: Order::plain(0),
            every_fate: Fate::Arrives { there: Duration::ZERO, back: Some(Duration::ZERO) },
        };
        setting.nature.moderators = Moderators::Scripted(self.script);
        (self.prepare)(&mut setting);
        setting
    }
}
