//! Money that goes back at T-Bank, all of it or a part, whoever wants it and in whatever order that is told; and charges.

use reqwest::StatusCode;
use serde_json::{Value, json};
use telegram_sandbox::event::Kind;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tbank::BankStatus;
use telegram_sandbox::tbank::cards::Card;
use telegram_sandbox::tribute_api::planned::Buyers;
use tribute_agent::order::life::{Refund, State};

use super::scene::{Scene, checkout, notification};

impl Scene {
    /// What the journal says of the money of the first order that went back.
    fn refund(&self) -> Refund {
        let order = self.journal().order(1).unwrap().unwrap();
        match order.life.state {
            State::Refunded { refund, .. } | State::Revoking { refund } => refund,
            other => panic!("{other:?}: {}", self.log()),
        }
    }

    /// How much that is, in kopecks, and whether it is all.
    fn went_back(&self) -> (Option<i64>, bool) {
        let refund = self.refund();
        (refund.amount.map(|money| money.amount), refund.full)
    }
}

#[tokio::test]
async fn money_goes_back_when_somebody_says_so() {
    let scene = Scene::with_buyers(Buyers::Pay).await;
    let _agent = scene.agent().await;
    scene.opens(json!({})).await;
    scene.until_order(1, "completed").await;
    let asked = scene.command("orders", &["refund", "1", "--yes"]).await;
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
    let order = scene.until_order(1, "refunded").await;
    assert_eq!(scene.bank().payments()[0].status, BankStatus::Refunded);
    assert!(scene.running.shop().revoked().contains(order["id"].as_str().unwrap()));
}

/// Nothing of it is lost, whatever comes first: its parts are added up, and nothing is given.
#[tokio::test]
async fn parts_that_go_back_before_the_payment_is_told_are_added_up() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    for (status, amount) in
        [("PARTIAL_REFUNDED", 5_000), ("PARTIAL_REFUNDED", 3_000), ("CONFIRMED", 19_900)]
    {
        let said = notification(&told, 7, status, amount);
        assert_eq!(scene.is_told(&said).await, (200, "OK".to_owned()));
    }
    scene.until_order(1, "refunded").await;
    assert_eq!(scene.went_back(), (Some(8_000), false));
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.log());
    // The same again changes nothing; a further part is told.
    let again = notification(&told, 7, "PARTIAL_REFUNDED", 3_000);
    assert_eq!(scene.is_told(&again).await.0, 200);
    let more = notification(&told, 7, "PARTIAL_REFUNDED", 1_000);
    assert_eq!(scene.is_told(&more).await.0, 200);
    scene.until_said("refunded_again").await;
    assert_eq!(scene.log().matches("refunded_again").count(), 1, "{}", scene.log());
}

#[tokio::test]
async fn a_part_that_is_told_before_its_payment_has_the_bank_asked() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    // Every other one: of a payment, that it is confirmed.
    scene.bank().inject(Fault::WebhooksLost);
    let _agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    assert!(scene.bank().pay(told["id"].as_str().unwrap(), Card::Good));
    scene.until_said("the bank tells of a payment").await;
    assert!(scene.bank().refund(scene.bank().payments()[0].id, Some(5_000)));
    scene.until_order(1, "refunded").await;
    assert_eq!(scene.went_back(), (Some(5_000), false));
    assert!(!scene.log().contains("people have to look"), "{}", scene.log());
}

#[tokio::test]
async fn a_part_goes_back_with_the_receipt_of_the_only_thing_that_was_bought() {
    let scene = Scene::with_buyers(Buyers::Pay).await;
    let _agent = scene.agent().await;
    let receipt = json!({ "products": [{ "name": "1 алмаз", "quantity": 3 }] });
    scene.opens(json!({ "receipt": receipt, "email": "a@example.test" })).await;
    scene.until_order(1, "completed").await;
    let asked = scene.command("orders", &["refund", "1", "--amount", "50 RUB", "--yes"]).await;
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
    scene.until_order(1, "refunded").await;
    assert_eq!(scene.went_back(), (Some(5_000), false));
    let payment = &scene.bank().payments()[0];
    assert_eq!((payment.status, payment.left), (BankStatus::PartialRefunded, 14_900));
    assert_eq!(payment.given_back[0]["Receipt"]["Items"][0]["Amount"], 5_000);
    assert!(!scene.log().contains("refunded_again"), "{}", scene.log());
}

