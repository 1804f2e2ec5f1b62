//! The session store: opened once, locked while open.

use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use grammers_session::SessionData;
use grammers_session::types::{DcOption, PeerRef};
use rusqlite::{Connection, params};

use super::contents::{Contents, is_loopback};
use super::{SessionError, private_file, schema, snapshot};
use crate::order::UserId;
use crate::telegram::auth_key::AuthKey;
use crate::telegram::lock::SessionLock;
use crate::telegram::string_session::StringSession;
use crate::{durable, folder, sqlite};

/// The open session: the one process that has it holds its lock until it is dropped.
///
/// Every write is on the disk when its method returns; memory is changed after the disk.
pub struct SessionStore {
    path: PathBuf,
    inner: Mutex<Inner>,
    _lock: SessionLock,
}

/// The file and its picture in memory, changed together.
pub(super) struct Inner {
    pub database: Connection,
    pub contents: Contents,
    /// Where grammers connects to instead of the home data centre, if anywhere.
    pub relay: Option<SocketAddrV4>,
}

impl Inner {
    fn new(database: Connection, contents: Contents) -> Mutex<Self> {
        Mutex::new(Self {
            database,
            contents,
            relay: None,
        })
    }
}

/// What a new session begins with.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Telegram itself, at the addresses that are known for ever.
    Live {
        /// The account's home.
        data_centre: i32,
        /// The key that is logged in there; `None`: one is made at the first connection.
        auth_key: Option<AuthKey>,
    },
    /// A data centre on this machine, and no other.
    Sandbox {
        /// The number it goes by.
        data_centre: i32,
        /// Where it listens.
        address: SocketAddr,
        /// The key that it knows.
        auth_key: AuthKey,
    },
}

/// A chat whose address is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The private chat with Tribute's bot.
    Tribute,
    /// The moderators' chat.
    Moderators,
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
        if !path.exists() {
            return Err(SessionError::missing(path));
        }
        let lock = SessionLock::acquire(path)?;
        let database = schema::open(path)?;
        let contents = Contents::load(&database, path)?;
        schema::make_durable(&database, path)?;
        Ok(Self {
            path: path.to_owned(),
            inner: Inner::new(database, contents),
            _lock: lock,
        })
    }

    /// Opens a session for Telegram to be looked at with it, and takes its lock. What is written stays
    /// in memory: the file, and everything beside it, is left as it is.
    pub fn open_in_memory(path: &Path) -> Result<Self, SessionError> {
        if !path.exists() {
            return Err(SessionError::missing(path));
        }
        let lock = SessionLock::acquire_in_place(path)?;
        let database = snapshot::copy(path)?;
        let contents = Contents::load(&database, path)?;
        Ok(Self {
            path: path.to_owned(),
            inner: Inner::new(database, contents),
            _lock: lock,
        })
    }

    /// Makes a session where nothing lies yet, whole or not at all, and leaves it closed.
    pub fn create(path: &Path, origin: &Origin) -> Result<(), SessionError> {
        if let Some(folder) = folder::missed(path) {
            return Err(SessionError::NoFolder(folder));
        }
        let _lock = SessionLock::acquire(path)?;
        if path.symlink_metadata().is_ok() {
            return Err(SessionError::Exists(path.to_owned()));
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".new");
        let unfinished = PathBuf::from(unfinished);
        let io = |source| SessionError::io(path, source);
        if unfinished.exists() {
            fs::remove_file(&unfinished).map_err(io)?;
        }
        private_file::create_new(&unfinished).map_err(io)?;
        let made = write_new(&unfinished, origin).and_then(|()| {
            sqlite::remove_logs(path).map_err(io)?;
            durable::publish(&unfinished, path).map_err(io)
        });
        if made.is_err() {
            // What is left behind is removed at the next try, should this fail.
            let _ = fs::remove_file(&unfinished);
        }
        made
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
    pub fn set_seller(&self, seller: UserId) -> Result<(), SessionError> {
        match self.seller() {
            Some(known) if known == seller => Ok(()),
            Some(known) => Err(SessionError::OtherAccount {
                known,
                found: seller,
            }),
            None => self.write(
                |database| {
                    database
                        .execute("UPDATE session SET seller = ?1", [seller.0])
                        .map(drop)
                },
                |contents| contents.seller = Some(seller),
            ),
        }
    }

    /// How a chat is addressed, if it was found under this name before.
    pub fn pin(&self, role: Role, name: &str) -> Option<Pin> {
        let pin = self.inner().contents.pins.get(&role).cloned();
        pin.filter(|pin| pin.name == name)
    }

    /// Keeps how a chat is addressed.
    pub fn set_pin(&self, role: Role, pin: &Pin) -> Result<(), SessionError> {
        if self.inner().contents.pins.get(&role) == Some(pin) {
            return Ok(());
        }
        self.write(
            |database| {
                database
                    .execute(
                        "REPLACE INTO pin (role, name, peer, access_hash) VALUES (?1, ?2, ?3, ?4)",
                        params![
                            role.as_str(),
                            pin.name,
                            pin.peer.id.bot_api_dialog_id(),
                            pin.peer.auth.hash()
                        ],
                    )
                    .map(drop)
            },
            |contents| {
                contents.pins.insert(role, pin.clone());
            },
        )
    }

    /// Keeps a fact beside the login, so that a journal that is older than it can be noticed.
    pub fn remember(&self, key: &str, value: &str) -> Result<(), SessionError> {
        if self.recall(key).as_deref() == Some(value) {
            return Ok(());
        }
        self.write(
            |database| {
                let sql = "REPLACE INTO remembered (key, value) VALUES (?1, ?2)";
                database.execute(sql, [key, value]).map(drop)
            },
            |contents| {
                contents.remembered.insert(key.to_owned(), value.to_owned());
            },
        )
    }

    /// A fact that was [remembered](Self::remember).
    pub fn recall(&self, key: &str) -> Option<String> {
        self.inner().contents.remembered.get(key).cloned()
    }

    /// The login as Telethon writes it, for export. `None` while there is no key.
    pub fn string_session(&self) -> Option<StringSession> {
        let inner = self.inner();
        let home = inner.contents.home_data_centre;
        let option = inner.contents.data_centres.get(&home)?;
        Some(StringSession {
            data_centre: u8::try_from(home).ok()?,
            address: inner.contents.home_address()?,
            auth_key: AuthKey::new(option.auth_key?),
        })
    }

    /// The address of the home data centre.
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

    /// Changes the file in one transaction, then the memory.
    pub(super) fn write(
        &self,
        to_file: impl FnOnce(&Connection) -> rusqlite::Result<()>,
        to_memory: impl FnOnce(&mut Contents),
    ) -> Result<(), SessionError> {
        let mut inner = self.inner();
        let committed = inner.database.transaction().and_then(|transaction| {
            to_file(&transaction)?;
            transaction.commit()
        });
        committed.map_err(|source| SessionError::sqlite(&self.path, source))?;
        to_memory(&mut inner.contents);
        Ok(())
    }
}

