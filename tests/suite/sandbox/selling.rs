//! A seller who behaves, an owner with a hand of his own, moderators who are told.

use std::time::Duration;

use telegram_sandbox::accounts::{MODERATOR, SELLER};
use telegram_sandbox::event::{By, Kind, Totals};
use telegram_sandbox::orders::OwnerReply;
use telegram_sandbox::orders::generator::DEMO_ACCOUNT_PATTERN;
use telegram_sandbox::orders::{Expectation, PlannedOrder};
use telegram_sandbox::world::{Edit, Post};

use super::scene::{Scene, order_sent};
use super::seller::Seller;
use super::shop_client::Call;
use super::{PATIENCE, orders, sandbox, soon, until};

#[tokio::test]
async fn a_seller_who_behaves_settles_everything_once() {
    let running = sandbox(orders(3, "linked")).await;
    let mut sent = running.events();
    let mut asked = running.events();
    let seller = Seller::connect(&running).await;
    let pattern = regex::Regex::new(DEMO_ACCOUNT_PATTERN).unwrap();
    for number in 1..=3 {
        let order = order_sent(&mut sent).await;
        let text = seller.message(order).await.unwrap().message;
        let account = pattern.find(&text).unwrap().as_str();
        let order_id = format!("test-777000111-6675346585-{order}");
        let call = Call::activate(running.shop(), &order_id, account);
        let answer = soon(call.make(running.shop())).await.unwrap();
        assert_eq!(answer.json()["status"], "activated");
        let reply = seller.reply(order, "Done").await;
        let confirmation = |kind: &Kind| matches!(kind, Kind::Confirmation { .. });
        let event = until(&mut asked, confirmation).await;
        assert_eq!(event.order, Some(number));
        let Kind::Confirmation { message_id } = event.kind else {
            panic!("{event:?}");
        };
        let message = seller.message(message_id).await.unwrap();
        let replied = match message.reply_to {
            Some(grammers_client::tl::enums::MessageReplyHeader::Header(it)) => it.reply_to_msg_id,
            other => panic!("{other:?}"),
        };
        assert_eq!(replied, Some(reply));
        let buttons = seller.buttons(message_id).await;
        assert_eq!(buttons[0].0, "Send");
        seller.press(message_id, &buttons[0].1).await.unwrap();
    }
    let totals = running.settled(PATIENCE).await;
    let expected = Totals { orders: 3, completed: 3, ..Totals::default() };
    assert_eq!(totals, expected);
    assert!(totals.is_good());
}

