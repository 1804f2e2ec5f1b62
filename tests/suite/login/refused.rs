//! What `login` does not do.

use std::fs;

use telegram_sandbox::accounts::{CODE, MODERATOR, SELLER};

use super::phone::to_the_code;
use super::scene::{ENGLISH, OTHERS_CODE, OTHERS_PHONE, RUSSIAN, Scene};
use crate::agent::program;
use crate::occupancy::open_when_free;
use crate::restore::home::ended;

#[tokio::test]
async fn without_a_terminal_it_says_what_to_do_instead() {
    for (words, instead) in [(ENGLISH, "ssh -t"), (RUSSIAN, "session import")] {
        let scene = Scene::new(words).await;
        let ended = ended(program(&scene.config(), "login", &[])).await;
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        assert!(ended.stderr.contains("[login.no_terminal]"), "{}", ended.stderr);
        assert!(ended.stderr.contains(instead), "{}", ended.stderr);
    }
}

#[tokio::test]
async fn the_samples_ids_are_refused() {
    let scene = Scene::new(ENGLISH).await;
    let sample = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/config.toml")).unwrap();
    fs::write(scene.config(), sample).unwrap();
    let mut terminal = scene.login();
    terminal.sees("[config.sample]").await;
    assert_eq!(terminal.ends().await, Some(2));
}

#[tokio::test]
async fn who_is_logged_in_already_is_said() {
    for (words, who) in [
        (ENGLISH, "already: Seller, @sandbox_seller (id 777000111)"),
        (RUSSIAN, "уже вошли: Seller, @sandbox_seller (id 777000111)"),
    ] {
        let scene = Scene::new(words).await;
        scene.seller_is(|seller| seller.password = None);
        let mut terminal = scene.login();
        to_the_code(&mut terminal, words).await;
        terminal.types(CODE).await;
        assert_eq!(terminal.ends().await, Some(0));
        let mut again = scene.login();
        again.sees("[login.already]").await;
        again.sees(who).await;
        assert_eq!(again.ends().await, Some(2));
    }
}

#[tokio::test]
async fn another_account_than_the_sessions_is_logged_out_again() {
    let scene = Scene::new(ENGLISH).await;
    let other = tribute_agent::order::UserId(SELLER.0);
    open_when_free(&scene.session()).set_seller(other).unwrap();
    scene.somebody_else_may_log_in();
    let mut terminal = scene.login();
    terminal.sees(ENGLISH.phone).await;
    terminal.types(&format!("+{OTHERS_PHONE}")).await;
    terminal.sees(ENGLISH.code).await;
    terminal.types(OTHERS_CODE).await;
    terminal.sees("[session.other_account]").await;
    assert_eq!(terminal.ends().await, Some(3));
    let devices = scene.world().devices(MODERATOR);
    let is_ours = |model: &str| model == "tribute-agent";
    assert!(devices.iter().all(|device| !is_ours(&device.client.device_model)));
}

/// Ctrl-C while nothing that is typed is shown: the terminal shows it again afterwards. Where a line
/// ends is shown all the while.
#[cfg(unix)]
#[tokio::test]
async fn a_terminal_is_left_as_it_was() {
    let scene = Scene::new(ENGLISH).await;
    let mut terminal = scene.login();
    to_the_code(&mut terminal, ENGLISH).await;
    assert!(terminal.echoes());
    terminal.types(CODE).await;
    terminal.sees(ENGLISH.password).await;
    assert!(!terminal.echoes());
    terminal.types("").await;
    let between = terminal.sees(ENGLISH.password).await;
    assert!(between.starts_with("\r\n"), "{between:?}");
    terminal.presses_control(b'c').await;
    let between = terminal.sees("error").await;
    assert!(between.starts_with("\r\n"), "{between:?}");
    terminal.sees("[login.given_up]").await;
    assert_eq!(terminal.ends().await, Some(1));
    assert!(terminal.echoes());
}
