//! The worker of the bot that is paid. Nothing of it waits for Telegram: every call is a task.

use std::future::pending;
use std::time::Duration;

use tokio::time::Instant;
use tracing::debug;

use super::provider::Cashier;
use super::talk::Talk;
use super::updates::{self, Reading};
use super::{BotLink, SOURCE, Settings, delivery, intake};
use crate::checkout::{Calls, Desk, Refunds};
use crate::engine::{Engine, IncidentKind, backoff};
use crate::inbox;
use crate::journal::{JournalError, OwedEffect};
use crate::order::{Record, Untrusted};
use crate::report::UserError as _;
use crate::sources::{self, Source, SourceError};
use crate::telegram::payments::{GrammersPayments, PaymentsBot};
use crate::telegram::{CallError, Sent};

/// So many messages are sent at once.
const MESSAGES_MAX: usize = 8;

/// Asks the bot for invoices, reads what buyers did, has orders made of it, and tells buyers that they have the goods.
pub struct PaymentsWorker<B = GrammersPayments> {
    cashier: Cashier<B>,
    desk: Desk<Cashier<B>>,
    refunds: Refunds<Cashier<B>>,
    talk: Talk,
    calls: Calls<About, Returned>,
    /// When it is looked next what buyers did, and how often that failed in a row.
    read_at: Instant,
    failures: u32,
    /// Before this no message goes out.
    send_at: Instant,
    /// Since when there is no bot to be asked.
    absent_since: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Updates,
    Message(u32),
}

enum Returned {
    Updates(Result<Reading, CallError>),
    Message(OwedEffect, Result<Sent, CallError>),
}

impl<B: PaymentsBot> PaymentsWorker<B> {
    /// A worker that has asked nothing yet.
    pub fn new(settings: Settings, link: BotLink<B>) -> Self {
        let cashier = Cashier { settings, link };
        Self {
            desk: Desk::new(cashier.clone()),
            refunds: Refunds::new(cashier.clone()),
            cashier,
            talk: Talk::default(),
            calls: Calls::default(),
            read_at: Instant::now(),
            failures: 0,
            send_at: Instant::now(),
            absent_since: None,
        }
    }

    /// Takes in what calls brought.
    fn take_returned(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
        for (_, returned) in self.calls.take_returned() {
            match returned {
                Returned::Updates(reading) => self.was_read(engine, reading)?,
                Returned::Message(effect, outcome) => {
                    if let Err(CallError::FloodWait(wait)) = &outcome {
                        self.send_at = Instant::now() + *wait;
                    }
                    delivery::sent(engine, &effect, outcome)?;
                }
            }
        }
        Ok(())
    }

    fn was_read(
        &mut self,
        engine: &mut Engine,
        reading: Result<Reading, CallError>,
    ) -> Result<(), JournalError> {
        let settings = &self.cashier.settings;
        match reading {
            Ok(reading) => {
                self.failures = 0;
                if updates::keep(engine, settings, reading)? {
                    self.read_at = Instant::now();
                }
            }
            Err(failure) => {
                let pause = match &failure {
                    CallError::FloodWait(wait) => *wait,
                    _ => backoff(self.failures, engine.random_u64()),
                };
                debug!(%failure, ?pause, "what buyers did could not be read");
                self.failures = self.failures.saturating_add(1);
                self.read_at = Instant::now() + pause;
            }
        }
        Ok(())
    }

    fn begin_reading(&mut self, engine: &Engine) -> Result<(), JournalError> {
        let settings = &self.cashier.settings;
        if self.read_at > Instant::now() || !self.calls.has_room_for(About::Updates) {
            return Ok(());
        }
        let Some(bot) = self.cashier.link.bot() else { return Ok(()) };
        let since = engine.journal().updates_read(settings.bot)?;
        self.read_at = Instant::now() + settings.reread_interval;
        let reading = async move { Returned::Updates(updates::read(&*bot, since).await) };
        self.calls.begin(About::Updates, reading);
        Ok(())
    }

    fn begin_messages(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
        let Some(bot) = self.cashier.link.bot() else { return Ok(()) };
        if self.send_at > Instant::now() {
            return Ok(());
        }
        let calls = &self.calls;
        let room = calls.room().min(MESSAGES_MAX);
        let mut due =
            delivery::owed(engine, room, |number| calls.has_room_for(About::Message(number)))?;
        due.retain(|(at, _)| *at <= Instant::now());
        due.truncate(room);
        if due.is_empty() {
            return Ok(());
        }
        let payloads: Vec<_> = engine.write_together(|engine| {
            due.iter().map(|(_, effect)| delivery::begin(engine, effect)).collect::<Result<_, _>>()
        })?;
        engine.make_durable()?;
        for ((_, effect), payload) in due.into_iter().zip(payloads) {
            let bot = bot.clone();
            self.calls.begin(About::Message(effect.number), async move {
                let outcome = delivery::send(&*bot, &payload).await;
                Returned::Message(effect, outcome)
            });
        }
        Ok(())
    }

