//! The worker that calls the shop: several calls at once, each order at most one at a time, behind a
//! circuit breaker (`incidents`). Codes are given at once (`giving`). What may not be asked twice, is not (`once`).

mod giving;
pub(super) mod incidents;
mod once;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::{Id, JoinSet};
use tokio::time::Instant;
use tracing::{debug, error, info};

use giving::{begin, verb_of};

use super::events::EventCalls;
use super::health::Health;
use super::pending::{self, Pending};
use super::trouble::without_words;
use super::{Activator, Call, Stock, Trouble, Verb};
use crate::engine::{Engine, IncidentKind, PAUSED, PROBE_WANTED, Source, decode};
use crate::journal::{EffectKind, JournalError, OpenOrders, Owed, OwedEffect};
use crate::metrics::{SHOP_CALLS, count};
use crate::order::life::{Event, RevocationAnswer, STILL_PENDING, ShopAnswer, State};
use crate::order::{Record, Untrusted};

/// So many calls may be in flight: a shop is a small server.
const CALLS_MAX: usize = 4;

/// The calls about orders; those that give goods come first.
const CALLS: [EffectKind; 2] = [EffectKind::Activate, EffectKind::Revoke];

/// Calls the shop.
pub struct Worker<A> {
    activator: Arc<A>,
    pace: Pace,
    calls: JoinSet<Returned>,
    /// The orders that have a call in flight.
    calling: HashMap<u32, (Id, Verb)>,
    events: EventCalls,
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
    about: About,
    answer: ShopAnswer,
}

/// What a call is about.
#[derive(Clone, Copy, Debug)]
enum About {
    Order(u32, Verb),
    /// An event, by its place in the inbox.
    Event(i64),
}

