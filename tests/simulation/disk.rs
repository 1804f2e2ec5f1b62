//! The agent's disk: what of the journal survives a power cut.
//!
//! SQLite appends every transaction to the file's log (`-wal`) and syncs it before the commit
//! returns, so what stands in the two files at any moment is what is durable then. At the cut they
//! are copied, before the dying process can tidy up, and the next life begins with the copies. A cut
//! in the middle of a commit may tear the log: its end is cut off or spoilt.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::dice::Dice;

/// Where a journal lies.
#[derive(Clone, Debug)]
pub struct Disk {
    path: PathBuf,
}

impl Disk {
    /// The disk on which the journal at `path` lies.
    pub fn of(path: PathBuf) -> Self {
        Self { path }
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

    /// How long the log is.
    pub fn log_length(&self) -> u64 {
        fs::metadata(self.file("-wal")).map_or(0, |log| log.len())
    }

    /// Copies what is durable now.
    pub fn keep(&self) {
        for ending in ["", "-wal"] {
            // There may be no log, or no journal yet.
            drop(fs::copy(self.file(ending), self.file(&format!(".kept{ending}"))));
        }
    }

    /// Spoils the kept log somewhere behind `sound`, which is where the last commit began.
    pub fn tear(&self, sound: u64, dice: &mut Dice) {
        let log = self.file(".kept-wal");
        let Ok(mut bytes) = fs::read(&log) else {
            return;
        };
        let (sound, length) = (usize::try_from(sound).unwrap_or(0), bytes.len());
        // A log that was begun anew has its end in its middle.
        if length <= sound {
            return;
        }
        let torn_from = sound + usize::try_from(dice.below((length - sound) as u64)).unwrap_or(0);
        if dice.chance(50) {
            bytes.truncate(torn_from);
        } else {
            bytes[torn_from..].fill(0);
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
