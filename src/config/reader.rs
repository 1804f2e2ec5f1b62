//! What is read of a file beside its values: its mistakes, the files it names, where its secrets are.

use std::cell::RefCell;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::SAMPLE_COMMAND;
use super::fault::{ConfigError, Fault, fault};
use super::file::Document;
use super::fingerprint::NamedFile;
use super::place::Place;

/// More are not told: nobody corrects more at once.
const MISTAKES_MAX: usize = 50;
/// More are not even noted. The first of them in the file are told, so it is not the same number.
const NOTED_MAX: usize = 1000;

/// What all sections of a file share.
pub(super) struct Reader<'f> {
    pub document: &'f Document,
    pub environment: &'f dyn Fn(&str) -> Option<String>,
    pub notes: RefCell<Notes>,
}

/// What was noted while a file was read.
#[derive(Default)]
pub(super) struct Notes {
    /// By where they begin in the file; one in a variable has its place already.
    faults: Vec<(Range<usize>, Fault)>,
    pub files: Vec<NamedFile>,
    /// Whether a secret stands in the file itself.
    pub has_secrets: bool,
    /// The files of secrets that others on this machine may read or change.
    pub open_files: Vec<PathBuf>,
    /// The first key with one of the sample's public secrets.
    pub sample_key: Option<String>,
}

impl Reader<'_> {
    /// A path as the file means it: relative to its own directory.
    pub fn path(&self, written: &Path) -> PathBuf {
        let directory = self.document.path.parent();
        directory.unwrap_or(Path::new("")).join(written)
    }

    /// Notes a mistake at a stretch of the file, in bytes. Reading goes on, so that all of them are told at once.
    pub fn refuse<T>(&self, span: Range<usize>, fault: Fault) -> Option<T> {
        let faults = &mut self.notes.borrow_mut().faults;
        if faults.len() < NOTED_MAX {
            faults.push((span, fault));
        }
        None
    }

    /// What was made of the file, or all that is wrong with it.
    pub fn result<T>(self, read: Option<T>) -> Result<T, ConfigError> {
        let Document { path, text, .. } = self.document;
        let mut faults = self.notes.into_inner().faults;
        faults.sort_by_key(|(span, _)| span.start);
        faults.truncate(MISTAKES_MAX);
        let faults = faults.into_iter().map(|(span, fault)| fault.at(path, Place::of(span, text)));
        let faults: Vec<Fault> = faults.collect();
        if !faults.is_empty() {
            return Err(ConfigError(faults));
        }
        // Nothing is missing of what nothing is wrong with.
        read.ok_or_else(|| {
            let fault = fault!("config.incomplete", command = SAMPLE_COMMAND);
            ConfigError::of_file(path, fault)
        })
    }
}
