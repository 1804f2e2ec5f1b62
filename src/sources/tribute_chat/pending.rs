//! Tribute's own count of the custom orders that wait, beside the journal's: an order may have been missed.

use std::future::pending;

use tokio::task::JoinSet;
use tokio::time::Instant;
use tracing::{debug, warn};

use super::history::History;
use super::{SOURCE, Settings, state};
use crate::engine::Engine;
use crate::journal::{JournalError, NotificationKey};
use crate::tribute::client::ProductFilter;
use crate::tribute::{ApiError, Client};

/// So many probes' time from one count to the next, and to the second look at one that does not fit.
const COUNTED_EVERY: u32 = 12;
const COUNTED_AGAIN_AFTER: u32 = 2;
/// As many as Tribute tells at once.
const PAGE: u32 = 100;
/// More products are not counted.
const PAGES_MAX: u32 = 20;

/// Counts what waits at Tribute, now and then.
pub(super) struct PendingOrders {
    next_at: Instant,
    call: JoinSet<Result<i64, ApiError>>,
    called_at: Instant,
    counted: Option<Result<i64, ApiError>>,
    /// When more waited there than is known to.
    seen_at: Option<Instant>,
}

impl PendingOrders {
    pub(super) fn new(settings: &Settings) -> Self {
        let now = Instant::now();
        Self {
            next_at: now + settings.timing.probe_interval * COUNTED_AGAIN_AFTER,
            call: JoinSet::new(),
            called_at: now,
            counted: None,
            seen_at: None,
        }
    }

    /// When there is something to do, if Tribute can be asked at all.
    pub(super) fn next_due(&self, settings: &Settings) -> Option<Instant> {
        let waits = self.call.is_empty() && settings.tribute.is_some();
        let counted_at = self.counted.as_ref().map(|_| Instant::now());
        counted_at.or(waits.then_some(self.next_at))
    }

    /// Waits until a count is there; for ever while none is made. Safe to drop.
    pub(super) async fn changed(&mut self) {
        match self.call.join_next().await {
            None => pending().await,
            Some(counted) => self.counted = counted.ok(),
        }
    }

    /// Takes in a count, or begins one that is due.
    pub(super) fn run(
        &mut self,
        engine: &mut Engine,
        settings: &Settings,
        history: &History,
    ) -> Result<(), JournalError> {
        let now = Instant::now();
        let interval = settings.timing.probe_interval;
        match (self.counted.take(), &settings.tribute) {
            (Some(Ok(count)), _) => {
                self.compare(engine, settings, history, count)?;
                let wait = if self.seen_at.is_some() { COUNTED_AGAIN_AFTER } else { COUNTED_EVERY };
                self.next_at = now + interval * wait;
            }
            (Some(Err(error)), _) => {
                debug!(%error, "Tribute does not tell how many orders wait");
                self.next_at = now + interval * COUNTED_EVERY;
            }
            (None, Some(client)) if self.call.is_empty() && self.next_at <= now => {
                self.called_at = now;
                let client = client.clone();
                self.call.spawn(async move { count(&client).await });
            }
            (None, _) => {}
        }
        Ok(())
    }

    /// What was told, and what was closed here and still waits there, is not told again.
    fn compare(
        &mut self,
        engine: &mut Engine,
        settings: &Settings,
        history: &History,
        waiting: i64,
    ) -> Result<(), JournalError> {
        let open = engine.journal().open_orders()?;
        let open = open.iter().filter(|record| record.source == SOURCE).count();
        let excess = waiting - i64::try_from(open).unwrap_or(i64::MAX);
        let told = engine.journal().state(state::PENDING_TOLD)?;
        if excess <= told {
            self.seen_at = None;
            let left = excess.max(0);
            return if left < told {
                engine.write(|writer| writer.set(state::PENDING_TOLD, left))
            } else {
                Ok(())
            };
        }
        let Some(seen_at) = self.seen_at else {
            self.seen_at = Some(self.called_at);
            return Ok(());
        };
        if !history.has_read_since(seen_at) {
            return Ok(());
        }
        self.seen_at = None;
        warn!(waiting, open, "more orders wait at Tribute than are known");
        let text = settings.formatter.orders_missed(waiting, open);
        let key = format!("pending:{waiting}:{open}:{}", engine.now().as_millisecond());
        engine.write_together(|engine| {
            engine.notify(&NotificationKey::once(&key), &text)?;
            engine.write(|writer| writer.set(state::PENDING_TOLD, excess))
        })
    }
}

/// How many orders of all custom products wait.
async fn count(client: &Client) -> Result<i64, ApiError> {
    let mut count = 0;
    for page in 1..=PAGES_MAX {
        let wanted = ProductFilter { kind: Some("custom"), page, size: PAGE };
        let rows = client.products(wanted).await?.rows;
        count += rows.iter().filter_map(|it| it.pending_orders).filter(|it| *it > 0).sum::<i64>();
        if rows.len() < PAGE as usize {
            break;
        }
    }
    Ok(count)
}
