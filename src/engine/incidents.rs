//! Incidents: troubles that concern many orders at once, with one message for all of them.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tracing::{info, warn};

use super::Engine;
use crate::journal::{JournalError, NotificationKey, OpenIncident, PastIncident};
use crate::order::Untrusted;
use crate::order::life::Stage;

/// A trouble that comes again so soon is the same one still, in the same message.
const REPEATED_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// What keeps many orders waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// The shop can't be reached, or is busy.
    ShopUnavailable,
    /// The shop says that our key or clock is wrong.
    ShopMisconfigured,
    /// Something else answers in the shop's place.
    ShopIntercepted,
    /// The shop answers success several times in a row without saying that it activated.
    ShopUnclear,
    /// The shop has taken orders and does not finish them.
    ShopPending,
    /// The bot does not answer replies.
    BotSilent,
    /// Telegram keeps Tribute's chat from us.
    ChatUnreachable,
    /// The bot that is paid is away.
    PaymentsUnreachable,
    /// T-Bank does not take our calls.
    BankUnavailable,
    /// Tribute does not take our calls about its shop.
    TributeShopUnavailable,
}

/// An incident as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// What is wrong.
    pub kind: IncidentKind,
    /// Since when, by Telegram's time as far as it is known.
    pub opened_at: Timestamp,
    /// What was seen last: `connection refused`, `bad_signature`, the beginning of a page, …
    pub detail: Untrusted,
    /// When it is tried again; `None` when only a person can end it, or nothing waits to be tried.
    pub next_attempt_at: Option<Timestamp>,
    /// When the oldest waiting order is given up.
    pub gives_up_at: Option<Timestamp>,
}

/// An incident that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentEnd {
    /// What was wrong.
    pub kind: IncidentKind,
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// How many orders were under way meanwhile.
    pub orders: u32,
    /// How many of them are under way still.
    pub at_work: u32,
    /// Those of them that wait for people.
    pub escalated: Vec<u32>,
}

impl IncidentKind {
    /// The name as the journal and the documents write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ShopUnavailable => "shop_unavailable",
            Self::ShopMisconfigured => "shop_misconfigured",
            Self::ShopIntercepted => "shop_intercepted",
            Self::ShopUnclear => "shop_unclear",
            Self::ShopPending => "shop_pending",
            Self::BotSilent => "bot_silent",
            Self::ChatUnreachable => "chat_unreachable",
            Self::PaymentsUnreachable => "payments_unreachable",
            Self::BankUnavailable => "bank_unavailable",
            Self::TributeShopUnavailable => "tribute_shop_unavailable",
        }
    }

    /// The kind that the journal and the documents write so.
    pub fn of_name(name: &str) -> Option<Self> {
        serde_json::from_value(name.into()).ok()
    }

    /// The stages in which orders wait for its end.
    fn holds_up(self) -> &'static [Stage] {
        match self {
            Self::BotSilent => &[Stage::Replying],
            Self::PaymentsUnreachable => &[Stage::Sending],
            // What is paid goes on.
            Self::BankUnavailable | Self::TributeShopUnavailable => &[],
            Self::ShopUnavailable
            | Self::ShopMisconfigured
            | Self::ShopIntercepted
            | Self::ShopUnclear
            | Self::ShopPending => &[Stage::Activating, Stage::Revoking],
            Self::ChatUnreachable => &[
                Stage::Activating,
                Stage::Replying,
                Stage::AwaitingConfirmation,
                Stage::Confirming,
            ],
        }
    }
}

impl Engine {
    /// The incident of a kind, while it lasts.
    pub fn incident(&self, kind: IncidentKind) -> Result<Option<OpenIncident>, JournalError> {
        let open = self.journal.open_incidents()?;
        let found = open.iter().find(|incident| incident.kind == kind.name());
        Ok(found.cloned())
    }

    /// Opens an incident, or brings what moderators read about it up to date. Of the times, as much as
    /// is known: the worker tries again `next_attempt_at`, the oldest waiting order `gives_up_at`.
    pub fn open_incident(
        &mut self,
        kind: IncidentKind,
        detail: &Untrusted,
        next_attempt_at: Option<Timestamp>,
        gives_up_at: Option<Timestamp>,
    ) -> Result<(), JournalError> {
        let now = self.now();
        let known = self.incident(kind)?;
        let is_new = known.is_none();
        let row = known.map_or_else(|| self.begun(kind, detail, now), Ok)?;
        let opened_at = row.opened_at;
        let incident =
            Incident { kind, opened_at, detail: detail.clone(), next_attempt_at, gives_up_at };
        let (waiting, first) = self.held_up(kind, opened_at)?;
        if is_new {
            let next_at = next_attempt_at.map(|at| at.to_string());
            warn!(kind = kind.name(), %detail, waiting, next_at, "an incident begins");
        }
        let text = self.wording.incident_opened(&incident, waiting, first);
        let random_id = self.random_id();
        self.journal.write(|writer| {
            writer.open_incident(&row)?;
            writer.notify(&row.notification, None, &text, random_id, now)
        })
    }

