//! The session file's contents in memory, and looking at a session without changing anything.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use grammers_client::session::types::{DcOption, PeerAuth, PeerId, PeerRef};
use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::types::Type;
use rusqlite::{Connection, Row};

use super::store::Pin;
use super::{SessionError, schema};
use crate::order::UserId;
use crate::sqlite::{self, parsed};
use crate::telegram::Chat;

/// What a session file says of itself.
#[derive(Debug)]
pub struct SessionSnapshot {
    /// Whether it is for Telegram itself; `false`: for a sandbox on this machine.
    pub live: bool,
    /// Whose login it is, as far as it was ever asked.
    pub seller: Option<UserId>,
    pub(super) home_data_centre: i32,
    pub(super) data_centres: BTreeMap<i32, DcOption>,
    pub(super) pins: HashMap<Chat, Pin>,
    pub(super) remembered: HashMap<String, String>,
}

impl SessionSnapshot {
    /// Looks at the session at `path`. Another process may be at work with it: its lock is not
    /// needed.
    pub fn read(path: &Path) -> Result<Self, SessionError> {
        Self::load(&copy(path)?, path)
    }

    /// Reads everything, and believes nothing that makes no sense.
    pub(super) fn load(database: &Connection, path: &Path) -> Result<Self, SessionError> {
        let contents = Self::of(database).map_err(|source| SessionError::sqlite(path, source))?;
        if contents.home().is_none() {
            let detail = format!("no address of data centre {}", contents.home_data_centre);
            return Err(SessionError::corrupt(path, &detail));
        }
        let mut strays = contents.data_centres.values().filter(|dc| !is_loopback(dc));
        if !contents.live
            && let Some(stray) = strays.next()
        {
            let detail = format!("a sandbox's session that leads to {}", stray.ipv4);
            return Err(SessionError::corrupt(path, &detail));
        }
        Ok(contents)
    }

    pub(super) fn of(database: &Connection) -> rusqlite::Result<Self> {
        let session = "SELECT live, home_data_centre, seller FROM session";
        let (live, home_data_centre, seller): (_, _, Option<i64>) =
            database.query_row(session, [], |row| row.try_into())?;
        let data_centres = "SELECT id, ipv4, ipv6, auth_key FROM data_centre";
        let pins = "SELECT role, name, peer, access_hash FROM pin";
        let remembered = "SELECT key, value FROM remembered";
        Ok(Self {
            live,
            home_data_centre,
            seller: seller.map(UserId),
            data_centres: all(database, data_centres, data_centre)?,
            pins: all(database, pins, pin)?,
            remembered: all(database, remembered, |row| row.try_into())?,
        })
    }

    /// Whether there is a key, which may be logged in.
    pub fn has_key(&self) -> bool {
        self.home().is_some_and(|home| home.auth_key.is_some())
    }

    /// A fact that was kept beside the login.
    pub fn recall(&self, key: &str) -> Option<&str> {
        self.remembered.get(key).map(String::as_str)
    }

    pub(super) fn home(&self) -> Option<&DcOption> {
        self.data_centres.get(&self.home_data_centre)
    }

    /// Where its data centre listens.
    pub fn home_address(&self) -> Option<SocketAddr> {
        let home = self.home()?;
        let has_ipv4 = !home.ipv4.ip().is_unspecified();
        Some(if has_ipv4 { home.ipv4.into() } else { home.ipv6.into() })
    }
}

pub(super) fn is_loopback(option: &DcOption) -> bool {
    [IpAddr::V4(*option.ipv4.ip()), IpAddr::V6(*option.ipv6.ip())]
        .iter()
        .all(|ip| ip.is_unspecified() || ip.to_canonical().is_loopback())
}

fn all<T, C: FromIterator<T>>(
    database: &Connection,
    query: &str,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<C> {
    database.prepare(query)?.query_map([], read)?.collect()
}

fn data_centre(row: &Row<'_>) -> rusqlite::Result<(i32, DcOption)> {
    let option = DcOption {
        id: row.get(0)?,
        ipv4: parsed(row, 1)?,
        ipv6: parsed(row, 2)?,
        auth_key: row.get(3)?,
    };
    Ok((option.id, option))
}

fn pin(row: &Row<'_>) -> rusqlite::Result<(Chat, Pin)> {
    let (role, id): (String, _) = (row.get(0)?, row.get(2)?);
    let chat = [Chat::Tribute, Chat::Moderators].into_iter().find(|chat| role_of(*chat) == role);
    let unknown = || rusqlite::Error::InvalidColumnType(0, "role".to_owned(), Type::Text);
    let nobody = || rusqlite::Error::IntegralValueOutOfRange(2, id);
    let peer = PeerRef {
        id: PeerId::from_bot_api_dialog_id(id).ok_or_else(nobody)?,
        auth: PeerAuth::from_hash(row.get(3)?),
    };
    let name = row.get(1)?;
    Ok((chat.ok_or_else(unknown)?, Pin { name, peer }))
}

pub(super) fn role_of(chat: Chat) -> &'static str {
    match chat {
        Chat::Tribute => "tribute",
        Chat::Moderators => "moderators",
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
