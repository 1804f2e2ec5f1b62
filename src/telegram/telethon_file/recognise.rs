//! Whose SQLite file it is.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::journal;
use crate::telegram::session;

const APPLICATION_ID_AT: usize = 68;
/// Nobody's session file has more; of a file that has, the rest is not looked at.
const NAMES_MAX: usize = 1_000;

/// Whose SQLite file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Telethon,
    /// Pyrogram's, or one of its descendants'.
    Pyrogram,
    /// The Rust library's own, which this program does not use.
    Grammers,
    /// This program's session.
    Own,
    /// This program's journal.
    Journal,
    Unknown,
}

/// Reads it off the file's [mark] and its tables.
pub(super) fn kind(database: &Connection, mark: Option<u32>) -> rusqlite::Result<Kind> {
    match mark {
        Some(session::APPLICATION_ID) => return Ok(Kind::Own),
        Some(mark) if mark == journal::APPLICATION_ID.cast_unsigned() => return Ok(Kind::Journal),
        _ => {}
    }
    // Only tables with pages of their own: a view by this name could be made to run for ever.
    let tables = names(
        database,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0",
    )?;
    let has_tables = |wanted: &[&str]| wanted.iter().all(|name| tables.contains(*name));
    if has_tables(&["dc_home", "dc_option"]) {
        return Ok(Kind::Grammers);
    }
    if !has_tables(&["sessions"]) {
        return Ok(Kind::Unknown);
    }
    let columns = names(database, "SELECT name FROM pragma_table_info('sessions')")?;
    let has_columns = |wanted: &[&str]| wanted.iter().all(|name| columns.contains(*name));
    if has_columns(&["test_mode", "user_id"]) {
        Ok(Kind::Pyrogram)
    } else if has_columns(&["dc_id", "server_address", "port", "auth_key"]) {
        Ok(Kind::Telethon)
    } else {
        Ok(Kind::Unknown)
    }
}

/// `PRAGMA application_id`, as the file's first bytes have it.
pub(super) fn mark(bytes: &[u8]) -> Option<u32> {
    let mark = bytes.get(APPLICATION_ID_AT..)?.first_chunk()?;
    Some(u32::from_be_bytes(*mark))
}

fn names(database: &Connection, query: &str) -> rusqlite::Result<HashSet<String>> {
    let mut statement = database.prepare(query)?;
    let names = statement.query_map([], |row| row.get(0))?;
    names.take(NAMES_MAX).collect()
}
