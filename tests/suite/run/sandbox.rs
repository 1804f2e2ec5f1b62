//! Two processes: `sandbox --write-config`, and `run` with what it wrote.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::time::timeout;

use crate::agent::program;

const PATIENCE: Duration = Duration::from_secs(40);

#[tokio::test]
async fn the_sandbox_tells_line_by_line_what_came_of_its_orders() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("sandbox.toml");
    let mut sandbox = Command::new(env!("CARGO_BIN_EXE_tribute-agent"))
        .args([
            "sandbox",
            "--orders",
            "4",
            "--bot",
            "late,unlinked",
            "--exit-when-done",
        ])
        .args(["--settle-timeout", "20s", "--write-config"])
        .arg(&config)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(sandbox.stdout.take().unwrap()).lines();
    let ready = json(
        &timeout(PATIENCE, lines.next_line())
            .await
            .unwrap()
            .unwrap()
            .unwrap(),
    );
    assert_eq!(ready["event"], "ready");
    for key in [
        "host",
        "port",
        "dc_id",
        "api_id",
        "api_hash",
        "seller",
        "moderator",
        "login",
        "tribute",
        "moderators_chat",
        "moderators_basic_group",
        "shop",
    ] {
        assert!(ready.get(key).is_some(), "{key}: {ready}");
    }
    let mut agent = program(&config, "run", &[])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut told = Vec::new();
    while let Some(line) = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap() {
        told.push(json(&line));
    }
    let done = told.pop().unwrap();
    assert_eq!(done["event"], "done", "{told:#?}");
    assert_eq!(done["orders"], 4);
    assert_eq!(done["completed"], 4, "{told:#?}");
    for key in [
        "escalated",
        "unsettled",
        "activated_twice",
        "replied_twice",
        "pressed_twice",
    ] {
        assert_eq!(done[key], 0, "{told:#?}");
    }
    let status = timeout(PATIENCE, sandbox.wait()).await.unwrap().unwrap();
    assert_eq!(status.code(), Some(0));
    agent.kill().await.unwrap();
    let list = program(&config, "orders", &["list", "--json"]).output();
    let list = timeout(PATIENCE, list).await.unwrap().unwrap();
    let text = String::from_utf8(list.stdout).unwrap();
    assert_eq!(text.lines().count(), 4, "{text}");
    for line in text.lines().map(json) {
        let is_its = |event: &&Value| {
            event["event"] == "order_sent" && event["message_id"] == line["message_id"]
        };
        let sent = told.iter().find(is_its).expect("it was sent");
        let of_order = |event: &&Value| event["order"] == sent["order"];
        let of_order: Vec<&Value> = told.iter().filter(of_order).collect();
        let activation = of_order.iter().find(|event| event["event"] == "activation");
        assert_eq!(activation.unwrap()["account_id"], line["account_id"]);
        for wanted in ["reply", "confirmation", "press", "completed"] {
            let count = of_order
                .iter()
                .filter(|event| event["event"] == wanted)
                .count();
            assert_eq!(count, 1, "{wanted}: {of_order:#?}");
        }
    }
}

fn json(line: impl AsRef<str>) -> Value {
    serde_json::from_str(line.as_ref()).unwrap()
}
