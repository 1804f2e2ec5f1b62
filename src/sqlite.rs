//! What the program's two SQLite files, the session and the journal, have in common.

use rusqlite::{Error, ErrorCode, ffi};

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
