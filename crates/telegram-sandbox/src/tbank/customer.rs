//! A customer who does one thing after the other, and what tells of it byte by byte.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::sleep;

use super::Inner;
use super::cards::Card;
use crate::event::Kind;
use crate::faults::Fault;

const LATE: Duration = Duration::from_secs(2);

/// A customer of a [`Bank`](super::Bank), from any task.
pub struct Customer(pub(super) Arc<Inner>);

impl Customer {
    /// Takes in an order by the `order_id` that it will have, but for a `test-`. Returns its number.
    pub fn expect_order(&self, order_id: &str) -> u32 {
        let number = self.0.ledger.plan_payment("", None);
        self.0.ledger.paid(number, order_id.to_owned());
        number
    }

    /// Pays by the link of this payment: after one that failed, another one is made of the same order. Returns the one
    /// that was paid or failed, once it is; `None`: it can't be paid.
    pub async fn pay(&self, payment: u64, card: Card) -> Option<u64> {
        let known = self.0.lock().payments.iter().find(|it| it.id == payment).cloned();
        self.0.pay_with(&known?.order_id, card).await
    }

    /// Gets all of the money back, once the goods are given.
    pub async fn get_back(&self, payment: u64) {
        self.0.given(payment).await;
        drop(self.0.cancel_payment(payment, None));
    }

    /// Sends a notification as it is, which meets the faults that leave it where it is. Returns the answer's status.
    pub async fn send_raw(&self, body: String) -> Option<u16> {
        let url = self.0.default_url()?;
        let said: Value = serde_json::from_str(&body).unwrap_or_default();
        let name = said["Status"].as_str().unwrap_or_default().to_owned();
        let faults = self.0.lock().faults.clone();
        let post = || async {
            let answer = url.post_for_answer(None, body.clone().into()).await;
            let status = answer.map(|(status, _)| status);
            self.0.ledger.tell(None, Kind::WebhookSent { name: name.clone(), status });
            status
        };
        if faults.contains(&Fault::WebhooksLate) {
            sleep(LATE).await;
        }
        if faults.contains(&Fault::WebhooksTwice) {
            return tokio::join!(post(), post()).1;
        }
        post().await
    }
}
