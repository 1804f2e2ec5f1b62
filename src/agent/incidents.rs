//! Troubles that concern many orders at once: one message for all of them, and no knocking at a
//! closed door.

use jiff::Timestamp;
use tokio::time::Instant;
use tracing::{info, warn};

use super::{Agent, AgentError};
use crate::journal::{EffectKind, Fact, NoticeKey, OpenIncident};
use crate::moderation::{Incident, IncidentKind};
use crate::order::Untrusted;
use crate::order::life::{Event, ShopAnswer, Stage};
use crate::shop::Activator;
use crate::telegram::Messenger;

/// So many unclear answers in a row are an incident.
const UNCLEAR_IN_ROW_MAX: i64 = 3;

/// What this process knows of the shop's health.
#[derive(Debug, Default)]
pub(super) struct ShopWatch {
    /// Since when every call has failed.
    failing_since: Option<Instant>,
    /// When one call may be made although the door seems closed.
    next_probe_at: Option<Instant>,
}

/// What an answer says about the shop, whatever it says about the order.
enum Health {
    /// The shop spoke for itself.
    Well,
    /// The shop can't be reached.
    Away(Untrusted),
    /// Nothing will work until somebody mends something.
    Broken(IncidentKind, Untrusted),
    /// It answered, nobody knows what.
    Unclear(Untrusted),
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// A call returned: what it means for the shop's health, and for the order.
    pub(super) fn shop_answered(
        &mut self,
        number: u32,
        answer: ShopAnswer,
    ) -> Result<(), AgentError> {
        self.calling.remove(&number);
        let health = health(&answer);
        let jitter = (self.dice.next_u64() & 0xFFFF) as u16;
        info!(number, answer = name(&answer), "the shop answered");
        self.happen(number, Event::ShopAnswered { answer, jitter })?;
        match health {
            Health::Well => self.shop_is_well(),
            Health::Away(why) => self.shop_is_away(number, &why),
            Health::Broken(kind, detail) => self.open_incident(kind, &detail, None),
            Health::Unclear(excerpt) => self.shop_is_unclear(&excerpt),
        }
    }

    fn shop_is_well(&mut self) -> Result<(), AgentError> {
        self.shop_watch = ShopWatch::default();
        if self.journal.fact(Fact::UnclearInRow)? != 0 {
            self.journal
                .write(|writer| writer.learn(Fact::UnclearInRow, 0))?;
        }
        for kind in [
            IncidentKind::ShopUnavailable,
            IncidentKind::ShopMisconfigured,
            IncidentKind::ShopIntercepted,
            IncidentKind::ShopUnclear,
        ] {
            self.close_incident(kind)?;
        }
        Ok(())
    }

    fn shop_is_away(&mut self, number: u32, why: &Untrusted) -> Result<(), AgentError> {
        let now = Instant::now();
        let since = *self.shop_watch.failing_since.get_or_insert(now);
        if now.duration_since(since) < self.settings.timing.incident_after {
            return Ok(());
        }
        let gives_up_at = self
            .journal
            .order(number)?
            .and_then(|record| record.life.schedule.until());
        self.open_incident(IncidentKind::ShopUnavailable, why, gives_up_at)
    }

    fn shop_is_unclear(&mut self, excerpt: &Untrusted) -> Result<(), AgentError> {
        let in_row = self.journal.fact(Fact::UnclearInRow)? + 1;
        self.journal
            .write(|writer| writer.learn(Fact::UnclearInRow, in_row))?;
        if in_row >= UNCLEAR_IN_ROW_MAX {
            self.open_incident(IncidentKind::ShopUnclear, excerpt, None)?;
        }
        Ok(())
    }

    /// `None`: calls may be made. Otherwise one may be made at this time, to see.
    pub(super) fn shop_gate(&self) -> Result<Option<Instant>, AgentError> {
        let closed = [
            IncidentKind::ShopMisconfigured,
            IncidentKind::ShopIntercepted,
            IncidentKind::ShopUnclear,
        ];
        for kind in closed {
            if self.incident(kind)?.is_some() {
                // Nothing is known of an earlier probe: one may be made in this turn.
                let probe_at = self.shop_watch.next_probe_at;
                return Ok(Some(probe_at.unwrap_or(self.turn_began_at)));
            }
        }
        Ok(None)
    }

    /// The shop's settings are others now: whether its door is open is to be seen at once.
    pub(super) fn look_at_the_shop_anew(&mut self) {
        self.shop_watch = ShopWatch::default();
    }

    /// A call is being made: the next probe waits.
    pub(super) fn probing(&mut self) {
        self.shop_watch.next_probe_at = Some(Instant::now() + self.settings.timing.probe_interval);
    }

