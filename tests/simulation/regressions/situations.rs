//! The situations that are neither about [`buttons`](super::buttons) nor about what
//! [`moderators`](super::moderators) say.

use std::time::Duration;

use super::Situation;
use crate::plan::Plan;
use crate::plan::nature::{AfterPress, Beginning, Links, SMALLEST};
use crate::plan::order::{Answering, Details, Moment, Order, Refusal, Surprise};
use crate::world::deeds::Deed;
use crate::world::fate::Fate;

/// All of them.
pub const ALL: [Situation; 24] = [
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
        name: "advert-while-an-order-waits",
        plan: |plan| {
            plan.nature.links = Links::Never;
            plan.nature.slow_percent = 100;
            plan.sells(0, Order::plain(1));
            plan.deeds.push((seconds(3), Deed::Advert));
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
pub const PRESS_ANSWER_LOST: (Moment, Duration, Surprise) =
    (Moment::Asked, Duration::ZERO, Surprise::AnswerLost);

impl Plan {
    pub(super) fn sells(&mut self, at: u64, order: Order) {
        self.deeds.push((seconds(at), Deed::Sale(order)));
    }
}

pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn surprised(surprise: (Moment, Duration, Surprise)) -> Order {
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
pub fn sells_with_silent_bot(plan: &mut Plan, at: u64) {
    plan.sells(at, Order { answering: Answering::Silent, ..Order::plain(2) });
}

/// Its answer takes its time.
pub const SLOW: Fate = Fate::Arrives { there: Duration::ZERO, back: Some(Duration::from_secs(10)) };

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
