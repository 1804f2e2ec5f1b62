//! Bringing a journal up to date, interrupted everywhere; and what its store is told.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rusqlite_migration::M;
use tempfile::TempDir;

use super::*;
use crate::durable;
use crate::journal::{MarkedChat, NotificationKey, ProgressStoreError};
use crate::order::MessageId;
use crate::report::UserError as _;
use crate::rich_text::RichText;

const PINS: Pins = Pins { seller: UserId(777), bot: UserId(6_675_346_585), livemode: true };
const OLD: &str = "CREATE TABLE old (x INTEGER) STRICT";

/// The tables as they are, and `more` after them.
fn schema_and(more: &[&'static str]) -> Vec<M<'static>> {
    let mut steps = schema::steps();
    steps.extend(more.iter().map(|step| M::up(step)));
    steps
}

struct Home {
    folder: TempDir,
}

impl Home {
    /// With a journal of this version, at work when the power was cut: the newest is in its log.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Self { folder };
        let mut journal = home.open(schema::steps()).unwrap();
        let text = RichText::plain("told");
        let key = NotificationKey::once("test");
        journal.write(|writer| writer.notify(&key, None, &text, 1, Timestamp::UNIX_EPOCH)).unwrap();
        let image = [home.path(), home.beside("-wal")].map(|path| (fs::read(&path).unwrap(), path));
        drop(journal);
        for (bytes, path) in image {
            fs::write(path, bytes).unwrap();
        }
        home
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("main.journal")
    }

    fn beside(&self, ending: &str) -> PathBuf {
        folder::with_ending(&self.path(), ending)
    }

    fn kept(&self) -> PathBuf {
        let next = schema::VERSION + 1;
        self.beside(&format!(".before-version-{next}"))
    }

    fn open(&self, steps: Vec<M<'static>>) -> Result<Journal, JournalError> {
        let (path, now) = (self.path(), Timestamp::UNIX_EPOCH);
        Journal::open_with(&path, PINS, "journal-1", now, None, steps)
    }

    /// How many copies there are, finished or not.
    fn copies(&self) -> usize {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains(".before-")).count()
    }

    /// The journal is what it was, and works with this version.
    fn is_whole(&self) {
        let journal = self.open(schema::steps()).unwrap();
        assert_eq!(journal.owed_notifications().unwrap().len(), 1);
    }
}

#[test]
fn an_older_one_is_kept_before_it_is_changed() {
    let home = Home::new();
    let journal = home.open(schema_and(&[OLD])).unwrap();
    assert_eq!(journal.owed_notifications().unwrap().len(), 1);
    let inserted = journal.connection.execute("INSERT INTO old VALUES (1)", []);
    assert_eq!(inserted, Ok(1));
    drop(journal);
    assert_eq!(home.open(schema::steps()).unwrap_err().code(), "journal.newer");
    assert_eq!(home.copies(), 1);
    // The copy is a journal of the version before, with all that was in the log.
    fs::remove_file(home.path()).unwrap();
    durable::publish(&home.kept(), &home.path()).unwrap();
    home.is_whole();
}

#[test]
fn a_new_one_takes_nothing_from_the_one_before() {
    let home = Home::new();
    fs::remove_file(home.path()).unwrap();
    let journal = home.open(schema::steps()).unwrap();
    assert!(journal.owed_notifications().unwrap().is_empty());
}

