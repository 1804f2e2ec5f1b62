//! What happened to an escalated order, the words that explain it best, and what to do about it.

use super::Formatter;
use super::commands::is_paid_otherwise;
use super::fulfilment::{given_to, is_told_elsewhere, refund_place};
use super::markup::{Markup, rich};
use crate::i18n::{self, Language};
use crate::order::life::{Activation, Reason, STILL_PENDING};
use crate::order::price::PriceError;
use crate::order::purchase::{OrderForm, Problem};
use crate::order::{Button, ButtonKind, Money, Record, Untrusted};
use crate::shop::{NO_REPLY, describe_why};

/// More than this many buttons are not listed.
const BUTTONS_MAX: usize = 8;

pub(super) fn happened(formatter: &Formatter, record: &Record, reason: &Reason) -> Markup {
    let about = record.form.problem_text.as_ref();
    let about = about.map(|text| Markup::plain(" ").and(quoted(Markup::outside(text))));
    let [detail, other] = details(record, reason);
    rich!(
        "moderation-reason",
        reason = kind(formatter, record, reason),
        about = about.unwrap_or_default(),
        detail = detail,
        other = other,
        button = button(formatter, record),
        file = &Untrusted::new(&*formatter.config_file)
    )
}

/// What the customer wrote, or the order message where that explains more.
pub(super) fn words(record: &Record, reason: &Reason) -> Markup {
    match (reason, &record.form.details) {
        // There is the reply to be read.
        (Reason::ApproveReply, _) => Markup::default(),
        (Reason::OrderEdited { text }, _) => {
            rich!("moderation-before-and-after", before = &record.text, after = text)
        }
        (Reason::Form(Problem::MissingField | Problem::AmbiguousField | Problem::BadPrice), _) => {
            rich!("moderation-whole-message", text = &record.text)
        }
        (Reason::ReplyRefused { text: Some(text), .. }, _) => {
            rich!("moderation-was-to-be-told", text = text)
        }
        (Reason::Form(Problem::UnknownPayment), Some(told)) => {
            rich!("moderation-payment-told", text = told)
        }
        (_, Some(details)) => rich!("moderation-wrote", text = details),
        // They were asked nothing.
        (_, None) if is_told_elsewhere(record) => Markup::default(),
        (_, None) => rich!("moderation-wrote-nothing"),
    }
}

/// Somebody's words in the middle of a line.
pub(super) fn quoted(text: Markup) -> Markup {
    rich!("moderation-quoted", text = text)
}

/// The reason's name, told apart further where there is more to say.
fn kind(formatter: &Formatter, record: &Record, reason: &Reason) -> &'static str {
    let (form, shown) = (&record.form, shown_buttons(record));
    let is_usual = |it: &Button| it.is_labelled(&[&formatter.send_button]);
    match reason {
        Reason::Form(Problem::NoAccountId) if is_told_elsewhere(record) => "no-telegram-id",
        Reason::Form(Problem::AmbiguousField) if form.problem_text.is_none() => "two-readings",
        Reason::Form(Problem::BadPrice) if both_readings(form).is_some() => "price-two-ways",
        Reason::Form(Problem::AmbiguousAccountId) if form.candidates.len() == 2 => "two-accounts",
        Reason::ShopUnavailable { why } if why.as_str() == STILL_PENDING => "still-pending",
        Reason::ShopRefused { code, .. } if code.as_str() == NO_REPLY => "codes-untold",
        // Its own word settles what was given; nobody's word does not.
        Reason::ShopRefused { .. } if record.life.activation == Activation::Uncertain => {
            "shop-fails-alone"
        }
        Reason::Form(Problem::PaidTwice) if form.price_differs => "paid-twice-otherwise",
        Reason::PriceMismatch if is_paid_otherwise(record) => "paid-otherwise",
        Reason::UnknownButton if shown.is_empty() => "no-buttons",
        Reason::UnknownButton if shown.iter().any(is_usual) => "doubtful-button",
        _ => reason.name(),
    }
}

/// A price that may have a fraction or thousands: `1,25` and `1250`.
fn both_readings(form: &OrderForm) -> Option<[String; 2]> {
    let price = form.problem_text.as_ref()?.as_str();
    if price.parse::<Money>() != Err(PriceError::TwoWays) {
        return None;
    }
    let number = price.trim_matches(|character: char| !character.is_ascii_digit());
    let (whole, rest) = number.split_once(['.', ','])?;
    let decimal = if i18n::language() == Language::Russian { ',' } else { '.' };
    let fraction = format!("{whole}{decimal}{}", rest.trim_end_matches('0'));
    Some([fraction.trim_end_matches(decimal).to_owned(), format!("{whole}{rest}")])
}

