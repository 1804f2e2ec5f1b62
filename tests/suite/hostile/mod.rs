//! Hostile input, from outside: forged orders, and texts that would steer a terminal.

mod forged;
mod messages;
mod terminal;

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What the real binary reads of messages, a line each, by these rules.
fn parse_lines(rules: &str, lines: String) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), rules).unwrap();
    let mut parse = Command::new(env!("CARGO_BIN_EXE_tribute-agent"))
        .args(["parse", "--lines", "--json"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = parse.stdin.take().unwrap();
    let writing = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let parsed = parse.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(parsed.status.success());
    let read = String::from_utf8(parsed.stdout).unwrap();
    read.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
