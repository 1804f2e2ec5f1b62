//! The orders that wait for people: `board`, one pinned message that lists them; `reminders` of those that wait for
//! long, none of them in `quiet` hours. [`WaitingReport`] writes both when they are due.

mod board;
mod pin;
mod quiet;
mod reminders;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::Formatter;
use super::commands::{person, waits_for};
use super::markup::{Markup, rich};
use crate::engine::Engine;
use crate::journal::{Claim, JournalError, OpenOrders, Waiting};
use crate::order::{Record, Untrusted};

pub(super) use pin::{PINNED, Pin};
pub use quiet::QuietHours;

/// A list has so many lines.
const LISTED_MAX: usize = 15;
/// However much changes, both are looked at no oftener.
const LOOKED_AT_EVERY: Duration = Duration::from_secs(10);
/// What the clock says is not trusted for longer.
const TRUSTED: Duration = Duration::from_hours(1);

/// What the owner wants of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaitingSettings {
    /// Whether there is a board.
    pub board: bool,
    /// When nobody is reminded.
    pub quiet: Option<QuietHours>,
}

/// The worker that tells moderators which orders wait for them.
pub struct WaitingReport {
    formatter: Formatter,
    settings: WaitingSettings,
    seen: Option<Seen>,
    looked_at: Option<Instant>,
    due_at: Option<Instant>,
}

/// What the board was written of: as long as these are the same ones, nothing has changed.
struct Seen(Arc<Vec<Waiting>>, Arc<Vec<Claim>>);

/// An order that waits for people, as it is listed.
struct Line<'a> {
    record: &'a Record,
    age: SignedDuration,
    claimed_by: Option<&'a Untrusted>,
}

impl WaitingReport {
    /// A report that has told nothing yet.
    pub fn new(formatter: Formatter, settings: WaitingSettings) -> Self {
        Self { formatter, settings, seen: None, looked_at: None, due_at: None }
    }

    /// When there is something to tell by itself; never, while nobody waits.
    pub fn next_due(&self) -> Option<Instant> {
        self.due_at
    }

    /// Brings the board up to date, and reminds, where that is due.
    pub fn run(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
        let (waiting, claims) = (engine.journal().waiting()?, engine.journal().claims()?);
        let now = Instant::now();
        let is_seen = self.seen.as_ref().is_some_and(|Seen(seen, claimed)| {
            Arc::ptr_eq(seen, &waiting) && Arc::ptr_eq(claimed, &claims)
        });
        if is_seen && self.due_at.is_none_or(|due_at| due_at > now) {
            return Ok(());
        }
        let free_at = self.looked_at.map(|at| at + LOOKED_AT_EVERY).filter(|at| *at > now);
        if free_at.is_some() {
            self.due_at = free_at;
            return Ok(());
        }
        let wall = engine.now();
        let board = self.write_board(engine, &waiting, &claims, wall)?;
        let reminder = self.remind(engine, &waiting, &claims, wall)?;
        let next = board.into_iter().chain(reminder).min();
        let left = next.map(|at| Duration::try_from(at.duration_since(wall)).unwrap_or_default());
        self.due_at = left.map(|left| now + left.clamp(LOOKED_AT_EVERY, TRUSTED));
        // What was written just now is no news.
        self.seen = Some(Seen(engine.journal().waiting()?, claims));
        // The first one that waits is told of at once.
        self.looked_at = (!waiting.is_empty()).then_some(now);
        Ok(())
    }
}

/// Who sees to an order, for the time being.
fn claim_of(claims: &[Claim], number: u32, now: Timestamp) -> Option<&Claim> {
    claims.iter().find(|claim| claim.number == number && claim.until > now)
}

/// The first of these orders, as they are listed.
fn lines<'a>(
    waiting: impl Iterator<Item = &'a Waiting>,
    open: &'a OpenOrders,
    claims: &'a [Claim],
    now: Timestamp,
) -> Vec<Line<'a>> {
    let line = |it: &Waiting| {
        let age = now.duration_since(it.since).max(SignedDuration::ZERO);
        let claimed_by = claim_of(claims, it.number, now).map(|claim| &claim.claimed_by);
        Some(Line { record: open.get(it.number)?, age, claimed_by })
    };
    waiting.filter_map(line).take(LISTED_MAX).collect()
}

/// `№148 number? · 40 min · Pavel`, for each; and how many more there are.
fn list(head: Markup, lines: &[Line<'_>], count: usize) -> Markup {
    let line = |Line { record, age, claimed_by }: &Line<'_>| {
        let number = Markup::plain(format!("№{} ", record.number));
        let parts = [number.and(Markup::plain(waits_for(record))), shown_age(*age)];
        Markup::join(parts.into_iter().chain(claimed_by.map(person)), " · ")
    };
    let more = count.saturating_sub(lines.len());
    let more = (more > 0).then(|| rich!("moderation-more-orders", count = more));
    Markup::lines([head].into_iter().chain(lines.iter().map(line)).chain(more))
}

/// In steps that are coarse enough to be true for a while.
fn shown_age(age: SignedDuration) -> Markup {
    let (minutes, hours) = (age.as_mins() / 5 * 5, age.as_hours());
    let (unit, count) = match (minutes, hours) {
        (0, _) => ("new", 5),
        (_, 0) => ("minutes", minutes),
        (_, ..48) => ("hours", hours),
        _ => ("days", hours / 24),
    };
    rich!("moderation-age", unit = unit, count = usize::try_from(count).unwrap_or_default())
}
