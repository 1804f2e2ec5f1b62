//! An event of every kind.

use super::super::*;
use super::samples::*;
use crate::order::MessageId;

/// One of every kind of event, and of every variety that makes a difference.
pub fn events() -> Vec<(&'static str, Event)> {
    let mut events = from_the_shop();
    events.extend(from_the_chat());
    events.extend(from_moderators());
    events.extend(from_refunds());
    events
}

fn from_the_shop() -> Vec<(&'static str, Event)> {
    let (code, message) = (text("code"), None);
    let misconfigured = ShopAnswer::Misconfigured { code, message };
    let (code, message) = (text("order_not_found"), Some(text("no such order")));
    let refused = ShopAnswer::Refused { code, message };
    let intercepted = ShopAnswer::Intercepted { status: 403, excerpt: text("<html>") };
    let unclear = ShopAnswer::Unclear { excerpt: text("ok") };
    let pending = ShopAnswer::Pending { retry_after: None };
    vec![
        ("activation_begun", CALLED),
        ("shop:activated", answered(ShopAnswer::Activated(receipt()))),
        ("shop:already", answered(ShopAnswer::AlreadyActivated(receipt()))),
        ("shop:another", answered(ShopAnswer::Activated(receipt_of_another()))),
        ("shop:already_another", answered(ShopAnswer::AlreadyActivated(receipt_of_another()))),
        ("shop:pending", answered(pending)),
        ("shop:unavailable", unavailable()),
        ("shop:misconfigured", answered(misconfigured)),
        ("shop:intercepted", answered(intercepted.clone())),
        ("shop:intercepted:alone", answered_alone(intercepted)),
        ("shop:unclear", answered(unclear)),
        ("shop:refused", answered(refused)),
        ("shop:out_of_stock", answered(ShopAnswer::OutOfStock)),
        ("restocked", Event::Restocked),
    ]
}

fn from_the_chat() -> Vec<(&'static str, Event)> {
    let by_hand =
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::AnsweredByHand { message: MessageId(60) }));
    let spoke = spoke("Refused by moderation");
    let edited = edited("after");
    let may_repeat = unproven(true);
    let may_not = unproven(false);
    vec![
        ("reply_begun", REPLY_BEGUN),
        ("keyboard_replaced", KEYBOARD_REPLACED),
        ("reply_stands", stands(70)),
        ("reply_stands:another", stands(71)),
        ("reply_stands:detached", detached()),
        ("reply_refused", reply_refused()),
        ("reply_in_doubt", reply_in_doubt()),
        ("answered_by_hand", by_hand),
        ("confirmation:wanted", confirmation(Some(send()))),
        ("confirmation:strange", confirmation(None)),
        ("confirmation_overdue", OVERDUE),
        ("press_begun", PRESS_BEGUN),
        ("press:accepted", pressed(PressOutcome::Accepted)),
        ("press:accepted:saying", pressed(PressOutcome::AcceptedSaying(text("sent")))),
        ("press:refused", press_refused()),
        ("press:unknown", pressed(PressOutcome::Unknown)),
        ("press_put_off", Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressPutOff))),
        ("press_evidence", PRESS_EVIDENCE),
        ("press_unproven", may_not),
        ("press_unproven:may_repeat", may_repeat),
        ("bot_spoke", spoke),
        ("order_edited", edited),
        ("order_deleted", ORDER_DELETED),
        ("message_begun", MESSAGE_BEGUN),
        ("message_sent", MessageEvent::Sent.into()),
        ("message_refused", message_refused().into()),
    ]
}

fn from_moderators() -> Vec<(&'static str, Event)> {
    let found = Event::RetryRequested { account: Some(account("55555")) };
    vec![
        ("account_given", corrected("99999")),
        ("retry_said", retry()),
        ("retry_said:account", found),
        ("given_said", GIVEN),
        ("close_said", Event::CloseRequested),
        (
            "press_said:send",
            Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressRequested(send()))),
        ),
        (
            "press_said:strange",
            Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressRequested(strange()))),
        ),
        ("reply_drafted", drafted()),
        ("approved", APPROVED),
        ("declined", DECLINED),
        ("check_said", Event::CheckRequested),
        ("journal_restored", restored(None)),
        ("journal_restored:answered", restored(Some(71))),
    ]
}

fn from_refunds() -> Vec<(&'static str, Event)> {
    let not_yet = RevocationAnswer::NotYet { why: text("503"), retry_after: None };
    vec![
        ("refund", refunded()),
        ("revocation_begun", Event::RevocationBegun),
        ("revocation:done", revocation(RevocationAnswer::Revoked)),
        ("revocation:not_yet", revocation(not_yet)),
        ("revocation:refused", revocation(not_revoked())),
    ]
}

pub fn refunded() -> Event {
    Event::Refunded(Refund { amount: None, full: true, reason: None, at: noon() })
}

pub fn revocation(answer: RevocationAnswer) -> Event {
    Event::RevocationAnswered { answer, jitter: 0 }
}

pub fn not_revoked() -> RevocationAnswer {
    RevocationAnswer::NotRevoked { why: text("already used") }
}

pub fn restored(reply: Option<i32>) -> Event {
    Event::JournalRestored { answer: reply.map(MessageId) }
}
