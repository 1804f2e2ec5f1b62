//! The delivery of an order through Tribute's chat, as a pure function: reply → confirmation → press.
//!
//! ```text
//!   replying ──▶ awaiting_confirmation ──▶ confirming ──▶ completed
//! ```
//!
//! One function a state, as in [`life`](crate::order::life); here, too, none has a catch-all.

mod transitions;

use crate::order::life::{
    ChatDelivery, ChatEvent, DeliveryAct, DeliveryStage, Effect, Order, Press, PressOutcome,
    Reason, State, StepBuilder, StepResult,
};

/// Goes on with the delivery: the first stage that is not behind it.
pub fn resume(step: StepBuilder, chat: ChatDelivery) -> StepResult {
    let step = ChatStep { step, chat };
    if step.chat.reply.is_none() {
        return step.deliver_with(DeliveryStage::Replying, Effect::Deliver(DeliveryAct::Reply));
    }
    if step.chat.button().is_some() {
        return step.press();
    }
    let since = step.step.now;
    step.deliver_with(DeliveryStage::AwaitingConfirmation { since }, Effect::Look)
}

/// What an event of the chat does to an order.
pub fn step(step: StepBuilder, chat: ChatDelivery, event: ChatEvent) -> StepResult {
    let state = step.order.state.clone();
    let step = ChatStep { step, chat };
    match &state {
        State::Activating => step.activating(event),
        State::Delivering(DeliveryStage::Replying) => step.replying(event),
        State::Delivering(DeliveryStage::AwaitingConfirmation { .. }) => {
            step.awaiting_confirmation(event)
        }
        State::Delivering(DeliveryStage::Confirming { press }) => step.confirming(*press, event),
        State::Escalated { reason } => step.escalated(reason, event),
        State::Completed { .. } => step.completed(event),
        State::Closed { .. } | State::Revoking { .. } | State::Refunded { .. } => step.ended(event),
        // Of another way to deliver.
        State::Delivering(DeliveryStage::Sending) => step.illegal(&event),
    }
}

/// Whether a press was begun and nobody knows what came of it.
pub(super) fn is_press_in_doubt(state: &State) -> bool {
    matches!(
        state,
        State::Delivering(DeliveryStage::Confirming {
            press: Press::Begun | Press::Unproven { .. }
        }) | State::Escalated { reason: Reason::PressUnknown }
    )
}

/// Whether a message of the bot with buttons is what the order waits for, or better than what it
/// has.
pub(super) fn takes_a_confirmation(state: &State) -> bool {
    matches!(
        state,
        State::Delivering(DeliveryStage::AwaitingConfirmation { .. })
            | State::Escalated { reason: Reason::NoConfirmation | Reason::UnknownButton }
    )
}

/// Whether our reply stands and the bot has not yet answered it: the one place that an unlinked
/// confirmation can belong to. A time-out does not free it.
pub fn may_match_unlinked_confirmation(order: &Order) -> bool {
    matches!(
        &order.state,
        State::Delivering(DeliveryStage::AwaitingConfirmation { .. })
            | State::Escalated { reason: Reason::NoConfirmation }
    )
}

/// A step of an order that is delivered through the chat.
struct ChatStep {
    step: StepBuilder,
    chat: ChatDelivery,
}

/// One function a state.
impl ChatStep {
    fn activating(self, event: ChatEvent) -> StepResult {
        match event {
            ChatEvent::AnsweredByHand { message } => self.answered_by_hand(message),
            ChatEvent::OrderEdited { text } => self.escalate(Reason::OrderEdited { text }),
            ChatEvent::OrderDeleted => self.escalate(Reason::OrderDeleted),
            ChatEvent::BotMessage { text } => self.told(text),
            event @ (ChatEvent::ReplyBegun
            | ChatEvent::ReplySent { .. }
            | ChatEvent::ReplyRefused { .. }
            | ChatEvent::ConfirmationSeen { .. }
            | ChatEvent::ConfirmationOverdue
            | ChatEvent::PressBegun
            | ChatEvent::PressAnswered(_)
            | ChatEvent::PressPutOff
            | ChatEvent::PressEvidence
            | ChatEvent::PressUnproven { .. }
            | ChatEvent::KeyboardReplaced
            | ChatEvent::PressRequested(_)) => self.illegal(&event),
        }
    }

