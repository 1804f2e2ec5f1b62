//! The orders that nobody goes on with, for whoever takes the login away.

use std::path::Path;

use super::super::Context;
use crate::journal::{Journal, JournalError};
use crate::order::Record;
use crate::report::Severity;

/// The orders that are open. `None`: the journal can't be read, which is told, and keeps nobody from
/// taking their login away.
pub(in crate::cli) fn left_open(journal: &Path, context: &mut Context<'_>) -> Option<Vec<Record>> {
    let orders = Journal::open_to_read(journal).and_then(|journal| journal.open_orders());
    match orders {
        Ok(orders) => Some(orders.iter().cloned().collect()),
        Err(JournalError::Missing { .. }) => Some(Vec::new()),
        Err(error) => {
            context.report(&error, Severity::Warning);
            None
        }
    }
}
