//! The notifications of `fixtures/bank`: what is to be taken is signed as the bank signs, and nothing else is.

#![allow(clippy::unwrap_used, reason = "a test that can't go on should say where")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Map, Value};
use telegram_sandbox::tbank::token::token;

const TERMINAL_KEY: &str = "1700000000000DEMO";
const PASSWORD: &str = "test-password-1";

#[test]
fn what_is_taken_is_signed_and_nothing_else() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/bank"));
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut statuses = BTreeSet::new();
    for path in paths.filter(|path| path.extension().is_some_and(|it| it == "json")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let fixture: Value = serde_json::from_str(&text).unwrap();
        let notifications = fixture["notifications"].as_array().cloned().unwrap_or_default();
        for notification in notifications {
            let body = notification["body"].as_str().unwrap();
            let is_taken = notification["status"] == 200;
            assert_eq!(is_of_bank(body), is_taken, "{}: {body}", path.display());
            assert!(is_taken || notification["outcome"] == "rejected", "{}", path.display());
            statuses.insert(notification["status"].as_u64().unwrap());
        }
    }
    assert_eq!(statuses, BTreeSet::from([200, 403]));
}

fn is_of_bank(body: &str) -> bool {
    let Ok(said) = serde_json::from_str::<Map<String, Value>>(body) else { return false };
    // A name that stands there twice is signed in no way.
    let names = body.matches("\":").count();
    let nested = said.values().filter_map(Value::as_object).map(Map::len).sum::<usize>();
    said["Token"] == token(&said, PASSWORD)
        && said["TerminalKey"] == TERMINAL_KEY
        && names == said.len() + nested
}
