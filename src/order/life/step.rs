//! What happens next: every state answers every event.
//!
//! An event moves the order, or is ignored because it is already true, or is an [`IllegalEvent`]: a
//! mistake in this program, which is reported and changes nothing. One function a state; none has a
//! catch-all, so that a new event has to be decided everywhere.

use jiff::Timestamp;

use super::moves::{Life, Verdict};
use super::{
    Activation, ClosedBy, Effect, Event, Order, Press, PressOutcome, Reason, Stage, State,
    WhyClosed,
};

/// What an event does to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The order as it is now.
    pub order: Order,
    /// What it owes the world from now on.
    pub effects: Vec<Effect>,
}

/// An event that can't happen to an order in this state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event} can't happen to an order that is {stage:?}")]
pub struct IllegalEvent {
    /// The state's name.
    pub stage: Stage,
    /// The event's name.
    pub event: String,
}

/// What `event` does to `order`.
pub fn step(order: &Order, event: Event, now: Timestamp) -> Result<Transition, IllegalEvent> {
    let life = Life {
        order: order.clone(),
        effects: Vec::new(),
        now,
    };
    match &order.state {
        State::Activating => life.activating(event),
        State::Replying => life.replying(event),
        State::AwaitingConfirmation { .. } => life.awaiting_confirmation(event),
        State::Confirming { press } => life.confirming(*press, event),
        State::Escalated { reason } => life.escalated(reason, event),
        State::Completed { .. } => life.completed(event),
        State::Closed { .. } => life.closed(event),
    }
}

/// One function a state.
impl Life {
    fn activating(mut self, event: Event) -> Verdict {
        match event {
            Event::ActivationBegun => {
                self.order.activation = Activation::Uncertain;
                self.order.activation_attempts += 1;
                self.order.schedule.begin_attempt(self.now);
                self.stays()
            }
            Event::ShopAnswered { answer, jitter } => self.shop_answered(answer, jitter),
            Event::AnsweredByHand { message } => self.answered_by_hand(message),
            Event::OrderEdited { text } => self.escalate(Reason::OrderEdited { text }),
            Event::OrderDeleted => self.escalate(Reason::OrderDeleted),
            Event::BotSpoke { text } => self.bot_spoke_and_told(text),
            Event::AccountGiven(account) => {
                self.correct_account(account);
                self.goes(State::Activating, Effect::Activate)
            }
            Event::RetrySaid { .. } => {
                let at = self.now;
                self.also(Effect::ActivateAgain { at }).stays()
            }
            Event::GivenSaid => {
                self.given_by_hand();
                self.go_on()
            }
            Event::CloseSaid => self.close(ClosedBy::Moderator, WhyClosed::Said),
            Event::CheckSaid => self.also(Effect::Look).stays(),
            Event::JournalRestored { reply } => self.found_after_restore(reply),
            Event::ReplyBegun
            | Event::ReplyStands { .. }
            | Event::ReplyRefused { .. }
            | Event::ConfirmationSeen { .. }
            | Event::ConfirmationOverdue
            | Event::PressBegun
            | Event::PressAnswered(_)
            | Event::PressPutOff
            | Event::PressEvidence
            | Event::PressUnproven { .. }
            | Event::KeyboardReplaced
            | Event::PressSaid(_) => self.illegal(&event),
        }
    }

    fn replying(mut self, event: Event) -> Verdict {
        match event {
            Event::ReplyBegun => {
                self.order.reply_begun = true;
                self.stays()
            }
            Event::ReplyStands { message, attached } => {
                self.order.reply = Some(message);
                if attached {
                    let since = self.now;
                    self.moves(State::AwaitingConfirmation { since })
                } else {
                    self.escalate(Reason::ReplyDetached)
                }
            }
            Event::ReplyRefused { why } => self.escalate(Reason::ReplyRefused { why }),
            Event::AnsweredByHand { message } => self.answered_by_hand(message),
            Event::BotSpoke { text } => self.bot_spoke_and_told(text),
            Event::CloseSaid => self.close(ClosedBy::Moderator, WhyClosed::Said),
            Event::CheckSaid => self.also(Effect::Look).stays(),
            Event::JournalRestored { reply } => self.found_after_restore(reply),
            // The activation is behind it: what becomes of the order's text is only noted.
            Event::OrderEdited { .. } | Event::OrderDeleted => self.stays(),
            Event::RetrySaid { .. } | Event::GivenSaid => self.stays(),
            Event::ShopAnswered { answer, .. } => self.shop_answered_late(answer),
            Event::ActivationBegun
            | Event::ConfirmationSeen { .. }
            | Event::ConfirmationOverdue
            | Event::PressBegun
            | Event::PressAnswered(_)
            | Event::PressPutOff
            | Event::PressEvidence
            | Event::PressUnproven { .. }
            | Event::KeyboardReplaced
            | Event::AccountGiven(_)
            | Event::PressSaid(_) => self.illegal(&event),
        }
    }

