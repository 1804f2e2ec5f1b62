//! An order in every state.

use jiff::{SignedDuration, Timestamp};

use super::super::*;
use super::events::{not_revoked, refunded, restored, revocation};
use crate::order::purchase::{OrderForm, Problem};
use crate::order::{AccountId, Button, ButtonKind, MessageId, Untrusted};

pub const CALLED: Event = Event::ActivationBegun;
pub const REPLY_BEGUN: Event = Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplyBegun));
pub const OVERDUE: Event = Event::Delivery(DeliveryEvent::Chat(ChatEvent::ConfirmationOverdue));
pub const PRESS_BEGUN: Event = Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressBegun));
pub const PRESS_EVIDENCE: Event = Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressEvidence));
pub const KEYBOARD_REPLACED: Event =
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::KeyboardReplaced));
pub const ORDER_DELETED: Event = Event::Delivery(DeliveryEvent::Chat(ChatEvent::OrderDeleted));
pub const MESSAGE_BEGUN: Event = Event::Delivery(DeliveryEvent::Message(MessageEvent::Begun));
pub const APPROVED: Event = Event::Delivery(DeliveryEvent::Chat(ChatEvent::Approved));
pub const DECLINED: Event = Event::Delivery(DeliveryEvent::Chat(ChatEvent::Declined));
pub const GIVEN: Event = Event::GoodsGiven;

/// When the sample orders' lives take place.
pub fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().expect("a timestamp")
}

pub fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).expect("a time within range")
}

pub fn account(number: &str) -> AccountId {
    serde_json::from_value(serde_json::json!(number)).expect("an account number")
}

pub fn text(text: &str) -> Untrusted {
    Untrusted::new(text)
}

/// A delivery that has not begun.
pub fn by_chat() -> Delivery {
    Delivery::tribute_chat(MessageId(50))
}

/// A form without a problem.
pub fn form() -> OrderForm {
    OrderForm {
        product: Some(text("10 алмазов")),
        details: Some(text("12345")),
        account: Some(account("12345")),
        ..OrderForm::default()
    }
}

pub fn form_with(problem: Problem) -> OrderForm {
    OrderForm { account: None, problem: Some(problem), ..form() }
}

pub fn receipt() -> Receipt {
    Receipt { payment_id: Some(text("A-1001")), ..Receipt::default() }
}

/// A receipt that names another account than any that was asked for.
pub fn receipt_of_another() -> Receipt {
    Receipt { account: Some(account("44444444")), ..receipt() }
}

pub fn callback(label: &str) -> Button {
    Button { label: text(label), kind: ButtonKind::Callback { data: vec![1, 2] } }
}

/// The button on the owner's list.
pub fn send() -> Button {
    callback("Отправить")
}

/// A button on nobody's list.
pub fn strange() -> Button {
    callback("Отправить клиенту")
}

pub fn message_refused() -> MessageEvent {
    MessageEvent::Refused { why: text("USER_IS_BLOCKED"), text: Some(text("Done")) }
}

pub fn answered(answer: ShopAnswer) -> Event {
    Event::ShopAnswered { answer, jitter: 0, alone: false }
}

/// While the shop is well for others.
pub fn answered_alone(answer: ShopAnswer) -> Event {
    Event::ShopAnswered { answer, jitter: 0, alone: true }
}

pub fn stands(id: i32) -> Event {
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplySent {
        message: MessageId(id),
        attached: true,
    }))
}

pub fn confirmation(wanted: Option<Button>) -> Event {
    let (id, button) = match &wanted {
        Some(button) => (80, button.clone()),
        None => (81, strange()),
    };
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::ConfirmationSeen {
        message: MessageId(id),
        shown: vec![button],
        wanted,
    }))
}

pub fn pressed(outcome: PressOutcome) -> Event {
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressAnswered(outcome)))
}

pub fn unproven(may_repeat: bool) -> Event {
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressUnproven { may_repeat }))
}

pub fn edited(words: &str) -> Event {
    let text = text(words);
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::OrderEdited { text }))
}

pub fn spoke(words: &str) -> Event {
    let text = text(words);
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::BotMessage { text }))
}

pub fn corrected(number: &str) -> Event {
    Event::AccountGiven(account(number))
}

pub fn retry() -> Event {
    Event::RetryRequested { account: None }
}

pub fn unavailable() -> Event {
    answered(ShopAnswer::Unavailable { why: text("503"), retry_after: None })
}

/// What an event does to an order, delivered as the sources deliver.
pub fn step(order: &Order, event: Event, now: Timestamp) -> StepResult {
    crate::sources::step(order, event, now)
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
    lived(begin(&form(), by_chat()).order, events)
}

/// A new order whose goods were given, after these events.
pub fn given(events: &[Event]) -> Order {
    let activated = answered(ShopAnswer::Activated(receipt()));
    lived(life(&[CALLED, activated]), events)
}

/// An order whose reply stands in the chat, after these events.
pub fn replied(events: &[Event]) -> Order {
    lived(given(&[REPLY_BEGUN, stands(70)]), events)
}

/// An order whose button was seen, after these events.
pub fn shown(events: &[Event]) -> Order {
    lived(replied(&[confirmation(Some(send()))]), events)
}

/// An order that was completed, after these events.
pub fn completed(events: &[Event]) -> Order {
    let accepted = pressed(PressOutcome::Accepted);
    let done = shown(&[PRESS_BEGUN, accepted]);
    lived(done, events)
}

