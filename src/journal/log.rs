//! The log that SQLite keeps beside a journal at work (`-wal`), and whether it is this journal's.
//!
//! SQLite believes any log that lies beside a file. After a crash one does; and when the file was
//! replaced by a copy since, it is the log of another. What is never changed in a journal must then
//! be the same with the log as without it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};

use super::open::Pins;
use super::schema;

/// The newest rows of what only grows, and how to find each again.
const NEWEST: [(&str, &str); 2] = [
    (
        "SELECT number, order_id, created_at FROM orders ORDER BY number DESC LIMIT 1",
        "SELECT number, order_id, created_at FROM orders WHERE number = ?1",
    ),
    (
        "SELECT sequence, at, event FROM events ORDER BY sequence DESC LIMIT 1",
        "SELECT sequence, at, event FROM events WHERE sequence = ?1",
    ),
];

/// `main.journal-wal`
pub(super) fn log_of(path: &Path) -> PathBuf {
    super::copy::beside(path, "-wal")
}

/// Whether there is anything in the log.
pub(super) fn has_log(path: &Path) -> bool {
    fs::metadata(log_of(path)).is_ok_and(|log| log.len() > 0)
}

/// Whether the log is the journal's own, and the rows with it belong to each other and to this
/// account. `connection` reads both.
pub(super) fn fits(
    path: &Path,
    connection: &Connection,
    pins: Pins,
    version: i64,
) -> rusqlite::Result<bool> {
    Ok(has_no_strangers(connection, pins, version)? && grew_from(path, connection)?)
}

fn has_no_strangers(connection: &Connection, pins: Pins, version: i64) -> rusqlite::Result<bool> {
    let orphan = connection.query_row("PRAGMA foreign_key_check", [], |_| Ok(())).optional()?;
    let kind = if pins.livemode { "" } else { "test-" };
    let prefix = format!("{kind}{}-{}-", pins.seller, pins.bot);
    let stranger = if version < schema::WITH_ORDER_MESSAGES {
        "SELECT 1 FROM orders WHERE order_id <> ?1 || message_id LIMIT 1"
    } else {
        "SELECT 1 FROM orders
         WHERE source = 'tribute_chat' AND order_id <> ?1 || external_id LIMIT 1"
    };
    let stranger = connection.query_row(stranger, [prefix], |_| Ok(())).optional()?;
    Ok(orphan.is_none() && stranger.is_none())
}

/// Whether the newest rows of the file alone are still there, as they were.
fn grew_from(path: &Path, connection: &Connection) -> rusqlite::Result<bool> {
    // A crash while the log was moved into the file leaves one that can't be read alone.
    let Ok(alone) = without_log(path) else {
        return Ok(true);
    };
    for (newest, again) in NEWEST {
        let Ok(Some(row)) = alone.query_row(newest, [], values).optional() else {
            continue;
        };
        let found = connection.query_row(again, [&row[0]], values).optional()?;
        if found.as_ref() != Some(&row) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn values(row: &Row<'_>) -> rusqlite::Result<[Value; 3]> {
    Ok([row.get(0)?, row.get(1)?, row.get(2)?])
}

/// The file as it is without its log, which is not even looked for.
fn without_log(path: &Path) -> rusqlite::Result<Connection> {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        // Writing to a String can't fail.
        let _ = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                write!(uri, "{}", char::from(*byte))
            }
            _ => write!(uri, "%{byte:02X}"),
        };
    }
    uri.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(uri, flags)
}
