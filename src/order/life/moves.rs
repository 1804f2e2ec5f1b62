//! The moves that several states have in common.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    Activation, ClosedBy, Confirmation, Effect, Event, IllegalEvent, Order, Press, PressOutcome,
    Reason, Receipt, STILL_PENDING, Schedule, ShopAnswer, State, Transition, WhyClosed,
};
use crate::order::{AccountId, Button, MessageId, Untrusted};

/// So much of what the bot says about an order is kept for the moderators, when it speaks often.
const SAID_CHARACTERS_MAX: usize = 4_096;

pub(super) type Verdict = Result<Transition, IllegalEvent>;

/// An order in the middle of a step.
pub(super) struct Life {
    pub(super) order: Order,
    pub(super) effects: Vec<Effect>,
    pub(super) now: Timestamp,
}

impl Life {
    pub(super) fn shop_answered(mut self, answer: ShopAnswer, jitter: u16) -> Verdict {
        match answer {
            ShopAnswer::Activated(receipt) => self.activated(receipt),
            ShopAnswer::AlreadyActivated(receipt)
                if self.order.other_account_doubtful && receipt.account.is_none() =>
            {
                self.order.activation = Activation::Done(receipt);
                self.escalate(Reason::ActivatedForOtherAccount)
            }
            ShopAnswer::AlreadyActivated(receipt) => self.activated(receipt),
            ShopAnswer::Pending { retry_after } => {
                let why = Untrusted::new(STILL_PENDING);
                self.activate_later(why, jitter, retry_after)
            }
            ShopAnswer::Unavailable { why, retry_after } => {
                self.activate_later(why, jitter, retry_after)
            }
            // Whether and when to knock again is the incident's business, not the order's.
            ShopAnswer::Misconfigured { .. } | ShopAnswer::Intercepted { .. } => {
                let at = self.now;
                self.also(Effect::ActivateAgain { at }).stays()
            }
            ShopAnswer::Unclear { excerpt } => self.escalate(Reason::ShopUnclear { excerpt }),
            ShopAnswer::Refused { code, message } => {
                self.refused();
                self.escalate(Reason::ShopRefused { code, message })
            }
        }
    }

    pub(super) fn activated(mut self, receipt: Receipt) -> Verdict {
        self.order.activation = Activation::Done(receipt);
        if let Some(reason) = self.mismatch() {
            return self.escalate(reason);
        }
        // Only of an order that was found after a restore, answered.
        if self.order.reply.is_some() {
            let since = self.now;
            return self.goes(State::AwaitingConfirmation { since }, Effect::Look);
        }
        self.goes(State::Replying, Effect::Reply)
    }

    /// Why people have to look first, when the shop names another account than it was asked for. One
    /// that a person has corrected since explains that.
    pub(super) fn mismatch(&self) -> Option<Reason> {
        let reason = if self.order.other_account_doubtful {
            Reason::ActivatedForOtherAccount
        } else {
            Reason::AccountMismatch
        };
        self.order.is_given_to_another().then_some(reason)
    }

    pub(super) fn activate_later(
        mut self,
        why: Untrusted,
        jitter: u16,
        retry_after: Option<Duration>,
    ) -> Verdict {
        match self.order.schedule.next(self.now, jitter, retry_after) {
            Some(at) => self.also(Effect::ActivateAgain { at }).stays(),
            None => self.escalate(Reason::ShopUnavailable { why }),
        }
    }

    /// A call was in flight when the order went another way.
    pub(super) fn shop_answered_late(mut self, answer: ShopAnswer) -> Verdict {
        match answer {
            ShopAnswer::Activated(receipt) | ShopAnswer::AlreadyActivated(receipt) => {
                // Also when a person gave the goods: the shop has given them a second time.
                if matches!(self.order.activation, Activation::Done(_)) {
                    return self.stays();
                }
                self.order.activation = Activation::Done(receipt);
                self.also(Effect::Tell).stays()
            }
            ShopAnswer::Refused { .. } if self.order.activation == Activation::Uncertain => {
                self.refused();
                self.stays()
            }
            ShopAnswer::Refused { .. }
            | ShopAnswer::Pending { .. }
            | ShopAnswer::Unclear { .. }
            | ShopAnswer::Misconfigured { .. }
            | ShopAnswer::Intercepted { .. }
            | ShopAnswer::Unavailable { .. } => self.stays(),
        }
    }

