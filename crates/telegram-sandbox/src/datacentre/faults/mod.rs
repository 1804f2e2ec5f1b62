//! Faults of a data centre, on request and at run time.
//!
//! - A [`Rule`] waits for certain calls; [`Faults::arm`] hands back an [`ArmedRule`], through which a
//!   test is told when such a call has come, and can let it go on. So "the next
//!   `messages.sendMessage` of the seller is executed, I am told, and no answer ever comes" is
//!   `faults.arm(Rule::on("messages.sendMessage").from(seller).hold(Point::AfterExecuting))`.
//! - [`LinkFault`] and [`UpdateFault`] are about everything on the way.
//! - A user's [session may end](Faults::end_sessions).
//!
//! They are counted: [`FaultCounts`].

mod link;
mod random;
mod rule;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use self::rule::ActiveRule;
use crate::system::SeededRng;
use crate::world::{Refusal, UserId};

pub use link::{Garbage, LinkFault, UpdateFault};
pub use rule::{ArmedRule, Point, Rule};

pub(super) use link::ConnectionEpoch;
pub(crate) use link::Latency;
pub(crate) use random::{FaultRates, RandomFaults};
pub(super) use rule::MatchedCall;
pub(super) use rule::{Decision, Failure, Signal};

/// The most rules at a time, and the most calls a test may leave unread.
const RULES_MAX: usize = 256;
/// Decides how long answers take.
const LATENCY_SEED: u64 = 1;

/// The number of faults of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct FaultCounts {
    /// Connections that were cut.
    pub cuts: u32,
    /// Times at which the network swallowed everything.
    pub blackholes: u32,
    /// Times at which the data centre answered nobody.
    pub silences: u32,
    /// Calls that were told to wait.
    pub floods: u32,
    /// Calls that were refused for no good reason.
    pub errors: u32,
    /// Calls that took effect and were never answered.
    pub unanswered: u32,
    /// Answers that were nonsense.
    pub garbled: u32,
    /// Answers that took their time.
    pub delayed: u32,
    /// Updates that were lost.
    pub updates_lost: u32,
    /// Updates that came twice.
    pub updates_doubled: u32,
    /// Updates that were overtaken.
    pub updates_swapped: u32,
    /// Differences that were too long to be told.
    pub differences_too_long: u32,
    /// Groups that became supergroups.
    pub migrations: u32,
    /// Sessions that were ended.
    pub sessions_ended: u32,
}

struct Table {
    rules: Vec<ActiveRule>,
    random: Option<RandomFaults>,
    updates: UpdateFault,
    link: LinkFault,
    /// The number of black holes so far.
    holes: u64,
    latency: Option<Latency>,
    rng: SeededRng,
    ended: Option<(UserId, Refusal)>,
    counts: FaultCounts,
}

/// The faults of a data centre. Clones share them.
#[derive(Clone)]
pub struct Faults(Arc<Mutex<Table>>);

impl Default for Faults {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Table {
            rules: Vec::new(),
            random: None,
            updates: UpdateFault::None,
            link: LinkFault::None,
            holes: 0,
            latency: None,
            rng: SeededRng::new(LATENCY_SEED),
            ended: None,
            counts: FaultCounts::default(),
        })))
    }
}

impl Faults {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a rule in force. Of several that fit a call, the oldest counts.
    ///
    /// # Panics
    ///
    /// With more rules in force than any test needs.
    pub fn arm(&self, rule: Rule) -> ArmedRule {
        let (live, armed) = ActiveRule::new(rule, RULES_MAX);
        let mut table = self.table();
        assert!(table.rules.len() < RULES_MAX, "too many faults");
        table.rules.push(live);
        armed
    }

    /// Takes all rules out of force; calls that are held stay held.
    pub fn disarm(&self) {
        self.table().rules.clear();
    }

    /// Decides what may befall calls that no rule is about.
    pub(crate) fn set_random(&self, random: Option<RandomFaults>) {
        self.table().random = random;
    }

    /// Decides what becomes of updates from now on.
    pub fn set_updates(&self, fault: UpdateFault) {
        self.table().updates = fault;
    }