    /// Moderators are told of a bot that has been away for long, and of one that is refused at once: buyers can't pay,
    /// and are not told.
    fn note_absence(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
        let Cashier { settings, link } = &self.cashier;
        let bot = link.bot();
        let since = match &bot {
            Some(_) => None,
            None => Some(self.absent_since.unwrap_or_else(Instant::now)),
        };
        self.absent_since = since;
        let away = match (&bot, since) {
            (Some(bot), _) => bot.away_for(),
            (None, Some(since)) => since.elapsed(),
            (None, None) => Duration::ZERO,
        };
        let open = engine.incident(IncidentKind::PaymentsUnreachable)?;
        let is_refused = link.refusal().is_some();
        if away.is_zero() && !is_refused {
            return match open {
                Some(_) => engine.close_incident(IncidentKind::PaymentsUnreachable),
                None => Ok(()),
            };
        }
        if open.is_some() || (away < settings.incident_after && !is_refused) {
            return Ok(());
        }
        let why = link.failure().map(|why| settings.formatter.in_words(|| why.what()));
        let why = Untrusted::new(why.as_deref().unwrap_or_default().trim_end_matches('.'));
        engine.open_incident(IncidentKind::PaymentsUnreachable, &why, None, None)
    }

    /// When it is looked next whether the bot has been away for long.
    fn absence_due_at(&self) -> Option<Instant> {
        let Cashier { settings, link } = &self.cashier;
        let away = match (link.bot(), self.absent_since) {
            (Some(bot), _) => bot.away_for(),
            (None, since) => since.map_or(Duration::ZERO, |since| since.elapsed()),
        };
        let left = settings.incident_after.checked_sub(away)?;
        (!away.is_zero()).then(|| Instant::now() + left)
    }
}

impl<B: PaymentsBot> Source for PaymentsWorker<B> {
    type Error = SourceError;
    type Settings = sources::Settings;

    fn reconfigure(&mut self, settings: sources::Settings) {
        if let Some(settings) = settings.telegram_payments {
            self.cashier.settings = settings;
            self.desk.reconfigure(self.cashier.clone());
            self.refunds.reconfigure(self.cashier.clone());
            self.talk.reconfigure();
        }
    }

    fn next_due(&self, engine: &Engine) -> Result<Instant, SourceError> {
        let now = Instant::now();
        if self.calls.have_returned() || !engine.journal().received(&SOURCE, 1)?.is_empty() {
            return Ok(now);
        }
        let mut due = vec![now + self.cashier.settings.reread_interval];
        due.extend(
            [self.desk.next_due(engine)?, self.refunds.next_due(engine)?].into_iter().flatten(),
        );
        due.extend(self.absence_due_at());
        if self.cashier.link.bot().is_some() {
            due.extend(self.calls.has_room_for(About::Updates).then_some(self.read_at));
            let may_go = |number| self.calls.has_room_for(About::Message(number));
            let owed = delivery::owed(engine, MESSAGES_MAX, may_go)?;
            due.extend(owed.into_iter().map(|(at, _)| at.max(self.send_at)));
            due.extend(self.talk.next_due(engine)?);
        }
        Ok(due.into_iter().min().unwrap_or(now))
    }

    async fn run(&mut self, engine: &mut Engine) -> Result<(), SourceError> {
        self.take_returned(engine)?;
        let waiting = inbox::waiting(engine, &SOURCE)?;
        if !waiting.is_empty() {
            let (settings, talk) = (&self.cashier.settings, &mut self.talk);
            engine.write_together(|engine| {
                waiting.iter().try_for_each(|it| intake::take(engine, settings, talk, it))
            })?;
        }
        self.begin_reading(engine)?;
        self.desk.run(engine)?;
        self.refunds.run(engine, &self.cashier.settings.formatter)?;
        self.begin_messages(engine)?;
        self.talk.run(engine, &self.cashier.settings, self.cashier.link.bot())?;
        Ok(self.note_absence(engine)?)
    }

    async fn changed(&mut self) {
        let bot = self.cashier.link.bot();
        let rung = async {
            match bot {
                Some(bot) => bot.rung().await,
                None => pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.calls.changed() => {}
            () = self.desk.changed() => {}
            () = self.refunds.changed() => {}
            () = self.talk.changed() => {}
            () = self.cashier.link.changed() => self.read_at = Instant::now(),
            () = rung => self.read_at = Instant::now(),
        }
    }

    fn owns(&self, record: &Record) -> bool {
        record.source == SOURCE
    }
}
