//! Telethon's `.session`: a login as an SQLite file.
//!
//! It is read as a copy in memory: nothing is opened for writing, and SQLite leaves no log beside a file
//! that is not ours. What stands in it is never told.

use std::array::TryFromSliceError;
use std::collections::HashSet;
use std::fs;
use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use rusqlite::{Connection, params};

use super::session::{self, SessionError};
use super::string_session::{AUTH_KEY_BYTES, AuthKey, StringSession, bad_address};
use crate::i18n::arguments;
use crate::report::{CodedError, action_required, usage};
use crate::sqlite::{self, Header};
use crate::{durable, folder, journal, private_file};

/// Where the header says that changes go into a log beside the file (2), or into the file (1).
const LOG_FORMATS_AT: std::ops::Range<usize> = 18..20;
const NO_LOG: u8 = 1;
/// Telethon writes one, and Telegram has five data centres.
const ROWS_MAX: usize = 100;
/// Nobody's session file has more; of a file that has, the rest is not looked at.
const NAMES_MAX: usize = 1_000;

/// Reads the login out of the bytes of a file, and looks at what lies beside it, if it is known where
/// that is.
pub(super) fn read(bytes: Vec<u8>, path: Option<&Path>) -> Result<StringSession, CodedError> {
    let mark = Header::of(&bytes).map(|header| header.application_id);
    let database = in_memory(bytes).map_err(broken)?;
    if let Some(refusal) = refusal(&database, mark).map_err(broken)? {
        return Err(refusal);
    }
    path.map_or(Ok(()), refuse_in_use)?;
    let mut logins = logins(&database).map_err(broken)?;
    logins.retain(|(.., key)| key.as_ref().is_some_and(|key| !key.is_empty()));
    match (logins.pop(), logins.len()) {
        (None, _) => Err(usage("telethon_file.not_logged_in", arguments!())),
        (Some(login), 0) => check(login),
        (Some(_), others) => Err(usage("telethon_file.several", arguments!(count = others + 1))),
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
    Ok(Some(if mark == Some(session::APPLICATION_ID) {
        usage("telethon_file.own_session", arguments!())
    } else if mark == Some(journal::APPLICATION_ID) {
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
    database.prepare(query)?.query_map([], |row| row.get(0))?.take(NAMES_MAX).collect()
}

/// Refuses a file that a program is at work on, or was when it died: what the file holds is not
/// all, and two programs with one session end it.
fn refuse_in_use(path: &Path) -> Result<(), CodedError> {
    for ending in ["-journal", "-wal"] {
        let companion = folder::with_ending(path, ending);
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

/// A row of `sessions`: the data centre, its address and port, and the key, which is empty before one was made.
type Login = (i64, Option<String>, Option<i64>, Option<Vec<u8>>);

fn logins(database: &Connection) -> rusqlite::Result<Vec<Login>> {
    let query = "SELECT dc_id, server_address, port, auth_key FROM sessions";
    database.prepare(query)?.query_map([], |row| row.try_into())?.take(ROWS_MAX).collect()
}

fn check((data_centre, ip, port, key): Login) -> Result<StringSession, CodedError> {
    let key = key.unwrap_or_default();
    let bad_length = |_: TryFromSliceError| {
        usage("telethon_file.key_length", arguments!(bytes = key.len(), expected = AUTH_KEY_BYTES))
    };
    let auth_key = key.as_slice().try_into().map(AuthKey::new).map_err(bad_length)?;
    let address = || {
        let ip: IpAddr = ip?.parse().ok()?;
        Some(SocketAddr::new(ip, u16::try_from(port?).ok()?))
    };
    let address = address().ok_or_else(bad_address)?;
    StringSession::new(data_centre, address, auth_key)
}

/// Makes a file of a login that Telethon opens, whole or not at all, for its owner's eyes only. Never
/// overwrites anything.
pub fn write(path: &Path, login: &StringSession) -> Result<(), SessionError> {
    let sqlite = |source| SessionError::sqlite(path, source);
    let database = filled(login).map_err(sqlite)?;
    let bytes = database.serialize("main").map_err(sqlite)?;
    if let Some(folder) = folder::absent(path) {
        return Err(SessionError::no_folder(&folder));
    }
    let io = |source| SessionError::io(path, source);
    let mut file = private_file::create_new_in_place(path).map_err(io)?;
    let written = sqlite::remove_logs(path)
        .and_then(|()| file.write_all(&bytes))
        .and_then(|()| file.sync_all())
        .and_then(|()| durable::sync_folder(path));
    if written.is_err() {
        // Half a file would be taken for a session.
        let _ = fs::remove_file(path);
    }
    written.map_err(io)
}

/// Telethon's schema as of version 7. A Telethon with a newer one (1.45 has 8) brings it up to date
/// itself; an older one could not read a newer.
fn filled(login: &StringSession) -> rusqlite::Result<Connection> {
    let database = Connection::open_in_memory()?;
    database.execute_batch(include_str!("telethon_file/schema.sql"))?;
    let (ip, key) = (login.address.ip().to_string(), login.auth_key.expose());
    database.execute(
        "INSERT INTO sessions VALUES (?1, ?2, ?3, ?4, NULL)",
        params![login.data_centre, ip, login.address.port(), key],
    )?;
    Ok(database)
}

#[cfg(test)]
mod tests;