    fn replying(mut self, event: ChatEvent) -> StepResult {
        match event {
            ChatEvent::ReplyBegun => {
                self.chat.reply_begun = true;
                self.unchanged()
            }
            ChatEvent::ReplySent { message, attached } => {
                self.chat.reply = Some(message);
                if attached {
                    let since = self.step.now;
                    self.deliver(DeliveryStage::AwaitingConfirmation { since })
                } else {
                    self.escalate(Reason::ReplyDetached)
                }
            }
            ChatEvent::ReplyRefused { why } => self.escalate(Reason::ReplyRefused { why }),
            ChatEvent::AnsweredByHand { message } => self.answered_by_hand(message),
            ChatEvent::BotMessage { text } => self.told(text),
            // The activation is behind it: what becomes of the order's text is only noted.
            ChatEvent::OrderEdited { .. } | ChatEvent::OrderDeleted => self.unchanged(),
            event @ (ChatEvent::ConfirmationSeen { .. }
            | ChatEvent::ConfirmationOverdue
            | ChatEvent::PressBegun
            | ChatEvent::PressAnswered(_)
            | ChatEvent::PressPutOff
            | ChatEvent::PressEvidence
            | ChatEvent::PressUnproven { .. }
            | ChatEvent::KeyboardReplaced
            | ChatEvent::PressRequested(_)) => self.illegal(&event),
        }
    }

    fn awaiting_confirmation(mut self, event: ChatEvent) -> StepResult {
        match event {
            ChatEvent::ConfirmationSeen { message, shown, wanted } => {
                self.confirmation_seen(message, shown, wanted)
            }
            ChatEvent::ConfirmationOverdue => self.escalate(Reason::NoConfirmation),
            ChatEvent::AnsweredByHand { message } => self.answered_by_hand(message),
            // It may go on with a button: what it said is shown if none comes.
            ChatEvent::BotMessage { text } => {
                self.chat.keep_words(text);
                self.unchanged()
            }
            ChatEvent::ReplySent { message, .. } if self.chat.reply == Some(message) => {
                self.unchanged()
            }
            ChatEvent::OrderEdited { .. } | ChatEvent::OrderDeleted => self.unchanged(),
            event @ (ChatEvent::ReplyBegun
            | ChatEvent::ReplySent { .. }
            | ChatEvent::ReplyRefused { .. }
            | ChatEvent::PressBegun
            | ChatEvent::PressAnswered(_)
            | ChatEvent::PressPutOff
            | ChatEvent::PressEvidence
            | ChatEvent::PressUnproven { .. }
            | ChatEvent::KeyboardReplaced
            | ChatEvent::PressRequested(_)) => self.illegal(&event),
        }
    }

    fn confirming(mut self, press: Press, event: ChatEvent) -> StepResult {
        match (event, press) {
            (ChatEvent::PressBegun, Press::Owed) => {
                self.chat.presses_begun += 1;
                self.deliver(DeliveryStage::Confirming { press: Press::Begun })
            }
            (ChatEvent::PressAnswered(outcome), Press::Begun) => self.press_answered(outcome),
            (ChatEvent::PressPutOff, Press::Begun) => {
                self.chat.presses_begun = self.chat.presses_begun.saturating_sub(1);
                self.deliver(DeliveryStage::Confirming { press: Press::Owed })
            }
            (ChatEvent::PressEvidence, Press::Begun | Press::Unproven { .. }) => self.complete(),
            // An earlier press took effect after all.
            (ChatEvent::PressEvidence, Press::Owed) if self.chat.presses_begun > 0 => {
                self.complete()
            }
            // The button is gone and we never touched it.
            (ChatEvent::PressEvidence, Press::Owed) => self.pressed_by_hand(),
            (ChatEvent::PressUnproven { may_repeat }, Press::Unproven { .. }) => {
                if may_repeat && !self.chat.press_repeated {
                    self.chat.press_repeated = true;
                    self.press()
                } else {
                    self.escalate(Reason::PressUnknown)
                }
            }
            (ChatEvent::KeyboardReplaced, Press::Owed) if self.chat.presses_begun > 0 => {
                self.escalate(Reason::PressUnknown)
            }
            (ChatEvent::KeyboardReplaced, Press::Owed) => self.escalate(Reason::KeyboardReplaced),
            (ChatEvent::KeyboardReplaced, Press::Begun | Press::Unproven { .. }) => {
                self.unchanged()
            }
            (ChatEvent::AnsweredByHand { message }, _) => self.answered_by_hand(message),
            (ChatEvent::BotMessage { text }, Press::Begun | Press::Unproven { .. }) => {
                self.chat.bot_said = None;
                self.told_of_the_press(text)
            }
            (ChatEvent::BotMessage { text }, Press::Owed) => self.told(text),
            (ChatEvent::ReplySent { message, .. }, _) if self.chat.reply == Some(message) => {
                self.unchanged()
            }
            // The first confirmation is the one that is pressed.
            (ChatEvent::ConfirmationSeen { .. } | ChatEvent::ConfirmationOverdue, _) => {
                self.unchanged()
            }
            (ChatEvent::OrderEdited { .. } | ChatEvent::OrderDeleted, _) => self.unchanged(),
            (
                event @ (ChatEvent::ReplyBegun
                | ChatEvent::ReplySent { .. }
                | ChatEvent::ReplyRefused { .. }
                | ChatEvent::PressBegun
                | ChatEvent::PressAnswered(_)
                | ChatEvent::PressPutOff
                | ChatEvent::PressUnproven { .. }
                | ChatEvent::PressRequested(_)),
                _,
            ) => self.illegal(&event),
        }
    }

