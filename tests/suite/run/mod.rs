//! `run` against the sandbox: whatever the bot, the shop and the owner do, every order ends where it
//! should, and `orders list` agrees with what was seen from outside.

mod backlog;
mod calls;
mod chat;
mod codes;
mod due;
mod keyboard;
mod modes;
mod owner;
mod pace;
mod processor;
mod salebot;
mod sandbox;
mod shop;
mod since;
mod surroundings;
mod watched;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{EntityKind, Message};
use tokio::time::sleep;

use crate::agent::{BOT, Scene};

/// How an order is listed at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    pub state: &'static str,
    pub reason: Option<&'static str>,
}

pub const COMPLETED: End = End { state: "completed", reason: None };

pub const fn escalated(reason: &'static str) -> End {
    End { state: "escalated", reason: Some(reason) }
}

/// Waits until everything has settled, and compares the list with what was seen from outside.
async fn ends(scene: &Scene, end: End) {
    let settled = scene.settled().await;
    for order in settled {
        let line = until_listed(scene, order.number, end).await;
        agrees(scene, order.number, &line);
    }
}

/// The list's line of an order, once it has come to this end.
pub async fn until_listed(scene: &Scene, number: u32, end: End) -> Value {
    let listed = async {
        loop {
            if let Some(line) = scene.listed_order(number).await
                && line["state"] == end.state
                && line["reason"].as_str() == end.reason
            {
                return line;
            }
            // The journal tells nobody when it changes.
            sleep(Duration::from_millis(100)).await;
        }
    };
    scene.comes(listed).await
}

/// What the shop is told of an order, by what its message says; `None`: it is gone, or said otherwise.
fn stated(scene: &Scene, line: &Value) -> Option<Value> {
    let chat = scene.chat(BOT);
    let order = chat.iter().find(|view| line["message_id"] == view.id)?;
    let Message { body, date, .. } = &order.message;
    if order.message.edit_date.is_some() {
        return None;
    }
    let text = body.text.as_str();
    let after = |label| text.lines().find_map(|line| line.strip_prefix(label));
    let name = after("Customer: ").unwrap();
    let mut customer = json!({ "name": name });
    for entity in &body.entities {
        match entity.kind {
            EntityKind::Mention => customer["username"] = name.replace('@', "").into(),
            EntityKind::TextMention(user) => customer["telegram_id"] = user.0.into(),
            _ => {}
        }
    }
    let cents: String = after("Price: €")?.replace(['.', ','], "");
    Some(json!({
        "order_id": line["id"],
        "source": "tribute_chat",
        "account_id": line["account_id"],
        "product": { "name": after("Product: ") },
        "price": { "amount": cents.parse::<i64>().unwrap(), "currency": "EUR" },
        "customer": customer,
        "details": text.split_once("Order Details:\n\n").unwrap().1,
        "ordered_at": Timestamp::from_second((*date).into()).unwrap().to_string(),
    }))
}

/// What the shop was told, at every call about an order.
fn bodies(scene: &Scene, line: &Value) -> impl Iterator<Item = Value> {
    let calls = scene.running.shop().calls().into_iter();
    let bodies = calls.map(|call| serde_json::from_str::<Value>(&call.body).unwrap());
    bodies.filter(|body| body["data"]["order_id"] == line["id"])
}

/// Everything that can be seen of an order from outside.
fn agrees(scene: &Scene, number: u32, line: &Value) {
    let of_order = |event: &telegram_sandbox::event::Event| event.order == Some(number);
    let calls = scene.events(|kind| matches!(kind, Kind::Activation { .. }));
    let calls: Vec<_> = calls.into_iter().filter(of_order).collect();
    let story = || format!("{line}\n{}", scene.tell());
    assert_eq!(line["activation_attempts"], calls.len(), "{}", story());
    for call in calls {
        if let Kind::Activation { account_id, .. } = call.kind {
            assert_eq!(line["account_id"].as_str(), account_id.as_deref());
        }
    }
    let effects = scene.running.shop().effects();
    let effect = effects.get(line["id"].as_str().unwrap());
    assert_eq!(line["activations"], usize::from(effect.is_some()));
    if let Some(stated) = stated(scene, line) {
        for body in bodies(scene, line) {
            assert_eq!(body["data"], stated, "{}", story());
        }
    }
    let payment = effect.map(|effect| effect.payment_id.as_str());
    assert_eq!(line["payment_id"].as_str(), payment, "{}", story());
}
