//! Looking at a journal without changing it, whatever it turns out to be.
//!
//! SQLite changes files by merely opening and closing them: it moves a log that a crash left
//! (`-wal`) into the file. So what can be seen from outside is seen first, and the log stays where
//! it is until the journal is accepted.
//!
//! And it believes any log that lies beside a file. When the file was replaced by a copy after a crash,
//! it is the log of another: what is never changed in a journal must be the same with the log as without.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, Row};

use super::open::{Pins, connect, file_error};
use super::{JournalError, Result, schema};
use crate::i18n::arguments;
use crate::order::UserId;
use crate::report::action_required;
use crate::sqlite::{self, Header};
use crate::{folder, private_file};

/// A larger journal is not read through whenever it is opened: that would take seconds to minutes. Of what is
/// damaged in one SQLite tells when it is read; `doctor` and copies read all.
const READ_THROUGH_BYTES_MAX: i64 = 8 << 20;
/// So many of the newest rows of a larger one have to fit the log beside it.
const NEWEST_ROWS: i32 = 1000;

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

/// A journal that is whole, and nobody has changed.
pub(super) struct Examined {
    pub connection: Connection,
    pub pins: Pins,
    /// Of its schema.
    pub version: u32,
}

/// How closely to look.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CheckLevel {
    /// Before it is read: another process may be at work on it.
    Quick,
    /// The same, and all of it, however large it is.
    Whole,
    /// Before anything is done by it: a log that was left beside it may be another file's.
    Full,
}

/// Examines the journal at `path`; `known` is the newest version that can be understood.
pub(super) fn examine(path: &Path, known: u32, level: CheckLevel) -> Result<Examined> {
    let damaged = |detail: String| JournalError::damaged(path, detail);
    let has_log = sqlite::has_log(path);
    let log = folder::with_ending(path, "-wal");
    let header = check_header(path)?;
    check_version(path, header.user_version, known)?;
    if has_log && header.is_without_log {
        let log = log.display();
        return Err(damaged(format!(
            "a log beside it is that of another file, move it away: {log}"
        )));
    }
    if level == CheckLevel::Full {
        // One that was copied here by hand, before SQLite puts more beside it, with the file's own mode.
        for file in ["", "-wal", "-shm"].map(|ending| folder::with_ending(path, ending)) {
            if file.exists() {
                private_file::tighten(&file).map_err(|source| file_error(&file, &source))?;
            }
        }
    }
    let trouble = |error| sorted(path, error);
    let opened = connect(path).and_then(|connection| {
        if level == CheckLevel::Full {
            connection.busy_handler(Some(sqlite::wait_for_others))?;
        }
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log)?;
        versioned(connection)
    });
    let opened = opened.or_else(|error| match error.sqlite_error_code() {
        // Where nothing may be written, SQLite can't make what it puts beside a file.
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)
            if level != CheckLevel::Full && !has_log =>
        {
            without_log(path).and_then(versioned)
        }
        _ => Err(error),
    });
    let (connection, version) = opened.map_err(trouble)?;
    check_version(path, version, known)?;
    let is_suspect = has_log && level == CheckLevel::Full;
    let is_small = bytes(&connection).map_err(trouble)? <= READ_THROUGH_BYTES_MAX;
    if is_small || level == CheckLevel::Whole {
        let check = if is_suspect { "integrity_check" } else { "quick_check" };
        if let Some(damage) = sqlite::damage(&connection, check).map_err(trouble)? {
            return Err(damaged(damage));
        }
    }
    let pins = read_pins(&connection).optional().map_err(trouble)?;
    let pins = pins.ok_or_else(|| damaged("it does not say whose it is".to_owned()))?;
    if is_suspect && !fits_log(path, &connection, pins, version, is_small).map_err(trouble)? {
        return Err(damaged(format!("it does not fit the log beside it: {}", log.display())));
    }
    Ok(Examined { connection, pins, version })
}

/// How large it is with its log.
fn bytes(connection: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    connection.query_row(sql, [], |row| row.get(0))
}

