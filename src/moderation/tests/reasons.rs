//! The card of an escalated order, for every reason.

use std::collections::{BTreeSet, HashMap};

use super::samples::{
    button, done, escalated, formatter, link, now, reads, refund, replied, showing, text,
};
use crate::engine::Wording as _;
use crate::i18n::Language;
use crate::order::life::{Activation, Reason, Receipt, STILL_PENDING, State};
use crate::order::purchase::Problem;
use crate::order::{AccountId, Button, ButtonKind, Record};

fn form(problem: Problem) -> Record {
    let mut record = escalated(Reason::Form(problem));
    record.form.account = None;
    record.life.account = None;
    record.form.details = Some(text("хочу алмазы"));
    record
}

fn shop(reason: Reason, activation: Activation) -> Record {
    let mut record = escalated(reason);
    record.life.activation = activation;
    record
}

/// One order for each reason.
pub fn orders() -> Vec<Record> {
    let mut orders = forms();
    orders.extend(shops());
    orders.extend(texts());
    orders.extend(chats());
    orders.extend(first());
    orders
}

fn forms() -> Vec<Record> {
    let mut two = form(Problem::AmbiguousAccountId);
    two.form.candidates = vec![AccountId::known("12345"), AccountId::known("67890")];
    let mut doubtful = form(Problem::DoubtfulAccountId);
    doubtful.form.details = Some(text("+7 916 1234567"));
    doubtful.form.candidates = vec![AccountId::known("79161234567"), AccountId::known("1234567")];
    let mut nothing = form(Problem::NoDetails);
    nothing.form.details = None;
    let mut no_price = form(Problem::BadPrice);
    no_price.form.price = None;
    no_price.form.problem_text = Some(text("€1,250"));
    let mut no_product = form(Problem::MissingField);
    no_product.form.product = None;
    no_product.form.customer.name = None;
    no_product.form.problem_text = Some(text("Product:"));
    let mut twin = escalated(Reason::Form(Problem::PossibleDuplicate));
    twin.form.problem_text = Some(text("№147"));
    let mut second = escalated(Reason::Form(Problem::PaidTwice));
    second.form.problem_text = Some(text("№147"));
    let mut two_lines = form(Problem::AmbiguousField);
    two_lines.form.problem_text = Some(text("Товар:"));
    let mut other_price = escalated(Reason::PriceMismatch);
    other_price.form.listed_price = "5 EUR".parse().ok();
    vec![
        no_product,
        two_lines,
        twin,
        second,
        form(Problem::UnknownPayment),
        no_price,
        form(Problem::UnknownProduct),
        nothing,
        form(Problem::NoAccountId),
        two,
        doubtful,
        other_price,
    ]
}

fn shops() -> Vec<Record> {
    let refused = Reason::ShopRefused {
        code: text("order_not_found"),
        message: Some(text("нет заказа для 12345")),
    };
    let absent = Reason::ShopUnavailable { why: text("connection refused") };
    let unclear = Reason::ShopUnclear { excerpt: text("<html>…") };
    let mut other = shop(Reason::ActivatedForOtherAccount, done());
    other.life.other_account_doubtful = true;
    let mismatch = Activation::Done(Receipt {
        account: Some(AccountId::known("99999999")),
        payment_id: Some(text("A-1001")),
        ..Receipt::default()
    });
    vec![
        shop(Reason::AccountMismatch, mismatch),
        replied(escalated(not_revoked())),
        shop(Reason::OutOfStock, Activation::None),
        shop(refused, Activation::None),
        shop(absent, Activation::Uncertain),
        shop(unclear, Activation::Uncertain),
        other,
    ]
}

fn not_revoked() -> Reason {
    Reason::NotRevoked { why: text("already used"), refund: refund() }
}

fn texts() -> Vec<Record> {
    let edited =
        Reason::OrderEdited { text: text("🆕 Custom Product Order\nCustomer: Пётр") };
    vec![escalated(edited), escalated(Reason::OrderDeleted), escalated(Reason::FoundAfterRestore)]
}

