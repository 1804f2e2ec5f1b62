//! The worker of Tribute's shop.

use std::time::Duration;

use tokio::time::Instant;

use super::{SOURCE, Settings, intake};
use crate::checkout::{Desk, Provider, Refunder, Refunds};
use crate::engine::Engine;
use crate::inbox;
use crate::order::Record;
use crate::sources::{self, Source, SourceError};

/// Without anything to do, it looks again so much later.
const IDLE: Duration = Duration::from_hours(1);

/// Asks Tribute for checkouts and charges, takes what its webhooks brought, and asks it to give money back.
pub struct ShopWorker<P = Settings> {
    settings: Settings,
    /// Who is asked, by these settings.
    provider: fn(&P, &Settings) -> P,
    asked: P,
    desk: Desk<P>,
    refunds: Refunds<P>,
}

impl ShopWorker {
    /// A worker that has asked nothing yet.
    pub fn new(settings: Settings) -> Self {
        Self::asking(settings.clone(), settings, |_, settings| settings.clone())
    }
}

impl<P: Provider + Refunder> ShopWorker<P> {
    /// One that asks somebody else in Tribute's place, and by other settings whom `provider` says.
    pub fn asking(settings: Settings, asked: P, provider: fn(&P, &Settings) -> P) -> Self {
        let (desk, refunds) = (Desk::new(asked.clone()), Refunds::new(asked.clone()));
        Self { settings, provider, asked, desk, refunds }
    }
}

impl<P: Provider + Refunder> Source for ShopWorker<P> {
    type Error = SourceError;
    type Settings = sources::Settings;

    fn reconfigure(&mut self, settings: sources::Settings) {
        if let Some(settings) = settings.tribute_shop {
            self.asked = (self.provider)(&self.asked, &settings);
            self.desk.reconfigure(self.asked.clone());
            self.refunds.reconfigure(self.asked.clone());
            self.settings = settings;
        }
    }

    fn next_due(&self, engine: &Engine) -> Result<Instant, SourceError> {
        let now = Instant::now();
        if !engine.journal().received(&SOURCE, 1)?.is_empty() {
            return Ok(now);
        }
        let held = engine.journal().first_held_payment()?.map(|held| {
            let wait = held.due_at.duration_since(engine.now());
            now + Duration::try_from(wait).unwrap_or_default()
        });
        let due = [self.desk.next_due(engine)?, self.refunds.next_due(engine)?, held];
        Ok(due.into_iter().flatten().fold(now + IDLE, Instant::min))
    }

    async fn run(&mut self, engine: &mut Engine) -> Result<(), SourceError> {
        let waiting = inbox::waiting(engine, &SOURCE)?;
        if !waiting.is_empty() {
            engine.write_together(|engine| {
                waiting.iter().try_for_each(|it| intake::take(engine, &self.settings, it))
            })?;
        }
        intake::tell_held(engine, &self.settings)?;
        self.desk.run(engine)?;
        Ok(self.refunds.run(engine, &self.settings.formatter)?)
    }

    async fn changed(&mut self) {
        tokio::select! {
            biased;
            () = self.desk.changed() => {}
            () = self.refunds.changed() => {}
        }
    }

    fn owns(&self, record: &Record) -> bool {
        record.source == SOURCE
    }
}