/// What is told of the reason, and what that is held against.
fn details(record: &Record, reason: &Reason) -> [Markup; 2] {
    let form = &record.form;
    let detail = match reason {
        Reason::Form(Problem::BadPrice) => {
            return both_readings(form).unwrap_or_default().map(Markup::plain);
        }
        Reason::Form(Problem::UnknownProduct) => {
            quoted(form.product.as_ref().map(Markup::outside).unwrap_or_default())
        }
        Reason::Form(Problem::AmbiguousAccountId) if form.candidates.len() == 2 => {
            return [0, 1].map(|place| Markup::account(&form.candidates[place]));
        }
        Reason::Form(Problem::AmbiguousAccountId | Problem::DoubtfulAccountId) => {
            Markup::join(form.candidates.iter().map(Markup::account), ", ")
        }
        Reason::PriceMismatch | Reason::Form(Problem::PaidTwice) => {
            let price = |price: Option<_>| price.map_or_else(|| Markup::plain("?"), Markup::price);
            return [form.price, form.listed_price].map(price);
        }
        Reason::ShopRefused { code, message } => match message {
            Some(message) => rich!("moderation-refusal", message = message, code = code),
            None => Markup::outside(code),
        },
        Reason::OutOfStock => {
            let sku = record.form.item.as_ref().map(|item| Untrusted::new(&*item.sku));
            sku.as_ref().map_or_else(|| Markup::plain("?"), Markup::name)
        }
        Reason::ShopUnavailable { why } => Markup::outside(&Untrusted::new(describe_why(why))),
        Reason::ShopUnclear { excerpt: text }
        | Reason::PressRefused { text }
        | Reason::NotRevoked { why: text, .. } => quoted(Markup::outside(text)),
        Reason::ReplyRefused { why, .. } => Markup::outside(why),
        Reason::AccountMismatch => {
            let asked = record.life.account.as_ref();
            return [given_to(record), asked].map(Markup::account_if_known);
        }
        Reason::UnknownButton | Reason::ApprovePress => buttons(shown_buttons(record)),
        Reason::ApproveReply => record.life.asked().map(Markup::outside).unwrap_or_default(),
        _ => Markup::default(),
    };
    [detail, Markup::default()]
}

/// The button that was or is to be pressed.
fn button(formatter: &Formatter, record: &Record) -> Markup {
    let usual = Untrusted::new(&*formatter.send_button);
    let shown = record.life.confirmation().and_then(|it| it.button.as_ref());
    quoted(Markup::name(shown.map_or(&usual, |button| &button.label)))
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

/// What a person should know before deciding; `None` where the words that can be said say it all.
pub(super) fn advice(formatter: &Formatter, record: &Record, reason: &Reason) -> Option<Markup> {
    let advice = match reason {
        Reason::NoConfirmation => "wait",
        Reason::KeyboardReplaced => "reply-again",
        // A press by hand of a reply keyboard is a message like any other.
        Reason::UnknownButton | Reason::PressRefused { .. } if shows_keyboard(record) => {
            "reply-again"
        }
        Reason::ReplyInDoubt => "press-or-reply",
        Reason::PressUnknown => "press-if-there",
        Reason::OrderDeleted => "deleted",
        Reason::Form(Problem::NoAccountId) if is_told_elsewhere(record) => "ask-buyer",
        Reason::Form(
            Problem::NoDetails
            | Problem::NoAccountId
            | Problem::AmbiguousAccountId
            | Problem::DoubtfulAccountId,
        ) => "ask-for-number",
        Reason::Form(Problem::PossibleDuplicate) => "one-or-two",
        Reason::Form(Problem::PaidTwice | Problem::UnknownPayment) if record.is_refundable() => {
            "give-back"
        }
        Reason::Form(Problem::PaidTwice | Problem::UnknownPayment) => "give-back-there",
        Reason::OutOfStock => "import",
        Reason::ShopRefused { code, .. } if code.as_str() == NO_REPLY => "tell-codes",
        Reason::NotRevoked { .. } => "take-back",
        Reason::ActivatedForOtherAccount => "settle",
        Reason::AccountMismatch => "correct",
        _ => return None,
    };
    let number = record.number.to_string();
    Some(rich!(
        "moderation-advice",
        advice = advice,
        button = button(formatter, record),
        place = refund_place(record),
        number = number
    ))
}

fn shows_keyboard(record: &Record) -> bool {
    shown_buttons(record).iter().any(|button| button.kind == ButtonKind::KeyboardText)
}
