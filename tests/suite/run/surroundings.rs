//! The system around `run`: files that other programs hold, signals, limits, and what it leaves behind.

use rusqlite::Connection;

use super::{COMPLETED, until_listed};
use crate::agent::{Agent, Scene, orders, program, write_private};

/// An agent that has completed an order, and whose journal another program holds before the next one.
async fn held() -> (Scene, Agent, Connection) {
    let scene = Scene::new(orders(1, "edits")).await;
    let agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    let holder = Connection::open(scene.journal()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    scene.running.send_order(orders(2, "edits").remove(1)).await;
    scene.until_said("another program holds the journal").await;
    (scene, agent, holder)
}

#[tokio::test]
async fn a_journal_that_another_program_holds_is_waited_for() {
    let (scene, mut agent, holder) = held().await;
    assert!(agent.is_running());
    holder.execute_batch("ROLLBACK").unwrap();
    until_listed(&scene, 2, COMPLETED).await;
    scene.settled().await;
}

#[tokio::test]
async fn whoever_waits_for_another_program_can_be_stopped() {
    let (scene, mut agent, _holder) = held().await;
    agent.terminate().await;
    assert_eq!(agent.ends(&scene).await, Some(1), "{}", scene.tell());
    assert!(scene.said().contains("journal.held"), "{}", scene.tell());
}

#[tokio::test]
async fn at_its_start_it_waits_as_well_and_who_only_reads_is_told() {
    let scene = Scene::new(orders(1, "edits")).await;
    let mut agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    agent.terminate().await;
    assert_eq!(agent.ends(&scene).await, Some(0));
    let holder = Connection::open(scene.journal()).unwrap();
    holder.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT").unwrap();
    let list = program(&scene.config(), "orders", &["list"]).output();
    let agent = scene.agent();
    let list = scene.comes(list).await.unwrap();
    let errors = String::from_utf8_lossy(&list.stderr);
    assert!(errors.contains("error[journal.held]"), "{errors}");
    scene.until_said("another program holds the journal").await;
    drop(holder);
    scene.until_said_often("at work", 2).await;
    drop(agent);
}

/// The terminal is closed, or the connection over ssh is lost.
#[tokio::test]
async fn a_hangup_stops_it_as_it_is_asked_to() {
    let scene = Scene::new(Vec::new()).await;
    let mut agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    agent.signal("-HUP").await;
    assert_eq!(agent.ends(&scene).await, Some(0));
    assert!(scene.said().contains("stopped, as was asked"), "{}", scene.tell());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn under_nohup_it_goes_on() {
    let scene = Scene::new(Vec::new()).await;
    let log = std::fs::File::create(scene.folder.path().join("agent.log")).unwrap();
    let mut command = tokio::process::Command::new("sh");
    let words = ["-c", "trap '' HUP; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_tribute-agent")];
    command.args(words).args(["run", "--since", "all", "--config"]).arg(scene.config());
    let mut agent = Agent::spawn(command.env_remove("RUST_LOG").stderr(log).kill_on_drop(true));
    scene.until_said("orders are taken from here on").await;
    agent.signal("-HUP").await;
    scene.running.send_order(orders(1, "edits").remove(0)).await;
    until_listed(&scene, 1, COMPLETED).await;
    assert!(agent.is_running());
}

/// `ulimit -f`: by default a program that writes more is killed.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_that_may_not_grow_is_told_as_an_error() {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};

    let scene = Scene::new(orders(1, "edits")).await;
    let mut agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    let log = std::fs::metadata(scene.data.join("seller.journal-wal")).unwrap().len();
    let id = Pid::from_raw(agent.id().cast_signed());
    let limit = Rlimit { current: Some(log), maximum: Some(log) };
    prlimit(id, Resource::Fsize, limit).unwrap();
    for order in orders(4, "edits").drain(1..) {
        scene.running.send_order(order).await;
    }
    assert_eq!(agent.ends(&scene).await, Some(1), "{}", scene.tell());
    assert!(scene.said().contains("journal.sqlite"), "{}", scene.tell());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn its_memory_is_dumped_nowhere() {
    let scene = Scene::new(Vec::new()).await;
    let agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", agent.id())).unwrap();
    let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(cores.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"]);
}

/// Secrets come from the environment, too, and none of them is a script's business.
#[tokio::test]
async fn what_is_run_to_raise_the_alarm_inherits_no_secrets() {
    let scene = Scene::new(Vec::new()).await;
    let told = scene.folder.path().join("environment.txt");
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let alert = format!("alert_command = [\"sh\", \"-c\", \"env > {}\"]\n", told.display());
    let text = text.replace("seller.session", "absent.session");
    write_private(&scene.config(), &(alert + &text));
    // Secrets are named like it.
    let mut agent = scene.agent_in(&[("TRIBUTE_AGENT_LOG", "info")], &[]);
    assert_eq!(agent.ends(&scene).await, Some(3), "{}", scene.tell());
    let told = std::fs::read_to_string(told).unwrap();
    assert!(told.contains("PATH=") && !told.contains("TRIBUTE_AGENT"), "{told}");
}
