//! Incidents: one message for all the orders that wait for the same thing.

use jiff::Timestamp;

use super::Formatter;
use super::markup::{Markup, rich};
use super::reasons::quoted;
use crate::engine::{Incident, IncidentKind};
use crate::i18n::t;
use crate::shop::describe_why;

impl IncidentKind {
    /// What is wrong, before `since HH:MM`.
    pub fn trouble(self) -> String {
        t!("moderation-incident-trouble", kind = self.name())
    }
}

/// An incident that lasts.
pub(super) fn opened(
    formatter: &Formatter,
    incident: &Incident,
    waiting_count: u32,
    first_number: Option<u32>,
) -> Markup {
    let kind = incident.kind;
    let mut lines = vec![
        rich!(
            "moderation-incident-opened",
            trouble = kind.trouble(),
            since = formatter.time(incident.opened_at, incident.opened_at),
            detail = detail(incident)
        ),
        rich!(
            "moderation-incident-waiting",
            count = waiting_count,
            first = first_number.unwrap_or_default()
        ),
    ];
    lines.extend(attempts(formatter, incident));
    // Of a shop that is away nothing is known but that.
    if kind != IncidentKind::ShopUnavailable {
        lines.push(rich!("moderation-incident-advice", kind = kind.name()));
    }
    Markup::lines(lines)
}

/// An incident that is over.
pub(super) fn closed(formatter: &Formatter, incident: &Incident, at: Timestamp) -> Markup {
    rich!(
        "moderation-incident-closed",
        kind = incident.kind.name(),
        from = formatter.time(incident.opened_at, incident.opened_at),
        to = formatter.time(at, incident.opened_at)
    )
}

/// `: connection refused`
fn detail(incident: &Incident) -> Markup {
    let detail = match (incident.kind, incident.detail.as_str()) {
        // Telegram's other names speak for themselves.
        (IncidentKind::ChatUnreachable, why @ ("" | "FLOOD_WAIT")) => {
            rich!("moderation-telegram-trouble", why = why)
        }
        (_, "") => return Markup::default(),
        (IncidentKind::ShopUnavailable, _) => Markup::plain(describe_why(&incident.detail)),
        _ => quoted(&incident.detail),
    };
    Markup::join([Markup::plain(": "), detail], "")
}

/// `I keep trying until 25.11 12:03, next at 12:22.`
fn attempts(formatter: &Formatter, incident: &Incident) -> Option<Markup> {
    let time = |at| formatter.time(at, incident.opened_at);
    let next = incident.next_attempt_at.map(time);
    let until = incident.gives_up_at.map(time);
    let known = match (&next, &until) {
        (Some(_), Some(_)) => "both",
        (Some(_), None) => "next",
        (None, Some(_)) => "until",
        (None, None) => return None,
    };
    Some(rich!(
        "moderation-incident-attempts",
        known = known,
        next = next.unwrap_or_default(),
        until = until.unwrap_or_default()
    ))
}
