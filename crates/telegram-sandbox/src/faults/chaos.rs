//! Chaos: one trouble after the other, dealt from a shuffled deck, with short breaths in between;
//! and random faults for all calls.

use std::time::Duration;

use tokio::time::sleep;

use super::injector::FaultTarget;
use super::timed::{drawn, first_contact};
use crate::datacentre::faults::{FaultRates, Latency, LinkFault, UpdateFault};
use crate::system::SeededRng;

/// The rates for any call: cuts in the middle of sends and presses above all.
pub(super) const RATES: FaultRates =
    FaultRates { flood: 40, error: 20, cut_before: 25, cut_after: 40, unanswered: 10 };

/// The time between two troubles: long enough to get something done.
const BREATH_MS: (u64, u64) = (150, 900);
const LASTS_MS: (u64, u64) = (600, 1800);
const LATENCY: Latency =
    Latency { least: Duration::from_millis(20), most: Duration::from_millis(250) };

/// A trouble: how it begins, and whether it lasts.
type Trouble = (fn(&FaultTarget), bool);

/// Each once a round, cuts more often.
const DECK: [Trouble; 13] = [
    (cut, false),
    (cut, false),
    (cut, false),
    (|it| it.faults().set_link(LinkFault::Blackhole), true),
    (|it| it.faults().set_link(LinkFault::Silent), true),
    (|it| it.faults().set_latency(Some(LATENCY)), true),
    (|it| it.faults().set_updates(UpdateFault::Drop), true),
    (|it| it.faults().set_updates(UpdateFault::Duplicate), true),
    (|it| it.faults().set_updates(UpdateFault::Swap), true),
    (FaultTarget::tell_no_long_difference, true),
    (FaultTarget::forget_random_ids, true),
    (FaultTarget::refuse_repeats, true),
    (FaultTarget::move_groups, false),
];

fn cut(target: &FaultTarget) {
    target.datacentre.cut_all();
}

pub(super) async fn run(target: FaultTarget, mut rng: SeededRng) {
    drop(first_contact(&target).await);
    loop {
        for (begin, lasts) in shuffled(&mut rng) {
            sleep(drawn(&mut rng, BREATH_MS)).await;
            begin(&target);
            if lasts {
                sleep(drawn(&mut rng, LASTS_MS)).await;
            }
            end(&target);
        }
    }
}

fn shuffled(rng: &mut SeededRng) -> [Trouble; DECK.len()] {
    let mut deck = DECK;
    for last in (1..deck.len()).rev() {
        deck.swap(last, rng.below(last + 1));
    }
    deck
}

fn end(target: &FaultTarget) {
    let faults = target.faults();
    faults.set_link(LinkFault::None);
    faults.set_latency(None);
    faults.set_updates(UpdateFault::None);
    target.behave();
}
