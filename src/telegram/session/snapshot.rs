//! Looking at a session without changing anything: a copy in memory, for what is written to it is
//! gone with it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;

use super::contents::Contents;
use super::{SessionError, schema};
use crate::order::UserId;
use crate::sqlite;

/// What a session file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSnapshot {
    /// Whether it is for Telegram itself; `false`: for a sandbox on this machine.
    pub live: bool,
    /// Whose login it is, as far as it was ever asked.
    pub seller: Option<UserId>,
    /// Whether there is a key, which may be logged in.
    pub has_key: bool,
    /// Where its data centre listens.
    pub home: Option<SocketAddr>,
    remembered: HashMap<String, String>,
}

impl SessionSnapshot {
    /// Looks at the session at `path`. Another process may be at work with it: its lock is not
    /// needed.
    pub fn read(path: &Path) -> Result<Self, SessionError> {
        let contents = Contents::load(&copy(path)?, path)?;
        Ok(Self {
            live: contents.live,
            seller: contents.seller,
            has_key: contents.home().is_some_and(|home| home.auth_key.is_some()),
            home: contents.home_address(),
            remembered: contents.remembered,
        })
    }

    /// A fact that was kept beside the login.
    pub fn recall(&self, key: &str) -> Option<&str> {
        self.remembered.get(key).map(String::as_str)
    }
}

/// All of it in memory, brought to this version's schema there.
pub(super) fn copy(path: &Path) -> Result<Connection, SessionError> {
    schema::check_header(path)?;
    let sqlite = |source| SessionError::sqlite(path, source);
    let file = schema::connect(path)?;
    // A log that a crash left stays where it is: closing would move it into the file.
    let has_log = sqlite::has_log(path);
    file.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log).map_err(sqlite)?;
    schema::check_whole(&file, path)?;
    let mut copy = Connection::open_in_memory().map_err(sqlite)?;
    Backup::new(&file, &mut copy).and_then(|backup| backup.step(-1).map(drop)).map_err(sqlite)?;
    schema::migrate(&mut copy, path)?;
    Ok(copy)
}