#[cfg(unix)]
#[test]
fn the_copy_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    home.open(schema_and(&[OLD])).unwrap();
    let mode = fs::metadata(home.kept()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// Copied here by hand, or unpacked.
#[cfg(unix)]
#[test]
fn one_that_others_may_read_is_theirs_no_more_once_it_is_worked_with() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    let files = [home.path(), home.beside("-wal")];
    for file in &files {
        fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    }
    let mode = |file: &PathBuf| fs::metadata(file).unwrap().permissions().mode() & 0o777;
    drop(Journal::open_to_read(&home.path()).unwrap());
    assert_eq!(mode(&files[0]), 0o644, "who only reads changes nothing");
    let journal = home.open(schema::steps()).unwrap();
    for file in files.iter().chain([&home.beside("-shm")]) {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    drop(journal);
}

#[test]
fn a_migration_that_breaks_off_leaves_the_old_journal_and_one_copy() {
    let home = Home::new();
    let broken = || schema_and(&["CREATE TABLE old (x); DROP TABLE notices; CREATE nonsense"]);
    for _ in 0..3 {
        assert!(home.open(broken()).is_err());
        home.is_whole();
        assert_eq!(home.copies(), 1);
    }
    // What has happened since is in a copy of its own.
    let mut journal = home.open(schema::steps()).unwrap();
    journal.write(|writer| writer.set_baseline(MarkedChat::Tribute, MessageId(5))).unwrap();
    drop(journal);
    home.open(schema_and(&[OLD])).unwrap();
    assert_eq!(home.copies(), 2);
}

#[test]
fn a_crash_while_copying_leaves_nothing_in_the_way() {
    let home = Home::new();
    let unfinished = folder::with_ending(&home.kept(), ".unfinished-copy");
    fs::write(&unfinished, "half a copy").unwrap();
    home.open(schema_and(&[OLD])).unwrap();
    assert_eq!(home.copies(), 1);
    assert!(!unfinished.exists());
}

#[test]
fn without_a_copy_nothing_is_changed() {
    let home = Home::new();
    let in_the_way = folder::with_ending(&home.kept(), ".unfinished-copy");
    fs::create_dir(&in_the_way).unwrap();
    let refused = home.open(schema_and(&[OLD]));
    assert_eq!(refused.unwrap_err().code(), "journal.file");
    assert!(!home.kept().exists());
    home.is_whole();
}

#[test]
fn several_versions_are_gone_through_at_once() {
    let home = Home::new();
    drop(home.open(schema_and(&[OLD, "DROP TABLE old"])).unwrap());
    assert_eq!(home.copies(), 1);
    let kept = home.beside(&format!(".before-version-{}", schema::VERSION + 2));
    assert!(kept.exists());
}

/// Remembers, unless it is told not to.
#[derive(Clone, Debug, Default)]
struct Notebook {
    written: Arc<Mutex<Vec<Progress>>>,
    is_full: Arc<Mutex<bool>>,
}

impl ProgressStore for Notebook {
    fn load(&self) -> Result<Option<Progress>, ProgressStoreError> {
        Ok(self.written.lock().unwrap().last().cloned())
    }

    fn save(&self, progress: &Progress) -> Result<(), ProgressStoreError> {
        if *self.is_full.lock().unwrap() {
            return Err(ProgressStoreError("full".to_owned()));
        }
        self.written.lock().unwrap().push(progress.clone());
        Ok(())
    }
}

impl Notebook {
    fn open(&self, home: &Home) -> Result<Journal, JournalError> {
        let now = Timestamp::UNIX_EPOCH;
        Journal::open_tracked(&home.path(), PINS, "another", now, Box::new(self.clone()))
    }

    fn pages(&self) -> usize {
        self.written.lock().unwrap().len()
    }
}

fn read_to(journal: &mut Journal, message: i32) {
    journal
        .write(|writer| {
            writer.set_baseline(MarkedChat::Tribute, MessageId(0))?;
            writer.move_mark(MarkedChat::Tribute, MessageId(message))
        })
        .unwrap();
}

#[test]
fn a_store_is_told_only_what_is_new() {
    let (home, notebook) = (Home::new(), Notebook::default());
    let mut journal = notebook.open(&home).unwrap();
    assert_eq!(notebook.pages(), 1, "which journal it is");
    read_to(&mut journal, 7);
    assert_eq!(notebook.pages(), 1, "not at each commit");
    for _ in 0..3 {
        journal.make_durable().unwrap();
    }
    assert_eq!(notebook.pages(), 2);
    assert_eq!(notebook.load().unwrap().unwrap().scanned_through, MessageId(7));
}

#[test]
fn nothing_may_be_done_that_the_store_can_not_keep() {
    let (home, notebook) = (Home::new(), Notebook::default());
    let mut journal = notebook.open(&home).unwrap();
    read_to(&mut journal, 7);
    *notebook.is_full.lock().unwrap() = true;
    for _ in 0..2 {
        assert!(matches!(journal.make_durable(), Err(JournalError::Progress(_))));
    }
}

#[test]
fn a_lower_mark_is_announced_before_it_is_set() {
    let (home, notebook) = (Home::new(), Notebook::default());
    let mut journal = notebook.open(&home).unwrap();
    read_to(&mut journal, 7);
    journal.make_durable().unwrap();
    journal.announce_lower_mark(MessageId(3)).unwrap();
    // The power is cut here, or after the next commit.
    drop(journal);
    let mut journal = notebook.open(&home).unwrap();
    journal.announce_lower_mark(MessageId(3)).unwrap();
    journal.write(|writer| writer.lower_mark(MarkedChat::Tribute, MessageId(3))).unwrap();
    drop(journal);
    notebook.open(&home).unwrap();
}
