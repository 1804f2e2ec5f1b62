//! An order to be told of, and how a told text is compared.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::i18n::Language;
use crate::moderation::Formatter;
use crate::order::life::{
    Activation, Confirmation, Delivery, Reason, Receipt, Refund, State, begin,
};
use crate::order::purchase::{Customer, OrderForm};
use crate::order::{
    AccountId, Button, ButtonKind, MessageId, Money, Record, SourceName, Untrusted, UserId,
};
use crate::rich_text::{RichText, Style};

pub fn at(time: &str) -> Timestamp {
    time.parse().expect("a timestamp")
}

/// 14:35 in Moscow, on the day of the sample order.
pub fn now() -> Timestamp {
    at("2026-11-22T11:35:00Z")
}

pub fn formatter(language: Language) -> Formatter {
    Formatter {
        language,
        time_zone: TimeZone::fixed(jiff::tz::offset(3)),
        config_file: "config.local.toml".to_owned(),
        send_button: "Отправить".to_owned(),
    }
}

pub fn text(text: &str) -> Untrusted {
    Untrusted::new(text)
}

pub fn button(label: &str) -> Button {
    Button { label: text(label), kind: ButtonKind::Callback { data: vec![1] } }
}

pub fn link(label: &str) -> Button {
    Button { label: text(label), kind: ButtonKind::NeverPressed { kind: "url".to_owned() } }
}

/// №148: ten diamonds for Ivan, at 14:32.
pub fn record() -> Record {
    let form = OrderForm {
        customer: Customer {
            name: Some(text("Иван")),
            telegram_id: Some(UserId(111)),
            username: Some("ivan".to_owned()),
            ..Customer::default()
        },
        product: Some(text("10 алмазов")),
        price: Some("€10.00".parse::<Money>().expect("a price")),
        details: Some(text("мой айди 12345")),
        account: Some(AccountId::known("12345")),
        ..OrderForm::default()
    };
    Record {
        number: 148,
        id: "777000-6675346585-495".parse().expect("an id"),
        source: SourceName::new("tribute_chat"),
        text: text("🆕 Custom Product Order\nCustomer: Иван"),
        life: begin(&form, Delivery::tribute_chat(MessageId(495))).order,
        form,
        decided_by: None,
        ordered_at: at("2026-11-22T11:32:10Z"),
        created_at: at("2026-11-22T11:32:11Z"),
        updated_at: at("2026-11-22T11:32:11Z"),
    }
}

/// The order, escalated.
pub fn escalated(reason: Reason) -> Record {
    let mut record = record();
    record.life.state = State::Escalated { reason };
    record
}

/// The goods were given by the shop.
pub fn done() -> Activation {
    Activation::Done(Receipt { payment_id: Some(text("A-1001")), ..Receipt::default() })
}

/// All of the money went back.
pub fn refund() -> Refund {
    Refund { amount: None, full: true, reason: None, at: now() }
}

/// The goods were given and the reply stands.
pub fn replied(mut record: Record) -> Record {
    record.life.activation = done();
    record.life.delivery.chat_mut().unwrap().reply = Some(MessageId(497));
    record
}

/// The bot's message with these buttons, the first of them ours to press if `wanted`.
pub fn showing(mut record: Record, shown: Vec<Button>, wanted: bool) -> Record {
    record.life.delivery.chat_mut().unwrap().confirmation = Some(Confirmation {
        message: MessageId(498),
        button: shown.first().cloned().filter(|_| wanted),
        shown,
    });
    record
}

/// The text with its stretches made visible; checks that they fit the text.
pub fn marked(rich: &RichText) -> String {
    let units: Vec<u16> = rich.text.encode_utf16().collect();
    assert!(units.len() <= 4096, "{} units", units.len());
    let part = |from: usize, to: usize| {
        String::from_utf16(&units[from..to]).expect("no character is cut in two")
    };
    let mut marked = String::new();
    let mut end = 0;
    for stretch in &rich.stretches {
        assert!(stretch.length_utf16 > 0 && stretch.offset_utf16 >= end, "{rich:?}");
        marked.push_str(&part(end, stretch.offset_utf16));
        end = stretch.offset_utf16 + stretch.length_utf16;
        let inside = part(stretch.offset_utf16, end);
        let (before, after) = match stretch.style {
            Style::Code => ("`", "`".to_owned()),
            Style::Bold => ("*", "*".to_owned()),
            Style::Quote => ("> ", String::new()),
            Style::CollapsedQuote => (">> ", String::new()),
            Style::Profile(user) => ("[", format!("]({user})")),
        };
        marked.extend([before, &inside, &after]);
    }
    marked.push_str(&part(end, units.len()));
    marked
}

/// How many lines a text has; somebody's words, of which a phone shows few, count as one.
pub fn lines(rich: &RichText) -> usize {
    let is_quoted = |place: usize| {
        rich.stretches.iter().any(|it| {
            let is_quote = matches!(it.style, Style::Quote | Style::CollapsedQuote);
            is_quote && (it.offset_utf16..it.offset_utf16 + it.length_utf16).contains(&place)
        })
    };
    let units = rich.text.encode_utf16().enumerate();
    let ends = units.filter(|&(place, unit)| unit == u16::from(b'\n') && !is_quoted(place));
    ends.count() + 1
}

/// Compares a text, of at most six lines, given with any indentation.
#[track_caller]
pub fn reads(rich: &RichText, expected: &str) {
    let actual = marked(rich);
    let lines = lines(rich);
    assert!(lines <= 6, "{lines} lines:\n{actual}");
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(actual, expected.join("\n"), "\n--- is:\n{actual}\n---");
}