    /// An incident that begins now, or has come again.
    fn begun(
        &self,
        kind: IncidentKind,
        detail: &Untrusted,
        now: Timestamp,
    ) -> Result<OpenIncident, JournalError> {
        let past = self.journal.past_incidents()?;
        let is_same = |it: &&PastIncident| {
            it.incident.kind == kind.name()
                && now.duration_since(it.closed_at).abs() < REPEATED_WITHIN
        };
        if let Some(past) = past.iter().find(is_same) {
            return Ok(past.incident.clone());
        }
        let (_, first) = self.held_up(kind, now)?;
        let first_number = match first {
            Some(first) => first,
            None => self.journal.newest_number()? + 1,
        };
        Ok(OpenIncident {
            kind: kind.name().to_owned(),
            opened_at: now,
            detail: detail.clone(),
            notification: NotificationKey::incident(kind.name(), now),
            first_number,
        })
    }

    /// How many orders wait for the end of an incident, and the first of them. Those that wait for the end of one that
    /// was there before are counted there.
    fn held_up(
        &self,
        kind: IncidentKind,
        opened_at: Timestamp,
    ) -> Result<(u32, Option<u32>), JournalError> {
        let incidents = self.journal.open_incidents()?;
        let before =
            incidents.iter().filter(|it| (it.opened_at, &*it.kind) < (opened_at, kind.name()));
        let counted: Vec<Stage> = before
            .filter_map(|it| IncidentKind::of_name(&it.kind))
            .flat_map(|it| it.holds_up().iter().copied())
            .collect();
        let open = self.journal.open_orders()?;
        let stages = kind.holds_up().iter().filter(|stage| !counted.contains(stage));
        let numbers = stages.flat_map(|stage| open.in_stage(*stage).map(|record| record.number));
        Ok(numbers.fold((0, None), |(count, first), number| {
            (count + 1, Some(first.map_or(number, |first: u32| first.min(number))))
        }))
    }

    /// Ends an incident, if there is one. Where nobody has read of it there is no end to tell.
    pub fn close_incident(&mut self, kind: IncidentKind) -> Result<(), JournalError> {
        let Some(row) = self.incident(kind)? else {
            return Ok(());
        };
        info!(kind = kind.name(), "an incident is over");
        let now = self.now();
        let last_number = self.journal.newest_number()?;
        let end = self.end_of(kind, &row, now, last_number)?;
        let text = self.wording.incident_closed(&end);
        let random_id = self.random_id();
        self.journal.write(|writer| {
            if writer.withdraw(&row.notification)? {
                return writer.forget_incident(kind.name());
            }
            let unsettled = (end.at_work > 0).then_some(last_number);
            writer.close_incident(kind.name(), now, unsettled)?;
            writer.notify(&row.notification, None, &text, random_id, now)
        })
    }

    /// Tells of incidents that are over what became of their orders, once none of these is under way.
    pub fn settle_incidents(&mut self) -> Result<(), JournalError> {
        for past in self.journal.past_incidents()?.iter() {
            let PastIncident { incident, closed_at, last_number: Some(last_number) } = past else {
                continue;
            };
            let Some(kind) = IncidentKind::of_name(&incident.kind) else { continue };
            let open = self.journal.open_orders()?;
            let mut orders = open.between(incident.first_number, *last_number);
            if orders.any(|record| record.life.state.stage() != Stage::Escalated) {
                continue;
            }
            let end = self.end_of(kind, incident, *closed_at, *last_number)?;
            let text = self.wording.incident_closed(&end);
            let (random_id, now) = (self.random_id(), self.now());
            self.journal.write(|writer| {
                writer.settle_incident(&incident.kind)?;
                writer.notify(&incident.notification, None, &text, random_id, now)
            })?;
        }
        Ok(())
    }

    fn end_of(
        &self,
        kind: IncidentKind,
        row: &OpenIncident,
        to: Timestamp,
        last_number: u32,
    ) -> Result<IncidentEnd, JournalError> {
        let (from, first_number) = (row.opened_at, row.first_number);
        let open = self.journal.open_orders()?;
        let concerned =
            open.between(first_number, last_number).filter(|record| record.updated_at >= from);
        let (escalated, at_work): (Vec<_>, Vec<_>) =
            concerned.partition(|record| record.life.state.stage() == Stage::Escalated);
        Ok(IncidentEnd {
            kind,
            from,
            to,
            orders: self.journal.count_moved(first_number, last_number, from)?,
            at_work: u32::try_from(at_work.len()).unwrap_or(u32::MAX),
            escalated: escalated.iter().map(|record| record.number).collect(),
        })
    }
}
