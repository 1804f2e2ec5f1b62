//! The simulation: the real agent, the real rules and the real journal, on virtual time, in a world
//! that behaves and misbehaves as a seed says.
//!
//! ```text
//! cargo test --test simulation                        some seeds, the same every time
//! cargo test --test simulation -- --seeds 1000000     as many as wanted
//! cargo test --test simulation -- --seed 4711         one, told as a story
//! ```
//!
//! - [`plan`]: what a seed means. [`world`]: what is around the agent.
//! - [`history`]: one history from its beginning to its rest. [`fuse`]: power cuts on the way.
//! - [`verdict`]: what must hold in the end.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that can't go on should say where, and a story is told aloud"
)]

mod dice;
mod fuse;
mod history;
mod plan;
mod story;
mod verdict;
mod world;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use history::{Outcome, Wishes};

/// Without arguments so many seeds are run, if they take no longer than this on the machine.
const SEEDS_DEFAULT: u64 = 3_000;
const TIME_DEFAULT: Duration = Duration::from_secs(20);
/// After so many failing seeds the picture is clear.
const FAILURES_MAX: usize = 20;

/// What the command line asks for.
enum Asked {
    /// So many seeds, from the first on.
    Many {
        first: u64,
        count: u64,
        time: Duration,
    },
    /// One seed, told as a story.
    Story(u64),
    /// The same with every call to Telegram.
    LongStory(u64),
    /// Tests of another name.
    Nothing,
}

fn asked(arguments: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked::Many {
        first: 0,
        count: SEEDS_DEFAULT,
        time: TIME_DEFAULT,
    };
    let mut arguments = arguments.peekable();
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let text = arguments
                .next()
                .ok_or(format!("{argument} needs a number"))?;
            text.replace('_', "")
                .parse()
                .map_err(|_| format!("{text} is no number"))
        };
        match argument.as_str() {
            "--seeds" => {
                let wanted = number()?;
                if let Asked::Many { count, time, .. } = &mut asked {
                    (*count, *time) = (wanted, Duration::MAX);
                }
            }
            "--from" => {
                let wanted = number()?;
                if let Asked::Many { first, .. } = &mut asked {
                    *first = wanted;
                }
            }
            "--seed" => asked = Asked::Story(number()?),
            "--seed-with-calls" => asked = Asked::LongStory(number()?),
            // What the usual harness takes; `cargo test simulation` filters by name.
            flag if flag.starts_with('-') => {}
            name if "simulation".contains(name) => {}
            _ => return Ok(Asked::Nothing),
        }
    }
    Ok(asked)
}

fn main() -> ExitCode {
    match asked(std::env::args().skip(1)) {
        Err(mistake) => {
            println!("{mistake}");
            ExitCode::FAILURE
        }
        Ok(Asked::Nothing) => ExitCode::SUCCESS,
        Ok(Asked::Story(seed)) => story(seed, false),
        Ok(Asked::LongStory(seed)) => story(seed, true),
        Ok(Asked::Many { first, count, time }) => many(first, count, time),
    }
}

/// A folder in memory where there is one: the journal is a real file that is really synced.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    tempfile::Builder::new()
        .prefix("tribute-agent-simulation-")
        .tempdir_in(parent)
        .expect("a private folder")
}

fn story(seed: u64, with_every_call: bool) -> ExitCode {
    let folder = folder();
    story::begin(with_every_call);
    let outcome = history::of(seed, &Wishes::new(folder.path()), folder.path(), true);
    println!(
        "\nseed {seed}: {} of {} orders completed, {} power cuts, {} of virtual time",
        outcome.completed,
        outcome.orders,
        outcome.cuts,
        world::clock_face(outcome.lasted)
    );
    if outcome.violations.is_empty() {
        println!("all is well");
        return ExitCode::SUCCESS;
    }
    for violation in outcome.violations {
        println!("VIOLATED {violation}");
    }
    ExitCode::FAILURE
}

/// What all histories together came to.
#[derive(Default)]
struct Sum {
    seeds: u64,
    orders: usize,
    completed: usize,
    cuts: u64,
    lasted: Duration,
    polls_an_hour: u64,
    failures: BTreeMap<u64, Vec<String>>,
}

impl Sum {
    fn add(&mut self, seed: u64, outcome: Outcome) {
        self.seeds += 1;
        self.orders += outcome.orders;
        self.completed += outcome.completed;
        self.cuts += u64::from(outcome.cuts);
        self.lasted += outcome.lasted;
        self.polls_an_hour = self.polls_an_hour.max(outcome.polls_an_hour);
        if !outcome.violations.is_empty() {
            self.failures.insert(seed, outcome.violations);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "how long it took is told")]
fn many(first: u64, count: u64, time: Duration) -> ExitCode {
    let begun = Instant::now();
    let folder = folder();
    let (next, enough) = (AtomicU64::new(first), AtomicBool::new(false));
    let sum = Mutex::new(Sum::default());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while begun.elapsed() < time && !enough.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(50));
            }
            enough.store(true, Ordering::Relaxed);
        });
        for _ in 0..threads {
            scope.spawn(|| work(&next, first + count, &enough, &sum, folder.path()));
        }
    });
    let sum = sum.into_inner().expect("no history panics");
    report(&sum, begun.elapsed())
}

fn work(next: &AtomicU64, end: u64, enough: &AtomicBool, sum: &Mutex<Sum>, folder: &Path) {
    let wishes = Wishes::new(folder);
    while !enough.load(Ordering::Relaxed) {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            enough.store(true, Ordering::Relaxed);
            return;
        }
        let outcome = history::of(seed, &wishes, folder, false);
        let mut sum = sum.lock().expect("no history panics");
        sum.add(seed, outcome);
        if sum.failures.len() >= FAILURES_MAX {
            enough.store(true, Ordering::Relaxed);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure to read")]
fn report(sum: &Sum, took: Duration) -> ExitCode {
    let run = sum.seeds;
    println!(
        "simulation: {run} seeds in {:.1} s ({:.0} a second), {} hours of virtual time, \
         {} orders ({} completed), {} power cuts, at most {} polls an hour",
        took.as_secs_f64(),
        run as f64 / took.as_secs_f64(),
        sum.lasted.as_secs() / 3_600,
        sum.orders,
        sum.completed,
        sum.cuts,
        sum.polls_an_hour
    );
    for (seed, violations) in &sum.failures {
        println!("seed {seed}:");
        for violation in violations.iter().take(5) {
            println!("    {violation}");
        }
        println!("    cargo test --test simulation -- --seed {seed}");
    }
    if sum.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
