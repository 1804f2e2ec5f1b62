//! Opening a journal: whose it is comes first.

use std::fmt;
use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::Migrations;

use super::copy::{beside, copy_pages, keep_before};
use super::examine::{CheckLevel, examine, is_there};
use super::progress::{Progress, ProgressStore};
use super::read_cache::{Decoded, ReadCache};
use super::{Journal, JournalError, schema};
use crate::folder;
use crate::order::UserId;
use crate::{durable, sqlite};

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

/// How a journal is to be opened.
struct Opening<'a> {
    path: &'a Path,
    pins: Pins,
    /// Its name, should it have to be made.
    new_id: &'a str,
    now: Timestamp,
    store: Option<Box<dyn ProgressStore>>,
}

/// The tables that this program works with.
struct Schema {
    migrations: Migrations<'static>,
    version: i64,
}

impl Schema {
    fn current() -> Self {
        Self { migrations: schema::migrations(), version: schema::VERSION }
    }
}

impl Journal {
    /// Opens the journal at `path`, or makes a new one there (mode 0600) that belongs to `pins`.
    ///
    /// A file of somebody else, of a newer version or a damaged one is refused before anything is
    /// written to it. One of an older version is kept as a copy and brought to this version.
    pub fn open(
        path: &Path,
        pins: Pins,
        journal_id: &str,
        now: Timestamp,
    ) -> Result<Self, JournalError> {
        let opening = Opening { path, pins, new_id: journal_id, now, store: None };
        opening.open(&Schema::current())
    }

    /// The same, for a journal that `store` remembers: a new one is made only when it remembers
    /// none, one that is not the remembered one or behind it is refused.
    pub fn open_tracked(
        path: &Path,
        pins: Pins,
        journal_id: &str,
        now: Timestamp,
        store: Box<dyn ProgressStore>,
    ) -> Result<Self, JournalError> {
        let opening = Opening { path, pins, new_id: journal_id, now, store: Some(store) };
        opening.open(&Schema::current())
    }

    /// Opens an existing journal for reading only, whoever's it is. One of an older version is read
    /// through a copy in memory.
    pub fn open_to_read(path: &Path) -> Result<Self, JournalError> {
        if !is_there(path)? {
            return Err(missing(path));
        }
        let Schema { migrations, version } = Schema::current();
        let found = examine(path, version, CheckLevel::Quick)?;
        let mut connection = found.connection;
        if found.version < version {
            let mut copy = Connection::open_in_memory()?;
            copy_pages(&connection, &mut copy)?;
            migrate(path, &mut copy, &migrations)?;
            connection = copy;
        }
        Ok(Self::with(connection, found.pins))
    }

    fn with(connection: Connection, pins: Pins) -> Self {
        Self {
            connection,
            pins,
            cache: ReadCache::default(),
            decoded: Decoded::default(),
            tracking: None,
            commit_hook: None,
        }
    }

    /// Whose journal this is.
    pub fn pins(&self) -> Pins {
        self.pins
    }

    /// The journal's own name, made when the file was: another file has another.
    pub fn journal_id(&self) -> Result<String, JournalError> {
        Ok(self.connection.query_row("SELECT journal_id FROM pins", [], |row| row.get(0))?)
    }
}

impl Opening<'_> {
    fn open(self, schema: &Schema) -> Result<Journal, JournalError> {
        let path = self.path;
        let store = self.store.as_deref();
        let remembered = store.map(ProgressStore::load).transpose();
        let remembered = remembered.map_err(JournalError::Progress)?.flatten();
        if !is_there(path)? {
            if let Some(remembered) = remembered {
                return Err(JournalError::Lost {
                    path: path.to_owned(),
                    remembered: remembered.last_number,
                });
            }
            make(path, self.pins, self.new_id, self.now, schema)?;
        }
        let found = examine(path, schema.version, CheckLevel::Full)?;
        if found.pins != self.pins {
            return Err(JournalError::NotOurs {
                theirs: found.pins.to_string(),
                ours: self.pins.to_string(),
            });
        }
        if let Some(remembered) = &remembered {
            Progress::of(&found.connection)?.check(remembered, path)?;
        }
        let version = found.version;
        let mut connection = found.accept()?;
        sqlite::make_durable(&connection)?;
        if version < schema.version {
            keep_before(&connection, path, schema.version)?;
            migrate(path, &mut connection, &schema.migrations)?;
        }
        connection.pragma_update(None, "foreign_keys", "ON")?;
        let mut journal = Journal::with(connection, self.pins);
        if let Some(store) = self.store {
            journal.track_progress(store)?;
        }
        Ok(journal)
    }
}

/// Makes a journal whole before it gets its name: a crash leaves none, never half of one.
fn make(
    path: &Path,
    pins: Pins,
    journal_id: &str,
    now: Timestamp,
    schema: &Schema,
) -> Result<(), JournalError> {
    let unfinished = beside(path, ".new");
    if unfinished.exists() {
        std::fs::remove_file(&unfinished).map_err(|source| file_error(&unfinished, source))?;
    }
    // Mode 0600 from the first byte on: SQLite gives its -wal and -shm the same mode.
    create_private(&unfinished).map_err(|source| file_error(&unfinished, source))?;
    let mut connection = connect(&unfinished)?;
    migrate(&unfinished, &mut connection, &schema.migrations)?;
    connection.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
    connection.execute(
        "INSERT INTO pins VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        (pins.seller.0, pins.bot.0, pins.livemode, journal_id, now.to_string()),
    )?;
    connection.close().map_err(|(_, error)| error)?;
    sqlite::remove_logs(path)
        .and_then(|()| durable::publish(&unfinished, path))
        .map_err(|source| file_error(path, source))
}

fn migrate(
    path: &Path,
    connection: &mut Connection,
    migrations: &Migrations<'_>,
) -> Result<(), JournalError> {
    // A table that is made anew would take what refers to it along.
    connection.pragma_update(None, "foreign_keys", "OFF")?;
    migrations.to_latest(connection).map_err(|error| damaged_or_full(path, &error))?;
    Ok(connection.pragma_update(None, "foreign_keys", "ON")?)
}

pub(super) fn connect(path: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    // Otherwise statements with partial indexes or limits are prepared again for every value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

pub(super) fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// There is no journal: not yet, or its disk is not connected.
pub(super) fn missing(path: &Path) -> JournalError {
    match folder::missed(path) {
        Some(folder) => JournalError::NoFolder { folder },
        None => JournalError::Missing { path: path.to_owned() },
    }
}

pub(super) fn file_error(path: &Path, source: std::io::Error) -> JournalError {
    if source.kind() == std::io::ErrorKind::StorageFull {
        return JournalError::DiskFull;
    }
    if let Some(folder) = folder::absent(path) {
        return JournalError::NoFolder { folder };
    }
    JournalError::File { path: path.to_owned(), source }
}

fn damaged_or_full(path: &Path, error: &rusqlite_migration::Error) -> JournalError {
    if let rusqlite_migration::Error::RusqliteError { err, .. } = error
        && sqlite::is_disk_full(err)
    {
        return JournalError::DiskFull;
    }
    let detail = match error {
        // Without the whole of the migration, which says nothing to anybody.
        rusqlite_migration::Error::RusqliteError { err, .. } => err.to_string(),
        error => error.to_string(),
    };
    JournalError::Damaged { path: path.to_owned(), detail }
}

#[cfg(test)]
mod tests;
