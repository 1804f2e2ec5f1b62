//! The engine: events in by one door, effects out from one outbox.
//!
//! ```text
//!   a worker ──▶ Event ──▶ apply_event ──▶ step ──▶ journal: event, state, effects, notifications
//!      ▲                   (one transaction)                       │
//!      └────────────────────── what is owed and due ◀──────────────┘
//! ```
//!
//! - `apply`: [`Engine::apply_event`], the only way an event reaches an order.
//! - `outbox`: what a transition owes, with everything it needs encoded before the first try; when
//!   something owed falls due.
//! - `incidents`: troubles that concern many orders at once, one message for each.
//! - [`Source`]: a way in which paid orders come in, as the engine's other workers see it.
//! - [`RateLimits`], [`backoff`], [`Heartbeat`]: what workers share.
//!
//! Workers own their limits, watches and timers: `shop::Worker` calls the shop, each source reads
//! and delivers, `moderation::Notifier` tells moderators. `agent` runs them turn by turn. The engine
//! knows none of them: what it needs of them it is given as [`EncodePayload`] and [`Wording`].

mod apply;
mod heartbeat;
mod incidents;
mod outbox;
mod pauses;
mod source;

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::journal::{Journal, JournalError, NotificationKey, StateKey, Writer};
use crate::machine::{SharedClock, SharedRandomness};
use crate::order::life::{Event, Order, StepResult};
use crate::order::{MessageId, Record, Untrusted};
use crate::rich_text::RichText;

pub use heartbeat::{DELIVERIES_FAILED_MAX, Heartbeat, PartsDue};
pub use incidents::{Incident, IncidentEnd, IncidentKind};
pub use outbox::{EncodePayload, LostPayment, NewAct, Note, Outbox};
pub(crate) use outbox::{decode, encode};
pub use pauses::{RateLimits, backoff};
pub use source::Source;

/// Moderators have said that no order is to be activated for now.
pub const PAUSED: StateKey = StateKey::new("paused");
/// Moderators want the shop to be tried now, even if it is spared because it fails.
pub const PROBE_WANTED: StateKey = StateKey::new("probe_wanted");
/// Of so many orders people say yes before anything is said or pressed; older journals count all they had.
const ASKED_FIRST: StateKey = StateKey::new("asked_first");

/// The engine of one seller's orders.
pub struct Engine {
    journal: Journal,
    /// Telegram's time, as far as it is known.
    clock: SharedClock,
    rng: SharedRandomness,
    step: Step,
    encoder: Box<dyn EncodePayload>,
    wording: Box<dyn Wording>,
    approve_first: u32,
    turn_began_at: Instant,
    /// An order wants its source to look at what stands outside.
    is_recheck_wanted: bool,
}

/// What an event does to an order, with the delivery rules of all sources.
pub type Step = fn(&Order, Event, Timestamp) -> StepResult;

/// What an engine is made of.
pub struct Parts {
    /// The journal, opened.
    pub journal: Journal,
    /// Telegram's time, as far as it is known.
    pub clock: SharedClock,
    /// Randomness: random ids and jitter.
    pub rng: SharedRandomness,
    /// What an event does to an order.
    pub step: Step,
    /// What is sent.
    pub encoder: Box<dyn EncodePayload>,
    /// What moderators read.
    pub wording: Box<dyn Wording>,
    /// Of so many of the journal's orders people say yes before anything is said or pressed.
    pub approve_first: u32,
}

/// What moderators read, in words that the engine does not know.
pub trait Wording: Send + Sync {
    /// The one message about an order, by where it stands.
    fn card(&self, record: &Record, now: Timestamp) -> RichText;

    /// An incident that lasts. `waiting_count` orders wait for its end, the oldest of them is
    /// `first_number`.
    fn incident_opened(
        &self,
        incident: &Incident,
        waiting_count: u32,
        first_number: Option<u32>,
    ) -> RichText;

    /// An incident that is over, and what became of the orders meanwhile.
    fn incident_closed(&self, end: &IncidentEnd) -> RichText;

    /// The shop takes no note of an event, which it will not be told again.
    fn event_not_taken(&self, event: &Untrusted, why: &Untrusted) -> RichText;

    /// No more than so many codes of a sku are left.
    fn stock_is_low(&self, sku: &Untrusted, free: u32) -> RichText;

    /// This program made a mistake about the order `number`, which stays as it was.
    fn program_fault(&self, number: u32, what: &str) -> RichText;
}