fn chats() -> Vec<Record> {
    let mut mute =
        replied(escalated(Reason::ReplyRefused { why: text("MESSAGE_ID_INVALID"), text: None }));
    mute.life.delivery.chat_mut().unwrap().reply = None;
    mute.life.delivery.chat_mut().unwrap().reply_begun = true;
    let strange = vec![button("Отправить клиенту"), button("Отмена"), link("Правила")];
    let send = || vec![button("Отправить")];
    let alert = Reason::PressRefused { text: text("Слишком поздно") };
    vec![
        mute,
        replied(escalated(Reason::ReplyDetached)),
        replied(escalated(Reason::ReplyInDoubt)),
        replied(escalated(Reason::NoConfirmation)),
        showing(replied(escalated(Reason::UnknownButton)), strange, false),
        showing(replied(escalated(Reason::KeyboardReplaced)), send(), true),
        showing(replied(escalated(alert)), send(), true),
        showing(replied(escalated(Reason::PressUnknown)), send(), true),
    ]
}

fn first() -> Vec<Record> {
    let shown = || vec![button("Отправить"), button("Отмена")];
    let mut reply = shop(Reason::ApproveReply, done());
    reply.life.delivery.chat_mut().unwrap().draft = Some(text("Готово!\n10 алмазов → 12345"));
    vec![
        reply,
        showing(replied(escalated(Reason::ApprovePress)), shown(), true),
        showing(replied(escalated(Reason::NotApproved)), shown(), true),
    ]
}

/// What is read about each, by the reason's name and the language, in `reasons.txt`.
fn expected() -> HashMap<&'static str, &'static str> {
    let blocks = include_str!("reasons.txt").split("=== ").skip(1);
    blocks.map(|block| block.split_once('\n').expect("a name, then a text")).collect()
}

#[test]
fn every_reason_in_both_languages() {
    let mut expected = expected();
    for record in orders() {
        let name = record.life.reason_name().expect("a reason");
        for (code, language) in [("en", Language::English), ("ru", Language::Russian)] {
            let text = expected.remove(format!("{name} {code}").as_str());
            let text = text.unwrap_or_else(|| panic!("no text for {name} {code}"));
            reads(&formatter(language).card(&record, now()), text);
        }
    }
    assert!(expected.is_empty(), "no such reason: {:?}", expected.keys());
}

#[test]
fn what_fails_alone_is_not_the_shops_word() {
    let never_found = Reason::ShopRefused { code: text("HTTP 404"), message: None };
    let record = shop(never_found, Activation::Uncertain);
    for (language, words) in [
        (Language::English, "The shop answers only this order with HTTP 404; others get through."),
        (Language::Russian, "Только на этот заказ магазин отвечает HTTP 404, остальные проходят."),
    ] {
        let told = formatter(language).card(&record, now()).text;
        assert!(told.contains(words), "{told}");
    }
}

/// What a moderator reads of an order's form, in Russian and in English.
fn of_form(problem: Problem, about: Option<&str>) -> [String; 2] {
    let mut record = form(problem);
    record.form.problem_text = about.map(text);
    [Language::Russian, Language::English].map(|language| {
        let told = formatter(language).card(&record, now()).text;
        told.lines().nth(1).unwrap().to_owned()
    })
}

#[test]
fn a_price_is_told_with_all_that_it_may_be() {
    for (price, russian, english) in [
        ("€1,250", "«€1,250»: 1,25 или 1250?", "“€1,250”: 1.25 or 1250?"),
        ("1.000 ₽", "«1.000 ₽»: 1 или 1000?", "“1.000 ₽”: 1 or 1000?"),
        ("€5.123", "«€5.123»: 5,123 или 5123?", "“€5.123”: 5.123 or 5123?"),
        ("five", "«five».", "“five”."),
        ("€1,25,00", "«€1,25,00».", "“€1,25,00”."),
    ] {
        let told = of_form(Problem::BadPrice, Some(price));
        let expected = ["Не понял цену ", "I can't read the price "];
        assert_eq!(told, [expected[0].to_owned() + russian, expected[1].to_owned() + english]);
    }
}

/// What journals of older versions know.
#[test]
fn a_form_without_the_words_of_its_problem_is_told_all_the_same() {
    for (problem, russian) in [
        (Problem::MissingField, "В заказе нет строки или она пуста."),
        (Problem::AmbiguousField, "Заказ читается двояко: строка повторяется или"),
        (Problem::BadPrice, "Не понял цену."),
    ] {
        let [told, _] = of_form(problem, None);
        assert!(told.starts_with(russian), "{told}");
    }
}

#[test]
fn a_usual_button_that_is_not_pressed_is_not_said_to_be_missing() {
    for shown in [vec![button("Отправить"); 2], vec![link("Отправить")]] {
        let record = showing(replied(escalated(Reason::UnknownButton)), shown, false);
        let told = formatter(Language::Russian).card(&record, now()).text;
        assert!(told.contains("Кнопку «Отправить» не нажимаю: она не одна или"), "{told}");
    }
}

