//! The login out of Telethon's file. What stands in the file is never told.

use std::collections::HashSet;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use rusqlite::{Connection, Row};

use crate::i18n::arguments;
use crate::journal;
use crate::report::{CodedError, action_required, usage};
use crate::sqlite::{self, Header};
use crate::telegram::auth_key::{AUTH_KEY_BYTES, AuthKey};
use crate::telegram::session;
use crate::telegram::string_session::{StringSession, bad_address};

/// Where the header says that changes go into a log beside the file (2), or into the file (1).
const LOG_FORMATS_AT: std::ops::Range<usize> = 18..20;
const NO_LOG: u8 = 1;
/// Telethon writes one, and Telegram has five data centres.
const ROWS_MAX: usize = 100;
/// Nobody's session file has more; of a file that has, the rest is not looked at.
const NAMES_MAX: usize = 1_000;

/// Whether this is an SQLite file at all, whoever's.
pub(in crate::telegram) fn is_sqlite(bytes: &[u8]) -> bool {
    bytes.starts_with(sqlite::MAGIC)
}

/// Reads the login out of the bytes of a file, and looks at what lies beside it, if it is known where
/// that is.
pub(in crate::telegram) fn read(
    bytes: Vec<u8>,
    path: Option<&Path>,
) -> Result<StringSession, CodedError> {
    let mark = Header::of(&bytes).map(|header| header.application_id);
    let database = in_memory(bytes).map_err(broken)?;
    if let Some(refusal) = refusal(&database, mark).map_err(broken)? {
        return Err(refusal);
    }
    path.map_or(Ok(()), refuse_in_use)?;
    let mut logins = logins(&database).map_err(broken)?;
    logins.retain(|login| !login.key.is_empty());
    match (logins.pop(), logins.len()) {
        (None, _) => Err(usage("telethon_file.not_logged_in", arguments!())),
        (Some(login), 0) => login.check(),
        (Some(_), others) => {
            let arguments = arguments!(count = others + 1);
            Err(usage("telethon_file.several", arguments))
        }
    }
}

/// What SQLite says may quote the file.
fn broken(_: rusqlite::Error) -> CodedError {
    usage("telethon_file.broken", arguments!())
}

/// Refuses what is not Telethon's, by its mark and its tables: a name proves nothing.
fn refusal(database: &Connection, mark: Option<u32>) -> rusqlite::Result<Option<CodedError>> {
    // Only tables with pages of their own: a view by this name could be made to run for ever.
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
    let tables = names(database, tables)?;
    let has_tables = |wanted: &[&str]| wanted.iter().all(|name| tables.contains(*name));
    let mut columns = HashSet::new();
    if has_tables(&["sessions"]) {
        columns = names(database, "SELECT name FROM pragma_table_info('sessions')")?;
    }
    let has_columns = |wanted: &[&str]| wanted.iter().all(|name| columns.contains(*name));
    let journals = journal::APPLICATION_ID.cast_unsigned();
    Ok(Some(if mark == Some(session::APPLICATION_ID) {
        usage("telethon_file.own_session", arguments!())
    } else if mark == Some(journals) {
        usage("telethon_file.journal", arguments!())
    } else if has_tables(&["dc_home", "dc_option"]) {
        usage("telethon_file.grammers", arguments!())
    } else if has_columns(&["test_mode", "user_id"]) {
        usage("telethon_file.pyrogram", arguments!())
    } else if !has_columns(&["dc_id", "server_address", "port", "auth_key"]) {
        usage("telethon_file.unknown", arguments!())
    } else {
        return Ok(None);
    }))
}

fn names(database: &Connection, query: &str) -> rusqlite::Result<HashSet<String>> {
    let mut statement = database.prepare(query)?;
    let names = statement.query_map([], |row| row.get(0))?;
    names.take(NAMES_MAX).collect()
}

/// Refuses a file that a program is at work on, or was when it died: what the file holds is not
/// all, and two programs with one session end it.
fn refuse_in_use(path: &Path) -> Result<(), CodedError> {
    for ending in ["-journal", "-wal"] {
        let companion = sqlite::beside(path, ending);
        if fs::metadata(&companion).is_ok_and(|found| found.len() > 0) {
            let arguments = arguments!(companion = &*companion);
            return Err(action_required("telethon_file.in_use", arguments));
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

fn logins(database: &Connection) -> rusqlite::Result<Vec<Login>> {
    let login = |row: &Row<'_>| {
        Ok(Login {
            data_centre: row.get(0)?,
            address: row.get(1)?,
            port: row.get(2)?,
            key: row.get::<_, Option<Vec<u8>>>(3)?.unwrap_or_default(),
        })
    };
    let query = "SELECT dc_id, server_address, port, auth_key FROM sessions";
    let mut statement = database.prepare(query)?;
    statement.query_map([], login)?.take(ROWS_MAX).collect()
}

impl Login {
    fn check(self) -> Result<StringSession, CodedError> {
        let key = AuthKey::try_from(self.key.as_slice()).map_err(|_| {
            let arguments = arguments!(bytes = self.key.len(), expected = AUTH_KEY_BYTES);
            usage("telethon_file.key_length", arguments)
        })?;
        let address = self.socket_address().ok_or_else(bad_address)?;
        StringSession::new(self.data_centre, address, key)
    }

    fn socket_address(&self) -> Option<SocketAddr> {
        let ip: IpAddr = self.address.as_deref()?.parse().ok()?;
        Some(SocketAddr::new(ip, u16::try_from(self.port?).ok()?))
    }
}
