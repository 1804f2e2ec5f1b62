//! Opening a journal: whose it is comes first.

use std::fmt;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::kept::{Decoded, Kept};
use super::{Journal, JournalError, schema};
use crate::order::UserId;

/// How long another reader of the file (`orders list`) may hold us up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Every statement of this module stays prepared.
const STATEMENTS_KEPT: usize = 64;

/// Whose journal it is, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pins {
    /// The account that receives the orders.
    pub seller: UserId,
    /// The bot that sends them.
    pub bot: UserId,
    /// Whether real money is paid: a rehearsal's journal never serves the real chat.
    pub livemode: bool,
}

impl fmt::Display for Pins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.livemode { "live" } else { "sandbox" };
        write!(f, "seller {} with bot {} ({kind})", self.seller, self.bot)
    }
}

impl Journal {
    /// Opens the journal at `path`, or makes a new one there (mode 0600) that belongs to `pins`.
    ///
    /// A file of somebody else, of a newer version or a damaged one is refused before anything is
    /// written to it.
    pub fn open(
        path: &Path,
        pins: Pins,
        journal_id: &str,
        now: Timestamp,
    ) -> Result<Self, JournalError> {
        if !path.exists() {
            make(path, pins, journal_id, now)?;
        }
        let mut journal = Self::examined(path)?;
        if journal.pins != pins {
            return Err(JournalError::NotOurs {
                theirs: journal.pins.to_string(),
                ours: pins.to_string(),
            });
        }
        let connection = &mut journal.connection;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        migrate(path, connection)?;
        Ok(journal)
    }

    /// Opens an existing journal for reading only, whoever's it is.
    pub fn open_to_read(path: &Path) -> Result<Self, JournalError> {
        if !path.exists() {
            return Err(JournalError::Missing {
                path: path.to_owned(),
            });
        }
        Self::examined(path)
    }

    /// Looks at an existing file without changing it.
    fn examined(path: &Path) -> Result<Self, JournalError> {
        let connection = connect(path)?;
        let pins = examine(path, &connection)?;
        Ok(Self {
            connection,
            pins,
            kept: Kept::default(),
            decoded: Decoded::default(),
            witness: None,
        })
    }

    /// Whose journal this is.
    pub fn pins(&self) -> Pins {
        self.pins
    }

    /// The journal's own name, made when the file was: another file has another.
    pub fn journal_id(&self) -> Result<String, JournalError> {
        Ok(self
            .connection
            .query_row("SELECT journal_id FROM pins", [], |row| row.get(0))?)
    }
}

/// Makes a journal whole before it gets its name: a crash leaves none, never half of one.
fn make(path: &Path, pins: Pins, journal_id: &str, now: Timestamp) -> Result<(), JournalError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let unfinished = PathBuf::from(name);
    if unfinished.exists() {
        std::fs::remove_file(&unfinished).map_err(|source| file_error(&unfinished, source))?;
    }
    // Mode 0600 from the first byte on: SQLite gives its -wal and -shm the same mode.
    create_private(&unfinished).map_err(|source| file_error(&unfinished, source))?;
    let mut connection = connect(&unfinished)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    migrate(&unfinished, &mut connection)?;
    connection.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
    connection.execute(
        "INSERT INTO pins VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        (
            pins.seller.0,
            pins.bot.0,
            pins.livemode,
            journal_id,
            now.to_string(),
        ),
    )?;
    connection.close().map_err(|(_, error)| error)?;
    std::fs::rename(&unfinished, path).map_err(|source| file_error(path, source))
}

fn migrate(path: &Path, connection: &mut Connection) -> Result<(), JournalError> {
    schema::migrations()
        .to_latest(connection)
        .map_err(|error| damaged_or_full(path, &error))
}

/// Whose journal a file is, if it is a sound one that this program knows.
fn examine(path: &Path, connection: &Connection) -> Result<Pins, JournalError> {
    let damaged = |detail: String| JournalError::Damaged {
        path: path.to_owned(),
        detail,
    };
    let application: i32 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| damaged(error.to_string()))?;
    if application != schema::APPLICATION_ID {
        return Err(damaged("another program made this file".to_owned()));
    }
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > schema::VERSION {
        let known = schema::VERSION;
        return Err(JournalError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    let check: String = connection
        .pragma_query_value(None, "quick_check", |row| row.get(0))
        .map_err(|error| damaged(error.to_string()))?;
    if check != "ok" {
        return Err(damaged(check));
    }
    read_pins(connection)
        .optional()
        .map_err(|error| damaged(error.to_string()))?
        .ok_or_else(|| damaged("it does not say whose it is".to_owned()))
}

fn read_pins(connection: &Connection) -> rusqlite::Result<Pins> {
    connection.query_row("SELECT seller_id, bot_id, livemode FROM pins", [], |row| {
        Ok(Pins {
            seller: UserId(row.get(0)?),
            bot: UserId(row.get(1)?),
            livemode: row.get(2)?,
        })
    })
}

fn connect(path: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(connection)
}

fn create_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn file_error(path: &Path, source: std::io::Error) -> JournalError {
    if source.kind() == std::io::ErrorKind::StorageFull {
        return JournalError::DiskFull;
    }
    JournalError::File {
        path: path.to_owned(),
        source,
    }
}

fn damaged_or_full(path: &Path, error: &rusqlite_migration::Error) -> JournalError {
    if let rusqlite_migration::Error::RusqliteError { err, .. } = error
        && err.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull)
    {
        return JournalError::DiskFull;
    }
    JournalError::Damaged {
        path: path.to_owned(),
        detail: error.to_string(),
    }
}
