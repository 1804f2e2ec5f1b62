//! The promises, as far as `step` keeps them.

use std::time::Duration;

use super::super::*;
use super::events::{events, not_revoked, refunded, revocation};
use super::samples::step;
use super::samples::*;
use crate::order::purchase::{OrderForm, Problem};
use crate::order::{Button, ButtonKind, MessageId};

pub fn escalates(order: &Order, event: Event) -> String {
    let transition = step(order, event, noon()).expect("legal");
    assert_eq!(transition.effects, [Effect::Tell]);
    assert_eq!(transition.order.state.stage(), Stage::Escalated);
    transition.order.reason_name().expect("a reason").to_owned()
}

pub fn effects(order: &Order, event: Event) -> Vec<Effect> {
    step(order, event, noon()).expect("legal").effects
}

fn by_hand() -> Event {
    Event::Delivery(DeliveryEvent::Chat(ChatEvent::AnsweredByHand { message: MessageId(60) }))
}

#[test]
fn a_plain_order_completes_with_one_of_each() {
    let mut order = begin(&form(), by_chat()).order;
    let mut owed = begin(&form(), by_chat()).effects;
    for event in [
        CALLED,
        answered(ShopAnswer::Activated(receipt())),
        REPLY_BEGUN,
        stands(70),
        confirmation(Some(send())),
        PRESS_BEGUN,
        pressed(PressOutcome::Accepted),
    ] {
        let transition = step(&order, event, noon()).expect("legal");
        order = transition.order;
        owed.extend(transition.effects);
    }
    assert_eq!(
        owed,
        [
            Effect::Activate,
            Effect::Deliver(DeliveryAct::Reply),
            Effect::Deliver(DeliveryAct::Press)
        ]
    );
    assert_eq!(order.state, State::Completed { at: noon() });
}

#[test]
fn a_form_with_any_problem_is_told_and_not_activated() {
    for problem in [
        Problem::MissingField,
        Problem::AmbiguousField,
        Problem::BadPrice,
        Problem::UnknownProduct,
        Problem::NoDetails,
        Problem::NoAccountId,
        Problem::AmbiguousAccountId,
        Problem::DoubtfulAccountId,
        Problem::PossibleDuplicate,
        Problem::PaidTwice,
        Problem::UnknownPayment,
    ] {
        let form = OrderForm { account: Some(account("12345")), ..form_with(problem) };
        let begun = begin(&form, by_chat());
        assert_eq!(begun.effects, [Effect::Tell]);
        assert_eq!(begun.order.reason_name(), Some(problem.name()));
    }
}

#[test]
fn an_order_without_an_account_is_never_activated() {
    let form = OrderForm { account: None, ..form() };
    assert_eq!(begin(&form, by_chat()).effects, [Effect::Tell]);
    assert_eq!(begin(&form, by_chat()).order.reason_name(), Some("no_account_id"));
}

#[test]
fn each_trouble_has_its_reason() {
    let called = life(&[CALLED]);
    let (code, message) = (text("order_not_found"), None);
    let refused = answered(ShopAnswer::Refused { code, message });
    let excerpt = text("ok");
    let unclear = answered(ShopAnswer::Unclear { excerpt });
    let edited = edited("new");
    let pressed = shown(&[PRESS_BEGUN]);
    let in_doubt = lived(
        pressed.clone(),
        &[Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressAnswered(PressOutcome::Unknown)))],
    );
    let may_not = unproven(false);
    let cases = [
        (&called, refused, "shop_refused"),
        (&called, unclear, "shop_unclear"),
        (&called, edited.clone(), "order_edited"),
        (&called, ORDER_DELETED, "order_deleted"),
        (&begin(&form_with(Problem::NoDetails), by_chat()).order, edited, "order_edited"),
        (&given(&[]), reply_refused(), "reply_refused"),
        (&given(&[]), detached(), "reply_detached"),
        (&given(&[REPLY_BEGUN]), reply_in_doubt(), "reply_in_doubt"),
        (&replied(&[]), OVERDUE, "no_confirmation"),
        (&replied(&[]), confirmation(None), "unknown_button"),
        (&pressed, press_refused(), "press_refused"),
        (&in_doubt, may_not, "press_unknown"),
    ];
    for (order, event, reason) in cases {
        assert_eq!(escalates(order, event), reason);
    }
}

