//! Faults that come and go, or come once. None begins before the client has.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::injector::FaultTarget;
use crate::datacentre::faults::LinkFault;
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

pub(super) fn drawn(rng: &mut SeededRng, (least_ms, most_ms): (u64, u64)) -> Duration {
    let range_ms = most_ms.saturating_sub(least_ms).max(1);
    Duration::from_millis(least_ms + rng.next_u64() % range_ms)
}

pub(super) async fn cuts(target: FaultTarget, mut rng: SeededRng) {
    drop(first_contact(&target).await);
    loop {
        sleep(drawn(&mut rng, CUTS_APART_MS)).await;
        target.datacentre.cut_all();
    }
}

pub(super) async fn interrupt(target: FaultTarget, mut rng: SeededRng, fault: LinkFault) {
    drop(first_contact(&target).await);
    sleep(drawn(&mut rng, FIRST_AFTER_MS)).await;
    loop {
        target.datacentre.faults().set_link(fault);
        sleep(drawn(&mut rng, LASTS_MS)).await;
        target.datacentre.faults().set_link(LinkFault::None);
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
    target.datacentre.faults().end_sessions(target.user, answer);
}

/// Waits until the client has asked where the world stands. Returns what happens from then on, or a
/// little before.
pub(super) async fn first_contact(target: &FaultTarget) -> WorldEvents {
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
