//! A login that was brought from Telethon's file works: an order completes with it.

use std::fs;

use serde_json::Value;
use tribute_agent::telegram::string_session::StringSession;

use super::desk::{is_kept, telethon_file};
use crate::agent::{Scene, orders, program};
use crate::restore::home::ended;

#[tokio::test]
async fn an_order_completes_with_telethons_login() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let session = scene.data.join("seller.session");
    fs::remove_file(&session).unwrap();
    let login = StringSession::decode(&scene.running.ready().seller.string_session).unwrap();
    let file = scene.folder.path().join("old.session");
    telethon_file(&file, &login);
    let arguments = ["import", file.to_str().unwrap(), "--json"];
    let imported = ended(program(&scene.config(), "session", &arguments)).await;
    assert_eq!(imported.code, Some(0), "{}", imported.stderr);
    let told: Value = serde_json::from_str(&imported.stdout).unwrap();
    assert_eq!(told["session"], session.to_str().unwrap());
    is_kept(&imported.stderr);
    let agent = scene.agent();
    scene.completed(1).await;
    scene.settled().await;
    agent.kill().await;
}
