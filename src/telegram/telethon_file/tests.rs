use std::fs;

use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::i18n::arguments;
use crate::report::{UserError as _, action_required};

/// What Telethon 1.45 makes, before anybody logs in.
const TELETHON: &str = "
    CREATE TABLE version (version integer primary key);
    INSERT INTO version VALUES (8);
    CREATE TABLE sessions (
        dc_id integer primary key, server_address text, port integer,
        auth_key blob, takeout_id integer, tmp_auth_key blob
    );
    CREATE TABLE entities (
        id integer primary key, hash integer not null, username text, phone integer, name text,
        date integer
    );";

/// A login, of a key of sevens.
fn login(address: &str) -> StringSession {
    let address = address.parse().unwrap();
    StringSession::new(2, address, AuthKey::new([7; 256])).unwrap()
}

fn file(sql: &str) -> Vec<u8> {
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch(sql).unwrap();
    database.serialize("main").unwrap().to_vec()
}

/// Telethon's file with these rows: `dc_id, server_address, port, auth_key`.
fn telethon(rows: &[&str]) -> Vec<u8> {
    let rows = rows.iter().map(|row| format!("INSERT INTO sessions VALUES ({row}, NULL, NULL);"));
    file(&format!("{TELETHON}{}", rows.collect::<String>()))
}

/// `auth_key`, as SQL.
fn key(bytes: usize) -> String {
    format!("x'{}'", "07".repeat(bytes))
}

fn row(data_centre: i64, address: &str, port: i64) -> String {
    format!("{data_centre}, '{address}', {port}, {}", key(256))
}

fn code(bytes: Vec<u8>) -> &'static str {
    read(bytes, None).unwrap_err().code()
}

#[test]
fn reads_what_telethon_writes() {
    for (ip, address) in [
        ("149.154.167.51", "149.154.167.51:443"),
        ("2001:67c:4e8:f002::a", "[2001:67c:4e8:f002::a]:443"),
    ] {
        let bytes = telethon(&[&row(2, ip, 443)]);
        assert_eq!(read(bytes, None).unwrap(), login(address));
    }
}

#[test]
fn reads_what_older_telethons_wrote() {
    let sql = format!(
        "CREATE TABLE version (version integer primary key); INSERT INTO version VALUES (4);
         CREATE TABLE sessions (dc_id integer primary key, server_address text, port integer, auth_key blob);
         INSERT INTO sessions VALUES ({});",
        row(2, "149.154.167.51", 443)
    );
    assert_eq!(read(file(&sql), None).unwrap(), login("149.154.167.51:443"));
}

#[test]
fn reads_what_was_written_here_and_never_writes_over_it() {
    let folder = tempfile::tempdir().unwrap();
    for (name, address) in [("4", "127.0.0.1:4430"), ("6", "[::1]:65535")] {
        let path = folder.path().join(name);
        write(&path, &login(address)).unwrap();
        let bytes = fs::read(&path).unwrap();
        assert_eq!(read(bytes.clone(), Some(&path)).unwrap(), login(address));
        let error = write(&path, &login("127.0.0.1:1")).unwrap_err();
        assert_eq!(error.code(), "session.exists");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn a_file_that_was_written_through_a_log_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logged.session");
    let database = Connection::open(&path).unwrap();
    database.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    let row = row(2, "149.154.167.51", 443);
    let sql = format!("{TELETHON} INSERT INTO sessions VALUES ({row}, NULL, NULL);");
    database.execute_batch(&sql).unwrap();
    let at_work = read(fs::read(&path).unwrap(), Some(&path));
    assert!(at_work.is_err(), "its log holds what the file does not");
    database.close().unwrap();
    let bytes = fs::read(&path).unwrap();
    assert_eq!(read(bytes, Some(&path)).unwrap(), login("149.154.167.51:443"));
}

#[test]
fn what_a_program_is_at_work_on_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seller.session");
    let bytes = telethon(&[&row(2, "149.154.167.51", 443)]);
    for ending in ["-journal", "-wal"] {
        let companion = folder.path().join(format!("seller.session{ending}"));
        fs::write(&companion, "").unwrap();
        assert!(read(bytes.clone(), Some(&path)).is_ok(), "{ending}: empty");
        fs::write(&companion, "begun").unwrap();
        let error = read(bytes.clone(), Some(&path)).unwrap_err();
        let expected = arguments!(companion = &*companion);
        assert_eq!(error, action_required("telethon_file.in_use", expected));
        fs::remove_file(companion).unwrap();
    }
}

