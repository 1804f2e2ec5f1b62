//! SQLite files that a power cut does not harm: the session and the journal.

use std::error::Error as StdError;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rusqlite::types::Type;
use rusqlite::{Connection, Error, ErrorCode, OpenFlags, Row, ffi};
use tracing::warn;

use crate::{durable, folder, private_file};

/// The first bytes of any SQLite file.
pub const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The marks of the program that made an SQLite file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Whether changes go into the file itself, not into a log (`-wal`) beside it.
    pub is_without_log: bool,
    /// `PRAGMA user_version`: the version of the schema.
    pub user_version: u32,
    /// `PRAGMA application_id`: whose file it is.
    pub application_id: u32,
}

impl Header {
    /// More of a file need not be read.
    const BYTES: u64 = 100;

    /// Reads a file's first bytes; `None`: it is no SQLite file, or cut off.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let at = |offset| Some(u32::from_be_bytes(*bytes.get(offset..)?.first_chunk()?));
        bytes.starts_with(MAGIC).then_some(())?;
        let is_without_log = *bytes.get(18)? == 1;
        Some(Self { is_without_log, user_version: at(60)?, application_id: at(68)? })
    }

    /// The same of the file at `path`.
    pub fn read(path: &Path) -> io::Result<Option<Self>> {
        let mut start = Vec::new();
        // Whoever opens a pipe waits until somebody writes into it.
        if fs::metadata(path)?.is_file() {
            File::open(path)?.take(Self::BYTES).read_to_end(&mut start)?;
        }
        Ok(Self::of(&start))
    }
}

/// Whether anything stands in the log (`-wal`) beside a file.
pub fn has_log(path: &Path) -> bool {
    fs::metadata(folder::with_ending(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// Removes what SQLite has left beside a file that is gone. It would take any log that lies there for
/// that of the file that comes next.
pub fn remove_logs(path: &Path) -> io::Result<()> {
    let logs = ["-wal", "-shm", "-journal"].into_iter();
    logs.map(|ending| folder::with_ending(path, ending)).try_for_each(|log| remove_if_there(&log))
}

/// Removes a file, unless it is not there.
pub fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a file whole, under another `ending`, before it gets its name: a crash leaves none, never half
/// of one. `fill` gets an empty file of mode 0600, which SQLite gives to what it puts beside it.
pub fn create<E>(
    path: &Path,
    ending: &str,
    failed: impl Fn(io::Error) -> E,
    fill: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let unfinished = folder::with_ending(path, ending);
    remove_if_there(&unfinished).map_err(&failed)?;
    private_file::create_new_in_place(&unfinished).map_err(&failed)?;
    let created = fill(&unfinished).and_then(|()| {
        remove_logs(path).and_then(|()| durable::publish(&unfinished, path)).map_err(failed)
    });
    if created.is_err() {
        // What is left behind is removed at the next try, should this fail.
        let _ = fs::remove_file(&unfinished);
    }
    created
}

/// Opens a file that is there.
pub fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags)
}

/// How often a file that another program holds is tried again, and after how many tries that is told.
const HELD_PAUSE: Duration = Duration::from_millis(100);
const HELD_TRIES_UNTOLD: i32 = 50;
static IS_WAITING_OVER: AtomicBool = AtomicBool::new(false);

/// SQLite's busy handler for files that are worked with: however long another program holds one, it is
/// waited for, as nothing can be done without, and that is no reason to end.
pub fn wait_for_others(tries: i32) -> bool {
    if tries == HELD_TRIES_UNTOLD {
        warn!("another program holds the journal or the session; waiting for it");
    }
    thread::sleep(HELD_PAUSE);
    tries < HELD_TRIES_UNTOLD || !IS_WAITING_OVER.load(Ordering::Relaxed)
}

/// Nobody is waited for any more: the process is asked to stop.
pub fn stop_waiting_for_others() {
    IS_WAITING_OVER.store(true, Ordering::Relaxed);
}

/// What is damaged in a file, if anything is, by `quick_check` or the more thorough `integrity_check`.
pub fn damage(connection: &Connection, check: &str) -> rusqlite::Result<Option<String>> {
    let verdict = connection.query_row(&format!("PRAGMA {check}(1)"), [], |row| row.get(0))?;
    Ok(Some(verdict).filter(|verdict| verdict != "ok"))
}

/// A column's text as what it stands for.
pub fn parsed<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: FromStr<Err: StdError + Send + Sync + 'static>,
{
    row.get::<_, String>(column)?.parse().map_err(|error: T::Err| unreadable(column, error))
}

/// A column's text can't be what it should stand for.
pub fn unreadable(column: usize, why: impl StdError + Send + Sync + 'static) -> Error {
    Error::FromSqlConversionFailure(column, Type::Text, Box::new(why))
}

/// From now on a commit is on the disk when it returns: a power cut takes nothing of it back.
pub fn make_durable(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "journal_mode", "WAL")
}

