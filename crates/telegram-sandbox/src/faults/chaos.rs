//! Chaos: one trouble after the other, dealt from a shuffled deck, with short breaths in between;
//! and weather over all calls.

use std::time::Duration;

use tokio::time::sleep;

use super::mischief::Victim;
use super::timed::{first_word, thrown};
use crate::datacentre::faults::{Lag, LinkFault, Odds, UpdateFault};
use crate::orders::dice::Dice;

/// What may befall any call: cuts in the middle of sends and presses above all.
pub(super) const ODDS: Odds = Odds {
    flood: 40,
    error: 20,
    cut_before: 25,
    cut_after: 40,
    unanswered: 10,
};

/// How long all is well between two troubles: long enough to get something done.
const BREATH_MS: (u64, u64) = (150, 900);
/// How long most troubles last.
const LASTS_MS: (u64, u64) = (600, 1800);
const LAG: Lag = Lag {
    least: Duration::from_millis(20),
    most: Duration::from_millis(250),
};

/// A trouble that comes and goes.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    Cut,
    Blackhole,
    Silence,
    Lag,
    UpdatesLost,
    UpdatesDoubled,
    UpdatesSwapped,
    DifferenceTooLong,
    RandomIdsForgotten,
    RepeatsRefused,
    GroupsMove,
}

/// Each once in a deal, and cuts oftener.
const DECK: [Trouble; 13] = [
    Trouble::Cut,
    Trouble::Cut,
    Trouble::Cut,
    Trouble::Blackhole,
    Trouble::Silence,
    Trouble::Lag,
    Trouble::UpdatesLost,
    Trouble::UpdatesDoubled,
    Trouble::UpdatesSwapped,
    Trouble::DifferenceTooLong,
    Trouble::RandomIdsForgotten,
    Trouble::RepeatsRefused,
    Trouble::GroupsMove,
];

/// Reigns for ever.
pub(super) async fn reign(victim: Victim, mut dice: Dice) {
    drop(first_word(&victim).await);
    loop {
        for trouble in shuffled(&mut dice) {
            sleep(thrown(&mut dice, BREATH_MS)).await;
            begin(trouble, &victim);
            if !matches!(trouble, Trouble::Cut | Trouble::GroupsMove) {
                sleep(thrown(&mut dice, LASTS_MS)).await;
            }
            end(&victim);
        }
    }
}

fn shuffled(dice: &mut Dice) -> [Trouble; DECK.len()] {
    let mut deck = DECK;
    for last in (1..deck.len()).rev() {
        deck.swap(last, dice.below(last + 1));
    }
    deck
}

fn begin(trouble: Trouble, victim: &Victim) {
    let faults = victim.datacentre.faults();
    match trouble {
        Trouble::Cut => victim.datacentre.cut_all(),
        Trouble::Blackhole => faults.set_link(LinkFault::Blackhole),
        Trouble::Silence => faults.set_link(LinkFault::Silent),
        Trouble::Lag => faults.set_lag(Some(LAG)),
        Trouble::UpdatesLost => faults.set_updates(UpdateFault::Drop),
        Trouble::UpdatesDoubled => faults.set_updates(UpdateFault::Duplicate),
        Trouble::UpdatesSwapped => faults.set_updates(UpdateFault::Swap),
        Trouble::DifferenceTooLong => victim.tell_no_long_difference(),
        Trouble::RandomIdsForgotten => victim.forget_random_ids(),
        Trouble::RepeatsRefused => victim.refuse_repeats(),
        Trouble::GroupsMove => victim.move_groups(),
    }
}

fn end(victim: &Victim) {
    let faults = victim.datacentre.faults();
    faults.set_link(LinkFault::None);
    faults.set_lag(None);
    faults.set_updates(UpdateFault::None);
    victim.behave();
}