    fn awaiting_confirmation(mut self, event: Event) -> Verdict {
        match event {
            Event::ConfirmationSeen {
                message,
                shown,
                wanted,
            } => self.confirmation_seen(message, shown, wanted),
            Event::ConfirmationOverdue => self.escalate(Reason::NoConfirmation),
            Event::AnsweredByHand { message } => self.answered_by_hand(message),
            // It may go on with a button: what it said is shown if none comes.
            Event::BotSpoke { text } => {
                self.keep_words(text);
                self.stays()
            }
            Event::CloseSaid => self.close(ClosedBy::Moderator, WhyClosed::Said),
            Event::CheckSaid | Event::RetrySaid { .. } => self.also(Effect::Look).stays(),
            Event::JournalRestored { reply } => self.found_after_restore(reply),
            Event::ReplyStands { message, .. } if self.order.reply == Some(message) => self.stays(),
            Event::ShopAnswered { answer, .. } => self.shop_answered_late(answer),
            Event::OrderEdited { .. } | Event::OrderDeleted | Event::GivenSaid => self.stays(),
            Event::ActivationBegun
            | Event::ReplyBegun
            | Event::ReplyStands { .. }
            | Event::ReplyRefused { .. }
            | Event::PressBegun
            | Event::PressAnswered(_)
            | Event::PressPutOff
            | Event::PressEvidence
            | Event::PressUnproven { .. }
            | Event::KeyboardReplaced
            | Event::AccountGiven(_)
            | Event::PressSaid(_) => self.illegal(&event),
        }
    }

    fn confirming(mut self, press: Press, event: Event) -> Verdict {
        match (event, press) {
            (Event::PressBegun, Press::Owed) => {
                self.order.presses_begun += 1;
                self.moves(State::Confirming {
                    press: Press::Begun,
                })
            }
            (Event::PressAnswered(outcome), Press::Begun) => self.press_answered(outcome),
            (Event::PressPutOff, Press::Begun) => {
                self.order.presses_begun = self.order.presses_begun.saturating_sub(1);
                self.moves(State::Confirming { press: Press::Owed })
            }
            (Event::PressEvidence, Press::Begun | Press::Unproven { .. }) => self.complete(),
            // An earlier press took effect after all.
            (Event::PressEvidence, Press::Owed) if self.order.presses_begun > 0 => self.complete(),
            // The button is gone and we never touched it.
            (Event::PressEvidence, Press::Owed) => {
                self.close(ClosedBy::Owner, WhyClosed::PressedByHand)
            }
            (Event::PressUnproven { may_repeat }, Press::Unproven { .. }) => {
                if may_repeat && !self.order.press_repeated {
                    self.order.press_repeated = true;
                    self.goes(State::Confirming { press: Press::Owed }, Effect::Press)
                } else {
                    self.escalate(Reason::PressUnknown)
                }
            }
            (Event::KeyboardReplaced, Press::Owed) if self.order.presses_begun > 0 => {
                self.escalate(Reason::PressUnknown)
            }
            (Event::KeyboardReplaced, Press::Owed) => self.escalate(Reason::KeyboardReplaced),
            (Event::KeyboardReplaced, Press::Begun | Press::Unproven { .. }) => self.stays(),
            (Event::AnsweredByHand { message }, _) => self.answered_by_hand(message),
            (Event::BotSpoke { text }, Press::Begun | Press::Unproven { .. }) => {
                self.order.bot_said = None;
                self.bot_spoke_of_the_press(text)
            }
            (Event::BotSpoke { text }, Press::Owed) => self.bot_spoke_and_told(text),
            (Event::CloseSaid, _) => self.close(ClosedBy::Moderator, WhyClosed::Said),
            (Event::CheckSaid | Event::RetrySaid { .. }, _) => self.also(Effect::Look).stays(),
            (Event::JournalRestored { reply }, _) => self.found_after_restore(reply),
            (Event::ReplyStands { message, .. }, _) if self.order.reply == Some(message) => {
                self.stays()
            }
            (Event::ShopAnswered { answer, .. }, _) => self.shop_answered_late(answer),
            // The first confirmation is the one that is pressed.
            (Event::ConfirmationSeen { .. } | Event::ConfirmationOverdue, _) => self.stays(),
            (Event::OrderEdited { .. } | Event::OrderDeleted | Event::GivenSaid, _) => self.stays(),
            (
                event @ (Event::ActivationBegun
                | Event::ReplyBegun
                | Event::ReplyStands { .. }
                | Event::ReplyRefused { .. }
                | Event::PressBegun
                | Event::PressAnswered(_)
                | Event::PressPutOff
                | Event::PressUnproven { .. }
                | Event::AccountGiven(_)
                | Event::PressSaid(_)),
                _,
            ) => self.illegal(&event),
        }
    }

