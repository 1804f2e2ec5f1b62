//! The buttons below a card.

use super::choices::{engine, taken_in};
use super::samples::{done, escalated, formatter, now, text};
use crate::engine::{Engine, Wording as _};
use crate::i18n::Language;
use crate::journal::NotificationKey;
use crate::moderation::commands::buttons::{asked_for, of_card, renew};
use crate::order::Record;
use crate::order::life::{Reason, State};

/// Owes the order's card as it reads now. Returns its version.
fn told(engine: &mut Engine, record: &Record) -> u32 {
    let key = NotificationKey::order(record.number);
    let card = formatter(Language::English).card(record, now());
    engine.write(|writer| writer.notify(&key, Some(record.number), &card, 7, now())).unwrap();
    engine.journal().text_about(&key).unwrap().unwrap().1
}

#[test]
fn a_button_below_an_older_text_asks_for_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = engine(folder.path());
    let record = taken_in(&mut engine, &escalated(Reason::NoConfirmation), 1);
    let version = told(&mut engine, &record);
    renew(&mut engine, &record, version).unwrap();
    let shown = of_card(&engine, &formatter(Language::English), &record).unwrap();
    let data = shown[0][0].data.clone();
    assert!(asked_for(&engine, &data).unwrap().is_some());
    // The card has changed, and does not stand in the chat yet.
    let mut changed = record;
    changed.life.state = State::Escalated { reason: Reason::PressUnknown };
    told(&mut engine, &changed);
    assert!(asked_for(&engine, &data).unwrap().is_none());
}

#[test]
fn what_waits_for_a_yes_is_allowed_by_a_tap() {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = engine(folder.path());
    let mut order = escalated(Reason::ApproveReply);
    order.life.activation = done();
    order.life.delivery.chat_mut().unwrap().draft = Some(text("Done!"));
    let record = taken_in(&mut engine, &order, 1);
    let version = told(&mut engine, &record);
    renew(&mut engine, &record, version).unwrap();
    let shown = of_card(&engine, &formatter(Language::Russian), &record).unwrap();
    let labels: Vec<_> = shown[0].iter().map(|button| button.label.as_str()).collect();
    assert_eq!(labels, ["✅ Да", "✋ Нет"]);
}
