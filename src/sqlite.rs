//! SQLite files that a power cut does not harm: the session and the journal.

use std::path::{Path, PathBuf};
use std::{fs, io};

use rusqlite::{Connection, Error, ErrorCode, ffi};

/// The first bytes of any SQLite file.
pub const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The marks of the program that made an SQLite file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// `PRAGMA user_version`: the version of the schema.
    pub user_version: u32,
    /// `PRAGMA application_id`: whose file it is.
    pub application_id: u32,
}

impl Header {
    /// More of a file need not be read.
    pub const BYTES: u64 = 100;

    /// Reads a file's first bytes; `None`: it is no SQLite file, or cut off.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let at = |offset| Some(u32::from_be_bytes(*bytes.get(offset..)?.first_chunk()?));
        bytes.starts_with(MAGIC).then_some(())?;
        Some(Self { user_version: at(60)?, application_id: at(68)? })
    }
}

/// The name of a file that SQLite keeps beside another: `-wal`, `-shm`, `-journal`.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Removes what SQLite has left beside a file that is gone. It would take any log that lies there for
/// that of the file that comes next.
pub fn remove_logs(path: &Path) -> io::Result<()> {
    for ending in ["-wal", "-shm", "-journal"] {
        match fs::remove_file(beside(path, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// From now on a commit is on the disk when it returns: a power cut takes nothing of it back.
pub fn make_durable(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "journal_mode", "WAL")
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

#[cfg(test)]
mod tests {
    use super::*;

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
