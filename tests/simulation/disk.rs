//! The agent's disk: what of the journal survives a power cut.
//!
//! SQLite appends every transaction to the file's log (`-wal`), and the agent syncs it before it acts.
//! At the cut both files are copied, before the dying process can tidy up, and the next life begins with
//! the copies. What was not synced may be lost: the log's end is cut off somewhere behind the last sync,
//! in the middle of a transaction or between two, or spoilt.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::dice::Dice;

/// A log that is as long may have been moved into the file, and begun anew: which part of it was synced
/// can't be told from its length.
const LOG_MOVED_BYTES: u64 = 4_000_000;

/// Where a journal lies.
#[derive(Clone, Debug)]
pub struct Disk {
    path: PathBuf,
    /// How much of the log no power cut takes back.
    synced: Arc<AtomicU64>,
}

impl Disk {
    /// The disk on which the journal at `path` lies.
    pub fn of(path: PathBuf) -> Self {
        Self { path, synced: Arc::default() }
    }

    /// Where the journal is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn file(&self, ending: &str) -> PathBuf {
        let mut name: OsString = self.path.clone().into();
        name.push(ending);
        name.into()
    }

    /// All that stands in the log is on the disk.
    pub fn sync(&self) {
        let length = fs::metadata(self.file("-wal")).map_or(0, |log| log.len());
        self.synced.store(length, Ordering::Relaxed);
    }

    /// Copies what stands there now.
    pub fn keep(&self) {
        for ending in ["", "-wal"] {
            // There may be no log, or no journal yet.
            drop(fs::copy(self.file(ending), self.file(&format!(".kept{ending}"))));
        }
    }

    /// Loses of the kept log what was not synced: all of it, or with `dice` what these say.
    pub fn lose(&self, dice: Option<&mut Dice>) {
        let log = self.file(".kept-wal");
        let Ok(mut bytes) = fs::read(&log) else {
            return;
        };
        let (synced, length) = (self.synced.load(Ordering::Relaxed), bytes.len() as u64);
        if length <= synced || length >= LOG_MOVED_BYTES {
            return;
        }
        let (torn_from, is_spoilt) = match dice {
            Some(dice) => (synced + dice.below(length - synced), dice.chance(30)),
            None => (synced, false),
        };
        let torn_from = usize::try_from(torn_from).unwrap_or(0);
        if is_spoilt {
            bytes[torn_from..].fill(0);
        } else {
            bytes.truncate(torn_from);
        }
        fs::write(&log, bytes).expect("a torn log");
    }

    /// Puts back what was kept at the cut, if there was one.
    #[expect(clippy::disallowed_methods, reason = "no power cut meets this disk")]
    pub fn restore(&self) {
        if !self.file(".kept").exists() {
            return;
        }
        for ending in ["", "-wal", "-shm"] {
            drop(fs::remove_file(self.file(ending)));
            drop(fs::rename(self.file(&format!(".kept{ending}")), self.file(ending)));
        }
    }

    /// Removes all that is left.
    pub fn erase(&self) {
        for ending in ["", "-wal", "-shm", ".kept", ".kept-wal", ".new"] {
            drop(fs::remove_file(self.file(ending)));
        }
    }
}
