//! Money that moderators want given back: a call to Tribute for each, until it is answered. To ask twice gives
//! it back once.

use std::collections::HashMap;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;
use tracing::{error, info, warn};

use super::{SOURCE, Settings, purchase_of};
use crate::engine::{Engine, backoff};
use crate::journal::{JournalError, NotificationKey};
use crate::order::life::{Event, Refund};
use crate::order::{Record, Untrusted};
use crate::report::UserError as _;
use crate::tribute::ApiError;
use crate::tribute::client::Cancelled;

/// Who asked looks elsewhere after this.
const PATIENCE: Duration = Duration::from_hours(1);

type Outcome = Result<Cancelled, ApiError>;

/// The calls that give money back.
#[derive(Default)]
pub(super) struct Refunds {
    calls: JoinSet<(u32, Outcome)>,
    /// Those that are asked about, and when others are asked about again.
    calling: Vec<u32>,
    paused: HashMap<u32, (Instant, u32)>,
    returned: Vec<(u32, Outcome)>,
}

impl Refunds {
    /// When the next call, or what came of one, is due.
    pub(super) fn next_due(&self, engine: &Engine) -> Result<Option<Instant>, JournalError> {
        if !self.returned.is_empty() {
            return Ok(Some(Instant::now()));
        }
        Ok(self.owed(engine)?.iter().map(|record| self.due_at(record.number)).min())
    }

    fn due_at(&self, number: u32) -> Instant {
        self.paused.get(&number).map_or_else(Instant::now, |(until, _)| *until)
    }

    /// The orders of this source whose money is wanted back, and that nobody is asked about.
    fn owed(&self, engine: &Engine) -> Result<Vec<Record>, JournalError> {
        let mut owed = Vec::new();
        for asked in engine.journal().refunds()?.iter() {
            if !self.calling.contains(&asked.number) {
                let record = engine.journal().order(asked.number)?;
                owed.extend(record.filter(|record| record.source == SOURCE));
            }
        }
        Ok(owed)
    }

    /// Takes in what came of calls, and begins those that are due.
    pub(super) fn run(
        &mut self,
        engine: &mut Engine,
        settings: &Settings,
    ) -> Result<(), JournalError> {
        for (number, outcome) in std::mem::take(&mut self.returned) {
            self.answered(engine, settings, number, outcome)?;
        }
        for record in self.owed(engine)? {
            let number = record.number;
            if record.life.is_refunded() {
                engine.write(|writer| writer.forget_refund(number))?;
            } else if let Some(purchase) = purchase_of(&record)
                && self.due_at(number) <= Instant::now()
            {
                // What is asked for is on the disk before anybody is asked.
                engine.make_durable()?;
                info!(number, "ask for the money back");
                let client = settings.client.clone();
                let call = async move { (number, client.cancel_purchase(&purchase.key).await) };
                self.calls.spawn(call);
                self.calling.push(number);
            }
        }
        Ok(())
    }

    /// Waits until a call returns; for ever while none is made. Safe to drop.
    pub(super) async fn changed(&mut self) {
        match self.calls.join_next().await {
            None => std::future::pending().await,
            Some(Ok(returned)) => self.returned.push(returned),
            Some(Err(failure)) => {
                error!(%failure, "a call to Tribute broke off");
                // Which one, nobody knows: all that have not returned are made again.
                self.calls.abort_all();
                self.calling.clear();
            }
        }
    }

    fn answered(
        &mut self,
        engine: &mut Engine,
        settings: &Settings,
        number: u32,
        outcome: Outcome,
    ) -> Result<(), JournalError> {
        self.calling.retain(|calling| *calling != number);
        let asked = engine.journal().refunds()?;
        let asked = asked.iter().find(|asked| asked.number == number).cloned();
        let (Some(asked), Some(record)) = (asked, engine.journal().order(number)?) else {
            return Ok(());
        };
        let why = match outcome {
            Ok(Cancelled { success: true, .. }) => return self.done(engine, &record),
            Err(error) if error.is_already_refunded() => return self.done(engine, &record),
            Ok(Cancelled { message, .. }) => message.unwrap_or_default(),
            Err(error) => {
                let waited = Duration::try_from(engine.now().duration_since(asked.asked_at));
                if error.is_passing() && waited.unwrap_or_default() < PATIENCE {
                    let failures = self.paused.get(&number).map_or(0, |(_, failures)| failures + 1);
                    let until = Instant::now() + backoff(failures, engine.random_u64());
                    self.paused.insert(number, (until, failures));
                    return Ok(());
                }
                settings.formatter.in_words(|| error.what())
            }
        };
        warn!(number, why, "the money does not go back");
        self.paused.remove(&number);
        let asked_at_ms = asked.asked_at.as_millisecond();
        let key = NotificationKey::once(&format!("refund:{number}:{asked_at_ms}"));
        let text = settings.formatter.refund_failed(&record, &Untrusted::new(why));
        engine.write_together(|engine| {
            engine.notify(&key, &text)?;
            engine.write(|writer| writer.forget_refund(number))
        })
    }

    fn done(&mut self, engine: &mut Engine, record: &Record) -> Result<(), JournalError> {
        let number = record.number;
        self.paused.remove(&number);
        let reason = Some(Untrusted::new("moderator"));
        let refund = Refund { amount: record.form.price, full: true, reason, at: engine.now() };
        engine.apply_event_with(number, Event::Refunded(refund), |writer| {
            writer.forget_refund(number)
        })
    }
}
