//! Session and journal on a disk that is full. What can't be recorded is not done: the agent ends,
//! says why, and after room was made everything settles, once.

use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{Point, Rule};
use telegram_sandbox::shop::HoldPoint;
use telegram_sandbox::world::Peer;

use super::small_disk::SmallDisk;
use crate::agent::{Agent, BOT, Moderators, Scene, options, orders, without_account};
use crate::run::{COMPLETED, escalated, until_listed};

/// A scene whose session and journal are on a small disk; what is sold is sold by the test.
async fn scene() -> Option<(Scene, SmallDisk)> {
    let disk = SmallDisk::mount()?;
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::storing_in(disk.path(), folder, options(Vec::new()), Moderators::default());
    Some((scene.await, disk))
}

/// It has ended, with the reason that people can look up.
async fn ends_for_want_of_room(scene: &Scene, mut agent: Agent) {
    assert_eq!(agent.ends(scene).await, Some(1), "{}", scene.tell());
    let said = scene.said();
    let codes = ["journal.disk_full", "session.disk_full"];
    assert!(codes.iter().any(|code| said.contains(code)), "{said}");
}

async fn sell(scene: &Scene) {
    let sold = scene.running.orders().len();
    let order = orders(sold + 1, "edits").remove(sold);
    scene.running.send_order(order).await;
}

/// With room again, the newest order ends completed, with one of everything.
async fn completes_once_there_is_room(scene: &Scene, disk: &SmallDisk) {
    disk.free();
    let _agent = scene.agent();
    let settled = scene.settled().await;
    let order = settled.last().unwrap();
    let done = (order.effects, order.replies, order.presses);
    assert_eq!(done, (1, 1, 1), "{}", scene.tell());
    until_listed(scene, order.number, COMPLETED).await;
}

#[tokio::test]
async fn before_the_first_start() {
    let Some((scene, disk)) = scene().await else {
        return;
    };
    sell(&scene).await;
    disk.fill();
    ends_for_want_of_room(&scene, scene.agent()).await;
    let first = &scene.running.orders()[0];
    assert_eq!(first.effects + first.replies, 0);
    completes_once_there_is_room(&scene, &disk).await;
}

#[tokio::test]
async fn an_order_arrives() {
    let Some((mut scene, disk)) = scene().await else {
        return;
    };
    let agent = scene.agent();
    sell(&scene).await;
    scene.completed(1).await;
    until_listed(&scene, 1, COMPLETED).await;
    disk.fill();
    sell(&scene).await;
    ends_for_want_of_room(&scene, agent).await;
    // What it had written was tidied up at its end, which made a little room.
    disk.fill();
    ends_for_want_of_room(&scene, scene.agent()).await;
    assert_eq!(scene.running.shop().calls().len(), 1, "{}", scene.tell());
    completes_once_there_is_room(&scene, &disk).await;
}

#[tokio::test]
async fn it_was_killed_before() {
    let Some((scene, disk)) = scene().await else {
        return;
    };
    let mut hold = scene.running.shop().hold_next(HoldPoint::BeforeEffect);
    let agent = scene.agent();
    sell(&scene).await;
    scene.comes(hold.arrived()).await.unwrap();
    agent.kill().await;
    disk.fill();
    ends_for_want_of_room(&scene, scene.agent()).await;
    completes_once_there_is_room(&scene, &disk).await;
}

#[tokio::test]
async fn the_shop_has_given() {
    let Some((scene, disk)) = scene().await else {
        return;
    };
    let mut hold = scene.running.shop().hold_next(HoldPoint::AfterEffect);
    let agent = scene.agent();
    sell(&scene).await;
    scene.comes(hold.arrived()).await.unwrap();
    disk.fill();
    hold.release();
    ends_for_want_of_room(&scene, agent).await;
    assert_eq!(scene.running.orders()[0].replies, 0);
    completes_once_there_is_room(&scene, &disk).await;
    let calls = scene.running.shop().calls();
    assert_eq!(calls[0].webhook_id, calls[1].webhook_id);
}

