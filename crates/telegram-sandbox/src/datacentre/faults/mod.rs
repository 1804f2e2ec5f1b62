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

mod random;
mod rule;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::system::SeededRng;
use crate::world::{Refusal, UserId};

pub(crate) use random::{FaultRates, RandomFaults};
pub use rule::{ArmedRule, MatchedCall, Point, Rule};
pub(super) use rule::{Decision, Failure};

/// The most rules at a time, and the most calls a test may leave unread.
const RULES_MAX: usize = 256;

/// A fault of updates on their way to clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UpdateFault {
    /// They arrive.
    #[default]
    None,
    /// They are lost; only the difference and the history tell.
    Drop,
    /// Each arrives twice.
    Duplicate,
    /// Each second one overtakes the one before it.
    Swap,
}

/// A fault of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkFault {
    /// They work.
    #[default]
    None,
    /// New ones are closed at once; those that stand, stay.
    Refuse,
    /// Old and new ones stay open, and nothing is answered; nothing takes effect. Afterwards all of
    /// them work again.
    Silent,
    /// New ones are told that their key is unknown (−404).
    UnknownKey,
    /// Everything vanishes, both ways, and nobody hangs up. What was connected, or connects
    /// meanwhile, stays dead when it is over; new connections work then.
    Blackhole,
}

/// An answer that no server should give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Garbage {
    /// It is meant for another session.
    OtherSession,
    /// A packet that was not made with the key.
    Noise,
    /// Something else than what was asked for.
    Nonsense,
    /// Nothing, where there should be an answer.
    Empty,
}

/// The number of faults of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "most fields are what their names say")]
pub struct FaultCounts {
    /// Connections that were cut.
    pub cuts: u32,
    pub blackholes: u32,
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
    pub updates_lost: u32,
    pub updates_doubled: u32,
    /// Updates that were overtaken.
    pub updates_swapped: u32,
    pub differences_too_long: u32,
    /// Groups that became supergroups.
    pub migrations: u32,
    pub sessions_ended: u32,
}

#[derive(Default)]
struct Table {
    rules: Vec<Rule>,
    random: Option<RandomFaults>,
    updates: UpdateFault,
    link: LinkFault,
    /// The number of black holes so far.
    holes: u64,
    /// The least and the greatest delay of answers and updates.
    latency: Option<(Duration, Duration)>,
    rng: SeededRng,
    ended: Option<(UserId, Refusal)>,
    counts: FaultCounts,
}

/// The faults of a data centre. Clones share them.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Table>>);

impl Faults {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a rule in force. Of several that fit a call, the oldest counts.
    ///
    /// # Panics
    ///
    /// With more rules in force than any test needs.
    pub fn arm(&self, mut rule: Rule) -> ArmedRule {
        let armed = rule.arm(RULES_MAX);
        let mut table = self.table();
        assert!(table.rules.len() < RULES_MAX, "too many faults");
        table.rules.push(rule);
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
    pub(crate) fn set_latency(&self, latency: Option<(Duration, Duration)>) {
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
        let Table { holes, counts, .. } = *table;
        *table = Table { holes, counts, rng: table.rng.clone(), ..Table::default() };
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

    /// The age of a connection that is made now, counted in black holes: one from before the last,
    /// or from amid one, is dead.
    pub(super) fn epoch(&self) -> u64 {
        let table = self.table();
        if table.link == LinkFault::Blackhole { u64::MAX } else { table.holes }
    }

    /// Returns true if nothing gets through to, or from, a connection that was made then.
    pub(super) fn is_blackholed(&self, epoch: u64) -> bool {
        epoch != self.table().holes
    }

    /// Returns true if nothing is answered on a connection that was made then.
    pub(super) fn is_silenced(&self, epoch: u64) -> bool {
        let table = self.table();
        table.link == LinkFault::Silent || epoch != table.holes
    }

    /// Returns the delay of the next answer; `None`: it leaves at once.
    pub(super) fn latency(&self) -> Option<Duration> {
        let mut table = self.table();
        let (least, most) = table.latency?;
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

    /// Decides what happens to a call, and who is told once it is there.
    pub(super) fn decide(
        &self,
        call: &MatchedCall,
    ) -> (Decision, Option<mpsc::Sender<MatchedCall>>) {
        let mut table = self.table();
        let table = &mut *table;
        let mut fitting = table.rules.iter_mut().filter(|rule| rule.fits(call));
        let (decision, listener) = if let Some(rule) = fitting.next() {
            rule.decide()
        } else {
            let random = table.random.as_mut();
            (random.map_or(Decision::Pass, |random| random.decide(call)), None)
        };
        table.rules.retain(|rule| !rule.is_spent());
        match &decision {
            Decision::Refuse(failure) if failure.code == 420 => table.counts.floods += 1,
            Decision::Refuse(_) => table.counts.errors += 1,
            Decision::Forget => table.counts.unanswered += 1,
            Decision::Garble(_) => table.counts.garbled += 1,
            // Cuts are counted where they are made.
            Decision::Cut(_) | Decision::Pass | Decision::Hold(..) => {}
        }
        (decision, listener)
    }
}
