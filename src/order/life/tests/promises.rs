//! The promises, as far as `step` keeps them.

use std::time::Duration;

use super::super::*;
use super::samples::*;
use crate::order::reading::{OrderForm, Problem};
use crate::order::{Button, ButtonKind, MessageId};

fn escalates(order: &Order, event: Event) -> String {
    let transition = step(order, event, noon()).expect("legal");
    assert_eq!(transition.effects, [Effect::Tell]);
    assert_eq!(transition.order.state.stage(), Stage::Escalated);
    transition.order.reason_name().expect("a reason").to_owned()
}

fn effects(order: &Order, event: Event) -> Vec<Effect> {
    step(order, event, noon()).expect("legal").effects
}

fn by_hand() -> Event {
    Event::AnsweredByHand {
        message: MessageId(60),
    }
}

#[test]
fn a_plain_order_completes_with_one_of_each() {
    let mut order = begin(&form()).order;
    let mut owed = begin(&form()).effects;
    for event in [
        Event::ActivationBegun,
        answered(ShopAnswer::Activated(receipt())),
        Event::ReplyBegun,
        stands(70),
        confirmation(Some(send())),
        Event::PressBegun,
        Event::PressAnswered(PressOutcome::Accepted),
    ] {
        let transition = step(&order, event, noon()).expect("legal");
        order = transition.order;
        owed.extend(transition.effects);
    }
    assert_eq!(owed, [Effect::Activate, Effect::Reply, Effect::Press]);
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
    ] {
        let form = OrderForm {
            account: Some(account("12345")),
            ..form_with(problem)
        };
        let begun = begin(&form);
        assert_eq!(begun.effects, [Effect::Tell]);
        assert_eq!(begun.order.reason_name(), Some(problem.name()));
    }
}

#[test]
fn an_order_without_an_account_is_never_activated() {
    let form = OrderForm {
        account: None,
        ..form()
    };
    assert_eq!(begin(&form).effects, [Effect::Tell]);
    assert_eq!(begin(&form).order.reason_name(), Some("no_account_id"));
}

#[test]
fn each_trouble_has_its_reason() {
    let called = life(&[Event::ActivationBegun]);
    let (code, message) = (text("order_not_found"), None);
    let refused = answered(ShopAnswer::Refused { code, message });
    let excerpt = text("ok");
    let unclear = answered(ShopAnswer::Unclear { excerpt });
    let edited = Event::OrderEdited { text: text("new") };
    let pressed = shown(&[Event::PressBegun]);
    let unproven = lived(
        pressed.clone(),
        &[Event::PressAnswered(PressOutcome::Unknown)],
    );
    let may_not = Event::PressUnproven { may_repeat: false };
    let cases = [
        (&called, refused, "shop_refused"),
        (&called, unclear, "shop_unclear"),
        (&called, edited.clone(), "order_edited"),
        (&called, Event::OrderDeleted, "order_deleted"),
        (
            &begin(&form_with(Problem::NoDetails)).order,
            edited,
            "order_edited",
        ),
        (&given(&[]), reply_refused(), "reply_refused"),
        (&given(&[]), detached(), "reply_detached"),
        (&replied(&[]), Event::ConfirmationOverdue, "no_confirmation"),
        (&replied(&[]), confirmation(None), "unknown_button"),
        (&pressed, press_refused(), "press_refused"),
        (&unproven, may_not, "press_unknown"),
    ];
    for (order, event, reason) in cases {
        assert_eq!(escalates(order, event), reason);
    }
}

#[test]
fn a_press_is_repeated_once_and_only_where_no_change_means_no_press() {
    let unknown = Event::PressAnswered(PressOutcome::Unknown);
    let may_repeat = Event::PressUnproven { may_repeat: true };
    let unproven = shown(&[Event::PressBegun, unknown.clone()]);
    assert_eq!(effects(&unproven, may_repeat.clone()), [Effect::Press]);
    let again = lived(unproven, &[may_repeat.clone(), Event::PressBegun, unknown]);
    assert_eq!(escalates(&again, may_repeat), "press_unknown");
}

#[test]
fn a_keyboard_that_is_replaced_before_the_second_press_leaves_the_first_in_doubt() {
    let order = shown(&[
        Event::PressBegun,
        Event::PressAnswered(PressOutcome::Unknown),
        Event::PressUnproven { may_repeat: true },
    ]);
    assert_eq!(escalates(&order, Event::KeyboardReplaced), "press_unknown");
}

#[test]
fn a_press_that_a_moderator_asked_for_is_never_repeated() {
    let order = replied(&[
        confirmation(None),
        Event::PressSaid(strange()),
        Event::PressBegun,
        Event::PressAnswered(PressOutcome::Unknown),
    ]);
    let may_repeat = Event::PressUnproven { may_repeat: true };
    assert_eq!(escalates(&order, may_repeat), "press_unknown");
}

#[test]
fn a_press_that_worked_late_completes_the_order() {
    let order = shown(&[
        Event::PressBegun,
        Event::PressAnswered(PressOutcome::Unknown),
        Event::PressUnproven { may_repeat: true },
        Event::PressEvidence,
    ]);
    assert_eq!(order.state.stage(), Stage::Completed);
}

