//! What can be said about an order, by where it stands.

use super::{is_paid_otherwise, lacks_account};
use crate::moderation::fulfilment::{ActivationStatus, delivery_suffix};
use crate::moderation::markup::{Markup, rich};
use crate::order::life::{Activation, DeliveryStage, Reason, State};
use crate::order::purchase::Problem;
use crate::order::{Button, Record};
use crate::shop::NO_REPLY;

/// What can be said about an order now. Whatever is not here is answered, and changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of its own")]
pub struct Choices {
    /// Another account number.
    pub account: bool,
    /// `retry`
    pub retry: bool,
    /// `given`
    pub given: bool,
    /// `close`
    pub close: bool,
    /// `refund`, where that is a call and nothing was given
    pub refund: bool,
    /// `check`
    pub check: bool,
    /// `yes` and `no`
    pub approve: bool,
    /// The buttons that may be pressed, as they are shown.
    pub buttons: Vec<Button>,
}

impl Choices {
    /// What can be said about this order.
    pub fn of(record: &Record) -> Self {
        let choices = Self::by_state(record);
        // The shop's word may have come late.
        let is_given = record.life.goods_given();
        let is_escalated = matches!(record.life.state, State::Escalated { .. });
        let refund =
            is_escalated && !is_given && !record.life.is_refunded() && record.is_refundable();
        // There is a chat to be looked at only where it came from one.
        let check = choices.check && record.life.chat().is_some();
        Self { account: choices.account && !is_given, check, refund, ..choices }
    }

    fn by_state(record: &Record) -> Self {
        let closing = Self { close: true, ..Self::default() };
        match &record.life.state {
            State::Activating => Self { account: true, retry: true, given: true, ..closing },
            State::Delivering(DeliveryStage::Sending) => closing,
            State::Delivering(_) => Self { check: true, ..closing },
            State::Revoking { .. } => Self { retry: true, ..closing },
            State::Escalated { reason } => Self::escalated(record, reason),
            State::Completed { .. } | State::Closed { .. } | State::Refunded { .. } => {
                Self::default()
            }
        }
    }

    fn escalated(record: &Record, reason: &Reason) -> Self {
        let given = Self { given: true, close: true, ..Self::default() };
        let checked = Self { check: true, close: true, ..Self::default() };
        let approve = record.life.asked().is_some();
        match reason {
            Reason::Form(
                Problem::NoDetails
                | Problem::NoAccountId
                | Problem::AmbiguousAccountId
                | Problem::DoubtfulAccountId,
            ) => Self { account: true, retry: true, ..given },
            Reason::Form(
                Problem::MissingField
                | Problem::AmbiguousField
                | Problem::BadPrice
                | Problem::UnknownProduct,
            )
            | Reason::PriceMismatch => Self { retry: true, ..given },
            Reason::Form(Problem::UnknownPayment) => given,
            Reason::Form(Problem::PossibleDuplicate | Problem::PaidTwice) => {
                let is_known = record.life.knows_customer();
                Self { account: !is_known, retry: is_known, ..given }
            }
            Reason::OutOfStock => Self { retry: true, ..given },
            // It has them: only the customer does not.
            Reason::ShopRefused { code, .. } if code.as_str() == NO_REPLY => given,
            Reason::ShopRefused { .. }
            | Reason::ShopUnavailable { .. }
            | Reason::ShopUnclear { .. } => Self { account: true, retry: true, ..given },
            Reason::FoundAfterRestore => {
                let account = record.life.activation == Activation::None;
                Self { account, retry: record.life.account.is_some(), ..given }
            }
            Reason::ActivatedForOtherAccount | Reason::AccountMismatch => given,
            // What is said would stand under words that nobody knows.
            Reason::OrderEdited { .. } => given,
            Reason::OrderDeleted => Self { close: true, ..Self::default() },
            Reason::ReplyRefused { .. } | Reason::ReplyDetached => Self { retry: true, ..checked },
            Reason::ReplyInDoubt
            | Reason::NoConfirmation
            | Reason::UnknownButton
            | Reason::PressRefused { .. }
            | Reason::PressUnknown => Self { buttons: pressable(record), ..checked },
            Reason::ApproveReply => Self { approve, retry: true, close: true, ..Self::default() },
            Reason::ApprovePress => Self { approve, ..checked },
            Reason::NotApproved => Self { retry: true, buttons: pressable(record), ..checked },
            // The press of what is not on the screen any more means something else.
            Reason::KeyboardReplaced => checked,
            Reason::NotRevoked { .. } => Self { retry: true, close: true, ..Self::default() },
        }
    }

    /// Whether there is nothing to be said any more.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The buttons of the bot's message, by their numbers; those that are never pressed keep theirs.
fn pressable(record: &Record) -> Vec<Button> {
    let seen = record.life.confirmation();
    seen.map(|seen| seen.shown.clone()).unwrap_or_default()
}

/// `Answer: an account number · retry · close`; `None` when there is nothing to be said.
pub(in crate::moderation) fn choices(record: &Record) -> Option<Markup> {
    let choices = Choices::of(record);
    let problem = match &record.life.state {
        State::Escalated { reason: Reason::Form(problem) } => Some(*problem),
        State::Escalated { reason: Reason::PriceMismatch } => Some(Problem::UnknownProduct),
        _ => None,
    };
    let is_as_paid = is_paid_otherwise(record);
    // What else can be said is no use to those who have a number to find.
    let is_alone = lacks_account(record);
    let is_of_settings = problem.is_some_and(|it| !it.is_for_people());
    let is_drafted = record.life.reason_name() == Some(Reason::ApproveReply.name());
    let retry = match is_of_settings || is_drafted {
        true if is_as_paid => "retry-as-paid",
        true => "retry-configured",
        false => "retry",
    };
    let account = match record.life.account {
        Some(_) => "other-account",
        None if record.form.candidates.is_empty() => "account",
        None => "shown-account",
    };
    let status = ActivationStatus::of(record);
    let is_unknown = matches!(status, ActivationStatus::Uncertain | ActivationStatus::Unrecorded);
    let suffix = delivery_suffix(record);
    let offered = if is_unknown && choices.given {
        // Which of the two, the shop's own list says.
        vec![
            (suffix.is_empty(), "given-if-there"),
            (suffix == "-alone", "given-if-there-alone"),
            (suffix == "-told", "given-if-there-told"),
            (choices.retry, "retry-if-not"),
            (choices.account && !choices.retry, account),
            (choices.refund, "refund"),
            (choices.close, "close"),
        ]
    } else {
        vec![
            (choices.approve, "approve"),
            (choices.account, account),
            (choices.buttons.iter().any(Button::may_be_pressed), "press"),
            (choices.check, "check"),
            (choices.retry && !is_alone, retry),
            (choices.given && !is_alone, "given"),
            (choices.refund && !is_alone, "refund"),
            (choices.close, "close"),
        ]
    };
    let words = offered.into_iter().filter(|(is_offered, _)| *is_offered);
    let words: Vec<_> = words.map(|(_, word)| rich!("moderation-choice", word = word)).collect();
    let words = (!words.is_empty()).then(|| Markup::join(words, " · "));
    words.map(|words| rich!("moderation-choices", words = words))
}
