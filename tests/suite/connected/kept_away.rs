//! Tribute's chat is kept from us, or we from it: moderators are told, once.

use telegram_sandbox::datacentre::faults::{Garbage, Point, Rule};

use super::{HISTORY, scene, sell};
use crate::agent::{BOT, Scene};

const KEPT: &str = "Telegram does not let me read the chat with Tribute";
const BACK: &str = "I can read the chat with Tribute again";
const AWAY: &str = "I was away from";
const HOURS_S: u32 = 2 * 3600;

async fn is_kept_from_us(scene: &mut Scene, rule: Rule) {
    scene.completed(1).await;
    let rule = rule.always();
    drop(scene.running.datacentre().faults().arm(rule));
    sell(scene, 2).await;
    scene.until_told(KEPT).await;
}

#[tokio::test]
async fn as_long_as_it_is_refused() {
    for (code, name) in [(400, "CHANNEL_PRIVATE"), (500, "INTERNAL")] {
        let mut scene = scene(1).await;
        let _agent = scene.agent();
        is_kept_from_us(&mut scene, Rule::on(HISTORY).to(BOT).refuse(code, name)).await;
        let moderators = scene.running.supergroup();
        assert_eq!(scene.told(moderators, name), 1, "{}", scene.tell());
        scene.running.clear_faults();
        scene.until_told(BACK).await;
        scene.settled().await;
        // One message, which says now that it is over.
        assert_eq!(scene.told(moderators, BACK), 1, "{}", scene.tell());
        assert_eq!(scene.told(moderators, KEPT), 0, "{}", scene.tell());
    }
}

/// More readings than it takes to notice.
const UNANSWERED_MAX: usize = 6;

/// The connection stands, and what is asked about the chat is never answered.
#[tokio::test]
async fn as_long_as_nothing_is_answered() {
    let mut scene = scene(1).await;
    scene.retime(&[("telegram_timeout", "1s")]);
    let _agent = scene.agent();
    scene.completed(1).await;
    let unanswered = Rule::on(HISTORY).to(BOT).hold(Point::BeforeExecuting);
    let faults = scene.running.datacentre().faults();
    let mut unanswered = faults.arm(unanswered.always());
    sell(&mut scene, 2).await;
    let many_readings = async {
        for _ in 0..UNANSWERED_MAX {
            unanswered.matched().await.unwrap();
        }
    };
    let is_told = tokio::select! {
        () = scene.until_told(KEPT) => true,
        () = many_readings => false,
    };
    assert!(is_told, "{}", scene.tell());
    scene.running.clear_faults();
    scene.until_told(BACK).await;
    scene.settled().await;
}

/// Each answer about the chat ends the connection, which is made anew.
#[tokio::test]
async fn as_long_as_no_answer_can_be_decoded() {
    for garbage in [Garbage::Nonsense, Garbage::Empty] {
        let mut scene = scene(1).await;
        let _agent = scene.agent();
        is_kept_from_us(&mut scene, Rule::on(HISTORY).to(BOT).garble(garbage)).await;
        scene.running.clear_faults();
        scene.until_told(BACK).await;
        scene.settled().await;
    }
}

/// Each reading of the chat ends the connection, which is made anew.
#[tokio::test]
async fn as_long_as_every_reading_is_cut_off() {
    let mut scene = scene(1).await;
    let _agent = scene.agent();
    is_kept_from_us(&mut scene, Rule::on(HISTORY).to(BOT).cut(Point::AfterExecuting)).await;
    scene.running.clear_faults();
    scene.until_told(BACK).await;
    scene.settled().await;
}

#[tokio::test]
async fn for_hours_that_telegram_asks_for() {
    let mut scene = scene(1).await;
    let mut agent = scene.agent();
    is_kept_from_us(&mut scene, Rule::on(HISTORY).to(BOT).flood_wait(HOURS_S)).await;
    let moderators = scene.running.supergroup();
    assert_eq!(scene.told(moderators, "it asks to wait"), 1, "{}", scene.tell());
    assert!(agent.is_running());
}

#[tokio::test]
async fn a_long_absence_is_told_afterwards() {
    let mut scene = scene(1).await;
    let agent = scene.agent();
    scene.completed(1).await;
    agent.kill().await;
    let moderators = scene.running.supergroup();
    let journal = rusqlite::Connection::open(scene.journal()).unwrap();
    // An hour ago, as far as the journal knows.
    let sql = "UPDATE facts SET value = value - 3600 WHERE name = 'chat_read_at'";
    assert_eq!(journal.execute(sql, []).unwrap(), 1);
    drop(journal);
    for number in [2, 3] {
        scene.retime(&[("reread_interval", "2s")]);
        let agent = scene.agent();
        sell(&mut scene, number).await;
        scene.completed(number).await;
        agent.kill().await;
    }
    assert_eq!(scene.told(moderators, AWAY), 1, "{}", scene.tell());
}
