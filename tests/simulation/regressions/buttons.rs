//! Whose a button is, and what becomes of a press.

use std::time::Duration;

use super::Situation;
use super::situations::{PRESS_ANSWER_LOST, SLOW, seconds, sells_with_silent_bot, surprised};
use crate::plan::Plan;
use crate::plan::nature::{AfterPress, Links};
use crate::plan::order::{Answering, Moment, Order, Surprise};
use crate::world::deeds::Deed;
use crate::world::fate::Fate;

/// All of them.
pub const ALL: [Situation; 15] = [
    Situation {
        name: "two-keyboards-one-press-lost",
        plan: |plan| {
            plan.nature.keyboard = true;
            plan.nature.links = Links::Never;
            plan.sells(0, surprised(PRESS_ANSWER_LOST));
            plan.sells(0, Order::plain(2));
            plan.sells(90, Order::plain(3));
        },
    },
    Situation {
        name: "refusal-of-another-order-whose-button-was-pressed-by-hand",
        plan: refused_after_a_press_by_hand,
    },
    Situation {
        name: "button-replaced-before-it-is-pressed",
        plan: |plan| replaced_before_it_is_pressed(plan, Surprise::ButtonReplaced),
    },
    Situation {
        name: "button-replaced-while-it-is-pressed",
        plan: button_replaced_while_it_is_pressed,
    },
    Situation {
        name: "button-replaced-after-it-was-pressed",
        plan: button_replaced_after_it_was_pressed,
    },
    Situation {
        name: "button-turned-into-a-refund-before-it-is-pressed",
        plan: |plan| replaced_before_it_is_pressed(plan, Surprise::ButtonTurnsIntoRefund),
    },
    Situation {
        name: "button-shown-to-the-owner-before-a-reply-arrives",
        plan: |plan| {
            plan.nature.links = Links::Never;
            let late = Fate::Arrives { there: seconds(60), back: Some(Duration::ZERO) };
            plan.deeds.push((seconds(0), Deed::NextAct(late)));
            plan.sells(60, Order::plain(1));
            plan.deeds.push((seconds(115), Deed::OwnerDialog));
        },
    },
    Situation {
        name: "button-that-answers-the-owner",
        plan: |plan| {
            let asks = |at| (seconds(at), Deed::BotAsksOwner { answers: Some(1) });
            plan.deeds.push((seconds(1), Deed::OwnerWrites));
            plan.deeds.extend([asks(2), asks(9)]);
            plan.nature.slow_percent = 100;
            plan.sells(5, Order::plain(1));
        },
    },
    Situation {
        name: "button-older-than-the-reply",
        plan: |plan| {
            let reminds = (Moment::Given, seconds(5), Surprise::BotReminds);
            plan.sells(0, Order { answering: Answering::Silent, ..surprised(reminds) });
            plan.deeds.push((seconds(0), Deed::NextCalls(&[SLOW; 12])));
            // From the order on, all is read anew then.
            plan.deeds.push((seconds(70), Deed::PowerCut(seconds(5))));
        },
    },
    Situation {
        name: "question-right-after-the-press",
        plan: |plan| {
            plan.sells(0, surprised((Moment::Pressed, seconds(10), Surprise::BotAsksAgain)));
        },
    },
    Situation {
        name: "order-pinned-while-its-button-comes",
        plan: |plan| {
            plan.nature.links = Links::Never;
            plan.nature.slow_percent = 100;
            plan.sells(0, surprised((Moment::Replied, Duration::ZERO, Surprise::OwnerPins)));
        },
    },
    Situation {
        name: "button-of-an-order-that-is-answered-without-one-since",
        plan: |plan| {
            plan.nature.links = Links::Never;
            plan.nature.after_press = AfterPress::Nothing;
            plan.sells(0, Order { answering: Answering::Silent, ..Order::plain(1) });
            let pressed = Some((Moment::Asked, seconds(1), Surprise::OwnerPresses));
            plan.sells(1, Order { surprise: pressed, ..Order::plain(2) });
            plan.deeds.push((seconds(600), Deed::BotSpeaks(2)));
        },
    },
    Situation {
        name: "press-that-worked-and-ends-in-an-error",
        plan: |plan| {
            plan.nature.presses_err = true;
            plan.sells(0, Order::plain(1));
        },
    },
    Situation {
        name: "lost-answers-of-presses-that-show-late",
        plan: |plan| {
            plan.nature.slow_percent = 100;
            plan.sells(0, Order::plain(1));
            for index in 2..6 {
                let order = Order { index, ..surprised(PRESS_ANSWER_LOST) };
                plan.sells(200 * u64::from(index), order);
            }
        },
    },
    Situation {
        name: "bot-links-sometimes",
        plan: |plan| {
            plan.nature.links = Links::Sometimes;
            for index in 1..9 {
                plan.sells(0, Order::plain(index));
            }
        },
    },
];

/// The bot never answers one order, and does not say that its button is the other's, which the owner presses. Later
/// it refuses that one: the button is no sign that the first was confirmed.
fn refused_after_a_press_by_hand(plan: &mut Plan) {
    plan.nature.links = Links::Never;
    plan.nature.after_press = AfterPress::Edits;
    sells_with_silent_bot(plan, 0);
    plan.sells(1_000, surprised((Moment::Asked, seconds(20), Surprise::OwnerPresses)));
    plan.deeds.push((seconds(3_000), Deed::BotSpeaks(1)));
}

/// The reading that shows the button takes ten seconds, after a reply and a look that took as long.
fn replaced_before_it_is_pressed(plan: &mut Plan, surprise: Surprise) {
    let replaced = (Moment::Asked, seconds(25), surprise);
    plan.sells(60, surprised(replaced));
    plan.deeds.push((seconds(50), Deed::NextCalls(&[SLOW; 12])));
}

/// The look before the press finds the button as it was, and is answered ten seconds later. What
/// shows another button then is no sign that somebody pressed it.
fn button_replaced_while_it_is_pressed(plan: &mut Plan) {
    let replaced = (Moment::Asked, seconds(34), Surprise::ButtonReplaced);
    plan.sells(60, surprised(replaced));
    plan.deeds.push((seconds(50), Deed::NextCalls(&[SLOW; 12])));
}

/// This bot shows nothing of a press; that it asks again soon afterwards does not show that it does.
fn button_replaced_after_it_was_pressed(plan: &mut Plan) {
    plan.nature.after_press = AfterPress::Nothing;
    let replaced = (Moment::Pressed, seconds(10), Surprise::ButtonReplaced);
    plan.sells(0, surprised(replaced));
    plan.sells(120, Order { index: 2, ..surprised(PRESS_ANSWER_LOST) });
}
