//! How many orders came and what became of them.

use jiff::Timestamp;

use super::{Journal, JournalError};

/// How many orders came within some time, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Taken in.
    pub arrived: u32,
    /// Of those, completed by now.
    pub completed: u32,
    /// Of those, closed by a person.
    pub closed: u32,
}

impl Journal {
    /// How many orders came from `since` on, to the second.
    pub fn tally_since(&self, since: Timestamp) -> Result<Tally, JournalError> {
        let mut tallied = self.connection.prepare_cached(
            // What a time is written as has no fixed length.
            "SELECT count(*), count(*) FILTER (WHERE stage = 'completed'),
                    count(*) FILTER (WHERE stage = 'closed')
             FROM orders WHERE substr(created_at, 1, 19) >= substr(?1, 1, 19)",
        )?;
        Ok(tallied.query_row([since.to_string()], |row| {
            Ok(Tally { arrived: row.get(0)?, completed: row.get(1)?, closed: row.get(2)? })
        })?)
    }
}
