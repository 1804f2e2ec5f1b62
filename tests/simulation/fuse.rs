//! Power cuts in the middle of the agent's work.
//!
//! A fuse burns at every poll of the agent, at every look at its clock and dice, and around every
//! call: between two commits there is always one of these. When it is burnt down, the agent stops
//! there for ever, as by SIGKILL: a transaction that is open then never happened.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use jiff::{SignedDuration, Timestamp};
use tribute_agent::edge::{Clock, Randomness};

use crate::dice::Dice;
use crate::world::World;

/// Unwinds through an agent whose power was cut.
struct PowerCut;

/// Burns down to a power cut.
pub struct Fuse {
    left: AtomicI64,
    /// What is left behind by a cut, as a number; `None`: every look burns.
    traces: Option<Mutex<Traces>>,
    polls: AtomicU64,
    busiest: AtomicU64,
}

/// What a power cut would leave behind: two cuts that leave the same behind are the same cut.
struct Traces {
    look: Box<dyn Fn() -> u64 + Send>,
    seen: Option<u64>,
}

impl Fuse {
    /// One that burns so often before the cut; `None`: for ever.
    pub fn new(length: Option<u64>) -> Arc<Self> {
        Self::made(length, None)
    }

    /// One that burns only when a cut would leave behind something else than before.
    pub fn by_traces(length: Option<u64>, look: impl Fn() -> u64 + Send + 'static) -> Arc<Self> {
        let look = Box::new(look);
        Self::made(length, Some(Mutex::new(Traces { look, seen: None })))
    }

    fn made(length: Option<u64>, traces: Option<Mutex<Traces>>) -> Arc<Self> {
        let left = length.map_or(i64::MAX, |length| i64::try_from(length).unwrap_or(i64::MAX));
        Arc::new(Self {
            left: AtomicI64::new(left),
            traces,
            polls: AtomicU64::new(0),
            busiest: AtomicU64::new(0),
        })
    }

    /// Burns a little. Does not return from the end of the fuse.
    pub fn burn(&self) {
        if self.left.load(Ordering::Relaxed) != i64::MAX
            && self.traces.as_ref().is_none_or(has_changed)
            && self.left.fetch_sub(1, Ordering::Relaxed) <= 1
        {
            resume_unwind(Box::new(PowerCut));
        }
    }

    /// A tenth of an hour is over: so many polls an hour these were.
    pub fn next_tenth_of_an_hour(&self) -> u64 {
        let an_hour = self.polls.swap(0, Ordering::Relaxed) * 10;
        self.busiest.fetch_max(an_hour, Ordering::Relaxed);
        an_hour
    }

    /// The most polls an hour.
    pub fn busiest_hour(&self) -> u64 {
        self.busiest.load(Ordering::Relaxed)
    }
}

fn has_changed(traces: &Mutex<Traces>) -> bool {
    let mut traces = traces.lock().unwrap_or_else(PoisonError::into_inner);
    let now = (traces.look)();
    traces.seen.replace(now) != Some(now)
}

/// How an agent's life ended.
pub enum Ending<T> {
    /// By itself.
    Returned(T),
    /// By a power cut.
    PowerCut,
    /// By a mistake in it.
    Panicked(String),
}

/// Lives until it ends or the fuse is burnt down.
pub async fn until_cut<T>(life: impl Future<Output = T>, fuse: &Fuse) -> Ending<T> {
    let mut life = pin!(life);
    std::future::poll_fn(|context| poll_life(life.as_mut(), fuse, context)).await
}

fn poll_life<T>(
    life: Pin<&mut impl Future<Output = T>>,
    fuse: &Fuse,
    context: &mut Context<'_>,
) -> Poll<Ending<T>> {
    fuse.polls.fetch_add(1, Ordering::Relaxed);
    let polled = catch_unwind(AssertUnwindSafe(|| {
        fuse.burn();
        life.poll(context)
    }));
    match polled {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(value)) => Poll::Ready(Ending::Returned(value)),
        Err(payload) if payload.is::<PowerCut>() => Poll::Ready(Ending::PowerCut),
        Err(payload) => Poll::Ready(Ending::Panicked(words(payload.as_ref()))),
    }
}

fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".to_owned())
}

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
        Self {
            rolled: AtomicUsize::new(0),
            seed,
            fuse,
        }
    }
}

impl Randomness for LoadedDice {
    fn next_u64(&self) -> u64 {
        self.fuse.burn();
        let rolled = self.rolled.fetch_add(1, Ordering::Relaxed) as u64;
        Dice::new(self.seed ^ rolled.wrapping_mul(0xD134_2543_DE82_EF95)).roll()
    }
}
