//! `doctor`, of whoever sells by the API: the key, the port, the way from the world, what came in.

use std::net::TcpListener;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{KEY, Scene};
use crate::agent::write_private;
use crate::doctor::checkup::{Checkup, checkup};

/// A port at which nobody listens.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Scene {
    /// Has the server listen there, and be reached there by the world.
    fn listen(&self, port: u16, public_url: &str) {
        self.configure(KEY, "");
        let text = std::fs::read_to_string(self.config()).unwrap();
        let listen = format!("listen = \"127.0.0.1:{port}\"\n");
        let public = if public_url.is_empty() {
            String::new()
        } else {
            format!("public_url = \"{public_url}\"\n")
        };
        let text = text.replace("listen = \"127.0.0.1:0\"\n", &(listen + &public));
        write_private(&self.config(), &text);
    }

    async fn doctor(&self) -> Checkup {
        let checkup = checkup(&self.config(), &[], &[]).await;
        for secret in [KEY, "0123456789abcdef0123456789abcdef"] {
            assert!(!checkup.written.contains(secret), "{}", checkup.written);
        }
        checkup
    }
}

#[tokio::test]
async fn before_the_first_start_the_key_and_the_port_are_tried() {
    let scene = Scene::new().await;
    let port = free_port();
    scene.listen(port, "");
    let at_rest = scene.doctor().await;
    for (check, verdict) in [
        ("tribute_api", "ok"),
        ("server", "ok"),
        ("public_url", "warning"),
        ("webhooks", "warning"),
    ] {
        at_rest.is(check, verdict);
    }
    at_rest.says("tribute_api", "Ready-made products at Tribute: 4");
    at_rest.says("webhooks", "https://…/webhooks/tribute");
    scene.listen(port, "https://pay.shop.invalid");
    let untried = scene.doctor().await;
    untried.is("public_url", "skipped");
    untried.says("webhooks", "https://pay.shop.invalid/webhooks/tribute");
    let taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    scene.doctor().await.failed("server", "server.cannot_listen");
    drop(taken);
    scene.configure(&KEY.replace('f', "e"), "");
    scene.doctor().await.failed("tribute_api", "tribute.wrong_key");
}

#[tokio::test]
async fn the_way_from_the_world_leads_to_this_agent_or_it_is_said_where_it_ends() {
    let scene = Scene::new().await;
    let port = free_port();
    scene.listen(port, &format!("http://127.0.0.1:{port}"));
    let _agent = scene.agent().await;
    let well = scene.doctor().await;
    for check in ["server", "public_url"] {
        well.is(check, "ok");
    }
    for (answer, words) in [
        (
            "301 Moved Permanently\r\nlocation: https://www.shop.example/webhooks/self?x=1",
            "sends whoever",
        ),
        ("404 Not Found", "does not bring /webhooks/"),
        ("502 Bad Gateway", "does not reach the agent (HTTP 502)"),
        ("200 OK", "another server answers (HTTP 200)"),
        ("403 Forbidden", "another server answers (HTTP 403)"),
        ("", "look into its log"),
    ] {
        let proxy = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        scene.listen(port, &format!("http://{}", proxy.local_addr().unwrap()));
        let answering = async {
            let (mut stream, _) = proxy.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            if !answer.is_empty() {
                let answer = format!("HTTP/1.1 {answer}\r\ncontent-length: 4\r\n\r\n<x/>");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        };
        let (found, ()) = tokio::join!(scene.doctor(), answering);
        found.is("public_url", "failed");
        found.says("public_url", words);
        assert!(!found.written.contains("challenge="), "{}", found.written);
    }
    // Nobody listens there.
    scene.listen(port, &format!("http://127.0.0.1:{}", free_port()));
    scene.doctor().await.is("public_url", "failed");
}

#[tokio::test]
async fn another_agent_behind_the_address_is_another() {
    let (scene, other) = (Scene::new().await, Scene::new().await);
    let (port, others) = (free_port(), free_port());
    other.listen(others, "");
    let text = std::fs::read_to_string(other.config()).unwrap();
    let token = "fedcba9876543210fedcba9876543210";
    write_private(&other.config(), &text.replace("0123456789abcdef0123456789abcdef", token));
    let _other = other.agent().await;
    scene.listen(port, &format!("http://127.0.0.1:{others}"));
    let _agent = scene.agent().await;
    let found = scene.doctor().await;
    found.is("server", "ok");
    found.is("public_url", "failed");
    found.says("public_url", "another agent");
    // One whose configuration was changed since it was started.
    scene.listen(others, "");
    let changed = scene.doctor().await;
    changed.is("server", "failed");
    changed.says("server", "restart `run`");
    changed.is("public_url", "warning");
    scene.listen(free_port(), "");
    scene.doctor().await.says("server", "nothing answers");
}

#[tokio::test]
async fn what_came_in_is_told() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    assert_eq!(scene.api().send_test_request().await, Some(200));
    let tested = scene.doctor().await;
    tested.is("webhooks", "ok");
    tested.says("webhooks", "No purchase or refund has come in yet; the last test request came");
    scene.buys(json!({}), |it| it);
    scene.until_order(1, "completed").await;
    scene.doctor().await.says("webhooks", "The last webhook came");
}
