//! The ways to reach the owner when Telegram is none, and the daily line while it is one.

use std::time::Duration;

use rusqlite::Connection;
use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{LinkFault, Rule};
use telegram_sandbox::world::Refusal;
use tokio::time::Instant;
use tribute_agent::engine::DELIVERIES_FAILED_MAX;

use crate::agent::{BOT, Scene, orders, program, without_account, write_private};
use crate::connected::HISTORY;
use crate::shop::server::{Server, reply};

const REVOKED: Refusal = Refusal { code: 401, name: "SESSION_REVOKED" };
const DAY_S: i64 = 86_400;

/// A scene whose configuration begins with these lines.
async fn scene(lines: &str) -> Scene {
    let scene = Scene::new(orders(1, "edits")).await;
    let text = std::fs::read_to_string(scene.config()).unwrap();
    write_private(&scene.config(), &format!("{lines}\n{text}"));
    scene
}

/// A line that lets the text of an alarm be written to a file.
fn alert_into(file: &std::path::Path) -> String {
    format!(
        "alert_command = [\"sh\", \"-c\", \"cat > \\\"$1\\\"\", \"sh\", \"{}\"]",
        file.display()
    )
}

#[tokio::test]
async fn a_session_that_was_ended_is_told_by_command_and_by_ping() {
    let mut pinged = Server::http(|_| reply(200, "OK")).await;
    let folder = tempfile::tempdir().unwrap();
    let alert = folder.path().join("alert.txt");
    let lines = [alert_into(&alert), format!("ping_url = \"{}\"", pinged.url())];
    let mut scene = scene(&lines.join("\n")).await;
    scene.in_russian();
    scene.retime(&[("ping_interval", "1h")]);
    let mut agent = scene.agent();
    scene.completed(1).await;
    assert_eq!(pinged.next().await.path, "/activate");
    let faults = scene.running.datacentre().faults();
    faults.end_sessions(SELLER, REVOKED);
    assert_eq!(agent.ends(&scene).await, Some(3));
    assert_eq!(pinged.next().await.path, "/activate/fail");
    let told = std::fs::read_to_string(&alert).unwrap();
    for words in [
        "tribute-agent остановился и сам не продолжит",
        "ошибка[telegram.session_revoked]",
        "Telegram завершил эту сессию",
        "Заказы не потеряны",
    ] {
        assert!(told.contains(words), "{told}");
    }
}

/// A restored copy, a folder that was moved: `run` does not begin, and nobody may be at the terminal.
#[tokio::test]
async fn a_journal_that_was_lost_is_told_by_command_and_by_ping() {
    let mut pinged = Server::http(|_| reply(200, "OK")).await;
    let folder = tempfile::tempdir().unwrap();
    let alert = folder.path().join("alert.txt");
    let lines = [alert_into(&alert), format!("ping_url = \"{}\"", pinged.url())];
    let mut scene = scene(&lines.join("\n")).await;
    scene.retime(&[("ping_interval", "1h")]);
    let mut agent = scene.agent();
    scene.completed(1).await;
    agent.terminate().await;
    assert_eq!(agent.exit_code().await, Some(0));
    let journal = scene.journal();
    for ending in ["", "-wal", "-shm"] {
        let mut file = journal.clone().into_os_string();
        file.push(ending);
        // Whether there is a log depends on when it was last tidied up.
        drop(std::fs::remove_file(file));
    }
    assert!(!journal.exists() && !alert.exists());
    pinged.forget();
    let mut agent = scene.agent_with(&[]);
    assert_eq!(agent.ends(&scene).await, Some(3), "{}", scene.tell());
    assert_eq!(pinged.seen().path, "/activate/fail");
    let told = std::fs::read_to_string(&alert).unwrap();
    assert!(told.contains("error[journal.lost]"), "{told}");
}

/// The connection stands and moderators can be told, but what is paid is not seen.
#[tokio::test]
async fn a_chat_that_is_kept_from_us_is_told_by_ping() {
    let mut pinged = Server::http(|_| reply(200, "OK")).await;
    let mut scene = scene(&format!("ping_url = \"{}\"", pinged.url())).await;
    scene.retime(&[("ping_interval", "50ms"), ("reread_interval", "300ms")]);
    let _agent = scene.agent();
    scene.completed(1).await;
    let kept = Rule::on(HISTORY).to(BOT).refuse(400, "CHANNEL_PRIVATE");
    drop(scene.running.datacentre().faults().arm(kept.always()));
    pinged.forget();
    // Many more calls than there is time for while the last reading counts.
    for _ in 0..200 {
        if pinged.next().await.path == "/activate/fail" {
            return;
        }
    }
    panic!("it is said to be well\n{}", scene.tell());
}

