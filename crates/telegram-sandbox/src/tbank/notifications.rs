//! Notifications: signed, repeated until they are taken, and what goes wrong with them.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::{sleep, timeout};

use super::Inner;
use super::store::BankPayment;
use crate::event::Kind;
use crate::faults::Fault;
use crate::http::LoopbackUrl;

/// What has to be answered, to the byte.
const TAKEN: &[u8] = b"OK";
/// From one attempt of the bank's to the next.
const PAUSE: Duration = Duration::from_hours(1);
const ATTEMPTS_MAX: usize = 24;
const LATE: Duration = Duration::from_secs(2);
/// The longest wait to be overtaken.
const OVERTAKEN_WITHIN: Duration = Duration::from_secs(5);
/// What chaos has for notifications: none never comes, as nobody could learn of it. One in so many meets each.
const CHAOS: [Fault; 5] = [
    Fault::WebhooksLate,
    Fault::WebhooksTwice,
    Fault::WebhooksOutOfOrder,
    Fault::WebhooksForged,
    Fault::WebhooksStrings,
];
const CHAOS_ONE_IN: usize = 4;

/// Something that is told.
struct Notification {
    url: LoopbackUrl,
    name: String,
    /// The same on every attempt.
    message: Map<String, Value>,
    faults: Vec<Fault>,
    order: Option<u32>,
}

impl Inner {
    /// Tells how far a payment is until that is taken; `amount`: what it is about.
    pub(super) fn notify(self: &Arc<Self>, payment: &BankPayment, amount: u64) {
        let Some(url) = payment.notification_url.clone() else { return };
        let faults = self.faults_of_the_next();
        let mut message = message(payment, amount);
        if faults.contains(&Fault::WebhooksStrings) {
            for value in message.values_mut().filter(|value| value.is_number()) {
                *value = value.to_string().into();
            }
        }
        let (name, order) = (payment.status.name(), payment.order);
        let told = Notification { url, name, message, faults, order };
        let bank = Arc::clone(self);
        self.spawn(async move { bank.deliver(told).await });
    }

    fn faults_of_the_next(&self) -> Vec<Fault> {
        let mut state = self.lock();
        state.notifications += 1;
        let is_first_of_two = state.notifications % 2 == 1;
        let mut faults = Vec::new();
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

    async fn deliver(&self, told: Notification) {
        let has = |fault| told.faults.contains(&fault);
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
            self.attempt(&told, "another-password").await;
        }
        if has(Fault::WebhooksTwice) {
            tokio::join!(self.until_taken(&told), self.until_taken(&told));
        } else {
            self.until_taken(&told).await;
        }
    }

    async fn until_taken(&self, told: &Notification) {
        for _ in 0..ATTEMPTS_MAX {
            if self.attempt(told, &self.password).await {
                return self.taken.send_modify(|taken| *taken += 1);
            }
            sleep(PAUSE / self.speedup).await;
        }
    }

    /// Returns true if it was taken.
    async fn attempt(&self, told: &Notification, password: &str) -> bool {
        let mut message = told.message.clone();
        message.insert("TerminalKey".to_owned(), json!(self.terminal_key));
        let token = super::token::token(&message, password);
        message.insert("Token".to_owned(), json!(token));
        let body = Value::Object(message).to_string();
        let answer = told.url.post_for_answer(None, body.into()).await;
        let status = answer.as_ref().map(|(status, _)| *status);
        self.ledger.tell(told.order, Kind::WebhookSent { name: told.name.clone(), status });
        answer.is_some_and(|(status, body)| status == 200 && *body == *TAKEN)
    }
}

fn message(payment: &BankPayment, amount: u64) -> Map<String, Value> {
    let said = json!({
        "OrderId": payment.order_id,
        "Success": !payment.status.is_failed(),
        "Status": payment.status,
        "PaymentId": payment.id,
        "ErrorCode": payment.error_code.unwrap_or("0"),
        "Amount": amount,
        "RebillId": payment.rebill_id,
        "CardId": 475_738_102,
        "Pan": payment.card.pan(),
        "ExpDate": "1230",
        // What the documents do not name: any scalar counts in the token, and nothing nested does.
        "SpAccumulationId": "36",
        "Data": { "Source": "cards" },
    });
    let said = said.as_object().cloned().unwrap_or_default();
    said.into_iter().filter(|(_, value)| !value.is_null()).collect()
}