#[test]
fn a_press_put_off_was_none_so_a_button_that_goes_was_pressed_by_hand() {
    let order = shown(&[Event::PressBegun, Event::PressPutOff, Event::PressEvidence]);
    assert_eq!(order.reason_name(), Some("pressed_by_hand"));
}

#[test]
fn the_chat_may_show_a_press_before_the_bot_answers_it() {
    let completed = shown(&[Event::PressBegun, Event::PressEvidence]);
    assert_eq!(completed.state.stage(), Stage::Completed);
    let unknown = Event::PressAnswered(PressOutcome::Unknown);
    assert_eq!(lived(completed.clone(), &[unknown]), completed);
    assert_eq!(effects(&completed, press_refused()), [Effect::Tell]);
}

#[test]
fn a_button_that_opens_something_is_never_pressed() {
    let link = Button {
        label: send().label,
        kind: ButtonKind::NeverPressed {
            kind: "url".to_owned(),
        },
    };
    let seen = confirmation(Some(link.clone()));
    assert_eq!(escalates(&replied(&[]), seen.clone()), "unknown_button");
    let said = step(&replied(&[seen]), Event::PressSaid(link), noon());
    assert!(said.is_err(), "not even when a moderator says so");
}

#[test]
fn only_a_button_that_stands_there_can_be_asked_for() {
    let order = replied(&[confirmation(None)]);
    assert!(step(&order, Event::PressSaid(callback("Удалить")), noon()).is_err());
}

#[test]
fn other_unknown_buttons_are_told_the_same_ones_are_not() {
    let order = replied(&[confirmation(None)]);
    assert_eq!(effects(&order, confirmation(None)), []);
    let other = Event::ConfirmationSeen {
        message: MessageId(81),
        shown: vec![callback("Подтвердить")],
        wanted: None,
    };
    assert_eq!(effects(&order, other), [Effect::Tell]);
}

#[test]
fn a_late_linked_confirmation_is_still_pressed() {
    let silent = replied(&[Event::ConfirmationOverdue]);
    assert!(silent.holds_the_place());
    let seen = confirmation(Some(send()));
    assert_eq!(effects(&silent, seen), [Effect::Press]);
}

#[test]
fn answered_by_hand_closes_every_open_order_and_owes_nothing_more() {
    for (name, order) in ordinary().into_iter().chain(escalated()) {
        if !order.state.is_open() {
            continue;
        }
        let told = order.may_be_activated() || order.state.stage() == Stage::Escalated;
        let transition = step(&order, by_hand(), noon()).expect("legal in every open state");
        assert_eq!(
            transition.order.reason_name(),
            Some("answered_by_hand"),
            "{name}"
        );
        let expected: &[Effect] = if told { &[Effect::Tell] } else { &[] };
        assert_eq!(transition.effects, expected, "{name}");
    }
}

#[test]
fn goods_given_after_the_owner_answered_are_told() {
    let closed = life(&[Event::ActivationBegun, by_hand()]);
    let late = answered(ShopAnswer::Activated(receipt()));
    assert_eq!(effects(&closed, late.clone()), [Effect::Tell]);
    assert_eq!(
        effects(&lived(closed, std::slice::from_ref(&late)), late),
        []
    );
}

#[test]
fn goods_given_by_a_person_and_then_by_the_shop_are_told() {
    let order = life(&[Event::ActivationBegun, Event::GivenSaid]);
    assert_eq!(order.activation, Activation::ByHand);
    let late = answered(ShopAnswer::Activated(receipt()));
    assert_eq!(effects(&order, late), [Effect::Tell]);
}

#[test]
fn already_activated_counts_for_a_changed_account_only_when_the_shop_names_it() {
    let changed = life(&[
        Event::ActivationBegun,
        unavailable(),
        Event::AccountGiven(account("67890")),
        Event::ActivationBegun,
    ]);
    assert_eq!(changed.revision, 2);
    let already = |number: Option<&str>| {
        answered(ShopAnswer::AlreadyActivated(Receipt {
            account: number.map(account),
            ..receipt()
        }))
    };
    assert_eq!(effects(&changed, already(Some("67890"))), [Effect::Reply]);
    for other in [Some("12345"), None] {
        assert_eq!(
            escalates(&changed, already(other)),
            "activated_for_other_account"
        );
    }
}

#[test]
fn goods_that_the_shop_gave_to_another_account_go_to_people() {
    let named = |number| Receipt {
        account: Some(account(number)),
        ..receipt()
    };
    let called = life(&[Event::ActivationBegun]);
    for answer in [ShopAnswer::Activated, ShopAnswer::AlreadyActivated] {
        assert_eq!(
            effects(&called, answered(answer(named("12345")))),
            [Effect::Reply]
        );
        let other = answered(answer(named("67890")));
        assert_eq!(escalates(&called, other), "account_mismatch");
    }
    // Asked about the account before it was corrected.
    let corrected = lived(called, &[Event::AccountGiven(account("67890"))]);
    let late = answered(ShopAnswer::Activated(named("12345")));
    assert_eq!(escalates(&corrected, late), "activated_for_other_account");
}

