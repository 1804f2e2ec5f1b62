//! What goes wrong, on request and at run time.
//!
//! - A [`Rule`] waits for certain calls; [`Faults::arm`] hands back an [`Armed`], through which a
//!   test is told when such a call has come, and can let it go on. So "the next
//!   `messages.sendMessage` of the seller is executed, I am told, and no answer ever comes" is
//!   `faults.arm(Rule::on("messages.sendMessage").from(seller).hold(Point::AfterExecuting))`.
//! - [`Weather`] may befall any call, by dice.
//! - [`LinkFault`], [`UpdateFault`] and [`Lag`] are about everything on the way.
//! - A user's [session may end](Faults::end_sessions).
//!
//! What was done is counted: [`Tally`].

mod line;
mod rule;
mod tally;
mod weather;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use self::line::Link;
use self::rule::Live;
use crate::orders::dice::Dice;
use crate::world::{Refusal, UserId};

pub use line::{Garbage, Lag, LinkFault, UpdateFault};
pub use rule::{Armed, Met, Point, Rule};
pub use tally::Tally;
pub use weather::{Odds, Weather};

pub(super) use line::Birth;
pub(super) use rule::{Failure, Verdict};

/// The most rules at a time, and the most calls a test may leave unread.
const RULES_MAX: usize = 256;
/// Decides how long answers take.
const LAG_SEED: u64 = 1;

struct Table {
    rules: Vec<Live>,
    weather: Option<Weather>,
    updates: UpdateFault,
    link: Link,
    lag: Option<Lag>,
    dice: Dice,
    ended: Option<(UserId, Refusal)>,
    tally: Tally,
}

/// The faults of a data centre. Clones share them.
#[derive(Clone)]
pub struct Faults(Arc<Mutex<Table>>);

impl Default for Faults {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Table {
            rules: Vec::new(),
            weather: None,
            updates: UpdateFault::None,
            link: Link::default(),
            lag: None,
            dice: Dice::new(LAG_SEED),
            ended: None,
            tally: Tally::default(),
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
    pub fn arm(&self, rule: Rule) -> Armed {
        let (live, armed) = Live::new(rule, RULES_MAX);
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
    pub fn set_weather(&self, weather: Option<Weather>) {
        self.table().weather = weather;
    }

    /// Decides what becomes of updates from now on.
    pub fn set_updates(&self, fault: UpdateFault) {
        self.table().updates = fault;
    }

    /// Decides what becomes of connections from now on.
    pub fn set_link(&self, fault: LinkFault) {
        let mut table = self.table();
        if table.link.set(fault) {
            match fault {
                LinkFault::Blackhole => table.tally.blackholes += 1,
                LinkFault::Silent => table.tally.silences += 1,
                _ => {}
            }
        }
    }

    /// Decides how long answers and updates take from now on; they come in small pieces then.
    pub fn set_lag(&self, lag: Option<Lag>) {
        self.table().lag = lag;
    }

    /// All sessions of a user are over: from now on this is the answer to everything.
    pub fn end_sessions(&self, user: UserId, answer: Refusal) {
        let mut table = self.table();
        table.ended = Some((user, answer));
        table.tally.sessions_ended += 1;
    }

    /// Nothing goes wrong any more; what is held stays held, what is dead stays dead.
    pub fn calm(&self) {
        let mut table = self.table();
        table.rules.clear();
        table.weather = None;
        table.updates = UpdateFault::None;
        table.link.set(LinkFault::None);
        table.lag = None;
        table.ended = None;
    }

    /// What went wrong so far.
    pub fn tally(&self) -> Tally {
        self.table().tally
    }

    pub(super) fn count(&self, count: impl FnOnce(&mut Tally)) {
        count(&mut self.table().tally);
    }

    pub(super) fn updates(&self) -> UpdateFault {
        self.table().updates
    }

    pub(super) fn link(&self) -> LinkFault {
        self.table().link.fault()
    }

    pub(super) fn birth(&self) -> Birth {
        self.table().link.birth()
    }

    /// Whether nothing gets through to, or from, a connection that was made then.
    pub(super) fn has_swallowed(&self, birth: Birth) -> bool {
        self.table().link.has_swallowed(birth)
    }

    /// Whether nothing is answered on a connection that was made then.
    pub(super) fn is_mute(&self, birth: Birth) -> bool {
        let table = self.table();
        table.link.fault() == LinkFault::Silent || table.link.has_swallowed(birth)
    }

    /// How long the next answer takes; `None`: it leaves at once.
    pub(super) fn lag(&self) -> Option<Duration> {
        let mut table = self.table();
        let Lag { least, most } = table.lag?;
        let range_ms = most.saturating_sub(least).as_millis();
        let thrown = table
            .dice
            .below(usize::try_from(range_ms).unwrap_or(usize::MAX));
        table.tally.delayed += 1;
        Some(least + Duration::from_millis(thrown as u64))
    }

    /// The only answer that a user gets, if there is only one.
    pub(super) fn ending(&self, user: UserId) -> Option<Refusal> {
        let ended = self.table().ended;
        ended.and_then(|(whose, answer)| (whose == user).then_some(answer))
    }

    /// What to do with a call; uses a rule up.
    pub(super) fn judge(&self, call: &Met) -> Verdict {
        let mut table = self.table();
        let table = &mut *table;
        let verdict = match table.rules.iter().position(|live| live.fits(call)) {
            Some(index) => {
                let verdict = table.rules[index].judge(call);
                table.rules.retain(|live| !live.is_spent());
                verdict
            }
            None => match &mut table.weather {
                Some(weather) => weather.judge(call),
                None => Verdict::Pass,
            },
        };
        match &verdict {
            Verdict::Refuse(failure, _) if failure.code == 420 => table.tally.floods += 1,
            Verdict::Refuse(..) => table.tally.errors += 1,
            Verdict::Forget => table.tally.unanswered += 1,
            Verdict::Garble(..) => table.tally.garbled += 1,
            // Cuts are counted where they are made.
            Verdict::Cut(..) | Verdict::Pass | Verdict::Watch(_) | Verdict::Hold(..) => {}
        }
        verdict
    }
}
