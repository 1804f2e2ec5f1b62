//! What was and was not done for an order: paid, given, answered.

use super::markup::{Markup, rich};
use crate::order::life::{Activation, Reason, Receipt, State, WhyClosed};
use crate::order::{AccountId, Record};

/// Whether the goods were given.
pub(super) enum ActivationStatus<'a> {
    /// They were not.
    NotGiven,
    /// A call went out and nobody knows what came of it.
    Uncertain,
    /// What was done before the journal was lost is not known.
    Unrecorded,
    /// The shop said so.
    Given {
        receipt: &'a Receipt,
        /// To whom, where that is certain.
        account: Option<&'a AccountId>,
    },
    /// A person said so.
    ByHand,
}

impl<'a> ActivationStatus<'a> {
    /// What is known of this order.
    pub(super) fn of(record: &'a Record) -> Self {
        let life = &record.life;
        let is_found = matches!(life.state, State::Escalated { reason: Reason::FoundAfterRestore });
        match &life.activation {
            Activation::None if is_found => Self::Unrecorded,
            Activation::None => Self::NotGiven,
            Activation::Uncertain => Self::Uncertain,
            Activation::ByHand => Self::ByHand,
            Activation::Done(receipt) => {
                let asked = life.account.as_ref();
                let asked = asked.filter(|_| !life.other_account_doubtful);
                Self::Given { receipt, account: receipt.account.as_ref().or(asked) }
            }
        }
    }

    fn name(&self, record: &Record) -> &'static str {
        match self {
            Self::NotGiven => "not-given",
            Self::Uncertain => "uncertain",
            Self::Unrecorded => "unrecorded",
            Self::ByHand => "by-hand",
            Self::Given { account: None, .. } => "given-to-somebody",
            Self::Given { .. } if record.life.is_given_to_another() => "given-to-another",
            Self::Given { .. } => "given",
        }
    }

    fn account(&self) -> Markup {
        match self {
            Self::Given { account, .. } => Markup::account(*account),
            Self::NotGiven | Self::Uncertain | Self::Unrecorded | Self::ByHand => Markup::default(),
        }
    }

    /// ` (payment A-1001)`
    fn payment(&self) -> Markup {
        let payment = match self {
            Self::Given { receipt, .. } => receipt.payment_id.as_ref(),
            Self::NotGiven | Self::Uncertain | Self::Unrecorded | Self::ByHand => None,
        };
        payment.map_or_else(Markup::default, |payment| {
            let payment = rich!("moderation-payment", payment = payment);
            Markup::join([Markup::plain(" "), payment], "")
        })
    }
}

/// What was and was not done.
pub(super) fn fulfilment(record: &Record) -> Markup {
    let status = ActivationStatus::of(record);
    let given = rich!(
        "moderation-fulfilment",
        status = status.name(record),
        account = status.account(),
        asked = Markup::account(record.life.account.as_ref()),
        payment = status.payment(),
        order = record.id.to_string()
    );
    Markup::join([given, rich!("moderation-reply", status = reply_status(record))], " ")
}

fn reply_status(record: &Record) -> &'static str {
    let life = &record.life;
    let has_reply = life.reply().is_some();
    let is_begun = life.chat().is_some_and(|chat| chat.reply_begun);
    let reason = match &life.state {
        State::Escalated { reason } => Some(reason),
        _ => None,
    };
    match reason {
        Some(Reason::ReplyDetached) => "detached",
        Some(Reason::NoConfirmation | Reason::UnknownButton | Reason::KeyboardReplaced) => {
            "not-pressed"
        }
        Some(Reason::FoundAfterRestore) if has_reply => "in-chat",
        Some(Reason::FoundAfterRestore) => "not-in-chat",
        _ if has_reply => "sent",
        Some(Reason::ReplyRefused { .. }) => "none",
        _ if is_begun => "in-doubt",
        _ => "none",
    }
}

/// Whether a closed order's goods may have been given by the shop and by a person.
pub(super) fn is_perhaps_given_twice(record: &Record, why: WhyClosed) -> bool {
    use ActivationStatus::{ByHand, Given, NotGiven, Uncertain, Unrecorded};
    match (ActivationStatus::of(record), why) {
        (NotGiven | Unrecorded | ByHand, _) => false,
        (Uncertain | Given { .. }, WhyClosed::AnsweredByHand) => true,
        (Uncertain, WhyClosed::PressedByHand | WhyClosed::Said) => true,
        // Our reply stands: the shop's goods are the ones that the customer was told of.
        (Given { .. }, WhyClosed::PressedByHand | WhyClosed::Said) => record.life.reply().is_none(),
    }
}

/// That the shop gave the goods, or may have, beside the person who closed the order.
pub(super) fn given_twice(record: &Record) -> Markup {
    let status = ActivationStatus::of(record);
    rich!(
        "moderation-given-twice",
        status = status.name(record),
        account = status.account(),
        asked = Markup::account(record.life.account.as_ref()),
        payment = status.payment(),
        order = record.id.to_string()
    )
}
