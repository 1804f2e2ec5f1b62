//! The outbox: what a transition owes the world, with everything it needs encoded before the first
//! try; and when something owed falls due.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::{Engine, Wording};
use crate::journal::{EffectKind, JournalError, NewEffect, NotificationKey, Writer};
use crate::order::checkout::Checkout;
use crate::order::life::{Effect, RETRY_PAUSE_MAX, Reason, State};
use crate::order::{Code, Record, SourceName, Untrusted};

/// No deadline is further away than this: one that seems to be was made by another clock (a phone
/// that booted in 1970), and has come.
const DEADLINE_MAX: Duration = RETRY_PAUSE_MAX;

/// Encodes what an order owes, as it will be sent at every try.
pub trait EncodePayload: Send + Sync {
    /// The effect to be owed; `None` only for an order that can't owe it.
    fn encode(&self, act: &NewAct<'_>) -> Option<NewEffect>;

    /// What the customer would be told, as people are shown it: of the codes that are the goods, the masks.
    fn draft(&self, record: &Record, codes: &[Code]) -> Untrusted;

    /// What whoever gives the goods is to hear of a payment that brings none; `None`: nothing.
    fn note(&self, _payment: &LostPayment<'_>, _now: Timestamp) -> Option<Note> {
        None
    }
}

/// A payment that brings no goods, at least not by itself.
#[derive(Clone, Copy, Debug)]
pub enum LostPayment<'a> {
    /// An order was paid with another amount than was asked for; so its source calls the payment.
    OtherAmount(&'a Record, &'a str),
    /// An order's money went back before the goods were given.
    Returned(&'a Record),
    /// A checkout will not be paid.
    Failed {
        /// Which.
        checkout: &'a Checkout,
        /// Whether it would have been paid with real money.
        livemode: bool,
    },
}

/// What is told beside the calls that orders owe: no order depends on it.
#[derive(Clone, Debug)]
pub struct Note {
    /// Where in the inbox it waits.
    pub source: &'static SourceName,
    /// Names it for ever: it is told once.
    pub key: String,
    /// The call, encoded.
    pub call: String,
}

/// An act that an order owes from now on.
#[derive(Clone, Copy, Debug)]
pub struct NewAct<'a> {
    /// What kind.
    pub kind: EffectKind,
    /// The order, as it stands now.
    pub record: &'a Record,
    /// The codes that are its goods, if it has any.
    pub codes: &'a [Code],
    /// Counts the order's acts of this kind, from 1: each is another act than the one before.
    pub generation: u32,
    /// The idempotency key, for acts that are messages.
    pub random_id: i64,
    /// Now.
    pub now: Timestamp,
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

impl Outbox<'_> {
    /// Writes what the transition to `record` owes, in the transaction of the event. `is_told`:
    /// moderators have a message about the order, which is kept up to date.
    pub fn write(
        &self,
        writer: &Writer<'_>,
        record: &Record,
        effects: &[Effect],
        generation: u32,
        is_told: bool,
    ) -> Result<(), JournalError> {
        let (number, (random_id, notification_id)) = (record.number, self.random_ids);
        writer.end_effects(number, owed_in(&record.life.state))?;
        let mut tells = is_told;
        let delivers = effects.iter().any(|it| matches!(it, Effect::Deliver(_)));
        let codes = if delivers { writer.codes_of(number)? } else { Vec::new() };
        for effect in effects {
            if let Some(kind) = kind_of(effect)
                && let Some(new) = self.encoder.encode(&NewAct {
                    kind,
                    record,
                    codes: &codes,
                    generation,
                    random_id,
                    now: self.now,
                })
            {
                writer.owe(&new)?;
            }
            match effect {
                Effect::ActivateAgain { at } => {
                    writer.postpone(number, EffectKind::Activate, *at)?;
                }
                Effect::RevokeAgain { at } => writer.postpone(number, EffectKind::Revoke, *at)?,
                Effect::Tell => tells = true,
                Effect::Activate
                | Effect::Deliver(_)
                | Effect::Revoke
                | Effect::Draft
                | Effect::Look => {}
            }
        }
        self.note(writer, record)?;
        if tells {
            let (key, text) = (NotificationKey::order(number), self.wording.card(record, self.now));
            writer.notify(&key, Some(number), &text, notification_id, self.now)?;
        }
        Ok(())
    }
}

impl Outbox<'_> {
    /// Notes what is to be heard of a payment that brings no goods.
    fn note(&self, writer: &Writer<'_>, record: &Record) -> Result<(), JournalError> {
        let note = match &record.life.state {
            State::Escalated { reason: Reason::PriceMismatch } => {
                let name = writer.external_id_of(record.number)?.unwrap_or_default();
                self.encoder.note(&LostPayment::OtherAmount(record, &name), self.now)
            }
            State::Refunded { .. } if !record.life.may_be_activated() => {
                self.encoder.note(&LostPayment::Returned(record), self.now)
            }
            _ => None,
        };
        note.map_or(Ok(()), |note| keep(writer, &note, self.now))
    }
}

fn keep(writer: &Writer<'_>, note: &Note, now: Timestamp) -> Result<(), JournalError> {
    writer.receive(note.source, &note.key, note.call.as_bytes(), now).map(drop)
}

/// The kind of act that an effect owes anew, if it does.
pub(super) fn kind_of(effect: &Effect) -> Option<EffectKind> {
    match effect {
        Effect::Activate => Some(EffectKind::Activate),
        Effect::Deliver(act) => Some(EffectKind::Deliver(*act)),
        Effect::Revoke => Some(EffectKind::Revoke),
        Effect::ActivateAgain { .. }
        | Effect::RevokeAgain { .. }
        | Effect::Tell
        | Effect::Draft
        | Effect::Look => None,
    }
}

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

#[expect(clippy::expect_used, reason = "plain structs of ours: no map keys, no fallible Serialize")]
pub(crate) fn encode(payload: &impl Serialize) -> String {
    serde_json::to_string(payload).expect("a payload serialises")
}

pub(crate) fn decode<T: DeserializeOwned>(payload: &str) -> Result<T, JournalError> {
    Ok(serde_json::from_str(payload)?)
}

impl Engine {
    /// Notes what is to be heard of a checkout that will not be paid.
    pub fn note_failed(&mut self, checkout: &Checkout) -> Result<(), JournalError> {
        let (now, livemode) = (self.now(), self.journal.pins().livemode);
        match self.encoder.note(&LostPayment::Failed { checkout, livemode }, now) {
            Some(note) => self.journal.write(|writer| keep(writer, &note, now)),
            None => Ok(()),
        }
    }

    /// When something owed falls due. What was never tried is due at once, whatever a clock said
    /// that has jumped since.
    pub fn due_at(&self, attempts: u32, deadline: Timestamp) -> Instant {
        let left = Duration::try_from(deadline.duration_since(self.now())).unwrap_or_default();
        let is_waited_for = attempts > 0 && left <= DEADLINE_MAX;
        Instant::now() + if is_waited_for { left } else { Duration::ZERO }
    }
}
