//! The lives of the agent, one after the other, as a service manager gives them.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};
use tribute_agent::agent::{Agent, Parts};
use tribute_agent::journal::{Journal, JournalError};
use tribute_agent::sources::SourceError;
use tribute_agent::sources::tribute_chat::ChatWorker;

use super::wishes::{PINS, Wishes};
use crate::dice::Dice;
use crate::disk::Disk;
use crate::edges::{LoadedDice, Saboteur, Session, WrongClock};
use crate::fuse::{Ending, Fuse, until_cut};
use crate::promise::Promise;
use crate::webhooks::Ear;
use crate::world::World;
use crate::world::deeds::Deed;
use crate::world::line::Line;
use crate::world::shop::Counter;

/// So many polls of the agent in a virtual hour are a loop that spins: it breathes 1.8 million times
/// an hour. A long chat that is read in tiny portions takes thousands, in an instant.
const POLLS_AN_HOUR_MAX: u64 = 100_000;
/// So many power cuts are enough for one history.
const CUTS_MAX: u32 = 12;
/// A machine that boots in 1970 learns the time so late.
const TIME_LEARNT_SECONDS: u64 = 120;

/// All that outlives a life.
pub struct Lives {
    world: Arc<World>,
    wishes: Wishes,
    disk: Disk,
    calm_at: Instant,
    dice: Dice,
    cuts: u32,
    polls_an_hour: u64,
}

impl Lives {
    /// None yet.
    pub fn new(
        world: Arc<World>,
        wishes: Wishes,
        disk: Disk,
        calm_at: Instant,
        dice: Dice,
    ) -> Self {
        Self { world, wishes, disk, calm_at, dice, cuts: 0, polls_an_hour: 0 }
    }

    /// How often the power was cut.
    pub fn cuts(&self) -> u32 {
        self.cuts
    }

    /// The most polls within an hour.
    pub fn polls_an_hour(&self) -> u64 {
        self.polls_an_hour
    }

    /// One life after the other, until it is asked to stop or something happens that must not.
    pub async fn live(mut self, stopped: watch::Receiver<bool>) -> Self {
        while !*stopped.borrow() && Box::pin(self.one_life()).await {
            let downtime = std::mem::take(&mut self.world.state().downtime);
            sleep_until((Instant::now() + downtime).min(self.calm_at)).await;
            self.boot();
        }
        self
    }

    /// A machine without a battery boots in 1970.
    fn boot(&mut self) {
        if !self.world.state().is_calm && self.dice.chance(8) {
            let learnt = self.dice.seconds(5..=TIME_LEARNT_SECONDS);
            self.world.plan(Duration::ZERO, Deed::ClockUnset(learnt));
        }
    }

    /// Returns whether another life follows.
    async fn one_life(&mut self) -> bool {
        let world = self.world.clone();
        let fuse = Fuse::new(self.fuse_length(), self.disk.clone(), self.dice.fork());
        world.begin_life();
        let agent = match born(&world, &self.wishes, &fuse, &mut self.dice) {
            Ok(agent) => agent,
            Err(error) => return self.is_stillborn(&error),
        };
        world.tell("agent", "starts");
        let mut life = pin!(until_cut(agent.run(world.shutdown.notified()), &fuse));
        let ending = tokio::select! {
            biased;
            ending = &mut life => ending,
            () = world.power.notified() => {
                fuse.cut();
                Ending::PowerCut
            }
            rate = too_busy(&fuse) => {
                let what = format!("the loop spins: {rate} polls in an hour");
                world.violated(Promise::KeepsWorking, what);
                return false;
            }
        };
        self.polls_an_hour = self.polls_an_hour.max(fuse.busiest_hour());
        self.ended(ending)
    }

    fn is_stillborn(&self, error: &JournalError) -> bool {
        if matches!(error, JournalError::DiskFull) {
            self.world.state().downtime = Duration::from_secs(5);
            return true;
        }
        let what = format!("the journal does not open: {error}");
        self.world.violated(Promise::JournalHolds, what);
        false
    }

    fn ended(&mut self, ending: Ending<Result<(), SourceError>>) -> bool {
        self.world.state().alive_since = None;
        match ending {
            Ending::PowerCut => {
                self.world.tell("luck", "the agent's power is cut");
                self.cuts += 1;
                let mut state = self.world.state();
                if state.downtime.is_zero() && self.dice.chance(40) {
                    let long = self.dice.chance(30);
                    state.downtime = self.dice.seconds(if long { 60..=900 } else { 0..=20 });
                }
                true
            }
            Ending::Returned(Ok(())) => {
                self.world.tell("agent", "stops as asked");
                true
            }
            Ending::Returned(Err(SourceError::Journal(JournalError::DiskFull))) => {
                self.world.tell("agent", "gives up: nothing can be recorded");
                self.world.state().downtime = self.dice.seconds(1..=30);
                true
            }
            Ending::Returned(Err(error)) => {
                let what = format!("the agent gave up: {error}");
                self.world.violated(Promise::KeepsWorking, what);
                false
            }
            Ending::Panicked(words) => {
                let what = format!("the agent panicked: {words}");
                self.world.violated(Promise::KeepsWorking, what);
                false
            }
        }
    }

    fn fuse_length(&mut self) -> Option<u64> {
        let state = self.world.state();
        let wanted = !state.is_calm && self.cuts < CUTS_MAX;
        let percent = state.nature.cut_percent;
        drop(state);
        (wanted && self.dice.chance(percent)).then(|| {
            let scale = 1_u64 << self.dice.below(12);
            1 + self.dice.below(scale + 8)
        })
    }
}

/// An agent with Tribute's chat and its webhooks.
type AgentOfTwo = Agent<Line, Counter, (Option<ChatWorker<Line>>, Ear)>;

/// An agent that begins a life in this world, with what is left of the one before.
pub fn born(
    world: &Arc<World>,
    wishes: &Wishes,
    fuse: &Arc<Fuse>,
    dice: &mut Dice,
) -> Result<AgentOfTwo, JournalError> {
    let disk = fuse.disk();
    disk.restore();
    world.state().disk = Some(disk.clone());
    if world.disk_is_full() && !disk.path().exists() {
        return Err(JournalError::DiskFull);
    }
    let session = Session { world: world.clone(), fuse: fuse.clone() };
    let now = world.true_now();
    let journal = Journal::open_tracked(disk.path(), PINS, "simulated", now, Box::new(session))?;
    disk.sync();
    let saboteur = Saboteur { world: world.clone(), fuse: fuse.clone() };
    let nature = world.state().nature.clone();
    let clock = WrongClock { world: world.clone(), fuse: fuse.clone() };
    let agent = Agent::new(Parts {
        settings: wishes.settings(&nature, &clock),
        journal: journal.with_commit_hook(saboteur),
        messenger: Some(Arc::new(Line { world: world.clone(), fuse: fuse.clone() })),
        shop: Arc::new(Counter { world: world.clone(), fuse: fuse.clone() }),
        clock: Arc::new(clock),
        rng: Arc::new(LoadedDice::new(dice.roll(), fuse.clone())),
    });
    Ok(agent.with_source(Ear::new(world.clone())))
}

/// Ends when the agent is polled more often than any work can explain.
async fn too_busy(fuse: &Fuse) -> u64 {
    loop {
        sleep(Duration::from_mins(6)).await;
        let polls = fuse.next_tenth_of_an_hour();
        if polls > POLLS_AN_HOUR_MAX {
            return polls;
        }
    }
}
