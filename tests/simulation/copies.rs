//! Two copies of one folder: the same journal and the same session, both at work. What both begin at once
//! is done twice then, a reply or a press, and the rest holds: goods are given once, nothing foreign is done,
//! and who knows the other's reply for its own ends, or people read of the order.

use std::future::pending;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinHandle, spawn_local};
use tokio::time::{sleep, timeout};
use tribute_agent::sources::SourceError;

use crate::dice::Dice;
use crate::disk::Disk;
use crate::fuse::{Ending, Fuse, until_cut};
use crate::history::lives::born;
use crate::history::virtual_time;
use crate::history::wishes::Wishes;
use crate::plan::nature::{AfterPress, Links, Nature};
use crate::plan::order::Order;
use crate::promise::{Promise, Violation};
use crate::world::World;
use crate::world::deeds::{Deed, do_deeds};
use crate::world::sale::Sale;

/// So many seeds show it.
const SEEDS: u64 = 60;
const ORDERS: u32 = 6;
/// The first order is done by then, and the folder copied.
const ALONE: Duration = Duration::from_mins(5);
const TOGETHER: Duration = Duration::from_mins(30);
/// Both are called to look so often.
const RINGS_EVERY: Duration = Duration::from_millis(700);

/// What two agents can keep together; the other promises are about what one has seen and done.
const HOLDING: [Promise; 3] =
    [Promise::NoSecondActivation, Promise::NothingForeign, Promise::NeverFooled];

/// How an agent's life ended; `None`: it goes on.
type End = Option<Ending<Result<(), SourceError>>>;

/// Tries the seeds. Returns whether customers were answered twice, and no other promise fell.
pub fn run() -> bool {
    let folder = crate::memory::folder("simulation");
    let wishes = Wishes::new(folder.path());
    let (mut is_well, mut twice) = (true, 0);
    for seed in 0..SEEDS {
        let (violations, is_twice) = virtual_time(two_copies(seed, &wishes, folder.path()));
        twice += u64::from(is_twice);
        for violation in violations {
            is_well = false;
            println!("two copies, seed {seed}: {violation}");
        }
    }
    println!("two copies of one folder: in {twice} of {SEEDS} seeds a customer is answered twice");
    if twice == 0 {
        println!("none was: nothing is shown by that");
    }
    is_well && twice > 0
}

async fn two_copies(seed: u64, wishes: &Wishes, folder: &Path) -> (Vec<Violation>, bool) {
    let mut dice = Dice::new(seed);
    let nature = Nature {
        links: dice.pick(&[Links::Always, Links::Never]),
        after_press: dice.pick(&[AfterPress::Edits, AfterPress::Deletes]),
        line_trouble_percent: dice.below(40),
        ..Nature::ordinary()
    };
    let world = World::new(nature, dice.fork(), false);
    let deeds = spawn_local(do_deeds(world.clone()));
    let ringing = spawn_local(ring(world.clone()));
    world.plan(Duration::from_secs(1), Deed::Sale(Order::plain(1)));
    let [first, second] = ["first", "second"].map(|name| Disk::of(folder.join(name)));
    wishes.begin_journal(&first);
    let mut violations = Vec::new();
    let end = life(&world, wishes, &first, ALONE, &mut dice).await;
    violations.extend(unexpected(&end.expect("it does not panic")));
    std::fs::copy(first.path(), second.path()).expect("a copy");
    for index in 2..=ORDERS {
        world.plan(dice.seconds(0..=900), Deed::Sale(Order::plain(index)));
    }
    let lives = [&first, &second].map(|disk| life(&world, wishes, disk, TOGETHER, &mut dice));
    let mut has_noticed = false;
    for life in lives {
        let end = life.await.expect("it does not panic");
        has_noticed |= is_second_instance(&end);
        violations.extend(unexpected(&end));
    }
    deeds.abort();
    ringing.abort();
    for disk in [first, second] {
        disk.erase();
    }
    let state = world.state();
    let twice: Vec<&Sale> =
        state.bot.sales.values().filter(|sale| sale.replies.len() > 1).collect();
    // Where the shop's words differ, the other's reply may as well be the owner's.
    let is_told = |sale: &&&Sale| {
        let account = sale.account.as_deref().unwrap_or_default();
        state.told.iter().any(|told| told.contains(account))
    };
    let untold = twice.iter().filter(|sale| !has_noticed && !is_told(sale));
    violations.extend(untold.map(|sale| {
        let what = format!("order {} was answered twice, and nobody has noticed", sale.message);
        Violation::of(Promise::NoSecondReply, what)
    }));
    let fallen = state.violations.iter().filter(|fell| HOLDING.contains(&fell.promise));
    violations.extend(fallen.cloned());
    (violations, !twice.is_empty())
}

/// An agent at work for so long, with the journal on this disk.
fn life(
    world: &Arc<World>,
    wishes: &Wishes,
    disk: &Disk,
    lasts: Duration,
    dice: &mut Dice,
) -> JoinHandle<End> {
    world.begin_life();
    let fuse = Fuse::new(None, disk.clone(), Dice::new(7));
    let agent = born(world, wishes, &fuse, dice).expect("the journal opens");
    spawn_local(async move {
        let life = until_cut(agent.run(pending::<()>()), &fuse);
        Box::pin(timeout(lasts, life)).await.ok()
    })
}

async fn ring(world: Arc<World>) {
    loop {
        sleep(RINGS_EVERY).await;
        world.bell.notify_waiters();
    }
}

fn is_second_instance(end: &End) -> bool {
    matches!(end, Some(Ending::Returned(Err(SourceError::SecondInstance { .. }))))
}

fn unexpected(end: &End) -> Option<Violation> {
    let what = match end {
        None => return None,
        Some(Ending::Returned(Err(SourceError::SecondInstance { .. }))) => return None,
        Some(Ending::Returned(Err(error))) => format!("the agent gave up: {error}"),
        Some(Ending::Returned(Ok(()))) => "the agent stopped unasked".to_owned(),
        Some(Ending::Panicked(words)) => format!("the agent panicked: {words}"),
        Some(Ending::PowerCut) => "a power cut that nobody made".to_owned(),
    };
    Some(Violation::of(Promise::KeepsWorking, what))
}
