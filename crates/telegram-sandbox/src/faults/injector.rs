//! The injection of named faults: at once, those that come and go, and chaos: one trouble after the
//! other, dealt from a shuffled deck, with short breaths in between. None begins before the client has.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Fault;
use crate::datacentre::DataCentre;
use crate::datacentre::faults::{
    FaultCounts, FaultRates, Faults, Garbage, LinkFault, Point, RandomFaults, Rule, UpdateFault,
};
use crate::system::SeededRng;
use crate::world::{
    Origin, Peer, Refusal, RepeatAnswer, ServerQuirks, SupergroupId, UserId, WorldEvent,
    WorldEvents,
};

const SEND: &str = "messages.sendMessage";
const EDIT: &str = "messages.editMessage";
const PRESS: &str = "messages.getBotCallbackAnswer";
const HISTORY: &str = "messages.getHistory";
const RESOLVE: &str = "contacts.resolveUsername";

/// The number of calls that a rule spoils, one after the other.
const SPOILT_CALLS: usize = 3;
/// The number of good ones that come first.
const GOOD_CALLS: usize = 1;
/// The wait of the first call of each limited kind.
const FLOOD_WAIT_S: u32 = 2;
/// And how often later ones have to.
const FLOODS: FaultRates =
    FaultRates { flood: 100, error: 0, cut_before: 0, cut_after: 0, unanswered: 0 };
/// Added to a group's number when it becomes a supergroup.
const MOVED_FROM: i64 = 1_800_000_000;
const DIFFERENCE_CHANGES_MAX: usize = 3;
const SLOW: (Duration, Duration) = (Duration::from_millis(300), Duration::from_millis(1500));

/// From one cut to the next.
const CUTS_APART_MS: (u64, u64) = (300, 2500);
/// From the client's first word to the first time that nothing gets through.
const FIRST_AFTER_MS: (u64, u64) = (100, 600);
const LASTS_MS: (u64, u64) = (2000, 3500);
const BETWEEN_MS: (u64, u64) = (8000, 12_000);
/// A client that answers no order loses its session, too.
const ENDS_AFTER: Duration = Duration::from_secs(5);

/// The rates for any call amid chaos: cuts in the middle of sends and presses above all.
const CHAOS_RATES: FaultRates =
    FaultRates { flood: 40, error: 20, cut_before: 25, cut_after: 40, unanswered: 10 };
/// The time between two troubles: long enough to get something done.
const BREATH_MS: (u64, u64) = (150, 900);
const TROUBLE_LASTS_MS: (u64, u64) = (600, 1800);
const LATENCY: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));

/// Injects faults into the connections of one account's clients, until it is cleared or dropped.
pub(crate) struct FaultInjector {
    target: FaultTarget,
    seed: u64,
    /// Those that come and go.
    tasks: Mutex<JoinSet<()>>,
}

/// The account whose clients are affected.
#[derive(Clone)]
struct FaultTarget {
    datacentre: Arc<DataCentre>,
    user: UserId,
}

impl FaultInjector {
    /// Makes an injector without a fault. The same seed makes the same faults.
    pub(crate) fn new(datacentre: Arc<DataCentre>, user: UserId, seed: u64) -> Self {
        Self { target: FaultTarget { datacentre, user }, seed, tasks: Mutex::default() }
    }

