//! `run` against the sandbox: whatever the bot, the shop and the owner do, every order ends where it
//! should, and `orders list` agrees with what was seen from outside.

mod backlog;
mod chat;
mod keyboard;
mod modes;
mod owner;
mod processor;
mod sandbox;
mod shop;
mod since;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::sleep;
use tribute_agent::sandbox::event::Kind;

use crate::agent::{BOT, Scene};

/// How an order is listed at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    pub state: &'static str,
    pub reason: Option<&'static str>,
}

pub const COMPLETED: End = End {
    state: "completed",
    reason: None,
};

pub const fn escalated(reason: &'static str) -> End {
    End {
        state: "escalated",
        reason: Some(reason),
    }
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

/// When the order's message was sent, as the shop is told it; `None`: it is gone.
fn sent_at(scene: &Scene, line: &Value) -> Option<String> {
    let chat = scene.chat(BOT);
    let order = chat.iter().find(|view| line["message_id"] == view.id)?;
    let at = Timestamp::from_second(order.message.date.into());
    Some(at.unwrap().to_string())
}

/// What the shop was told, at every call about an order.
fn bodies(scene: &Scene, line: &Value) -> impl Iterator<Item = Value> {
    let calls = scene.running.shop().calls().into_iter();
    let bodies = calls.map(|call| serde_json::from_str::<Value>(&call.body).unwrap());
    bodies.filter(|body| body["data"]["order_id"] == line["id"])
}

/// Everything that can be seen of an order from outside.
fn agrees(scene: &Scene, number: u32, line: &Value) {
    let of_order = |event: &tribute_agent::sandbox::event::Event| event.order == Some(number);
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
    if let Some(sent_at) = sent_at(scene, line) {
        for body in bodies(scene, line) {
            assert_eq!(body["data"]["ordered_at"], sent_at, "{}", story());
        }
    }
    let payment = effect.map(|effect| effect.payment_id.as_str());
    assert_eq!(line["payment_id"].as_str(), payment, "{}", story());
}