impl<A: Activator> Worker<A> {
    /// A worker that has not called yet.
    pub fn new(activator: Arc<A>, pace: Pace) -> Self {
        Self {
            activator,
            pace,
            calls: JoinSet::new(),
            calling: HashMap::new(),
            events: EventCalls::default(),
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
        let is_paused = engine.journal().state(PAUSED)? != 0;
        let callable = self.callable(&open, &owed, source, is_paused);
        let due = callable.iter().map(|(effect, record)| {
            let due_at = engine.due_at(effect.attempts, effect.due_at);
            match effect.kind {
                EffectKind::Activate => due_at.max(source.confirms_from(record)),
                _ => due_at,
            }
        });
        let event = if is_paused { None } else { self.events.next_due(engine)? };
        let due: Vec<_> = due.chain(event).collect();
        let allowed_at = match self.probe_at(engine)? {
            None if self.calls.len() < CALLS_MAX => Instant::now(),
            Some(probe_at) if self.calls.is_empty() => probe_at,
            _ => return Ok(None),
        };
        Ok(due.into_iter().min().map(|first| first.max(allowed_at)))
    }

    /// Begins the calls that are due, after `source` has looked whether the orders still stand.
    pub async fn run<S: Source>(
        &mut self,
        engine: &mut Engine,
        source: &mut S,
    ) -> Result<(), S::Error> {
        pending::end(engine, self.pace.pending_after)?;
        let is_paused = engine.journal().state(PAUSED)? != 0;
        if !is_paused && self.activator.stock().is_some() {
            Stock::resume(engine)?;
        }
        if engine.journal().state(PROBE_WANTED)? != 0 {
            self.next_probe_at = None;
            engine.write(|writer| writer.set(PROBE_WANTED, 0))?;
        }
        let now = Instant::now();
        let (open, owed) = (engine.journal().open_orders()?, engine.journal().owed_effects()?);
        let mut due = self.callable(&open, &owed, source, is_paused);
        due.retain(|(effect, record)| {
            let due_at = engine.due_at(effect.attempts, effect.due_at);
            let from = match effect.kind {
                EffectKind::Activate => source.confirms_from(record),
                _ => now,
            };
            // Last: what is due at once says now.
            due_at.max(from) <= Instant::now()
        });
        due.sort_by_key(|(effect, _)| effect.due_at);
        let probe_at = self.probe_at(engine)?;
        if probe_at.is_some() {
            // Another order than the one that failed last tells more.
            let suspect = self.health.suspect();
            due.sort_by_key(|(effect, _)| suspect == Some(effect.number));
        }
        let room = match probe_at {
            None => CALLS_MAX.saturating_sub(self.calls.len()),
            Some(probe_at) if self.calls.is_empty() && probe_at <= now => 1,
            Some(_) => 0,
        };
        due.truncate(room);
        if due.is_empty() {
            let is_wanted = room > 0 && !is_paused;
            return if is_wanted { Ok(self.call_about_event(engine)?) } else { Ok(()) };
        }
        let due = due.into_iter().map(|(effect, record)| (effect.clone(), record.clone()));
        let (mut due, mut orders): (Vec<OwedEffect>, Vec<Record>) = due.unzip();
        drop((open, owed));
        // Nothing has to stand any more for goods to be taken back.
        orders.retain(|record| record.life.state == State::Activating);
        if !orders.is_empty() {
            let confirmed = source.confirm(engine, orders).await?;
            due.retain(|it| it.kind == EffectKind::Revoke || confirmed.contains(&it.number));
        }
        Ok(self.call(engine, &due)?)
    }

    /// Makes the call about the first event that waits; orders come before.
    fn call_about_event(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
        let may_be_repeated = self.activator.may_be_repeated();
        if let Some((id, call)) = self.events.begin(engine, may_be_repeated)? {
            self.next_probe_at = Some(Instant::now() + self.pace.probe_interval);
            let handle = self.spawn(engine, About::Event(id), Verb::TakeNote, call);
            self.events.calls(id, handle);
        }
        Ok(())
    }

    /// The first of the owed calls that nothing but time and the shop's health stands against. A pause holds
    /// goods back, not what is to be told of money that went back.
    fn callable<'a>(
        &self,
        open: &'a OpenOrders,
        owed: &'a Owed<OwedEffect>,
        source: &impl Source,
        is_paused: bool,
    ) -> Vec<(&'a OwedEffect, &'a Record)> {
        let may_be_called = |effect: &OwedEffect| {
            let may_be = |record| {
                effect.kind == EffectKind::Revoke || (!is_paused && source.may_activate(record))
            };
            !self.calling.contains_key(&effect.number)
                && open.get(effect.number).is_some_and(may_be)
        };
        // A probe may pass one over.
        let first = CALLS.map(|kind| owed.first_of(kind, CALLS_MAX + 1, may_be_called));
        let first = first.into_iter().flatten();
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
                    if let Some(about) = self.broken_off(failure.id()) {
                        return Returned { about, answer: self.without_answer() };
                    }
                }
            }
        }
    }

    fn broken_off(&self, id: Id) -> Option<About> {
        let mut calling = self.calling.iter();
        let order = calling.find(|(_, (its, _))| *its == id);
        let order = order.map(|(number, (_, verb))| About::Order(*number, *verb));
        order.or_else(|| self.events.called_by(id).map(About::Event))
    }

    /// Takes in what a call came back with: what it means for the order, and for the shop's health.
    pub fn answered(&mut self, engine: &mut Engine, call: Returned) -> Result<(), JournalError> {
        let Returned { about, answer } = call;
        let (number, verb) = match about {
            About::Order(number, verb) => (number, verb),
            About::Event(id) => {
                let may_be_repeated = self.activator.may_be_repeated();
                return self.events.answered(engine, id, &answer, may_be_repeated);
            }
        };
        self.calling.remove(&number);
        let jitter = (engine.random_u64() & 0xFFFF) as u16;
        let alone = match &answer {
            ShopAnswer::Misconfigured { .. } | ShopAnswer::Intercepted { .. } => {
                self.health.fails_alone(number)
            }
            _ => false,
        };
        let event = match verb {
            Verb::Revoke => {
                Event::RevocationAnswered { answer: revocation(answer.clone()), jitter }
            }
            _ => Event::ShopAnswered { answer: answer.clone(), jitter, alone },
        };
        self.record_answer(engine, number, event, &answer)?;
        let why = match &answer {
            ShopAnswer::Unavailable { why, .. } => Some(without_words(why)),
            _ => None,
        };
        let next_at = next_call_at(engine, number)?.map(|at| at.to_string());
        let named = name(verb, &answer);
        count(SHOP_CALLS, [named]);
        info!(number, answer = named, why, next_at, "the shop answered");
        match &answer {
            ShopAnswer::Activated(_)
            | ShopAnswer::AlreadyActivated(_)
            | ShopAnswer::Pending { .. }
            | ShopAnswer::Refused { .. }
            | ShopAnswer::OutOfStock => {
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
        if let Some(stock) = self.activator.stock() {
            // Each by itself: what one takes is not there for the next.
            return effects.iter().try_for_each(|effect| self.give(engine, stock, effect));
        }
        let effects = self.end_unanswered(engine, effects)?;
        engine
            .write_together(|engine| effects.iter().try_for_each(|effect| begin(engine, effect)))?;
        engine.make_durable()?;
        self.next_probe_at = Some(Instant::now() + self.pace.probe_interval);
        for effect in &effects {
            let call: Call = decode(&effect.payload)?;
            let (number, attempt) = (effect.number, effect.attempts + 1);
            let verb = verb_of(effect);
            debug!(number, attempt, ?verb, "call the shop");
            let id = self.spawn(engine, About::Order(number, verb), verb, call);
            self.calling.insert(number, (id, verb));
        }
        Ok(())
    }

    fn spawn(&mut self, engine: &Engine, about: About, verb: Verb, call: Call) -> Id {
        let (shop, at) = (self.activator.clone(), engine.now());
        let call = async move { Returned { about, answer: shop.call(verb, &call, at).await } };
        self.calls.spawn(call).id()
    }
}

/// When an order's call is made again.
fn next_call_at(engine: &Engine, number: u32) -> Result<Option<Timestamp>, JournalError> {
    let owed = engine.journal().owed_effects()?;
    let mut calls = owed.about(&number).filter(|effect| CALLS.contains(&effect.kind));
    Ok(calls.next().map(|effect| effect.due_at))
}

/// What an answer means that was given to a call about goods that are to come back. Of what keeps all calls
/// away, the incident tells.
fn revocation(answer: ShopAnswer) -> RevocationAnswer {
    let not_yet = |why, retry_after| RevocationAnswer::NotYet { why, retry_after };
    match answer {
        ShopAnswer::Activated(_) | ShopAnswer::AlreadyActivated(_) => RevocationAnswer::Revoked,
        ShopAnswer::Pending { retry_after } => not_yet(Untrusted::new(STILL_PENDING), retry_after),
        ShopAnswer::Unavailable { why, retry_after } => not_yet(why, retry_after),
        ShopAnswer::Misconfigured { code, .. } => not_yet(code, None),
        ShopAnswer::Intercepted { status, .. } => {
            not_yet(Untrusted::new(format!("HTTP {status}")), None)
        }
        ShopAnswer::Unclear { excerpt: why } => RevocationAnswer::NotRevoked { why },
        ShopAnswer::Refused { code, message } => {
            RevocationAnswer::NotRevoked { why: message.unwrap_or(code) }
        }
        // Nobody is asked to take codes back.
        ShopAnswer::OutOfStock => {
            RevocationAnswer::NotRevoked { why: Untrusted::new("out_of_stock") }
        }
    }
}

/// The answer's name in the log.
fn name(verb: Verb, answer: &ShopAnswer) -> &'static str {
    match answer {
        ShopAnswer::Activated(_) if verb == Verb::Revoke => "revoked",
        ShopAnswer::Activated(_) => "activated",
        ShopAnswer::AlreadyActivated(_) => "already_activated",
        ShopAnswer::Pending { .. } => "pending",
        ShopAnswer::Refused { .. } => "refused",
        ShopAnswer::OutOfStock => "out_of_stock",
        ShopAnswer::Unavailable { .. } => "unavailable",
        ShopAnswer::Misconfigured { .. } => "misconfigured",
        ShopAnswer::Intercepted { .. } => "intercepted",
        ShopAnswer::Unclear { .. } => "unclear",
    }
}
