//! Webhooks: signed, repeated until they are taken, and what goes wrong with them.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::hmac;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use super::Api;
use crate::event::Kind;
use crate::faults::Fault;

const SIGNATURE: &str = "trbt-signature";
/// The pauses between Tribute's attempts.
const PAUSES_MIN: [u64; 8] = [5, 15, 30, 60, 120, 240, 480, 480];
const LATE: Duration = Duration::from_secs(2);
/// The longest wait to be overtaken.
const OVERTAKEN_WITHIN: Duration = Duration::from_secs(5);
/// Signs what is forged.
const OTHER_KEY: &str = "00000000-0000-4000-8000-000000000000";
/// What chaos has for webhooks: none never comes, as nobody could learn of it. One in so many events meets each.
const CHAOS: [Fault; 7] = [
    Fault::WebhooksLate,
    Fault::WebhooksTwice,
    Fault::WebhooksOutOfOrder,
    Fault::WebhooksForged,
    Fault::WebhooksBase64,
    Fault::WebhooksStrings,
    Fault::WebhooksCamelCase,
];
const CHAOS_ONE_IN: usize = 4;

/// Something that is told.
pub(super) struct Event {
    name: String,
    /// The same on every attempt.
    created_at: Timestamp,
    payload: Value,
    faults: Vec<Fault>,
    /// The order's number in the sandbox, where it is about one.
    order: Option<u32>,
}

impl Api {
    /// An event of this moment, with these faults of its own and those of all.
    pub(super) fn event(&self, name: &str, payload: Value, own: &[Fault]) -> Event {
        let faults = self.faults_met(own);
        Event { name: name.to_owned(), created_at: (self.clock)(), payload, faults, order: None }
    }

    /// What the next event meets, beside these.
    fn faults_met(&self, own: &[Fault]) -> Vec<Fault> {
        let mut faults = own.to_vec();
        let mut state = self.lock();
        state.events += 1;
        let is_first_of_two = state.events % 2 == 1;
        for fault in state.faults.clone() {
            match fault {
                Fault::Chaos => {
                    let met = CHAOS.into_iter().filter(|_| state.rng.below(CHAOS_ONE_IN) == 0);
                    faults.extend(met);
                }
                Fault::WebhooksOutOfOrder if !is_first_of_two => {}
                Fault::WebhooksLost if is_first_of_two => {}
                fault => faults.push(fault),
            }
        }
        faults
    }

    /// Sends a body as it is, unless it is signed right: then as the faults have it.
    pub(super) async fn send_raw(&self, body: String, given: Option<String>) -> Option<u16> {
        let value: Value = serde_json::from_str(&body).unwrap_or_default();
        let name = value["name"].as_str().unwrap_or_default().to_owned();
        let is_signed = given.as_deref().is_some_and(|given| self.is_signature(given, &body));
        let faults = if is_signed { self.faults_met(&[]) } else { Vec::new() };
        let has = |fault| faults.contains(&fault);
        let respelt = respelt(&value, &faults).filter(|_| !faults.is_empty());
        let given = match (&respelt, has(Fault::WebhooksBase64)) {
            (_, true) => Some(STANDARD.encode(self.tag(respelt.as_ref().unwrap_or(&body)))),
            (Some(respelt), false) => Some(signature(&self.key, respelt.as_bytes())),
            (None, false) => given,
        };
        let body = respelt.unwrap_or(body);
        let post = |signature: Option<&str>| {
            let signature = signature.map(str::to_owned);
            let (name, body) = (name.clone(), body.clone());
            async move { self.post((&name, None), body, signature.as_deref()).await }
        };
        if has(Fault::WebhooksLate) {
            sleep(LATE).await;
        }
        if has(Fault::WebhooksForged) {
            post(Some(&signature(OTHER_KEY, body.as_bytes()))).await;
        }
        if has(Fault::WebhooksTwice) {
            let (one, other) = tokio::join!(post(given.as_deref()), post(given.as_deref()));
            return if one == Some(200) { other } else { one };
        }
        post(given.as_deref()).await
    }

    fn is_signature(&self, given: &str, body: &str) -> bool {
        let tag = self.tag(body);
        given == signature(&self.key, body.as_bytes()) || given == STANDARD.encode(tag)
    }

    fn tag(&self, body: &str) -> hmac::Tag {
        tag(&self.key, body.as_bytes())
    }

    /// Tells an event until it is taken; `order`: which it is about.
    pub(super) fn notify(self: &Arc<Self>, name: &str, payload: Value, order: Option<u32>) {
        let event = self.event(name, payload, &[]).about(order);
        let api = Arc::clone(self);
        self.spawn(async move { api.deliver(event).await });
    }

    pub(super) async fn deliver(&self, event: Event) {
        let has = |fault| event.faults.contains(&fault);
        if has(Fault::WebhooksLost) {
            return;
        }
        if has(Fault::WebhooksLate) {
            sleep(LATE).await;
        }
        if has(Fault::WebhooksOutOfOrder) {
            let mut taken = self.taken.subscribe();
            let before = *taken.borrow_and_update();
            // Nothing may come after it.
            drop(timeout(OVERTAKEN_WITHIN, taken.wait_for(|taken| *taken > before)).await);
        }
        if has(Fault::WebhooksForged) {
            self.attempt(&event, OTHER_KEY).await;
        }
        if has(Fault::WebhooksTwice) {
            tokio::join!(self.until_taken(&event), self.until_taken(&event));
        } else {
            self.until_taken(&event).await;
        }
    }

