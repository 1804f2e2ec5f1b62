//! Chaos: one trouble after the other, dealt from a shuffled deck, with short breaths in between;
//! and random faults for all calls.

use std::time::Duration;

use tokio::time::sleep;

use super::injector::FaultTarget;
use super::timed::{drawn, first_contact};
use crate::datacentre::faults::{FaultRates, Latency, LinkFault, UpdateFault};
use crate::rng::SeededRng;

/// The rates for any call: cuts in the middle of sends and presses above all.
pub(super) const RATES: FaultRates = FaultRates {
    flood: 40,
    error: 20,
    cut_before: 25,
    cut_after: 40,
    unanswered: 10,
};

/// The time between two troubles: long enough to get something done.
const BREATH_MS: (u64, u64) = (150, 900);
/// The duration of most troubles.
const LASTS_MS: (u64, u64) = (600, 1800);
const LATENCY: Latency = Latency {
    least: Duration::from_millis(20),
    most: Duration::from_millis(250),
};

/// A trouble that comes and goes.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    Cut,
    Blackhole,
    Silence,
    Latency,
    UpdatesLost,
    UpdatesDoubled,
    UpdatesSwapped,
    DifferenceTooLong,
    RandomIdsForgotten,
    RepeatsRefused,
    GroupsMove,
}

/// Each once a round, cuts more often.
const DECK: [Trouble; 13] = [
    Trouble::Cut,
    Trouble::Cut,
    Trouble::Cut,
    Trouble::Blackhole,
    Trouble::Silence,
    Trouble::Latency,
    Trouble::UpdatesLost,
    Trouble::UpdatesDoubled,
    Trouble::UpdatesSwapped,
    Trouble::DifferenceTooLong,
    Trouble::RandomIdsForgotten,
    Trouble::RepeatsRefused,
    Trouble::GroupsMove,
];

/// Never returns.
pub(super) async fn run(target: FaultTarget, mut rng: SeededRng) {
    drop(first_contact(&target).await);
    loop {
        for trouble in shuffled(&mut rng) {
            sleep(drawn(&mut rng, BREATH_MS)).await;
            begin(trouble, &target);
            if !matches!(trouble, Trouble::Cut | Trouble::GroupsMove) {
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

fn begin(trouble: Trouble, target: &FaultTarget) {
    let faults = target.datacentre.faults();
    match trouble {
        Trouble::Cut => target.datacentre.cut_all(),
        Trouble::Blackhole => faults.set_link(LinkFault::Blackhole),
        Trouble::Silence => faults.set_link(LinkFault::Silent),
        Trouble::Latency => faults.set_latency(Some(LATENCY)),
        Trouble::UpdatesLost => faults.set_updates(UpdateFault::Drop),
        Trouble::UpdatesDoubled => faults.set_updates(UpdateFault::Duplicate),
        Trouble::UpdatesSwapped => faults.set_updates(UpdateFault::Swap),
        Trouble::DifferenceTooLong => target.tell_no_long_difference(),
        Trouble::RandomIdsForgotten => target.forget_random_ids(),
        Trouble::RepeatsRefused => target.refuse_repeats(),
        Trouble::GroupsMove => target.move_groups(),
    }
}

fn end(target: &FaultTarget) {
    let faults = target.datacentre.faults();
    faults.set_link(LinkFault::None);
    faults.set_latency(None);
    faults.set_updates(UpdateFault::None);
    target.behave();
}
