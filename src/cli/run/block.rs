//! One order of a dry run: what it states, what would be done for it, and what of that rests on
//! assumptions.

use serde_json::{Value, json};

use super::super::moment;
use super::super::orders::words;
use super::super::parse::table;
use super::page::{Page, Style};
use crate::dry_run::Deed;
use crate::order::{Record, Untrusted};
use crate::shop::Call;
use crate::sources::tribute_chat::message::Reading;

/// What would be done for one order.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    call: Option<Call>,
    reply: Option<String>,
    press: Option<Untrusted>,
}

impl Block {
    /// What would be done: of several deeds of a kind, the newest.
    pub(super) fn of(deeds: impl Iterator<Item = Deed>) -> Self {
        let mut block = Self::default();
        for deed in deeds {
            match deed {
                Deed::Activate(call) => block.call = Some(call),
                Deed::Reply { text, .. } => block.reply = Some(text),
                Deed::Press { label, .. } => block.press = Some(label),
                Deed::Tell(_) | Deed::Rest => {}
            }
        }
        block
    }

    /// Adds it to an order's JSON object.
    pub(super) fn add_to(&self, object: &mut Value) {
        let call = self.call.as_ref().map(|call| {
            let body: Value = serde_json::from_str(&call.body).unwrap_or_default();
            json!({ "webhook_id": call.webhook_id, "body": body })
        });
        object["call"] = json!(call);
        object["reply"] = json!(self.reply);
        object["press"] = json!(self.press.as_ref().map(Untrusted::as_str));
    }

    /// For people.
    pub(super) fn render(&self, record: &Record, style: &Style) -> String {
        let language = style.language;
        let mut page = Page::new(style);
        let message = record.life.message().map_or(0, |message| message.0);
        page.say(&format!(
            "№{} · {} · {}",
            record.number,
            moment::day_and_time(record.ordered_at),
            language.pick(format!("message {message}"), format!("сообщение {message}")),
        ));
        let reading = Reading::Order(Box::new(record.form.clone()));
        for line in table::render(&reading).lines().skip(1) {
            page.say(line);
        }
        if let Some(call) = &self.call {
            would_call(call, &mut page);
        }
        if let Some(reply) = &self.reply {
            would_reply(reply, &mut page);
        }
        if let Some(label) = &self.press {
            would_press(label, &mut page);
        }
        let end = words::state(&record.life);
        page.say(&language.pick(
            format!("  ⇒ it would be: {end}"),
            format!("  ⇒ итог был бы: {end}"),
        ));
        page.say("");
        page.text()
    }
}

fn would_call(call: &Call, page: &mut Page<'_>) {
    let style = page.style();
    let url = shown_url(&style.shop);
    let webhook_id = Untrusted::new(call.webhook_id.as_str());
    page.say(&style.language.pick(
        format!("  Would call the shop: POST {url}, webhook-id {webhook_id}"),
        format!("  Обратился бы к магазину: POST {url}, webhook-id {webhook_id}"),
    ));
    page.quote("    ", &readable(&call.body));
    assume(
        page,
        "the shop gives the goods; what it adds (a payment's number, a message) only it knows",
        "магазин выдал товар; что он добавит от себя (номер платежа, сообщение), знает только он",
    );
}

fn would_reply(reply: &str, page: &mut Page<'_>) {
    let language = page.style().language;
    page.say(language.pick("  Would reply:", "  Ответил бы:"));
    page.quote("    ", reply);
    assume(
        page,
        "the bot asks to confirm, under our reply",
        "бот под ответом просит подтвердить",
    );
}

fn would_press(label: &Untrusted, page: &mut Page<'_>) {
    page.say(&page.style().language.pick(
        format!("  Would press: «{label}»"),
        format!("  Нажал бы: «{label}»"),
    ));
    assume(page, "the bot accepts the press", "бот принял нажатие");
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

fn assume(page: &mut Page<'_>, english: &str, russian: &str) {
    page.say(&page.style().language.pick(
        format!("    (assumed: {english})"),
        format!("    (предположим: {russian})"),
    ));
}
