//! The owner's test server, and what it was heard to say.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::order::life::ShopAnswer;
use crate::shop::{Activator, Call, Client};

/// What was answered last, by `order_id`.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    last: Arc<Mutex<BTreeMap<String, ShopAnswer>>>,
}

/// Makes the calls and remembers the answers.
pub(super) struct Witness {
    client: Client,
    answers: Answers,
}

impl Answers {
    /// What was answered last to a call for this order.
    pub(super) fn to(&self, order_id: &str) -> Option<ShopAnswer> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.get(order_id).cloned()
    }

    fn note(&self, call: &Call, answer: &ShopAnswer) {
        let (order_id, _) = call
            .webhook_id
            .split_once(':')
            .unwrap_or((&call.webhook_id, ""));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.insert(order_id.to_owned(), answer.clone());
    }
}

impl Witness {
    /// Listens in on a client.
    pub(super) fn new(client: Client, answers: Answers) -> Self {
        Self { client, answers }
    }
}

impl Activator for Witness {
    async fn activate(&self, call: &Call, at: Timestamp) -> ShopAnswer {
        let answer = self.client.activate(call, at).await;
        self.answers.note(call, &answer);
        answer
    }
}