#[tokio::test]
async fn events_read_as_the_contract_says() {
    let mut scene = Scene::modes("linked").await;
    let confirmation = scene.confirmation().await;
    scene.press_send(confirmation).await.unwrap();
    scene.happens(|kind| *kind == Kind::Completed).await;
    let mut events = scene.running.events();
    let names: Vec<String> = std::iter::from_fn(|| events.try_next())
        .map(|event| {
            let json = serde_json::to_value(&event).unwrap();
            assert_eq!(json["order"], 1, "{json}");
            assert!(json["ts"].as_f64().unwrap() > 1.7e9, "{json}");
            json["event"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(names, ["order_sent", "reply", "confirmation", "press", "completed"]);
    let ready = serde_json::to_value(scene.running.ready()).unwrap();
    for pointer in [
        "/host",
        "/port",
        "/dc_id",
        "/api_id",
        "/api_hash",
        "/seller/id",
        "/seller/string_session",
        "/moderator/id",
        "/moderator/string_session",
        "/login",
        "/tribute/id",
        "/tribute/username",
        "/bot/token",
        "/bot/id",
        "/bot/username",
        "/moderators_chat",
        "/moderators_basic_group",
        "/shop/url",
        "/shop/secret",
    ] {
        assert!(ready.pointer(pointer).is_some(), "{pointer}");
    }
    assert_eq!(ready["event"], "ready");
    let done = serde_json::to_value(scene.running.totals()).unwrap();
    assert_eq!(done["event"], "done");
    assert_eq!(done["completed"], 1);
}

#[tokio::test]
async fn nothing_is_sold_before_the_seller_looks() {
    let running = sandbox(orders(1, "linked")).await;
    let totals = running.settled(Duration::from_millis(100)).await;
    assert_eq!(totals.unsettled, 1);
    assert!(running.events().try_next().is_none());
}

#[tokio::test]
async fn the_owner_answers_by_hand() {
    for moment in [OwnerReply::AtOnce, OwnerReply::BeforeStart] {
        let order = PlannedOrder {
            owner: Some(moment),
            expect: Some(Expectation::Closed),
            ..orders(1, "linked").remove(0)
        };
        let running = sandbox(vec![order]).await;
        let mut events = running.events();
        let _seller = match moment {
            OwnerReply::BeforeStart => None,
            _ => Some(Seller::connect(&running).await),
        };
        let reply = until(&mut events, |kind| matches!(kind, Kind::Reply { .. })).await;
        assert!(matches!(reply.kind, Kind::Reply { by: By::Owner, .. }));
        let press = until(&mut events, |kind| matches!(kind, Kind::Press { .. })).await;
        assert!(matches!(press.kind, Kind::Press { by: By::Owner, .. }));
        assert!(running.settled(PATIENCE).await.is_good());
    }
}

#[tokio::test]
async fn the_owner_may_be_quicker_than_the_client_that_has_called_the_shop() {
    let order =
        PlannedOrder { owner: Some(OwnerReply::AfterActivation), ..orders(1, "linked").remove(0) };
    let mut scene = Scene::with(vec![order]).await;
    let order_id = format!("777000111-6675346585-{}", scene.order);
    let call = Call::activate(scene.running.shop(), &order_id, "1");
    soon(call.make(scene.running.shop())).await.unwrap();
    scene.happens(|kind| matches!(kind, Kind::Reply { by: By::Owner, .. })).await;
    assert!(scene.running.settled(PATIENCE).await.is_good());
}

#[tokio::test]
async fn what_is_told_to_the_moderators_settles_the_order_it_is_about() {
    for basic in [false, true] {
        let mut scene = Scene::with(orders(2, "linked")).await;
        let chat = if basic { scene.running.group() } else { scene.running.supergroup() };
        scene.happens(|kind| matches!(kind, Kind::OrderSent { .. })).await;
        let text = scene.seller.message(scene.order).await.unwrap().message;
        let details = text.rsplit("Order Details:").next().unwrap().trim();
        scene.seller.say(chat, "The shop does not answer", None, 1).await;
        let said = format!("❗ №148: {details}");
        let escalation = scene.seller.say(chat, &said, None, 2).await;
        scene.seller.say(chat, "the same again", Some(escalation), 3).await;
        let mut events = scene.running.events();
        for order in [None, Some(1), Some(1)] {
            let told = |kind: &Kind| matches!(kind, Kind::Escalation { .. });
            assert_eq!(until(&mut events, told).await.order, order);
        }
        let totals = scene.running.totals();
        assert_eq!((totals.escalated, totals.unsettled), (1, 1));
        let world = scene.running.world();
        let told = world.chat(SELLER, chat).last().unwrap().message.key;
        let answer = Post::new(MODERATOR, chat, "закрой").replying_to(told);
        world.post(answer).unwrap();
        let settled = Edit { text: Some(("✅ №148".to_owned(), Vec::new())), ..Edit::default() };
        world.edit(told, settled).unwrap();
        for (who, changed) in [(MODERATOR, false), (SELLER, true)] {
            let event = until(&mut events, |kind| matches!(kind, Kind::Message { .. })).await;
            assert_eq!(event.order, Some(1));
            let Kind::Message { from, edited, .. } = event.kind else {
                panic!("{event:?}");
            };
            assert_eq!((from, edited), (who.0, changed));
        }
    }
}

#[tokio::test]
async fn what_was_expected_decides_what_is_settled() {
    for (expect, unsettled) in [
        (None, 0),
        (Some(Expectation::Completed), 0),
        (Some(Expectation::Closed), 0),
        (Some(Expectation::Escalated), 1),
        (Some(Expectation::Ignored), 1),
    ] {
        let mut order = orders(1, "linked").remove(0);
        order.expect = expect;
        let mut scene = Scene::with(vec![order]).await;
        scene.seller.reply(scene.order, "Done").await;
        if expect == Some(Expectation::Ignored) {
            scene.happens(|kind| matches!(kind, Kind::Reply { .. })).await;
        } else {
            let confirmation = scene.next_confirmation().await;
            scene.press_send(confirmation).await.unwrap();
        }
        assert_eq!(scene.running.totals().unsettled, unsettled, "{expect:?}");
    }
}

#[tokio::test]
async fn tests_can_send_edit_and_delete() {
    let mut scene = Scene::modes("linked").await;
    let mut more = orders(2, "linked").remove(1);
    more.forwarded = true;
    let number = scene.running.send_order(more).await;
    let message_id = order_sent(&mut scene.events).await;
    let message = scene.seller.message(message_id).await.unwrap();
    assert!(message.fwd_from.is_some());
    scene.running.delete_order(number).unwrap();
    assert!(scene.seller.message(message_id).await.is_none());
    scene.running.edit_order(1, "other words").unwrap();
    let message = scene.seller.message(scene.order).await.unwrap();
    assert_eq!(message.message, "other words");
    let posted = scene.running.bot_says("a notice").unwrap();
    let id = posted.ids.for_user(SELLER).unwrap();
    assert_eq!(scene.seller.message(id).await.unwrap().message, "a notice");
}
