//! Faults that come and go, or come once. None begins before the client has.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::mischief::Victim;
use crate::datacentre::faults::LinkFault;
use crate::orders::dice::Dice;
use crate::world::{Happening, Happenings, Origin, Peer, Refusal};

/// From one cut to the next.
const CUTS_APART_MS: (u64, u64) = (300, 2500);
/// From the client's first word to the first time that nothing gets through.
const FIRST_AFTER_MS: (u64, u64) = (100, 600);
/// How long nothing gets through.
const LASTS_MS: (u64, u64) = (2000, 3500);
/// How long everything does in between.
const BETWEEN_MS: (u64, u64) = (8000, 12_000);
/// A client that answers no order loses its session, too.
const ENDS_AFTER: Duration = Duration::from_secs(5);

/// A time between two, by dice.
pub(super) fn thrown(dice: &mut Dice, (least_ms, most_ms): (u64, u64)) -> Duration {
    let range_ms = most_ms.saturating_sub(least_ms).max(1);
    Duration::from_millis(least_ms + dice.next_u64() % range_ms)
}

/// Cuts connections for ever.
pub(super) async fn cuts(victim: Victim, mut dice: Dice) {
    drop(first_word(&victim).await);
    loop {
        sleep(thrown(&mut dice, CUTS_APART_MS)).await;
        victim.datacentre.cut_all();
    }
}

/// Nothing gets through, again and again.
pub(super) async fn blackholes(victim: Victim, dice: Dice) {
    interrupt(victim, dice, LinkFault::Blackhole).await;
}

/// Nothing is answered, again and again.
pub(super) async fn silences(victim: Victim, dice: Dice) {
    interrupt(victim, dice, LinkFault::Silent).await;
}

async fn interrupt(victim: Victim, mut dice: Dice, fault: LinkFault) {
    drop(first_word(&victim).await);
    sleep(thrown(&mut dice, FIRST_AFTER_MS)).await;
    loop {
        victim.datacentre.faults().set_link(fault);
        sleep(thrown(&mut dice, LASTS_MS)).await;
        victim.datacentre.faults().set_link(LinkFault::None);
        sleep(thrown(&mut dice, BETWEEN_MS)).await;
    }
}

/// Ends the account's sessions when its client has first replied to an order.
pub(super) async fn end(victim: Victim, answer: Refusal) {
    let mut happenings = first_word(&victim).await;
    let replied = async {
        while let Some(happening) = happenings.next().await {
            if let Happening::Message {
                origin,
                to,
                message,
                ..
            } = happening
                && (origin, message.from) == (Origin::Client, victim.user)
                && matches!(to, Peer::User(_))
                && message.reply_to.is_some()
            {
                return;
            }
        }
    };
    // Too late is as good as in time.
    drop(timeout(ENDS_AFTER, replied).await);
    victim.datacentre.faults().end_sessions(victim.user, answer);
}

/// Waits until the client has asked where the world stands. Returns what happens from then on, or a
/// little before.
pub(super) async fn first_word(victim: &Victim) -> Happenings {
    let world = victim.datacentre.world();
    let mut happenings = world.happenings();
    if world.has_contacted(victim.user) {
        return happenings;
    }
    while let Some(happening) = happenings.next().await {
        if matches!(happening, Happening::FirstContact { user } if user == victim.user) {
            break;
        }
    }
    happenings
}
