//! What happened to an escalated order, and the words that explain it best.

use super::markup::{Markup, rich};
use super::order_card::NAME_CHARACTERS_MAX;
use crate::order::life::{Activation, Reason, STILL_PENDING};
use crate::order::purchase::{OrderForm, Problem};
use crate::order::{Button, ButtonKind, Record, Untrusted};
use crate::shop::describe_why;

/// More than this many buttons are not listed.
const BUTTONS_MAX: usize = 8;

/// What happened.
pub(super) fn happened(record: &Record, reason: &Reason) -> Markup {
    rich!(
        "moderation-reason",
        reason = kind(record, reason),
        detail = detail(record, reason),
        asked = Markup::account(record.life.account.as_ref()),
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
            let candidates = record.form.candidates.iter();
            Markup::join(candidates.map(|account| Markup::account(Some(account))), ", ")
        }
        Reason::ShopRefused { code, message } => match message {
            Some(message) => rich!("moderation-refusal", message = message, code = code),
            None => Markup::outside(code),
        },
        Reason::ShopUnavailable { why } => Markup::plain(describe_why(why)),
        Reason::ShopUnclear { excerpt: text }
        | Reason::PressRefused { text }
        | Reason::NotRevoked { why: text, .. } => quoted(text),
        Reason::ReplyRefused { why } => Markup::outside(why),
        Reason::AccountMismatch => match &record.life.activation {
            Activation::Done(receipt) => Markup::account(receipt.account.as_ref()),
            Activation::None | Activation::Uncertain | Activation::ByHand => Markup::default(),
        },
        Reason::UnknownButton => buttons(shown_buttons(record)),
        _ => Markup::default(),
    }
}

fn wanted_button(record: &Record) -> Markup {
    let confirmation = record.life.confirmation();
    match confirmation.and_then(|confirmation| confirmation.button.as_ref()) {
        Some(button) => Markup::outside_short(&button.label, NAME_CHARACTERS_MAX),
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
        let mut parts = vec![
            Markup::plain(format!("{})", index + 1)),
            Markup::outside_short(&button.label, NAME_CHARACTERS_MAX),
        ];
        if let ButtonKind::NeverPressed { kind } = &button.kind {
            let kind = Untrusted::new(kind.as_str());
            let kind = Markup::outside_short(&kind, NAME_CHARACTERS_MAX);
            parts.push(in_brackets(kind));
        }
        Markup::join(parts, " ")
    });
    let more = (shown.len() > BUTTONS_MAX).then(|| Markup::plain("…"));
    Markup::join(listed.chain(more), " ")
}

/// `(…)`
pub(super) fn in_brackets(inner: Markup) -> Markup {
    Markup::join([Markup::plain("("), inner, Markup::plain(")")], "")
}
