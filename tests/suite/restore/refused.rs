//! What is no journal to work with is refused, before anybody is called, and left as it is.

use std::fs;

use tribute_agent::journal::{Backup, Journal, MarkedChat, NewOrder, Pins};
use tribute_agent::order::life::Event;
use tribute_agent::order::{MessageId, UserId};
use tribute_agent::sources::tribute_chat;

use super::home::{Home, PINS, ended, foreign, insert, new_order, now};
use crate::agent::program;

#[tokio::test]
async fn one_that_is_gone() {
    let home = Home::after_work();
    home.remove_journal();
    let told = home.is_refused("error[journal.lost]", 3).await;
    assert!(told.contains("№20"), "{told}");
    assert!(told.contains("orders adopt"), "{told}");
    home.speaks("ru");
    let told = home.is_refused("ошибка[journal.lost]", 3).await;
    assert!(told.contains("помнит заказы до №20"), "{told}");
    assert!(told.contains("Ничего не сделано."), "{told}");
}

#[tokio::test]
async fn an_empty_one_beside_an_old_session() {
    let home = Home::after_work();
    home.remove_journal();
    drop(Journal::open(&home.journal(), PINS, "another", now()).unwrap());
    let told = home.is_refused("error[journal.another]", 3).await;
    assert!(told.contains("orders adopt"), "{told}");
    home.speaks("ru");
    home.is_refused("ошибка[journal.another]", 3).await;
}

/// A backup is put back after this was done since.
async fn behind(since: impl FnOnce(&mut Journal)) -> String {
    let home = Home::after_work();
    let backup = home.path("copy");
    Backup::make(&home.journal(), &backup).unwrap();
    let mut journal = home.open();
    since(&mut journal);
    journal.make_durable().unwrap();
    drop(journal);
    home.is_sound().await;
    home.remove_journal();
    fs::copy(&backup, home.journal()).unwrap();
    home.speaks("ru");
    home.is_refused("ошибка[journal.behind]", 3).await;
    home.speaks("en");
    home.is_refused("error[journal.behind]", 3).await
}

#[tokio::test]
async fn a_copy_that_is_an_order_behind() {
    let told = behind(|journal| insert(journal, [21])).await;
    assert!(told.contains("ends at №20"), "{told}");
    assert!(told.contains("remembers №21"), "{told}");
}

