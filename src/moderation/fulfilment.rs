//! What was and was not done for an order: paid, given, answered.

use super::markup::{Markup, rich};
use crate::order::life::{Activation, Delivery, Reason, State, WhyClosed};
use crate::order::{AccountId, Record};

/// Whether the goods were given.
#[derive(Clone, Copy)]
pub(super) enum ActivationStatus {
    NotGiven,
    /// It is being asked for: nothing for people to look up.
    Asked,
    Uncertain,
    /// What was done before the journal was lost is not known.
    Unrecorded,
    Given,
    ByHand,
}

impl ActivationStatus {
    pub(super) fn of(record: &Record) -> Self {
        let is_found = matches!(reason(record), Some(Reason::FoundAfterRestore));
        let is_asked =
            record.life.state == State::Activating && !record.life.other_account_doubtful;
        match &record.life.activation {
            Activation::None if is_found => Self::Unrecorded,
            Activation::None => Self::NotGiven,
            Activation::Uncertain if is_asked => Self::Asked,
            Activation::Uncertain => Self::Uncertain,
            Activation::ByHand => Self::ByHand,
            Activation::Done(_) => Self::Given,
        }
    }

    fn name(self, record: &Record) -> &'static str {
        match self {
            Self::NotGiven => "not-given",
            Self::Asked => "asked",
            Self::Uncertain => "uncertain",
            Self::Unrecorded => "unrecorded",
            Self::ByHand => "by-hand",
            Self::Given if is_without_account(record) => "given-to-nobody",
            Self::Given if given_to(record).is_none() => "given-to-somebody",
            Self::Given if record.life.is_given_to_another() => "given-to-another",
            Self::Given => "given",
        }
    }
}

fn reason(record: &Record) -> Option<&Reason> {
    match &record.life.state {
        State::Escalated { reason } => Some(reason),
        _ => None,
    }
}

/// The account that the shop gave the goods to, where that is certain.
pub(super) fn given_to(record: &Record) -> Option<&AccountId> {
    let life = &record.life;
    let Activation::Done(receipt) = &life.activation else {
        return None;
    };
    let asked = life.account.as_ref().filter(|_| !life.other_account_doubtful);
    receipt.account.as_ref().or(asked)
}

/// Whether neither we nor the shop named one: the goods need none.
fn is_without_account(record: &Record) -> bool {
    given_to(record).is_none() && record.life.account.is_none()
}

/// ` (payment A-1001)`
fn payment(record: &Record) -> Markup {
    let Activation::Done(receipt) = &record.life.activation else {
        return Markup::default();
    };
    let payment = receipt.payment_id.as_ref();
    let payment = payment.map(|payment| rich!("moderation-payment", payment = payment));
    payment.map(|payment| Markup::plain(" ").and(payment)).unwrap_or_default()
}

/// Whether nobody is told anything from here: who bought by Tribute's API, Tribute has told.
pub(super) fn is_told_elsewhere(record: &Record) -> bool {
    record.life.delivery == Delivery::Nothing
}

/// Where people give the money back that can't be given back by a call.
pub(in crate::moderation) fn refund_place(record: &Record) -> Markup {
    rich!("moderation-refund-place", source = record.source.as_str())
}

/// How it is delivered, where not in the chat: for the texts that say what will be done.
pub(in crate::moderation) fn delivery_suffix(record: &Record) -> &'static str {
    match record.life.delivery {
        Delivery::Nothing => "-alone",
        Delivery::Message(_) => "-told",
        Delivery::TributeChat(_) => "",
    }
}

/// What was and was not done.
pub(super) fn fulfilment(record: &Record) -> Markup {
    if is_told_elsewhere(record) {
        return given(record, "nobody");
    }
    let reply = rich!("moderation-reply", status = reply_status(record));
    Markup::join([given(record, "nobody"), reply], " ")
}

/// Whether the shop gave the goods, perhaps beside a person who closed the order.
pub(super) fn given(record: &Record, beside: &str) -> Markup {
    rich!(
        "moderation-given",
        beside = beside,
        status = ActivationStatus::of(record).name(record),
        account = Markup::account_if_known(given_to(record)),
        asked = Markup::account_if_known(record.life.account.as_ref()),
        payment = payment(record),
        order = record.id.to_string()
    )
}

fn reply_status(record: &Record) -> &'static str {
    let life = &record.life;
    let has_reply = life.reply().is_some();
    let is_begun = life.chat().is_some_and(|chat| chat.reply_begun);
    match reason(record) {
        Some(Reason::ReplyDetached) => "detached",
        Some(
            Reason::NoConfirmation
            | Reason::UnknownButton
            | Reason::KeyboardReplaced
            | Reason::ApprovePress,
        ) => "not-pressed",
        Some(Reason::NotApproved) if has_reply => "not-pressed",
        Some(Reason::FoundAfterRestore | Reason::ReplyInDoubt) if has_reply => "in-chat",
        Some(Reason::FoundAfterRestore) => "not-in-chat",
        _ if has_reply => "sent",
        Some(Reason::ReplyRefused { .. }) => "none",
        _ if is_begun => "in-doubt",
        _ => "none",
    }
}

/// Whether a closed order's goods may have been given by the shop and by a person.
pub(super) fn is_perhaps_given_twice(record: &Record, why: WhyClosed) -> bool {
    use ActivationStatus::{Asked, ByHand, Given, NotGiven, Uncertain, Unrecorded};
    match (ActivationStatus::of(record), why) {
        (NotGiven | Asked | Unrecorded | ByHand, _) => false,
        (Uncertain | Given, WhyClosed::AnsweredByHand) => true,
        (Uncertain, WhyClosed::PressedByHand | WhyClosed::Said) => true,
        // What was to be told was told, or was refused: the shop's goods are the ones that it is about.
        (Given, WhyClosed::PressedByHand | WhyClosed::Said) => match &record.life.delivery {
            Delivery::Message(message) => !message.begun,
            Delivery::TributeChat(_) | Delivery::Nothing => record.life.reply().is_none(),
        },
    }
}