/// Which of several things goes back, the shop has to say.
#[tokio::test]
async fn of_several_things_the_receipt_of_a_part_has_to_be_said() {
    let scene = Scene::with_buyers(Buyers::Pay).await;
    let _agent = scene.agent().await;
    let products = json!([{ "name": "A", "price": "150" }, { "name": "B" }]);
    let receipt = json!({ "products": products });
    scene.opens(json!({ "receipt": receipt, "email": "a@example.test" })).await;
    scene.until_order(1, "completed").await;
    let refunds = |body: Value| {
        let scene = &scene;
        async move { scene.posts("orders/1/refund", "", &body).await }
    };
    let misplaced = refunds(json!({ "receipt": receipt })).await;
    assert_eq!(misplaced.0, StatusCode::BAD_REQUEST, "{}", misplaced.1);
    let unsaid = refunds(json!({ "amount": 4_900 })).await;
    let refused = (StatusCode::UNPROCESSABLE_ENTITY, &json!("refund_refused"));
    assert_eq!((unsaid.0, &unsaid.1["code"]), refused, "{}", unsaid.1);
    assert_eq!(scene.bank().payments()[0].left, 19_900);
    let said = json!({ "amount": 4_900, "receipt": { "products": [{ "name": "B" }] } });
    assert_eq!(refunds(said).await.0, StatusCode::OK);
    scene.until_order(1, "refunded").await;
    let payment = &scene.bank().payments()[0];
    assert_eq!(payment.given_back[0]["Receipt"]["Items"][0]["Name"], "B");
    assert_eq!(payment.given_back[0]["Amount"], 4_900);
}

#[tokio::test]
async fn a_card_is_charged_again_for_an_order_of_its_own() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let told = scene.opens(json!({ "recurring": "on_demand" })).await;
    assert!(scene.bank().pay(told["id"].as_str().unwrap(), Card::ThreeDs));
    scene.until_order(1, "completed").await;
    let body = json!({
        "checkout_id": told["id"], "price": { "amount": 9_900, "currency": "RUB" },
    });
    let (status, charged) = scene.posts("charges", "key-2", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{charged}: {}", scene.log());
    let order = scene.until_order(2, "completed").await;
    assert_eq!(order["price"], json!({ "amount": 9_900, "currency": "RUB" }));
    let made = scene.bank().payments().into_iter().filter(|it| it.amount == 9_900);
    assert_eq!(made.count(), 1);
    assert_eq!(scene.running.shop().effects().len(), 2, "{}", scene.log());
    // Its money can go back, as any other's.
    let asked = scene.command("orders", &["refund", "2", "--yes"]).await;
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
    let order = scene.until_order(2, "refunded").await;
    assert!(scene.running.shop().revoked().contains(order["id"].as_str().unwrap()));
    scene.until_order(1, "completed").await;
}

/// What was paid by SBP has no name by which the bank would know the call again.
#[tokio::test]
async fn a_part_whose_answer_was_lost_goes_back_once() {
    let mut scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    assert!(scene.bank().pay(told["id"].as_str().unwrap(), Card::ThreeDs));
    scene.until_order(1, "completed").await;
    let (status, second) = scene.posts("checkouts", "key-2", &checkout(json!({}))).await;
    assert_eq!(status, StatusCode::CREATED, "{second}");
    // Every other answer to a change: now that to the third, after two payments were made; and every other
    // notification: of the money that goes back, after one that a card was rejected.
    assert!(scene.bank().pay(second["id"].as_str().unwrap(), Card::Empty));
    scene.until_said("status=\"REJECTED\"").await;
    scene.bank().inject(Fault::ApiCreateLost);
    scene.bank().inject(Fault::WebhooksLost);
    let asked = scene.command("orders", &["refund", "1", "--amount", "50 RUB", "--yes"]).await;
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
    scene.until_order(1, "refunded").await;
    assert_eq!(scene.bank().payments()[0].left, 14_900);
    let mut cancels = 0;
    while let Some(event) = scene.events.try_next() {
        let Kind::ApiCall { path, .. } = event.kind else { continue };
        cancels += usize::from(path == "/v2/Cancel");
    }
    assert_eq!(cancels, 1, "{}", scene.log());
}

/// Whatever gets lost on the way, a card is charged once.
#[tokio::test]
async fn a_charge_whose_answer_was_lost_is_found() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let told = scene.opens(json!({ "recurring": "on_demand" })).await;
    assert!(scene.bank().pay(told["id"].as_str().unwrap(), Card::ThreeDs));
    scene.until_order(1, "completed").await;
    // Every other answer to a change: now that to the third, after a payment was made for it; and every other
    // notification: of a payment, that it is confirmed.
    scene.bank().inject(Fault::ApiCreateLost);
    scene.bank().inject(Fault::WebhooksLost);
    let body = json!({
        "checkout_id": told["id"], "price": { "amount": 9_900, "currency": "RUB" },
    });
    let (status, charged) = scene.posts("charges", "key-2", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{charged}: {}", scene.log());
    scene.until_order(2, "completed").await;
    let made = scene.bank().payments().into_iter().filter(|it| it.amount == 9_900);
    assert_eq!(made.count(), 1);
    assert_eq!(scene.running.shop().effects().len(), 2, "{}", scene.log());
}

#[tokio::test]
async fn a_charge_that_is_rejected_gives_nothing() {
    let scene = Scene::with_buyers(Buyers::Decline).await;
    let _agent = scene.agent().await;
    let told = scene.opens(json!({ "recurring": "on_demand" })).await;
    scene.until_order(1, "completed").await;
    let body = json!({
        "checkout_id": told["id"], "price": { "amount": 9_900, "currency": "RUB" },
    });
    let (status, charged) = scene.posts("charges", "key-2", &body).await;
    assert_eq!((status, &charged["status"]), (StatusCode::CREATED, &json!("failed")), "{charged}");
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
}