#[tokio::test]
async fn a_copy_that_is_an_event_behind() {
    behind(|journal| {
        let record = journal.order(20).unwrap().unwrap();
        journal
            .write(|writer| writer.record_event(&record, &Event::ActivationBegun, now()))
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_copy_that_has_read_less_of_the_chat() {
    behind(|journal| {
        journal.write(|writer| writer.move_mark(MarkedChat::Tribute, MessageId(40))).unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_journal_ahead_of_the_session_is_no_loss() {
    let home = Home::after_work();
    // Killed between the commit and the act: the session has not heard of it.
    insert(&mut home.open(), [21]);
    home.is_sound().await;
    let mut journal = home.open();
    journal.announce_lower_mark(MessageId(3)).unwrap();
    drop(journal);
    home.is_sound().await;
    // Announced, and then done.
    let mut journal = home.open();
    journal.announce_lower_mark(MessageId(3)).unwrap();
    journal.write(|writer| writer.lower_mark(MarkedChat::Tribute, MessageId(3))).unwrap();
    drop(journal);
    home.is_sound().await;
}

#[tokio::test]
async fn another_accounts() {
    for pins in [
        Pins { seller: UserId(778), ..PINS },
        Pins { bot: UserId(1), ..PINS },
        Pins { livemode: true, ..PINS },
    ] {
        let home = Home::new();
        foreign(&home.journal(), pins, 0);
        home.is_refused("error[journal.not_ours]", 3).await;
    }
}

#[tokio::test]
async fn a_newer_versions() {
    let home = Home::after_work();
    let known = fs::read(home.journal()).unwrap()[60..64].to_owned();
    let file = rusqlite::Connection::open(home.journal()).unwrap();
    file.pragma_update(None, "user_version", 99).unwrap();
    drop(file);
    home.is_refused("error[journal.newer]", 3).await;
    // Its version may stand in the log only.
    let mut image = home.take_image();
    let file = image.get_mut(&home.journal()).unwrap();
    file[60..64].copy_from_slice(&known);
    home.put_back(&image);
    home.is_sound().await;
    let file = rusqlite::Connection::open(home.journal()).unwrap();
    file.pragma_update(None, "user_version", 99).unwrap();
    let crashed = home.take_image();
    drop(file);
    home.put_back(&crashed);
    home.is_refused("error[journal.newer]", 3).await;
}

/// A file with this in it.
async fn damaged(change: impl FnOnce(&mut Vec<u8>)) -> String {
    let home = Home::after_work();
    let mut file = fs::read(home.journal()).unwrap();
    change(&mut file);
    home.remove_journal();
    fs::write(home.journal(), file).unwrap();
    home.is_refused("error[journal.damaged]", 3).await
}

#[tokio::test]
async fn an_empty_file() {
    damaged(Vec::clear).await;
}

#[tokio::test]
async fn one_that_is_cut_off() {
    damaged(|file| file.truncate(file.len() / 2)).await;
    damaged(|file| file.truncate(50)).await;
}

#[tokio::test]
async fn one_that_was_written_over() {
    damaged(|file| file[8192..40_960].fill(0xAA)).await;
    damaged(|file| file.fill(0)).await;
}

#[tokio::test]
async fn a_text() {
    damaged(|file| {
        *file = "not a database, but long enough to be one".repeat(9).into_bytes();
    })
    .await;
}

#[tokio::test]
async fn another_programs() {
    let home = Home::after_work();
    home.remove_journal();
    let theirs = rusqlite::Connection::open(home.journal()).unwrap();
    theirs.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(theirs);
    home.is_refused("error[journal.damaged]", 3).await;
}

#[tokio::test]
async fn a_folder() {
    let home = Home::after_work();
    home.remove_journal();
    fs::create_dir(home.journal()).unwrap();
    home.is_refused("error[journal.damaged]", 3).await;
    assert!(home.journal().is_dir());
}

#[cfg(unix)]
#[tokio::test]
async fn one_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::after_work();
    fs::set_permissions(home.journal(), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(home.journal()).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let ended = home.command("run", &[]).await;
    assert!(ended.stderr.contains("error[journal.file]"), "{}", ended.stderr);
    assert_eq!(ended.code, Some(1));
}

/// Killed at work: what was committed last lies in the log.
fn killed() -> Home {
    let home = Home::after_work();
    let mut journal = home.open();
    insert(&mut journal, 21..=30);
    journal.make_durable().unwrap();
    let image = home.take_image();
    drop(journal);
    home.put_back(&image);
    home
}

#[tokio::test]
async fn one_without_its_log() {
    let home = killed();
    home.is_sound().await;
    let image = home.take_image();
    fs::remove_file(home.path("main.journal-wal")).unwrap();
    home.is_refused("error[journal.behind]", 3).await;
    // Nothing was lost by the refusal: with its log it is whole again.
    home.put_back(&image);
    home.is_sound().await;
    assert_eq!(home.open().all_orders().unwrap().len(), 30);
}

#[tokio::test]
async fn one_with_another_files_log() {
    let home = killed();
    let image = home.take_image();
    let theirs = home.path("their.file");
    let mut other = Journal::open(&theirs, PINS, "journal-2", now()).unwrap();
    insert(&mut other, 1..=200);
    fs::copy(home.path("their.file-wal"), home.path("main.journal-wal")).unwrap();
    home.is_refused("error[journal.", 3).await;
    drop(other);
    home.put_back(&image);
    home.is_sound().await;
}

#[tokio::test]
async fn an_empty_one_with_the_log_of_another_sellers() {
    let home = Home::new();
    drop(home.open());
    let others = Pins { seller: UserId(778), ..PINS };
    let theirs = home.path("their.file");
    // Whose it is stands in the file, not in the log.
    foreign(&theirs, others, 0);
    let mut other = Journal::open(&theirs, others, "journal-2", now()).unwrap();
    let order = new_order(1);
    let id = tribute_chat::order_id(others, MessageId(1));
    other.write(|writer| writer.insert_order(NewOrder { id, ..order }, now())).unwrap();
    fs::copy(home.path("their.file-wal"), home.path("main.journal-wal")).unwrap();
    home.is_refused("error[journal.damaged]", 3).await;
}

#[tokio::test]
async fn a_copy_beside_the_log_of_what_it_replaces() {
    let home = killed();
    let backup = home.path("copy");
    Backup::make(&home.journal(), &backup).unwrap();
    let log = fs::read(home.path("main.journal-wal")).unwrap();
    insert(&mut home.open(), [31]);
    fs::copy(&backup, home.journal()).unwrap();
    fs::write(home.path("main.journal-wal"), log).unwrap();
    let told = home.is_refused("error[journal.damaged]", 3).await;
    assert!(told.contains("main.journal-wal"), "{told}");
    fs::remove_file(home.path("main.journal-wal")).unwrap();
    home.is_sound().await;
}

#[tokio::test]
async fn what_only_reads_says_the_same_of_one_that_is_gone() {
    let home = Home::after_work();
    home.remove_journal();
    let copy = home.path("copy");
    for words in [&["list"][..], &["show", "20"], &["backup", copy.to_str().unwrap()]] {
        let told = home.command("orders", words).await;
        assert_eq!(told.code, Some(3), "{}", told.stderr);
        assert!(told.stderr.contains("error[journal.lost]"), "{}", told.stderr);
        assert!(told.stderr.contains("orders adopt"), "{}", told.stderr);
    }
    let new = Home::new().command("orders", &["list"]).await;
    assert!(new.stderr.contains("error[journal.missing]"), "{}", new.stderr);
}

#[tokio::test]
async fn a_disk_that_is_not_connected() {
    let home = Home::after_work();
    let usb = home.path("usb");
    let config = fs::read_to_string(home.path("config.toml")).unwrap();
    let away = config.replace("\"main.session\"", "\"usb/sessions/main.session\"");
    fs::write(home.path("config.toml"), away).unwrap();
    for (command, words) in [
        ("run", &[][..]),
        ("logout", &["--yes"]),
        ("session", &["export"]),
        ("orders", &["list"]),
        ("doctor", &[]),
    ] {
        let mut program = program(&home.path("config.toml"), command, words);
        program.env("TRIBUTE_AGENT_TELEGRAM_DOORS", "127.0.0.1:9");
        let told = ended(program).await;
        assert_ne!(told.code, Some(0), "{command}");
        let said = told.stdout + &told.stderr;
        assert!(said.contains("There is no folder"), "{command}: {said}");
        assert!(said.contains("Is the disk connected?"), "{command}: {said}");
        assert!(!said.contains("tribute-agent login"), "{command}: {said}");
        assert!(!usb.exists(), "{command} makes no folder in its place");
    }
}
