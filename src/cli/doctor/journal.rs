//! The journal: whole, this account's, not behind what the session remembers; and the newest order.

use std::path::Path;

use super::finding::{Outcome, finding};
use super::inputs::Inputs;
use crate::cli::{moment, progress_store};
use crate::journal::{Journal, JournalError, Pins, Summary};
use crate::machine::{Clock as _, Machine};
use crate::order::UserId;
use crate::telegram::session::SessionSnapshot;

/// No journal yet, which is no mistake.
const EMPTY: Summary = Summary {
    orders: 0,
    open_orders: 0,
    newest_ordered_at: None,
};

/// Reads it through; another process may be writing.
pub(super) fn check(inputs: &Inputs) -> Outcome {
    let (config, path) = (inputs.config()?, inputs.telegram()?.journal());
    let session = inputs.facts.session.get();
    let (summary, finding) = match examine(&path, config.tribute.bot_id, session) {
        Ok(summary) => {
            let (orders, open) = (summary.orders, summary.open_orders);
            (summary, finding!(Ok, "doctor-journal-whole", orders, open))
        }
        Err(JournalError::Missing { .. }) => (EMPTY, finding!(Ok, "doctor-journal-none")),
        Err(error) => return Err(error.into()),
    };
    inputs.facts.journal.get_or_init(|| summary);
    Ok(finding)
}

fn examine(
    path: &Path,
    bot: UserId,
    session: Option<&SessionSnapshot>,
) -> Result<Summary, JournalError> {
    let remembered = session.and_then(progress_store::remembered);
    let journal = match (Journal::open_to_read(path), &remembered) {
        (Err(JournalError::Missing { path }), Some(remembered)) => {
            let remembered = remembered.last_number;
            return Err(JournalError::Lost { path, remembered });
        }
        (opened, _) => opened?,
    };
    let theirs = journal.pins();
    let seller = session.and_then(|session| session.seller);
    let ours = Pins {
        seller: seller.unwrap_or(theirs.seller),
        bot,
        livemode: session.map_or(theirs.livemode, |session| session.live),
    };
    if theirs != ours {
        return Err(JournalError::NotOurs {
            theirs: theirs.to_string(),
            ours: ours.to_string(),
        });
    }
    if let Some(remembered) = &remembered {
        journal.check_against(remembered, path)?;
    }
    journal.summary()
}

/// When the newest order was placed.
pub(super) fn last_order(inputs: &Inputs) -> Outcome {
    inputs.telegram()?;
    let Some(summary) = inputs.facts.journal.get() else {
        return Ok(finding!(Skipped, "doctor-last-order-unknown"));
    };
    let Some(ordered_at) = summary.newest_ordered_at else {
        return Ok(finding!(Ok, "doctor-last-order-none"));
    };
    let when = moment::date_and_age(ordered_at, Machine.now());
    Ok(finding!(Ok, "doctor-last-order", when))
}
