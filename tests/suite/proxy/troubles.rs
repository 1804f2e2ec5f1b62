//! Every trouble with a proxy has its code, and none is taken for Telegram's.

use std::fmt::Display;
use std::fs;
use std::time::Duration;

use grammers_client::session::Session as _;
use tribute_agent::i18n::{Language, with_language};
use tribute_agent::report::{Exit, UserError as _};
use tribute_agent::telegram::proxy::Proxy;
use tribute_agent::telegram::string_session::StringSession;
use tribute_agent::telegram::{ConnectError, import};

use super::server::{Manner, Server};
use crate::occupancy::ShutDoor;
use crate::telegram::scene::Scene;

/// A scene that soon loses patience with what is tried again and again.
async fn impatient() -> Scene {
    let mut scene = Scene::new().await;
    scene.settings.connect_timeout = Duration::from_secs(3);
    scene
}

fn proxy(place: impl Display) -> Proxy {
    Proxy::parse(&format!("socks5://{place}")).unwrap()
}

async fn trouble(scene: &Scene) -> ConnectError {
    match scene.try_connect().await {
        Ok(_) => panic!("it connected"),
        Err(error) => error,
    }
}

/// The code that comes of a proxy's manner.
async fn trouble_with(manner: Manner) -> &'static str {
    let mut scene = impatient().await;
    if matches!(manner, Manner::Hang | Manner::Swallow) {
        // Only silence is given up: every other answer is waited for, however busy the machine is.
        scene.settings.limits.call = Duration::from_millis(1500);
    }
    let server = Server::start(None, scene.centre.address()).await;
    server.behave(manner);
    scene.settings.proxy = Some(proxy(server.address));
    let error = trouble(&scene).await;
    assert_eq!(error.exit() == Exit::ActionRequired, manner == Manner::SpeakHttp);
    error.code()
}

#[tokio::test]
async fn every_manner_has_its_code() {
    let (refused, unreachable, silent, cut, http, telegram) = tokio::join!(
        trouble_with(Manner::Refuse(2)),
        trouble_with(Manner::Refuse(4)),
        trouble_with(Manner::Hang),
        trouble_with(Manner::HangUp),
        trouble_with(Manner::SpeakHttp),
        trouble_with(Manner::Swallow),
    );
    assert_eq!(refused, "proxy.destination_refused");
    assert_eq!(unreachable, "proxy.destination_refused");
    assert_eq!(silent, "proxy.silent");
    assert_eq!(cut, "proxy.hung_up");
    assert_eq!(http, "proxy.not_socks5");
    assert_eq!(telegram, "telegram.unreachable");
}

#[tokio::test]
async fn nobody_listens_where_the_proxy_should_be() {
    let mut scene = impatient().await;
    let nobody = ShutDoor::new();
    scene.settings.proxy = Some(proxy(nobody.address));
    assert_eq!(trouble(&scene).await.code(), "proxy.unreachable");
}

#[tokio::test]
async fn a_sandboxs_session_does_not_leave_this_machine() {
    let mut scene = impatient().await;
    scene.settings.proxy = Some(proxy("192.0.2.1:1080"));
    let error = trouble(&scene).await;
    assert_eq!(error.code(), "proxy.leads_away");
    assert_eq!(error.exit(), Exit::ActionRequired);
}

#[tokio::test]
async fn the_session_keeps_telegrams_own_address() {
    let mut scene = Scene::new().await;
    let server = Server::start(None, scene.centre.address()).await;
    scene.settings.proxy = Some(proxy(server.address));
    scene.connect().await.shutdown().await;
    let store = scene.store();
    let home = store.dc_option(store.home_dc_id().unwrap()).unwrap();
    assert_eq!(home.map(|home| home.ipv4.into()), Some(scene.centre.address()));
    let destinations = server.destinations();
    let is_telegram = |place: &_| *place == scene.centre.address();
    assert!(!destinations.is_empty() && destinations.iter().all(is_telegram));
}

/// Nobody knows better than the owner whether Telegram is blocked there.
#[tokio::test]
async fn without_a_way_to_telegram_a_proxy_is_named() {
    let mut scene = impatient().await;
    let login = scene.centre.string_session(&scene.key);
    let mut login = StringSession::decode(&login).unwrap();
    let nobody = ShutDoor::new();
    login.address = nobody.address;
    fs::remove_file(scene.path()).unwrap();
    import::import(&login.encode(), &scene.path(), false).unwrap();
    scene.settings.connect_timeout = Duration::from_millis(500);
    let error = trouble(&scene).await;
    assert_eq!(error.code(), "telegram.unreachable");
    for language in [Language::English, Language::Russian] {
        assert!(with_language(language, || error.remedy()).contains("[telegram] proxy"));
    }
}
