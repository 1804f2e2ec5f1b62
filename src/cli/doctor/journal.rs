//! The journal: whole, this account's, not behind what the session remembers; and the newest order.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::finding::{Check, Finding, Verdict};
use crate::journal::{Journal, JournalError, Pins, Progress, Summary};
use crate::language::Language;
use crate::order::UserId;

/// Whose it has to be, as far as that is known.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    pub seller: Option<UserId>,
    pub bot: UserId,
    pub livemode: Option<bool>,
    /// What the session remembers of it.
    pub remembered: Option<Progress>,
}

/// Reads it through; another process may be writing.
pub(super) fn journal(
    path: &Path,
    expected: &Expected,
    language: Language,
) -> (Finding, Option<Summary>) {
    match examine(path, expected) {
        Ok(summary) => (well(&summary, language), Some(summary)),
        Err(JournalError::Missing { .. }) => {
            let what = language.pick(
                "None yet: the first `run` makes it.",
                "Ещё нет: его заведёт первый `run`.",
            );
            (Finding::ok(Check::Journal, what), None)
        }
        Err(error) => {
            let finding = Finding::explained(Check::Journal, Verdict::Failed, &error, language);
            (finding, None)
        }
    }
}

fn examine(path: &Path, expected: &Expected) -> Result<Summary, JournalError> {
    let journal = match (Journal::open_to_read(path), &expected.remembered) {
        (Err(JournalError::Missing { path }), Some(remembered)) => {
            return Err(JournalError::Lost {
                path,
                remembered: remembered.last_number,
            });
        }
        (opened, _) => opened?,
    };
    let theirs = journal.pins();
    let ours = Pins {
        seller: expected.seller.unwrap_or(theirs.seller),
        bot: expected.bot,
        livemode: expected.livemode.unwrap_or(theirs.livemode),
    };
    if theirs != ours {
        return Err(JournalError::NotOurs {
            theirs: theirs.to_string(),
            ours: ours.to_string(),
        });
    }
    if let Some(remembered) = &expected.remembered {
        journal.check_against(remembered, path)?;
    }
    journal.summary()
}

fn well(summary: &Summary, language: Language) -> Finding {
    let (orders, open) = (summary.orders, summary.open_orders);
    Finding::ok(
        Check::Journal,
        language.pick(
            format!("Whole, and this account's. Orders: {orders}, open: {open}."),
            format!("Цел и принадлежит этому аккаунту. Заказов: {orders}, открытых: {open}."),
        ),
    )
}

/// When the newest order was placed.
pub(super) fn last_order(summary: Option<&Summary>, now: Timestamp, language: Language) -> Finding {
    let Some(ordered_at) = summary.and_then(|summary| summary.newest_ordered_at) else {
        let what = language.pick("None yet.", "Ещё не было.");
        return Finding::skipped(Check::LastOrder, what);
    };
    let local = ordered_at.to_zoned(TimeZone::system());
    let local = local.strftime("%d.%m.%Y %H:%M");
    let ago = ago(ordered_at, now, language);
    Finding::ok(Check::LastOrder, format!("{local}{ago}"))
}

/// ` (3 h ago)`; nothing when the clocks disagree.
fn ago(then: Timestamp, now: Timestamp, language: Language) -> String {
    let seconds = now.as_second() - then.as_second();
    let (hours, minutes) = (seconds / 3600, seconds / 60);
    match (hours, minutes) {
        _ if seconds < 0 => String::new(),
        (48.., _) => {
            let days = hours / 24;
            language.pick(
                format!(" ({days} days ago)"),
                format!(" (дней назад: {days})"),
            )
        }
        (1.., _) => language.pick(format!(" ({hours} h ago)"), format!(" ({hours} ч назад)")),
        _ => language.pick(
            format!(" ({minutes} min ago)"),
            format!(" ({minutes} мин назад)"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago_is_told_in_one_unit() {
        let then: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        for (now, told) in [
            ("2026-11-22T10:05:30Z", " (5 min ago)"),
            ("2026-11-22T13:59:00Z", " (3 h ago)"),
            ("2026-11-25T10:00:00Z", " (3 days ago)"),
            ("2026-11-22T09:00:00Z", ""),
        ] {
            assert_eq!(
                ago(then, now.parse().unwrap(), Language::English),
                told,
                "{now}"
            );
        }
    }
}
