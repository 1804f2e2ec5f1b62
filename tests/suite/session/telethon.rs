//! An unpatched Telethon: what it makes is taken, what is made for it works.

use std::ffi::OsStr;
use std::fs;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;
use tribute_agent::machine::environment;

use super::desk::is_kept;
use crate::agent::{Scene, orders, program};
use crate::restore::home::ended;

/// Names a Python that has Telethon.
const PYTHON: &str = "TRIBUTE_AGENT_TELETHON_PYTHON";
const SESSION_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/telethon/session_file.py");

/// Python takes its time to read Telethon for the first time.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the script prints when all is well.
async fn script(python: &str, words: &[&OsStr]) -> String {
    let mut command = Command::new(python);
    command.arg(SESSION_FILE).args(words).kill_on_drop(true);
    let output = timeout(PATIENCE, command.output()).await;
    let output = output.expect("the script ends").unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn a_login_goes_from_telethon_to_the_agent_and_back() {
    let Some(python) = environment(PYTHON) else {
        println!("skipped: {PYTHON} names no Python with Telethon");
        return;
    };
    let mut scene = Scene::new(orders(1, "edits")).await;
    let text = scene.running.ready().seller.string_session.clone();
    fs::remove_file(scene.data.join("seller.session")).unwrap();
    let old = scene.folder.path().join("old.session");
    script(&python, &["make".as_ref(), old.as_ref(), text.as_ref()]).await;
    let before = fs::read(&old).unwrap();
    let arguments = ["import", old.to_str().unwrap()];
    let imported = ended(program(&scene.config(), "session", &arguments)).await;
    assert_eq!(imported.code, Some(0), "{}", imported.stderr);
    is_kept(&imported.stderr);
    assert!(fs::read(&old).unwrap() == before, "it is left as it was");

    let agent = scene.agent();
    scene.completed(1).await;
    scene.settled().await;
    agent.kill().await;

    let new = scene.folder.path().join("new.session");
    let arguments = ["export", "--telethon", new.to_str().unwrap()];
    let exported = ended(program(&scene.config(), "session", &arguments)).await;
    assert_eq!(exported.code, Some(0), "{}", exported.stderr);
    let ready = scene.running.ready();
    let api_id = ready.api_id.to_string();
    let words: [&OsStr; 4] =
        ["use".as_ref(), new.as_ref(), api_id.as_ref(), ready.api_hash.as_ref()];
    let account = script(&python, &words).await;
    assert_eq!(account.trim(), ready.seller.id.to_string());
}
