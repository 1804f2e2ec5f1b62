//! A program of the owner's that gives the goods: how it ends and what it says, which the agent itself reads.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{ExitStatus, Output};

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tribute_agent::order::Untrusted;
use tribute_agent::order::life::{Receipt, ShopAnswer};
use tribute_agent::shop::{Program, Verb};

/// `EX_TEMPFAIL`
const NOT_NOW: i32 = 75;

/// What it means that a program says what the shop would.
pub fn said(answer: &ShopAnswer, verb: Verb, at: Timestamp) -> ShopAnswer {
    let done = |word: &str, receipt: &Receipt| {
        let word = if verb == Verb::Revoke { "revoked" } else { word };
        ended(0, &with_status(word, receipt).to_string(), "done")
    };
    let error = |code: &Untrusted, message: Option<&Untrusted>| {
        let message = message.map(Untrusted::as_str);
        let said = json!({ "error": { "code": code.as_str(), "message": message } });
        ended(0, &said.to_string(), "")
    };
    let output = match answer {
        ShopAnswer::Activated(receipt) => done("activated", receipt),
        ShopAnswer::AlreadyActivated(receipt) => done("already_activated", receipt),
        ShopAnswer::Pending { .. } => ended(0, r#"{"status":"pending"}"#, ""),
        ShopAnswer::Refused { code, message } => error(code, message.as_ref()),
        ShopAnswer::Misconfigured { code, message } => error(code, message.as_ref()),
        ShopAnswer::Unavailable { why, .. } => ended(NOT_NOW, "{", why.as_str()),
        ShopAnswer::Unclear { excerpt } => ended(0, excerpt.as_str(), ""),
        ShopAnswer::Intercepted { .. } | ShopAnswer::OutOfStock => {
            ended(1, r#"{"status":"activated"}"#, "Traceback")
        }
    };
    Program::meaning(output, verb, at)
}

fn with_status(word: &str, receipt: &Receipt) -> Value {
    let mut said = Map::from_iter([("status".to_owned(), json!(word))]);
    let text = |text: &Option<Untrusted>| text.as_ref().map(|text| text.as_str().to_owned());
    let fields = [
        ("account_id", receipt.account.as_ref().map(ToString::to_string)),
        ("payment_id", text(&receipt.payment_id)),
        ("customer_message", text(&receipt.customer_message)),
    ];
    let fields = fields.into_iter().filter_map(|(key, text)| Some((key.to_owned(), json!(text?))));
    said.extend(fields);
    Value::Object(said)
}

fn ended(code: i32, stdout: &str, stderr: &str) -> Output {
    Output {
        status: ExitStatus::from_raw(code << 8),
        stdout: format!("{stdout}\n").into_bytes(),
        stderr: stderr.as_bytes().to_vec(),
    }
}
