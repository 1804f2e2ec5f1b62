//! Plays one schedule and judges it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tribute_agent::journal::{Journal, JournalError, Request, Wanted};
use tribute_agent::order::Untrusted;
use tribute_agent::order::life::Event;
use tribute_agent::report::UserError as _;

use super::schedule::Schedule;
use crate::dice::Dice;
use crate::disk::Disk;
use crate::fuse::{Ending, Fuse, Loss, until_cut};
use crate::history::lives::born;
use crate::history::rest::is_at_rest;
use crate::history::virtual_time;
use crate::history::wishes::Wishes;
use crate::promise::{Promise, Violation};
use crate::verdict;
use crate::world::World;
use crate::world::deeds::{Deed, do_deeds};

/// The customer pays so long after the first start: what goes wrong before has been put right.
const PAID_AFTER: Duration = Duration::from_mins(1);
/// When the customer's order was refused, somebody asks for a retry.
const ASKED_AFTER: Duration = Duration::from_secs(90);
/// Nothing more comes of anything after so long a rest.
const REST: Duration = Duration::from_secs(100);
/// The longest that anything may take.
const PATIENCE: Duration = Duration::from_hours(12);

/// What came of a schedule.
#[derive(Default)]
pub struct Played {
    /// Whether every cut was reached: if not, there are no later ones either.
    pub is_cut: bool,
    /// How many calls to Telegram were made.
    pub calls: u64,
    /// What must never happen and did.
    pub violations: Vec<Violation>,
}

/// Plays a schedule, with its journal in `folder`.
pub fn play(schedule: &Schedule, wishes: &Wishes, folder: &Path, is_told: bool) -> Played {
    let disk = Disk::of(folder.join("schedule.journal"));
    disk.erase();
    wishes.begin_journal(&disk);
    virtual_time(perform(schedule, wishes, &disk, is_told))
}

async fn perform(schedule: &Schedule, wishes: &Wishes, disk: &Disk, is_told: bool) -> Played {
    if is_told {
        crate::story::is_born();
    }
    let setting = schedule.scenario.setting();
    let world = World::new(setting.nature, Dice::new(1), is_told);
    {
        let mut state = world.state();
        state.every_fate = Some(setting.every_fate);
        state.fates.extend(schedule.fault.map(|(call, fault)| (call, fault.fate())));
        state.shop.script.extend(schedule.scenario.moods);
    }
    world.plan(PAID_AFTER, Deed::Sale(setting.order));
    let deeds = tokio::spawn(do_deeds(world.clone()));
    let asking = schedule.scenario.is_retried;
    let asking = asking.then(|| tokio::spawn(ask_for_a_retry(world.clone(), disk.clone())));
    let mut is_cut = true;
    for cut in schedule.cuts.iter().copied().map(Some).chain([None]) {
        disk.restore();
        let loss = if schedule.loses { Loss::All } else { Loss::Nothing };
        let fuse = Fuse::by_traces(cut, disk.clone(), loss, traces(&world, disk.path()));
        let ended = Box::pin(one_life(&world, wishes, &fuse, asking.as_ref())).await;
        is_cut &= cut.is_none() || ended == Ended::Cut;
        if ended != Ended::Cut {
            break;
        }
        world.tell("luck", "the agent's power is cut");
    }
    deeds.abort();
    verdict::judge(&world, disk.path());
    judge_end(schedule, &world, disk.path());
    if asking.is_some() {
        let journal = Journal::open_to_read(disk.path());
        let judged = journal.and_then(|journal| judge_retry(&world, &journal));
        judged.expect("the journal can be read");
    }
    let state = world.state();
    Played { is_cut, calls: state.calls, violations: state.violations.clone() }
}

/// What a cut would leave behind, as a number that changes with it.
fn traces(world: &Arc<World>, path: &Path) -> impl Fn() -> u64 + Send + 'static {
    let world = world.clone();
    let journal = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .expect("the journal can be watched");
    move || {
        let commits: i64 = journal
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .expect("the journal can be watched");
        commits.cast_unsigned() << 32 | world.state().changes
    }
}

#[derive(PartialEq, Eq)]
enum Ended {
    Cut,
    AtRest,
    Badly,
}

