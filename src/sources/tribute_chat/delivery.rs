//! The delivery of an order through Tribute's chat, as a pure function: reply → confirmation → press.
//!
//! ```text
//!   replying ──▶ awaiting_confirmation ──▶ confirming ──▶ completed
//! ```
//!
//! One of the first orders is escalated before it is replied to and before the button is pressed
//! (`approve_reply`, `approve_press`), and goes on from there when a moderator says yes.
//!
//! One function a state, as in [`life`](crate::order::life); here, too, none has a catch-all.

mod transitions;

use crate::order::life::ChatEvent::{
    AnsweredByHand, Approved, BotMessage, ConfirmationOverdue, ConfirmationSeen, Declined,
    KeyboardReplaced, OrderDeleted, OrderEdited, PressAnswered, PressBegun, PressEvidence,
    PressPutOff, PressRequested, PressUnproven, ReplyBegun, ReplyDrafted, ReplyInDoubt,
    ReplyRefused, ReplySent,
};
use crate::order::life::{
    ChatDelivery, ChatEvent, DeliveryStage, Effect, Order, Press, PressOutcome, Reason, State,
    StepBuilder, StepResult,
};

/// Goes on with the delivery: the first stage that is not behind it.
pub fn resume(step: StepBuilder, chat: ChatDelivery) -> StepResult {
    let step = ChatStep { step, chat };
    if step.chat.reply.is_none() {
        return step.reply();
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
        State::Completed { .. }
        | State::Closed { .. }
        | State::Revoking { .. }
        | State::Refunded { .. } => step.ended(event),
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
            | State::Escalated {
                reason: Reason::NoConfirmation | Reason::UnknownButton | Reason::ReplyInDoubt
            }
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

struct ChatStep {
    step: StepBuilder,
    chat: ChatDelivery,
}

/// One function a state.
impl ChatStep {
    fn activating(self, event: ChatEvent) -> StepResult {
        match event {
            AnsweredByHand { message } => self.answered_by_hand(message),
            OrderEdited { text } => self.escalate(Reason::OrderEdited { text }),
            OrderDeleted => self.escalate(Reason::OrderDeleted),
            BotMessage { text } => self.told(text),
            event @ (ReplyBegun | ReplySent { .. } | ReplyRefused { .. }) => self.illegal(&event),
            event @ (ReplyInDoubt { .. } | ConfirmationSeen { .. }) => self.illegal(&event),
            event @ (ConfirmationOverdue | PressBegun | PressAnswered(_)) => self.illegal(&event),
            event @ (PressPutOff | PressEvidence | PressUnproven { .. }) => self.illegal(&event),
            event @ (KeyboardReplaced | PressRequested(_)) => self.illegal(&event),
            event @ (ReplyDrafted { .. } | Approved | Declined) => self.illegal(&event),
        }
    }

    fn replying(mut self, event: ChatEvent) -> StepResult {
        match event {
            ReplyBegun => {
                self.chat.reply_begun = true;
                self.unchanged()
            }
            ReplySent { message, attached } => self.reply_sent(message, attached),
            ReplyRefused { why } => self.escalate(Reason::ReplyRefused { why, text: None }),
            ReplyInDoubt { message } => {
                self.chat.reply = Some(message);
                self.escalate(Reason::ReplyInDoubt)
            }
            AnsweredByHand { message } => self.answered_by_hand(message),
            BotMessage { text } => self.told(text),
            // The activation is behind it: what becomes of the order's text is only noted.
            OrderEdited { .. } | OrderDeleted => self.unchanged(),
            event @ (ConfirmationSeen { .. } | ConfirmationOverdue) => self.illegal(&event),
            event @ (PressBegun | PressAnswered(_) | PressPutOff) => self.illegal(&event),
            event @ (PressEvidence | PressUnproven { .. }) => self.illegal(&event),
            event @ (KeyboardReplaced | PressRequested(_)) => self.illegal(&event),
            event @ (ReplyDrafted { .. } | Approved | Declined) => self.illegal(&event),
        }
    }

    fn awaiting_confirmation(mut self, event: ChatEvent) -> StepResult {
        match event {
            ConfirmationSeen { message, shown, wanted } => {
                self.confirmation_seen(message, shown, wanted)
            }
            ConfirmationOverdue => self.escalate(Reason::NoConfirmation),
            // A button that could have been another order's, too.
            PressEvidence => self.pressed_by_hand(),
            AnsweredByHand { message } => self.answered_by_hand(message),
            // It may go on with a button: what it said is shown if none comes.
            BotMessage { text } => {
                self.chat.keep_words(text);
                self.unchanged()
            }
            ReplySent { message, .. } if self.chat.reply == Some(message) => self.unchanged(),
            ReplyInDoubt { .. } | OrderEdited { .. } | OrderDeleted => self.unchanged(),
            event @ (ReplyBegun | ReplySent { .. } | ReplyRefused { .. }) => self.illegal(&event),
            event @ (PressBegun | PressAnswered(_) | PressPutOff) => self.illegal(&event),
            event @ (PressUnproven { .. } | KeyboardReplaced) => self.illegal(&event),
            event @ (PressRequested(_) | ReplyDrafted { .. }) => self.illegal(&event),
            event @ (Approved | Declined) => self.illegal(&event),
        }
    }

    fn confirming(mut self, press: Press, event: ChatEvent) -> StepResult {
        match (event, press) {
            (PressBegun, Press::Owed) => {
                self.chat.presses_begun += 1;
                self.deliver(DeliveryStage::Confirming { press: Press::Begun })
            }
            (PressAnswered(outcome), Press::Begun) => self.press_answered(outcome),
            (PressPutOff, Press::Begun) => {
                self.chat.presses_begun = self.chat.presses_begun.saturating_sub(1);
                self.deliver(DeliveryStage::Confirming { press: Press::Owed })
            }
            // With nothing begun, the button is gone and we never touched it.
            (PressEvidence, Press::Owed) if self.chat.presses_begun == 0 => self.pressed_by_hand(),
            (PressEvidence, _) => self.complete(),
            (PressUnproven { may_repeat }, Press::Unproven { .. }) => {
                if may_repeat && !self.chat.press_repeated {
                    self.chat.press_repeated = true;
                    self.press_now()
                } else {
                    self.escalate(Reason::PressUnknown)
                }
            }
            (KeyboardReplaced, Press::Owed) if self.chat.presses_begun > 0 => {
                self.escalate(Reason::PressUnknown)
            }
            (KeyboardReplaced, Press::Owed) => self.escalate(Reason::KeyboardReplaced),
            (KeyboardReplaced, Press::Begun | Press::Unproven { .. }) => self.unchanged(),
            (AnsweredByHand { message }, _) => self.answered_by_hand(message),
            (BotMessage { text }, Press::Begun | Press::Unproven { .. }) => {
                self.chat.bot_said = None;
                self.told_of_the_press(text)
            }
            (BotMessage { text }, Press::Owed) => self.told(text),
            (ReplySent { message, .. }, _) if self.chat.reply == Some(message) => self.unchanged(),
            // People said yes to another button.
            (ConfirmationSeen { message, shown, wanted }, Press::Owed)
                if self.chat.asks_first && !self.shows_just(message, &shown) =>
            {
                self.confirmation_seen(message, shown, wanted)
            }
            // The first confirmation is the one that is pressed.
            (ConfirmationSeen { .. } | ConfirmationOverdue, _) => self.unchanged(),
            (ReplyInDoubt { .. } | OrderEdited { .. } | OrderDeleted, _) => self.unchanged(),
            (event @ (ReplyBegun | ReplySent { .. } | ReplyRefused { .. }), _) => {
                self.illegal(&event)
            }
            (event @ (PressBegun | PressAnswered(_) | PressPutOff), _) => self.illegal(&event),
            (event @ (PressUnproven { .. } | PressRequested(_)), _) => self.illegal(&event),
            (event @ (ReplyDrafted { .. } | Approved | Declined), _) => self.illegal(&event),
        }
    }

    fn escalated(mut self, reason: &Reason, event: ChatEvent) -> StepResult {
        match event {
            AnsweredByHand { message } => self.answered_by_hand(message),
            ConfirmationSeen { message, shown, wanted } => match reason {
                Reason::NoConfirmation => self.confirmation_seen(message, shown, wanted),
                Reason::UnknownButton if wanted.is_some() || !self.shows_just(message, &shown) => {
                    self.confirmation_seen(message, shown, wanted)
                }
                Reason::ApprovePress if !self.shows_just(message, &shown) => {
                    self.confirmation_seen(message, shown, wanted)
                }
                // It may answer the owner: a person presses, and that is noticed.
                Reason::ReplyInDoubt => {
                    self.keep_confirmation(message, shown, wanted);
                    self.unchanged()
                }
                _ => self.unchanged(),
            },
            PressEvidence => match reason {
                Reason::PressUnknown => self.merge().with(Effect::Tell).complete_as_told(),
                Reason::NoConfirmation
                | Reason::UnknownButton
                | Reason::KeyboardReplaced
                | Reason::PressRefused { .. }
                | Reason::ReplyInDoubt
                | Reason::ApprovePress
                | Reason::NotApproved => self.pressed_by_hand(),
                _ => self.unchanged(),
            },
            // One that was thought to be refused: there is nothing to be asked any more.
            ReplySent { message, attached } if *reason == Reason::ApproveReply => {
                self.reply_sent(message, attached)
            }
            ReplySent { message, .. } => {
                self.chat.reply.get_or_insert(message);
                self.unchanged()
            }
            BotMessage { text } if *reason == Reason::PressUnknown => self.told_of_the_press(text),
            BotMessage { text } => self.told(text),
            OrderEdited { text } => self.text_changed(reason, Reason::OrderEdited { text }),
            OrderDeleted => self.text_changed(reason, Reason::OrderDeleted),
            ReplyRefused { .. } | ReplyInDoubt { .. } | ConfirmationOverdue => self.unchanged(),
            PressUnproven { .. } | KeyboardReplaced => self.unchanged(),
            // The money is back: there is nothing to be pressed for.
            PressRequested(_) if matches!(reason, Reason::NotRevoked { .. }) => self.unchanged(),
            PressRequested(button) if self.shows(&button) => self.press_requested(button),
            ReplyDrafted { text } if *reason == Reason::ApproveReply => {
                self.chat.draft = Some(text);
                self.merge().with(Effect::Tell).unchanged()
            }
            Approved => self.approved(reason),
            Declined => self.declined(reason),
            event @ (ReplyBegun | PressBegun | PressAnswered(_)) => self.illegal(&event),
            event @ (PressPutOff | PressRequested(_)) => self.illegal(&event),
            event @ ReplyDrafted { .. } => self.illegal(&event),
        }
    }

    /// Completed or closed, or the money went back: nothing is delivered any more.
    fn ended(mut self, event: ChatEvent) -> StepResult {
        let is_completed = matches!(self.step.order.state, State::Completed { .. });
        match event {
            BotMessage { text } => self.told(text),
            // The chat had shown that the press took effect before the bot's answer came.
            PressAnswered(PressOutcome::Refused(text)) if is_completed => self.told(text),
            ReplySent { message, .. } if !is_completed || self.chat.reply == Some(message) => {
                self.chat.reply.get_or_insert(message);
                self.unchanged()
            }
            AnsweredByHand { message } => {
                self.chat.reply_by_hand.get_or_insert(message);
                self.unchanged()
            }
            ReplyRefused { .. } if !is_completed => self.unchanged(),
            ReplyInDoubt { .. } | ConfirmationSeen { .. } | ConfirmationOverdue => self.unchanged(),
            PressAnswered(_) | PressPutOff | PressEvidence => self.unchanged(),
            PressUnproven { .. } | KeyboardReplaced => self.unchanged(),
            OrderEdited { .. } | OrderDeleted => self.unchanged(),
            event @ (ReplyBegun | ReplySent { .. } | ReplyRefused { .. }) => self.illegal(&event),
            event @ (PressBegun | PressRequested(_)) => self.illegal(&event),
            event @ (ReplyDrafted { .. } | Approved | Declined) => self.illegal(&event),
        }
    }
}
