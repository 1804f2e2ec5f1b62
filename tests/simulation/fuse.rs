//! Power cuts in the middle of the agent's work.
//!
//! A fuse burns at every poll of the agent, at every look at its clock and dice, before and after
//! every commit, and before and after every call. When it is burnt down, the agent stops there for
//! ever, as by a power cut: the next life begins with the files as they were in that moment.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::time::Instant;

use crate::dice::Dice;
use crate::disk::Disk;

/// More polls in one instant of virtual time are a loop that lets no time pass.
const POLLS_AN_INSTANT_MAX: u32 = 20_000;

/// Unwinds through an agent whose power was cut.
struct PowerCut;

/// Burns down to a power cut.
pub struct Fuse {
    left: AtomicI64,
    /// It burns from the life's first poll on.
    is_lit: AtomicBool,
    is_burnt_down: AtomicBool,
    /// What is left behind by a cut, as a number; `None`: every look burns.
    traces: Option<Mutex<Traces>>,
    disk: Disk,
    loss: Mutex<Loss>,
    polls: AtomicU64,
    busiest: AtomicU64,
}

/// What a cut takes back of what was written and not synced.
pub enum Loss {
    /// Nothing.
    Nothing,
    /// All of it.
    All,
    /// What the dice say; often nothing.
    Dice(Dice),
}

/// What a power cut would leave behind: two cuts that leave the same behind are the same cut.
struct Traces {
    look: Box<dyn Fn() -> u64 + Send>,
    seen: Option<u64>,
}

impl Fuse {
    /// One that burns so often before the cut; `None`: for ever.
    pub fn new(length: Option<u64>, disk: Disk, dice: Dice) -> Arc<Self> {
        Self::made(length, disk, Loss::Dice(dice), None)
    }

    /// One that burns only when a cut would leave behind something else than before.
    pub fn by_traces(
        length: Option<u64>,
        disk: Disk,
        loss: Loss,
        look: impl Fn() -> u64 + Send + 'static,
    ) -> Arc<Self> {
        let look = Box::new(look);
        let traces = Mutex::new(Traces { look, seen: None });
        Self::made(length, disk, loss, Some(traces))
    }

    fn made(
        length: Option<u64>,
        disk: Disk,
        loss: Loss,
        traces: Option<Mutex<Traces>>,
    ) -> Arc<Self> {
        let left = length.map_or(i64::MAX, |length| i64::try_from(length).unwrap_or(i64::MAX));
        Arc::new(Self {
            left: AtomicI64::new(left),
            is_lit: AtomicBool::new(false),
            is_burnt_down: AtomicBool::new(false),
            traces,
            disk,
            loss: Mutex::new(loss),
            polls: AtomicU64::new(0),
            busiest: AtomicU64::new(0),
        })
    }

    /// Burns a little. Does not return from the end of the fuse.
    pub fn burn(&self) {
        if self.burns_down() {
            self.cut();
            resume_unwind(Box::new(PowerCut));
        }
    }

    /// Burns a little outside the agent's own polls. Returns whether that was the end: then nothing
    /// may happen any more before the agent is polled, which it does not survive.
    pub fn burns_down(&self) -> bool {
        if !self.is_lit.load(Ordering::Relaxed) {
            return false;
        }
        let burns = self.is_burnt_down.load(Ordering::Relaxed)
            || self.left.load(Ordering::Relaxed) != i64::MAX
                && self.traces.as_ref().is_none_or(has_changed)
                && self.left.fetch_sub(1, Ordering::Relaxed) <= 1;
        if burns {
            self.is_burnt_down.store(true, Ordering::Relaxed);
        }
        burns
    }

    /// The power is cut now.
    pub fn cut(&self) {
        self.disk.keep();
        match &mut *self.loss.lock().unwrap_or_else(PoisonError::into_inner) {
            Loss::Nothing => {}
            Loss::All => self.disk.lose(None),
            Loss::Dice(dice) => {
                if dice.chance(60) {
                    self.disk.lose(Some(dice));
                }
            }
        }
    }

    /// The disk that a cut concerns.
    pub fn disk(&self) -> &Disk {
        &self.disk
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
    let (mut now, mut polls) = (Instant::now(), 0);
    std::future::poll_fn(|context| {
        let then = std::mem::replace(&mut now, Instant::now());
        polls = if then == now { polls + 1 } else { 0 };
        if polls > POLLS_AN_INSTANT_MAX {
            let words = "it spins: no time passes any more".to_owned();
            return Poll::Ready(Ending::Panicked(words));
        }
        poll_life(life.as_mut(), fuse, context)
    })
    .await
}

fn poll_life<T>(
    life: Pin<&mut impl Future<Output = T>>,
    fuse: &Fuse,
    context: &mut Context<'_>,
) -> Poll<Ending<T>> {
    fuse.is_lit.store(true, Ordering::Relaxed);
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
