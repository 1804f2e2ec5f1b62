//! How many orders wait at Tribute, beside what is open here.

use telegram_sandbox::Options;
use telegram_sandbox::event::Kind;
use telegram_sandbox::tribute_api::ApiOptions;

use super::KEY;
use crate::agent::{Moderators, Scene, options, program, without_account, write_private};
use crate::restore::home::ended;
use crate::run::{escalated, until_listed};

#[tokio::test]
async fn what_waits_at_tribute_and_not_here_is_told_once() {
    let api = ApiOptions { key: Some(KEY.to_owned()), ..ApiOptions::default() };
    let options = Options { tribute_api: Some(api), ..options(vec![without_account()]) };
    let mut scene = Scene::with(options, Moderators::default()).await;
    scene.retime(&[("probe_interval", "50ms"), ("reread_interval", "100ms")]);
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let url = scene.running.tribute_api().unwrap().url();
    let api = format!("[tribute_api]\nkey = \"{KEY}\"\nurl = \"{url}\"\n[shop]");
    write_private(&scene.config(), &text.replace("[shop]", &api));
    let _agent = scene.agent();
    until_listed(&scene, 1, escalated("no_account_id")).await;
    let is_count =
        |kind: &Kind| matches!(kind, Kind::ApiCall { path, .. } if path.ends_with("/products"));
    scene.until(|event| is_count(&event.kind)).await;
    assert!(!scene.said().contains("more orders wait"), "{}", scene.said());
    // Nobody tells Tribute of it.
    let closed = ended(program(&scene.config(), "orders", &["close", "1"])).await;
    assert_eq!(closed.code, Some(0), "{}", closed.stderr);
    scene.until_told("I may have missed one").await;
    for _ in 0..4 {
        scene.until(|event| is_count(&event.kind)).await;
    }
    let said = scene.said();
    assert_eq!(said.matches("more orders wait at Tribute than are known").count(), 1, "{said}");
}