#[test]
fn other_files_are_named_for_what_they_are() {
    let pyrogram = "CREATE TABLE sessions (
            dc_id INTEGER PRIMARY KEY, api_id INTEGER, test_mode INTEGER, auth_key BLOB,
            date INTEGER NOT NULL, user_id INTEGER, is_bot INTEGER
         );";
    let descendant = "CREATE TABLE sessions (
            dc_id INTEGER PRIMARY KEY, server_address TEXT, port INTEGER, api_id INTEGER,
            test_mode INTEGER, auth_key BLOB, date INTEGER, user_id INTEGER, is_bot INTEGER
         );";
    let grammers = "CREATE TABLE dc_home (dc_id INTEGER NOT NULL, PRIMARY KEY(dc_id));
         CREATE TABLE dc_option (dc_id INTEGER NOT NULL, auth_key BLOB, PRIMARY KEY (dc_id));";
    let own = "PRAGMA application_id = 0x54725365; CREATE TABLE session (seller INTEGER);";
    let journal = "PRAGMA application_id = 0x74726962; CREATE TABLE pins (seller_id INTEGER);";
    let endless = "CREATE VIEW sessions AS WITH RECURSIVE n(dc_id) AS (
            SELECT 1 UNION ALL SELECT dc_id + 1 FROM n
         ) SELECT dc_id, '' AS server_address, 1 AS port, x'' AS auth_key FROM n;";
    for (sql, expected) in [
        (pyrogram, "telethon_file.pyrogram"),
        (descendant, "telethon_file.pyrogram"),
        (grammers, "telethon_file.grammers"),
        (own, "telethon_file.own_session"),
        (journal, "telethon_file.journal"),
        (endless, "telethon_file.unknown"),
        ("CREATE TABLE sessions (id TEXT);", "telethon_file.unknown"),
        ("CREATE TABLE places (url TEXT);", "telethon_file.unknown"),
    ] {
        assert_eq!(code(file(sql)), expected, "{sql}");
    }
}

#[test]
fn a_login_is_one_whole_key() {
    let good = row(2, "149.154.167.51", 443);
    let other = row(4, "149.154.167.91", 443);
    assert!(read(telethon(&[&good, "4, NULL, NULL, x''"]), None).is_ok());
    for (rows, expected) in [
        (vec![], "telethon_file.not_logged_in"),
        (vec!["0, NULL, NULL, x''"], "telethon_file.not_logged_in"),
        (vec!["2, NULL, NULL, NULL"], "telethon_file.not_logged_in"),
        (vec![&good, &other], "telethon_file.several"),
        (vec![&format!("2, '149.154.167.51', 443, {}", key(255))], "telethon_file.key_length"),
        (vec!["2, '149.154.167.51', 443, 'a text'"], "telethon_file.broken"),
        (vec!["2, '149.154.167.51', 443, zeroblob(256)"], "string_session.empty_key"),
        (vec![&row(6, "149.154.167.51", 443)], "string_session.data_centre"),
        (vec![&row(-2, "149.154.167.51", 443)], "string_session.data_centre"),
        (vec![&row(2, "example.org", 443)], "string_session.address"),
        (vec![&row(2, "0.0.0.0", 443)], "string_session.address"),
        (vec![&row(2, "149.154.167.51", 70_000)], "string_session.address"),
    ] {
        assert_eq!(code(telethon(&rows)), expected, "{rows:?}");
    }
}

#[test]
fn what_is_cut_off_is_broken() {
    let whole = telethon(&[&row(2, "149.154.167.51", 443)]);
    for length in [16, 60, 100, 512, 4096, whole.len() - 4096] {
        assert_eq!(code(whole[..length].to_vec()), "telethon_file.broken");
    }
}

proptest! {
    #[test]
    fn never_panics(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        let mut bytes = telethon(&[&row(2, "149.154.167.51", 443)]);
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read(bytes, None);
    }
}
