//! The words for somebody who watches and types.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::cli::moment;
use crate::command_line;
use crate::i18n::t;
use crate::machine::{Clock as _, Machine};
use crate::order::Untrusted;

/// Where the configuration goes when nobody says where.
pub(super) const CONFIG: &str = "sandbox.toml";
/// From the last order to one that nobody has asked for.
pub(super) const PAUSE: Duration = Duration::from_mins(1);
/// More of a text is not shown.
const TEXT_CHARACTERS_MAX: usize = 80;

/// The words for a line of the sandbox's output; `None` for one that says what another line has said.
pub(super) fn words(happened: &Value, config: &Path, sells_codes: bool) -> Option<String> {
    let text = |place: &str| {
        let text = happened.pointer(place).and_then(Value::as_str).unwrap_or_default();
        Untrusted::new(text).excerpt(TEXT_CHARACTERS_MAX)
    };
    let count = |place: &str| happened[place].as_u64().unwrap_or_default();
    let is_said_before = match &*text("/event") {
        "card" => true,
        "moderator_said" => happened["by_button"] != true,
        _ => false,
    };
    if is_said_before {
        return None;
    }
    Some(match &*text("/event") {
        "ready" => {
            let run = command_line::typed("run", Some(config)) + " --since all";
            let import = command_line::typed("codes import", Some(config));
            let ready = t!(
                "sandbox-ready",
                command = if sells_codes { format!("{import}\n  {run}") } else { run },
                phone = text("/login/phone"),
                code = text("/login/code"),
                password = text("/login/password"),
            );
            let (server, key) = (text("/server/url"), text("/tribute_api/key"));
            if server.is_empty() {
                return Some(ready);
            }
            let (api, token) = (text("/tribute_api/url"), text("/server/token"));
            let webhooks = format!("{server}/webhooks/tribute");
            let of_server = t!("sandbox-server", api, key, server, token, webhooks);
            format!("{ready}\n{of_server}")
        }
        "done" => t!(
            "sandbox-done",
            orders = count("orders"),
            completed = count("completed"),
            escalated = count("escalated"),
            unsettled = count("unsettled"),
        ),
        event => {
            let (outcome, account) = (text("/outcome"), text("/account_id") + &text("/client_id"));
            let (said, label) = (text("/text") + &text("/about"), text("/label"));
            let (method, path) = (text("/method"), text("/path"));
            let name = if event == "payment_failed" { text("/reason") } else { text("/name") };
            let (verdict, currency) = (text("/verdict"), text("/currency"));
            let (status, amount) = (count("status"), count("amount"));
            let words = t!(
                "sandbox-event",
                event,
                outcome,
                account,
                said,
                label,
                name,
                method,
                path,
                status,
                verdict,
                amount,
                currency
            );
            let order = happened["order"].as_u64();
            let order = order.map_or_else(String::new, |number| format!("№{number}: "));
            format!("{} {order}{words}", moment::time(Machine.now()))
        }
    })
}
