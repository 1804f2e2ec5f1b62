//! The owner answers by hand, sells before the agent is there, changes and deletes.

use telegram_sandbox::Running;
use telegram_sandbox::datacentre::faults::UpdateFault;
use telegram_sandbox::event::{By, Kind};
use telegram_sandbox::orders::Expectation;
use telegram_sandbox::orders::OwnerReply;
use telegram_sandbox::shop::{HoldPoint, ShopResponse};
use telegram_sandbox::world::Refusal;

use super::{COMPLETED, End, ends, escalated, until_listed};
use crate::agent::{Scene, orders, sent, without_account};

const BY_HAND: End = End { state: "closed", reason: Some("answered_by_hand") };

async fn answered_by_hand(moment: OwnerReply) -> Scene {
    let mut planned = orders(2, "edits");
    for order in &mut planned {
        order.owner = Some(moment);
        order.expect = Some(Expectation::Closed);
    }
    let scene = Scene::new(planned).await;
    scene.let_everything_take_long();
    let agent = scene.agent();
    scene.settled().await;
    for number in [1, 2] {
        until_listed(&scene, number, BY_HAND).await;
    }
    agent.kill().await;
    let replies = scene.events(|kind| matches!(kind, Kind::Reply { .. }));
    for reply in replies {
        let by_owner = matches!(reply.kind, Kind::Reply { by: By::Owner, .. });
        assert!(by_owner, "{}", scene.tell());
    }
    scene
}

#[tokio::test]
async fn before_the_agent_connects() {
    let scene = answered_by_hand(OwnerReply::BeforeStart).await;
    assert!(scene.running.shop().calls().is_empty());
    let told = scene.events(|kind| matches!(kind, Kind::Escalation { .. }));
    assert!(told.is_empty(), "{}", scene.tell());
}

#[tokio::test]
async fn right_after_the_order() {
    answered_by_hand(OwnerReply::AtOnce).await;
}

#[tokio::test]
async fn after_the_activation() {
    let mut scene = answered_by_hand(OwnerReply::AfterActivation).await;
    let _agent = scene.agent();
    // The shop has given and the customer was answered by hand: somebody should know.
    for _ in 0..2 {
        scene.until(|event| matches!(event.kind, Kind::Escalation { .. })).await;
    }
    let settled = scene.settled().await;
    assert!(settled.iter().all(|order| order.effects == 1));
}

/// The owner answers while the shop is asked for the first time, and no update says so.
async fn answered_unheard(first_answer: ShopResponse) -> Scene {
    let mut order = orders(1, "edits").remove(0);
    order.shop = vec![first_answer];
    let scene = Scene::new(vec![order]).await;
    scene.retime(&[("reread_interval", "1h")]);
    let mut hold = scene.running.shop().hold_next(HoldPoint::AfterEffect);
    let _agent = scene.agent();
    scene.comes(hold.arrived()).await.unwrap();
    let faults = scene.running.datacentre().faults();
    faults.set_updates(UpdateFault::Drop);
    scene.running.owner_answers(1).await;
    let mut events = scene.running.events();
    let answered = async { while !matches!(events.next().await.kind, Kind::Reply { .. }) {} };
    scene.comes(answered).await;
    hold.release();
    until_listed(&scene, 1, BY_HAND).await;
    scene
}

#[tokio::test]
async fn before_the_reply_and_no_update_comes() {
    let scene = answered_unheard(ShopResponse::Activated).await;
    let settled = scene.settled().await;
    assert_eq!(settled[0].replies, 1, "{}", scene.tell());
}

#[tokio::test]
async fn before_the_shop_is_asked_again_and_no_update_comes() {
    let scene = answered_unheard(ShopResponse::Unavailable).await;
    let calls = scene.running.shop().calls();
    assert_eq!(calls.len(), 1, "{}", scene.tell());
}

#[tokio::test]
async fn a_message_without_an_account_that_was_answered_before_is_nobodys_concern() {
    let mut order = without_account();
    order.owner = Some(OwnerReply::BeforeStart);
    order.expect = Some(Expectation::Closed);
    let scene = Scene::new(vec![order]).await;
    scene.let_everything_take_long();
    let _agent = scene.agent();
    scene.settled().await;
    until_listed(&scene, 1, BY_HAND).await;
    let told = scene.events(|kind| matches!(kind, Kind::Escalation { .. }));
    assert!(told.is_empty(), "{}", scene.tell());
}

#[tokio::test]
async fn what_was_sold_before_the_first_start_is_counted_and_taken_when_asked_for() {
    let mut scene = Scene::new(Vec::new()).await;
    scene.let_everything_take_long();
    for order in orders(3, "unlinked") {
        scene.running.send_order(order).await;
    }
    sent(&mut scene, 3).await;
    let agent = scene.agent_with(&[]);
    scene
        .until(|event| match &event.kind {
            Kind::Escalation { text, .. } => text.contains("3 orders"),
            _ => false,
        })
        .await;
    assert!(scene.listed().await.is_empty());
    agent.kill().await;
    let agent = scene.agent_with(&["--since", "all"]);
    ends(&scene, COMPLETED).await;
    agent.kill().await;
    // What was seen once is not told again.
    let before = scene.events(|kind| matches!(kind, Kind::Escalation { .. })).len();
    let _agent = scene.agent_with(&["--since", "all"]);
    let next = orders(4, "edits").remove(3);
    scene.running.send_order(next).await;
    scene.completed(4).await;
    scene.settled().await;
    let events = scene.events(|kind| matches!(kind, Kind::Escalation { .. }));
    assert_eq!(events.len(), before, "{}", scene.tell());
}

/// The order's message changes while the shop is away.
async fn changed(change: impl Fn(&Running) -> Result<(), Refusal>, reason: &'static str) {
    let mut order = orders(1, "edits").remove(0);
    order.shop = vec![ShopResponse::Unavailable; 2];
    let mut scene = Scene::new(vec![order]).await;
    let _agent = scene.agent();
    scene.until(|event| matches!(event.kind, Kind::Activation { .. })).await;
    change(&scene.running).unwrap();
    ends(&scene, escalated(reason)).await;
    let calls = scene.running.shop().calls();
    assert_eq!(calls.len(), 1, "{}", scene.tell());
}

#[tokio::test]
async fn the_order_is_edited_before_it_is_activated() {
    changed(
        |running| running.edit_order(1, "🆕 Custom Product Order\n\nCustomer: @else"),
        "order_edited",
    )
    .await;
}

#[tokio::test]
async fn the_order_is_deleted_before_it_is_activated() {
    changed(|running| running.delete_order(1), "order_deleted").await;
}