    /// Injects a fault from now on. Call it within a Tokio runtime.
    pub(crate) fn inject(&self, fault: Fault) {
        let (target, faults) = (self.target.clone(), self.target.faults());
        let rng = SeededRng::new(self.seed);
        let spoil = |method: &'static str, point: Point| {
            let rule = Rule::on(method).from(target.user).cut(point);
            // Nobody listens: the rule works without.
            drop(faults.arm(rule.after(GOOD_CALLS).times(SPOILT_CALLS)));
        };
        match fault {
            Fault::Cuts => self.spawn(cuts(target, rng)),
            Fault::Blackhole => self.spawn(interrupt(target, rng, LinkFault::Blackhole)),
            Fault::Silent => self.spawn(interrupt(target, rng, LinkFault::Silent)),
            Fault::Chaos => {
                self.set_rates(CHAOS_RATES);
                self.spawn(chaos(target, rng));
            }
            Fault::Revoked => {
                let answers = [Refusal::SESSION_REVOKED, Refusal::AUTH_KEY_UNREGISTERED];
                let answer = answers[usize::from(self.seed.is_multiple_of(2))];
                self.spawn(end(target, answer));
            }
            Fault::Duplicated => self.spawn(end(target, Refusal::AUTH_KEY_DUPLICATED)),
            Fault::Floods => {
                for method in [SEND, EDIT, PRESS, HISTORY, RESOLVE] {
                    let rule = Rule::on(method).from(target.user).flood_wait(FLOOD_WAIT_S);
                    drop(faults.arm(rule));
                }
                self.set_rates(FLOODS);
            }
            Fault::Dup => faults.set_updates(UpdateFault::Duplicate),
            Fault::Reorder => faults.set_updates(UpdateFault::Swap),
            Fault::Drop => faults.set_updates(UpdateFault::Drop),
            Fault::Slow => faults.set_latency(Some(SLOW)),
            Fault::SendCutBefore => spoil(SEND, Point::BeforeExecuting),
            Fault::SendCutAfter => spoil(SEND, Point::AfterExecuting),
            Fault::PressCutBefore => spoil(PRESS, Point::BeforeExecuting),
            Fault::PressCutAfter => spoil(PRESS, Point::AfterExecuting),
            Fault::Undecodable => {
                let rule = Rule::on(HISTORY).from(target.user).garble(Garbage::Nonsense);
                drop(faults.arm(rule.after(GOOD_CALLS).times(SPOILT_CALLS)));
            }
            Fault::RandomIdForgotten => target.forget_random_ids(),
            Fault::RandomIdDuplicate => target.refuse_repeats(),
            Fault::PaymentsUntold => target.tell_payments(0),
            Fault::PaymentsTwice => target.tell_payments(2),
            Fault::DifferenceTooLong => target.tell_no_long_difference(),
            // Those of Tribute's API.
            Fault::WebhooksLate
            | Fault::WebhooksTwice
            | Fault::WebhooksOutOfOrder
            | Fault::WebhooksLost
            | Fault::WebhooksForged
            | Fault::WebhooksBase64
            | Fault::WebhooksStrings
            | Fault::WebhooksCamelCase
            | Fault::WebhooksSnakeCase
            | Fault::ApiErrors
            | Fault::ApiCreateLost => {}
        }
    }

    /// Ends all faults.
    pub(crate) fn clear(&self) {
        *self.tasks.lock().unwrap_or_else(PoisonError::into_inner) = JoinSet::new();
        self.target.faults().clear();
        self.target.behave();
    }

    /// Returns the faults so far.
    pub(crate) fn counts(&self) -> FaultCounts {
        let counters = self.target.datacentre.world().counters();
        FaultCounts {
            differences_too_long: counters.differences_too_long,
            migrations: counters.migrations,
            ..self.target.faults().counts()
        }
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).spawn(task);
    }

    fn set_rates(&self, rates: FaultRates) {
        let random = RandomFaults::new(self.target.user, rates, self.seed);
        self.target.faults().set_random(Some(random));
    }
}

impl FaultTarget {
    fn faults(&self) -> &Faults {
        self.datacentre.faults()
    }

    fn forget_random_ids(&self) {
        self.change(|quirks| quirks.random_id_memory = Some(Duration::ZERO));
    }

    fn refuse_repeats(&self) {
        self.change(|quirks| quirks.random_id_repeat = RepeatAnswer::Error);
    }

    fn tell_no_long_difference(&self) {
        self.change(|quirks| quirks.difference_too_long_from = Some(DIFFERENCE_CHANGES_MAX));
    }

    fn tell_payments(&self, payment_notices: usize) {
        self.change(|quirks| quirks.payment_notices = payment_notices);
    }

    /// The account's basic groups become supergroups.
    fn move_groups(&self) {
        let world = self.datacentre.world();
        for dialog in world.dialogs(self.user) {
            if let Peer::Group(group) = dialog.peer {
                let _ = world.migrate_group(group, SupergroupId(MOVED_FROM + group.0));
            }
        }
    }

    /// Undoes what the above have changed.
    fn behave(&self) {
        let usual = ServerQuirks::default();
        self.change(|quirks| {
            quirks.random_id_memory = usual.random_id_memory;
            quirks.random_id_repeat = usual.random_id_repeat;
            quirks.difference_too_long_from = usual.difference_too_long_from;
        });
    }

    fn change(&self, change: impl FnOnce(&mut ServerQuirks)) {
        let world = self.datacentre.world();
        let mut quirks = world.quirks();
        change(&mut quirks);
        world.set_quirks(quirks);
    }
}

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

async fn cuts(target: FaultTarget, mut rng: SeededRng) {
    first_contact(&target).await;
    loop {
        sleep(drawn(&mut rng, CUTS_APART_MS)).await;
        target.datacentre.cut_all();
    }
}

async fn interrupt(target: FaultTarget, mut rng: SeededRng, fault: LinkFault) {
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
async fn end(target: FaultTarget, answer: Refusal) {
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

async fn chaos(target: FaultTarget, mut rng: SeededRng) {
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
