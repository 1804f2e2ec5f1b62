//! The owner answers by hand, sells before the agent is there, changes and deletes.

use telegram_sandbox::Running;
use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{Point, Rule, UpdateFault};
use telegram_sandbox::event::{By, Kind};
use telegram_sandbox::orders::Expectation;
use telegram_sandbox::orders::OwnerReply;
use telegram_sandbox::shop::{HoldPoint, ShopResponse};
use telegram_sandbox::world::{Edit, Post, Refusal, ServerQuirks};

use super::{COMPLETED, End, ends, escalated, until_listed};
use crate::agent::{BOT, Scene, orders, sent, without_account, write_private};

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

/// A reaction or a preview dates the message as edited; what it says is the same.
#[tokio::test]
async fn an_edit_that_changes_no_word_changes_nothing() {
    let mut planned = orders(1, "edits");
    planned[0].shop = vec![ShopResponse::Unavailable; 2];
    planned.push(without_account());
    let mut scene = Scene::new(planned).await;
    let _agent = scene.agent();
    scene.until(|event| matches!(event.kind, Kind::Activation { .. })).await;
    sent(&mut scene, 2).await;
    for number in [1, 2] {
        let order = scene.running.order_message(number).unwrap();
        let edit = Edit { no_preview: Some(true), ..Edit::default() };
        scene.running.world().edit(order, edit).unwrap();
    }
    until_listed(&scene, 1, COMPLETED).await;
    until_listed(&scene, 2, escalated("no_account_id")).await;
}

/// The order waits for a person, who may not know that it has changed.
#[tokio::test]
async fn an_order_that_waits_for_a_person_is_edited_and_then_deleted() {
    let mut scene = Scene::new(vec![without_account()]).await;
    let _agent = scene.agent();
    until_listed(&scene, 1, escalated("no_account_id")).await;
    scene.running.edit_order(1, "🆕 Custom Product Order\n\nto 12345678, please").unwrap();
    until_listed(&scene, 1, escalated("order_edited")).await;
    scene.until_told("to 12345678, please").await;
    scene.running.delete_order(1).unwrap();
    until_listed(&scene, 1, escalated("order_deleted")).await;
    assert!(scene.running.shop().calls().is_empty());
}

#[tokio::test]
async fn what_is_pinned_is_not_answered() {
    for modes in ["edits", "unlinked"] {
        let mut planned = orders(2, modes);
        for order in &mut planned {
            order.owner = Some(OwnerReply::Pins);
        }
        let scene = Scene::new(planned).await;
        let _agent = scene.agent();
        ends(&scene, COMPLETED).await;
    }
}

/// While the outcome of our reply is not known, one like it is taken for nobody's.
#[tokio::test]
async fn an_answer_that_may_be_ours_is_a_persons_to_judge() {
    let scene = Scene::new(orders(1, "edits")).await;
    let lost = Rule::on("messages.sendMessage").to(BOT).cut(Point::BeforeExecuting);
    let mut lost = scene.running.datacentre().faults().arm(lost.always());
    let _agent = scene.agent();
    scene.comes(lost.matched()).await.unwrap();
    let world = scene.running.world();
    let order = scene.chat(BOT).last().unwrap().message.key;
    let account = scene.listed_order(1).await.unwrap()["account_id"].clone();
    let text = format!("Готово, {}", account.as_str().unwrap());
    world.post(Post::new(SELLER, BOT, text).replying_to(order)).unwrap();
    until_listed(&scene, 1, escalated("reply_in_doubt")).await;
}

#[tokio::test]
async fn a_reply_that_comes_back_changed_is_ours_all_the_same() {
    let scene = Scene::new(orders(1, "edits")).await;
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let text = text.replace("\"Done: {{ product }}\"", "\"\\u202E{{ product }}\\r\\nDone\"");
    assert!(text.contains("u202E"));
    write_private(&scene.config(), &text);
    let world = scene.running.world();
    world.set_quirks(ServerQuirks { texts_cleaned: true, ..world.quirks() });
    let lost = Rule::on("messages.sendMessage").to(BOT).cut(Point::AfterExecuting);
    drop(scene.running.datacentre().faults().arm(lost));
    let _agent = scene.agent();
    ends(&scene, COMPLETED).await;
}
