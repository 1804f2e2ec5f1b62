//! A project at Salebot, which hears of each payment once, whatever becomes of its answers and of the agent.

use telegram_sandbox::Language;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::orders::generator::OrderGenerator;
use telegram_sandbox::salebot::{Heard, Payment};
use telegram_sandbox::shop::ShopResponse;
use tokio::time::sleep;

use super::{COMPLETED, escalated, until_listed};
use crate::agent::{Moderators, Scene, options, program};
use crate::restore::home::ended;

/// Orders for roubles, to which Salebot responds so.
async fn scene(responses: &[ShopResponse], timeout: &str) -> Scene {
    let order = OrderGenerator::demo(Language::English, 1).in_roubles().generate(1).remove(0);
    let bot = Some("edits".parse().unwrap());
    let order = PlannedOrder { bot, shop: responses.to_vec(), ..order };
    let options = telegram_sandbox::Options { salebot: true, ..options(vec![order]) };
    let scene = Scene::with(options, Moderators::default()).await;
    let project = scene.running.salebot().unwrap();
    scene.configure_shop(&format!(
        "kind = \"salebot\"\nurl = \"{}\"\napi_key = \"{}\"\nprefix = \"{}\"\ntimeout = \"{timeout}\"\n",
        project.url(),
        project.api_key(),
        project.prefix(),
    ));
    scene
}

fn heard(scene: &Scene) -> Vec<Heard> {
    scene.running.salebot().unwrap().heard()
}

#[tokio::test]
async fn a_payment_is_heard_once_and_nothing_secret_is_said() {
    let scene = scene(&[], "20s").await;
    let _agent = scene.talkative_agent();
    until_listed(&scene, 1, COMPLETED).await;
    let heard = heard(&scene);
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert!(matches!(heard[0].payment, Some(Payment::Success { .. })), "{heard:?}");
    let line = scene.listed_order(1).await.unwrap();
    assert_eq!(line["account_id"], heard[0].client);
    let project = scene.running.salebot().unwrap();
    let shown = ended(program(&scene.config(), "orders", &["show", "1"])).await.stdout;
    let tested = ended(program(&scene.config(), "shop", &["test"])).await;
    assert_eq!(tested.code, Some(0), "{}", tested.stderr);
    for secret in [project.api_key(), project.prefix()] {
        for said in [&scene.said(), &shown, &line.to_string(), &tested.stdout, &tested.stderr] {
            assert!(!said.contains(secret), "{said}");
        }
        assert_eq!(scene.told(scene.running.supergroup(), secret), 0);
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_is_a_question_to_people() {
    let mut scene = scene(&[ShopResponse::TimeoutButDone], "500ms").await;
    let _agent = scene.agent();
    scene.until_told("It may have been heard, and is not made again").await;
    until_listed(&scene, 1, escalated("shop_unclear")).await;
    assert_eq!(heard(&scene).len(), 1);
    // Somebody has looked, and it was not there.
    let retried = ended(program(&scene.config(), "orders", &["retry", "1"])).await;
    assert_eq!(retried.code, Some(0), "{}", retried.stderr);
    until_listed(&scene, 1, COMPLETED).await;
    assert_eq!(heard(&scene).len(), 2);
}

#[tokio::test]
async fn a_call_that_a_crash_cuts_off_is_not_made_again() {
    let mut scene = scene(&[ShopResponse::TimeoutButDone], "1m").await;
    let agent = scene.agent();
    let is_heard = async {
        while heard(&scene).is_empty() {
            // It tells nobody when it hears.
            sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    scene.comes(is_heard).await;
    agent.kill().await;
    let _agent = scene.agent();
    until_listed(&scene, 1, escalated("shop_unclear")).await;
    scene.until_told("It may have been heard, and is not made again").await;
    assert_eq!(heard(&scene).len(), 1);
}

#[tokio::test]
async fn what_was_not_heard_is_said_again() {
    let busy = [ShopResponse::RetryAfter(1), ShopResponse::BadSignature];
    let scene = scene(&busy, "20s").await;
    let agent = scene.agent();
    scene.until_said("misconfigured").await;
    // That it was not heard is recorded.
    agent.kill().await;
    let _agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    assert_eq!(heard(&scene).len(), 1);
}
