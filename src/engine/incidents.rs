//! Incidents: troubles that concern many orders at once, with one message for all of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tracing::{info, warn};

use super::Engine;
use crate::journal::{JournalError, NotificationKey, OpenIncident};
use crate::order::Untrusted;
use crate::order::life::Stage;

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
    /// The bot does not answer replies.
    BotSilent,
    /// Telegram keeps Tribute's chat from us.
    ChatUnreachable,
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

impl IncidentKind {
    /// The name as the journal and the documents write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ShopUnavailable => "shop_unavailable",
            Self::ShopMisconfigured => "shop_misconfigured",
            Self::ShopIntercepted => "shop_intercepted",
            Self::ShopUnclear => "shop_unclear",
            Self::BotSilent => "bot_silent",
            Self::ChatUnreachable => "chat_unreachable",
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
            Self::ShopUnavailable
            | Self::ShopMisconfigured
            | Self::ShopIntercepted
            | Self::ShopUnclear => &[Stage::Activating, Stage::Revoking],
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
        let row = known.unwrap_or_else(|| OpenIncident {
            kind: kind.name().to_owned(),
            opened_at: now,
            detail: detail.clone(),
            notification: NotificationKey::incident(kind.name(), now),
        });
        let opened_at = row.opened_at;
        let incident =
            Incident { kind, opened_at, detail: detail.clone(), next_attempt_at, gives_up_at };
        let open = self.journal.open_orders()?;
        let held_up = || kind.holds_up().iter().flat_map(|stage| open.in_stage(*stage));
        let waiting = held_up().fold(0, |count, _| count + 1);
        let first = held_up().map(|record| record.number).min();
        drop(open);
        if is_new {
            let next_at = next_attempt_at.map(|at| at.to_string());
            warn!(kind = kind.name(), waiting, next_at, "an incident begins");
        }
        let text = self.wording.incident_opened(&incident, waiting, first);
        let random_id = self.random_id();
        self.journal.write(|writer| {
            writer.open_incident(&row)?;
            writer.notify(&row.notification, None, &text, random_id, now)
        })
    }

    /// Ends an incident, if there is one. Where nobody has read of it there is no end to tell.
    pub fn close_incident(&mut self, kind: IncidentKind) -> Result<(), JournalError> {
        let Some(row) = self.incident(kind)? else {
            return Ok(());
        };
        info!(kind = kind.name(), "an incident is over");
        let now = self.now();
        let text = self.wording.incident_closed(kind, row.opened_at, now);
        let random_id = self.random_id();
        self.journal.write(|writer| {
            writer.close_incident(kind.name())?;
            if writer.withdraw(&row.notification)? {
                return Ok(());
            }
            writer.notify(&row.notification, None, &text, random_id, now)
        })
    }
}