async fn one_life(
    world: &Arc<World>,
    wishes: &Wishes,
    fuse: &Arc<Fuse>,
    asking: Option<&JoinHandle<()>>,
) -> Ended {
    world.begin_life();
    let lives = u64::from(world.state().lives);
    let agent = match born(world, wishes, fuse, &mut Dice::new(7 + lives)) {
        Ok(agent) => agent,
        Err(error) => {
            let what = format!("the journal does not open: {error}");
            world.violated(Promise::JournalHolds, what);
            return Ended::Badly;
        }
    };
    world.tell("agent", "starts");
    let life = until_cut(agent.run(world.shutdown.notified()), fuse);
    let ending = tokio::select! {
        biased;
        ending = life => ending,
        () = rest(world, fuse.disk().path(), asking) => return Ended::AtRest,
    };
    let fell = |what| world.violated(Promise::KeepsWorking, what);
    match ending {
        Ending::PowerCut => return Ended::Cut,
        Ending::Returned(Ok(())) => fell("the agent stopped, and nobody asked".to_owned()),
        Ending::Returned(Err(error)) => fell(format!("the agent gave up: {error}")),
        Ending::Panicked(words) => fell(format!("the agent panicked: {words}")),
    }
    Ended::Badly
}

/// Waits until nothing is owed and nothing more happens.
async fn rest(world: &World, path: &Path, asking: Option<&JoinHandle<()>>) {
    let journal = Journal::open_to_read(path).expect("the journal can be read");
    let begun = Instant::now();
    let mut seen = u64::MAX;
    while begun.elapsed() < PATIENCE {
        sleep(REST).await;
        let changes = world.state().changes;
        let is_quiet = std::mem::replace(&mut seen, changes) == changes;
        if is_quiet
            && asking.is_none_or(JoinHandle::is_finished)
            && world.state().agenda.is_empty()
            && matches!(is_at_rest(&journal, |_| false), Ok(true))
        {
            return;
        }
    }
    world.violated(Promise::NothingLost, "the agent never comes to rest");
}

/// Somebody at the command line wants the order tried again, and asks until it was answered.
async fn ask_for_a_retry(world: Arc<World>, disk: Disk) {
    sleep(ASKED_AFTER).await;
    let mut asked = None;
    loop {
        match is_answered(&world, &disk, &mut asked) {
            Ok(true) => return,
            Ok(false) => {}
            // Here the agent does not go on while somebody waits for it to let go of the journal.
            Err(error) => assert_eq!(error.code(), "journal.held", "{error}"),
        }
        sleep(Duration::from_secs(1)).await;
    }
}

/// Whether what was asked is answered, for good. A power cut may have taken it along: then it is asked again.
fn is_answered(world: &World, disk: &Disk, asked: &mut Option<i64>) -> Result<bool, JournalError> {
    let mut journal = Journal::open_beside(disk.path())?;
    let Some(order) = journal.all_orders()?.pop() else {
        return Ok(false);
    };
    let answer = asked.map(|id| journal.answer(id)).transpose()?.flatten();
    if let Some(answer) = answer {
        journal.sync()?;
        disk.sync();
        if !answer.is_done {
            world.violated(Promise::WordsAnswered, format!("a retry came to {answer:?}"));
        }
        return Ok(true);
    }
    if asked.map(|id| journal.request(id)).transpose()?.flatten().is_none() {
        let (asked_by, asked_at) = (Untrusted::new("Olga"), world.true_now());
        let (number, wanted, is_of_server) = (order.number, Wanted::Retry, false);
        let request = Request { number, wanted, asked_by, is_of_server, asked_at };
        *asked = Some(journal.write(|writer| writer.request(&request))?);
        world.bell.notify_one();
    }
    Ok(false)
}

/// Whether what was asked at the command line was done once.
fn judge_retry(world: &World, journal: &Journal) -> Result<(), JournalError> {
    for record in journal.all_orders()? {
        let events = journal.events_of(record.number)?;
        let retries = events.iter().filter(|it| matches!(it.event, Event::RetryRequested { .. }));
        let retries = retries.count();
        if retries != 1 {
            world.violated(Promise::WordsAnswered, format!("retried {retries} times"));
        }
    }
    Ok(())
}

/// Whether the order ended as its scenario may end.
fn judge_end(schedule: &Schedule, world: &World, path: &Path) {
    let orders = Journal::open_to_read(path).and_then(|journal| journal.all_orders());
    let ends: Vec<String> = orders
        .unwrap_or_default()
        .iter()
        .map(|record| {
            let stage = record.life.state.stage().name();
            record.life.reason_name().unwrap_or(stage).to_owned()
        })
        .collect();
    let [end] = ends.as_slice() else {
        let what = format!("one order was paid, {} are known", ends.len());
        return world.violated(Promise::NothingLost, what);
    };
    if !schedule.scenario.ends.contains(&end.as_str()) {
        world.violated(Promise::NothingLost, format!("the order ended as {end}"));
    }
    let is_done = end == "completed" || end == "press_unknown";
    let (given, replies) = {
        let state = world.state();
        let sales = state.bot.sales.values();
        let replies: usize = sales.map(|sale| sale.replies.len()).sum();
        (state.shop.ledger.len(), replies)
    };
    if is_done && (given, replies) != (1, 1) {
        let what = format!("given {given} times, replied to {replies} times");
        world.violated(Promise::NothingLost, what);
    }
}
