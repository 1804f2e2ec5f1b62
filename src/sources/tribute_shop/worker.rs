//! The worker of Tribute's shop.

use std::time::Duration;

use tokio::time::Instant;

use super::{SOURCE, Settings, intake};
use crate::checkout::{Desk, Refunds};
use crate::engine::Engine;
use crate::inbox;
use crate::order::Record;
use crate::sources::{self, Source, SourceError};

/// Without anything to do, it looks again so much later.
const IDLE: Duration = Duration::from_hours(1);

/// Asks Tribute for checkouts and charges, takes what its webhooks brought, and asks it to give money back.
pub struct ShopWorker {
    settings: Settings,
    desk: Desk<Settings>,
    refunds: Refunds<Settings>,
}

impl ShopWorker {
    /// A worker that has asked nothing yet.
    pub fn new(settings: Settings) -> Self {
        let (desk, refunds) = (Desk::new(settings.clone()), Refunds::new(settings.clone()));
        Self { settings, desk, refunds }
    }
}

impl Source for ShopWorker {
    type Error = SourceError;
    type Settings = sources::Settings;

    fn reconfigure(&mut self, settings: sources::Settings) {
        if let Some(settings) = settings.tribute_shop {
            self.desk.reconfigure(settings.clone());
            self.refunds.reconfigure(settings.clone());
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
