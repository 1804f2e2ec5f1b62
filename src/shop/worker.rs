//! The worker that calls the shop: several calls at once, each order at most one at a time, behind a
//! circuit breaker.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::{Id, JoinSet};
use tokio::time::Instant;
use tracing::{debug, error, info};

use super::health::Health;
use super::pending::{self, Pending};
use super::{Activator, Call, Trouble};
use crate::engine::{Engine, IncidentKind, PAUSED, Source, decode};
use crate::journal::{EffectKind, JournalError, OpenOrders, Owed, OwedEffect, StateKey};
use crate::metrics::{SHOP_CALLS, count};
use crate::order::life::{Event, ShopAnswer};
use crate::order::{Record, Untrusted};

/// So many calls may be in flight: a shop is a small server.
const CALLS_MAX: usize = 4;
/// How many answers in a row were unclear.
const UNCLEAR_IN_ROW: StateKey = StateKey::new("unclear_in_row");
/// So many unclear answers in a row are an incident.
const UNCLEAR_IN_ROW_MAX: i64 = 3;
/// While one of these lasts, the circuit breaker is open: calls are only probes.
const BLOCKING_INCIDENTS: [IncidentKind; 3] =
    [IncidentKind::ShopMisconfigured, IncidentKind::ShopIntercepted, IncidentKind::ShopUnclear];
/// More of a reason is not logged.
const WHY_CHARACTERS_MAX: usize = 100;

/// Calls the shop.
pub struct Worker<A> {
    activator: Arc<A>,
    pace: Pace,
    calls: JoinSet<Returned>,
    /// The orders that have a call in flight.
    calling: HashMap<u32, Id>,
    failing_since: Option<Instant>,
    pending: Pending,
    health: Health,
    /// When one call may be made although the circuit breaker is open.
    next_probe_at: Option<Instant>,
}

/// The worker's timing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How long the shop is unavailable before moderators are told.
    pub incident_after: Duration,
    /// How long an order may be pending before moderators are told.
    pub pending_after: Duration,
    /// From one probe to the next.
    pub probe_interval: Duration,
}

/// A call that has returned.
#[derive(Debug)]
pub struct Returned {
    number: u32,
    answer: ShopAnswer,
}

impl<A: Activator> Worker<A> {
    /// A worker that has not called yet.
    pub fn new(activator: Arc<A>, pace: Pace) -> Self {
        Self {
            activator,
            pace,
            calls: JoinSet::new(),
            calling: HashMap::new(),
            failing_since: None,
            pending: Pending::default(),
            health: Health::default(),
            next_probe_at: None,
        }
    }

    /// Calls another shop from now on; calls in flight keep the one that they were made with.
    /// The first of them is made at once.
    pub fn reconfigure(&mut self, activator: Arc<A>, pace: Pace) {
        self.activator = activator;
        self.pace = pace;
        self.health = Health::default();
        self.forget_failures();
    }

    /// When the next call may be begun.
    pub fn next_due(
        &self,
        engine: &Engine,
        source: &impl Source,
    ) -> Result<Option<Instant>, JournalError> {
        let (open, owed) = (engine.journal().open_orders()?, engine.journal().owed_effects()?);
        if engine.journal().state(PAUSED)? != 0 {
            return Ok(None);
        }
        let callable = self.callable(&open, &owed, source);
        let due = callable.iter().map(|(effect, record)| {
            let due_at = engine.due_at(effect.attempts, effect.due_at);
            due_at.max(source.confirms_from(record))
        });
        let allowed_at = match self.probe_at(engine)? {
            None if self.calls.len() < CALLS_MAX => Instant::now(),
            Some(probe_at) if self.calls.is_empty() => probe_at,
            _ => return Ok(None),
        };
        Ok(due.min().map(|first| first.max(allowed_at)))
    }

