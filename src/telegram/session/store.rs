//! The session store: opened once, locked while open.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use grammers_client::session::SessionData;
use grammers_client::session::types::{DcOption, PeerRef};
use rusqlite::{Connection, params};

use super::contents::{self, SessionSnapshot};
use super::{SessionError, schema};
use crate::order::UserId;
use crate::telegram::Chat;
use crate::telegram::lock::{LockError, SessionLock};
use crate::telegram::string_session::{AuthKey, StringSession};
use crate::{folder, sqlite};

/// The open session: the one process that has it holds its lock until it is dropped.
///
/// Every write is on the disk when its method returns; memory is changed after the disk.
pub struct SessionStore {
    path: PathBuf,
    inner: Mutex<Inner>,
    _lock: Option<SessionLock>,
}

/// The file and its picture in memory, changed together.
pub(super) struct Inner {
    pub database: Connection,
    pub contents: SessionSnapshot,
    /// Where grammers connects to instead of the home data centre, if anywhere.
    pub relay: Option<SocketAddrV4>,
}

/// What a new session begins with.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Telegram itself, at the addresses that are known for ever.
    Live {
        /// The account's home.
        data_centre: u8,
        /// The key that is logged in there; `None`: one is made at the first connection.
        auth_key: Option<AuthKey>,
    },
    /// A data centre on this machine, and no other.
    Sandbox(StringSession),
}

/// How a chat is addressed, found once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// What the configuration called it; another name there makes the pin void.
    pub name: String,
    /// Who it is, and what this account must show to address it.
    pub peer: PeerRef,
}

impl SessionStore {
    /// Opens a session and takes its lock.
    pub fn open(path: &Path) -> Result<Self, SessionError> {
        let store = Self::load(path, SessionLock::acquire, schema::open)?;
        schema::make_durable(&store.inner().database, path)?;
        Ok(store)
    }

    /// Opens a session for Telegram to be looked at with it, and takes its lock. What is written stays
    /// in memory: the file, and everything beside it, is left as it is.
    pub fn open_in_memory(path: &Path) -> Result<Self, SessionError> {
        Self::load(path, SessionLock::acquire_in_place, contents::copy)
    }

    fn load(
        path: &Path,
        lock: fn(&Path) -> Result<SessionLock, LockError>,
        open: fn(&Path) -> Result<Connection, SessionError>,
    ) -> Result<Self, SessionError> {
        if !path.exists() {
            return Err(SessionError::missing(path));
        }
        let lock = lock(path)?;
        let database = open(path)?;
        let inner =
            Inner { contents: SessionSnapshot::load(&database, path)?, database, relay: None };
        Ok(Self { path: path.to_owned(), inner: Mutex::new(inner), _lock: Some(lock) })
    }

    /// Makes a session that is never written down; `path` is where it would lie.
    pub(in crate::telegram) fn create_in_memory(
        path: &Path,
        origin: &Origin,
    ) -> Result<Self, SessionError> {
        let database = Connection::open_in_memory();
        let mut database = database.map_err(|source| SessionError::sqlite(path, source))?;
        fill(&mut database, path, origin)?;
        let contents = SessionSnapshot::load(&database, path)?;
        let inner = Mutex::new(Inner { contents, database, relay: None });
        Ok(Self { path: path.to_owned(), inner, _lock: None })
    }

    /// Makes a session where nothing lies yet, whole or not at all, and leaves it closed.
    pub fn create(path: &Path, origin: &Origin) -> Result<(), SessionError> {
        if let Some(folder) = folder::missed(path) {
            return Err(SessionError::no_folder(&folder));
        }
        let _lock = SessionLock::acquire(path)?;
        if path.symlink_metadata().is_ok() {
            return Err(SessionError::exists(path));
        }
        let failed = |source| SessionError::io(path, source);
        sqlite::create(path, ".new", failed, |unfinished| write_new(unfinished, origin))
    }

    /// Where the session lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether this is Telegram itself; `false`: a sandbox on this machine.
    pub fn is_live(&self) -> bool {
        self.inner().contents.live
    }

