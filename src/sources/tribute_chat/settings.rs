//! What the owner wants of the agent in Tribute's chat.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::RenderReply;
use super::message::{Reading, Rules, is_order, read};
use crate::journal::Pins;
use crate::moderation::{Formatter, Suspicion};
use crate::order::life::ChatEvent;
use crate::order::untrusted::comparable;
use crate::order::{Button, Untrusted};
use crate::telegram::Message;
use crate::tribute::Client;

/// As many messages as Telegram gives at once.
pub(crate) const PAGE: u32 = 100;

/// What the owner wants of the chat, and who everybody is in it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who receives the orders, from which bot (nothing from another id is one), and whether real
    /// money is paid.
    pub pins: Pins,
    /// How an order message is read.
    pub rules: Rules,
    /// The labels of the buttons that may be pressed.
    pub send_buttons: Vec<String>,
    /// What the bot shows after a press that it refuses.
    pub refusals: Vec<String>,
    /// What the customer is told.
    pub reply: Arc<dyn RenderReply>,
    /// The least time between two replies.
    pub pace: Duration,
    /// How long to wait for what.
    pub timing: Timing,
    /// How moderators are spoken to.
    pub formatter: Formatter,
    /// Where to begin in the chat; `None`: at the newest message when there is no mark yet.
    pub since: Option<Since>,
    /// In what portions the chat is read.
    pub portions: Portions,
    /// Of so many of the journal's orders people say yes before anything is said or pressed.
    pub approve_first: u32,
    /// Tribute's API, if there is a key: how many orders wait there.
    pub tribute: Option<Client>,
}

/// How long to wait for what in the chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// From our reply until the bot's message with the button is missed.
    pub confirmation_timeout: Duration,
    /// From a press of unknown outcome until the chat is looked at for evidence.
    pub press_settle: Duration,
    /// From one probe of a silent bot to the next.
    pub probe_interval: Duration,
    /// From one reading of the history to the next when nothing rings.
    pub reread_interval: Duration,
    /// How long the chat is unavailable before moderators are told.
    pub incident_after: Duration,
    /// How long the shop may take for an order before moderators are told.
    pub pending_after: Duration,
}

/// In what portions a chat's history is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portions {
    /// Messages a call. Telegram gives at most 100.
    pub page: u32,
    /// So many messages are kept of a stretch that is being read; more are read twice.
    pub kept_max: usize,
}

impl Default for Portions {
    fn default() -> Self {
        Self { page: PAGE, kept_max: 20_000 }
    }
}

/// From where on orders are taken, when the owner says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// From the chat's beginning.
    All,
    /// From this moment on.
    Moment(Timestamp),
}

impl Settings {
    /// These settings in place of the ones before; but who everybody is stays: the journal and the
    /// connection are theirs.
    pub(super) fn in_place_of(self, before: &Self) -> Self {
        Self { pins: before.pins, since: before.since, ..self }
    }

    pub(super) fn is_order(&self, message: &Message) -> bool {
        self.suspicion(message).is_none() && self.reads_as_order(message)
    }

    /// Whether a message reads like an order, whoever wrote it.
    pub(super) fn reads_as_order(&self, message: &Message) -> bool {
        is_order(message.text.as_str(), &self.rules)
    }

    pub(crate) fn read(&self, message: &Message) -> Reading {
        read(message.text.as_str(), &message.entities, &self.rules)
    }

    /// Why a message may not be believed to be the bot's own; `None` when it may.
    pub(crate) fn suspicion(&self, message: &Message) -> Option<Suspicion> {
        if message.outgoing || message.sender != Some(self.pins.bot) {
            Some(Suspicion::WrongSender)
        } else if message.forwarded {
            Some(Suspicion::Forwarded)
        } else if message.via_bot {
            Some(Suspicion::ViaBot)
        } else {
            None
        }
    }

    /// Whether these words after a press mean that it was refused.
    pub(super) fn refuses(&self, words: &Untrusted) -> bool {
        let shown = comparable(words.as_str());
        self.refusals.iter().any(|refusal| comparable(refusal) == shown)
    }

    /// Whether these may be a confirmation's buttons, the message not saying what it answers: an advert
    /// has but links.
    pub(super) fn may_confirm(&self, shown: &[Button]) -> bool {
        let is_wanted = |button: &Button| button.is_labelled(&self.send_buttons);
        shown.iter().any(|button| button.may_be_pressed() || is_wanted(button))
    }

    /// The bot has answered our reply by this message.
    pub(super) fn confirmation(&self, message: &Message) -> ChatEvent {
        let wanted = self.wanted(&message.buttons);
        ChatEvent::ConfirmationSeen { message: message.id, shown: message.buttons.clone(), wanted }
    }

    /// The one button among those shown that may be pressed: its label is on the list, pressing it
    /// opens nothing, and there is no second one.
    pub(crate) fn wanted(&self, shown: &[Button]) -> Option<Button> {
        let mut wanted = shown
            .iter()
            .filter(|button| button.may_be_pressed() && button.is_labelled(&self.send_buttons));
        let first = wanted.next()?;
        wanted.next().is_none().then(|| first.clone())
    }
}