    /// Begins the calls that are due, after `source` has looked whether the orders still stand.
    pub async fn run<S: Source>(
        &mut self,
        engine: &mut Engine,
        source: &mut S,
    ) -> Result<(), S::Error> {
        pending::end(engine, self.pace.pending_after)?;
        if engine.journal().state(PAUSED)? != 0 {
            return Ok(());
        }
        let now = Instant::now();
        let (open, owed) = (engine.journal().open_orders()?, engine.journal().owed_effects()?);
        let mut due = self.callable(&open, &owed, source);
        due.retain(|(effect, record)| {
            engine.due_at(effect.attempts, effect.due_at) <= Instant::now()
                && source.confirms_from(record) <= now
        });
        due.sort_by_key(|(effect, _)| effect.due_at);
        let probe_at = self.probe_at(engine)?;
        if probe_at.is_some() {
            // Another order than the one that failed last tells more.
            let suspect = self.health.suspect();
            due.sort_by_key(|(effect, _)| suspect == Some(effect.number));
        }
        due.truncate(match probe_at {
            None => CALLS_MAX.saturating_sub(self.calls.len()),
            Some(probe_at) if self.calls.is_empty() && probe_at <= now => 1,
            Some(_) => 0,
        });
        if due.is_empty() {
            return Ok(());
        }
        let due = due.into_iter().map(|(effect, record)| (effect.clone(), record.clone()));
        let (mut due, orders): (Vec<OwedEffect>, Vec<Record>) = due.unzip();
        drop((open, owed));
        let confirmed = source.confirm(engine, orders).await?;
        due.retain(|effect| confirmed.contains(&effect.number));
        Ok(self.call(engine, &due)?)
    }

