//! What the bank tells, or somebody who says to be the bank.

use serde_json::json;
use telegram_sandbox::tribute_api::planned::Buyers;

use super::scene::{Scene, notification};
use crate::server::http;

#[tokio::test]
async fn ten_wrong_tokens_are_told_once() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    let paid = notification(&told, 7, "CONFIRMED", 19_900);
    let wrong = scene.bank().signed(&paid).replace("19900", "19901");
    let url = format!("{}/webhooks/tbank", scene.url);
    for count in 1..=25 {
        assert!(count > 9 || !scene.log().contains("had a wrong token"), "{}", scene.log());
        let answer = http().post(&url).body(wrong.clone()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 403);
        assert_ne!(answer.text().await.unwrap(), "OK");
    }
    scene.until_said("had a wrong token").await;
    let metrics = scene.metrics().await;
    let counted = r#"tribute_agent_webhooks_total{source="tbank",outcome="forged"} 25"#;
    assert!(metrics.contains(counted), "{metrics}");
    assert_eq!(scene.is_told(&paid).await, (200, "OK".to_owned()));
    scene.until_order(1, "completed").await;
    assert_eq!(scene.log().matches("had a wrong token").count(), 1, "{}", scene.log());
}

/// In either order, each twice: four answers of two bytes, and the goods once.
#[tokio::test]
async fn every_notification_is_answered_with_two_bytes() {
    for order in [["AUTHORIZED", "CONFIRMED"], ["CONFIRMED", "AUTHORIZED"]] {
        let scene = Scene::with_buyers(Buyers::Leave).await;
        let _agent = scene.agent().await;
        let told = scene.opens(json!({})).await;
        for status in [order[0], order[1], order[1], order[0]] {
            let said = notification(&told, 7, status, 19_900);
            assert_eq!(scene.is_told(&said).await, (200, "OK".to_owned()), "{status}");
        }
        scene.until_order(1, "completed").await;
        assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
    }
}

/// The shop had asked somebody else for it, and in another currency.
#[tokio::test]
async fn a_payment_of_a_checkout_of_another_provider_gives_nothing() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    agent.terminate().await;
    let journal = rusqlite::Connection::open(scene.folder.path().join("shop.journal")).unwrap();
    let sql = "UPDATE checkouts SET provider = 'tribute_shop', \
               wish = json_set(wish, '$.price.currency', 'EUR')";
    journal.execute(sql, []).unwrap();
    drop(journal);
    let _agent = scene.agent().await;
    let paid = notification(&told, 7, "CONFIRMED", 19_900);
    assert_eq!(scene.is_told(&paid).await, (200, "OK".to_owned()));
    scene.until_said("nobody_asked").await;
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.log());
}
