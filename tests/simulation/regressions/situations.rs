//! The situations, one after the other.

use std::time::Duration;

use super::Situation;
use super::elsewhere::says;
use crate::plan::Plan;
use crate::plan::nature::{AfterPress, Beginning, Links, SMALLEST, Supplier};
use crate::plan::order::{Answering, Details, Moment, Order, Refusal, Surprise};
use crate::world::deeds::Deed;
use crate::world::fate::Fate;
use crate::world::moderators::Word;

/// All of them.
pub const ALL: [Situation; 39] = [
    Situation { name: "nothing-goes-wrong", plan: |plan| plan.sells(0, Order::plain(1)) },
    Situation { name: "one-is-never-found", plan: |plan| never_found(plan, 1) },
    Situation { name: "two-are-never-found", plan: |plan| never_found(plan, 2) },
    Situation {
        name: "words-after-the-clock-was-set-back",
        plan: words_after_the_clock_was_set_back,
    },
    Situation {
        name: "words-after-a-press-of-unknown-outcome",
        plan: |plan| {
            plan.nature.after_press = AfterPress::Nothing;
            plan.sells(0, surprised(PRESS_ANSWER_LOST));
            plan.deeds.push((seconds(300), Deed::BotSpeaks(1)));
        },
    },
    Situation {
        name: "words-before-the-press-is-known",
        plan: |plan| {
            plan.nature.after_press = AfterPress::Nothing;
            plan.sells(0, surprised((Moment::Pressed, Duration::ZERO, Surprise::PowerCut)));
            plan.deeds.push((seconds(4), Deed::PowerCut(seconds(400))));
            plan.deeds.push((seconds(200), Deed::BotSpeaks(1)));
        },
    },
    Situation {
        name: "words-soon-after-an-old-press-was-found",
        plan: |plan| {
            plan.sells(0, surprised(PRESS_ANSWER_LOST));
            plan.deeds.push((seconds(3), Deed::PowerCut(seconds(400))));
            plan.deeds.push((seconds(430), Deed::BotSpeaks(1)));
        },
    },
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
        name: "late-confirmation-of-an-order-answered-by-hand",
        plan: |plan| {
            owner_answers(plan, Moment::Replied, &[(0, 1)]);
            sells_with_silent_bot(plan, 1);
        },
    },
    Situation {
        name: "late-confirmation-of-another-order-that-the-owner-answered-just-before",
        plan: |plan| {
            owner_answers(plan, Moment::Sold, &[(0, 1)]);
            sells_with_silent_bot(plan, 1);
        },
    },
    Situation {
        name: "late-confirmations-of-two-orders-that-the-owner-answered",
        plan: |plan| {
            owner_answers(plan, Moment::Sold, &[(0, 1), (2, 3)]);
            sells_with_silent_bot(plan, 4);
        },
    },
    Situation {
        name: "refusal-of-another-order-whose-button-was-pressed-by-hand",
        plan: refused_after_a_press_by_hand,
    },
    Situation {
        name: "offline-while-an-answer-is-overdue",
        plan: |plan| {
            let offline = (Moment::Replied, seconds(1), Surprise::Offline);
            plan.sells(0, Order { answering: Answering::Silent, ..surprised(offline) });
            plan.deeds.push((seconds(30), Deed::Offline(seconds(500))));
        },
    },
    Situation {
        name: "disk-full-in-the-middle-of-an-order",
        plan: |plan| {
            plan.sells(0, surprised((Moment::Given, Duration::ZERO, Surprise::DiskFull)));
            let full = (Moment::Pressed, Duration::ZERO, Surprise::DiskFull);
            plan.sells(100, Order { index: 2, ..surprised(full) });
        },
    },
    Situation {
        name: "order-unread-and-older-than-since",
        plan: |plan| {
            plan.nature.since = Beginning::Ago(seconds(60));
            plan.deeds.push((seconds(5), Deed::PowerCut(seconds(600))));
            plan.sells(20, Order::plain(1));
            plan.sells(590, Order::plain(2));
        },
    },
    Situation { name: "order-while-a-long-gap-is-read", plan: order_while_a_long_gap_is_read },
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
        name: "answered-by-hand-while-a-reply-is-lost",
        plan: |plan| {
            let lost = Fate::LostOnTheWay(seconds(60));
            plan.deeds.push((seconds(0), Deed::NextAct(lost)));
            plan.sells(60, Order::plain(1));
            plan.deeds.push((seconds(115), Deed::OwnerAnswers(1)));
        },
    },
    Situation {
        name: "reply-that-stands-unknown-until-its-random-id-is-forgotten",
        plan: |plan| {
            plan.nature.bells_lost_percent = 100;
            let lost = Fate::Arrives { there: Duration::ZERO, back: None };
            plan.deeds.push((seconds(0), Deed::NextAct(lost)));
            plan.sells(60, Order { answering: Answering::Silent, ..Order::plain(1) });
            plan.deeds.push((seconds(182), Deed::NextAct(Fate::Flood(seconds(120)))));
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
        name: "more-to-tell-than-moderators-can-read",
        plan: |plan| {
            for index in 2..42 {
                plan.sells(10, Order { details: Details::NoAccount, ..Order::plain(index) });
            }
            plan.sells(20, Order::plain(1));
        },
    },
    Situation {
        name: "many-unknown-messages",
        plan: |plan| {
            let unknown = (0..50).map(|_| (seconds(10), Deed::Unknown));
            plan.deeds.extend(unknown);
            plan.deeds.push((seconds(9), Deed::Picture));
            plan.deeds.push((seconds(12), Deed::PowerCut(seconds(5))));
            plan.sells(20, Order::plain(1));
        },
    },
    Situation {
        name: "account-corrected-while-the-order-waits",
        plan: |plan| {
            plan.nature.supplier = Supplier::Codes;
            plan.deeds.push((seconds(1), Deed::ImportsCodes(3)));
            plan.deeds.push((seconds(2), says(Word::Pause)));
            plan.sells(5, Order::plain(1));
            plan.deeds.push((seconds(10), says(Word::WrongAccount)));
            plan.deeds.push((seconds(60), says(Word::Resume)));
        },
    },
    Situation {
        name: "orders-of-another-source",
        plan: |plan| {
            plan.sells(20, Order::plain(1));
            plan.hears();
        },
    },
    Situation {
        name: "orders-of-another-source-among-power-cuts",
        plan: |plan| {
            plan.nature.cut_percent = 100;
            plan.nature.shop_trouble_percent = 20;
            plan.sells(20, Order::plain(1));
            plan.sells(60, Order::plain(2));
            plan.hears();
            plan.deeds.push((seconds(22), Deed::PowerCut(seconds(30))));
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
        name: "advert-while-an-order-waits",
        plan: |plan| {
            plan.nature.links = Links::Never;
            plan.nature.slow_percent = 100;
            plan.sells(0, Order::plain(1));
            plan.deeds.push((seconds(3), Deed::Advert));
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
        name: "reply-that-comes-back-cleaned",
        plan: |plan| {
            plan.nature.texts_cleaned = true;
            plan.sells(0, surprised((Moment::Given, Duration::ZERO, Surprise::AnswerLost)));
            for index in 2..9 {
                let surprise = Some((Moment::Given, Duration::ZERO, Surprise::AnswerLost));
                plan.sells(100 * u64::from(index), Order { surprise, ..Order::plain(index) });
            }
        },
    },
    Situation {
        name: "answers-that-can-not-be-decoded",
        plan: |plan| {
            plan.deeds.push((seconds(30), Deed::Deaf(seconds(900))));
            plan.sells(60, Order::plain(1));
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
    Situation {
        name: "messages-that-are-no-orders",
        plan: |plan| {
            let deeds =
                [Deed::Picture, Deed::Advert, Deed::ViaBot, Deed::Forwarded, Deed::Stranger];
            plan.deeds.extend(deeds.map(|deed| (seconds(10), deed)));
            plan.sells(20, Order::plain(1));
        },
    },
];

/// The next act after the bot asked is the press.
const PRESS_ANSWER_LOST: (Moment, Duration, Surprise) =
    (Moment::Asked, Duration::ZERO, Surprise::AnswerLost);

impl Plan {
    fn sells(&mut self, at: u64, order: Order) {
        self.deeds.push((seconds(at), Deed::Sale(order)));
    }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn surprised(surprise: (Moment, Duration, Surprise)) -> Order {
    Order { surprise: Some(surprise), ..Order::plain(1) }
}

/// The owner answers these orders (when they are sold, and which) by hand at that moment; the bot, which says
/// nothing of what it answers, takes its time.
fn owner_answers(plan: &mut Plan, moment: Moment, orders: &[(u64, u32)]) {
    plan.nature.links = Links::Never;
    plan.nature.slow_percent = 100;
    for (at, index) in orders {
        let answers = (moment, Duration::ZERO, Surprise::OwnerAnswers);
        plan.sells(*at, Order { index: *index, ..surprised(answers) });
    }
}

/// Nothing but what is late for others comes after our reply to it.
fn sells_with_silent_bot(plan: &mut Plan, at: u64) {
    plan.sells(at, Order { answering: Answering::Silent, ..Order::plain(2) });
}

/// The bot never answers one order, and does not say that its button is the other's, which the owner presses. Later
/// it refuses that one: the button is no sign that the first was confirmed.
fn refused_after_a_press_by_hand(plan: &mut Plan) {
    plan.nature.links = Links::Never;
    plan.nature.after_press = AfterPress::Edits;
    sells_with_silent_bot(plan, 0);
    plan.sells(1_000, surprised((Moment::Asked, seconds(20), Surprise::OwnerPresses)));
    plan.deeds.push((seconds(3_000), Deed::BotSpeaks(1)));
}

/// Its answer takes its time.
const SLOW: Fate = Fate::Arrives { there: Duration::ZERO, back: Some(Duration::from_secs(10)) };

/// An order arrives between two pages of a gap; what is newer is read, and the page after that fails.
fn order_while_a_long_gap_is_read(plan: &mut Plan) {
    const LOST: Fate = Fate::NotSent(Duration::ZERO);
    plan.nature.since = Beginning::FirstStart;
    plan.nature.portions = SMALLEST;
    plan.deeds.push((seconds(5), Deed::PowerCut(seconds(60))));
    for at in 20..30 {
        plan.deeds.push((seconds(at), Deed::Donation));
    }
    let calls = &[Fate::FINE, Fate::FINE, SLOW, Fate::FINE, LOST];
    plan.deeds.push((seconds(50), Deed::NextCalls(calls)));
    plan.sells(70, Order::plain(1));
    plan.deeds.push((seconds(71), Deed::Bell));
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

/// The shop answers 404 about some customers, whenever it is asked; others get through.
fn never_found(plan: &mut Plan, customers: u32) {
    for index in 1..=10 {
        let refusal = (2..2 + customers).contains(&index).then_some(Refusal::NeverFound);
        plan.sells(u64::from(index) * 90, Order { refusal, ..Order::plain(index) });
    }
}

fn words_after_the_clock_was_set_back(plan: &mut Plan) {
    plan.deeds.push((seconds(0), Deed::ClockJump(3_600_000)));
    plan.sells(5, Order::plain(1));
    plan.deeds.push((seconds(60), Deed::ClockJump(-3_600_000)));
    plan.deeds.push((seconds(1_200), Deed::BotSpeaks(1)));
}