    /// The first of the owed calls that nothing but time and the shop's health stands against.
    fn callable<'a>(
        &self,
        open: &'a OpenOrders,
        owed: &'a Owed<OwedEffect>,
        source: &impl Source,
    ) -> Vec<(&'a OwedEffect, &'a Record)> {
        let may_be_called = |effect: &OwedEffect| {
            !self.calling.contains_key(&effect.number)
                && open.get(effect.number).is_some_and(|record| source.may_activate(record))
        };
        // A probe may pass one over.
        let first = owed.first_of(EffectKind::Activate, CALLS_MAX + 1, may_be_called).into_iter();
        first.filter_map(|effect| Some((effect, open.get(effect.number)?))).collect()
    }

    /// Whether a call about an order is in flight.
    pub fn is_calling_about(&self, number: u32) -> bool {
        self.calling.contains_key(&number)
    }

    /// Whether a call is in flight.
    pub fn is_calling(&self) -> bool {
        !self.calls.is_empty()
    }

    /// Waits for a call to return; for ever while none is in flight. Safe to drop.
    pub async fn returned(&mut self) -> Returned {
        loop {
            match self.calls.join_next_with_id().await {
                None => std::future::pending().await,
                Some(Ok((_, returned))) => return returned,
                Some(Err(failure)) => {
                    error!(%failure, "a call to the shop broke off");
                    let lost = self.calling.iter().find(|(_, id)| **id == failure.id());
                    if let Some((&number, _)) = lost {
                        let why = Trouble::BrokenOff.into();
                        let answer = ShopAnswer::Unavailable { why, retry_after: None };
                        return Returned { number, answer };
                    }
                }
            }
        }
    }

    /// Takes in what a call came back with: what it means for the order, and for the shop's health.
    pub fn answered(&mut self, engine: &mut Engine, call: Returned) -> Result<(), JournalError> {
        let Returned { number, answer } = call;
        self.calling.remove(&number);
        let jitter = (engine.random_u64() & 0xFFFF) as u16;
        let alone = match &answer {
            ShopAnswer::Misconfigured { .. } | ShopAnswer::Intercepted { .. } => {
                self.health.fails_alone(number)
            }
            _ => false,
        };
        let event = Event::ShopAnswered { answer: answer.clone(), jitter, alone };
        engine.apply_event(number, event)?;
        let why = match &answer {
            ShopAnswer::Unavailable { why, .. } => Some(why.excerpt(WHY_CHARACTERS_MAX)),
            _ => None,
        };
        count(SHOP_CALLS, [name(&answer)]);
        let next_at = next_call_at(engine, number)?.map(|at| at.to_string());
        info!(number, answer = name(&answer), why, next_at, "the shop answered");
        match &answer {
            ShopAnswer::Activated(_)
            | ShopAnswer::AlreadyActivated(_)
            | ShopAnswer::Pending { .. }
            | ShopAnswer::Refused { .. } => {
                self.health.got_through(number);
                self.shop_is_well(engine)?;
                self.pending.note(engine, number, &answer, self.pace.pending_after)
            }
            _ if alone => Ok(()),
            ShopAnswer::Unavailable { why, .. } => self.shop_is_away(engine, number, why),
            ShopAnswer::Unclear { excerpt } => self.shop_is_unclear(engine, excerpt),
            // Nothing will work until somebody corrects something.
            ShopAnswer::Misconfigured { code, .. } => {
                self.open_incident(engine, IncidentKind::ShopMisconfigured, code)
            }
            ShopAnswer::Intercepted { status, excerpt } => {
                let detail = Untrusted::new(format!("{status} {}", excerpt.as_str()));
                self.open_incident(engine, IncidentKind::ShopIntercepted, &detail)
            }
        }
    }

    /// Waits for all calls in flight, and takes in what they come back with.
    pub async fn finish(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
        while !self.calls.is_empty() {
            let call = self.returned().await;
            self.answered(engine, call)?;
        }
        Ok(())
    }

    fn call(&mut self, engine: &mut Engine, effects: &[OwedEffect]) -> Result<(), JournalError> {
        if effects.is_empty() {
            return Ok(());
        }
        engine.write_together(|engine| {
            effects.iter().try_for_each(|effect| {
                engine.apply_event_with(effect.number, Event::ActivationBegun, |writer| {
                    writer.begin_effect(effect)
                })
            })
        })?;
        engine.make_durable()?;
        self.next_probe_at = Some(Instant::now() + self.pace.probe_interval);
        for effect in effects {
            let call: Call = decode(&effect.payload)?;
            let (shop, at, number) = (self.activator.clone(), engine.now(), effect.number);
            debug!(number, attempt = effect.attempts + 1, "activate");
            let call = async move { Returned { number, answer: shop.activate(&call, at).await } };
            let handle = self.calls.spawn(call);
            self.calling.insert(number, handle.id());
        }
        Ok(())
    }

    /// The time of the next probe, while the circuit breaker is open.
    fn probe_at(&self, engine: &Engine) -> Result<Option<Instant>, JournalError> {
        for kind in BLOCKING_INCIDENTS {
            if engine.incident(kind)?.is_some() {
                // Nothing is known of an earlier probe: one may be made in this turn.
                return Ok(self.next_probe_at.or(Some(engine.turn_began_at())));
            }
        }
        Ok(None)
    }

    fn forget_failures(&mut self) {
        self.failing_since = None;
        self.next_probe_at = None;
    }

    fn shop_is_well(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
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

    fn shop_is_away(
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

    fn shop_is_unclear(&self, engine: &mut Engine, text: &Untrusted) -> Result<(), JournalError> {
        let in_row = engine.journal().state(UNCLEAR_IN_ROW)? + 1;
        engine.write(|writer| writer.set(UNCLEAR_IN_ROW, in_row))?;
        if in_row < UNCLEAR_IN_ROW_MAX {
            return Ok(());
        }
        self.open_incident(engine, IncidentKind::ShopUnclear, text)
    }

    /// An incident that a probe now and then looks for the end of.
    fn open_incident(
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
pub(super) fn open_while_retried(
    engine: &mut Engine,
    kind: IncidentKind,
    number: u32,
    why: &Untrusted,
) -> Result<(), JournalError> {
    let record = engine.journal().order(number)?;
    let owed = engine.journal().owed_effects()?;
    let next = owed.of(EffectKind::Activate).next();
    let next = next.map(|first| first.due_at.max(engine.now()));
    drop(owed);
    let gives_up_at = record.and_then(|record| record.life.schedule.until());
    engine.open_incident(kind, why, next, gives_up_at)
}

/// When an order's call is made again.
fn next_call_at(engine: &Engine, number: u32) -> Result<Option<Timestamp>, JournalError> {
    let owed = engine.journal().owed_effects()?;
    let mut calls = owed.about(&number).filter(|effect| effect.kind == EffectKind::Activate);
    Ok(calls.next().map(|effect| effect.due_at))
}

/// The answer's name in the log.
fn name(answer: &ShopAnswer) -> &'static str {
    match answer {
        ShopAnswer::Activated(_) => "activated",
        ShopAnswer::AlreadyActivated(_) => "already_activated",
        ShopAnswer::Pending { .. } => "pending",
        ShopAnswer::Refused { .. } => "refused",
        ShopAnswer::Unavailable { .. } => "unavailable",
        ShopAnswer::Misconfigured { .. } => "misconfigured",
        ShopAnswer::Intercepted { .. } => "intercepted",
        ShopAnswer::Unclear { .. } => "unclear",
    }
}
