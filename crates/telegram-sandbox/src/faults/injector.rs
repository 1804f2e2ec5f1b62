//! The injection of named faults.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;

use super::{Fault, timed};
use crate::datacentre::DataCentre;
use crate::datacentre::faults::{
    FaultCounts, FaultRates, Faults, LinkFault, Point, RandomFaults, Rule, UpdateFault,
};
use crate::system::SeededRng;
use crate::world::{Peer, Refusal, RepeatAnswer, ServerQuirks, SupergroupId, UserId};

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

/// Injects faults into the connections of one account's clients, until it is cleared or dropped.
pub(crate) struct FaultInjector {
    target: FaultTarget,
    seed: u64,
    /// Those that come and go.
    tasks: Mutex<JoinSet<()>>,
}

/// The account whose clients are affected.
#[derive(Clone)]
pub(super) struct FaultTarget {
    pub(super) datacentre: Arc<DataCentre>,
    pub(super) user: UserId,
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
            Fault::Cuts => self.spawn(timed::cuts(target, rng)),
            Fault::Blackhole => self.spawn(timed::interrupt(target, rng, LinkFault::Blackhole)),
            Fault::Silent => self.spawn(timed::interrupt(target, rng, LinkFault::Silent)),
            Fault::Chaos => {
                self.set_rates(timed::CHAOS_RATES);
                self.spawn(timed::chaos(target, rng));
            }
            Fault::Revoked => {
                let answers = [Refusal::SESSION_REVOKED, Refusal::AUTH_KEY_UNREGISTERED];
                let answer = answers[usize::from(self.seed.is_multiple_of(2))];
                self.spawn(timed::end(target, answer));
            }
            Fault::Duplicated => self.spawn(timed::end(target, Refusal::AUTH_KEY_DUPLICATED)),
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
            Fault::RandomIdForgotten => target.forget_random_ids(),
            Fault::RandomIdDuplicate => target.refuse_repeats(),
            Fault::DifferenceTooLong => target.tell_no_long_difference(),
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
    pub(super) fn faults(&self) -> &Faults {
        self.datacentre.faults()
    }

    pub(super) fn forget_random_ids(&self) {
        self.change(|quirks| quirks.random_id_memory = Some(Duration::ZERO));
    }

    pub(super) fn refuse_repeats(&self) {
        self.change(|quirks| quirks.random_id_repeat = RepeatAnswer::Error);
    }

    pub(super) fn tell_no_long_difference(&self) {
        self.change(|quirks| quirks.difference_too_long_from = Some(DIFFERENCE_CHANGES_MAX));
    }

    /// The account's basic groups become supergroups.
    pub(super) fn move_groups(&self) {
        let world = self.datacentre.world();
        for dialog in world.dialogs(self.user) {
            if let Peer::Group(group) = dialog.peer {
                let _ = world.migrate_group(group, SupergroupId(MOVED_FROM + group.0));
            }
        }
    }

    /// Undoes what the above have changed.
    pub(super) fn behave(&self) {
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
