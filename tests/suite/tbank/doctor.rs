//! `doctor`, of whoever sells by T-Bank.

use serde_json::json;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tbank::cards::Card;
use telegram_sandbox::tribute_api::planned::Buyers;

use super::scene::{Scene, TOKEN};
use crate::agent::write_private;
use crate::doctor::checkup::{Checkup, checkup};

impl Scene {
    async fn doctor(&self) -> Checkup {
        let checkup = checkup(&self.folder.path().join("config.toml"), &[], &[]).await;
        for secret in [self.bank().password(), TOKEN] {
            assert!(!checkup.written.contains(secret), "{}", checkup.written);
        }
        checkup
    }

    fn reconfigure(&self, from: &str, to: &str) {
        let config = self.folder.path().join("config.toml");
        let text = std::fs::read_to_string(&config).unwrap();
        assert!(text.contains(from), "{text}");
        write_private(&config, &text.replace(from, to));
    }
}

#[tokio::test]
async fn the_terminal_is_tried_and_nothing_is_changed() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let url = format!("{}/webhooks/tbank", scene.url);
    let at_rest = scene.doctor().await;
    at_rest.is("tbank", "ok");
    at_rest.says("tbank", "its payments are not real");
    at_rest.is("tbank_notifications", "warning");
    at_rest.says("tbank_notifications", &url);
    assert!(scene.bank().payments().is_empty());
    scene.reconfigure(scene.bank().password(), "another-password");
    scene.doctor().await.failed("tbank", "tbank.wrong_terminal");
    scene.reconfigure("another-password", scene.bank().password());
    scene.reconfigure(&scene.bank().url(), "http://127.0.0.1:9/v2");
    scene.doctor().await.is("tbank", "warning");
    let public = format!("public_url = \"{}\"\n", scene.url);
    scene.reconfigure(&public, "");
    let nowhere = scene.doctor().await;
    nowhere.is("tbank_notifications", "warning");
    nowhere.says("tbank_notifications", "where its cabinet says");
    nowhere.is("public_url", "warning");
}

/// The notification never came, and the bank was asked.
#[tokio::test]
async fn a_payment_of_which_nothing_was_told_is_pointed_at() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    // Every other one: of a payment, that it is confirmed.
    scene.bank().inject(Fault::WebhooksLost);
    let agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    assert!(scene.bank().pay(told["id"].as_str().unwrap(), Card::Good));
    scene.until_said("the bank tells of a payment").await;
    agent.terminate().await;
    scene.hurry();
    let _agent = scene.agent().await;
    scene.until_order(1, "completed").await;
    let untold = scene.doctor().await;
    untold.is("tbank_notifications", "warning");
    untold.says("tbank_notifications", told["id"].as_str().unwrap());
}
