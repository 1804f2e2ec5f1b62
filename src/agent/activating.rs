//! Calls to the shop: several at once, each order at most one at a time.

use tokio::task::JoinError;
use tokio::time::Instant;
use tracing::{debug, error};

use super::freezing::thaw;
use super::rests::ActKind;
use super::waiting::Wake;
use super::{Agent, AgentError};
use crate::journal::{EffectKind, OwedEffect};
use crate::order::MessageId;
use crate::order::life::{Event, ShopAnswer};
use crate::shop::{Activator, Call, Trouble};
use crate::telegram::{Chat, Message, Messenger};

/// So many calls may be in flight: a shop is a small server.
const CALLS_MAX: usize = 4;

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// Begins the calls that are due, after a look at whether the orders still read as they did.
    pub(super) async fn activate_due(&mut self) -> Result<(), AgentError> {
        let now = Instant::now();
        if self.rests_until(ActKind::Look) > now {
            return Ok(());
        }
        let mut due = self.callable()?;
        due.retain(|(effect, _)| self.is_due(effect.attempts, effect.due_at));
        due.truncate(self.calls_allowed(now)?);
        if due.is_empty() || !self.has_looked() {
            return Ok(());
        }
        let ids: Vec<MessageId> = due.iter().map(|(_, message)| *message).collect();
        let found = match self.messenger.messages(Chat::Tribute, &ids).await {
            Ok(found) => found,
            Err(failure) => return self.act_failed(ActKind::Look, &failure),
        };
        for ((effect, _), message) in due.iter().zip(found) {
            self.activate_unless_changed(effect, message.as_ref())?;
        }
        Ok(())
    }

    /// When the next call may be begun.
    pub(super) fn next_activation_at(&self) -> Result<Option<Instant>, AgentError> {
        let callable = self.callable()?;
        let Some(first) = callable
            .iter()
            .map(|(effect, _)| self.due_at(effect.attempts, effect.due_at))
            .min()
        else {
            return Ok(None);
        };
        let gate = match self.shop_gate()? {
            None => Instant::now(),
            Some(probe_at) if self.calls.is_empty() => probe_at,
            Some(_) => return Ok(None),
        };
        let has_room = self.calls.len() < CALLS_MAX;
        Ok(has_room.then(|| first.max(gate).max(self.rests_until(ActKind::Look))))
    }

    fn calls_allowed(&self, now: Instant) -> Result<usize, AgentError> {
        let room = CALLS_MAX.saturating_sub(self.calls.len());
        Ok(match self.shop_gate()? {
            None => room,
            Some(probe_at) if self.calls.is_empty() && probe_at <= now => 1,
            Some(_) => 0,
        })
    }

    /// The owed calls that nothing but time and the shop's health stands against.
    fn callable(&self) -> Result<Vec<(OwedEffect, MessageId)>, AgentError> {
        let open = self.journal.open_orders()?;
        let mut callable = Vec::new();
        for effect in self.journal.owed_effects()?.iter() {
            if effect.kind != EffectKind::Activate || self.calling.contains_key(&effect.number) {
                continue;
            }
            if let Some(record) = open.iter().find(|record| record.number == effect.number)
                && self.reader.has_read_after(record.id.message)
            {
                callable.push((effect.clone(), record.id.message));
            }
        }
        Ok(callable)
    }

    fn activate_unless_changed(
        &mut self,
        effect: &OwedEffect,
        message: Option<&Message>,
    ) -> Result<(), AgentError> {
        let Some(record) = self.journal.order(effect.number)? else {
            return Ok(());
        };
        match message {
            None => self.happen(effect.number, Event::OrderDeleted),
            Some(message) if message.text != record.text => self.happen(
                effect.number,
                Event::OrderEdited {
                    text: message.text.clone(),
                },
            ),
            Some(_) => self.activate(effect),
        }
    }

    fn activate(&mut self, effect: &OwedEffect) -> Result<(), AgentError> {
        let call: Call = thaw(&effect.frozen)?;
        self.happen_with(effect.number, Event::ActivationBegun, |writer| {
            writer.begin_effect(effect.id)
        })?;
        self.journal.attest()?;
        debug!(
            number = effect.number,
            attempt = effect.attempts + 1,
            "activate"
        );
        self.probing();
        let (shop, at, number) = (self.shop.clone(), self.now(), effect.number);
        let handle = self
            .calls
            .spawn(async move { (number, shop.activate(&call, at).await) });
        self.calling.insert(number, handle.id());
        Ok(())
    }

    pub(super) fn call_returned(
        &mut self,
        returned: Result<(tokio::task::Id, (u32, ShopAnswer)), JoinError>,
    ) -> Wake<A> {
        match returned {
            Ok((_, (number, answer))) => Wake::CallReturned(number, answer),
            Err(failure) => {
                error!(%failure, "a call to the shop broke off");
                let lost = self.calling.iter().find(|(_, id)| **id == failure.id());
                match lost.map(|(&number, _)| number) {
                    Some(number) => Wake::CallReturned(
                        number,
                        ShopAnswer::Unavailable {
                            why: Trouble::BrokenOff.into(),
                            retry_after: None,
                        },
                    ),
                    None => Wake::Due,
                }
            }
        }
    }
}
