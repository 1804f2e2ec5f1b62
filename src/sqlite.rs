//! What the program's two SQLite files, the session and the journal, have in common.

use std::path::{Path, PathBuf};
use std::{fs, io};

use rusqlite::{Connection, Error, ErrorCode, ffi};

use crate::phrasebook::Phrasebook;

/// What SQLite says of a file that it can't work with.
pub const WORDS: Phrasebook = Phrasebook(&[
    ("{}: Error code {=}: {}", "{}: ошибка {=}: {}"),
    ("Error code {=}: {}", "ошибка {=}: {}"),
    (
        "unable to open database file: {=}",
        "файл не открывается: {=}",
    ),
    ("unable to open database file", "файл не открывается"),
    (
        "attempt to write a readonly database",
        "в файл нельзя писать",
    ),
    ("database is locked", "файл занят другой программой"),
    ("database table is locked", "файл занят другой программой"),
    ("database or disk is full", "на диске нет места"),
    ("disk I/O error", "диск не читается или не пишется"),
    ("database disk image is malformed", "файл повреждён"),
    ("file is not a database", "это не база SQLite"),
    ("access permission denied", "нет прав доступа"),
    ("authorization denied", "нет прав доступа"),
    ("out of memory", "не хватает памяти"),
    ("locking protocol", "файл занят другой программой"),
    ("{=}: {}", "{=}: {}"),
]);

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
        Some(Self {
            user_version: at(60)?,
            application_id: at(68)?,
        })
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
    fn every_phrase_can_be_said() {
        crate::phrasebook::check(WORDS);
    }

    #[test]
    fn what_sqlite_says_is_known() {
        for code in [
            ffi::SQLITE_CANTOPEN,
            ffi::SQLITE_READONLY,
            ffi::SQLITE_BUSY,
            ffi::SQLITE_FULL,
            ffi::SQLITE_IOERR_WRITE,
            ffi::SQLITE_CORRUPT,
            ffi::SQLITE_NOTADB,
            ffi::SQLITE_PERM,
        ] {
            let error = ffi::Error::new(code);
            for words in [
                Error::SqliteFailure(error, None).to_string(),
                ffi::code_to_str(code).to_owned(),
            ] {
                let told = WORDS.russian(&words);
                assert!(told.is_some(), "{words}");
            }
        }
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
