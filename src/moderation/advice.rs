//! What a person can do about an escalated order: today, to act by hand as the seller, or to wait.

use super::fulfilment::ActivationStatus;
use super::markup::{Markup, rich};
use crate::order::life::Reason;
use crate::order::purchase::Problem;
use crate::order::{ButtonKind, Record};

/// The card's last line.
pub(super) fn advice(record: &Record, reason: &Reason) -> Markup {
    let status = ActivationStatus::of(record);
    let advice = match reason {
        Reason::NoConfirmation => "wait-or-reply",
        Reason::KeyboardReplaced => "reply-again",
        // A press by hand of a reply keyboard is a message like any other.
        Reason::UnknownButton | Reason::PressRefused { .. } if shows_keyboard(record) => {
            "reply-again"
        }
        Reason::UnknownButton | Reason::PressRefused { .. } => "press",
        Reason::PressUnknown => "press-if-there",
        Reason::OrderDeleted => "deleted",
        Reason::Form(
            Problem::NoDetails
            | Problem::NoAccountId
            | Problem::AmbiguousAccountId
            | Problem::DoubtfulAccountId,
        ) => "ask-for-number",
        Reason::NotRevoked { .. } => "take-back",
        _ if matches!(status, ActivationStatus::NotGiven) => "give",
        Reason::ActivatedForOtherAccount => "settle",
        Reason::AccountMismatch => "correct",
        _ if matches!(status, ActivationStatus::Uncertain) => "give-unless-given",
        _ => "reply",
    };
    rich!("moderation-advice", advice = advice)
}

fn shows_keyboard(record: &Record) -> bool {
    let confirmation = record.life.confirmation();
    confirmation.is_some_and(|seen| {
        let mut shown = seen.shown.iter();
        shown.any(|button| button.kind == ButtonKind::KeyboardText)
    })
}