#[test]
fn a_press_is_repeated_once_and_only_where_no_change_means_no_press() {
    let unknown = pressed(PressOutcome::Unknown);
    let may_repeat = unproven(true);
    let unproven = shown(&[PRESS_BEGUN, unknown.clone()]);
    assert_eq!(effects(&unproven, may_repeat.clone()), [Effect::Deliver(DeliveryAct::Press)]);
    let again = lived(unproven, &[may_repeat.clone(), PRESS_BEGUN, unknown]);
    assert_eq!(escalates(&again, may_repeat), "press_unknown");
}

#[test]
fn a_keyboard_that_is_replaced_before_the_second_press_leaves_the_first_in_doubt() {
    let order = shown(&[PRESS_BEGUN, pressed(PressOutcome::Unknown), unproven(true)]);
    assert_eq!(escalates(&order, KEYBOARD_REPLACED), "press_unknown");
}

#[test]
fn a_press_that_a_moderator_asked_for_is_never_repeated() {
    let order = replied(&[
        confirmation(None),
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressRequested(strange()))),
        PRESS_BEGUN,
        pressed(PressOutcome::Unknown),
    ]);
    let may_repeat = unproven(true);
    assert_eq!(escalates(&order, may_repeat), "press_unknown");
}

#[test]
fn a_press_that_worked_late_completes_the_order() {
    let order =
        shown(&[PRESS_BEGUN, pressed(PressOutcome::Unknown), unproven(true), PRESS_EVIDENCE]);
    assert_eq!(order.state.stage(), Stage::Completed);
}

#[test]
fn a_press_put_off_was_none_so_a_button_that_goes_was_pressed_by_hand() {
    let order = shown(&[
        PRESS_BEGUN,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressPutOff)),
        PRESS_EVIDENCE,
    ]);
    assert_eq!(order.reason_name(), Some("pressed_by_hand"));
}

#[test]
fn a_button_after_a_reply_in_doubt_is_left_to_a_person_whose_press_ends_the_order() {
    let button = confirmation(Some(send()));
    let in_doubt = given(&[REPLY_BEGUN, reply_in_doubt()]);
    assert_eq!(effects(&in_doubt, button.clone()), []);
    let pressed = lived(in_doubt, &[button, PRESS_EVIDENCE]);
    assert_eq!(pressed.reason_name(), Some("pressed_by_hand"));
}

#[test]
fn the_chat_may_show_a_press_before_the_bot_answers_it() {
    let completed = shown(&[PRESS_BEGUN, PRESS_EVIDENCE]);
    assert_eq!(completed.state.stage(), Stage::Completed);
    let unknown = pressed(PressOutcome::Unknown);
    assert_eq!(lived(completed.clone(), &[unknown]), completed);
    assert_eq!(effects(&completed, press_refused()), [Effect::Tell]);
}

#[test]
fn a_button_that_opens_something_is_never_pressed() {
    let link =
        Button { label: send().label, kind: ButtonKind::NeverPressed { kind: "url".to_owned() } };
    let seen = confirmation(Some(link.clone()));
    assert_eq!(escalates(&replied(&[]), seen.clone()), "unknown_button");
    let said = step(
        &replied(&[seen]),
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressRequested(link))),
        noon(),
    );
    assert!(said.is_err(), "not even when a moderator says so");
}

#[test]
fn only_a_button_that_stands_there_can_be_asked_for() {
    let order = replied(&[confirmation(None)]);
    assert!(
        step(
            &order,
            Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressRequested(callback("Удалить")))),
            noon()
        )
        .is_err()
    );
}

