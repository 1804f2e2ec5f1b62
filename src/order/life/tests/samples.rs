//! An order in every state, an event of every kind.

use jiff::{SignedDuration, Timestamp};

use super::super::*;
use crate::order::reading::{Customer, OrderForm, Problem};
use crate::order::{AccountId, Button, ButtonKind, MessageId, Untrusted};

/// When the sample orders' lives take place.
pub fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().expect("a timestamp")
}

pub fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds))
        .expect("a time within range")
}

pub fn account(number: &str) -> AccountId {
    serde_json::from_value(serde_json::json!(number)).expect("an account number")
}

pub fn text(text: &str) -> Untrusted {
    Untrusted::new(text)
}

/// A form without a problem.
pub fn form() -> OrderForm {
    OrderForm {
        customer: Customer::default(),
        product: Some(text("10 алмазов")),
        item: None,
        price: None,
        details: Some(text("12345")),
        account: Some(account("12345")),
        candidates: Vec::new(),
        problem: None,
        price_differs: false,
    }
}

pub fn form_with(problem: Problem) -> OrderForm {
    OrderForm {
        account: None,
        problem: Some(problem),
        ..form()
    }
}

pub fn receipt() -> Receipt {
    Receipt {
        payment_id: Some(text("A-1001")),
        ..Receipt::default()
    }
}

/// A receipt that names another account than any that was asked for.
pub fn receipt_of_another() -> Receipt {
    Receipt {
        account: Some(account("44444444")),
        ..receipt()
    }
}

pub fn callback(label: &str) -> Button {
    Button {
        label: text(label),
        kind: ButtonKind::Callback { data: vec![1, 2] },
    }
}

/// The button on the owner's list.
pub fn send() -> Button {
    callback("Отправить")
}

/// A button on nobody's list.
pub fn strange() -> Button {
    callback("Отправить клиенту")
}

pub fn answered(answer: ShopAnswer) -> Event {
    Event::ShopAnswered { answer, jitter: 0 }
}

pub fn stands(id: i32) -> Event {
    Event::ReplyStands {
        message: MessageId(id),
        attached: true,
    }
}

pub fn confirmation(wanted: Option<Button>) -> Event {
    let (id, button) = match &wanted {
        Some(button) => (80, button.clone()),
        None => (81, strange()),
    };
    Event::ConfirmationSeen {
        message: MessageId(id),
        shown: vec![button],
        wanted,
    }
}

pub fn unavailable() -> Event {
    answered(ShopAnswer::Unavailable {
        why: text("503"),
        retry_after: None,
    })
}

/// The order after these events, at noon.
pub fn lived(mut order: Order, events: &[Event]) -> Order {
    for event in events {
        order = step(&order, event.clone(), noon())
            .unwrap_or_else(|illegal| panic!("{illegal}: {order:?}"))
            .order;
    }
    order
}

/// A new order after these events, at noon.
pub fn life(events: &[Event]) -> Order {
    lived(begin(&form()).order, events)
}

/// A new order whose goods were given, after these events.
pub fn given(events: &[Event]) -> Order {
    let activated = answered(ShopAnswer::Activated(receipt()));
    lived(life(&[Event::ActivationBegun, activated]), events)
}

/// An order whose reply stands in the chat, after these events.
pub fn replied(events: &[Event]) -> Order {
    lived(given(&[Event::ReplyBegun, stands(70)]), events)
}

/// An order whose button was seen, after these events.
pub fn shown(events: &[Event]) -> Order {
    lived(replied(&[confirmation(Some(send()))]), events)
}

/// One of every state but `escalated`.
pub fn ordinary() -> Vec<(&'static str, Order)> {
    let unknown = Event::PressAnswered(PressOutcome::Unknown);
    let accepted = Event::PressAnswered(PressOutcome::Accepted);
    let by_hand = Event::AnsweredByHand {
        message: MessageId(60),
    };
    vec![
        ("new", life(&[])),
        ("called", life(&[Event::ActivationBegun])),
        ("replying", given(&[])),
        ("awaiting", replied(&[])),
        ("owed", shown(&[])),
        ("begun", shown(&[Event::PressBegun])),
        ("unproven", shown(&[Event::PressBegun, unknown])),
        ("completed", shown(&[Event::PressBegun, accepted])),
        ("closed", life(&[Event::ActivationBegun, by_hand])),
    ]
}

/// One for each reason to be escalated.
pub fn escalated() -> Vec<(&'static str, Order)> {
    let refused = ShopAnswer::Refused {
        code: text("order_not_found"),
        message: None,
    };
    let unclear = ShopAnswer::Unclear {
        excerpt: text("<html>"),
    };
    let edited = Event::OrderEdited {
        text: text("before"),
    };
    let called = |answer| life(&[Event::ActivationBegun, answered(answer)]);
    let pressed = |event| shown(&[Event::PressBegun, event]);
    vec![
        ("form", begin(&form_with(Problem::NoAccountId)).order),
        ("price", wrong_price()),
        ("refused", called(refused)),
        ("absent", shop_absent()),
        ("unclear", called(unclear)),
        ("other", given_to_another()),
        (
            "mismatch",
            called(ShopAnswer::Activated(receipt_of_another())),
        ),
        ("edited", life(&[edited])),
        ("deleted", life(&[Event::OrderDeleted])),
        ("mute", given(&[Event::ReplyBegun, reply_refused()])),
        ("detached", given(&[Event::ReplyBegun, detached()])),
        ("silent", replied(&[Event::ConfirmationOverdue])),
        ("buttons", replied(&[confirmation(None)])),
        ("alert", pressed(press_refused())),
        ("doubt", press_in_doubt()),
        ("replaced", shown(&[Event::KeyboardReplaced])),
        ("restored", life(&[restored(None)])),
    ]
}

