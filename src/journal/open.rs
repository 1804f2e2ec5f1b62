//! Opening a journal: whose it is comes first.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fmt, io};

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite_migration::{Error, M, Migrations};
use tokio::time::Instant;

use super::copy::{copy_pages, keep_before};
use super::examine::{CheckLevel, examine, is_there};
use super::progress::{Progress, ProgressStore};
use super::{Journal, JournalError, Result, WorkingSet, schema};
use crate::i18n::arguments;
use crate::order::UserId;
use crate::report::{action_required, failed, usage};
use crate::{folder, sqlite};

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
        if self.seller == UserId(0) {
            return write!(f, "no Telegram account ({kind})");
        }
        write!(f, "seller {} with bot {} ({kind})", self.seller, self.bot)
    }
}

impl Journal {
    /// Opens the journal at `path`, or makes a new one there (mode 0600) that belongs to `pins`.
    ///
    /// A file of somebody else, of a newer version or a damaged one is refused before anything is
    /// written to it. One of an older version is kept as a copy and brought to this version.
    pub fn open(path: &Path, pins: Pins, journal_id: &str, now: Timestamp) -> Result<Self> {
        Self::open_with(path, pins, journal_id, now, None, schema::steps())
    }

    /// The same, for a journal that `store` remembers: a new one is made only when it remembers
    /// none, one that is not the remembered one or behind it is refused.
    pub fn open_tracked(
        path: &Path,
        pins: Pins,
        journal_id: &str,
        now: Timestamp,
        store: Box<dyn ProgressStore>,
    ) -> Result<Self> {
        Self::open_with(path, pins, journal_id, now, Some(store), schema::steps())
    }

    fn open_with(
        path: &Path,
        pins: Pins,
        new_id: &str,
        now: Timestamp,
        store: Option<Box<dyn ProgressStore>>,
        steps: Vec<M<'static>>,
    ) -> Result<Self> {
        let newest = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        let remembered = store.as_deref().map(ProgressStore::load).transpose();
        let remembered = remembered.map_err(JournalError::Progress)?.flatten();
        let migrations = Migrations::new(steps);
        if !is_there(path)? {
            if let Some(remembered) = remembered {
                return Err(JournalError::lost(path, remembered.last_number));
            }
            make(path, pins, new_id, now, &migrations)?;
        }
        let found = examine(path, newest, CheckLevel::Full)?;
        found.pins.check(pins)?;
        if let Some(remembered) = &remembered {
            Progress::of(&found.connection)?.check(remembered, path)?;
        }
        let mut connection = found.connection;
        // From now on it may be changed.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        sqlite::use_log(&connection)?;
        if found.version < newest {
            keep_before(&connection, path, newest)?;
            migrate(path, &mut connection, &migrations)?;
        }
        connection.pragma_update(None, "foreign_keys", "ON")?;
        let mut journal = Self { path: path.to_owned(), ..Self::with(connection, pins) };
        if let Some(store) = store {
            journal.track_progress(store)?;
        }
        Ok(journal)
    }

    /// Opens the journal of an agent that is at work, to ask something of it.
    pub fn open_beside(path: &Path) -> Result<Self> {
        if !is_there(path)? {
            return Err(missing(path));
        }
        let found = examine(path, schema::VERSION, CheckLevel::Quick)?;
        if found.version < schema::VERSION {
            let (found, known) = (found.version, schema::VERSION);
            return Err(action_required("journal.older", arguments!(path, found, known)).into());
        }
        sqlite::use_log(&found.connection)?;
        found.connection.pragma_update(None, "foreign_keys", "ON")?;
        let mut journal =
            Self { path: path.to_owned(), ..Self::with(found.connection, found.pins) };
        journal.working_set.is_beside = true;
        Ok(journal)
    }

