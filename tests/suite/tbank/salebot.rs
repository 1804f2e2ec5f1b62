//! A bot at Salebot that is paid by the bank: it hears of each payment once, and of what came to nothing.

use serde_json::{Value, json};
use telegram_sandbox::salebot::{Heard, Payment};
use telegram_sandbox::tribute_api::planned::Buyers;
use tokio::time::{sleep, timeout};

use super::scene::Scene;

/// What a customer's dialogue has to show, once there is so much.
async fn heard(scene: &Scene, count: usize) -> Vec<Heard> {
    let project = scene.running.salebot().unwrap();
    let hears = async {
        while project.heard().len() < count {
            // It tells nobody when it hears.
            sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let patience = std::time::Duration::from_mins(1);
    timeout(patience, hears).await.unwrap_or_else(|_| panic!("not heard: {}", scene.log()));
    project.heard()
}

fn payments(heard: &[Heard]) -> Vec<Option<Payment>> {
    heard.iter().map(|it| it.payment.clone()).collect()
}

fn nothing_secret(scene: &Scene) {
    let project = scene.running.salebot().unwrap();
    for secret in [project.api_key(), project.prefix()] {
        assert!(!scene.log().contains(secret), "{}", scene.log());
    }
}

#[tokio::test]
async fn a_payment_is_heard_once_and_its_refund_is_told_to_people() {
    let scene = Scene::with(Buyers::Pay, true).await;
    let _agent = scene.agent().await;
    scene
        .opens(
            json!({ "account_id": "836058546", "price": { "amount": 4_400, "currency": "RUB" } }),
        )
        .await;
    scene.until_order(1, "completed").await;
    let first = heard(&scene, 1).await;
    assert_eq!(first[0].client, "836058546");
    assert_eq!(payments(&first), [Some(Payment::Success { kopecks: 4_400 })]);
    let project = scene.running.salebot().unwrap();
    for typed in ["_success 44", " _success 44"] {
        project.types("836058546", &format!("Ovg58keefc{typed}"));
    }
    assert_eq!(payments(&project.heard()[1..]), [None, None]);
    // The money goes back: said once, and taken back by nobody.
    let asked = scene.command("orders", &["refund", "1", "--yes"]).await;
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
    let order = scene.until_order(1, "escalated").await;
    assert_eq!(order["reason"], "not_revoked");
    let after = heard(&scene, 4).await;
    assert_eq!(after[3].payment, Some(Payment::Fail { kopecks: 4_400 }));
    assert_eq!((after.len(), project.doubts().len()), (4, 1));
    nothing_secret(&scene);
}

#[tokio::test]
async fn another_amount_is_heard_by_the_payments_name() {
    let scene = Scene::with(Buyers::Leave, true).await;
    let _agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    let said = json!({
        "OrderId": told["id"], "Success": true, "Status": "CONFIRMED", "PaymentId": 123_456,
        "ErrorCode": "0", "Amount": 19_901,
    });
    assert_eq!(scene.is_told(&said).await, (200, "OK".to_owned()));
    let order = scene.until_order(1, "escalated").await;
    assert_eq!(order["reason"], "price_mismatch");
    let payment_id = "123456".to_owned();
    let expected = [Some(Payment::DifferentAmounts { payment_id })];
    assert_eq!(payments(&heard(&scene, 1).await), expected);
    // Told again, it is heard no more.
    assert_eq!(scene.is_told(&said).await, (200, "OK".to_owned()));
    scene.until_said("the shop took note of an event").await;
    assert_eq!(payments(&heard(&scene, 1).await), expected);
    nothing_secret(&scene);
}

#[tokio::test]
async fn a_checkout_that_fails_is_heard_of() {
    let scene = Scene::with(Buyers::Leave, true).await;
    let agent = scene.agent().await;
    let wish = json!({
        "provider": "tbank", "account_id": "836058546", "title": "1",
        "price": { "amount": 19_900, "currency": "RUB" },
    });
    let (status, told): (_, Value) = scene.posts("checkouts", "key-1", &wish).await;
    assert_eq!(status, 201, "{told}");
    agent.terminate().await;
    // Its day is over, and nobody has paid.
    let journal = rusqlite::Connection::open(scene.folder.path().join("shop.journal")).unwrap();
    let sql = "UPDATE checkouts SET wish = json_set(wish, '$.expires_at', '2026-11-01T00:00:00Z')";
    journal.execute(sql, []).unwrap();
    drop(journal);
    scene.hurry();
    let _agent = scene.agent().await;
    let said = heard(&scene, 1).await;
    assert_eq!(payments(&said), [Some(Payment::Fail { kopecks: 19_900 })]);
    nothing_secret(&scene);
}