    async fn until_taken(&self, event: &Event) {
        let pauses = PAUSES_MIN.map(|pause| Some(Duration::from_mins(pause) / self.speedup));
        for pause in pauses.into_iter().chain([None]) {
            if self.attempt(event, &self.key).await == Some(200) {
                return self.taken.send_modify(|taken| *taken += 1);
            }
            let Some(pause) = pause else { return };
            sleep(pause).await;
        }
    }

    async fn attempt(&self, event: &Event, key: &str) -> Option<u16> {
        let body = event.body((self.clock)());
        let signature = if event.faults.contains(&Fault::WebhooksBase64) {
            STANDARD.encode(tag(key, body.as_bytes()))
        } else {
            signature(key, body.as_bytes())
        };
        self.post((&event.name, event.order), body, Some(&signature)).await
    }

    /// Posts a webhook where they go; `None` without an answer.
    pub(super) async fn post(
        &self,
        (name, order): (&str, Option<u32>),
        body: String,
        signature: Option<&str>,
    ) -> Option<u16> {
        let url = self.webhook_url.borrow().clone()?;
        let signature = signature.map(|signature| (SIGNATURE, signature));
        let status = url.post(signature, body.into()).await;
        self.ledger.tell(order, Kind::WebhookSent { name: name.to_owned(), status });
        status
    }
}

impl Event {
    /// The same, about this order.
    pub(super) fn about(self, order: Option<u32>) -> Self {
        Self { order, ..self }
    }

    fn body(&self, sent_at: Timestamp) -> String {
        let (name, created_at, payload) = (&self.name, self.created_at, &self.payload);
        let body = json!({
            "name": name, "created_at": created_at, "sent_at": sent_at, "payload": payload,
        });
        respelt(&body, &self.faults).unwrap_or_else(|| body.to_string())
    }
}

/// An event as these faults spell it; `None` for what is none, or would say something else.
fn respelt(event: &Value, faults: &[Fault]) -> Option<String> {
    let has = |fault| faults.contains(&fault);
    let mut event = event.clone();
    let mut payload = event.get("payload").filter(|it| it.is_object())?.clone();
    let keys = payload.as_object().map(serde_json::Map::len);
    if has(Fault::WebhooksCamelCase) {
        event["name"] = json!(camel_case(event["name"].as_str()?));
        payload = with_keys(payload, camel_case);
    } else if has(Fault::WebhooksSnakeCase) {
        payload = with_keys(payload, snake_case);
    }
    if has(Fault::WebhooksStrings) {
        payload = with_strings(payload);
    }
    let is_whole = payload.as_object().map(serde_json::Map::len) == keys;
    event["payload"] = payload;
    is_whole.then(|| event.to_string())
}

fn tag(key: &str, body: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()), body)
}

/// Returns the signature of a webhook's body, as Tribute's header has it.
pub fn signature(key: &str, body: &[u8]) -> String {
    tag(key, body).as_ref().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        name + &initial.to_uppercase() + rest
    })
}

fn snake_case(name: &str) -> String {
    name.chars().fold(String::new(), |mut name, letter| {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
        name
    })
}

fn with_keys(value: Value, rename: fn(&str) -> String) -> Value {
    match value {
        Value::Object(object) => object
            .into_iter()
            .map(|(key, value)| (rename(&key), with_keys(value, rename)))
            .collect(),
        other => other,
    }
}

fn with_strings(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            object.into_iter().map(|(key, value)| (key, with_strings(value))).collect()
        }
        Value::Number(number) => Value::String(number.to_string()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A public vector, of 2025.
    #[test]
    fn signatures_are_tributes() {
        let body = concat!(
            r#"{"name":"new_digital_product","created_at":"2025-03-20T01:15:58.33246Z","#,
            r#""sent_at":"2025-03-20T01:15:58.542279448Z","payload":{"product_id":456,"#,
            r#""product_name":"VPN Access - 1 Month","amount":500,"currency":"usd","#,
            r#""trb_user_id":"T-31326","telegram_user_id":12321321,"telegram_username":"durov","#,
            r#""purchase_id":78901,"transaction_id":234567,"#,
            r#""purchase_created_at":"2025-03-20T01:15:58.33246Z"}}"#,
        );
        assert_eq!(
            signature("f138f7b4-0000-4c5c-97a6-46f8870dc0de", body.as_bytes()),
            "c65ad8e702fe4a459cdcc6ff182bca7236963026fd561d6756a297757467fc74"
        );
    }

    #[test]
    fn names_are_spelt_both_ways() {
        for (snake, camel) in
            [("shop_order", "shopOrder"), ("is_recurrent", "isRecurrent"), ("uuid", "uuid")]
        {
            assert_eq!(camel_case(snake), camel);
            assert_eq!(snake_case(camel), snake);
        }
    }

    #[test]
    fn an_attempt_differs_from_another_in_its_time_only() {
        let event = Event {
            name: "shop_order".to_owned(),
            created_at: "2026-09-01T00:00:00.123456789Z".parse().unwrap(),
            payload: json!({ "isRecurrent": false, "amount": 99900 }),
            faults: vec![Fault::WebhooksSnakeCase, Fault::WebhooksStrings],
            order: None,
        };
        assert_eq!(
            event.body("2026-09-01T00:05:00Z".parse().unwrap()),
            concat!(
                r#"{"name":"shop_order","created_at":"2026-09-01T00:00:00.123456789Z","#,
                r#""sent_at":"2026-09-01T00:05:00Z","payload":{"is_recurrent":false,"amount":"99900"}}"#
            )
        );
    }
}
