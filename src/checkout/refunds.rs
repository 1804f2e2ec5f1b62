//! Money that people want given back: a call for each order, until its provider has answered that it is.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use tracing::{info, warn};

use super::calls::Calls;
use super::schedule::next_look;
use super::{CallError, GivenBack, Refunder, paid_back, trouble};
use crate::engine::{Engine, backoff};
use crate::journal::{AskedRefund, JournalError, NotificationKey};
use crate::moderation::Formatter;
use crate::order::checkout::RefundPart;
use crate::order::life::Refund;
use crate::order::{Money, Record, Untrusted};
use crate::report::UserError as _;

/// Who asked looks elsewhere after this.
const PATIENCE: Duration = Duration::from_hours(1);

type Outcome = Result<GivenBack, CallError>;

/// The calls that give money back.
pub struct Refunds<R> {
    refunder: R,
    calls: Calls<u32, Outcome>,
    /// When those are asked about again that were not answered, and how often that was.
    paused: HashMap<u32, (Instant, u32)>,
}

impl<R: Refunder> Refunds<R> {
    /// Calls to this one; none was made yet.
    pub fn new(refunder: R) -> Self {
        Self { refunder, calls: Calls::default(), paused: HashMap::new() }
    }

    /// Asks this one from now on.
    pub fn reconfigure(&mut self, refunder: R) {
        self.refunder = refunder;
    }

    /// When the next call, or what came of one, is due.
    pub fn next_due(&self, engine: &Engine) -> Result<Option<Instant>, JournalError> {
        if self.calls.have_returned() {
            return Ok(Some(Instant::now()));
        }
        Ok(self.owed(engine)?.iter().map(|(record, _)| self.due_at(record.number)).min())
    }

    fn due_at(&self, number: u32) -> Instant {
        self.paused.get(&number).map_or_else(Instant::now, |(until, _)| *until)
    }

    /// The orders of this source whose money is wanted back, and that nobody is asked about.
    fn owed(&self, engine: &Engine) -> Result<Vec<(Record, Option<RefundPart>)>, JournalError> {
        let mut owed = Vec::new();
        for asked in engine.journal().refunds()?.iter() {
            if self.calls.has_room_for(asked.number) {
                let record = engine.journal().order(asked.number)?;
                let record = record.filter(|record| record.source == self.refunder.source());
                owed.extend(record.map(|record| {
                    let part = part(asked, &record);
                    (record, part)
                }));
            }
        }
        Ok(owed)
    }

    /// Takes in what came of calls, and begins those that are due.
    pub fn run(&mut self, engine: &mut Engine, formatter: &Formatter) -> Result<(), JournalError> {
        for (number, outcome) in self.calls.take_returned() {
            self.answered(engine, formatter, number, outcome)?;
        }
        for (record, part) in self.owed(engine)? {
            let number = record.number;
            if record.life.is_refunded() {
                engine.write(|writer| writer.forget_refund(number))?;
            } else if self.due_at(number) <= Instant::now() && self.calls.has_room_for(number) {
                self.begin(engine, record, part)?;
            }
        }
        Ok(())
    }

    fn begin(
        &mut self,
        engine: &mut Engine,
        record: Record,
        part: Option<RefundPart>,
    ) -> Result<(), JournalError> {
        let number = record.number;
        let Some(external_id) = engine.journal().external_id_of(number)? else { return Ok(()) };
        let checkout = match &record.form.checkout {
            Some(checkout) => engine.journal().checkout(&checkout.id)?,
            None => None,
        };
        // What is asked for is on the disk before anybody is asked.
        engine.make_durable()?;
        info!(number, "ask for the money back");
        let refunder = self.refunder.clone();
        self.calls.begin(number, async move {
            refunder.refund(&record, &external_id, checkout.as_ref(), part).await
        });
        Ok(())
    }

    /// Waits until a call returns; for ever while none is made. Safe to drop.
    pub async fn changed(&mut self) {
        self.calls.changed().await;
    }

    fn note_trouble(
        &self,
        engine: &mut Engine,
        formatter: &Formatter,
        number: u32,
        error: Option<&CallError>,
    ) -> Result<(), JournalError> {
        let failures = if error.is_some() {
            self.paused.get(&number).map(|(_, failures)| failures + 1)
        } else {
            let others = self.paused.iter().filter(|(other, _)| **other != number);
            others.map(|(_, (_, failures))| *failures).max()
        };
        trouble::note(engine, (R::INCIDENT, formatter), error, failures.unwrap_or_default())
    }

    fn answered(
        &mut self,
        engine: &mut Engine,
        formatter: &Formatter,
        number: u32,
        outcome: Outcome,
    ) -> Result<(), JournalError> {
        let asked = engine.journal().refunds()?;
        let asked = asked.iter().find(|asked| asked.number == number).cloned();
        let (Some(asked), Some(record)) = (asked, engine.journal().order(number)?) else {
            return Ok(());
        };
        let now = engine.now();
        self.note_trouble(engine, formatter, number, outcome.as_ref().err())?;
        let error = match outcome {
            Ok(GivenBack::Done) => {
                self.paused.remove(&number);
                let (part, reason) = (part(&asked, &record), Some(Untrusted::new("moderator")));
                let (amount, full) =
                    (part.as_ref().map(|it| it.money).or(record.form.price), part.is_none());
                return paid_back(engine, &record, Refund { amount, full, reason, at: now });
            }
            Ok(GivenBack::Begun) => {
                info!(number, "the money is on its way back");
                let wait = waited(now, next_look(asked.asked_at, now));
                self.paused.insert(number, (Instant::now() + wait, 0));
                return Ok(());
            }
            Err(error) => error,
        };
        let is_final = matches!(error, CallError::Refused(_));
        info!(number, why = %error.why(), "the provider did not give the money back");
        if !is_final && waited(asked.asked_at, now) < PATIENCE {
            let failures = self.paused.get(&number).map_or(0, |(_, failures)| failures + 1);
            let until = Instant::now() + backoff(failures, engine.random_u64());
            self.paused.insert(number, (until, failures));
            return Ok(());
        }
        self.paused.remove(&number);
        let why = formatter.in_words(|| error.why().what());
        give_up(engine, formatter, (&asked, &record), &Untrusted::new(why))
    }
}

/// What is to go back, if it is not all of the money.
fn part(asked: &AskedRefund, record: &Record) -> Option<RefundPart> {
    let price = record.form.price?;
    let amount = asked.amount.filter(|amount| *amount < price.amount)?;
    Some(RefundPart { money: Money { amount, ..price }, receipt: asked.receipt.clone() })
}

fn give_up(
    engine: &mut Engine,
    formatter: &Formatter,
    (asked, record): (&AskedRefund, &Record),
    why: &Untrusted,
) -> Result<(), JournalError> {
    let number = record.number;
    warn!(number, %why, "the money does not go back");
    let asked_at_ms = asked.asked_at.as_millisecond();
    let key = NotificationKey::once(&format!("refund:{number}:{asked_at_ms}"));
    let text = formatter.refund_failed(record, why);
    engine.write_together(|engine| {
        engine.notify(&key, &text)?;
        engine.write(|writer| writer.forget_refund(number))
    })
}

/// The time from one moment to a later one.
fn waited(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}
