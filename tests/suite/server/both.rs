//! A server beside the chat.

use reqwest::Method;
use serde_json::{Value, json};
use telegram_sandbox::Options;
use telegram_sandbox::datacentre::faults::{Point, Rule};
use telegram_sandbox::tribute_api::ApiOptions;
use telegram_sandbox::tribute_api::planned::PlannedPurchase;

use super::{Running, TOKEN, answered, http, listened_at};
use crate::agent::{Moderators, Scene, options, orders, without_account, write_private};

/// The same scene with a server, and with what Tribute's API needs where the sandbox has one.
pub fn with_server(scene: &Scene) {
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let api = scene
        .running
        .tribute_api()
        .map(|api| format!("[tribute_api]\nkey = \"{}\"\nurl = \"{}\"\n", api.key(), api.url()));
    let server = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\ntoken = \"{TOKEN}\"\n{}[shop]",
        api.unwrap_or_default()
    );
    write_private(&scene.config(), &text.replace("[shop]", &server));
}

pub async fn start(scene: &Scene) -> Running {
    let before = scene.said().matches("the server listens").count();
    let agent = scene.agent();
    scene.until_said_often("the server listens", before + 1).await;
    let url = listened_at(&scene.said(), before).unwrap();
    if let Some(api) = scene.running.tribute_api() {
        api.set_webhook_url(format!("{url}/webhooks/tribute").parse().unwrap());
    }
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

/// A sandbox in which both the bot and webhooks tell of orders, and an agent that has worked in it once.
async fn after_a_day_s_work() -> Scene {
    let options =
        Options { tribute_api: Some(ApiOptions::default()), ..options(orders(1, "edits")) };
    let mut scene = Scene::with(options, Moderators::default()).await;
    scene.let_everything_take_long();
    with_server(&scene);
    let mut running = start(&scene).await;
    scene.completed(1).await;
    running.is_well().await;
    running.agent.terminate().await;
    assert_eq!(running.agent.exit_code().await, Some(0), "{}", scene.said());
    scene
}

/// Somebody buys a ready-made product. Returns the sandbox's number of it.
fn buys(scene: &Scene) -> u32 {
    let payload = json!({ "telegram_user_id": 9_200_000_001_u64, "trb_user_id": "T-1" });
    let payload = payload.as_object().unwrap().clone();
    scene.running.buy(PlannedPurchase { payload, ..PlannedPurchase::default() }).unwrap()
}

#[tokio::test]
async fn orders_of_the_api_do_not_wait_for_telegram() {
    let mut scene = after_a_day_s_work().await;
    let away = Rule::on("help.getConfig").cut(Point::BeforeExecuting).always();
    drop(scene.running.datacentre().faults().arm(away));
    let running = start(&scene).await;
    let bought = buys(&scene);
    scene.completed(bought).await;
    let (status, health) = answered(running.anonymous(Method::GET, "/healthz")).await;
    assert_eq!((status.as_u16(), &health["status"]), (503, &"starting".into()), "{health}");
    assert_eq!(health["sources"], json!({ "tribute_api": "ok", "tribute_chat": "starting" }));
    let metrics = running.request(Method::GET, "/metrics").send().await.unwrap().text().await;
    let metrics = metrics.unwrap();
    for line in [
        "tribute_agent_connected 0\n",
        "tribute_agent_source_up{source=\"tribute_api\"} 1\n",
        "tribute_agent_source_up{source=\"tribute_chat\"} 0\n",
        "tribute_agent_telegram_calls_total{method=\"users.getUsers\",outcome=\"unknown\"} ",
        "tribute_agent_telegram_calls_total{method=\"messages.getHistory\",outcome=\"not_sent\"} ",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    // The chat joins when Telegram is there.
    let next = orders(2, "edits").remove(1);
    let sold = scene.running.send_order(next).await;
    scene.running.clear_faults();
    scene.completed(sold).await;
    running.is_well().await;
    let metrics = running.request(Method::GET, "/metrics").send().await.unwrap().text().await;
    assert!(metrics.unwrap().contains("tribute_agent_connected 1\n"));
    scene.settled().await;
}

/// Where the chats were never found, the orders wait, and what tells of them is kept.
#[tokio::test]
async fn what_webhooks_tell_before_the_first_connection_is_kept() {
    let mut scene = after_a_day_s_work().await;
    let session = rusqlite::Connection::open(scene.data.join("seller.session")).unwrap();
    let forgotten = session.execute("DELETE FROM pin", []).unwrap();
    assert_eq!(forgotten, 2);
    drop(session);
    let away = Rule::on("help.getConfig").cut(Point::BeforeExecuting).always();
    drop(scene.running.datacentre().faults().arm(away));
    let running = start(&scene).await;
    let bought = buys(&scene);
    let answered = |event: &telegram_sandbox::event::Event| {
        matches!(event.kind, telegram_sandbox::event::Kind::WebhookSent { status: Some(200), .. })
    };
    scene.until(answered).await;
    running.agent.kill().await;
    scene.running.clear_faults();
    let _running = start(&scene).await;
    scene.completed(bought).await;
    scene.settled().await;
}
