//! The real binary, killed with SIGKILL hundreds of times while orders come in, and stopped with
//! SIGSTOP for longer than it waits for anything.
//!
//! ```text
//! cargo test --test endurance                                300 kills, if there is time
//! cargo test --test endurance -- --kills 1000 --seed 7       as many as wanted
//! cargo test --test endurance -- --webhooks 2000             purchases told by webhooks, and nothing else
//! cargo test --test endurance -- --codes 1000                codes that are sold, and nothing else
//! ```
//!
//! Several worlds of real TCP and HTTP stand side by side, each with an agent of its own. What is
//! sold to whom, how bot, shop and owner behave, and when each life ends is decided by the seed;
//! only the operating system's own timing is not.
//!
//! - [`lane`]: one world, and one agent that is killed in it again and again.
//! - [`moment`]: when. [`trade`]: what is sold meanwhile.
//! - [`judge`]: what must hold in the end, seen from outside.
//! - [`stopped`]: processes that stand still.
//! - [`webhooks`]: many at once. [`codes`]: goods that lie in the journal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that can't go on should say where, and its figures are told"
)]

#[expect(dead_code, reason = "the suite needs all of it")]
#[path = "../suite/agent/mod.rs"]
mod agent;
mod arguments;
mod codes;
mod judge;
mod lane;
#[path = "../shared/memory.rs"]
mod memory;
mod moment;
mod stopped;
mod tally;
mod trade;
mod webhooks;

use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use arguments::Asked;
use lane::Plan;
use tally::Tally;
use tempfile::TempDir;

/// After so many the picture is clear.
const VIOLATIONS_TOLD_MAX: usize = 20;

fn main() -> ExitCode {
    match arguments::read(std::env::args().skip(1)) {
        Err(mistake) => {
            println!("{mistake}");
            ExitCode::FAILURE
        }
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(asked)) => endure(&asked),
    }
}

#[expect(clippy::disallowed_methods, reason = "how long it took is told")]
fn endure(asked: &Asked) -> ExitCode {
    let begun = Instant::now();
    let folder = memory::folder("endurance");
    let tally = Tally::new(asked.kills);
    let mut failures = all_lanes(asked, folder.path(), &tally);
    if asked.webhooks > 0 {
        // By itself: it measures.
        let (figures, violations) = alone(webhooks::run(asked.webhooks, folder.path()));
        println!("{figures}");
        failures.extend(violations.iter().map(|what| format!("webhooks: {what}")));
    }
    if asked.codes > 0 {
        let violations = alone(codes::run(asked.codes, asked.seed, folder.path()));
        failures.extend(violations.iter().map(|what| format!("codes: {what}")));
    }
    report(asked, &tally, begun.elapsed());
    if failures.is_empty() {
        return ExitCode::SUCCESS;
    }
    for failure in failures.iter().take(VIOLATIONS_TOLD_MAX) {
        println!("VIOLATED {failure}");
    }
    println!("logs and journals are kept in {}", folder.keep().display());
    println!(
        "    cargo test --test endurance -- --kills {} --seed {} --lanes {}",
        asked.kills, asked.seed, asked.lanes
    );
    ExitCode::FAILURE
}

/// A folder within it, which goes with it, unless there is something to look at.
fn private_folder(parent: &Path, name: &str) -> TempDir {
    let mut private = tempfile::Builder::new()
        .prefix(&format!("{name}-"))
        .tempdir_in(parent)
        .expect("a private folder");
    private.disable_cleanup(true);
    private
}

/// Each lane has a thread of its own, so that none waits for another's sandbox.
fn all_lanes(asked: &Asked, folder: &Path, tally: &Tally) -> Vec<String> {
    let plans = (0..asked.lanes).map(|number| Plan {
        seed: asked.seed,
        number,
        time: asked.time,
        kills: asked.kills / asked.lanes + usize::from(number < asked.kills % asked.lanes),
    });
    thread::scope(|scope| {
        let lanes: Vec<_> = plans
            .map(|plan| (plan, scope.spawn(move || alone(lane::run(plan, folder, tally)))))
            .collect();
        let stopped = asked.stops.then(|| scope.spawn(|| alone(stopped::all(folder))));
        let mut failures = Vec::new();
        for (plan, lane) in lanes {
            let violations = lane.join().unwrap_or_else(|_| vec!["it broke off".to_owned()]);
            let name = format!("lane {} ({:?})", plan.number, plan.nature());
            failures.extend(violations.iter().map(|what| format!("{name}: {what}")));
        }
        if let Some(stopped) = stopped {
            let broke_off = |_| vec!["the stopped ones broke off".to_owned()];
            failures.extend(stopped.join().unwrap_or_else(broke_off));
        }
        failures
    })
}

/// On a runtime of its own.
fn alone<T>(what: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().build().expect("a runtime");
    runtime.block_on(what)
}

fn report(asked: &Asked, tally: &Tally, took: Duration) {
    let stopped = if asked.stops { stopped::count() } else { 0 };
    println!(
        "endurance: seed {}, {} lanes, {stopped} stopped, {:.1} s\n{tally}",
        asked.seed,
        asked.lanes,
        took.as_secs_f64()
    );
}
