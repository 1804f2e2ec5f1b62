//! What can be said about an order, by where it stands.

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
        Self { account: choices.account && !is_given, refund, ..choices }
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
