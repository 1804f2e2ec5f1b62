//! A trouble that holds up many orders is one message, whatever becomes of it.

use std::time::Duration;

use telegram_sandbox::accounts::MODERATOR;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::shop::ShopResponse;
use telegram_sandbox::world::View;

use super::{CHAT, card, change, says, told};
use crate::agent::{Moderators, Scene, options, orders};

/// Long enough for hundreds of orders on a busy machine.
const PATIENCE: Duration = Duration::from_mins(3);

/// What stands in the moderators' chat.
fn messages(scene: &Scene) -> Vec<View> {
    let mut views = scene.chat(CHAT);
    views.retain(|view| view.message.service.is_none());
    views
}

#[tokio::test]
async fn a_shop_that_is_down_for_two_hundred_orders_is_told_in_one_message_and_all_are_done() {
    const ORDERS: usize = 200;
    let planned = options(orders(ORDERS, "edits,linked"));
    let mut scene = Scene::with(planned, Moderators::Supergroup).await;
    change(&scene, "board = false\n", "");
    let url = format!("url = \"{}\"", scene.running.shop().url());
    let down = "url = \"http://127.0.0.1:9/\"";
    change(&scene, &url, down);
    let _agent = scene.agent();
    told(&mut scene, "The shop does not answer").await;
    scene.until_said_often("new order", ORDERS).await;
    change(&scene, down, &url);
    told(&mut scene, "The shop answers again").await;
    let totals = scene.running.settled(PATIENCE).await;
    assert!(totals.is_good(), "{totals:?}\n{}", scene.tell());
    let done = format!("Done {ORDERS} of {ORDERS}");
    told(&mut scene, &done).await;
    for order in scene.running.orders() {
        assert_eq!((order.effects, order.replies, order.presses), (1, 1, 1), "{order:?}");
    }
    assert_eq!(messages(&scene).len(), 1, "{}", scene.tell());
}

#[tokio::test]
async fn an_answer_to_it_has_the_shop_tried_at_once() {
    let mut order = orders(1, "edits").remove(0);
    // By itself the agent would wait as long as it was asked to.
    order.shop = vec![ShopResponse::Unavailable, ShopResponse::RetryAfter(3_600)];
    let mut scene = Scene::new(vec![order]).await;
    let _agent = scene.agent();
    let id = card(&mut scene, "The shop does not answer").await;
    says(&scene, MODERATOR, "orders", Some(id));
    told(&mut scene, "In progress: 1").await;
    says(&scene, MODERATOR, "retry", Some(id));
    told(&mut scene, "№1: trying again").await;
    scene.completed(1).await;
    told(&mut scene, "The shop answers again").await;
    scene.settled().await;
}

/// By itself the agent would spare a shop that takes no call, and try it in an hour.
#[tokio::test]
async fn a_shop_that_is_spared_is_tried_as_well() {
    let mut order = orders(1, "edits").remove(0);
    order.shop = vec![ShopResponse::BadSignature];
    let mut scene = Scene::new(vec![order]).await;
    scene.retime(&[("probe_interval", "1h")]);
    let _agent = scene.agent();
    let id = card(&mut scene, "The shop rejects my calls").await;
    says(&scene, MODERATOR, "retry", Some(id));
    scene.completed(1).await;
    told(&mut scene, "The shop takes my calls again").await;
    scene.settled().await;
}

#[tokio::test]
async fn one_that_comes_again_soon_stays_in_its_message() {
    let mut scene = Scene::new(Vec::new()).await;
    let _agent = scene.agent();
    let planned = orders(2, "edits").into_iter();
    let planned =
        planned.map(|order| PlannedOrder { shop: vec![ShopResponse::Unavailable; 2], ..order });
    for (order, done) in planned.zip(["Done 1 of 1", "Done 2 of 2"]) {
        scene.running.send_order(order).await;
        told(&mut scene, "The shop does not answer").await;
        told(&mut scene, done).await;
    }
    assert_eq!(messages(&scene).len(), 1, "{}", scene.tell());
}

#[tokio::test]
async fn a_shop_that_takes_an_order_and_does_not_finish_it_is_one() {
    let mut order = orders(1, "edits").remove(0);
    order.shop = vec![ShopResponse::Pending; 4];
    let mut scene = Scene::new(vec![order]).await;
    scene.retime(&[("pending_after", "1s")]);
    let _agent = scene.agent();
    told(&mut scene, "The shop takes orders, and has not finished them").await;
    told(&mut scene, "The shop finishes its orders again").await;
    told(&mut scene, "Done 1 of 1").await;
    scene.settled().await;
    assert_eq!(messages(&scene).len(), 1, "{}", scene.tell());
}
