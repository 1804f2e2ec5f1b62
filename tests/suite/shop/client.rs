//! What goes out, and that nothing else does.

use std::process::Command;

use jiff::SignedDuration;
use tribute_agent::order::Untrusted;
use tribute_agent::order::life::ShopAnswer;
use tribute_agent::shop::{Activator as _, Client, Secret, Settings};

use super::server::{Server, reply};
use super::{ACTIVATED, OTHER_SECRET, SECRET, activate, call, client, is_activated, now, secret};

#[tokio::test]
async fn a_call_is_as_documented_and_verifies_with_the_published_library() {
    let mut server = Server::http(|_| reply(200, ACTIVATED)).await;
    let at = now();
    let answer = client(&server.url()).activate(&call(), at).await;
    assert!(is_activated(&answer), "{answer:?}");

    let seen = server.seen();
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("POST", "/activate"));
    assert_eq!(seen.header("content-type"), "application/json");
    assert!(seen.header("user-agent").starts_with("tribute-agent/"));
    assert_eq!(seen.header("webhook-id"), "777000-6675346585-495:activate:1");
    assert_eq!(seen.header("webhook-timestamp"), at.as_second().to_string());
    assert_eq!(seen.body, call().body);
    assert!(seen.is_signed_with(SECRET));
    assert!(!seen.is_signed_with(OTHER_SECRET));
    assert_eq!(seen.header("accept-encoding"), "identity");
}

#[tokio::test]
async fn while_rotating_the_shop_may_verify_with_either_secret() {
    let mut server = Server::http(|_| reply(200, ACTIVATED)).await;
    let mut settings = Settings::new(server.url(), Secret::parse(OTHER_SECRET).unwrap());
    settings.keys.previous = Some(secret());
    let client = Client::new(settings).unwrap();
    client.activate(&call(), now()).await;
    let seen = server.seen();
    assert!(seen.is_signed_with(SECRET) && seen.is_signed_with(OTHER_SECRET));
}

#[tokio::test]
async fn a_retry_has_the_same_id_and_a_signature_of_its_own() {
    let mut server = Server::http(|_| reply(503, "")).await;
    let client = client(&server.url());
    let at = now();
    client.activate(&call(), at).await;
    client.activate(&call(), at + SignedDuration::from_secs(2)).await;
    let (first, second) = (server.seen(), server.seen());
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    assert_eq!(first.body, second.body);
    for name in ["webhook-timestamp", "webhook-signature"] {
        assert_ne!(first.header(name), second.header(name));
    }
    assert!(first.is_signed_with(SECRET) && second.is_signed_with(SECRET));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let mut server = Server::http(|seen| match seen.path.as_str() {
        "/activate" => {
            let mut elsewhere = reply(307, "");
            let location = "/elsewhere".parse().unwrap();
            elsewhere.headers_mut().insert("location", location);
            elsewhere
        }
        _ => reply(200, ACTIVATED),
    })
    .await;
    let answer = activate(&server.url()).await;
    let intercepted =
        ShopAnswer::Intercepted { status: 307, excerpt: Untrusted::new("→ /elsewhere") };
    assert_eq!(answer, intercepted);
    server.seen();
    server.assert_nothing_more();
}

#[tokio::test]
async fn a_failed_call_is_not_repeated_behind_the_agents_back() {
    let mut server = Server::http(|_| reply(503, "")).await;
    activate(&server.url()).await;
    server.seen();
    server.assert_nothing_more();
}

#[tokio::test]
async fn cookies_are_not_kept() {
    let mut server = Server::http(|_| {
        let mut cookie = reply(200, ACTIVATED);
        let value = "session=1".parse().unwrap();
        cookie.headers_mut().insert("set-cookie", value);
        cookie
    })
    .await;
    let client = client(&server.url());
    for _ in 0..2 {
        client.activate(&call(), now()).await;
        assert!(!server.seen().headers.contains_key("cookie"));
    }
}

/// The environment belongs to the process, so another process has to try it.
#[test]
fn a_proxy_in_the_environment_is_not_asked() {
    let nobody = "http://127.0.0.1:1";
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "shop::client::a_failed_call_is_not_repeated_behind_the_agents_back"])
        .envs(["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].map(|name| (name, nobody)))
        .envs(["NO_PROXY", "no_proxy"].map(|name| (name, "")))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&status.stdout);
    assert!(status.status.success() && said.contains("1 passed"), "{said}");
}
