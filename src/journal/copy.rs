//! Copies of a journal that is in use: whole and of one moment, or not there at all.

use std::fs;
use std::path::Path;

use rusqlite::backup::{Backup as Copying, StepResult};
use rusqlite::{Connection, ffi};

use super::examine::{CheckLevel, examine, is_there, read_pins};
use super::open::{connect, file_error, missing};
use super::progress::Progress;
use super::{JournalError, Result, listing, schema};
use crate::i18n::arguments;
use crate::report::usage;
use crate::{folder, sqlite};

/// Each try waits as long as a connection waits for another process.
const TRIES_MAX: u32 = 3;
/// So many copies of one journal before the same migration are kept apart.
const COPIES_MAX: u32 = 100;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The version of its schema.
    pub version: u32,
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
    pub fn make(journal: &Path, to: &Path) -> Result<Self> {
        if !is_there(journal)? {
            return Err(missing(journal));
        }
        if to.is_dir() {
            return Err(usage("journal.is_folder", arguments!(path = to)).into());
        }
        if is_there(to)? {
            return Err(usage("journal.exists", arguments!(path = to)).into());
        }
        copy(&examine(journal, schema::VERSION, CheckLevel::Quick)?.connection, to)?;
        let copy = examine(to, schema::VERSION, CheckLevel::Quick)?;
        let (orders, open_orders) = listing::count(&copy.connection)?;
        Ok(Self {
            version: copy.version,
            progress: Progress::of(&copy.connection)?,
            orders,
            open_orders,
            bytes: fs::metadata(to).map_err(|source| file_error(to, &source))?.len(),
        })
    }
}

/// Keeps a journal as it is before it is brought to `version`, as `main.journal.before-version-2`
/// beside it. A crash right after may have left just this copy: then there is no second one.
pub(super) fn keep_before(connection: &Connection, journal: &Path, version: u32) -> Result<()> {
    let mut kept = folder::with_ending(journal, &format!(".before-version-{version}"));
    for count in 2..=COPIES_MAX {
        if !is_there(&kept)? {
            return copy(connection, &kept);
        }
        let is_this_one = examine(&kept, version, CheckLevel::Quick)
            .and_then(|copy| Ok(Progress::of(&copy.connection)?))
            .is_ok_and(|progress| Progress::of(connection).is_ok_and(|now| now == progress));
        if is_this_one {
            return Ok(());
        }
        kept = folder::with_ending(journal, &format!(".before-version-{version}-{count}"));
    }
    Err(usage("journal.exists", arguments!(path = &kept)).into())
}

fn copy(from: &Connection, to: &Path) -> Result<()> {
    let failed = |source| file_error(to, &source);
    sqlite::create(to, ".unfinished-copy", failed, |unfinished| {
        let before = Progress::of(from)?;
        let mut copy = connect(unfinished)?;
        copy_pages(from, &mut copy)?;
        // Without a log of its own, one that lies beside the place it is restored to is not taken for it.
        copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
        verify(from, &before, &copy, unfinished)?;
        Ok(copy.close().map_err(|(_, error)| error)?)
    })
}

/// All pages in one step, which is one transaction of reading: writers are not held up, and what
/// they write meanwhile is not in it.
pub(super) fn copy_pages(from: &Connection, to: &mut Connection) -> Result<()> {
    let copying = Copying::new(from, to)?;
    for _ in 0..TRIES_MAX {
        if copying.step(-1)? == StepResult::Done {
            return Ok(());
        }
    }
    let busy = ffi::Error::new(ffi::SQLITE_BUSY);
    Err(rusqlite::Error::SqliteFailure(busy, None).into())
}

fn verify(from: &Connection, before: &Progress, copy: &Connection, path: &Path) -> Result<()> {
    if let Some(damage) = sqlite::damage(copy, "quick_check")? {
        return Err(JournalError::damaged(path, damage));
    }
    if read_pins(copy)? != read_pins(from)? {
        return Err(JournalError::damaged(path, "the copy is another account's"));
    }
    let is_newer = Progress::of(copy)?.check(before, path);
    is_newer.map_err(|_| JournalError::damaged(path, "the copy is older than the journal"))
}
