//! The first orders, which say and press nothing before people have said yes.

use super::super::*;
use super::promises::effects;
use super::samples::step;
use super::samples::*;
use crate::order::{Button, MessageId};

#[test]
fn a_first_order_completes_by_two_words_of_consent() {
    let order = first(&[]);
    assert_eq!((order.reason_name(), order.asked()), (Some("approve_reply"), None));
    assert!(step(&order, APPROVED, noon()).is_err(), "nobody has seen the words");
    let order = lived(order, &[drafted()]);
    assert_eq!(order.asked(), Some(&text("Done!")));
    assert_eq!(effects(&order, APPROVED), [Effect::Deliver(DeliveryAct::Reply)]);
    let order = lived(order, &[APPROVED, REPLY_BEGUN, stands(70), confirmation(Some(send()))]);
    assert_eq!((order.reason_name(), order.asked()), (Some("approve_press"), Some(&send().label)));
    assert_eq!(effects(&order, APPROVED), [Effect::Deliver(DeliveryAct::Press)]);
    let done = lived(order, &[APPROVED, PRESS_BEGUN, pressed(PressOutcome::Accepted)]);
    assert_eq!(done.state, State::Completed { at: noon() });
}

#[test]
fn after_a_no_people_see_to_it_and_a_retry_asks_again() {
    let declined = first(&[drafted(), DECLINED]);
    assert_eq!(declined.reason_name(), Some("not_approved"));
    assert!(step(&declined, APPROVED, noon()).is_err());
    assert_eq!(effects(&declined, retry()), [Effect::Draft, Effect::Tell]);
    let again = lived(declined, &[retry()]);
    // The settings may have changed: the words are others.
    assert_eq!((again.reason_name(), again.asked()), (Some("approve_reply"), None));
}

#[test]
fn another_button_is_asked_about_anew_whenever_it_comes() {
    let other = || Button { label: text("Send"), ..send() };
    let seen = |button: Button| {
        let (message, shown) = (MessageId(80), vec![button.clone()]);
        Event::from(ChatEvent::ConfirmationSeen { message, shown, wanted: Some(button) })
    };
    for (name, order) in asked().into_iter().filter(|(name, _)| ["press", "owed"].contains(name)) {
        assert_eq!(effects(&order, seen(send())), [], "{name}");
        let order = lived(order, &[seen(other())]);
        assert_eq!(order.reason_name(), Some("approve_press"), "{name}");
        assert_eq!(order.asked(), Some(&other().label), "{name}");
    }
}

#[test]
fn what_a_moderator_wants_pressed_is_not_asked_about() {
    let declined = asked().into_iter().find(|(name, _)| *name == "press_declined");
    let press = ChatEvent::PressRequested(send()).into();
    assert_eq!(effects(&declined.unwrap().1, press), [Effect::Deliver(DeliveryAct::Press)]);
}

#[test]
fn an_order_that_tells_nobody_asks_nobody() {
    let mut order = begin(&form(), Delivery::Nothing).order;
    assert!(!order.ask_first());
    assert!(!order.asks_first());
}