    /// Opens an existing journal for reading only, whoever's it is. One of an older version is read
    /// through a copy in memory.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        Self::open_unchanged(path, CheckLevel::Quick)
    }

    /// The same, after all of it was read through: [`open`](Self::open) does that with a small one only.
    pub fn open_to_check(path: &Path) -> Result<Self> {
        Self::open_unchanged(path, CheckLevel::Whole)
    }

    fn open_unchanged(path: &Path, level: CheckLevel) -> Result<Self> {
        if !is_there(path)? {
            return Err(missing(path));
        }
        let found = examine(path, schema::VERSION, level)?;
        let mut connection = found.connection;
        if found.version < schema::VERSION {
            let mut copy = Connection::open_in_memory()?;
            copy_pages(&connection, &mut copy)?;
            migrate(path, &mut copy, &Migrations::new(schema::steps()))?;
            connection = copy;
        }
        Ok(Self::with(connection, found.pins))
    }

    fn with(connection: Connection, pins: Pins) -> Self {
        Self {
            connection,
            path: PathBuf::new(),
            pins,
            // What a process before this one left in the log.
            unsynced_since: Some(Instant::now()),
            log: sqlite::Log::default(),
            is_in_group: false,
            working_set: WorkingSet::default(),
            tracking: None,
            commit_hook: None,
        }
    }

    /// Whose journal this is.
    pub fn pins(&self) -> Pins {
        self.pins
    }

    /// The journal's own name, made when the file was: another file has another.
    pub fn journal_id(&self) -> Result<String> {
        self.value("SELECT journal_id FROM pins", [])
    }
}

impl Pins {
    /// Refuses the journal with these pins for anybody but its owner.
    pub fn check(self, ours: Self) -> Result<(), JournalError> {
        if self == ours {
            return Ok(());
        }
        let (theirs, ours) = (self.to_string(), ours.to_string());
        Err(action_required("journal.not_ours", arguments!(theirs, ours)).into())
    }
}

fn make(path: &Path, pins: Pins, id: &str, now: Timestamp, to: &Migrations<'_>) -> Result<()> {
    let failed = |source| file_error(path, &source);
    sqlite::create(path, ".new", failed, |unfinished| {
        let mut connection = connect(unfinished)?;
        migrate(unfinished, &mut connection, to)?;
        connection.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
        connection.execute(
            "INSERT INTO pins VALUES (1, ?1, ?2, ?3, ?4, ?5)",
            (pins.seller.0, pins.bot.0, pins.livemode, id, now.to_string()),
        )?;
        Ok(connection.close().map_err(|(_, error)| error)?)
    })
}

fn migrate(path: &Path, connection: &mut Connection, to: &Migrations<'_>) -> Result<()> {
    // A table that is made anew would take what refers to it along.
    connection.pragma_update(None, "foreign_keys", "OFF")?;
    to.to_latest(connection).map_err(|error| match error {
        Error::RusqliteError { err, .. } if sqlite::is_disk_full(&err) => JournalError::DiskFull,
        // Without the whole of the migration, which says nothing to anybody.
        Error::RusqliteError { err, .. } => JournalError::damaged(path, err),
        error => JournalError::damaged(path, error),
    })?;
    Ok(connection.pragma_update(None, "foreign_keys", "ON")?)
}

pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = sqlite::connect(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    // Otherwise statements with partial indexes or limits are prepared again for every value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

/// There is no journal: not yet, or its disk is not connected.
pub(super) fn missing(path: &Path) -> JournalError {
    let missed = folder::missed(path);
    missed.map_or_else(|| JournalError::Missing(path.to_owned()), |folder| no_folder(&folder))
}

pub(super) fn file_error(path: &Path, source: &io::Error) -> JournalError {
    if source.kind() == io::ErrorKind::StorageFull {
        return JournalError::DiskFull;
    }
    let file = || failed("journal.file", arguments!(path, error = source.to_string())).into();
    folder::absent(path).map_or_else(file, |folder| no_folder(&folder))
}

fn no_folder(folder: &Path) -> JournalError {
    usage("journal.no_folder", arguments!(folder)).into()
}

#[cfg(test)]
mod tests;