fn versioned(connection: Connection) -> rusqlite::Result<(Connection, u32)> {
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok((connection, version))
}

/// Whether something lies at `path`. A folder that can't be looked into is an error, not a no.
pub(super) fn is_there(path: &Path) -> Result<bool> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(file_error(path, &error)),
    }
}

fn check_header(path: &Path) -> Result<Header> {
    let found = fs::metadata(path).map_err(|source| file_error(path, &source))?;
    if !found.is_file() {
        return Err(JournalError::damaged(path, "it is no file"));
    }
    if found.len() == 0 {
        return Err(JournalError::damaged(path, "it is empty"));
    }
    let header = Header::read(path).map_err(|source| file_error(path, &source))?;
    let ours = header.filter(|header| header.application_id == schema::APPLICATION_ID);
    ours.ok_or_else(|| JournalError::damaged(path, "another program made this file"))
}

fn check_version(path: &Path, found: u32, known: u32) -> Result<()> {
    if found <= known {
        return Ok(());
    }
    Err(action_required("journal.newer", arguments!(path, found, known)).into())
}

/// Whose journal this is; fails without a row.
pub(super) fn read_pins(connection: &Connection) -> rusqlite::Result<Pins> {
    connection.query_row("SELECT seller_id, bot_id, livemode FROM pins", [], |row| {
        let (seller, bot) = (UserId(row.get(0)?), UserId(row.get(1)?));
        Ok(Pins { seller, bot, livemode: row.get(2)? })
    })
}

/// What SQLite stumbled over: the file itself, or what stands around it.
fn sorted(path: &Path, error: rusqlite::Error) -> JournalError {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::PermissionDenied
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::OutOfMemory,
        ) => error.into(),
        _ => JournalError::damaged(path, error),
    }
}

/// Whether the log is the journal's own, and the rows with it belong to each other and to this
/// account: all rows, or of one that is not small the newest. `connection` reads both.
fn fits_log(
    path: &Path,
    connection: &Connection,
    pins: Pins,
    version: u32,
    is_small: bool,
) -> rusqlite::Result<bool> {
    let rows = if is_small { -1 } else { NEWEST_ROWS };
    let newest = |table| format!("(SELECT * FROM {table} ORDER BY rowid DESC LIMIT {rows})");
    let orphans = ["events", "effects"].map(|table| {
        format!("SELECT 1 FROM {} WHERE number NOT IN (SELECT number FROM orders)", newest(table))
    });
    let orphans = if is_small { "PRAGMA foreign_key_check" } else { &orphans.join(" UNION ALL ") };
    let has_orphan = connection.prepare(orphans)?.exists([])?;
    let kind = if pins.livemode { "" } else { "test-" };
    let prefix = format!("{kind}{}-{}-", pins.seller, pins.bot);
    let is_stranger = if version < schema::WITH_ORDER_MESSAGES {
        "order_id <> ?1 || message_id"
    } else {
        "source = 'tribute_chat' AND order_id <> ?1 || external_id"
    };
    let strangers = format!("SELECT 1 FROM {} WHERE {is_stranger}", newest("orders"));
    let has_stranger = connection.prepare(&strangers)?.exists([prefix])?;
    Ok(!has_orphan && !has_stranger && grew_from(path, connection)?)
}

/// Whether the newest rows of the file alone are still there, as they were.
fn grew_from(path: &Path, connection: &Connection) -> rusqlite::Result<bool> {
    // A crash while the log was moved into the file leaves one that can't be read alone.
    let Ok(alone) = without_log(path) else {
        return Ok(true);
    };
    let values = |row: &Row<'_>| <(Value, Value, Value)>::try_from(row);
    for (newest, again) in NEWEST {
        let Ok(Some(row)) = alone.query_row(newest, [], values).optional() else {
            continue;
        };
        let found = connection.query_row(again, [&row.0], values).optional()?;
        if found.as_ref() != Some(&row) {
            return Ok(false);
        }
    }
    Ok(true)
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
