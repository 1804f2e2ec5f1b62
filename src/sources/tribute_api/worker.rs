//! The worker of Tribute's API.

use std::time::Duration;

use tokio::time::Instant;

use super::{SOURCE, Settings, intake};
use crate::checkout::Refunds;
use crate::engine::Engine;
use crate::inbox;
use crate::order::Record;
use crate::sources::{self, Source, SourceError};

/// Without anything to do, it looks again so much later.
const IDLE: Duration = Duration::from_hours(1);

/// Takes what Tribute's webhooks brought, and asks Tribute to give money back.
pub struct ApiWorker {
    settings: Settings,
    refunds: Refunds<Settings>,
}

impl ApiWorker {
    /// A worker that has taken nothing yet.
    pub fn new(settings: Settings) -> Self {
        Self { refunds: Refunds::new(settings.clone()), settings }
    }
}

impl Source for ApiWorker {
    type Error = SourceError;
    type Settings = sources::Settings;

    fn reconfigure(&mut self, settings: sources::Settings) {
        if let Some(settings) = settings.api {
            self.refunds.reconfigure(settings.clone());
            self.settings = settings;
        }
    }

    fn next_due(&self, engine: &Engine) -> Result<Instant, SourceError> {
        let now = Instant::now();
        if !engine.journal().received(&SOURCE, 1)?.is_empty() {
            return Ok(now);
        }
        Ok(self.refunds.next_due(engine)?.unwrap_or(now + IDLE))
    }

    async fn run(&mut self, engine: &mut Engine) -> Result<(), SourceError> {
        let waiting = inbox::waiting(engine, &SOURCE)?;
        if !waiting.is_empty() {
            engine.write_together(|engine| {
                waiting.iter().try_for_each(|it| intake::take(engine, &self.settings, it))
            })?;
        }
        Ok(self.refunds.run(engine, &self.settings.formatter)?)
    }

    async fn changed(&mut self) {
        self.refunds.changed().await;
    }

    fn owns(&self, record: &Record) -> bool {
        record.source == SOURCE
    }
}