    fn escalated(mut self, reason: &Reason, event: ChatEvent) -> StepResult {
        match event {
            ChatEvent::AnsweredByHand { message } => self.answered_by_hand(message),
            ChatEvent::ConfirmationSeen { message, shown, wanted } => match reason {
                Reason::NoConfirmation => self.confirmation_seen(message, shown, wanted),
                Reason::UnknownButton if wanted.is_some() || !self.shows_just(message, &shown) => {
                    self.confirmation_seen(message, shown, wanted)
                }
                _ => self.unchanged(),
            },
            ChatEvent::PressEvidence => match reason {
                Reason::PressUnknown => self.merge().with(Effect::Tell).complete_as_told(),
                Reason::UnknownButton | Reason::KeyboardReplaced | Reason::PressRefused { .. } => {
                    self.pressed_by_hand()
                }
                _ => self.unchanged(),
            },
            ChatEvent::ReplySent { message, .. } => {
                self.chat.reply.get_or_insert(message);
                self.unchanged()
            }
            ChatEvent::BotMessage { text } if *reason == Reason::PressUnknown => {
                self.told_of_the_press(text)
            }
            ChatEvent::BotMessage { text } => self.told(text),
            ChatEvent::OrderEdited { text } => {
                self.text_changed(reason, Reason::OrderEdited { text })
            }
            ChatEvent::OrderDeleted => self.text_changed(reason, Reason::OrderDeleted),
            ChatEvent::ConfirmationOverdue
            | ChatEvent::PressUnproven { .. }
            | ChatEvent::KeyboardReplaced
            | ChatEvent::ReplyRefused { .. } => self.unchanged(),
            // The money is back: there is nothing to be pressed for.
            ChatEvent::PressRequested(_) if matches!(reason, Reason::NotRevoked { .. }) => {
                self.unchanged()
            }
            ChatEvent::PressRequested(button) if self.shows(&button) => {
                self.press_requested(button)
            }
            event @ (ChatEvent::ReplyBegun
            | ChatEvent::PressBegun
            | ChatEvent::PressAnswered(_)
            | ChatEvent::PressPutOff
            | ChatEvent::PressRequested(_)) => self.illegal(&event),
        }
    }

    fn completed(mut self, event: ChatEvent) -> StepResult {
        match event {
            ChatEvent::BotMessage { text } => self.told(text),
            // The chat had shown that the press took effect before the bot's answer came.
            ChatEvent::PressAnswered(PressOutcome::Refused(text)) => self.told(text),
            ChatEvent::ReplySent { message, .. } if self.chat.reply == Some(message) => {
                self.unchanged()
            }
            ChatEvent::AnsweredByHand { message } => {
                self.chat.reply_by_hand.get_or_insert(message);
                self.unchanged()
            }
            ChatEvent::ConfirmationSeen { .. }
            | ChatEvent::ConfirmationOverdue
            | ChatEvent::PressAnswered(PressOutcome::Accepted | PressOutcome::Unknown)
            | ChatEvent::PressPutOff
            | ChatEvent::PressEvidence
            | ChatEvent::PressUnproven { .. }
            | ChatEvent::KeyboardReplaced
            | ChatEvent::OrderEdited { .. }
            | ChatEvent::OrderDeleted => self.unchanged(),
            event @ (ChatEvent::ReplyBegun
            | ChatEvent::ReplySent { .. }
            | ChatEvent::ReplyRefused { .. }
            | ChatEvent::PressBegun
            | ChatEvent::PressRequested(_)) => self.illegal(&event),
        }
    }

    /// Closed, or the money went back: nothing is delivered any more.
    fn ended(mut self, event: ChatEvent) -> StepResult {
        match event {
            ChatEvent::BotMessage { text } => self.told(text),
            ChatEvent::ReplySent { message, .. } => {
                self.chat.reply.get_or_insert(message);
                self.unchanged()
            }
            ChatEvent::AnsweredByHand { message } => {
                self.chat.reply_by_hand.get_or_insert(message);
                self.unchanged()
            }
            ChatEvent::ReplyRefused { .. }
            | ChatEvent::ConfirmationSeen { .. }
            | ChatEvent::ConfirmationOverdue
            | ChatEvent::PressAnswered(_)
            | ChatEvent::PressPutOff
            | ChatEvent::PressEvidence
            | ChatEvent::PressUnproven { .. }
            | ChatEvent::KeyboardReplaced
            | ChatEvent::OrderEdited { .. }
            | ChatEvent::OrderDeleted => self.unchanged(),
            event @ (ChatEvent::ReplyBegun
            | ChatEvent::PressBegun
            | ChatEvent::PressRequested(_)) => self.illegal(&event),
        }
    }
}