    /// Whose login this is; `None` until it has been asked for the first time.
    pub fn seller(&self) -> Option<UserId> {
        self.inner().contents.seller
    }

    /// Records whose login this is. It never becomes somebody else's.
    pub fn set_seller(&self, found: UserId) -> Result<(), SessionError> {
        match self.seller() {
            Some(known) if known == found => Ok(()),
            Some(known) => Err(SessionError::OtherAccount { known, found }),
            None => self.execute("UPDATE session SET seller = ?1", [found.0]),
        }
    }

    /// How a chat is addressed, if it was found under this name before.
    pub fn pin(&self, chat: Chat, name: &str) -> Option<Pin> {
        self.inner().contents.pins.get(&chat).filter(|pin| pin.name == name).cloned()
    }

    /// Keeps how a chat is addressed.
    pub fn set_pin(&self, chat: Chat, pin: &Pin) -> Result<(), SessionError> {
        if self.inner().contents.pins.get(&chat) == Some(pin) {
            return Ok(());
        }
        let (id, hash) = (pin.peer.id.bot_api_dialog_id(), pin.peer.auth.hash());
        self.execute(
            "REPLACE INTO pin (role, name, peer, access_hash) VALUES (?1, ?2, ?3, ?4)",
            params![contents::role_of(chat), pin.name, id, hash],
        )
    }

    /// Keeps a fact beside the login, so that a journal that is older than it can be noticed.
    pub fn remember(&self, key: &str, value: &str) -> Result<(), SessionError> {
        let mut inner = self.inner();
        if inner.contents.recall(key) == Some(value) {
            return Ok(());
        }
        let sql = "INSERT INTO remembered (key, value) VALUES (?1, ?2)
                   ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        let written =
            inner.database.prepare_cached(sql).and_then(|mut it| it.execute([key, value]));
        written.map_err(|source| SessionError::sqlite(&self.path, source))?;
        inner.contents.remembered.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    /// A fact that was [remembered](Self::remember).
    pub fn recall(&self, key: &str) -> Option<String> {
        self.inner().contents.remembered.get(key).cloned()
    }

    /// The login as Telethon writes it, for export. `None` while there is no key.
    pub fn string_session(&self) -> Option<StringSession> {
        let inner = self.inner();
        let home = inner.contents.home()?;
        Some(StringSession {
            data_centre: u8::try_from(home.id).ok()?,
            address: inner.contents.home_address()?,
            auth_key: AuthKey::new(home.auth_key?),
        })
    }

    /// Forgets every key: nobody can be logged in any more. Whose session it was, the chats and what
    /// is remembered beside the login stay.
    pub fn forget_keys(&self) -> Result<(), SessionError> {
        self.write(|database| database.execute_batch("UPDATE data_centre SET auth_key = NULL"))
    }

    /// Forgets every key and whose they were, with all that was theirs: the session may become
    /// anybody's. Only its world stays, and where the data centres are.
    pub fn forget_owner(&self) -> Result<(), SessionError> {
        self.write(|database| {
            database.execute_batch(
                "UPDATE data_centre SET auth_key = NULL;
                 UPDATE session SET seller = NULL;
                 DELETE FROM pin;
                 DELETE FROM remembered;",
            )
        })
    }

    /// Takes in a login from elsewhere. There must be none, and it must be of the same world.
    pub fn take_keys(&self, origin: &Origin) -> Result<(), SessionError> {
        if self.string_session().is_some() || origin.is_live() != self.is_live() {
            return Err(SessionError::exists(self.path()));
        }
        let options = origin.data_centres()?;
        self.write(|database| {
            for option in &options {
                put_data_centre(database, option)?;
            }
            let sql = "UPDATE session SET home_data_centre = ?1";
            database.execute(sql, [origin.home()]).map(drop)
        })
    }

    /// Removes the file, of a session that nobody ever logged in with. The store is of no use afterwards.
    pub fn discard(&self) -> Result<(), SessionError> {
        sqlite::remove_if_there(&self.path)
            .and_then(|()| sqlite::remove_logs(&self.path))
            .map_err(|source| SessionError::io(&self.path, source))
    }

    pub(in crate::telegram) fn home_address(&self) -> Option<SocketAddr> {
        self.inner().contents.home_address()
    }

    /// Has grammers connect to `relay` in place of the home data centre, and nowhere else; or to where
    /// the data centres are.
    pub(in crate::telegram) fn set_relay(&self, relay: Option<SocketAddrV4>) {
        self.inner().relay = relay;
    }

    /// Memory is changed only after the file, so a panic in between leaves it consistent.
    pub(super) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn execute(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
    ) -> Result<(), SessionError> {
        self.write(|database| database.execute(sql, values).map(drop))
    }

    /// Changes the file in one transaction, then reads it into memory.
    pub(super) fn write(
        &self,
        change: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<(), SessionError> {
        let mut inner = self.inner();
        let written = inner.database.transaction().and_then(|transaction| {
            change(&transaction)?;
            let contents = SessionSnapshot::of(&transaction)?;
            transaction.commit()?;
            Ok(contents)
        });
        inner.contents = written.map_err(|source| SessionError::sqlite(&self.path, source))?;
        Ok(())
    }
}

impl std::fmt::Debug for SessionStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionStore").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Origin {
    pub(super) fn is_live(&self) -> bool {
        matches!(self, Self::Live { .. })
    }

    pub(super) fn data_centres(&self) -> Result<Vec<DcOption>, SessionError> {
        match self {
            Self::Live { auth_key, .. } => {
                let mut known = SessionData::default().dc_options;
                if let Some(home) = known.get_mut(&self.home()) {
                    home.auth_key = auth_key.as_ref().map(|key| *key.expose());
                }
                Ok(known.into_values().collect())
            }
            Self::Sandbox(login) if login.is_sandbox() => {
                let mut ipv4 = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0);
                let mut ipv6 = SocketAddrV6::new(Ipv6Addr::UNSPECIFIED, 0, 0, 0);
                match login.address {
                    SocketAddr::V4(address) => ipv4 = address,
                    SocketAddr::V6(address) => ipv6 = address,
                }
                let auth_key = Some(*login.auth_key.expose());
                Ok(vec![DcOption { id: self.home(), ipv4, ipv6, auth_key }])
            }
            Self::Sandbox(login) => Err(SessionError::wrong_world(login.address, false)),
        }
    }

