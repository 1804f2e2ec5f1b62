//! Going on with a journal that is not the one which was lost.

use rusqlite::params;

use super::{Journal, JournalError, NotificationKey, Writer};

impl Writer<'_> {
    /// Gives the journal a name of its own: the one that was lost, should it be found, is another.
    pub fn rename_journal(&self, journal_id: &str) -> Result<(), JournalError> {
        self.transaction.execute("UPDATE pins SET journal_id = ?1", [journal_id])?;
        Ok(())
    }

    /// Lets the numbers of new orders begin above `last_number`, which people may have read.
    pub fn number_above(&self, last_number: u32) -> Result<(), JournalError> {
        let raised = self.transaction.execute(
            "UPDATE sqlite_sequence SET seq = MAX(seq, ?1) WHERE name = 'orders'",
            [last_number],
        )?;
        if raised == 0 {
            self.transaction.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ('orders', ?1)",
                [last_number],
            )?;
        }
        Ok(())
    }

    /// Puts a message that is owed under another `random_id`: under the one that stands here the
    /// lost journal may have sent another text, and Telegram takes a second one for a repeat.
    pub fn notify_under(&self, key: &NotificationKey, random_id: i64) -> Result<(), JournalError> {
        self.transaction.execute(
            "UPDATE notices SET random_id = ?2 WHERE key = ?1 AND message_id IS NULL",
            params![key.to_string(), random_id],
        )?;
        Ok(())
    }
}

impl Journal {
    /// The keys of all messages that are not known to stand in the moderators' chat.
    pub fn unplaced_notifications(&self) -> Result<Vec<NotificationKey>, JournalError> {
        let mut statement =
            self.connection.prepare_cached("SELECT key FROM notices WHERE message_id IS NULL")?;
        let keys = statement.query_map([], |row| Ok(NotificationKey::stored(row.get(0)?)))?;
        Ok(keys.collect::<rusqlite::Result<_>>()?)
    }
}