/// A call to Telegram has taken effect; its answer finds no room to be recorded.
async fn a_call_took_effect(method: &'static str) {
    let Some((scene, disk)) = scene().await else {
        return;
    };
    let rule = Rule::on(method).from(SELLER).to(BOT);
    let held = rule.hold(Point::AfterExecuting);
    let mut armed = scene.running.datacentre().faults().arm(held);
    let agent = scene.agent();
    sell(&scene).await;
    scene.comes(armed.matched()).await.unwrap();
    disk.fill();
    armed.release();
    ends_for_want_of_room(&scene, agent).await;
    completes_once_there_is_room(&scene, &disk).await;
}

#[tokio::test]
async fn the_reply_is_sent() {
    a_call_took_effect("messages.sendMessage").await;
}

#[tokio::test]
async fn the_button_is_pressed() {
    a_call_took_effect("messages.getBotCallbackAnswer").await;
}

#[tokio::test]
async fn moderators_are_told() {
    let Some((scene, disk)) = scene().await else {
        return;
    };
    let moderators: Peer = scene.running.supergroup();
    let rule = Rule::on("messages.sendMessage").from(SELLER).to(moderators);
    let held = rule.hold(Point::AfterExecuting);
    let mut armed = scene.running.datacentre().faults().arm(held);
    let agent = scene.agent();
    scene.running.send_order(without_account()).await;
    scene.comes(armed.matched()).await.unwrap();
    disk.fill();
    armed.release();
    ends_for_want_of_room(&scene, agent).await;
    disk.free();
    let _agent = scene.agent();
    until_listed(&scene, 1, escalated("no_account_id")).await;
    scene.settled().await;
    assert_eq!(scene.told(moderators, "to my account, please"), 1);
}

#[tokio::test]
async fn the_disk_can_only_be_read() {
    let Some((scene, disk)) = scene().await else {
        return;
    };
    sell(&scene).await;
    disk.set_writable(false);
    let mut agent = scene.agent();
    let code = agent.exit_code().await;
    assert!(matches!(code, Some(1 | 3)), "{code:?} {}", scene.tell());
    let said = scene.said();
    assert!(said.contains("[session."), "{said}");
    assert!(scene.running.shop().calls().is_empty());
    disk.set_writable(true);
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert!(settled[0].completed, "{}", scene.tell());
}

#[tokio::test]
async fn the_folder_is_gone() {
    let mut scene = Scene::new(Vec::new()).await;
    let agent = scene.agent();
    sell(&scene).await;
    scene.completed(1).await;
    agent.kill().await;
    std::fs::remove_file(scene.data.join("seller.session")).unwrap();
    std::fs::remove_file(scene.journal()).unwrap();
    let mut agent = scene.agent();
    assert_eq!(agent.exit_code().await, Some(3), "{}", scene.tell());
    assert!(scene.said().contains("session.missing"), "{}", scene.said());
    assert_eq!(scene.running.shop().calls().len(), 1);
}

/// A disk that can only be read: a snapshot, a card with its lock on.
#[tokio::test]
async fn what_can_only_be_read_is_read_and_its_folder_is_named() {
    let Some((scene, disk)) = scene().await else {
        return;
    };
    for is_killed in [false, true] {
        let mut agent = scene.agent();
        sell(&scene).await;
        until_listed(&scene, 1 + u32::from(is_killed), COMPLETED).await;
        if is_killed {
            agent.kill().await;
        } else {
            agent.terminate().await;
            assert_eq!(agent.ends(&scene).await, Some(0));
        }
        disk.set_writable(false);
        assert_eq!(scene.listed().await.len(), 1 + usize::from(is_killed), "{is_killed}");
        let mut agent = scene.agent_with(&[]);
        assert_eq!(agent.ends(&scene).await, Some(3), "{}", scene.tell());
        let folder = format!("no right to write in the folder {}", disk.path().display());
        assert!(scene.said().contains(&folder), "{}", scene.said());
        disk.set_writable(true);
    }
}
