//! One history: the agent lives, dies and lives again; then everything calms down.
//!
//! - [`wishes`]: what all histories begin with. [`lives`]: the agent's lives, one after the other.
//! - [`rest`]: waiting until nothing moves any more, which is when `verdict` judges.

pub mod lives;
pub mod rest;
pub mod wishes;

use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::dice::Dice;
use crate::disk::Disk;
use crate::plan::Plan;
use crate::planted::Planted;
use crate::promise::{Promise, Violation};
use crate::world::World;
use crate::world::deeds::do_deeds;
use crate::{story, verdict};
use lives::Lives;
use wishes::Wishes;

/// One history of so many begins without a journal, as a first start does.
const JOURNALS_MADE_EVERY: u64 = 16;
/// The agent stops within this time when it is asked to.
const STOPS_WITHIN: Duration = Duration::from_hours(2);

/// What came of a history.
#[derive(Default)]
pub struct Outcome {
    /// What happened that must never happen.
    pub violations: Vec<Violation>,
    /// How long it lasted, in virtual time.
    pub lasted: Duration,
    /// How many orders were paid.
    pub orders: usize,
    /// How many of them are completed.
    pub completed: usize,
    /// How often the power was cut.
    pub cuts: u32,
    /// The most polls of the agent within a virtual hour.
    pub polls_an_hour: u64,
}

/// Lets the history of a seed happen, in `folder`.
pub fn of(seed: u64, wishes: &Wishes, folder: &Path, is_told: bool) -> Outcome {
    let mut dice = Dice::new(seed);
    let mut plan = Plan::of(&mut dice);
    plan.nature.shop_forgets = wishes.shop_forgets;
    plan.nature.planted = wishes.planted;
    if wishes.planted.is_some_and(Planted::is_about_money) {
        plan.pays_much(&mut dice.clone());
    }
    let disk = Disk::of(folder.join(format!("{seed}.journal")));
    if !seed.is_multiple_of(JOURNALS_MADE_EVERY) {
        wishes.begin_journal(&disk);
    }
    planned(plan, dice, wishes, &disk, is_told)
}

/// Lets a history happen that is planned already.
pub fn planned(plan: Plan, dice: Dice, wishes: &Wishes, disk: &Disk, is_told: bool) -> Outcome {
    let outcome = virtual_time(happen(plan, dice, wishes, disk, is_told));
    disk.erase();
    outcome
}

/// Lets something happen in virtual time.
pub fn virtual_time<T>(happening: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, happening)
}

async fn happen(
    plan: Plan,
    mut dice: Dice,
    wishes: &Wishes,
    disk: &Disk,
    is_told: bool,
) -> Outcome {
    if is_told {
        story::is_born();
    }
    let chaos = plan.nature.chaos;
    let world = World::new(plan.nature, dice.fork(), is_told);
    world.tell("nature", format_args!("{:?}", world.state().nature));
    for (at, deed) in plan.deeds {
        world.plan(at, deed);
    }
    let deeds = tokio::spawn(do_deeds(world.clone()));
    let calm_at = Instant::now() + chaos;
    let lives = Lives::new(world.clone(), wishes.clone(), disk.clone(), calm_at, dice.fork());
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let lives = tokio::task::spawn_local(lives.live(stopped));
    sleep(chaos).await;
    world.calm(&mut dice);
    rest::come_to_rest(&world, disk.path()).await;
    stop.send_replace(true);
    world.shutdown.notify_one();
    let lives = timeout(STOPS_WITHIN, lives).await;
    deeds.abort();
    let mut outcome = Outcome::default();
    match lives {
        Ok(Ok(lives)) => {
            outcome.cuts = lives.cuts();
            outcome.polls_an_hour = lives.polls_an_hour();
        }
        Ok(Err(failure)) => {
            let what = format!("the simulation itself failed: {failure}");
            world.violated(Promise::KeepsWorking, what);
        }
        Err(_) => world.violated(Promise::KeepsWorking, "the agent does not stop when asked to"),
    }
    if let Some(planted) = wishes.planted {
        planted.spoil(disk.path());
    }
    outcome.completed = verdict::judge(&world, disk.path());
    let state = world.state();
    outcome.violations.clone_from(&state.violations);
    outcome.orders = state.bot.sales.len();
    outcome.lasted = world.elapsed();
    outcome
}

impl World {
    fn calm(&self, dice: &mut Dice) {
        self.tell("luck", "nothing goes wrong any more");
        let mut state = self.state();
        let now = Instant::now();
        state.is_calm = true;
        state.calm_since = Some(now);
        state.offline_until = now;
        state.deaf_until = now;
        state.moderators_closed_until = now;
        state.disk_full_until = now;
        let is_unset = state.clock_error_ms < -7 * 86_400_000;
        if is_unset || dice.chance(70) {
            state.clock_error_ms = 0;
            state.clock_changes += 1;
        }
        drop(state);
        self.end_pause();
        self.bell.notify_one();
        self.moderators_bell.notify_one();
    }
}
