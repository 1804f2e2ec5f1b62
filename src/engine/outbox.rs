//! The outbox: what a transition owes the world, with everything it needs encoded before the first
//! try; and when something owed falls due.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::{Engine, Wording};
use crate::journal::{EffectKind, JournalError, NewEffect, NotificationKey, Writer};
use crate::order::Record;
use crate::order::life::{Effect, RETRY_PAUSE_MAX, State, Transition};
use crate::rich_text::RichText;

/// No deadline is further away than this: one that seems to be was made by another clock (a phone
/// that booted in 1970), and has come.
const DEADLINE_MAX: Duration = RETRY_PAUSE_MAX;

/// Encodes what an order owes, as it will be sent at every try.
pub trait EncodePayload: Send + Sync {
    /// The effect to be owed; `None` only for an order that can't owe it.
    fn encode(&self, act: &NewAct<'_>) -> Option<NewEffect>;
}

/// An act that an order owes from now on.
#[derive(Clone, Copy, Debug)]
pub struct NewAct<'a> {
    /// What kind.
    pub kind: EffectKind,
    /// The order, as it stands now.
    pub record: &'a Record,
    /// Counts the order's acts of this kind, from 1: each is another act than the one before.
    pub generation: u32,
    /// The idempotency key, for acts that are messages.
    pub random_id: i64,
    /// Now.
    pub now: Timestamp,
}

impl NewAct<'_> {
    /// The kind of act that an effect owes anew, if it does.
    pub(super) fn kind_of(effect: &Effect) -> Option<EffectKind> {
        match effect {
            Effect::Activate => Some(EffectKind::Activate),
            Effect::Deliver(act) => Some(EffectKind::Deliver(*act)),
            Effect::Revoke => Some(EffectKind::Revoke),
            Effect::ActivateAgain { .. }
            | Effect::RevokeAgain { .. }
            | Effect::Tell
            | Effect::Look => None,
        }
    }
}

/// Turns transitions into what the journal keeps of them.
pub struct Outbox<'a> {
    /// What is sent.
    pub encoder: &'a dyn EncodePayload,
    /// What moderators read.
    pub wording: &'a dyn Wording,
    /// Fresh idempotency keys: the act's, the notification's.
    pub random_ids: (i64, i64),
    /// Now.
    pub now: Timestamp,
}

/// What goes into the journal beside an event and the state it led to.
pub struct OutboxUpdate {
    number: u32,
    still_owed: Option<EffectKind>,
    new_effect: Option<NewEffect>,
    again: Option<(EffectKind, Timestamp)>,
    notification: Option<(RichText, i64)>,
    now: Timestamp,
}

impl Outbox<'_> {
    /// What the transition to `record` owes. `is_told`: moderators have a message about the order,
    /// which is kept up to date.
    pub fn update(
        &self,
        record: &Record,
        transition: &Transition,
        generation: u32,
        is_told: bool,
    ) -> OutboxUpdate {
        let mut update = OutboxUpdate {
            number: record.number,
            still_owed: owed_in(&record.life.state),
            new_effect: None,
            again: None,
            notification: None,
            now: self.now,
        };
        let mut tells = is_told;
        for effect in &transition.effects {
            if let Some(kind) = NewAct::kind_of(effect) {
                update.new_effect = self.encoder.encode(&NewAct {
                    kind,
                    record,
                    generation,
                    random_id: self.random_ids.0,
                    now: self.now,
                });
            }
            match effect {
                Effect::ActivateAgain { at } => update.again = Some((EffectKind::Activate, *at)),
                Effect::RevokeAgain { at } => update.again = Some((EffectKind::Revoke, *at)),
                Effect::Tell => tells = true,
                Effect::Activate | Effect::Deliver(_) | Effect::Revoke | Effect::Look => {}
            }
        }
        if tells {
            update.notification = Some((self.wording.card(record, self.now), self.random_ids.1));
        }
        update
    }
}

impl OutboxUpdate {
    /// Writes it, in the transaction of the event.
    pub fn write(&self, writer: &Writer<'_>) -> Result<(), JournalError> {
        writer.end_effects(self.number, self.still_owed)?;
        if let Some(effect) = &self.new_effect {
            writer.owe(effect)?;
        }
        if let Some((kind, at)) = self.again {
            writer.postpone(self.number, kind, at)?;
        }
        if let Some((text, random_id)) = &self.notification {
            let key = NotificationKey::order(self.number);
            writer.notify(&key, Some(self.number), text, *random_id, self.now)?;
        }
        Ok(())
    }
}

/// What an order in this state owes.
fn owed_in(state: &State) -> Option<EffectKind> {
    match state {
        State::Activating => Some(EffectKind::Activate),
        State::Delivering(delivery) => delivery.owed().map(EffectKind::Deliver),
        State::Revoking { .. } => Some(EffectKind::Revoke),
        State::Escalated { .. }
        | State::Completed { .. }
        | State::Closed { .. }
        | State::Refunded { .. } => None,
    }
}

/// A payload, as the journal keeps it.
#[expect(clippy::expect_used, reason = "plain structs of ours: no map keys, no fallible Serialize")]
pub(crate) fn encode(payload: &impl Serialize) -> String {
    serde_json::to_string(payload).expect("a payload serialises")
}

/// A payload, as it was encoded.
pub(crate) fn decode<T: DeserializeOwned>(payload: &str) -> Result<T, JournalError> {
    Ok(serde_json::from_str(payload)?)
}

impl Engine {
    /// When something owed falls due. What was never tried is due at once, whatever a clock said
    /// that has jumped since.
    pub fn due_at(&self, attempts: u32, deadline: Timestamp) -> Instant {
        let left = if attempts == 0 { Duration::ZERO } else { self.time_left(deadline) };
        Instant::now() + left
    }

    /// Whether something owed is due.
    pub fn is_due(&self, attempts: u32, deadline: Timestamp) -> bool {
        attempts == 0 || self.time_left(deadline).is_zero()
    }

    fn time_left(&self, deadline: Timestamp) -> Duration {
        let left =
            Duration::try_from(deadline.duration_since(self.now())).unwrap_or(Duration::ZERO);
        if left > DEADLINE_MAX { Duration::ZERO } else { left }
    }
}