#[test]
fn a_shop_that_was_never_done_is_not_called_absent() {
    let why = text(STILL_PENDING);
    let record = shop(Reason::ShopUnavailable { why }, Activation::Uncertain);
    let told = formatter(Language::Russian).card(&record, now()).text;
    assert!(told.contains("отвечает, что ещё не закончил"), "{told}");
}

#[test]
fn a_press_that_would_not_be_seen_is_not_asked_for() {
    let keyboard =
        Button { kind: ButtonKind::KeyboardText, ..button("Отправить клиенту") };
    let alert = Reason::PressRefused { text: text("Слишком поздно") };
    for reason in [Reason::UnknownButton, alert] {
        let record = showing(replied(escalated(reason)), vec![keyboard.clone()], false);
        let told = formatter(Language::English).card(&record, now()).text;
        assert!(told.contains("Reply to the order once more"), "{told}");
    }
}

/// Fails to compile when there is a new reason, and fails when none stands in the table.
#[test]
fn every_reason_is_in_the_table() {
    let number = |reason: &Reason| match reason {
        Reason::Form(problem) => match problem {
            Problem::MissingField => 0,
            Problem::AmbiguousField => 1,
            Problem::BadPrice => 2,
            Problem::UnknownProduct => 3,
            Problem::NoDetails => 4,
            Problem::NoAccountId => 5,
            Problem::AmbiguousAccountId => 6,
            Problem::DoubtfulAccountId => 23,
            Problem::PossibleDuplicate => 28,
            Problem::PaidTwice => 30,
            Problem::UnknownPayment => 31,
        },
        Reason::PriceMismatch => 7,
        Reason::ShopRefused { .. } => 8,
        Reason::ShopUnavailable { .. } => 9,
        Reason::ShopUnclear { .. } => 10,
        Reason::ActivatedForOtherAccount => 11,
        Reason::OrderEdited { .. } => 12,
        Reason::OrderDeleted => 13,
        Reason::ReplyRefused { .. } => 14,
        Reason::ReplyDetached => 15,
        Reason::NoConfirmation => 16,
        Reason::UnknownButton => 17,
        Reason::PressRefused { .. } => 18,
        Reason::PressUnknown => 19,
        Reason::FoundAfterRestore => 20,
        Reason::KeyboardReplaced => 21,
        Reason::AccountMismatch => 22,
        Reason::NotRevoked { .. } => 23,
        Reason::ReplyInDoubt => 24,
        Reason::ApproveReply => 25,
        Reason::ApprovePress => 26,
        Reason::NotApproved => 27,
        Reason::OutOfStock => 29,
    };
    let mut seen = BTreeSet::new();
    for record in orders() {
        if let State::Escalated { reason } = &record.life.state {
            seen.insert(number(reason));
        }
    }
    assert_eq!(seen, (0..=31).collect());
}

#[test]
fn the_other_account_is_named_where_the_shop_names_it() {
    let mut record = shop(Reason::ActivatedForOtherAccount, Activation::Uncertain);
    record.life.other_account_doubtful = true;
    record.life.activation = Activation::Done(Receipt {
        account: Some(AccountId::known("67890")),
        ..Receipt::default()
    });
    let told = formatter(Language::Russian).card(&record, now()).text;
    assert!(told.contains("Выдано на 67890, а не на 12345."), "{told}");
}

#[test]
fn goods_given_late_are_told_in_place_of_not_given() {
    let edited = Reason::OrderEdited { text: text("new") };
    let told = formatter(Language::Russian).card(&shop(edited, done()), now()).text;
    assert!(told.contains("Оплачено. Выдано на 12345 (платёж A-1001). Покупателю не отвечали."));
}

#[test]
fn without_buttons_the_answer_is_said_to_have_none() {
    let record = showing(replied(escalated(Reason::UnknownButton)), Vec::new(), false);
    let told = formatter(Language::Russian).card(&record, now()).text;
    assert!(told.contains("В ответе Tribute нет кнопок."), "{told}");
}

#[test]
fn what_the_bot_said_stands_beside_what_happened() {
    let mut record = replied(escalated(Reason::NoConfirmation));
    record.life.delivery.chat_mut().unwrap().bot_said = Some(text("Заказ отменён"));
    let told = formatter(Language::Russian).card(&record, now()).text;
    assert!(told.contains("моего ответа. Tribute написал: «Заказ отменён»\n"), "{told}");
}
