//! Looking at a journal without changing it, whatever it turns out to be.
//!
//! SQLite changes files by merely opening and closing them: it moves a log that a crash left
//! (`-wal`) into the file. So what can be seen from outside is seen first, and the log stays where
//! it is until the journal is accepted.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OptionalExtension};

use super::log::{has_log, log_of};
use super::open::{Pins, connect, file_error};
use super::{JournalError, log, schema};

const SQLITE_MAGIC: &[u8; 16] = b"SQLite format 3\0";
const HEADER_BYTES: usize = 100;
const WRITE_FORMAT_AT: usize = 18;
const USER_VERSION_AT: usize = 60;
const APPLICATION_ID_AT: usize = 68;
/// The write format of a file without a log.
const WITHOUT_LOG: u8 = 1;

/// A journal that is whole, and nobody has changed.
pub(super) struct Examined {
    pub connection: Connection,
    pub pins: Pins,
    /// Of its schema.
    pub version: i64,
}

/// How closely to look.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CheckLevel {
    /// Before it is read: another process may be at work on it.
    Quick,
    /// Before anything is done by it: a log that was left beside it may be another file's.
    Full,
}

impl Examined {
    /// From now on it may be changed.
    pub fn accept(self) -> rusqlite::Result<Connection> {
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        Ok(self.connection)
    }
}

/// Examines the journal at `path`; `known` is the newest version that can be understood.
pub(super) fn examine(
    path: &Path,
    known: i64,
    level: CheckLevel,
) -> Result<Examined, JournalError> {
    let damaged = |detail: String| JournalError::Damaged { path: path.to_owned(), detail };
    let has_log = has_log(path);
    let header = read_header(path)?;
    check_header(path, &header, known)?;
    if has_log && header[WRITE_FORMAT_AT] == WITHOUT_LOG {
        let log = log_of(path);
        return Err(damaged(format!(
            "{} beside it is the log of another file; move that away",
            log.display()
        )));
    }
    let connection = connect(path)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log)?;
    let trouble = |error| sorted(path, error);
    let version: i64 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(trouble)?;
    check_version(path, version, known)?;
    let is_suspect = has_log && level == CheckLevel::Full;
    let check = if is_suspect { "PRAGMA integrity_check(1)" } else { "PRAGMA quick_check(1)" };
    let verdict: String = connection.query_row(check, [], |row| row.get(0)).map_err(trouble)?;
    if verdict != "ok" {
        return Err(damaged(verdict));
    }
    let pins = read_pins(&connection)
        .optional()
        .map_err(trouble)?
        .ok_or_else(|| damaged("it does not say whose it is".to_owned()))?;
    if is_suspect && !log::fits(path, &connection, pins, version).map_err(trouble)? {
        return Err(damaged(format!(
            "it does not fit the log beside it, {}",
            log_of(path).display()
        )));
    }
    Ok(Examined { connection, pins, version })
}

/// Whether something lies at `path`. A folder that can't be looked into is an error, not a no.
pub(super) fn is_there(path: &Path) -> Result<bool, JournalError> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(file_error(path, error)),
    }
}

fn read_header(path: &Path) -> Result<[u8; HEADER_BYTES], JournalError> {
    let damaged =
        |detail: &str| JournalError::Damaged { path: path.to_owned(), detail: detail.to_owned() };
    let found = fs::metadata(path).map_err(|source| file_error(path, source))?;
    if !found.is_file() {
        return Err(damaged("it is no file"));
    }
    if found.len() == 0 {
        return Err(damaged("it is empty"));
    }
    let mut header = [0; HEADER_BYTES];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut header));
    match read {
        Ok(()) if header[..SQLITE_MAGIC.len()] == SQLITE_MAGIC[..] => Ok(header),
        Ok(()) => Err(damaged("another program made this file")),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Err(damaged("another program made this file"))
        }
        Err(error) => Err(file_error(path, error)),
    }
}

fn check_header(path: &Path, header: &[u8; HEADER_BYTES], known: i64) -> Result<(), JournalError> {
    if big_endian(header, APPLICATION_ID_AT) != schema::APPLICATION_ID {
        return Err(JournalError::Damaged {
            path: path.to_owned(),
            detail: "another program made this file".to_owned(),
        });
    }
    check_version(path, big_endian(header, USER_VERSION_AT).into(), known)
}

fn check_version(path: &Path, found: i64, known: i64) -> Result<(), JournalError> {
    if found <= known {
        return Ok(());
    }
    Err(JournalError::Newer { path: path.to_owned(), found, known })
}

fn big_endian(header: &[u8; HEADER_BYTES], at: usize) -> i32 {
    i32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
}

/// Whose journal this is; fails without a row.
pub(super) fn read_pins(connection: &Connection) -> rusqlite::Result<Pins> {
    connection.query_row("SELECT seller_id, bot_id, livemode FROM pins", [], |row| {
        Ok(Pins {
            seller: crate::order::UserId(row.get(0)?),
            bot: crate::order::UserId(row.get(1)?),
            livemode: row.get(2)?,
        })
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
        _ => JournalError::Damaged { path: path.to_owned(), detail: error.to_string() },
    }
}