    /// Decides what becomes of connections from now on.
    pub fn set_link(&self, fault: LinkFault) {
        let mut table = self.table();
        let is_news = std::mem::replace(&mut table.link, fault) != fault;
        match fault {
            LinkFault::Blackhole if is_news => {
                table.holes += 1;
                table.counts.blackholes += 1;
            }
            LinkFault::Silent if is_news => table.counts.silences += 1,
            _ => {}
        }
    }

    /// Decides how long answers and updates take from now on; they come in small pieces then.
    pub(crate) fn set_latency(&self, latency: Option<Latency>) {
        self.table().latency = latency;
    }

    /// All sessions of a user are over: from now on this is the answer to everything.
    pub fn end_sessions(&self, user: UserId, answer: Refusal) {
        let mut table = self.table();
        table.ended = Some((user, answer));
        table.counts.sessions_ended += 1;
    }

    /// Ends all faults; what is held stays held, what is dead stays dead.
    pub fn clear(&self) {
        let mut table = self.table();
        table.rules.clear();
        table.random = None;
        table.updates = UpdateFault::None;
        table.link = LinkFault::None;
        table.latency = None;
        table.ended = None;
    }

    /// Returns the faults so far.
    pub fn counts(&self) -> FaultCounts {
        self.table().counts
    }

    pub(super) fn count(&self, count: impl FnOnce(&mut FaultCounts)) {
        count(&mut self.table().counts);
    }

    pub(super) fn updates(&self) -> UpdateFault {
        self.table().updates
    }

    pub(super) fn link(&self) -> LinkFault {
        self.table().link
    }

    pub(super) fn epoch(&self) -> ConnectionEpoch {
        let table = self.table();
        let blackholed = table.link == LinkFault::Blackhole;
        ConnectionEpoch(if blackholed { u64::MAX } else { table.holes })
    }

    /// Returns true if nothing gets through to, or from, a connection that was made then.
    pub(super) fn is_blackholed(&self, epoch: ConnectionEpoch) -> bool {
        epoch.0 != self.table().holes
    }

    /// Returns true if nothing is answered on a connection that was made then.
    pub(super) fn is_silenced(&self, epoch: ConnectionEpoch) -> bool {
        let table = self.table();
        table.link == LinkFault::Silent || epoch.0 != table.holes
    }

    /// Returns the delay of the next answer; `None`: it leaves at once.
    pub(super) fn latency(&self) -> Option<Duration> {
        let mut table = self.table();
        let Latency { least, most } = table.latency?;
        let range_ms = most.saturating_sub(least).as_millis();
        let drawn = table.rng.below(usize::try_from(range_ms).unwrap_or(usize::MAX));
        table.counts.delayed += 1;
        Some(least + Duration::from_millis(drawn as u64))
    }

    /// The only answer that a user gets, if there is only one.
    pub(super) fn ending(&self, user: UserId) -> Option<Refusal> {
        let ended = self.table().ended;
        ended.and_then(|(whose, answer)| (whose == user).then_some(answer))
    }

    pub(super) fn decide(&self, call: &MatchedCall) -> (Decision, Signal) {
        let mut table = self.table();
        let table = &mut *table;
        let (decision, signal) = match table.rules.iter().position(|live| live.fits(call)) {
            Some(index) => {
                let decision = table.rules[index].decide(call);
                table.rules.retain(|live| !live.is_spent());
                decision
            }
            None => match &mut table.random {
                Some(random) => (random.decide(call), Signal(None)),
                None => (Decision::Pass, Signal(None)),
            },
        };
        match &decision {
            Decision::Refuse(failure) if failure.code == 420 => table.counts.floods += 1,
            Decision::Refuse(_) => table.counts.errors += 1,
            Decision::Forget => table.counts.unanswered += 1,
            Decision::Garble(_) => table.counts.garbled += 1,
            // Cuts are counted where they are made.
            Decision::Cut(_) | Decision::Pass | Decision::Hold(..) => {}
        }
        (decision, signal)
    }
}
