//! The figures: how often the agent was killed, and what became of the orders.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};

/// What a kill is called whose moment did not come in time.
const IN_VAIN: &str = "waiting in vain for one of these";

/// What became of an order, seen from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Completed,
    Escalated,
    Unsettled,
}

/// Counts for all lanes.
#[derive(Debug)]
pub struct Tally {
    kills_planned: usize,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    kills: BTreeMap<&'static str, usize>,
    orders: usize,
    completed: usize,
    escalated: usize,
}

impl Tally {
    pub fn new(kills_planned: usize) -> Self {
        Self { kills_planned, counts: Mutex::default() }
    }

    /// An agent was killed at a moment of this name; `None`: the moment did not come.
    pub fn killed(&self, moment: Option<&'static str>) {
        let mut counts = self.lock();
        *counts.kills.entry(moment.unwrap_or(IN_VAIN)).or_default() += 1;
        let mut stderr = std::io::stderr();
        if stderr.is_terminal() {
            let so_far: usize = counts.kills.values().sum();
            // A progress line that can't be shown is missed by nobody.
            let _ = write!(stderr, "\r{so_far} of {} kills ", self.kills_planned);
        }
    }

    /// What became of a lane's orders.
    pub fn settled(&self, endings: &[Ending]) {
        let count = |wanted| endings.iter().filter(|ending| **ending == wanted).count();
        let mut counts = self.lock();
        counts.orders += endings.len();
        counts.completed += count(Ending::Completed);
        counts.escalated += count(Ending::Escalated);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.lock();
        writeln!(
            f,
            "{} kills, {} orders: {} completed, {} with the moderators",
            counts.kills.values().sum::<usize>(),
            counts.orders,
            counts.completed,
            counts.escalated
        )?;
        for (moment, count) in &counts.kills {
            writeln!(f, "{count:6} {moment}")?;
        }
        Ok(())
    }
}
