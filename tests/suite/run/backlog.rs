//! Days offline: thousands of messages to read, hundreds of orders among them.

use std::time::Duration;

use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{Point, Rule};
use telegram_sandbox::event::Kind;
use telegram_sandbox::orders::{Expectation, PlannedOrder};
use telegram_sandbox::shop::HoldPoint;
use telegram_sandbox::world::ServerQuirks;

use super::{COMPLETED, End};
use crate::agent::{BOT, Scene, orders, sent};

/// Known, and never an order.
const NOTICE: &str = "Пользователь @aaaaaaa отправил ₽2000.11 на Любая сумма в рублях.";
const HISTORY: &str = "messages.getHistory";
const BY_HAND: End = End { state: "closed", reason: Some("answered_by_hand") };
/// Long enough for hundreds of orders on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// What is missed while nobody reads.
struct Backlog {
    orders: usize,
    /// Other messages before each order.
    notices: usize,
    /// The owner answers every one of so many orders by hand.
    by_hand_every: usize,
}

/// An agent has been there and has read everything; then this comes.
async fn missed(backlog: &Backlog) -> Scene {
    let mut planned = orders(backlog.orders + 1, "edits,linked");
    let missed = planned.split_off(1);
    let mut scene = Scene::new(planned).await;
    let mut agent = scene.agent();
    scene.completed(1).await;
    super::until_listed(&scene, 1, COMPLETED).await;
    agent.terminate().await;
    assert_eq!(agent.exit_code().await, Some(0));
    for (index, order) in missed.into_iter().enumerate() {
        for _ in 0..backlog.notices {
            scene.running.bot_says(NOTICE).unwrap();
        }
        let is_by_hand = (index + 1) % backlog.by_hand_every == 0;
        let expect = is_by_hand.then_some(Expectation::Closed);
        let number = scene.running.send_order(PlannedOrder { expect, ..order }).await;
        if is_by_hand {
            scene.running.owner_answers(number).await;
        }
    }
    sent(&mut scene, u32::try_from(backlog.orders + 1).unwrap()).await;
    scene
}

#[tokio::test]
async fn the_newest_orders_do_not_wait_for_the_oldest_page() {
    let backlog = Backlog { orders: 40, notices: 20, by_hand_every: 7 };
    let mut scene = missed(&backlog).await;
    let faults = scene.running.datacentre().faults().clone();
    let third_page = Rule::on(HISTORY).from(SELLER).to(BOT).after(2);
    let mut held = faults.arm(third_page.hold(Point::BeforeExecuting));
    let _agent = scene.agent();
    scene.comes(held.matched()).await.unwrap();
    scene
        .until(|event| event.order == Some(41) && matches!(event.kind, Kind::Activation { .. }))
        .await;
    held.release();
    let totals = scene.running.settled(PATIENCE).await;
    assert!(totals.is_good(), "{totals:?}\n{}", scene.tell());
}

/// It waits for the shop when the power goes; before the gap is read to its end, its answer is.
#[tokio::test]
async fn an_order_answered_by_hand_in_a_gap_is_not_activated_while_that_is_read() {
    let backlog = Backlog { orders: 1, notices: 250, by_hand_every: 2 };
    let mut scene = missed(&backlog).await;
    let faults = scene.running.datacentre().faults().clone();
    let second_page = Rule::on(HISTORY).from(SELLER).to(BOT).after(1);
    drop(faults.arm(second_page.hold(Point::BeforeExecuting)));
    let mut call = scene.running.shop().hold_next(HoldPoint::BeforeEffect);
    let agent = scene.agent();
    scene.comes(call.arrived()).await.unwrap();
    agent.kill().await;
    scene.running.owner_answers(2).await;
    scene.until(|event| event.order == Some(2) && matches!(event.kind, Kind::Reply { .. })).await;
    let _agent = scene.agent();
    let line = super::until_listed(&scene, 2, BY_HAND).await;
    assert_eq!(line["activation_attempts"], 1, "{}", scene.tell());
}

/// Both are newer than where the reading began, and more pages are still to come.
#[tokio::test]
async fn an_order_that_comes_and_is_answered_by_hand_while_a_gap_is_read_is_not_activated() {
    let backlog = Backlog { orders: 1, notices: 450, by_hand_every: 2 };
    let mut scene = missed(&backlog).await;
    let faults = scene.running.datacentre().faults().clone();
    let third_page = Rule::on(HISTORY).from(SELLER).to(BOT).after(2);
    let mut held = faults.arm(third_page.hold(Point::BeforeExecuting));
    let _agent = scene.agent();
    scene.comes(held.matched()).await.unwrap();
    let order = orders(3, "edits").remove(2);
    scene.running.send_order(order).await;
    scene.running.owner_answers(3).await;
    scene.until(|event| event.order == Some(3) && matches!(event.kind, Kind::Reply { .. })).await;
    held.release();
    let line = super::until_listed(&scene, 3, BY_HAND).await;
    assert_eq!(line["activation_attempts"], 0, "{}", scene.tell());
}

/// Telegram may give less than was asked for although there is more.
#[tokio::test]
async fn what_was_missed_and_comes_in_crumbs_is_not_lost() {
    let backlog = Backlog { orders: 15, notices: 1, by_hand_every: 16 };
    let scene = missed(&backlog).await;
    scene.running.world().set_quirks(ServerQuirks { page_max: 10, ..ServerQuirks::default() });
    let _agent = scene.agent();
    scene.settled().await;
}

#[tokio::test]
async fn ten_thousand_messages_are_caught_up_with() {
    let backlog = Backlog { orders: 300, notices: 32, by_hand_every: 10 };
    let scene = missed(&backlog).await;
    assert!(scene.chat(BOT).len() >= 10_000 - 100);
    let _agent = scene.agent();
    let totals = scene.running.settled(PATIENCE).await;
    assert!(totals.is_good(), "{totals:?}\n{}", scene.tell());
    assert_eq!(totals.misused, 0);
    let orders = scene.running.orders();
    for order in &orders {
        let once = order.effects <= 1 && order.replies <= 1 && order.presses <= 1;
        assert!(once, "{order:?}");
    }
    let given = orders.iter().filter(|order| order.effects == 1).count();
    assert_eq!(given, 1 + 270, "what the owner answered is not given too");
}