impl std::fmt::Debug for SessionStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionStore")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Origin {
    /// The data centres that such a session may talk to.
    pub(super) fn data_centres(&self) -> Result<Vec<DcOption>, SessionError> {
        match self {
            Self::Live {
                data_centre,
                auth_key,
            } => {
                let mut known = SessionData::default().dc_options;
                if let Some(home) = known.get_mut(data_centre) {
                    home.auth_key = auth_key.as_ref().map(|key| *key.expose());
                }
                Ok(known.into_values().collect())
            }
            Self::Sandbox {
                data_centre,
                address,
                auth_key,
            } => {
                let option = DcOption {
                    id: *data_centre,
                    ipv4: match address {
                        SocketAddr::V4(address) => *address,
                        SocketAddr::V6(_) => SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0),
                    },
                    ipv6: match address {
                        SocketAddr::V4(_) => SocketAddrV6::new(Ipv6Addr::UNSPECIFIED, 0, 0, 0),
                        SocketAddr::V6(address) => *address,
                    },
                    auth_key: Some(*auth_key.expose()),
                };
                if is_loopback(&option) {
                    Ok(vec![option])
                } else {
                    Err(SessionError::WrongWorld {
                        address: *address,
                        live: false,
                    })
                }
            }
        }
    }

    pub(super) fn home(&self) -> i32 {
        match self {
            Self::Live { data_centre, .. } | Self::Sandbox { data_centre, .. } => *data_centre,
        }
    }
}

fn write_new(path: &Path, origin: &Origin) -> Result<(), SessionError> {
    let options = origin.data_centres()?;
    let mut database = schema::fill(path)?;
    let fill = |database: &mut Connection| {
        let transaction = database.transaction()?;
        transaction.execute(
            "INSERT INTO session (only_row, live, home_data_centre) VALUES (1, ?1, ?2)",
            params![matches!(origin, Origin::Live { .. }), origin.home()],
        )?;
        for option in &options {
            put_data_centre(&transaction, option)?;
        }
        transaction.commit()
    };
    fill(&mut database).map_err(|source| SessionError::sqlite(path, source))?;
    Contents::load(&database, path)?;
    schema::make_durable(&database, path)?;
    database
        .close()
        .map_err(|(_, source)| SessionError::sqlite(path, source))
}

/// Writes a data centre's address and key.
pub(super) fn put_data_centre(database: &Connection, option: &DcOption) -> rusqlite::Result<()> {
    database
        .execute(
            "REPLACE INTO data_centre (id, ipv4, ipv6, auth_key) VALUES (?1, ?2, ?3, ?4)",
            params![
                option.id,
                option.ipv4.to_string(),
                option.ipv6.to_string(),
                option.auth_key
            ],
        )
        .map(drop)
}

impl Role {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Tribute => "tribute",
            Self::Moderators => "moderators",
        }
    }
}

#[cfg(test)]
mod tests;