pub fn reply_refused() -> Event {
    Event::ReplyRefused {
        why: text("MESSAGE_ID_INVALID"),
    }
}

pub fn detached() -> Event {
    Event::ReplyStands {
        message: MessageId(70),
        attached: false,
    }
}

pub fn press_refused() -> Event {
    Event::PressAnswered(PressOutcome::Refused(text("too late")))
}

fn wrong_price() -> Order {
    let form = OrderForm {
        price_differs: true,
        ..form()
    };
    begin(&form).order
}

fn given_to_another() -> Order {
    life(&[
        Event::ActivationBegun,
        Event::AccountGiven(account("67890")),
        Event::ActivationBegun,
        answered(ShopAnswer::AlreadyActivated(receipt())),
    ])
}

fn press_in_doubt() -> Order {
    shown(&[
        Event::PressBegun,
        Event::PressAnswered(PressOutcome::Unknown),
        Event::PressUnproven { may_repeat: false },
    ])
}

fn shop_absent() -> Order {
    let mut order = life(&[]);
    let mut now = noon();
    while order.state.is_open() && order.state.stage() != Stage::Escalated {
        order = step(&order, Event::ActivationBegun, now)
            .expect("legal")
            .order;
        order = step(&order, unavailable(), now).expect("legal").order;
        now = later(now, 36_000);
    }
    order
}

/// One of every kind of event, and of every variety that makes a difference.
pub fn events() -> Vec<(&'static str, Event)> {
    let mut events = from_the_shop();
    events.extend(from_the_chat());
    events.extend(from_moderators());
    events
}

fn from_the_shop() -> Vec<(&'static str, Event)> {
    let (code, message) = (text("code"), None);
    let misconfigured = ShopAnswer::Misconfigured { code, message };
    let (code, message) = (text("order_not_found"), Some(text("no such order")));
    let refused = ShopAnswer::Refused { code, message };
    let intercepted = ShopAnswer::Intercepted {
        status: 403,
        excerpt: text("<html>"),
    };
    let unclear = ShopAnswer::Unclear {
        excerpt: text("ok"),
    };
    let pending = ShopAnswer::Pending { retry_after: None };
    vec![
        ("activation_begun", Event::ActivationBegun),
        ("shop:activated", answered(ShopAnswer::Activated(receipt()))),
        (
            "shop:already",
            answered(ShopAnswer::AlreadyActivated(receipt())),
        ),
        (
            "shop:another",
            answered(ShopAnswer::Activated(receipt_of_another())),
        ),
        (
            "shop:already_another",
            answered(ShopAnswer::AlreadyActivated(receipt_of_another())),
        ),
        ("shop:pending", answered(pending)),
        ("shop:unavailable", unavailable()),
        ("shop:misconfigured", answered(misconfigured)),
        ("shop:intercepted", answered(intercepted)),
        ("shop:unclear", answered(unclear)),
        ("shop:refused", answered(refused)),
    ]
}

fn from_the_chat() -> Vec<(&'static str, Event)> {
    let by_hand = Event::AnsweredByHand {
        message: MessageId(60),
    };
    let spoke = Event::BotSpoke {
        text: text("Refused by moderation"),
    };
    let edited = Event::OrderEdited {
        text: text("after"),
    };
    let may_repeat = Event::PressUnproven { may_repeat: true };
    let may_not = Event::PressUnproven { may_repeat: false };
    vec![
        ("reply_begun", Event::ReplyBegun),
        ("keyboard_replaced", Event::KeyboardReplaced),
        ("reply_stands", stands(70)),
        ("reply_stands:another", stands(71)),
        ("reply_stands:detached", detached()),
        ("reply_refused", reply_refused()),
        ("answered_by_hand", by_hand),
        ("confirmation:wanted", confirmation(Some(send()))),
        ("confirmation:strange", confirmation(None)),
        ("confirmation_overdue", Event::ConfirmationOverdue),
        ("press_begun", Event::PressBegun),
        (
            "press:accepted",
            Event::PressAnswered(PressOutcome::Accepted),
        ),
        ("press:refused", press_refused()),
        ("press:unknown", Event::PressAnswered(PressOutcome::Unknown)),
        ("press_put_off", Event::PressPutOff),
        ("press_evidence", Event::PressEvidence),
        ("press_unproven", may_not),
        ("press_unproven:may_repeat", may_repeat),
        ("bot_spoke", spoke),
        ("order_edited", edited),
        ("order_deleted", Event::OrderDeleted),
    ]
}

fn from_moderators() -> Vec<(&'static str, Event)> {
    let found = Event::RetrySaid {
        account: Some(account("55555")),
    };
    vec![
        ("account_given", Event::AccountGiven(account("99999"))),
        ("retry_said", Event::RetrySaid { account: None }),
        ("retry_said:account", found),
        ("given_said", Event::GivenSaid),
        ("close_said", Event::CloseSaid),
        ("press_said:send", Event::PressSaid(send())),
        ("press_said:strange", Event::PressSaid(strange())),
        ("check_said", Event::CheckSaid),
        ("journal_restored", restored(None)),
        ("journal_restored:answered", restored(Some(71))),
    ]
}

pub fn restored(reply: Option<i32>) -> Event {
    Event::JournalRestored {
        reply: reply.map(MessageId),
    }
}
