//! The login out of Telethon's file.

use std::collections::HashSet;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row};

use super::TelethonFileError;
use crate::journal;
use crate::telegram::auth_key::AuthKey;
use crate::telegram::session;
use crate::telegram::string_session::{StringSession, StringSessionError};

const SQLITE_MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Where the header says that changes go into a log beside the file (2), or into the file (1).
const LOG_FORMATS_AT: std::ops::Range<usize> = 18..20;
const NO_LOG: u8 = 1;
/// What SQLite lays beside a file while a program is at work on it.
const COMPANIONS: [&str; 2] = ["-journal", "-wal"];
/// Telethon writes one, and Telegram has five data centres.
const ROWS_MAX: usize = 100;
const APPLICATION_ID_AT: usize = 68;
/// Nobody's session file has more; of a file that has, the rest is not looked at.
const NAMES_MAX: usize = 1_000;

/// Whether this is an SQLite file at all, whoever's.
pub(in crate::telegram) fn is_sqlite(bytes: &[u8]) -> bool {
    bytes.starts_with(SQLITE_MAGIC)
}

/// Reads the login out of the bytes of a file, and looks at what lies beside it, if it is known where
/// that is.
pub(in crate::telegram) fn read(
    bytes: Vec<u8>,
    path: Option<&Path>,
) -> Result<StringSession, TelethonFileError> {
    let mark = mark(&bytes);
    let database = in_memory(bytes)?;
    refuse_others(&database, mark)?;
    path.map_or(Ok(()), refuse_in_use)?;
    let mut statement =
        database.prepare("SELECT dc_id, server_address, port, auth_key FROM sessions")?;
    let rows = statement.query_map([], Login::of)?.take(ROWS_MAX);
    let mut logins: Vec<Login> = rows.collect::<Result<_, _>>()?;
    logins.retain(|login| !login.key.is_empty());
    match (logins.pop(), logins.len()) {
        (None, _) => Err(TelethonFileError::NotLoggedIn),
        (Some(login), 0) => login.check(),
        (Some(_), others) => Err(TelethonFileError::Several { count: others + 1 }),
    }
}

/// Refuses what is not Telethon's, by its [mark] and its tables: a name proves nothing.
fn refuse_others(database: &Connection, mark: Option<u32>) -> Result<(), TelethonFileError> {
    match mark {
        Some(session::APPLICATION_ID) => return Err(TelethonFileError::OwnSession),
        Some(mark) if mark == journal::APPLICATION_ID.cast_unsigned() => {
            return Err(TelethonFileError::Journal);
        }
        _ => {}
    }
    // Only tables with pages of their own: a view by this name could be made to run for ever.
    let tables = names(
        database,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0",
    )?;
    let has_tables = |wanted: &[&str]| wanted.iter().all(|name| tables.contains(*name));
    if has_tables(&["dc_home", "dc_option"]) {
        return Err(TelethonFileError::Grammers);
    }
    if !has_tables(&["sessions"]) {
        return Err(TelethonFileError::Unknown);
    }
    let columns = names(database, "SELECT name FROM pragma_table_info('sessions')")?;
    let has_columns = |wanted: &[&str]| wanted.iter().all(|name| columns.contains(*name));
    if has_columns(&["test_mode", "user_id"]) {
        return Err(TelethonFileError::Pyrogram);
    }
    let is_telethons = has_columns(&["dc_id", "server_address", "port", "auth_key"]);
    is_telethons.then_some(()).ok_or(TelethonFileError::Unknown)
}

/// `PRAGMA application_id`, as the file's first bytes have it.
fn mark(bytes: &[u8]) -> Option<u32> {
    let mark = bytes.get(APPLICATION_ID_AT..)?.first_chunk()?;
    Some(u32::from_be_bytes(*mark))
}

fn names(database: &Connection, query: &str) -> rusqlite::Result<HashSet<String>> {
    let mut statement = database.prepare(query)?;
    let names = statement.query_map([], |row| row.get(0))?;
    names.take(NAMES_MAX).collect()
}

/// Refuses a file that a program is at work on, or was when it died: what the file holds is not
/// all, and two programs with one session end it.
fn refuse_in_use(path: &Path) -> Result<(), TelethonFileError> {
    for ending in COMPANIONS {
        let mut companion = path.as_os_str().to_owned();
        companion.push(ending);
        let companion = PathBuf::from(companion);
        if fs::metadata(&companion).is_ok_and(|found| found.len() > 0) {
            return Err(TelethonFileError::InUse { companion });
        }
    }
    Ok(())
}

fn in_memory(mut bytes: Vec<u8>) -> rusqlite::Result<Connection> {
    if let Some(formats) = bytes.get_mut(LOG_FORMATS_AT) {
        // There is no "beside" in memory, and SQLite would look for it.
        formats.fill(NO_LOG);
    }
    let mut database = Connection::open_in_memory()?;
    database.pragma_update(None, "trusted_schema", false)?;
    database.deserialize_read_exact("main", bytes.as_slice(), bytes.len(), true)?;
    Ok(database)
}

/// A row of `sessions`, as it stands there.
struct Login {
    data_centre: i64,
    address: Option<String>,
    port: Option<i64>,
    /// Empty before a key was made.
    key: Vec<u8>,
}

impl Login {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            data_centre: row.get(0)?,
            address: row.get(1)?,
            port: row.get(2)?,
            key: row.get::<_, Option<Vec<u8>>>(3)?.unwrap_or_default(),
        })
    }

    fn check(self) -> Result<StringSession, TelethonFileError> {
        let bytes = self.key.len();
        let key = AuthKey::try_from(self.key.as_slice())
            .map_err(|_| TelethonFileError::KeyLength { bytes })?;
        let address = self.socket_address().ok_or(StringSessionError::Address)?;
        Ok(StringSession::new(self.data_centre, address, key)?)
    }

    fn socket_address(&self) -> Option<SocketAddr> {
        let ip: IpAddr = self.address.as_deref()?.parse().ok()?;
        Some(SocketAddr::new(ip, u16::try_from(self.port?).ok()?))
    }
}
