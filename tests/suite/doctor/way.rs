//! The way to Telegram, with a proxy and without.

use std::fs;

use tribute_agent::telegram::import;
use tribute_agent::telegram::string_session::StringSession;

use crate::agent::Scene;
use crate::doctor::checkup::of;
use crate::proxy::server::{Manner, Server};

/// Has the configuration name this proxy.
fn use_proxy(scene: &Scene, written: &str) {
    let config = fs::read_to_string(scene.config()).unwrap();
    let line = format!("proxy = \"socks5://{written}\"\n[tribute]");
    fs::write(scene.config(), config.replace("[tribute]", &line)).unwrap();
}

/// Has the seller's session say that Telegram is where nobody listens.
fn lead_nowhere(scene: &Scene) {
    let login = &scene.running.ready().seller.string_session;
    let mut login = StringSession::decode(login).unwrap();
    login.address = "127.0.0.1:9".parse().unwrap();
    let session = scene.data.join("seller.session");
    fs::remove_file(&session).unwrap();
    import::import(&login.encode(), &session, false).unwrap();
}

#[tokio::test]
async fn where_telegram_can_not_be_reached_the_proxy_is_named() {
    let scene = Scene::new(Vec::new()).await;
    lead_nowhere(&scene);
    let checkup = of(&scene).await;
    checkup.is("telegram", "failed");
    checkup.says("telegram", "[telegram] proxy");
    checkup.says("telegram", "blocked");
    for check in ["account", "tribute", "moderators"] {
        checkup.is(check, "skipped");
    }
    checkup.is("shop", "ok");
    assert_eq!(checkup.code, Some(1));
}

#[tokio::test]
async fn through_a_proxy() {
    let scene = Scene::new(Vec::new()).await;
    let telegram = scene.running.datacentre().address();
    let server = Server::start(Some(("me", "hunter2")), telegram).await;
    use_proxy(&scene, &format!("me:hunter2@{}", server.address));
    let checkup = of(&scene).await;
    checkup.is("telegram", "not_needed");
    for check in ["proxy", "account", "moderators"] {
        checkup.is(check, "ok");
    }
    checkup.says("proxy", &server.address.to_string());
    assert_eq!(checkup.code, Some(0), "{:#}", checkup.report);
}

#[tokio::test]
async fn through_a_proxy_that_is_bad() {
    let scene = Scene::new(Vec::new()).await;
    let telegram = scene.running.datacentre().address();
    let server = Server::start(Some(("me", "right")), telegram).await;
    use_proxy(&scene, &format!("me:hunter2@{}", server.address));
    of(&scene).await.failed("proxy", "proxy.password_refused");
    server.behave(Manner::SpeakHttp);
    let checkup = of(&scene).await;
    checkup.failed("proxy", "proxy.not_socks5");
    checkup.is("account", "skipped");
}