#[tokio::test]
async fn an_agent_that_reads_nothing_is_told_by_ping_and_then_that_it_is_well_again() {
    let mut scene = scene("").await;
    let agent = scene.agent();
    scene.completed(1).await;
    agent.kill().await;
    // From here on nothing is pressed, which a busy machine could make too late.
    let mut pinged = Server::http(|_| reply(200, "OK")).await;
    scene.reconfigure(|text| format!("ping_url = \"{}\"\n{text}", pinged.url()));
    scene.retime(&[
        ("ping_interval", "50ms"),
        ("reread_interval", "100ms"),
        ("telegram_timeout", "1s"),
    ]);
    let _agent = scene.agent();
    let faults = scene.running.datacentre().faults();
    for (link, path) in [
        (LinkFault::None, "/activate"),
        (LinkFault::Silent, "/activate/fail"),
        (LinkFault::None, "/activate"),
    ] {
        faults.set_link(link);
        while pinged.next().await.path != path {}
    }
}

/// An address with a mistake in it.
#[tokio::test]
async fn a_ping_that_is_not_taken_is_told_in_the_log() {
    let pinged = Server::http(|_| reply(404, "no such check")).await;
    let scene = scene(&format!("ping_url = \"{}\"", pinged.url())).await;
    let _agent = scene.agent();
    scene.until_said("ping_url can't be called").await;
    assert!(scene.said().contains("404"), "{}", scene.tell());
}

#[tokio::test]
async fn a_chat_that_may_rest_longer_from_now_on_is_no_alarm() {
    let mut pinged = Server::http(|_| reply(200, "OK")).await;
    let mut scene = scene(&format!("ping_url = \"{}\"", pinged.url())).await;
    scene.retime(&[("ping_interval", "50ms"), ("reread_interval", "500ms")]);
    let _agent = scene.agent();
    scene.completed(1).await;
    scene.reconfigure(|text| text.replace("\"500ms\"", "\"1h\""));
    scene.until_said("the configuration was read again").await;
    let order = orders(2, "edits").remove(1);
    scene.running.send_order(order).await;
    scene.completed(2).await;
    pinged.forget();
    // Longer than three readings, as they were.
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(3) {
        assert_eq!(pinged.next().await.path, "/activate");
    }
}

#[tokio::test]
async fn moderators_who_can_not_be_told_are_trouble_that_ping_tells() {
    let mut pinged = Server::http(|_| reply(200, "OK")).await;
    let scene = scene(&format!("ping_url = \"{}\"", pinged.url())).await;
    scene.retime(&[("ping_interval", "50ms"), ("reread_interval", "300ms")]);
    let refusal = Rule::on("messages.sendMessage")
        .to(scene.running.supergroup())
        .refuse(403, "CHAT_WRITE_FORBIDDEN");
    let mut refused = scene.running.datacentre().faults().arm(refusal.always());
    let _agent = scene.agent();
    assert_eq!(pinged.next().await.path, "/activate");
    scene.running.send_order(without_account()).await;
    scene.comes(refused.matched()).await;
    // It was tried for a while; once more is too often.
    let journal = Connection::open(scene.journal()).unwrap();
    let tried = journal.execute(
        "UPDATE notices SET attempts = ?1 WHERE delivered_version < version",
        [DELIVERIES_FAILED_MAX - 1],
    );
    assert_eq!(tried.unwrap(), 1);
    drop(journal);
    let told = async { while pinged.next().await.path != "/activate/fail" {} };
    scene.comes(told).await;
    // It stays so: it was no pause of a busy machine's.
    for _ in 0..5 {
        assert_eq!(pinged.next().await.path, "/activate/fail");
    }
}

#[tokio::test]
async fn one_who_types_run_twice_reads_why_and_no_alarm_is_raised() {
    let folder = tempfile::tempdir().unwrap();
    let alert = folder.path().join("alert.txt");
    let mut scene = scene(&alert_into(&alert)).await;
    let _agent = scene.agent();
    scene.completed(1).await;
    let second = program(&scene.config(), "run", &[]).output();
    let second = scene.comes(second).await.unwrap();
    assert_eq!(second.status.code(), Some(3));
    assert!(!alert.exists());
}

#[tokio::test]
async fn once_a_day_moderators_read_how_it_went() {
    let mut planned = orders(2, "edits");
    planned.push(without_account());
    let scene = Scene::new(planned).await;
    let agent = scene.agent();
    scene.settled().await;
    assert_eq!(scene.told(scene.running.supergroup(), "📊"), 0);
    agent.kill().await;
    // Two days pass.
    let journal = Connection::open(scene.journal()).unwrap();
    let changed = journal
        .execute("UPDATE facts SET value = value - ?1 WHERE name = 'daily_told_at'", [2 * DAY_S]);
    assert_eq!(changed.unwrap(), 1);
    drop(journal);
    for _ in 0..2 {
        let agent = scene.agent();
        let waiting = " · 2 by themselves · №3 waits";
        scene
            .comes(async {
                while scene.told(scene.running.supergroup(), waiting) == 0 {
                    tokio::task::yield_now().await;
                }
            })
            .await;
        agent.kill().await;
    }
    assert_eq!(scene.told(scene.running.supergroup(), "📊"), 1);
    assert_eq!(scene.told(scene.running.supergroup(), ": 3 orders, €"), 1, "{}", scene.tell());
}
