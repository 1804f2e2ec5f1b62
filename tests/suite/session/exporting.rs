//! What goes out, what is said about it, and when it does not.

use std::fs;

use serde_json::Value;
use tribute_agent::report::Exit;
use tribute_agent::telegram::session::{Origin, SessionStore};

use super::desk::{Desk, at_a_terminal, is_kept, is_private, login};
use crate::agent::program;
use crate::pty::Window;
use crate::restore::home::{Home, ended};

const SANDBOX: &str = "127.0.0.1:9";

#[tokio::test]
async fn the_login_goes_to_the_pipe_and_the_warnings_to_the_person() {
    let home = Home::after_work();
    let ended = home.command("session", &["export"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(ended.stdout, format!("{}\n", login(SANDBOX).encode()));
    is_kept(&ended.stderr);
    for warning in ["open: 20 (№1, №2,", "The journal stays behind:", "at once"] {
        assert!(ended.stderr.contains(warning), "{}", ended.stderr);
    }
    let ended = home.command("session", &["export", "--json"]).await;
    let told: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(told["string_session"], login(SANDBOX).encode());
    assert_eq!(told["open_orders"].as_array().unwrap().len(), 20);
    home.is_sound().await;
}

#[tokio::test]
async fn a_telethon_file_is_private_whole_and_never_written_over() {
    let home = Home::new();
    let file = home.path("seller.session");
    let arguments = ["export", "--json", "--telethon", file.to_str().unwrap()];
    let ended = home.command("session", &arguments).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    is_kept(&ended.stderr);
    is_kept(&ended.stdout);
    let told: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(told["file"], file.to_str().unwrap());
    assert_eq!(told["open_orders"], Value::Array(Vec::new()));
    is_private(&file);
    let made = fs::read(&file).unwrap();
    let desk = Desk::new("en");
    desk.import(&[file.to_str().unwrap()]).await;
    desk.holds(&login(SANDBOX)).await;
    let again = home.command("session", &arguments).await;
    assert_eq!(again.code, Some(2));
    assert!(again.stderr.contains("session.exists"), "{}", again.stderr);
    assert!(fs::read(&file).unwrap() == made);
}

#[tokio::test]
async fn a_terminal_shows_it_only_to_who_agrees() {
    let home = Home::new();
    let config = home.path("config.toml");
    let folder = config.parent().unwrap();
    for (words, typed, expected) in [
        (&["session", "export"][..], "\n", Exit::Failed),
        (&["session", "export", "--json"], "n\n", Exit::Failed),
        (&["session", "export"], "yes\n", Exit::Done),
        (&["session", "export", "--yes"], "", Exit::Done),
    ] {
        drop(home.store());
        let (exit, stdout, stderr) = at_a_terminal(folder, words, typed).await;
        assert_eq!(exit, expected, "{stderr}");
        let shown = stdout.contains(&login(SANDBOX).encode());
        assert_eq!(shown, expected == Exit::Done, "{stdout}");
        is_kept(&stderr);
    }
}

#[tokio::test]
async fn not_while_the_agent_is_at_work() {
    let home = Home::new();
    let at_work = home.store();
    let file = home.path("seller.session");
    for arguments in [&["export"][..], &["export", "--telethon", file.to_str().unwrap()]] {
        let config = home.path("config.toml");
        let ended = ended(program(&config, "session", arguments)).await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(3), ""), "{}", ended.stderr);
        assert!(ended.stderr.contains("session.already_running"), "{}", ended.stderr);
        assert!(!file.exists());
    }
    drop(at_work);
}

#[tokio::test]
async fn not_without_a_login() {
    let desk = Desk::new("ru");
    let ended = desk.export(&[]).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(3), ""));
    assert!(ended.stderr.contains("session.missing"), "{}", ended.stderr);
    let origin = Origin::Live { data_centre: 2, auth_key: None };
    SessionStore::create(&desk.path("main.session"), &origin).unwrap();
    let ended = desk.export(&[]).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(3), ""));
    assert!(ended.stderr.contains("session.no_key"), "{}", ended.stderr);
}

#[tokio::test]
async fn a_damaged_journal_is_told_and_keeps_nobody() {
    let home = Home::new();
    fs::write(home.journal(), "no journal").unwrap();
    let ended = home.command("session", &["export", "--json"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let told: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(told["open_orders"], Value::Null);
    assert!(ended.stderr.contains("journal."), "{}", ended.stderr);
}

#[tokio::test]
async fn who_interrupts_the_question_is_told_that_nothing_was_done() {
    let home = Home::new();
    drop(home.store());
    let config = home.path("config.toml");
    let window = Window { folder: config.parent().unwrap(), size: (24, 100), environment: &[] };
    let mut terminal = window.start(&["session", "export"]);
    terminal.sees("[y/N]").await;
    terminal.presses_control(b'c').await;
    terminal.sees("Nothing was done").await;
    assert_eq!(terminal.ends().await, Some(1), "{}", terminal.shown());
    // There is no journal yet that could stay behind.
    assert!(!terminal.shown().contains("stays behind"), "{}", terminal.shown());
}

#[tokio::test]
async fn into_no_folder_that_is_not_there() {
    let home = Home::new();
    let file = home.path("usb/seller.session");
    let arguments = ["export", "--telethon", file.to_str().unwrap()];
    let ended = home.command("session", &arguments).await;
    assert!(ended.stderr.contains("session.no_folder"), "{}", ended.stderr);
    assert!(!home.path("usb").exists());
}
