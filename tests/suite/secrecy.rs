//! What must not be in the log is not, however much is asked of it.

use std::process::{Command, Stdio};

use serde_json::json;

/// Words that customers write, and that nothing else here says.
const CUSTOMER: &str = "Жозефина";
const DETAILS: &str = "сиреневый кит";
const ACCOUNT: &str = "31415926";

#[test]
fn no_customers_words_and_no_secret_in_the_log() {
    let order = |details: &str| {
        let text = format!(
            "🆕 Custom Product Order\n\nCustomer: {CUSTOMER}\nProduct: 1 алмаз\nPrice: €5.00\nOrder Details:\n{details}"
        );
        json!({"text": text, "entities": []}).to_string()
    };
    let orders = [order(&format!("{DETAILS} {ACCOUNT}")), order(DETAILS)];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders.jsonl");
    std::fs::write(&file, orders.join("\n")).unwrap();
    let rehearsal = Command::new(env!("CARGO_BIN_EXE_tribute-agent"))
        .args(["rehearse", "--orders"])
        .arg(&file)
        .current_dir(folder.path())
        .env("TRIBUTE_AGENT_LOG", "trace")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&rehearsal.stdout);
    let log = String::from_utf8_lossy(&rehearsal.stderr);
    for word in [CUSTOMER, DETAILS, ACCOUNT] {
        assert!(said.contains(word), "moderators are told of {word}: {said}");
        assert!(!log.contains(word), "{word} is in the log");
    }
    assert!(log.contains("activate") && log.contains("replied"), "{log}");
    assert!(!log.contains("whsec_"), "the shop's secret is in the log");
}