#[test]
fn other_unknown_buttons_are_told_the_same_ones_are_not() {
    let order = replied(&[confirmation(None)]);
    assert_eq!(effects(&order, confirmation(None)), []);
    let other = Event::Delivery(DeliveryEvent::Chat(ChatEvent::ConfirmationSeen {
        message: MessageId(81),
        shown: vec![callback("Подтвердить")],
        wanted: None,
    }));
    assert_eq!(effects(&order, other), [Effect::Tell]);
}

#[test]
fn a_late_linked_confirmation_is_still_pressed() {
    let silent = replied(&[OVERDUE]);
    assert!(crate::sources::tribute_chat::delivery::may_match_unlinked_confirmation(&silent));
    let seen = confirmation(Some(send()));
    assert_eq!(effects(&silent, seen), [Effect::Deliver(DeliveryAct::Press)]);
}

#[test]
fn answered_by_hand_closes_every_open_order_and_owes_nothing_more() {
    for (name, order) in ordinary().into_iter().chain(escalated()) {
        if !order.state.is_open() || order.state.stage() == Stage::Revoking {
            continue;
        }
        let told = order.may_be_activated() || order.state.stage() == Stage::Escalated;
        let transition = step(&order, by_hand(), noon()).expect("legal in every open state");
        assert_eq!(transition.order.reason_name(), Some("answered_by_hand"), "{name}");
        let expected: &[Effect] = if told { &[Effect::Tell] } else { &[] };
        assert_eq!(transition.effects, expected, "{name}");
    }
}

#[test]
fn goods_given_after_the_owner_answered_are_told() {
    let closed = life(&[CALLED, by_hand()]);
    let late = answered(ShopAnswer::Activated(receipt()));
    assert_eq!(effects(&closed, late.clone()), [Effect::Tell]);
    assert_eq!(effects(&lived(closed, std::slice::from_ref(&late)), late), []);
}

#[test]
fn goods_given_by_a_person_and_then_by_the_shop_are_told() {
    let order = life(&[CALLED, GIVEN]);
    assert_eq!(order.activation, Activation::ByHand);
    let late = answered(ShopAnswer::Activated(receipt()));
    assert_eq!(effects(&order, late), [Effect::Tell]);
}

#[test]
fn what_the_bot_says_after_the_end_is_told() {
    let accepted = pressed(PressOutcome::Accepted);
    let completed = shown(&[PRESS_BEGUN, accepted]);
    let spoke = spoke("Refused by moderation");
    let told = step(&completed, spoke, noon()).expect("legal");
    assert_eq!(told.effects, [Effect::Tell]);
    assert_eq!(told.order.state, completed.state);
}

#[test]
fn what_the_bot_says_is_not_lost_when_it_goes_on_to_say_more() {
    let accepted = pressed(PressOutcome::Accepted);
    let spoke = |words| spoke(words);
    let completed = shown(&[PRESS_BEGUN, accepted]);
    let told = lived(completed, &[spoke("Refused"), spoke("By us"), spoke("Refused")]);
    assert_eq!(told.bot_said().cloned(), Some(text("By us\nRefused")));
}

#[test]
fn what_the_bot_said_before_the_end_is_over_with_it() {
    let spoke = spoke("One moment");
    let completed = shown(&[spoke, PRESS_BEGUN, PRESS_EVIDENCE]);
    assert_eq!(completed.bot_said(), None);
}

#[test]
fn pending_and_absent_keep_the_order_and_ask_again() {
    let called = life(&[CALLED]);
    let retry_after = Some(Duration::from_secs(30));
    for answer in [
        ShopAnswer::Pending { retry_after },
        ShopAnswer::Unavailable { why: text("503"), retry_after },
    ] {
        let at = later(noon(), 30);
        assert_eq!(effects(&called, answered(answer)), [Effect::ActivateAgain { at }]);
    }
}

