//! Files that are no journal of ours, and a disk that is full.

use super::*;
use crate::i18n::arguments;
use crate::report::UserError as _;

#[test]
fn another_account_is_refused_and_the_file_stays_as_it_was() {
    let home = Home::new();
    drop(home.open());
    let before = fs::read(home.path()).unwrap();
    for other in [
        Pins { seller: UserId(778), ..PINS },
        Pins { bot: UserId(1), ..PINS },
        Pins { livemode: false, ..PINS },
    ] {
        assert_eq!(home.open_as(other).unwrap_err().code(), "journal.not_ours");
    }
    assert_eq!(fs::read(home.path()).unwrap(), before);
}

#[test]
fn a_newer_version_is_refused_and_the_file_stays_as_it_was() {
    let home = Home::new();
    let journal = home.open();
    journal.connection.pragma_update(None, "user_version", schema::VERSION + 1).unwrap();
    drop(journal);
    let before = fs::read(home.path()).unwrap();
    let refused = home.open_as(PINS).unwrap_err();
    let (path, found, known) = (home.path(), schema::VERSION + 1, schema::VERSION);
    assert_eq!(refused.code(), "journal.newer");
    assert_eq!(refused.arguments(), arguments!(path = &path, found, known));
    assert_eq!(fs::read(home.path()).unwrap(), before);
}

#[test]
fn damaged_files_are_refused_and_stay_as_they_were() {
    let home = Home::new();
    let mut journal = home.open();
    for message in 1..200 {
        insert(&mut journal, message);
    }
    drop(journal);
    let whole = fs::read(home.path()).unwrap();
    let mut scribbled = whole.clone();
    scribbled[8192..40_960].fill(0xAA);
    let broken: [&[u8]; 4] = [
        b"not a database at all, but long enough to be one",
        &whole[..5000],
        &scribbled,
        &[0; 8192],
    ];
    for bytes in broken {
        fs::write(home.path(), bytes).unwrap();
        assert!(home.open_as(PINS).is_err());
        assert_eq!(fs::read(home.path()).unwrap(), bytes);
    }
}

#[test]
fn another_programs_database_is_refused() {
    let home = Home::new();
    let other = rusqlite::Connection::open(home.path()).unwrap();
    other.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(other);
    assert!(matches!(home.open_as(PINS), Err(JournalError::Damaged { .. })));
}

#[test]
fn a_full_disk_is_named_and_nothing_is_half_written() {
    let home = Home::new();
    let mut journal = home.open();
    insert(&mut journal, 1);
    let pages: i64 =
        journal.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    journal.connection.pragma_update(None, "max_page_count", pages).unwrap();
    let full = (2..500).find_map(|message| {
        journal.write(|writer| writer.insert_order(new_order(message), now())).err()
    });
    assert!(matches!(full, Some(JournalError::DiskFull)));
    journal.connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();
    let before = journal.all_orders().unwrap().len();
    insert(&mut journal, 1000);
    assert_eq!(journal.all_orders().unwrap().len(), before + 1);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let mut journal = home.open();
    insert(&mut journal, 1);
    for entry in fs::read_dir(home.folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
    }
}

#[test]
fn what_a_crash_left_beside_a_strangers_journal_stays_there() {
    let home = Home::new();
    let mut crashed = home.open();
    insert(&mut crashed, 1);
    let strangers = tempfile::tempdir().unwrap();
    let copies = ["main.journal", "main.journal-wal"].map(|name| {
        let copy = strangers.path().join(name);
        fs::copy(home.folder.path().join(name), &copy).unwrap();
        copy
    });
    let before = copies.clone().map(|copy| fs::read(copy).unwrap());
    let ours = Pins { seller: UserId(778), ..PINS };
    let refused = Journal::open(&copies[0], ours, "journal-2", now()).unwrap_err();
    assert_eq!(refused.code(), "journal.not_ours", "{refused}");
    assert!(copies.map(|copy| fs::read(copy).unwrap()) == before);
}