    fn escalated(mut self, reason: &Reason, event: Event) -> Verdict {
        match event {
            Event::AnsweredByHand { message } => self.answered_by_hand(message),
            Event::ConfirmationSeen {
                message,
                shown,
                wanted,
            } => match reason {
                Reason::NoConfirmation => self.confirmation_seen(message, shown, wanted),
                Reason::UnknownButton if wanted.is_some() || !self.shows_just(message, &shown) => {
                    self.confirmation_seen(message, shown, wanted)
                }
                _ => self.stays(),
            },
            Event::PressEvidence => match reason {
                Reason::PressUnknown => self.also(Effect::Tell).complete_as_told(),
                Reason::UnknownButton | Reason::KeyboardReplaced | Reason::PressRefused { .. } => {
                    self.close(ClosedBy::Owner, WhyClosed::PressedByHand)
                }
                _ => self.stays(),
            },
            Event::ShopAnswered { answer, .. } => self.shop_answered_late(answer),
            Event::ReplyStands { message, .. } => {
                self.order.reply.get_or_insert(message);
                self.stays()
            }
            Event::BotSpoke { text } if *reason == Reason::PressUnknown => {
                self.bot_spoke_of_the_press(text)
            }
            Event::BotSpoke { text } => self.bot_spoke_and_told(text),
            Event::OrderEdited { text } => self.text_changed(reason, Reason::OrderEdited { text }),
            Event::OrderDeleted => self.text_changed(reason, Reason::OrderDeleted),
            Event::ConfirmationOverdue
            | Event::PressUnproven { .. }
            | Event::KeyboardReplaced
            | Event::ReplyRefused { .. } => self.stays(),
            Event::AccountGiven(account) if !self.goods_given() => {
                self.correct_account(account);
                self.goes(State::Activating, Effect::Activate)
            }
            Event::RetrySaid { account } => self.retry(reason, account),
            Event::GivenSaid => {
                self.given_by_hand();
                self.resume(reason)
            }
            Event::CloseSaid => self.close(ClosedBy::Moderator, WhyClosed::Said),
            Event::PressSaid(button) if self.shows(&button) => self.press_as_said(button),
            Event::CheckSaid => self.also(Effect::Look).stays(),
            Event::JournalRestored { reply } => self.found_after_restore(reply),
            Event::ActivationBegun
            | Event::ReplyBegun
            | Event::PressBegun
            | Event::PressAnswered(_)
            | Event::PressPutOff
            | Event::AccountGiven(_)
            | Event::PressSaid(_) => self.illegal(&event),
        }
    }

    fn completed(mut self, event: Event) -> Verdict {
        match event {
            Event::BotSpoke { text } => self.bot_spoke_and_told(text),
            Event::ShopAnswered { answer, .. } => self.shop_answered_late(answer),
            // The chat had shown that the press took effect before the bot's answer came.
            Event::PressAnswered(PressOutcome::Refused(text)) => self.bot_spoke_and_told(text),
            Event::ReplyStands { message, .. } if self.order.reply == Some(message) => self.stays(),
            Event::AnsweredByHand { message } => {
                self.order.reply_by_hand.get_or_insert(message);
                self.stays()
            }
            Event::ConfirmationSeen { .. }
            | Event::ConfirmationOverdue
            | Event::PressAnswered(PressOutcome::Accepted | PressOutcome::Unknown)
            | Event::PressPutOff
            | Event::PressEvidence
            | Event::PressUnproven { .. }
            | Event::KeyboardReplaced
            | Event::OrderEdited { .. }
            | Event::OrderDeleted
            | Event::RetrySaid { .. }
            | Event::GivenSaid
            | Event::CloseSaid
            | Event::CheckSaid
            | Event::JournalRestored { .. } => self.stays(),
            Event::ActivationBegun
            | Event::ReplyBegun
            | Event::ReplyStands { .. }
            | Event::ReplyRefused { .. }
            | Event::PressBegun
            | Event::AccountGiven(_)
            | Event::PressSaid(_) => self.illegal(&event),
        }
    }

    fn closed(mut self, event: Event) -> Verdict {
        match event {
            Event::BotSpoke { text } => self.bot_spoke_and_told(text),
            // The call was in flight when a person ended the order: the goods may be given twice.
            Event::ShopAnswered { answer, .. } => self.shop_answered_late(answer),
            Event::ReplyStands { message, .. } => {
                self.order.reply.get_or_insert(message);
                self.stays()
            }
            Event::AnsweredByHand { message } => {
                self.order.reply_by_hand.get_or_insert(message);
                self.stays()
            }
            Event::ReplyRefused { .. }
            | Event::ConfirmationSeen { .. }
            | Event::ConfirmationOverdue
            | Event::PressAnswered(_)
            | Event::PressPutOff
            | Event::PressEvidence
            | Event::PressUnproven { .. }
            | Event::KeyboardReplaced
            | Event::OrderEdited { .. }
            | Event::OrderDeleted
            | Event::CloseSaid
            | Event::CheckSaid
            | Event::JournalRestored { .. } => self.stays(),
            Event::ActivationBegun
            | Event::ReplyBegun
            | Event::PressBegun
            | Event::AccountGiven(_)
            | Event::RetrySaid { .. }
            | Event::GivenSaid
            | Event::PressSaid(_) => self.illegal(&event),
        }
    }
}