    /// The shop did nothing for the account that was asked for; what it did for another one that
    /// was asked for before is still unknown.
    fn refused(&mut self) {
        if !self.order.other_account_doubtful {
            self.order.activation = Activation::None;
        }
    }

    pub(super) fn confirmation_seen(
        mut self,
        message: MessageId,
        shown: Vec<Button>,
        wanted: Option<Button>,
    ) -> Verdict {
        let wanted = wanted.filter(Button::may_be_pressed);
        let known = wanted.is_some();
        self.order.confirmation = Some(Confirmation {
            message,
            button: wanted,
            shown,
        });
        if known {
            self.goes(State::Confirming { press: Press::Owed }, Effect::Press)
        } else {
            self.escalate(Reason::UnknownButton)
        }
    }

    /// Whether a button stands on the bot's message and is of a kind that is ever pressed.
    pub(super) fn shows(&self, button: &Button) -> bool {
        let confirmation = self.order.confirmation.as_ref();
        button.may_be_pressed() && confirmation.is_some_and(|seen| seen.shown.contains(button))
    }

    /// Whether this is what is known of the bot's message already.
    pub(super) fn shows_just(&self, message: MessageId, shown: &[Button]) -> bool {
        let confirmation = self.order.confirmation.as_ref();
        confirmation.is_some_and(|seen| seen.message == message && seen.shown == shown)
    }

    /// The text of an order that waits for a person has changed. That is news until the goods were
    /// given; of an order that was found after a restore more is unknown than its text.
    pub(super) fn text_changed(self, reason: &Reason, news: Reason) -> Verdict {
        let matters = !self.goods_given()
            && !matches!(reason, Reason::FoundAfterRestore | Reason::OrderDeleted)
            && *reason != news;
        if matters {
            self.escalate(news)
        } else {
            self.stays()
        }
    }

    pub(super) fn press_answered(self, outcome: PressOutcome) -> Verdict {
        match outcome {
            PressOutcome::Accepted => self.complete(),
            PressOutcome::Refused(text) => self.escalate(Reason::PressRefused { text }),
            PressOutcome::Unknown => {
                let since = self.now;
                self.moves(State::Confirming {
                    press: Press::Unproven { since },
                })
            }
        }
    }

    pub(super) fn press_as_said(mut self, button: Button) -> Verdict {
        self.order.press_repeated = true;
        if let Some(confirmation) = &mut self.order.confirmation {
            confirmation.button = Some(button);
        }
        self.goes(State::Confirming { press: Press::Owed }, Effect::Press)
    }

    pub(super) fn given_by_hand(&mut self) {
        if !self.goods_given() {
            self.order.activation = Activation::ByHand;
        }
    }

    pub(super) fn correct_account(&mut self, account: AccountId) {
        if self.order.account.as_ref() != Some(&account) {
            self.order.other_account_doubtful |= self.order.may_be_activated();
            if self.order.account.is_some() {
                self.order.revision += 1;
            }
            self.order.account = Some(account);
        }
        self.order.schedule = Schedule::default();
    }

    /// A person said to try again: not where that would tell the customer of goods that somebody else
    /// has.
    pub(super) fn retry(mut self, reason: &Reason, account: Option<AccountId>) -> Verdict {
        if matches!(
            reason,
            Reason::ActivatedForOtherAccount | Reason::AccountMismatch
        ) {
            return self.stays();
        }
        if self.order.account.is_none() {
            self.order.account = account;
        }
        match self.mismatch() {
            // The shop's answer came late. Once a reply was begun, a person has settled it.
            Some(mismatch) if !self.order.reply_begun => self.escalate(mismatch),
            _ => self.resume(reason),
        }
    }

    /// A person said to go on from where it stuck.
    pub(super) fn resume(mut self, reason: &Reason) -> Verdict {
        if matches!(reason, Reason::ReplyDetached) {
            self.order.reply = None;
        }
        self.order.schedule = Schedule::default();
        self.go_on()
    }