impl Engine {
    /// An engine at rest.
    pub fn new(parts: Parts) -> Self {
        let Parts { journal, clock, rng, step, encoder, wording, approve_first } = parts;
        Self {
            journal,
            clock,
            rng,
            step,
            encoder,
            wording,
            approve_first,
            turn_began_at: Instant::now(),
            is_recheck_wanted: false,
        }
    }

    /// Replaces what the owner may change; what is owed already stays as it was encoded.
    pub fn reconfigure(
        &mut self,
        encoder: Box<dyn EncodePayload>,
        wording: Box<dyn Wording>,
        approve_first: u32,
    ) {
        self.encoder = encoder;
        self.wording = wording;
        self.approve_first = approve_first;
    }

    /// Begins a turn: what others wrote into the journal is seen from now on.
    pub fn begin_turn(&mut self) -> Result<(), JournalError> {
        self.turn_began_at = Instant::now();
        self.journal.refresh()
    }

    /// The beginning of the turn that is going on.
    pub fn turn_began_at(&self) -> Instant {
        self.turn_began_at
    }

    /// The journal, to read from.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Writes in one transaction what is about no order's life.
    pub fn write<T>(
        &mut self,
        work: impl FnOnce(&Writer<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.journal.write(work)
    }

    /// Does `work`, and commits in one transaction all that it writes. It may not act on it.
    pub fn write_together<T, E: From<JournalError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if !self.journal.begin_group()? {
            return work(self);
        }
        let done = work(self);
        self.journal.end_group(done)
    }

    /// Does `work`; what it writes is committed with what follows in this turn: by [`commit`](Self::commit)
    /// before anybody is called, by [`make_durable`](Self::make_durable) before an act. A crash takes it
    /// all back, so it has to be what would be found again.
    pub fn write_with_what_follows<T, E: From<JournalError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.journal.begin_group()?;
        match work(self) {
            Ok(done) => Ok(done),
            Err(error) => self.journal.end_group(Err(error)),
        }
    }

    /// Commits what was [written with what follows](Self::write_with_what_follows).
    pub fn commit(&mut self) -> Result<(), JournalError> {
        self.journal.commit_group()
    }

    /// Brings all that was written to the disk, and lets the session know how far the journal has come:
    /// between the commit that announces an act, and the act.
    pub fn make_durable(&mut self) -> Result<(), JournalError> {
        self.journal.make_durable()
    }

    /// Brings to the disk, too, what nobody has acted on for so long.
    pub fn sync_after(&mut self, wait: Duration) -> Result<(), JournalError> {
        let since = self.journal.unsynced_since();
        let is_due = since.is_some_and(|since| since + wait <= self.turn_began_at);
        if is_due { self.journal.sync() } else { Ok(()) }
    }

    /// Lets the session know, before it is done, that the mark will be lowered to `floor`.
    pub fn announce_lower_mark(&mut self, floor: MessageId) -> Result<(), JournalError> {
        self.journal.announce_lower_mark(floor)
    }

    /// Telegram's time, as far as it is known: right when this machine's is not.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Any 64 bits.
    pub fn random_u64(&self) -> u64 {
        self.rng.next_u64()
    }

    /// A new idempotency key for a message to Telegram.
    pub fn random_id(&self) -> i64 {
        self.rng.next_u64().cast_signed()
    }

    /// Owes moderators a message.
    pub fn notify(&mut self, key: &NotificationKey, text: &RichText) -> Result<(), JournalError> {
        let (random_id, now) = (self.random_id(), self.now());
        self.journal.write(|writer| writer.notify(key, None, text, random_id, now))
    }

    /// Owes moderators the message that the shop takes no note of an event.
    pub fn notify_event_not_taken(
        &mut self,
        key: &NotificationKey,
        event: &Untrusted,
        why: &Untrusted,
    ) -> Result<(), JournalError> {
        let text = self.wording.event_not_taken(event, why);
        self.notify(key, &text)
    }

    /// Owes moderators the message that few codes of a sku are left.
    pub fn notify_stock_low(
        &mut self,
        key: &NotificationKey,
        sku: &Untrusted,
        free: u32,
    ) -> Result<(), JournalError> {
        let text = self.wording.stock_is_low(sku, free);
        self.notify(key, &text)
    }

    /// Whether a source is to look at what stands outside.
    pub fn is_recheck_wanted(&self) -> bool {
        self.is_recheck_wanted
    }

    /// Whether a source is to look at what stands outside; asked by the one that will.
    pub fn take_recheck(&mut self) -> bool {
        std::mem::take(&mut self.is_recheck_wanted)
    }
}
