//! All that the shop may answer.

use tokio::task::JoinSet;
use tribute_agent::sandbox::shop::ShopMove;

use super::{COMPLETED, End, ends, escalated, until_listed};
use crate::agent::{Scene, orders, without_account};

async fn all_end(cases: &[(&'static [&'static str], End)]) {
    let mut scenes = JoinSet::new();
    for &(moves, end) in cases {
        scenes.spawn(async move {
            let mut planned = orders(2, "edits");
            let moves = moves.iter().map(|name| name.parse::<ShopMove>().unwrap());
            let moves: Vec<ShopMove> = moves.collect();
            for order in &mut planned {
                order.shop.clone_from(&moves);
            }
            let scene = Scene::new(planned).await;
            let _agent = scene.agent();
            ends(&scene, end).await;
        });
    }
    while let Some(ended) = scenes.join_next().await {
        ended.unwrap();
    }
}

#[tokio::test]
async fn not_now() {
    all_end(&[
        (&["503", "503"], COMPLETED),
        (&["timeout_but_done"], COMPLETED),
        (&["pending"], COMPLETED),
        (&["close", "retry_after 1"], COMPLETED),
    ])
    .await;
}

#[tokio::test]
async fn not_the_shop_or_not_our_key() {
    all_end(&[
        (&["cdn_403"], COMPLETED),
        (&["bad_signature"], COMPLETED),
        (&["301"], COMPLETED),
    ])
    .await;
}

#[tokio::test]
async fn no() {
    all_end(&[
        (&["refused order_not_found"], escalated("shop_refused")),
        (&["unclear"], escalated("shop_unclear")),
    ])
    .await;
}

/// How the shop answers the first call about an order, and how the order ends.
type Answer = (&'static str, End);

const UNCLEAR: Answer = ("unclear", escalated("shop_unclear"));
const CLEAR: Answer = ("activated", COMPLETED);

/// Sells orders, each after the end of the one before, and one more. Whether the shop is asked about
/// that one.
async fn is_asked_after(scene: &Scene, answers: &[Answer]) -> bool {
    let mut orders = orders(answers.len() + 1, "edits").into_iter();
    for ((answer, end), mut order) in answers.iter().zip(&mut orders) {
        order.shop = vec![answer.parse().unwrap()];
        let number = scene.running.send_order(order).await;
        until_listed(scene, number, *end).await;
    }
    let last = scene.running.send_order(orders.next().unwrap()).await;
    scene.until_said_often("new order", answers.len() + 1).await;
    // Once the next message is read, all is done that the last order's reading was followed by.
    let next = scene.running.send_order(without_account()).await;
    until_listed(scene, next, escalated("no_account_id")).await;
    scene.listed_order(last).await.unwrap()["activation_attempts"] != 0
}

/// What moderators are told when no more calls are made.
const STOPPED: &str = "The shop does not say whether it gives the goods";

#[tokio::test]
async fn one_that_is_never_clear_is_not_asked_about_every_order() {
    let mut scene = Scene::new(Vec::new()).await;
    scene.retime(&[("probe_interval", "1h")]);
    let _agent = scene.agent();
    let is_asked = is_asked_after(&scene, &[UNCLEAR; 3]).await;
    assert!(!is_asked, "{}", scene.tell());
    assert_eq!(scene.running.shop().calls().len(), 3);
    scene.until_told(STOPPED).await;
}

#[tokio::test]
async fn a_clear_answer_ends_the_row_of_unclear_ones() {
    let scene = Scene::new(Vec::new()).await;
    scene.retime(&[("probe_interval", "1h")]);
    let _agent = scene.agent();
    let answers = [UNCLEAR, UNCLEAR, CLEAR, UNCLEAR];
    assert!(is_asked_after(&scene, &answers).await, "{}", scene.tell());
    assert_eq!(scene.told(scene.running.supergroup(), STOPPED), 0);
}
