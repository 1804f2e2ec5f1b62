//! The transitions of a delivery that several states have in common.

use super::ChatStep;
use crate::order::life::{
    ChatEvent, ClosedBy, Confirmation, Delivery, DeliveryAct, DeliveryStage, Effect, Press,
    PressOutcome, Reason, State, StepBuilder, StepResult, WhyClosed,
};
use crate::order::{Button, MessageId, Untrusted};

impl ChatStep {
    pub(super) fn answered_by_hand(mut self, message: MessageId) -> StepResult {
        self.chat.reply_by_hand = Some(message);
        self.merge().close(ClosedBy::Owner, WhyClosed::AnsweredByHand)
    }

    pub(super) fn reply_sent(mut self, message: MessageId, attached: bool) -> StepResult {
        self.chat.reply = Some(message);
        if !attached {
            return self.escalate(Reason::ReplyDetached);
        }
        let since = self.step.now;
        self.deliver(DeliveryStage::AwaitingConfirmation { since })
    }

    pub(super) fn pressed_by_hand(self) -> StepResult {
        self.merge().close(ClosedBy::Owner, WhyClosed::PressedByHand)
    }

    pub(super) fn confirmation_seen(
        mut self,
        message: MessageId,
        shown: Vec<Button>,
        wanted: Option<Button>,
    ) -> StepResult {
        self.keep_confirmation(message, shown, wanted);
        let is_known = self.chat.button().is_some();
        if is_known { self.press() } else { self.escalate(Reason::UnknownButton) }
    }

    pub(super) fn keep_confirmation(
        &mut self,
        message: MessageId,
        shown: Vec<Button>,
        wanted: Option<Button>,
    ) {
        let button = wanted.filter(Button::may_be_pressed);
        self.chat.confirmation = Some(Confirmation { message, button, shown });
    }

    /// Whether a button stands on the bot's message and is of a kind that is ever pressed.
    pub(super) fn shows(&self, button: &Button) -> bool {
        let confirmation = self.chat.confirmation.as_ref();
        button.may_be_pressed() && confirmation.is_some_and(|seen| seen.shown.contains(button))
    }

    /// Whether this is what is known of the bot's message already.
    pub(super) fn shows_just(&self, message: MessageId, shown: &[Button]) -> bool {
        let confirmation = self.chat.confirmation.as_ref();
        confirmation.is_some_and(|seen| seen.message == message && seen.shown == shown)
    }

    /// Once people have said yes to the words, if they are asked.
    pub(super) fn reply(mut self) -> StepResult {
        self.chat.draft = None;
        if self.chat.asks_first {
            return self.merge().with(Effect::Draft).escalate(Reason::ApproveReply);
        }
        self.reply_now()
    }

    pub(super) fn reply_now(self) -> StepResult {
        self.deliver_with(DeliveryStage::Replying, Effect::Deliver(DeliveryAct::Reply))
    }

    /// Once people have said yes to the button, if they are asked.
    pub(super) fn press(self) -> StepResult {
        if self.chat.asks_first { self.escalate(Reason::ApprovePress) } else { self.press_now() }
    }

    pub(super) fn press_now(self) -> StepResult {
        self.deliver_with(
            DeliveryStage::Confirming { press: Press::Owed },
            Effect::Deliver(DeliveryAct::Press),
        )
    }

    pub(super) fn press_requested(mut self, button: Button) -> StepResult {
        self.chat.press_repeated = true;
        if let Some(confirmation) = &mut self.chat.confirmation {
            confirmation.button = Some(button);
        }
        self.press_now()
    }

    /// People said yes to what they were asked about.
    pub(super) fn approved(self, reason: &Reason) -> StepResult {
        match reason {
            Reason::ApproveReply if self.chat.draft.is_some() => self.reply_now(),
            Reason::ApprovePress => self.press_now(),
            _ => self.illegal(&ChatEvent::Approved),
        }
    }

    pub(super) fn declined(self, reason: &Reason) -> StepResult {
        match reason {
            Reason::ApproveReply | Reason::ApprovePress => self.escalate(Reason::NotApproved),
            _ => self.illegal(&ChatEvent::Declined),
        }
    }

    pub(super) fn press_answered(self, outcome: PressOutcome) -> StepResult {
        match outcome {
            PressOutcome::Accepted | PressOutcome::AcceptedSaying(_) => self.complete(),
            PressOutcome::Refused(text) => self.escalate(Reason::PressRefused { text }),
            PressOutcome::Unknown => {
                let since = self.step.now;
                self.deliver(DeliveryStage::Confirming { press: Press::Unproven { since } })
            }
        }
    }

    /// What the bot said is brought to the moderators.
    pub(super) fn told(mut self, text: Untrusted) -> StepResult {
        self.chat.keep_words(text);
        self.merge().with(Effect::Tell).unchanged()
    }

    /// It proves that the press took effect; but it may say more than that, even long after.
    pub(super) fn told_of_the_press(mut self, text: Untrusted) -> StepResult {
        self.chat.keep_words(text);
        self.merge().with(Effect::Tell).complete_as_told()
    }

    /// The text of an order that waits for a person has changed. That is news until the goods were
    /// given; of an order that was found after a restore more is unknown than its text.
    pub(super) fn text_changed(self, reason: &Reason, news: Reason) -> StepResult {
        let matters = !self.step.order.goods_given()
            && !matches!(
                reason,
                Reason::FoundAfterRestore | Reason::OrderDeleted | Reason::NotRevoked { .. }
            )
            && *reason != news;
        if matters { self.escalate(news) } else { self.unchanged() }
    }

    pub(super) fn deliver(self, stage: DeliveryStage) -> StepResult {
        self.merge().transition(State::Delivering(stage))
    }

    pub(super) fn deliver_with(self, stage: DeliveryStage, effect: Effect) -> StepResult {
        self.merge().transition_with(State::Delivering(stage), effect)
    }

    pub(super) fn escalate(self, reason: Reason) -> StepResult {
        self.merge().escalate(reason)
    }

    pub(super) fn complete(self) -> StepResult {
        self.merge().complete()
    }

    pub(super) fn unchanged(self) -> StepResult {
        self.merge().unchanged()
    }

    pub(super) fn illegal(self, event: &ChatEvent) -> StepResult {
        self.step.illegal(event)
    }

    /// The step, with what is known now.
    pub(super) fn merge(mut self) -> StepBuilder {
        self.step.order.delivery = Delivery::TributeChat(self.chat);
        self.step
    }
}
