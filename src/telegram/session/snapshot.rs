//! Looking at a session without changing anything: a copy in memory, for what is written to it is
//! gone with it.

use std::net::SocketAddr;
use std::path::Path;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::contents::Contents;
use super::{SessionError, schema};
use crate::order::UserId;

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
    remembered: std::collections::HashMap<String, String>,
}

impl SessionSnapshot {
    /// Looks at the session at `path`. Another process may be at work with it: its lock is not
    /// needed.
    pub fn read(path: &Path) -> Result<Self, SessionError> {
        if !path.exists() {
            return Err(SessionError::missing(path));
        }
        let contents = Contents::load(&copy(path)?, path)?;
        let home = contents.data_centres.get(&contents.home_data_centre);
        Ok(Self {
            live: contents.live,
            seller: contents.seller,
            has_key: home.is_some_and(|option| option.auth_key.is_some()),
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
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(path, flags).map_err(sqlite)?;
    // A log that a crash left stays where it is: closing would move it into the file.
    file.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log(path))
        .map_err(sqlite)?;
    schema::check_whole(&file, path)?;
    let mut copy = Connection::open_in_memory().map_err(sqlite)?;
    Backup::new(&file, &mut copy)
        .and_then(|backup| backup.step(-1).map(drop))
        .map_err(sqlite)?;
    schema::migrate(&mut copy, path)?;
    Ok(copy)
}

fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}
