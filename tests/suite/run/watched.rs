//! Somebody at a terminal, who watches `run` and the sandbox.

use serde_json::Value;
use tokio::time::Instant;

use crate::agent::{Scene, orders};
use crate::doctor::shop::use_shop;
use crate::pty::{PATIENCE, Terminal, Window};

fn start(scene: &Scene, words: &[&str], size: (u16, u16)) -> Terminal {
    let window = Window { folder: scene.folder.path(), size, environment: &[("NO_COLOR", "1")] };
    window.start(words)
}

/// As wide as a phone held upright.
#[tokio::test]
async fn a_completed_order_is_one_line() {
    let scene = Scene::new(orders(1, "edits")).await;
    scene.in_russian();
    let words = ["run", "--since", "all", "--config", "config.toml"];
    let mut terminal = start(&scene, &words, (40, 44));
    let shown = terminal.sees(" ✓").await;
    let line = shown.lines().last().unwrap();
    assert!(line.contains(" №1 · ") && line.contains("€"), "{shown}");
    assert_eq!(shown.matches("№1").count(), 1, "{shown}");
    terminal.presses_control(b'c').await;
    terminal.sees("остановлен").await;
    assert_eq!(terminal.ends().await, Some(0));
}

#[tokio::test]
async fn an_outage_says_what_waits_and_what_comes_next() {
    let scene = Scene::new(orders(1, "edits")).await;
    use_shop(&scene, "http://127.0.0.1:9/activate");
    let words = ["run", "--since", "all", "--config", "config.toml"];
    let mut terminal = start(&scene, &words, (40, 400));
    terminal.sees("orders that wait: 1, the next try is at ").await;
    terminal.presses_control(b'c').await;
    assert_eq!(terminal.ends().await, Some(0));
}

#[tokio::test]
async fn the_sandbox_says_what_to_type_and_sells_an_order_for_every_enter() {
    let scene = Scene::new(Vec::new()).await;
    let mut sandbox = start(&scene, &["sandbox", "--orders", "1"], (40, 60));
    sandbox.sees("tribute-agent run --config").await;
    sandbox.sees("sandbox.toml").await;
    for words in ["phone +9996621111", "code", "password"] {
        sandbox.sees(words).await;
    }
    let words = ["run", "--since", "all", "--config", "sandbox.toml"];
    let mut agent = start(&scene, &words, (40, 80));
    sandbox.sees("№1: completed ✓").await;
    let completed_at = Instant::now();
    sandbox.types("").await;
    sandbox.sees("№2: the bot sent the order").await;
    assert!(completed_at.elapsed() < PATIENCE / 2, "after a minute there is one anyway");
    sandbox.sees("№2: completed ✓").await;
    agent.sees("№2 · ").await;
    sandbox.presses_control(b'c').await;
    sandbox.sees("Orders: 2, completed: 2").await;
    assert_eq!(sandbox.ends().await, Some(0), "{}", sandbox.shown());
    assert!(!sandbox.shown().contains('{'), "{}", sandbox.shown());
}

#[tokio::test]
async fn the_sandbox_speaks_json_at_a_terminal_too() {
    let scene = Scene::new(Vec::new()).await;
    let mut sandbox = start(&scene, &["sandbox", "--orders", "1", "--json"], (40, 60));
    let shown = sandbox.sees("\n").await;
    let ready: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(ready["event"], "ready");
    assert!(!scene.folder.path().join("sandbox.toml").exists());
    sandbox.presses_control(b'c').await;
    sandbox.ends().await;
}