/// One of every state but `escalated`.
pub fn ordinary() -> Vec<(&'static str, Order)> {
    let unknown = pressed(PressOutcome::Unknown);
    let accepted = pressed(PressOutcome::Accepted);
    let by_hand =
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::AnsweredByHand { message: MessageId(60) }));
    vec![
        ("new", life(&[])),
        ("called", life(&[CALLED])),
        ("replying", given(&[])),
        ("awaiting", replied(&[])),
        ("owed", shown(&[])),
        ("begun", shown(&[PRESS_BEGUN])),
        ("unproven", shown(&[PRESS_BEGUN, unknown])),
        ("completed", shown(&[PRESS_BEGUN, accepted])),
        ("closed", life(&[CALLED, by_hand])),
        ("revoking", completed(&[refunded()])),
        ("refunded", life(&[refunded()])),
    ]
}

/// Delivered by a message to the customer, or by nothing.
pub fn by_message() -> Vec<(&'static str, Order)> {
    let new = |delivery| begin(&form(), delivery).order;
    let message = || new(Delivery::Message(MessageDelivery::default()));
    let given = [CALLED, answered(ShopAnswer::Activated(receipt()))];
    let sending = lived(message(), &given);
    let after = |event: MessageEvent| lived(sending.clone(), &[MESSAGE_BEGUN, event.into()]);
    vec![
        ("new", message()),
        ("sending", sending.clone()),
        ("begun", lived(sending.clone(), &[MESSAGE_BEGUN])),
        ("sent", after(MessageEvent::Sent)),
        ("refused", after(message_refused())),
        ("revoking", lived(sending.clone(), &[refunded()])),
        ("nothing_new", new(Delivery::Nothing)),
        ("nothing_done", lived(new(Delivery::Nothing), &given)),
    ]
}

/// One for each reason to be escalated.
pub fn escalated() -> Vec<(&'static str, Order)> {
    let refused = ShopAnswer::Refused { code: text("order_not_found"), message: None };
    let unclear = ShopAnswer::Unclear { excerpt: text("<html>") };
    let edited = edited("before");
    let called = |answer| life(&[CALLED, answered(answer)]);
    let pressed = |event| shown(&[PRESS_BEGUN, event]);
    vec![
        ("form", begin(&form_with(Problem::NoAccountId), by_chat()).order),
        ("price", wrong_price()),
        ("refused", called(refused)),
        ("empty", called(ShopAnswer::OutOfStock)),
        ("absent", shop_absent()),
        ("unclear", called(unclear)),
        ("other", given_to_another()),
        ("mismatch", called(ShopAnswer::Activated(receipt_of_another()))),
        ("edited", life(&[edited])),
        ("deleted", life(&[ORDER_DELETED])),
        ("mute", given(&[REPLY_BEGUN, reply_refused()])),
        ("detached", given(&[REPLY_BEGUN, detached()])),
        ("silent", replied(&[OVERDUE])),
        ("buttons", replied(&[confirmation(None)])),
        ("alert", pressed(press_refused())),
        ("doubt", press_in_doubt()),
        ("replaced", shown(&[KEYBOARD_REPLACED])),
        ("restored", life(&[restored(None)])),
        ("kept", completed(&[refunded(), revocation(not_revoked())])),
        ("unsure", given(&[REPLY_BEGUN, reply_in_doubt()])),
    ]
}

/// One of the first orders, whose goods were given, after these events.
pub fn first(events: &[Event]) -> Order {
    let mut order = life(&[]);
    assert!(order.ask_first());
    let given = [CALLED, answered(ShopAnswer::Activated(receipt()))];
    lived(order, &given.into_iter().chain(events.iter().cloned()).collect::<Vec<_>>())
}

/// One of every state that only the first orders come to.
pub fn asked() -> Vec<(&'static str, Order)> {
    let shown = [drafted(), APPROVED, REPLY_BEGUN, stands(70), confirmation(Some(send()))];
    let shown = |event| first(&shown.iter().cloned().chain(event).collect::<Vec<_>>());
    vec![
        ("undrafted", first(&[])),
        ("reply", first(&[drafted()])),
        ("reply_declined", first(&[drafted(), DECLINED])),
        ("replying", first(&[drafted(), APPROVED])),
        ("press", shown(None)),
        ("press_declined", shown(Some(DECLINED))),
        ("owed", shown(Some(APPROVED))),
    ]
}

pub fn drafted() -> Event {
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplyDrafted { text: text("Done!") }))
}

pub fn reply_refused() -> Event {
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplyRefused {
        why: text("MESSAGE_ID_INVALID"),
    }))
}

pub fn reply_in_doubt() -> Event {
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplyInDoubt { message: MessageId(70) }))
}

pub fn detached() -> Event {
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplySent {
        message: MessageId(70),
        attached: false,
    }))
}

pub fn press_refused() -> Event {
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressAnswered(PressOutcome::Refused(text(
        "too late",
    )))))
}

fn wrong_price() -> Order {
    let form = OrderForm { price_differs: true, ..form() };
    begin(&form, by_chat()).order
}

fn given_to_another() -> Order {
    life(&[CALLED, corrected("67890"), CALLED, answered(ShopAnswer::AlreadyActivated(receipt()))])
}

fn press_in_doubt() -> Order {
    shown(&[PRESS_BEGUN, pressed(PressOutcome::Unknown), unproven(false)])
}

fn shop_absent() -> Order {
    let mut order = life(&[]);
    let mut now = noon();
    while order.state.is_open() && order.state.stage() != Stage::Escalated {
        order = step(&order, CALLED, now).expect("legal").order;
        order = step(&order, unavailable(), now).expect("legal").order;
        now = later(now, 36_000);
    }
    order
}
