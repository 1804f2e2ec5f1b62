//! What is no login is named for what it looks like; nothing is made and nothing is touched.

use std::fs;
use std::path::Path;

use super::desk::{Desk, database, is_kept, login, telethon_file};
use crate::restore::home::Home;

const SANDBOX: &str = "127.0.0.1:9";

/// It is refused with this code and exit code.
async fn is_refused(make: impl Fn(&Path), code: &str, exit: i32) {
    for language in ["en", "ru"] {
        let desk = Desk::new(language);
        make(&desk.path("given"));
        let before = desk.files();
        let ended = desk.import(&["given", "--yes"]).await;
        assert_eq!(ended.code, Some(exit), "{code}: {}", ended.stderr);
        assert!(ended.stderr.contains(code), "{code}: {}", ended.stderr);
        assert_eq!(ended.stdout, "");
        is_kept(&ended.stderr);
        assert!(desk.files() == before, "{code}: {:?}", desk.files().keys());
    }
}

#[tokio::test]
async fn other_programs_files() {
    let pyrogram = "CREATE TABLE sessions (dc_id INTEGER PRIMARY KEY, test_mode INTEGER,
        auth_key BLOB, date INTEGER NOT NULL, user_id INTEGER, is_bot INTEGER);";
    let grammers = "CREATE TABLE dc_home (dc_id INTEGER); CREATE TABLE dc_option (dc_id INTEGER);";
    let browser = "CREATE TABLE places (url TEXT);";
    for (sql, code) in [
        (pyrogram, "telethon_file.pyrogram"),
        (grammers, "telethon_file.grammers"),
        (browser, "telethon_file.unknown"),
    ] {
        is_refused(|path| database(path, sql), code, 2).await;
    }
    is_refused(|path| fs::write(path, [0x89, 0xFF, 0]).unwrap(), "session.import_unknown", 2).await;
}

#[tokio::test]
async fn this_programs_own_files() {
    let home = Home::after_work();
    drop(home.store());
    for (name, code) in
        [("main.session", "telethon_file.own_session"), ("main.journal", "telethon_file.journal")]
    {
        let copy = |path: &Path| {
            fs::copy(home.path(name), path).unwrap();
        };
        is_refused(copy, code, 2).await;
    }
}

#[tokio::test]
async fn files_without_a_whole_login() {
    let changed = |sql: &'static str| {
        move |path: &Path| {
            telethon_file(path, &login(SANDBOX));
            database(path, sql);
        }
    };
    for (sql, code) in [
        ("UPDATE sessions SET auth_key = x''", "telethon_file.not_logged_in"),
        ("DELETE FROM sessions", "telethon_file.not_logged_in"),
        (
            "INSERT INTO sessions SELECT 4, server_address, port, auth_key, NULL, NULL FROM sessions",
            "telethon_file.several",
        ),
        ("UPDATE sessions SET auth_key = substr(auth_key, 2)", "telethon_file.key_length"),
        ("UPDATE sessions SET server_address = ''", "string_session.address"),
    ] {
        is_refused(changed(sql), code, 2).await;
    }
}

#[tokio::test]
async fn files_that_are_empty_cut_off_too_large_or_in_use() {
    is_refused(|path| fs::write(path, "").unwrap(), "string_session.empty", 2).await;
    let cut_off = |path: &Path| {
        telethon_file(path, &login(SANDBOX));
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    };
    is_refused(cut_off, "telethon_file.broken", 2).await;
    let at_work = |path: &Path| {
        telethon_file(path, &login(SANDBOX));
        fs::write(path.with_file_name("given-journal"), "begun").unwrap();
    };
    is_refused(at_work, "telethon_file.in_use", 3).await;
    let desk = Desk::new("en");
    let endless = desk.import(&["/dev/zero"]).await;
    assert!(endless.stderr.contains("session.import_too_large"), "{}", endless.stderr);
    assert_eq!(endless.code, Some(2));
    let missing = desk.import(&["nowhere.session"]).await;
    assert!(missing.stderr.contains("input.unreadable"), "{}", missing.stderr);
}