/// What fails for one order alone is the order's, and people look at it: nothing is known of the goods.
#[test]
fn an_order_that_fails_alone_three_times_comes_to_people() {
    let never_found = ShopAnswer::Intercepted { status: 404, excerpt: text("<html>") };
    let alone = answered_alone(never_found.clone());
    let tried =
        [CALLED, alone.clone(), CALLED, answered(never_found), CALLED, alone.clone(), CALLED];
    let order = life(&tried);
    assert_eq!(order.state, State::Activating);
    assert_eq!(escalates(&order, alone.clone()), "shop_refused");
    let order = lived(order, std::slice::from_ref(&alone));
    let refused = Reason::ShopRefused { code: text("HTTP 404"), message: None };
    assert_eq!(order.state, State::Escalated { reason: refused });
    assert_eq!(order.activation, Activation::Uncertain);
    // A person has it tried again: as often as at first.
    let order = lived(order, &[retry(), CALLED, alone.clone(), CALLED, alone]);
    assert_eq!(order.state, State::Activating);
}

#[test]
fn an_edit_that_is_known_is_not_told_again() {
    let edited = edited("new");
    let order = life(std::slice::from_ref(&edited));
    assert_eq!(effects(&order, edited), []);
}

#[test]
fn an_illegal_event_says_what_could_not_happen() {
    let illegal = step(&life(&[]), PRESS_BEGUN, noon()).expect_err("illegal");
    assert_eq!((illegal.stage, illegal.event.as_str()), (Stage::Activating, "PressBegun"));
    let illegal = step(&life(&[]), stands(70), noon()).expect_err("illegal");
    assert_eq!(illegal.event, "ReplySent", "no text of a message in it");
}

/// A crash between an act and its record makes the same thing happen again.
#[test]
fn what_happens_twice_is_as_if_it_happened_once() {
    let said = |event: &Event| {
        matches!(
            event,
            Event::AccountGiven(_)
                | Event::RetryRequested { .. }
                | Event::GoodsGiven
                | Event::Delivery(DeliveryEvent::Chat(
                    ChatEvent::PressRequested(_) | ChatEvent::Approved | ChatEvent::Declined
                ))
        )
    };
    for (name, order) in ordinary().into_iter().chain(escalated()).chain(asked()) {
        for (event_name, event) in events() {
            if said(&event) {
                continue;
            }
            let Ok(once) = step(&order, event.clone(), noon()) else {
                continue;
            };
            let Ok(twice) = step(&once.order, event.clone(), noon()) else {
                continue;
            };
            let acts = |effect: &Effect| {
                matches!(effect, Effect::Activate | Effect::Deliver(_) | Effect::Revoke)
            };
            let pair = format!("{event_name} twice to {name}");
            assert_eq!(twice.order.state, once.order.state, "{pair}");
            assert!(!twice.effects.iter().any(acts), "{pair}: {twice:?}");
        }
    }
}

/// The money is back: whatever is known of the goods, none are given for it.
#[test]
fn no_account_is_taken_once_the_money_is_back() {
    let unsure = life(&[CALLED, refunded(), revocation(not_revoked())]);
    assert_eq!((unsure.reason_name(), unsure.goods_given()), (Some("not_revoked"), false));
    let given = Event::AccountGiven(account("54321"));
    assert!(step(&unsure, given, noon()).is_err());
    assert_eq!(effects(&unsure, Event::GoodsGiven), []);
}

/// The rest of the money is here, and nothing was given for it.
#[test]
fn a_part_that_goes_back_before_anything_is_given_is_told() {
    let back = |full| Event::Refunded(Refund { amount: None, full, reason: None, at: noon() });
    let paid = life(&[]);
    assert_eq!(effects(&paid, back(true)), []);
    assert_eq!(effects(&paid, back(false)), [Effect::Tell]);
}
