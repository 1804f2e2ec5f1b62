//! One order of a dry run: what it states, what would be done for it, and what of that rests on
//! assumptions.

use serde_json::{Value, json};

use super::super::moment;
use super::super::orders::words;
use super::super::parse::table;
use super::page::Page;
use crate::dry_run::PlannedAction;
use crate::i18n::t;
use crate::order::{Record, Untrusted};
use crate::shop::Call;
use crate::sources::tribute_chat::message::Reading;

/// The actions that would be done for one order.
#[derive(Clone, Debug, Default)]
pub(super) struct OrderPlan {
    call: Option<Call>,
    reply: Option<String>,
    press: Option<Untrusted>,
}

impl OrderPlan {
    /// Of several actions of a kind, the newest counts.
    pub(super) fn of(actions: impl Iterator<Item = PlannedAction>) -> Self {
        let mut plan = Self::default();
        for action in actions {
            match action {
                PlannedAction::Activate(call) => plan.call = Some(call),
                PlannedAction::Reply { text, .. } => plan.reply = Some(text),
                PlannedAction::Press { label, .. } => plan.press = Some(label),
                PlannedAction::Notify(_) | PlannedAction::Idle => {}
            }
        }
        plan
    }

    pub(super) fn add_to(&self, object: &mut Value) {
        let call = self.call.as_ref().map(|call| {
            let body: Value = serde_json::from_str(&call.body).unwrap_or_default();
            json!({ "webhook_id": call.webhook_id, "body": body })
        });
        object["call"] = json!(call);
        object["reply"] = json!(self.reply);
        object["press"] = json!(self.press.as_ref().map(Untrusted::as_str));
    }

    /// Shows it to people, with what the order states. `shop_url` is where the shop would be called.
    pub(super) fn show(&self, record: &Record, shop_url: &str, page: &mut Page) {
        let message = record.life.message().map_or(0, |message| message.0);
        let heading = t!(
            "dry-run-order",
            number = record.number,
            ordered_at = moment::day_and_time(record.ordered_at),
            message = message.to_string(),
        );
        page.say("", &heading);
        let reading = Reading::Order(Box::new(record.form.clone()));
        for line in table::render(&reading).lines().skip(1) {
            page.say("", line);
        }
        if let Some(call) = &self.call {
            let (url, id) = (shown_url(shop_url), Untrusted::new(call.webhook_id.as_str()));
            let (url, id) = (url.to_string(), id.to_string());
            page.say("  ", &t!("dry-run-call", url = url, webhook_id = id));
            page.quote("    ", &readable(&call.body));
            page.say("    ", &t!("dry-run-call-assumed"));
        }
        if let Some(reply) = &self.reply {
            page.say("  ", &t!("dry-run-reply"));
            page.quote("    ", reply);
            page.say("    ", &t!("dry-run-reply-assumed"));
        }
        if let Some(label) = &self.press {
            page.say("  ", &t!("dry-run-press", label = label.to_string()));
            page.say("    ", &t!("dry-run-press-assumed"));
        }
        let state = words::state(&record.life);
        page.say("  ", &t!("dry-run-result", state = state));
        page.say("", "");
    }
}

/// A call's body, a key a line.
fn readable(body: &str) -> String {
    let parsed = serde_json::from_str::<Value>(body).ok();
    let readable = parsed.and_then(|value| serde_json::to_string_pretty(&value).ok());
    readable.unwrap_or_else(|| body.to_owned())
}

/// Without what may be a secret in it.
fn shown_url(url: &str) -> Untrusted {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    Untrusted::new(&url[..end])
}