#[test]
fn a_retry_tells_nobody_of_goods_that_went_to_another_account_meanwhile() {
    let late = answered(ShopAnswer::Activated(receipt_of_another()));
    let edited = Event::OrderEdited { text: text("new") };
    let order = life(&[Event::ActivationBegun, edited, late]);
    let retry = Event::RetrySaid { account: None };
    assert_eq!(escalates(&order, retry.clone()), "account_mismatch");
    let order = lived(order, std::slice::from_ref(&retry));
    assert_eq!(effects(&order, retry), []);
}

#[test]
fn a_person_settles_to_whom_the_goods_went() {
    let other = answered(ShopAnswer::Activated(receipt_of_another()));
    let order = life(&[Event::ActivationBegun, other]);
    assert_eq!(effects(&order, Event::GivenSaid), [Effect::Reply]);
    let order = lived(
        order,
        &[Event::GivenSaid, Event::ReplyBegun, reply_refused()],
    );
    let retry = Event::RetrySaid { account: None };
    assert_eq!(effects(&order, retry), [Effect::Reply]);
}

#[test]
fn a_refusal_for_the_new_account_says_nothing_of_the_old_one() {
    let (code, message) = (text("order_not_found"), None);
    let order = life(&[
        Event::ActivationBegun,
        unavailable(),
        Event::AccountGiven(account("67890")),
        Event::ActivationBegun,
        answered(ShopAnswer::Refused { code, message }),
    ]);
    assert_eq!(order.activation, Activation::Uncertain);
}

#[test]
fn an_account_that_was_never_tried_needs_no_new_revision() {
    let order = begin(&form_with(Problem::NoAccountId)).order;
    let order = lived(order, &[Event::AccountGiven(account("67890"))]);
    assert_eq!((order.revision, order.other_account_doubtful), (1, false));
}

#[test]
fn what_the_bot_says_after_the_end_is_told() {
    let accepted = Event::PressAnswered(PressOutcome::Accepted);
    let completed = shown(&[Event::PressBegun, accepted]);
    let spoke = Event::BotSpoke {
        text: text("Refused by moderation"),
    };
    let told = step(&completed, spoke, noon()).expect("legal");
    assert_eq!(told.effects, [Effect::Tell]);
    assert_eq!(told.order.state, completed.state);
}

#[test]
fn what_the_bot_says_is_not_lost_when_it_goes_on_to_say_more() {
    let accepted = Event::PressAnswered(PressOutcome::Accepted);
    let spoke = |words| Event::BotSpoke { text: text(words) };
    let completed = shown(&[Event::PressBegun, accepted]);
    let told = lived(
        completed,
        &[spoke("Refused"), spoke("By us"), spoke("Refused")],
    );
    assert_eq!(told.bot_said, Some(text("By us\nRefused")));
}

#[test]
fn what_the_bot_said_before_the_end_is_over_with_it() {
    let spoke = Event::BotSpoke {
        text: text("One moment"),
    };
    let completed = shown(&[spoke, Event::PressBegun, Event::PressEvidence]);
    assert_eq!(completed.bot_said, None);
}

#[test]
fn pending_and_absent_keep_the_order_and_ask_again() {
    let called = life(&[Event::ActivationBegun]);
    let retry_after = Some(Duration::from_secs(30));
    for answer in [
        ShopAnswer::Pending { retry_after },
        ShopAnswer::Unavailable {
            why: text("503"),
            retry_after,
        },
    ] {
        let at = later(noon(), 30);
        assert_eq!(
            effects(&called, answered(answer)),
            [Effect::ActivateAgain { at }]
        );
    }
}

#[test]
fn an_edit_that_is_known_is_not_told_again() {
    let edited = Event::OrderEdited { text: text("new") };
    let order = life(std::slice::from_ref(&edited));
    assert_eq!(effects(&order, edited), []);
}

#[test]
fn an_illegal_event_says_what_could_not_happen() {
    let illegal = step(&life(&[]), Event::PressBegun, noon()).expect_err("illegal");
    assert_eq!(
        (illegal.stage, illegal.event.as_str()),
        (Stage::Activating, "PressBegun")
    );
    let illegal = step(&life(&[]), stands(70), noon()).expect_err("illegal");
    assert_eq!(illegal.event, "ReplyStands", "no text of a message in it");
}

/// A crash between an act and its record makes the same thing happen again.
#[test]
fn what_happens_twice_is_as_if_it_happened_once() {
    let said = |event: &Event| {
        matches!(
            event,
            Event::AccountGiven(_)
                | Event::RetrySaid { .. }
                | Event::GivenSaid
                | Event::PressSaid(_)
        )
    };
    for (name, order) in ordinary().into_iter().chain(escalated()) {
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
                matches!(effect, Effect::Activate | Effect::Reply | Effect::Press)
            };
            let pair = format!("{event_name} twice to {name}");
            assert_eq!(twice.order.state, once.order.state, "{pair}");
            assert!(!twice.effects.iter().any(acts), "{pair}: {twice:?}");
        }
    }
}
