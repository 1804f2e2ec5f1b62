//! What people see, at a pseudo-terminal; and the message that makes a phone ring.

use unicode_width::UnicodeWidthStr as _;

use crate::agent::{Scene, program};
use crate::doctor::checkup::tells_no_secret;
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
    terminal.answers("телефон? [д/Н]", "").await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    let shown = terminal.shown();
    let (_, table) = shown.split_once("✓").expect("a table");
    assert!(
        table.contains("в порядке") && table.contains("Магазин"),
        "{table}"
    );
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
    terminal.answers("whether a phone rings?", "n").await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    assert!(
        terminal.shown().contains("\u{1b}[38;5;10m"),
        "{:?}",
        terminal.shown()
    );
}

#[tokio::test]
async fn a_pipe_gets_neither_colours_nor_questions() {
    let scene = Scene::new(Vec::new()).await;
    let ended = ended(program(&scene.config(), "doctor", &[])).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(!ended.stdout.contains('\u{1b}'), "{}", ended.stdout);
    assert!(ended.stdout.contains("warning"), "{}", ended.stdout);
    assert!(ended.stderr.contains("Configuration: "), "{}", ended.stderr);
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
async fn nobody_is_rung_who_was_not_to_be() {
    let scene = Scene::new(Vec::new()).await;
    let mut terminal = at_a_terminal(&scene, 80, &[]);
    terminal.answers("whether a phone rings?", "").await;
    assert_eq!(terminal.ends().await, Some(0));
    assert_eq!(scene.told(scene.running.supergroup(), "🔔"), 0);
}

#[tokio::test]
async fn without_a_terminal_the_bell_is_rung_and_nobody_asked() {
    let scene = Scene::new(Vec::new()).await;
    let ring = crate::doctor::checkup::checkup(&scene.config(), &["--ring"], &[]).await;
    ring.is("moderators_phone", "skipped");
    assert_eq!(scene.told(scene.running.supergroup(), "🔔"), 1);
}
