//! Faults that come and go, or come once; and chaos: one trouble after the other, dealt from a
//! shuffled deck, with short breaths in between. None begins before the client has.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::injector::FaultTarget;
use crate::datacentre::faults::{FaultRates, LinkFault, UpdateFault};
use crate::system::SeededRng;
use crate::world::{Origin, Peer, Refusal, WorldEvent, WorldEvents};

/// From one cut to the next.
const CUTS_APART_MS: (u64, u64) = (300, 2500);
/// From the client's first word to the first time that nothing gets through.
const FIRST_AFTER_MS: (u64, u64) = (100, 600);
const LASTS_MS: (u64, u64) = (2000, 3500);
const BETWEEN_MS: (u64, u64) = (8000, 12_000);
/// A client that answers no order loses its session, too.
const ENDS_AFTER: Duration = Duration::from_secs(5);

/// The rates for any call amid chaos: cuts in the middle of sends and presses above all.
pub(super) const CHAOS_RATES: FaultRates =
    FaultRates { flood: 40, error: 20, cut_before: 25, cut_after: 40, unanswered: 10 };
/// The time between two troubles: long enough to get something done.
const BREATH_MS: (u64, u64) = (150, 900);
const TROUBLE_LASTS_MS: (u64, u64) = (600, 1800);
const LATENCY: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));

/// A trouble: how it begins, and whether it lasts.
type Trouble = (fn(&FaultTarget), bool);

/// Each once a round, cuts more often.
const DECK: [Trouble; 13] = [
    (|it| it.datacentre.cut_all(), false),
    (|it| it.datacentre.cut_all(), false),
    (|it| it.datacentre.cut_all(), false),
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

fn drawn(rng: &mut SeededRng, (least_ms, most_ms): (u64, u64)) -> Duration {
    Duration::from_millis(least_ms + rng.next_u64() % (most_ms - least_ms))
}

pub(super) async fn cuts(target: FaultTarget, mut rng: SeededRng) {
    first_contact(&target).await;
    loop {
        sleep(drawn(&mut rng, CUTS_APART_MS)).await;
        target.datacentre.cut_all();
    }
}

pub(super) async fn interrupt(target: FaultTarget, mut rng: SeededRng, fault: LinkFault) {
    first_contact(&target).await;
    sleep(drawn(&mut rng, FIRST_AFTER_MS)).await;
    loop {
        target.faults().set_link(fault);
        sleep(drawn(&mut rng, LASTS_MS)).await;
        target.faults().set_link(LinkFault::None);
        sleep(drawn(&mut rng, BETWEEN_MS)).await;
    }
}

/// Ends the account's sessions when its client has first replied to an order.
pub(super) async fn end(target: FaultTarget, answer: Refusal) {
    let mut events = first_contact(&target).await;
    let replied = async {
        while let Some(event) = events.next().await {
            if let WorldEvent::Message { origin, to, message, .. } = event
                && (origin, message.from) == (Origin::Client, target.user)
                && matches!(to, Peer::User(_))
                && message.reply_to.is_some()
            {
                return;
            }
        }
    };
    // Too late is as good as in time.
    drop(timeout(ENDS_AFTER, replied).await);
    target.faults().end_sessions(target.user, answer);
}

pub(super) async fn chaos(target: FaultTarget, mut rng: SeededRng) {
    first_contact(&target).await;
    loop {
        let mut deck = DECK;
        for last in (1..deck.len()).rev() {
            deck.swap(last, rng.below(last + 1));
        }
        for (begin, lasts) in deck {
            sleep(drawn(&mut rng, BREATH_MS)).await;
            begin(&target);
            if lasts {
                sleep(drawn(&mut rng, TROUBLE_LASTS_MS)).await;
            }
            target.faults().set_link(LinkFault::None);
            target.faults().set_latency(None);
            target.faults().set_updates(UpdateFault::None);
            target.behave();
        }
    }
}

/// Waits until the client has asked where the world stands. Returns what happens from then on, or a
/// little before.
async fn first_contact(target: &FaultTarget) -> WorldEvents {
    let world = target.datacentre.world();
    let mut events = world.events();
    if world.has_contacted(target.user) {
        return events;
    }
    while let Some(event) = events.next().await {
        if matches!(event, WorldEvent::FirstContact { user } if user == target.user) {
            break;
        }
    }
    events
}
