//! Pre-checkouts: a buyer has pressed "Pay", and Telegram waits ten seconds for the bot to agree.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use grammers_client::tl::{enums, types};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::order::{Untrusted, UserId};
use crate::telegram::bot::QueryId;

/// So long Telegram waits for an answer; then the buyer can't pay.
pub const PRE_CHECKOUT_TIMEOUT: Duration = Duration::from_secs(10);
/// Those that nobody has looked at; whoever presses again is heard again.
const WAITING_MAX: usize = 1_000;
/// So many are known by their number: one that was missed is told once more.
const KNOWN_MAX: usize = 1_000;

/// A buyer who wants to pay, and may not before that is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreCheckout {
    /// What is answered.
    pub query: QueryId,
    /// Who wants to pay.
    pub user: UserId,
    /// The language of the buyer's Telegram, where it says that: `ru`.
    pub language: Option<String>,
    /// The invoice's payload, as far as it is text.
    pub payload: Untrusted,
    /// In Telegram's spelling: `XTR`.
    pub currency: String,
    /// In minor units.
    pub amount: i64,
    /// When it came in here.
    pub came_at: Instant,
}

/// The pre-checkouts that nobody has taken yet.
#[derive(Debug, Default)]
pub(in crate::telegram) struct PreCheckouts {
    kept: Mutex<Kept>,
    came: Notify,
}

#[derive(Debug, Default)]
struct Kept {
    waiting: VecDeque<PreCheckout>,
    known: VecDeque<QueryId>,
}

impl PreCheckouts {
    /// Keeps those among some updates that are new; of too many, the newest.
    pub(in crate::telegram) fn keep(&self, updates: &[enums::Update], users: &[enums::User]) {
        for update in updates {
            if let enums::Update::BotPrecheckoutQuery(query) = update
                && self.kept().keep(query, users)
            {
                self.came.notify_one();
            }
        }
    }

    /// Waits for the next one. For one listener; safe to drop.
    pub(in crate::telegram) async fn next(&self) -> PreCheckout {
        loop {
            if let Some(next) = self.kept().waiting.pop_front() {
                return next;
            }
            self.came.notified().await;
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn keep(&mut self, query: &types::UpdateBotPrecheckoutQuery, users: &[enums::User]) -> bool {
        let id = QueryId(query.query_id);
        if self.known.contains(&id) {
            return false;
        }
        self.known.push_back(id);
        self.known.drain(..self.known.len().saturating_sub(KNOWN_MAX));
        self.waiting.push_back(PreCheckout {
            query: id,
            user: UserId(query.user_id),
            language: users.iter().find_map(|user| match user {
                enums::User::User(user) if user.id == query.user_id => user.lang_code.clone(),
                _ => None,
            }),
            payload: Untrusted::new(String::from_utf8_lossy(&query.payload)),
            currency: query.currency.clone(),
            amount: query.total_amount,
            came_at: Instant::now(),
        });
        self.waiting.drain(..self.waiting.len().saturating_sub(WAITING_MAX));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(query_id: i64) -> enums::Update {
        types::UpdateBotPrecheckoutQuery {
            query_id,
            user_id: 7,
            payload: b"chk".to_vec(),
            info: None,
            shipping_option_id: None,
            currency: "XTR".to_owned(),
            total_amount: 50,
        }
        .into()
    }

    #[tokio::test]
    async fn each_is_taken_once_and_of_too_many_the_newest() {
        let kept = PreCheckouts::default();
        let seen: Vec<_> = (0..1_200).map(query).collect();
        kept.keep(&seen, &[]);
        // Told again by a difference.
        kept.keep(&seen[700..], &[]);
        for expected in 200..1_200 {
            let next = kept.next().await;
            assert_eq!((next.query, next.amount), (QueryId(expected), 50));
        }
        kept.keep(&[query(1_100), query(5_000)], &[]);
        assert_eq!(kept.next().await.query, QueryId(5_000));
    }
}
