//! What the agent is handed of its machine: a clock that lies, dice that a seed repeats, a disk that
//! may be full.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::{SignedDuration, Timestamp};
use tribute_agent::journal::{
    CommitHook, JournalError, Progress, ProgressStore, ProgressStoreError,
};
use tribute_agent::machine::{Clock, Randomness};

use crate::dice::Dice;
use crate::fuse::Fuse;
use crate::world::World;

/// The agent's clock: the true time, and what is wrong with it.
pub struct WrongClock {
    /// The world, which knows the true time and the error.
    pub world: Arc<World>,
    /// Burns at every look.
    pub fuse: Arc<Fuse>,
}

impl Clock for WrongClock {
    fn now(&self) -> Timestamp {
        self.fuse.burn();
        let true_now = self.world.true_now();
        let error = SignedDuration::from_millis(self.world.clock_error_ms());
        true_now.saturating_add(error).unwrap_or(true_now)
    }
}

/// The agent's dice.
pub struct LoadedDice {
    rolled: AtomicUsize,
    seed: u64,
    fuse: Arc<Fuse>,
}

impl LoadedDice {
    /// Dice that a seed repeats.
    pub fn new(seed: u64, fuse: Arc<Fuse>) -> Self {
        Self { rolled: AtomicUsize::new(0), seed, fuse }
    }
}

impl Randomness for LoadedDice {
    fn next_u64(&self) -> u64 {
        self.fuse.burn();
        let rolled = self.rolled.fetch_add(1, Ordering::Relaxed) as u64;
        Dice::new(self.seed ^ rolled.wrapping_mul(0xD134_2543_DE82_EF95)).roll()
    }
}

/// Stands by at the agent's commits.
pub struct Saboteur {
    /// The world, which knows whether the disk is full.
    pub world: Arc<World>,
    /// Burns before and after every commit.
    pub fuse: Arc<Fuse>,
}

impl fmt::Debug for Saboteur {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Saboteur").finish_non_exhaustive()
    }
}

/// The session file, which remembers how far the journal had come.
pub struct Session {
    /// The world, in which it outlives the agent.
    pub world: Arc<World>,
    /// Burns before and after everything that is remembered.
    pub fuse: Arc<Fuse>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

impl ProgressStore for Session {
    fn load(&self) -> Result<Option<Progress>, ProgressStoreError> {
        Ok(self.world.state().remembered.clone())
    }

    fn save(&self, progress: &Progress) -> Result<(), ProgressStoreError> {
        self.fuse.burn();
        self.world.state().remembered = Some(progress.clone());
        self.fuse.burn();
        Ok(())
    }
}

impl CommitHook for Saboteur {
    fn before_commit(&mut self) -> Result<(), JournalError> {
        self.fuse.burn();
        if self.world.disk_is_full() {
            self.world.tell("disk", "is full: nothing is recorded");
            return Err(JournalError::DiskFull);
        }
        Ok(())
    }

    fn after_commit(&mut self) {
        self.fuse.burn();
    }

    fn after_sync(&mut self) {
        self.fuse.disk().sync();
        self.fuse.burn();
    }
}
