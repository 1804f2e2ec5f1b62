//! A second source of orders: what a webhook brought is paid, or paid back; the source has told the
//! customer itself.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Notify;
use tokio::time::Instant;
use tribute_agent::engine::{Engine, Source};
use tribute_agent::inbox;
use tribute_agent::journal::{JournalError, NewOrder, NotificationKey, Received};
use tribute_agent::order::life::{Delivery, Event, Refund, begin};
use tribute_agent::order::purchase::OrderForm;
use tribute_agent::order::{AccountId, Record, SourceName, Untrusted};
use tribute_agent::rich_text::RichText;
use tribute_agent::sources::{self, SourceError};

/// Its name.
pub const SOURCE: SourceName = SourceName::new("fake");
/// Without anything to do, it looks again so much later.
const IDLE: Duration = Duration::from_hours(1);

/// What the sender still has to deliver: it sends again what was not answered.
#[derive(Default)]
pub struct Sender {
    unanswered: Mutex<VecDeque<&'static str>>,
    bell: Notify,
}

impl Sender {
    /// Sends a webhook.
    pub fn send(&self, raw: &'static str) {
        self.queue(|queue| queue.push_back(raw));
        self.bell.notify_one();
    }

    /// What is sent next; until it is answered, it stays so.
    pub fn next(&self) -> Option<&'static str> {
        self.queue(|queue| queue.front().copied())
    }

    fn queue<T>(&self, look: impl FnOnce(&mut VecDeque<&'static str>) -> T) -> T {
        look(&mut self.unanswered.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Takes what its sender sends.
pub struct FakeSource(pub Arc<Sender>);

#[derive(Deserialize)]
struct Webhook {
    purchase: u32,
    account: Option<String>,
    #[serde(default)]
    is_refund: bool,
}

impl FakeSource {
    /// Keeps it, then answers.
    fn hear(&self, engine: &mut Engine, raw: &'static str) -> Result<(), JournalError> {
        let now = engine.now();
        engine.write(|writer| writer.receive(&SOURCE, raw, raw.as_bytes(), now))?;
        engine.make_durable()?;
        self.0.queue(VecDeque::pop_front);
        Ok(())
    }

    fn take(engine: &mut Engine, received: &Received) -> Result<(), JournalError> {
        let id = received.id;
        let Ok(webhook) = serde_json::from_slice::<Webhook>(&received.raw) else {
            let text = RichText::plain(String::from_utf8_lossy(&received.raw));
            engine.notify(&NotificationKey::once(&format!("fake:{id}")), &text)?;
            return engine.write(|writer| writer.take_from_inbox(id));
        };
        let external_id = webhook.purchase.to_string();
        let known = engine.journal().order_of_source(&SOURCE, &external_id)?;
        match known {
            Some(record) if webhook.is_refund => {
                let refund =
                    Refund { amount: None, full: true, reason: None, at: received.received_at };
                let event = Event::Refunded(refund);
                engine.apply_event_with(record.number, event, |writer| writer.take_from_inbox(id))
            }
            Some(_) => engine.write(|writer| writer.take_from_inbox(id)),
            None => {
                let form = form(webhook.account.map(AccountId::known));
                let begun = begin(&form, Delivery::Nothing);
                let new = NewOrder {
                    id: format!("fake-{external_id}").parse().expect("an order's id"),
                    source: SOURCE,
                    external_id,
                    text: Untrusted::new(String::from_utf8_lossy(&received.raw)),
                    form,
                    life: begun.order,
                    ordered_at: received.received_at,
                };
                let taken = engine.take_in_with(new, &begun.effects, |w| w.take_from_inbox(id));
                taken.map(drop)
            }
        }
    }
}

fn form(account: Option<AccountId>) -> OrderForm {
    OrderForm { product: Some(Untrusted::new("подписка")), account, ..OrderForm::default() }
}

impl Source for FakeSource {
    type Error = SourceError;
    type Settings = sources::Settings;

    fn next_due(&self, engine: &Engine) -> Result<Instant, SourceError> {
        let is_idle = self.0.next().is_none() && inbox::waiting(engine, &SOURCE)?.is_empty();
        Ok(Instant::now() + if is_idle { IDLE } else { Duration::ZERO })
    }

    async fn run(&mut self, engine: &mut Engine) -> Result<(), SourceError> {
        while let Some(raw) = self.0.next() {
            self.hear(engine, raw)?;
        }
        for received in inbox::waiting(engine, &SOURCE)? {
            Self::take(engine, &received)?;
        }
        Ok(())
    }

    async fn changed(&mut self) {
        self.0.bell.notified().await;
    }

    fn owns(&self, record: &Record) -> bool {
        record.source == SOURCE
    }
}
