//! A file that Telethon opens.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use rusqlite::{Connection, params};

use crate::telegram::session::{SessionError, private_file};
use crate::telegram::string_session::StringSession;
use crate::{durable, folder, sqlite};

/// Telethon's schema as of version 7. A Telethon with a newer one (1.45 has 8) brings it up to date
/// itself; an older one could not read a newer.
const SCHEMA: &str = "
    CREATE TABLE version (version INTEGER PRIMARY KEY);
    INSERT INTO version VALUES (7);
    CREATE TABLE sessions (
        dc_id INTEGER PRIMARY KEY, server_address TEXT, port INTEGER, auth_key BLOB, takeout_id INTEGER
    );
    CREATE TABLE entities (
        id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, username TEXT, phone INTEGER, name TEXT, date INTEGER
    );
    CREATE TABLE sent_files (
        md5_digest BLOB, file_size INTEGER, type INTEGER, id INTEGER, hash INTEGER,
        PRIMARY KEY (md5_digest, file_size, type)
    );
    CREATE TABLE update_state (id INTEGER PRIMARY KEY, pts INTEGER, qts INTEGER, date INTEGER, seq INTEGER);";

/// Makes Telethon's file of a login, for its owner's eyes only. Never overwrites anything.
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

fn filled(login: &StringSession) -> rusqlite::Result<Connection> {
    let database = Connection::open_in_memory()?;
    database.execute_batch(SCHEMA)?;
    let (ip, key) = (login.address.ip().to_string(), login.auth_key.expose());
    database.execute(
        "INSERT INTO sessions VALUES (?1, ?2, ?3, ?4, NULL)",
        params![login.data_centre, ip, login.address.port(), key],
    )?;
    Ok(database)
}
