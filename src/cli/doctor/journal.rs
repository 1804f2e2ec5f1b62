//! The journal: whole, this account's, not behind what the session remembers; and the newest order.

use std::path::Path;

use jiff::Timestamp;

use super::finding::{Check, Finding, Verdict};
use super::moment;
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

/// Reads it through; another process may be writing. Gives what is in it, if it can be trusted.
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
            let none = Summary {
                orders: 0,
                open_orders: 0,
                newest_ordered_at: None,
            };
            (Finding::ok(Check::Journal, what), Some(none))
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
    let check = Check::LastOrder;
    let Some(summary) = summary else {
        let what = language.pick("The journal can't be read.", "Журнал не прочитать.");
        return Finding::skipped(check, what);
    };
    match summary.newest_ordered_at {
        Some(ordered_at) => Finding::ok(check, moment::told(ordered_at, now, language)),
        None => Finding::ok(check, language.pick("None yet.", "Ещё не было.")),
    }
}
