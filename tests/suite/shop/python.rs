//! The published library for Python, which most shops are likely to verify with.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::json;
use tribute_agent::machine::environment;
use tribute_agent::shop::{Activator as _, Client, Secret, Settings};

use super::server::{Seen, Server, reply};
use super::{ACTIVATED, SECRET, call, client, now, secret};

/// Names a Python that has the package.
const PYTHON: &str = "TRIBUTE_AGENT_TELETHON_PYTHON";
/// Neither the shop's secret nor the one that the verifier tries in vain.
const ROTATED_SECRET: &str = "whsec_dGhlIG5leHQgc2VjcmV0LCB3aGlsZSByb3RhdGluZw==";
const VERIFIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/verify_webhook.py");

#[tokio::test]
async fn a_call_verifies_in_python() {
    let python = match python() {
        Ok(python) => python,
        Err(why) => {
            println!("skipped: {why}");
            return;
        }
    };
    let mut server = Server::http(|_| reply(200, ACTIVATED)).await;
    client(&server.url()).activate(&call(), now()).await;
    verify(&python, &server.seen());

    let mut rotating = Settings::new(server.url(), Secret::parse(ROTATED_SECRET).unwrap());
    rotating.keys.previous = Some(secret());
    let client = Client::new(rotating).unwrap();
    client.activate(&call(), now()).await;
    verify(&python, &server.seen());
}

fn python() -> Result<String, String> {
    let python = environment(PYTHON).ok_or(format!("{PYTHON} names no Python"))?;
    let package = ["-c", "import standardwebhooks"];
    let found = Command::new(&python).args(package).output();
    if found.is_ok_and(|output| output.status.success()) {
        Ok(python)
    } else {
        Err(format!("{python} has no package standardwebhooks"))
    }
}

fn verify(python: &str, seen: &Seen) {
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let headers = names.map(|name| (name.to_owned(), seen.header(name).into()));
    let body = std::str::from_utf8(&seen.body).unwrap();
    let headers = serde_json::Map::from_iter(headers);
    let call = json!({"headers": headers, "body": body}).to_string();
    let mut verifier = Command::new(python)
        .args([VERIFIER, SECRET])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdin = verifier.stdin.take().unwrap();
    (&stdin).write_all(call.as_bytes()).unwrap();
    drop(stdin);
    let output = verifier.wait_with_output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
    assert_eq!(output.stdout.trim_ascii(), b"verified");
}
