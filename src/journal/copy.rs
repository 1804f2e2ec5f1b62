//! Copies of a journal that is in use: whole and of one moment, or not there at all.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup as Copying, StepResult};

use super::examine::{CheckLevel, examine, is_there, read_pins};
use super::open::{connect, create_private, file_error, missing};
use super::progress::Progress;
use super::{JournalError, schema};
use crate::{durable, sqlite};

/// Each try waits as long as a connection waits for another process.
const TRIES_MAX: u32 = 3;
/// So many copies of one journal before the same migration are kept apart.
const COPIES_MAX: u32 = 100;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The version of its schema.
    pub version: i64,
    /// How far it had come.
    pub progress: Progress,
    /// How many orders there are.
    pub orders: u32,
    /// How many of them are open.
    pub open_orders: u32,
    /// Its size.
    pub bytes: u64,
}

impl Backup {
    /// Copies the journal at `journal` as it is at one moment, while another process may be writing
    /// it, to `to` (mode 0600), where nothing may lie. The copy was read back, and is durable on
    /// return.
    pub fn make(journal: &Path, to: &Path) -> Result<Self, JournalError> {
        if !is_there(journal)? {
            return Err(missing(journal));
        }
        if to.is_dir() {
            return Err(JournalError::IsFolder { path: to.to_owned() });
        }
        if is_there(to)? {
            return Err(JournalError::Exists { path: to.to_owned() });
        }
        let source = examine(journal, schema::VERSION, CheckLevel::Quick)?;
        copy(&source.connection, to)?;
        Self::of(to)
    }

    fn of(path: &Path) -> Result<Self, JournalError> {
        let copy = examine(path, schema::VERSION, CheckLevel::Quick)?;
        let (orders, open_orders) = copy.connection.query_row(
            "SELECT COUNT(*), COALESCE(SUM(is_open), 0) FROM orders",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let found = fs::metadata(path).map_err(|source| file_error(path, source))?;
        Ok(Self {
            version: copy.version,
            progress: Progress::of(&copy.connection)?,
            orders,
            open_orders,
            bytes: found.len(),
        })
    }
}

/// Keeps a journal as it is before it is brought to `version`, as `main.journal.before-version-2`
/// beside it. A crash right after may have left just this copy: then there is no second one.
pub(super) fn keep_before(
    connection: &Connection,
    journal: &Path,
    version: i64,
) -> Result<PathBuf, JournalError> {
    for count in 1..=COPIES_MAX {
        let kept = beside(journal, &kept_name(version, count));
        if !is_there(&kept)? {
            copy(connection, &kept)?;
            return Ok(kept);
        }
        let is_this_one = examine(&kept, version, CheckLevel::Quick)
            .and_then(|copy| Ok(Progress::of(&copy.connection)?))
            .is_ok_and(|progress| Progress::of(connection).is_ok_and(|now| now == progress));
        if is_this_one {
            return Ok(kept);
        }
    }
    Err(JournalError::Exists { path: beside(journal, &kept_name(version, COPIES_MAX)) })
}

fn kept_name(version: i64, count: u32) -> String {
    match count {
        1 => format!(".before-version-{version}"),
        _ => format!(".before-version-{version}-{count}"),
    }
}

/// The name with something behind it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Copies to a name of its own first: a crash leaves no copy, never half of one.
fn copy(from: &Connection, to: &Path) -> Result<(), JournalError> {
    let unfinished = beside(to, ".unfinished-copy");
    let copied = copy_to(from, &unfinished).and_then(|()| {
        sqlite::remove_logs(to)
            .and_then(|()| durable::publish(&unfinished, to))
            .map_err(|source| file_error(to, source))
    });
    if copied.is_err() {
        // What is left behind is removed at the next try, should this fail.
        let _ = fs::remove_file(&unfinished);
    }
    copied
}

fn copy_to(from: &Connection, to: &Path) -> Result<(), JournalError> {
    if is_there(to)? {
        fs::remove_file(to).map_err(|source| file_error(to, source))?;
    }
    create_private(to).map_err(|source| file_error(to, source))?;
    let before = Progress::of(from)?;
    let mut copy = connect(to)?;
    copy_pages(from, &mut copy)?;
    // Without a log of its own, one that lies beside the place it is restored to is not taken for it.
    copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    verify(from, &before, &copy, to)?;
    Ok(copy.close().map_err(|(_, error)| error)?)
}

/// All pages in one step, which is one transaction of reading: writers are not held up, and what
/// they write meanwhile is not in it.
pub(super) fn copy_pages(from: &Connection, to: &mut Connection) -> Result<(), JournalError> {
    let copying = Copying::new(from, to)?;
    for _ in 0..TRIES_MAX {
        if copying.step(-1)? == StepResult::Done {
            return Ok(());
        }
    }
    Err(JournalError::Sqlite(rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
        None,
    )))
}

fn verify(
    from: &Connection,
    before: &Progress,
    copy: &Connection,
    path: &Path,
) -> Result<(), JournalError> {
    let damaged =
        |detail: &str| JournalError::Damaged { path: path.to_owned(), detail: detail.to_owned() };
    let verdict: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(damaged(&verdict));
    }
    if read_pins(copy)? != read_pins(from)? {
        return Err(damaged("the copy is another account's"));
    }
    Progress::of(copy)?
        .check(before, path)
        .map_err(|_| damaged("the copy is older than the journal"))
}
