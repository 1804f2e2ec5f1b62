//! Two processes: `sandbox --write-config`, and `run` with what it wrote.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::agent::program;

const PATIENCE: Duration = Duration::from_mins(1);

/// `sandbox --write-config` in a process of its own.
struct World {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl World {
    fn start(config: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_tribute-agent"))
            .args(["sandbox", "--orders", "4", "--bot", "late,unlinked"])
            .args(["--exit-when-done", "--settle-timeout", "120s"])
            .arg("--write-config")
            .arg(config)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, lines }
    }

    async fn next(&mut self) -> Option<Value> {
        let line = timeout(PATIENCE, self.lines.next_line()).await;
        line.expect("it says something").unwrap().map(json)
    }
}

#[tokio::test]
async fn the_sandbox_tells_line_by_line_what_came_of_its_orders() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("sandbox.toml");
    let mut world = World::start(&config);
    is_ready(&world.next().await.unwrap());
    let mut agent = program(&config, "run", &[]).stderr(Stdio::null()).spawn().unwrap();
    let mut told = Vec::new();
    while let Some(line) = world.next().await {
        told.push(line);
    }
    is_done(&told.pop().unwrap(), &told);
    let status = timeout(PATIENCE, world.process.wait()).await.unwrap();
    assert_eq!(status.unwrap().code(), Some(0));
    agent.kill().await.unwrap();
    let list = program(&config, "orders", &["list", "--json"]).output();
    let list = timeout(PATIENCE, list).await.unwrap().unwrap();
    let text = String::from_utf8(list.stdout).unwrap();
    assert_eq!(text.lines().count(), 4, "{text}");
    for line in text.lines() {
        was_told(&json(line), &told);
    }
}

fn is_ready(line: &Value) {
    assert_eq!(line["event"], "ready");
    let keys = "host port dc_id api_id api_hash seller moderator login tribute moderators_chat \
                moderators_basic_group shop";
    for key in keys.split_whitespace() {
        assert!(line.get(key).is_some(), "{key}: {line}");
    }
}

fn is_done(line: &Value, told: &[Value]) {
    assert_eq!(line["event"], "done", "{told:#?}");
    assert_eq!(line["orders"], 4);
    assert_eq!(line["completed"], 4, "{told:#?}");
    let none = "escalated unsettled activated_twice replied_twice pressed_twice";
    for key in none.split_whitespace() {
        assert_eq!(line[key], 0, "{told:#?}");
    }
}

/// The list's line of an order agrees with what the sandbox told of it.
fn was_told(line: &Value, told: &[Value]) {
    assert_eq!(line["state"], "completed");
    let is_its = |event: &&Value| {
        event["event"] == "order_sent" && event["message_id"] == line["message_id"]
    };
    let number = &told.iter().find(is_its).expect("it was sent")["order"];
    let of_order = |event: &&Value| &event["order"] == number;
    let of_order: Vec<&Value> = told.iter().filter(of_order).collect();
    for wanted in ["activation", "reply", "confirmation", "press", "completed"] {
        let events = of_order.iter().filter(|event| event["event"] == wanted);
        assert_eq!(events.count(), 1, "{wanted}: {of_order:#?}");
    }
    let mut activations = of_order.iter().filter(|event| event["event"] == "activation");
    assert_eq!(activations.next().unwrap()["account_id"], line["account_id"]);
}

fn json(line: impl AsRef<str>) -> Value {
    serde_json::from_str(line.as_ref()).unwrap()
}
