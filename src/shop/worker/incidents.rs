//! What the shop's answers say of its health: the circuit breaker, and the incidents that people are told of.

use tokio::time::Instant;

use super::{Activator, CALLS, Worker};
use crate::engine::{Engine, IncidentKind};
use crate::journal::{JournalError, StateKey};
use crate::order::Untrusted;

/// How many answers in a row were unclear.
const UNCLEAR_IN_ROW: StateKey = StateKey::new("unclear_in_row");
/// So many unclear answers in a row are an incident.
const UNCLEAR_IN_ROW_MAX: i64 = 3;
/// While one of these lasts, the circuit breaker is open: calls are only probes.
const BLOCKING_INCIDENTS: [IncidentKind; 3] =
    [IncidentKind::ShopMisconfigured, IncidentKind::ShopIntercepted, IncidentKind::ShopUnclear];

impl<A: Activator> Worker<A> {
    /// The time of the next probe, while the circuit breaker is open.
    pub(super) fn probe_at(&self, engine: &Engine) -> Result<Option<Instant>, JournalError> {
        for kind in BLOCKING_INCIDENTS {
            if engine.incident(kind)?.is_some() {
                // Nothing is known of an earlier probe: one may be made in this turn.
                return Ok(self.next_probe_at.or(Some(engine.turn_began_at())));
            }
        }
        Ok(None)
    }

    pub(super) fn forget_failures(&mut self) {
        self.failing_since = None;
        self.next_probe_at = None;
    }

    pub(super) fn shop_is_well(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
        self.forget_failures();
        if engine.journal().state(UNCLEAR_IN_ROW)? != 0 {
            engine.write(|writer| writer.set(UNCLEAR_IN_ROW, 0))?;
        }
        engine.close_incident(IncidentKind::ShopUnavailable)?;
        for kind in BLOCKING_INCIDENTS {
            engine.close_incident(kind)?;
        }
        Ok(())
    }

    pub(super) fn shop_is_away(
        &mut self,
        engine: &mut Engine,
        number: u32,
        why: &Untrusted,
    ) -> Result<(), JournalError> {
        let now = Instant::now();
        let since = *self.failing_since.get_or_insert(now);
        if now.duration_since(since) < self.pace.incident_after {
            return Ok(());
        }
        open_while_retried(engine, IncidentKind::ShopUnavailable, number, why)
    }

    pub(super) fn shop_is_unclear(
        &self,
        engine: &mut Engine,
        text: &Untrusted,
    ) -> Result<(), JournalError> {
        let in_row = engine.journal().state(UNCLEAR_IN_ROW)? + 1;
        engine.write(|writer| writer.set(UNCLEAR_IN_ROW, in_row))?;
        if in_row < UNCLEAR_IN_ROW_MAX {
            return Ok(());
        }
        self.open_incident(engine, IncidentKind::ShopUnclear, text)
    }

    /// An incident that a probe now and then looks for the end of.
    pub(super) fn open_incident(
        &self,
        engine: &mut Engine,
        kind: IncidentKind,
        detail: &Untrusted,
    ) -> Result<(), JournalError> {
        let next = engine.now().checked_add(self.pace.probe_interval);
        engine.open_incident(kind, detail, next.ok(), None)
    }
}

/// An incident in which each order is tried again until its time is up.
pub(in crate::shop) fn open_while_retried(
    engine: &mut Engine,
    kind: IncidentKind,
    number: u32,
    why: &Untrusted,
) -> Result<(), JournalError> {
    let record = engine.journal().order(number)?;
    let owed = engine.journal().owed_effects()?;
    let next = CALLS.iter().filter_map(|kind| owed.of(*kind).next());
    let next = next.min_by_key(|effect| effect.due_at);
    let next = next.map(|first| first.due_at.max(engine.now()));
    drop(owed);
    let gives_up_at = record.and_then(|record| record.life.schedule.until());
    engine.open_incident(kind, why, next, gives_up_at)
}