    pub(super) fn home(&self) -> i32 {
        match self {
            Self::Live { data_centre, .. } => (*data_centre).into(),
            Self::Sandbox(login) => login.data_centre.into(),
        }
    }
}

fn write_new(path: &Path, origin: &Origin) -> Result<(), SessionError> {
    let mut database = schema::connect(path)?;
    // Committed into the file itself, not into a log beside it: its first bytes say what it is from then on.
    fill(&mut database, path, origin)?;
    SessionSnapshot::load(&database, path)?;
    schema::make_durable(&database, path)?;
    database.close().map_err(|(_, source)| SessionError::sqlite(path, source))
}

fn fill(database: &mut Connection, path: &Path, origin: &Origin) -> Result<(), SessionError> {
    let options = origin.data_centres()?;
    schema::migrate(database, path)?;
    let filled = database.transaction().and_then(|transaction| {
        transaction.execute(
            "INSERT INTO session (only_row, live, home_data_centre) VALUES (1, ?1, ?2)",
            params![origin.is_live(), origin.home()],
        )?;
        for option in &options {
            put_data_centre(&transaction, option)?;
        }
        transaction.commit()
    });
    filled.map_err(|source| SessionError::sqlite(path, source))
}

pub(super) fn put_data_centre(database: &Connection, option: &DcOption) -> rusqlite::Result<()> {
    let (ipv4, ipv6) = (option.ipv4.to_string(), option.ipv6.to_string());
    let sql = "REPLACE INTO data_centre (id, ipv4, ipv6, auth_key) VALUES (?1, ?2, ?3, ?4)";
    let values = params![option.id, ipv4, ipv6, option.auth_key];
    database.execute(sql, values).map(drop)
}

#[cfg(test)]
mod tests;
