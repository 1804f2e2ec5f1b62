//! What people see, at a pseudo-terminal; and the message that makes a phone ring.

use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::world::Peer;
use unicode_width::UnicodeWidthStr as _;

use crate::agent::{Moderators, Scene, options, orders, program};
use crate::doctor::checkup::{end_login, tells_no_secret};
use crate::pty::{Terminal, Window};
use crate::restore::home::ended;

fn at_a_terminal(scene: &Scene, columns: u16, words: &[&str]) -> Terminal {
    let no_colour = [("NO_COLOR", "1")];
    let window = Window {
        folder: scene.folder.path(),
        size: (24, columns),
        environment: if columns < 100 { &no_colour } else { &[] },
    };
    window.start(&[&["doctor"], words].concat())
}

fn speak_russian(scene: &Scene) {
    let config = std::fs::read_to_string(scene.config()).unwrap();
    let config = config.replace("language = \"en\"", "language = \"ru\"");
    std::fs::write(scene.config(), config).unwrap();
}

#[tokio::test]
async fn the_table_fits_a_phone() {
    let scene = Scene::new(Vec::new()).await;
    speak_russian(&scene);
    let mut terminal = at_a_terminal(&scene, 40, &[]);
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    let shown = terminal.shown();
    let (_, table) = shown.split_once("✓").expect("a table");
    assert!(table.contains("в порядке") && table.contains("Магазин"), "{table}");
    for line in table.lines() {
        assert!(line.trim_end().width() <= 40, "{line:?}");
    }
    assert!(!table.contains("\u{1b}[3"), "{table:?}");
    tells_no_secret(&scene, &shown);
}

#[tokio::test]
async fn a_terminal_gets_colours() {
    let scene = Scene::new(Vec::new()).await;
    let mut terminal = at_a_terminal(&scene, 120, &[]);
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    assert!(terminal.shown().contains("\u{1b}[38;5;10m"), "{:?}", terminal.shown());
}

#[tokio::test]
async fn a_pipe_gets_neither_colours_nor_questions() {
    let scene = Scene::new(Vec::new()).await;
    let ended = ended(program(&scene.config(), "doctor", &[])).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(!ended.stdout.contains('\u{1b}'), "{}", ended.stdout);
    assert!(ended.stdout.contains("warning"), "{}", ended.stdout);
    let told = ended.stdout.clone() + &ended.stderr;
    assert_eq!(told.matches("Configuration: ").count(), 1, "{told}");
    tells_no_secret(&scene, &(ended.stdout + &ended.stderr));
}

#[tokio::test]
async fn a_phone_rings_or_does_not() {
    for (answer, words) in [("y", "A phone rang."), ("n", "No phone rang")] {
        let scene = Scene::new(Vec::new()).await;
        let mut terminal = at_a_terminal(&scene, 80, &["--ring"]);
        terminal.answers("Did a phone ring?", answer).await;
        terminal.sees(words).await;
        assert_eq!(terminal.ends().await, Some(0));
        assert_eq!(scene.told(scene.running.supergroup(), "🔔"), 1);
    }
}

#[tokio::test]
async fn who_interrupts_the_question_still_gets_the_table() {
    let scene = Scene::new(Vec::new()).await;
    let mut terminal = at_a_terminal(&scene, 80, &["--ring"]);
    terminal.sees("Did a phone ring?").await;
    terminal.presses_control(b'c').await;
    terminal.sees("Moderators' chat").await;
    terminal.sees("nobody has answered").await;
    terminal.sees("Interrupted").await;
    assert_eq!(terminal.ends().await, Some(1), "{}", terminal.shown());
    assert_eq!(scene.told(scene.running.supergroup(), "🔔"), 1);
}

#[tokio::test]
async fn nobody_is_rung_or_asked_who_was_not_to_be() {
    let scene = Scene::new(Vec::new()).await;
    let mut terminal = at_a_terminal(&scene, 80, &[]);
    terminal.sees("doctor --ring tries").await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    assert!(!terminal.shown().contains("[y/N]"), "{}", terminal.shown());
    assert_eq!(scene.told(scene.running.supergroup(), "🔔"), 0);
}

#[tokio::test]
async fn beside_run_one_reason_is_given_and_not_all_is_called_well() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    speak_russian(&scene);
    let _agent = scene.agent();
    scene.completed(1).await;
    let ended = ended(program(&scene.config(), "doctor", &[])).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let table = &ended.stdout;
    assert_eq!(table.matches("Сессия занята").count(), 1, "{table}");
    assert!(table.contains("Аккаунт · Часы и Telegram"), "{table}");
    assert!(table.contains("последний раз прочитан"), "{table}");
    assert!(table.ends_with("Не проверено: 6.\n"), "{table}");
    assert!(!table.contains("Всё в порядке"), "{table}");
    // Of a phone nothing need be said here.
    assert!(!table.contains("Android"), "{table}");
}

#[tokio::test]
async fn a_table_is_no_log() {
    let scene = Scene::new(Vec::new()).await;
    end_login(&scene);
    for words in [&["--json"][..], &[]] {
        let ended = ended(program(&scene.config(), "doctor", words)).await;
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        assert_eq!(ended.stderr, "");
    }
}

#[tokio::test]
async fn without_a_terminal_the_bell_is_rung_and_nobody_asked() {
    let scene = Scene::new(Vec::new()).await;
    let ring = crate::doctor::checkup::checkup(&scene.config(), &["--ring"], &[]).await;
    ring.is("moderators_phone", "skipped");
    assert_eq!(scene.told(scene.running.supergroup(), "🔔"), 1);
}

/// An account's own messages ring nowhere, but what Telegram has kept back does.
#[tokio::test]
async fn where_nobody_else_is_the_bell_is_rung_a_little_later() {
    let scene = Scene::with(options(Vec::new()), Moderators::Me).await;
    let checkup = crate::doctor::checkup::checkup(&scene.config(), &["--ring"], &[]).await;
    checkup.is("moderators_phone", "skipped");
    let sounds = async {
        while scene.told(Peer::User(SELLER), "🔔") == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    scene.comes(sounds).await;
    assert!(scene.chat(Peer::User(SELLER)).pop().unwrap().message.body.scheduled);
}
