//! What happened to an escalated order, the words that explain it best, and what to do about it.

use super::fulfilment::ActivationStatus;
use super::markup::{Markup, rich};
use crate::order::life::{Activation, Reason, STILL_PENDING};
use crate::order::purchase::{OrderForm, Problem};
use crate::order::{Button, ButtonKind, Record, Untrusted};
use crate::shop::describe_why;

/// More than this many buttons are not listed.
const BUTTONS_MAX: usize = 8;

pub(super) fn happened(record: &Record, reason: &Reason) -> Markup {
    rich!(
        "moderation-reason",
        reason = kind(record, reason),
        detail = detail(record, reason),
        asked = Markup::account_if_known(record.life.account.as_ref()),
        button = wanted_button(record)
    )
}

/// What the customer wrote, or the order message where that explains more.
pub(super) fn words(record: &Record, reason: &Reason) -> Markup {
    match (reason, &record.form.details) {
        (Reason::OrderEdited { text }, _) => {
            rich!("moderation-before-and-after", before = &record.text, after = text)
        }
        (Reason::Form(Problem::MissingField | Problem::AmbiguousField | Problem::BadPrice), _) => {
            rich!("moderation-whole-message", text = &record.text)
        }
        (_, Some(details)) => rich!("moderation-wrote", text = details),
        (_, None) => rich!("moderation-wrote-nothing"),
    }
}

/// Somebody's words in the middle of a line.
pub(super) fn quoted(text: &Untrusted) -> Markup {
    rich!("moderation-quoted", text = text)
}

/// The reason's name, told apart further where there is more to say.
fn kind(record: &Record, reason: &Reason) -> &'static str {
    match reason {
        Reason::Form(Problem::MissingField) => missing(&record.form),
        Reason::ShopUnavailable { why } if why.as_str() == STILL_PENDING => "still-pending",
        // Its own word settles what was given; nobody's word does not.
        Reason::ShopRefused { .. } if record.life.activation == Activation::Uncertain => {
            "shop-fails-alone"
        }
        Reason::UnknownButton if shown_buttons(record).is_empty() => "no-buttons",
        _ => reason.name(),
    }
}

fn missing(form: &OrderForm) -> &'static str {
    let is_missing = (form.product.is_none(), form.price.is_none(), form.customer.name.is_none());
    match is_missing {
        (true, false, false) => "missing-product",
        (false, true, false) => "missing-price",
        (false, false, true) => "missing-customer",
        // A price that can't be read looks like one that is missing.
        _ => "missing_field",
    }
}

fn detail(record: &Record, reason: &Reason) -> Markup {
    match reason {
        Reason::Form(Problem::UnknownProduct) => {
            let product = record.form.product.as_ref();
            product.map_or_else(Markup::default, Markup::outside)
        }
        Reason::Form(Problem::AmbiguousAccountId | Problem::DoubtfulAccountId) => {
            Markup::join(record.form.candidates.iter().map(Markup::account), ", ")
        }
        Reason::ShopRefused { code, message } => match message {
            Some(message) => rich!("moderation-refusal", message = message, code = code),
            None => Markup::outside(code),
        },
        Reason::ShopUnavailable { why } => Markup::outside(&Untrusted::new(describe_why(why))),
        Reason::ShopUnclear { excerpt: text }
        | Reason::PressRefused { text }
        | Reason::NotRevoked { why: text, .. } => quoted(text),
        Reason::ReplyRefused { why } => Markup::outside(why),
        Reason::AccountMismatch => match &record.life.activation {
            Activation::Done(receipt) => Markup::account_if_known(receipt.account.as_ref()),
            Activation::None | Activation::Uncertain | Activation::ByHand => Markup::default(),
        },
        Reason::UnknownButton => buttons(shown_buttons(record)),
        _ => Markup::default(),
    }
}

fn wanted_button(record: &Record) -> Markup {
    let confirmation = record.life.confirmation();
    match confirmation.and_then(|confirmation| confirmation.button.as_ref()) {
        Some(button) => Markup::name(&button.label),
        None => rich!("moderation-the-button"),
    }
}

fn shown_buttons(record: &Record) -> &[Button] {
    let confirmation = record.life.confirmation();
    confirmation.map_or(&[], |confirmation| &confirmation.shown)
}

/// `1) Send 2) Rules (url)`
fn buttons(shown: &[Button]) -> Markup {
    let listed = shown.iter().take(BUTTONS_MAX).enumerate();
    let listed = listed.map(|(index, button)| {
        let numbered = Markup::plain(format!("{}) ", index + 1)).and(Markup::name(&button.label));
        let ButtonKind::NeverPressed { kind } = &button.kind else {
            return numbered;
        };
        let kind = Markup::name(&Untrusted::new(kind.as_str()));
        Markup::join([numbered, in_brackets(kind)], " ")
    });
    let more = (shown.len() > BUTTONS_MAX).then(|| Markup::plain("…"));
    Markup::join(listed.chain(more), " ")
}

pub(super) fn in_brackets(inner: Markup) -> Markup {
    Markup::plain("(").and(inner).and(Markup::plain(")"))
}

/// What a person can do about it: today, to act by hand as the seller, or to wait.
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
        Reason::ReplyInDoubt => "press-or-reply",
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
    shown_buttons(record).iter().any(|button| button.kind == ButtonKind::KeyboardText)
}
