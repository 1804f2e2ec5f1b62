//! A shop that takes orders, and does not finish them.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use super::worker::incidents::open_while_retried;
use crate::engine::{Engine, IncidentKind};
use crate::journal::JournalError;
use crate::order::life::{ShopAnswer, Stage};
use crate::order::{Record, Untrusted};

/// The orders of which the shop has answered that they are not finished yet, and since when.
#[derive(Default)]
pub(super) struct Pending(HashMap<u32, Instant>);

impl Pending {
    /// Takes note of an answer: one order that has been pending for longer than `patience` is an incident.
    pub(super) fn note(
        &mut self,
        engine: &mut Engine,
        number: u32,
        answer: &ShopAnswer,
        patience: Duration,
    ) -> Result<(), JournalError> {
        if !matches!(answer, ShopAnswer::Pending { .. }) {
            self.0.remove(&number);
            return Ok(());
        }
        let open = engine.journal().open_orders()?;
        self.0.retain(|number, _| open.get(*number).is_some());
        drop(open);
        let now = Instant::now();
        let since = *self.0.entry(number).or_insert(now);
        if now.duration_since(since) < patience {
            return Ok(());
        }
        open_while_retried(engine, IncidentKind::ShopPending, number, &Untrusted::new(""))
    }
}

/// Ends the incident once no order has been at the shop for so long.
pub(super) fn end(engine: &mut Engine, patience: Duration) -> Result<(), JournalError> {
    if engine.incident(IncidentKind::ShopPending)?.is_none() {
        return Ok(());
    }
    let (open, now) = (engine.journal().open_orders()?, engine.now());
    let is_late = |record: &Record| {
        let since = record.life.schedule.since();
        since.is_some_and(|since| now.duration_since(since).unsigned_abs() >= patience)
    };
    if [Stage::Activating, Stage::Revoking].iter().any(|it| open.in_stage(*it).any(is_late)) {
        return Ok(());
    }
    drop(open);
    engine.close_incident(IncidentKind::ShopPending)
}
