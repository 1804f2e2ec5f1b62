//! `login` and `logout` go through the proxy, and nowhere else.

use std::fs;
use std::net::Ipv4Addr;
use std::time::Duration;

use telegram_sandbox::accounts::CODE;
use tokio::net::TcpListener;
use tribute_agent::telegram::import;
use tribute_agent::telegram::string_session::StringSession;

use super::phone::to_the_code;
use super::scene::{ENGLISH, RUSSIAN, Scene};
use crate::agent::program;
use crate::proxy::server::{Manner, Server};
use crate::restore::home::ended;

#[tokio::test]
async fn nothing_goes_past_the_proxy() {
    let scene = Scene::new(ENGLISH).await;
    scene.seller_is(|seller| seller.password = None);
    let server = Server::start(None, scene.running.datacentre().address()).await;
    let proxy = format!("proxy = \"socks5://localhost:{}\"", server.address.port());
    scene.configure("en", &proxy);
    // Where the session says that Telegram is, nobody may come.
    let trap = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let login = scene.running.ready().login.clone().unwrap();
    let mut login = StringSession::decode(&login.string_session).unwrap();
    login.address = trap.local_addr().unwrap();
    fs::remove_file(scene.session()).unwrap();
    import::import(&login.encode(), &scene.session(), false).unwrap();

    let mut terminal = scene.login();
    to_the_code(&mut terminal, ENGLISH).await;
    terminal.types(CODE).await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    assert!(scene.is_logged_in());
    let visits = server.destinations().len();
    let out = ended(program(&scene.config(), "logout", &["--yes"])).await;
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    assert!(!scene.is_logged_in());
    assert!(server.destinations().len() > visits, "logout, too");
    let come = tokio::time::timeout(Duration::ZERO, trap.accept()).await;
    assert!(come.is_err(), "somebody went past the proxy");
}

/// A first login, with Telegram itself: nothing of it leaves this machine, as the proxy refuses.
#[tokio::test]
async fn a_proxy_that_does_not_work_is_named_and_nothing_is_left_behind() {
    for words in [ENGLISH, RUSSIAN] {
        let scene = Scene::new(words).await;
        let server = Server::start(None, scene.running.datacentre().address()).await;
        server.behave(Manner::SpeakHttp);
        let proxy = format!("proxy = \"socks5://localhost:{}\"", server.address.port());
        scene.configure(words.language, &proxy);
        fs::remove_file(scene.session()).unwrap();
        let mut terminal = scene.login();
        terminal.sees("[proxy.not_socks5]").await;
        assert_eq!(terminal.ends().await, Some(3));
        assert!(server.destinations().is_empty());
        assert!(!scene.session().exists());
    }
}
