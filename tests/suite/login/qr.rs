//! The QR code: accepted, renewed, followed elsewhere, with a password behind it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use telegram_sandbox::accounts::PASSWORD;

use super::scene::{ENGLISH, RUSSIAN, Scene};
use super::terminal::{self, SMALL};
use crate::pty::Terminal;

/// The token in the next link that is shown.
pub async fn token(terminal: &mut Terminal) -> Vec<u8> {
    terminal.sees("tg://login?token=").await;
    let token = terminal.sees("\n").await;
    URL_SAFE_NO_PAD.decode(token.trim()).unwrap()
}

pub fn login_by_qr(scene: &Scene) -> Terminal {
    terminal::start(&scene.config(), &["login", "--qr"], SMALL)
}

#[tokio::test]
async fn accepted_with_a_password_behind_it() {
    for words in [ENGLISH, RUSSIAN] {
        let scene = Scene::new(words).await;
        let mut terminal = login_by_qr(&scene);
        let token = token(&mut terminal).await;
        scene.accepts(token).await;
        terminal.sees(words.password).await;
        terminal.types(PASSWORD).await;
        terminal.sees(words.done).await;
        assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
        assert!(!terminal.shown().contains(PASSWORD));
        assert!(scene.is_logged_in());
    }
}

#[tokio::test]
async fn renewed_before_it_ends() {
    let scene = Scene::new(ENGLISH).await;
    scene.seller_is(|seller| seller.password = None);
    scene.world().set_token_validity(2);
    let mut terminal = login_by_qr(&scene);
    let first = token(&mut terminal).await;
    scene.world().set_token_validity(60);
    // On a busy machine the second may have been asked for before, and end as soon as the first.
    let mut next = token(&mut terminal).await;
    assert_ne!(first, next);
    while scene.try_to_accept(next).await.is_err() {
        next = token(&mut terminal).await;
    }
    terminal.sees(ENGLISH.done).await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    assert!(scene.is_logged_in());
}

#[tokio::test]
async fn accepted_by_somebody_who_is_at_home_elsewhere() {
    let scene = Scene::new(ENGLISH).await;
    let there = scene.seller_moves(|seller| seller.password = None).await;
    let mut terminal = login_by_qr(&scene);
    let token = token(&mut terminal).await;
    scene.accepts(token).await;
    terminal.sees(ENGLISH.done).await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    assert!(scene.is_logged_in());
    drop(there);
}

#[tokio::test]
async fn drawn_where_there_is_room_and_given_up_by_ctrl_c() {
    let scene = Scene::new(RUSSIAN).await;
    let mut terminal = scene.at_a_terminal(&["login", "--qr"]);
    let drawn = terminal.sees("Ctrl-C").await;
    let rows = drawn.lines().filter(|line| line.contains('█'));
    assert!(rows.count() > 15, "{drawn}");
    terminal.presses_control(b'c').await;
    terminal.sees("login.given_up").await;
    assert_eq!(terminal.ends().await, Some(1));
    assert!(!scene.is_logged_in());
}