/// So many pages of the log (8 MB) are brought into the file at once: that takes two syncs.
const LOG_PAGES: u32 = 2000;

/// From now on a commit is appended to the log beside the file. A crash of the process takes nothing of it
/// back; a power cut may take the last commits back, all after some moment, until [`Log::sync`].
pub fn use_log(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    connection.pragma_update(None, "journal_mode", "WAL")
}

/// The log beside a file that is open: it stays as long as that is so.
#[derive(Debug, Default)]
pub struct Log(Option<File>);

impl Log {
    /// Brings what stands in the log beside the file at `path` to the disk, if there is one; the first time
    /// with its name.
    pub fn sync(&mut self, path: &Path) -> io::Result<()> {
        if let Some(log) = &self.0 {
            return log.sync_data();
        }
        let path = folder::with_ending(path, "-wal");
        match File::open(&path) {
            Ok(log) => {
                log.sync_data()?;
                durable::sync_folder(&path)?;
                self.0 = Some(log);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Whether [`make_durable`] was done to a file.
#[cfg(test)]
pub(crate) fn is_durable(connection: &Connection) -> bool {
    const FULL: i64 = 2;
    let synchronous = connection.pragma_query_value(None, "synchronous", |row| row.get(0));
    let journal_mode = connection.pragma_query_value(None, "journal_mode", |row| row.get(0));
    (synchronous, journal_mode) == (Ok(FULL), Ok("wal".to_owned()))
}

/// Whether there is no room left on the disk. SQLite has two words for it: its own, and one for the
/// index of the write-ahead log that can't be enlarged.
pub fn is_disk_full(error: &Error) -> bool {
    let Error::SqliteFailure(failure, _) = error else {
        return false;
    };
    failure.code == ErrorCode::DiskFull || failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE
}

/// Whether another program held the file for longer than it is waited for.
pub fn is_held(error: &Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Whether a file is not what SQLite writes.
pub fn is_damage(error: &Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is no file of a disk can't be brought there: so much is seen of a sync from outside.
    #[test]
    fn the_log_is_synced_when_it_is_opened_and_ever_after() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.journal");
        assert!(Log::default().sync(&path).is_ok(), "there is none");
        std::os::unix::fs::symlink("/dev/null", folder::with_ending(&path, "-wal")).unwrap();
        Log::default().sync(&path).unwrap_err();
        Log(File::open("/dev/null").ok()).sync(&path).unwrap_err();
    }

    #[test]
    fn both_words_for_a_full_disk_are_known() {
        let failure = |code| Error::SqliteFailure(ffi::Error::new(code), None);
        for (code, expected) in [
            (ffi::SQLITE_FULL, true),
            (ffi::SQLITE_IOERR_SHMSIZE, true),
            (ffi::SQLITE_IOERR, false),
            (ffi::SQLITE_IOERR_WRITE, false),
            (ffi::SQLITE_BUSY, false),
        ] {
            assert_eq!(is_disk_full(&failure(code)), expected, "{code}");
        }
        assert!(!is_disk_full(&Error::QueryReturnedNoRows));
    }
}
