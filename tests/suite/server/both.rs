//! A server beside the chat.

use serde_json::Value;

use super::{Running, TOKEN, http, listened_at};
use crate::agent::{Scene, orders, without_account, write_private};

/// The same scene with a server.
fn with_server(scene: &Scene) {
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let server = format!("[server]\nlisten = \"127.0.0.1:0\"\ntoken = \"{TOKEN}\"\n[shop]");
    write_private(&scene.config(), &text.replace("[shop]", &server));
}

async fn start(scene: &Scene) -> Running {
    let agent = scene.agent();
    scene.until_said("the server listens").await;
    let url = listened_at(&scene.said(), 0).unwrap();
    Running { agent, url, http: http() }
}

#[tokio::test]
async fn orders_of_the_chat_are_told_and_decided() {
    let mut planned = orders(1, "edits");
    planned.push(without_account());
    let scene = Scene::new(planned).await;
    scene.let_everything_take_long();
    with_server(&scene);
    let running = start(&scene).await;
    let health = running.is_well().await;
    assert_eq!(health["sources"], serde_json::json!({ "tribute_chat": "ok" }));
    let waiting = async {
        loop {
            let (_, waiting) = running.get("/api/v1/orders?state=escalated").await;
            if let Some(number) = waiting["orders"][0]["number"].as_u64() {
                return number;
            }
        }
    };
    let number = scene.comes(waiting).await;
    let (status, none) =
        running.post(&format!("/api/v1/orders/{number}/account"), r#"{"account_id":"123"}"#).await;
    assert_eq!((status.as_u16(), &none["code"]), (422, &"no_account".into()));
    let (status, taken) = running
        .post(&format!("/api/v1/orders/{number}/account"), r#"{"account_id":"12345678"}"#)
        .await;
    assert_eq!((status.as_u16(), &taken["outcome"]), (200, &"account_taken".into()), "{taken}");
    scene.settled().await;
    let (_, order) = running.get(&format!("/api/v1/orders/{number}")).await;
    assert_eq!(order["state"], "completed", "{order}");
    assert_eq!(order["decided_by"], "the shop's server", "{order}");
    let listed: Vec<Value> = scene.listed().await;
    assert!(listed.iter().all(|order| order["source"] == "tribute_chat"), "{listed:?}");
}
