//! Every schedule there is, not a sample: one order, every scenario, the power cut at every moment
//! that differs from the one before, once and twice; and every call to Telegram going wrong in every
//! way, with and without a cut.
//!
//! Each cut comes once with all that was written until then, and once without what was not synced.
//!
//! Two moments are the same when a cut leaves the same behind: the same journal, and the same world
//! around the agent. So the cuts come before an intent is committed, after it, with a call under way,
//! when it took its effect and its answer is lost, when the answer was got and not recorded, and
//! after that.
//!
//! Every test run plays those with one cut, and those with one fault; the others are asked for.
//!
//! ```text
//! cargo test --test simulation -- --schedules                          all of them, and nothing else
//! cargo test --test simulation -- --schedule "shop is busy, cut 4, cut 9"   one, told as a story
//! ```
//!
//! - [`scenario`]: what the order meets. [`schedule`]: what goes wrong then. [`play`](mod@play): one.

pub mod play;
pub mod scenario;
pub mod schedule;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::history::wishes::Wishes;
use crate::promise::{Promise, Violation};
use play::play;
use scenario::{ALL, Scenario};
use schedule::{Fault, Schedule};

/// A life of which fewer moments could be told apart was not looked at.
const MOMENTS_MIN: u64 = 8;
/// No life has so many.
const MOMENTS_MAX: u64 = 1_000;
/// A scenario that fell so often is not played on: an agent that tries for ever has moments for ever.
const FALLS_MAX: usize = 8;

/// What came of all of them.
#[derive(Default)]
pub struct Sum {
    /// How many were played.
    pub played: u64,
    /// Those in which something happened that must never happen.
    pub failures: Vec<(String, Vec<Violation>)>,
}

/// How deep to look.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Every cut, and every fault, by itself.
    Single,
    /// Every two cuts, and every fault with every cut, too.
    Double,
}

/// Plays all of them, on as many threads as there are cores.
pub fn all(depth: Depth, folder: &Path) -> Sum {
    let (next, sum) = (AtomicUsize::new(0), Mutex::new(Sum::default()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let folder = folder.join(format!("schedules-{thread}"));
            let (next, sum) = (&next, &sum);
            scope.spawn(move || {
                std::fs::create_dir_all(&folder).expect("a folder in the folder");
                let wishes = Wishes::new(&folder);
                while let Some(scenario) = ALL.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut stage =
                        Stage { depth, wishes: &wishes, folder: &folder, sum: Sum::default() };
                    stage.every_cut(scenario);
                    stage.every_fault(scenario);
                    let mut sum = sum.lock().expect("no schedule panics");
                    sum.played += stage.sum.played;
                    sum.failures.extend(stage.sum.failures);
                }
            });
        }
    });
    sum.into_inner().expect("no schedule panics")
}

struct Stage<'a> {
    depth: Depth,
    wishes: &'a Wishes,
    folder: &'a Path,
    sum: Sum,
}

impl Stage<'_> {
    fn every_cut(&mut self, scenario: &'static Scenario) {
        let schedule = |cuts, loses| Schedule { scenario, fault: None, cuts, loses };
        let mut moments = 0;
        for first in 1..MOMENTS_MAX {
            if !self.plays(&schedule(vec![first], false)).is_cut {
                break;
            }
            moments = first;
            self.plays(&schedule(vec![first], true));
            for loses in [false, true] {
                self.with_every_cut(|second| schedule(vec![first, second], loses));
            }
        }
        if moments < MOMENTS_MIN {
            let few = format!("only {moments} moments could be told apart");
            let few = Violation::of(Promise::NothingLost, few);
            self.sum.failures.push((scenario.name.to_owned(), vec![few]));
        }
    }

    fn every_fault(&mut self, scenario: &'static Scenario) {
        let schedule = |fault, cuts, loses| Schedule { scenario, fault, cuts, loses };
        let calls = self.plays(&schedule(None, Vec::new(), false)).calls;
        for call in 1..=calls {
            for (_, fault) in Fault::ALL {
                let fault = Some((call, fault));
                self.plays(&schedule(fault, Vec::new(), false));
                for loses in [false, true] {
                    self.with_every_cut(|moment| schedule(fault, vec![moment], loses));
                }
            }
        }
    }

    fn with_every_cut(&mut self, schedule: impl Fn(u64) -> Schedule) {
        if self.depth == Depth::Double {
            let reached = |moment: &u64| self.plays(&schedule(*moment)).is_cut;
            (1..MOMENTS_MAX).take_while(reached).for_each(drop);
        }
    }

    fn plays(&mut self, schedule: &Schedule) -> play::Played {
        if self.sum.failures.len() >= FALLS_MAX {
            return play::Played::default();
        }
        let mut played = play(schedule, self.wishes, self.folder, false);
        self.sum.played += 1;
        let violations = std::mem::take(&mut played.violations);
        if !violations.is_empty() {
            self.sum.failures.push((schedule.to_string(), violations));
        }
        played
    }
}