    /// The first stage that is not behind it.
    pub(super) fn go_on(self) -> Verdict {
        if !self.goods_given() {
            return match self.order.account {
                Some(_) => self.goes(State::Activating, Effect::Activate),
                None => self.stays(),
            };
        }
        if self.order.reply.is_none() {
            return self.goes(State::Replying, Effect::Reply);
        }
        let pressable = self
            .order
            .confirmation
            .as_ref()
            .is_some_and(|seen| seen.button.is_some());
        if pressable {
            return self.goes(State::Confirming { press: Press::Owed }, Effect::Press);
        }
        let since = self.now;
        self.goes(State::AwaitingConfirmation { since }, Effect::Look)
    }

    pub(super) fn answered_by_hand(mut self, message: MessageId) -> Verdict {
        self.order.reply_by_hand = Some(message);
        self.close(ClosedBy::Owner, WhyClosed::AnsweredByHand)
    }

    /// The newest words come first; those before may not have been read yet.
    pub(super) fn bot_spoke_and_told(mut self, text: Untrusted) -> Verdict {
        self.keep_words(text);
        self.also(Effect::Tell).stays()
    }

    /// It proves that the press took effect; but it may say more than that, even long after.
    pub(super) fn bot_spoke_of_the_press(mut self, text: Untrusted) -> Verdict {
        self.keep_words(text);
        self.also(Effect::Tell).complete_as_told()
    }

    pub(super) fn keep_words(&mut self, text: Untrusted) {
        let said = match self.order.bot_said.take() {
            Some(earlier) if earlier.as_str().contains(text.as_str()) => earlier,
            Some(earlier) => {
                let both = format!("{}\n{}", text.as_str(), earlier.as_str());
                Untrusted::new(both.chars().take(SAID_CHARACTERS_MAX).collect::<String>())
            }
            None => text,
        };
        self.order.bot_said = Some(said);
    }

    /// Nobody knows what was done since the journal was what it is: a person decides.
    pub(super) fn found_after_restore(mut self, reply: Option<MessageId>) -> Verdict {
        let known = self.order.clone();
        self.order.reply = self.order.reply.or(reply);
        let reason = Reason::FoundAfterRestore;
        let is_news = known != self.order || known.state != State::Escalated { reason };
        if is_news {
            self.escalate(Reason::FoundAfterRestore)
        } else {
            self.stays()
        }
    }

    pub(super) fn goods_given(&self) -> bool {
        matches!(
            self.order.activation,
            Activation::Done(_) | Activation::ByHand
        )
    }

    pub(super) fn escalate(self, reason: Reason) -> Verdict {
        self.goes(State::Escalated { reason }, Effect::Tell)
    }

    /// Told when the goods may have been given, and when moderators were asked about it.
    pub(super) fn close(mut self, by: ClosedBy, why: WhyClosed) -> Verdict {
        let at = self.now;
        let told =
            matches!(self.order.state, State::Escalated { .. }) || self.order.may_be_activated();
        self.order.bot_said = None;
        let closed = State::Closed { at, by, why };
        if told {
            self.goes(closed, Effect::Tell)
        } else {
            self.moves(closed)
        }
    }

    pub(super) fn complete(mut self) -> Verdict {
        self.order.bot_said = None;
        self.complete_as_told()
    }

    /// What the bot said stands before the moderators, who were asked about the order: it stays.
    pub(super) fn complete_as_told(self) -> Verdict {
        let at = self.now;
        self.moves(State::Completed { at })
    }

    pub(super) fn also(mut self, effect: Effect) -> Self {
        self.effects.push(effect);
        self
    }

    pub(super) fn goes(self, state: State, effect: Effect) -> Verdict {
        self.also(effect).moves(state)
    }

    pub(super) fn moves(mut self, state: State) -> Verdict {
        self.order.state = state;
        self.stays()
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "every verdict is spoken the same way"
    )]
    pub(super) fn stays(self) -> Verdict {
        Ok(Transition {
            order: self.order,
            effects: self.effects,
        })
    }

    pub(super) fn illegal(self, event: &Event) -> Verdict {
        let name = format!("{event:?}");
        let end = name.find([' ', '(', '{']).unwrap_or(name.len());
        Err(IllegalEvent {
            stage: self.order.state.stage(),
            event: name[..end].to_owned(),
        })
    }
}