    /// The incident of a kind, while it lasts.
    pub(super) fn incident(&self, kind: IncidentKind) -> Result<Option<OpenIncident>, AgentError> {
        let open = self.journal.open_incidents()?;
        let found = open.iter().find(|incident| incident.kind == kind.name());
        Ok(found.cloned())
    }

    /// Opens an incident, or brings what moderators read about it up to date.
    pub(super) fn open_incident(
        &mut self,
        kind: IncidentKind,
        detail: &Untrusted,
        gives_up_at: Option<Timestamp>,
    ) -> Result<(), AgentError> {
        let now = self.now();
        let known = self.incident(kind)?;
        if known.is_none() {
            warn!(kind = kind.name(), "an incident begins");
        }
        let opened_at = known.as_ref().map_or(now, |incident| incident.opened_at);
        let notice = known.map_or_else(
            || NoticeKey::incident(kind.name(), now),
            |incident| incident.notice,
        );
        let incident = Incident {
            kind,
            opened_at,
            detail: detail.clone(),
            next_attempt_at: self.next_attempt_at(kind, now)?,
            gives_up_at,
        };
        let (waiting, first) = self.held_up_by(kind)?;
        let text = self.settings.voice.incident_open(&incident, waiting, first);
        let random_id = self.random_id();
        let row = OpenIncident {
            kind: kind.name().to_owned(),
            opened_at,
            detail: detail.clone(),
            notice: notice.clone(),
        };
        Ok(self.journal.write(|writer| {
            writer.open_incident(&row)?;
            writer.tell(&notice, None, &text, random_id, now)
        })?)
    }

    /// How many orders an incident holds up, and the first of them.
    fn held_up_by(&self, kind: IncidentKind) -> Result<(u32, Option<u32>), AgentError> {
        let stages: &[Stage] = match kind {
            IncidentKind::BotSilent => &[Stage::Replying],
            IncidentKind::ShopUnavailable
            | IncidentKind::ShopMisconfigured
            | IncidentKind::ShopIntercepted
            | IncidentKind::ShopUnclear => &[Stage::Activating],
            IncidentKind::ChatUnreachable => &[
                Stage::Activating,
                Stage::Replying,
                Stage::AwaitingConfirmation,
                Stage::Confirming,
            ],
        };
        let mut all = (0, None);
        for stage in stages {
            let (count, first) = self.journal.waiting_in(*stage)?;
            let firsts = all.1.into_iter().chain(first);
            all = (all.0 + count, firsts.min());
        }
        Ok(all)
    }

    /// When this program will knock again, as far as it knows.
    fn next_attempt_at(
        &self,
        kind: IncidentKind,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, AgentError> {
        Ok(match kind {
            IncidentKind::BotSilent => None,
            IncidentKind::ChatUnreachable => self.next_reading_at(now),
            IncidentKind::ShopUnavailable => {
                let owed = self.journal.owed_effects()?;
                let mut calls = owed
                    .iter()
                    .filter(|effect| effect.kind == EffectKind::Activate);
                calls.next().map(|first| first.due_at.max(now))
            }
            IncidentKind::ShopMisconfigured
            | IncidentKind::ShopIntercepted
            | IncidentKind::ShopUnclear => {
                now.checked_add(self.settings.timing.probe_interval).ok()
            }
        })
    }

    /// Ends an incident, if there is one.
    pub(super) fn close_incident(&mut self, kind: IncidentKind) -> Result<(), AgentError> {
        let Some(row) = self.incident(kind)? else {
            return Ok(());
        };
        info!(kind = kind.name(), "an incident is over");
        let now = self.now();
        let incident = Incident {
            kind,
            opened_at: row.opened_at,
            detail: row.detail,
            next_attempt_at: None,
            gives_up_at: None,
        };
        let text = self.settings.voice.incident_closed(&incident, now);
        let random_id = self.random_id();
        Ok(self.journal.write(|writer| {
            writer.close_incident(kind.name())?;
            writer.tell(&row.notice, None, &text, random_id, now)
        })?)
    }
}

fn health(answer: &ShopAnswer) -> Health {
    match answer {
        ShopAnswer::Activated(_)
        | ShopAnswer::AlreadyActivated(_)
        | ShopAnswer::Pending { .. }
        | ShopAnswer::Refused { .. } => Health::Well,
        ShopAnswer::Unavailable { why, .. } => Health::Away(why.clone()),
        ShopAnswer::Misconfigured { code, .. } => {
            Health::Broken(IncidentKind::ShopMisconfigured, code.clone())
        }
        ShopAnswer::Intercepted { status, excerpt } => Health::Broken(
            IncidentKind::ShopIntercepted,
            Untrusted::new(format!("{status} {}", excerpt.as_str())),
        ),
        ShopAnswer::Unclear { excerpt } => Health::Unclear(excerpt.clone()),
    }
}

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
