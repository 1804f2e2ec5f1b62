//! The simulation: the real agent, the real rules and the real journal, on virtual time, in a world
//! that behaves and misbehaves as a seed says.
//!
//! ```text
//! cargo test --test simulation                             what every test run does, see below
//! cargo test --test simulation -- --until-failure         the same, until a part of it fails
//! cargo test --test simulation -- --seeds 1000000          as many as wanted, --from any
//! cargo test --test simulation -- --seed 4711              one, told as a story
//! cargo test --test simulation -- --situation NAME         the same of a situation
//! cargo test --test simulation -- --schedules              every schedule, see [`schedules`]
//! cargo test --test simulation -- --shop-forgets           a shop that keeps no promise of its own
//! cargo test --test simulation -- --copies                 two copies of one folder
//! cargo test --test simulation -- --planted                every planted mistake
//! ```
//!
//! Without arguments: every situation of [`regressions`], every mistake of [`planted`], some seeds with
//! a shop that forgets, two copies of one folder, the schedules with one cut or fault, and some thousand
//! seeds, the same every time.
//!
//! - [`plan`]: what a seed means. [`world`]: what is around the agent.
//! - [`history`]: one history from its beginning to its rest. [`fuse`], [`disk`]: power cuts on the
//!   way, and what survives them. [`edges`]: the clock, dice and disk that the agent is handed.
//! - [`webhooks`]: the agent's ear for Tribute's server and the bank's. [`servers`]: its lines to them.
//! - [`promise`]: what must hold. The [`world`] watches every act, the [`verdict`] is spoken in the end.
//! - [`schedules`]: not by seed but exhaustively, in the same world.
//! - [`crowd`]: many histories at once, and what they came to.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that can't go on should say where, and a story is told aloud"
)]

mod arguments;
mod copies;
mod crowd;
mod dice;
mod disk;
mod edges;
mod forgetful;
mod fuse;
mod history;
#[path = "../shared/memory.rs"]
mod memory;
mod plan;
mod planted;
mod promise;
mod regressions;
mod schedules;
mod servers;
mod story;
mod verdict;
mod webhooks;
mod world;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use arguments::Asked;
use crowd::Crowd;
use history::Outcome;
use history::wishes::Wishes;
use schedules::Depth;
use schedules::play::play;
use schedules::schedule::Schedule;

/// So many failing schedules are shown.
const FAILURES_SHOWN: usize = 20;

fn main() -> ExitCode {
    let is_well = match Asked::read(std::env::args().skip(1)) {
        Err(mistake) => {
            println!("{mistake}");
            false
        }
        Ok(Asked::Nothing) => true,
        Ok(Asked::Usual { until_failure }) => usual(until_failure),
        Ok(Asked::Seeds { first, count }) => Crowd::new(first, count).run().report(),
        Ok(Asked::ShopForgets { first, count }) => forgetful::run(first, count),
        Ok(Asked::Story { seed, with_calls, shop_forgets }) => {
            told(&format!("seed {seed}"), with_calls, |folder| {
                let mut wishes = Wishes::new(folder);
                wishes.shop_forgets = shop_forgets;
                history::of(seed, &wishes, folder, true)
            })
        }
        Ok(Asked::Copies) => copies::run(),
        Ok(Asked::Planted) => planted::all_are_found(),
        Ok(Asked::Schedules) => schedules(Depth::Double),
        Ok(Asked::Schedule(schedule)) => schedule_told(&schedule),
        Ok(Asked::Situation { name, with_calls }) => {
            if let Some(situation) = regressions::named(&name) {
                told(situation.name, with_calls, |folder| situation.happen(folder, true))
            } else {
                println!("no situation is called {name}");
                false
            }
        }
    };
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What every test run does: all of it, so that one failure does not hide another, unless that is
/// all one wants to know.
fn usual(until_failure: bool) -> bool {
    let parts: [fn() -> bool; 6] = [
        regressions::all_hold,
        planted::all_are_found,
        || forgetful::run(0, forgetful::SEEDS_DEFAULT),
        copies::run,
        || schedules(Depth::Single),
        || Crowd::new(0, crowd::SEEDS_DEFAULT).run().report(),
    ];
    let mut is_well = true;
    for part in parts {
        is_well &= part();
        if until_failure && !is_well {
            break;
        }
    }
    is_well
}

#[expect(clippy::disallowed_methods, reason = "how long it took is told")]
fn schedules(depth: Depth) -> bool {
    let begun = Instant::now();
    let sum = schedules::all(depth, memory::folder("simulation").path());
    let took = begun.elapsed().as_secs_f64();
    println!("schedules: {} in {took:.1} s", sum.played);
    for (schedule, violations) in sum.failures.iter().take(FAILURES_SHOWN) {
        println!("{schedule}:");
        for violation in violations.iter().take(5) {
            println!("    {violation}");
        }
        println!("    cargo test --test simulation -- --schedule \"{schedule}\"");
    }
    if !sum.failures.is_empty() {
        println!("{} schedules failed", sum.failures.len());
    }
    sum.failures.is_empty()
}

fn schedule_told(schedule: &Schedule) -> bool {
    let folder = memory::folder("simulation");
    let wishes = Wishes::new(folder.path());
    story::begin(true);
    let played = play(schedule, &wishes, folder.path(), true);
    println!("\n{schedule}: {} calls, every cut reached: {}", played.calls, played.is_cut);
    for violation in &played.violations {
        println!("VIOLATED {violation}");
    }
    played.violations.is_empty()
}

/// Tells one history as a story.
fn told(name: &str, with_calls: bool, happen: impl FnOnce(&Path) -> Outcome) -> bool {
    let folder = memory::folder("simulation");
    story::begin(with_calls);
    let outcome = happen(folder.path());
    println!(
        "\n{name}: {} of {} orders completed, {} power cuts, {} of virtual time",
        outcome.completed,
        outcome.orders,
        outcome.cuts,
        world::clock_face(outcome.lasted)
    );
    for violation in &outcome.violations {
        println!("VIOLATED {violation}");
    }
    let is_well = outcome.violations.is_empty();
    if is_well {
        println!("all is well");
    }
    is_well
}
