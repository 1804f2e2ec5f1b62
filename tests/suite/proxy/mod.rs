//! Telegram through a SOCKS5 proxy: real TCP, the real binary, and a proxy that may be bad.

pub mod server;
mod troubles;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use telegram_sandbox::event::Kind;
use telegram_sandbox::shop::HoldPoint;
use tokio::net::TcpListener;
use tokio::time::sleep;
use tribute_agent::telegram::import;
use tribute_agent::telegram::string_session::StringSession;

use self::server::{Manner, Password, Server};
use crate::agent::{Scene, orders};

const PASSWORD: Password = Some(("me@work", "p:a/ss%"));
/// The same, as it is written in the configuration.
const WRITTEN: &str = "me%40work:p%3Aa%2Fss%25@";

/// A scene whose agent has to go through a proxy, which is known by its name.
async fn scene(count: usize, password: Password, written: &str) -> (Scene, Server) {
    let scene = Scene::new(orders(count, "edits")).await;
    let server = Server::start(password, scene.running.datacentre().address()).await;
    let proxy =
        format!("proxy = \"socks5://{written}localhost:{}\"\n[tribute]", server.address.port());
    let config = fs::read_to_string(scene.config()).unwrap();
    fs::write(scene.config(), config.replace("[tribute]", &proxy)).unwrap();
    (scene, server)
}

/// Waits until the agent has said this.
async fn until_said(scene: &Scene, words: &str) {
    let said = async {
        while !scene.said().contains(words) {
            // A file tells nobody when it grows.
            sleep(Duration::from_millis(50)).await;
        }
    };
    scene.comes(said).await;
}

/// A place where nobody should come, and the seller's session, which says that Telegram is there.
async fn mislead(scene: &Scene) -> TcpListener {
    let trap = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let login = &scene.running.ready().seller.string_session;
    let mut login = StringSession::decode(login).unwrap();
    login.address = trap.local_addr().unwrap();
    let session = scene.data.join("seller.session");
    fs::remove_file(&session).unwrap();
    import::import(&login.encode(), &session, false).unwrap();
    trap
}

async fn is_untouched(trap: &TcpListener) -> bool {
    tokio::time::timeout(Duration::ZERO, trap.accept()).await.is_err()
}

#[tokio::test]
async fn an_order_completes_and_nothing_goes_past_the_proxy() {
    let (mut scene, server) = scene(1, PASSWORD, WRITTEN).await;
    let trap = mislead(&scene).await;
    let _agent = scene.agent();
    scene.completed(1).await;
    scene.settled().await;
    assert!(is_untouched(&trap).await, "{}", scene.tell());
    let telegram = [trap.local_addr().unwrap(), scene.running.datacentre().address()];
    let destinations = server.destinations();
    assert_eq!(destinations[0], telegram[0]);
    let is_telegram = |place: &SocketAddr| telegram.contains(place);
    assert!(destinations.iter().all(is_telegram), "not the shop");
    assert!(!scene.said().contains("p:a/ss%") && !scene.said().contains(WRITTEN));
}

#[tokio::test]
async fn what_only_a_person_can_put_right_is_told_at_once() {
    for (password, written, manner, code) in [
        (PASSWORD, "me:hunter2@", Manner::Serve, "proxy.password_refused"),
        (PASSWORD, "", Manner::Serve, "proxy.password_needed"),
        (None, "", Manner::SpeakHttp, "proxy.not_socks5"),
    ] {
        let (scene, server) = scene(1, password, written).await;
        server.behave(manner);
        let mut agent = scene.agent();
        assert_eq!(agent.ends(&scene).await, Some(3), "{}", scene.tell());
        assert!(scene.said().contains(&format!("error[{code}]")), "{}", scene.tell());
        assert!(!scene.said().contains("hunter2"));
    }
}

#[tokio::test]
async fn a_proxy_that_hangs_is_given_up_and_tried_again() {
    let (mut scene, server) = scene(1, None, "").await;
    server.behave(Manner::Hang);
    let _agent = scene.agent();
    until_said(&scene, "proxy.silent").await;
    server.behave(Manner::Serve);
    scene.completed(1).await;
    scene.settled().await;
}

/// How much the agent has done at Telegram.
fn deeds(scene: &Scene) -> usize {
    scene.events(|kind| matches!(kind, Kind::Reply { .. } | Kind::Press { .. })).len()
}

/// While it is dead there is no other way; then everything goes on, once.
#[tokio::test]
async fn a_proxy_that_dies_in_the_middle_and_comes_back() {
    let (scene, server) = scene(1, PASSWORD, WRITTEN).await;
    // No reply or press is under way when it dies: what becomes of those is another matter.
    let mut activation = scene.running.shop().hold_next(HoldPoint::BeforeEffect);
    let _agent = scene.agent();
    scene.comes(activation.arrived()).await.unwrap();
    server.behave(Manner::HangUp);
    server.cut_all();
    activation.release();
    let next = orders(2, "edits").remove(1);
    scene.running.send_order(next).await;
    until_said(&scene, "the shop answered").await;
    scene.comes(server.visited_again(2)).await;
    assert_eq!(deeds(&scene), 0, "{}", scene.tell());
    until_said(&scene, "proxy.hung_up").await;
    server.behave(Manner::Serve);
    for order in scene.settled().await {
        assert_eq!((order.effects, order.replies, order.presses), (1, 1, 1));
    }
}
