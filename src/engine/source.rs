//! What the engine and its workers need of a source.

use std::future::pending;
use std::time::Duration;

use tokio::time::Instant;

use super::Engine;
use crate::journal::JournalError;
use crate::order::Record;

/// As late as anything is due.
const NEVER: Duration = Duration::from_hours(24);

/// A way in which paid orders come in, and by which they are delivered.
///
/// To add one:
///
/// 1. A folder in `src/sources/` with a name of its own ([`SourceName`](crate::order::SourceName)), an
///    [`OrderId`](crate::order::OrderId) for each order, and a kind of
///    [`Delivery`](crate::order::life::Delivery); one that no other source has gets its step there.
/// 2. A worker that implements this trait. In [`run`](Self::run) it takes orders in with
///    [`Engine::take_in`], says with [`Engine::apply_event`] what became of them, and does what the
///    outbox owes of its kind. What a server heard for it waits in the [`inbox`](crate::inbox).
/// 3. Its place beside the others in `src/agent/`: two sources are one, and one that may not be configured is an
///    `Option`.
///
/// What stands here as it is, is right for a source whose orders, once paid, change no more.
///
/// Everything is recorded before it is done, and looked for again at the next start: a crash may come
/// between any two lines.
pub trait Source {
    /// Why a source can't go on.
    type Error: From<JournalError>;
    /// What the owner wants.
    type Settings: Clone;

    /// Goes by these settings from now on.
    fn reconfigure(&mut self, _settings: Self::Settings) {}

    /// Puts right what a crash left in the middle.
    fn start(&mut self, _engine: &mut Engine) -> Result<(), Self::Error> {
        Ok(())
    }

    /// The moment at which it next has something to do by itself.
    fn next_due(&self, engine: &Engine) -> Result<Instant, Self::Error>;

    /// Does what is due: takes in orders, observes what became of others, delivers.
    fn run(&mut self, engine: &mut Engine) -> impl Future<Output = Result<(), Self::Error>>;

    /// Waits until something may have changed outside. Safe to drop.
    fn changed(&mut self) -> impl Future<Output = ()>;

    /// Whether all that was to be read had been read at the end of its last run.
    fn is_up_to_date(&self) -> bool {
        true
    }

    /// Whether all that had come in by `moment` has been read and observed.
    fn has_read_since(&self, _moment: Instant) -> bool {
        true
    }

    /// Whether an order is this source's.
    fn owns(&self, record: &Record) -> bool;

    /// Whether an order of its own may be activated, as far as is known without looking once more.
    fn may_activate(&self, record: &Record) -> bool {
        self.owns(record)
    }

    /// From when on it can look once more at an order of its own.
    fn confirms_from(&self, _record: &Record) -> Instant {
        Instant::now()
    }

    /// Looks once more at these orders of its own, which are about to be activated. Returns those
    /// that still stand as they were paid; what became of the others has been applied.
    fn confirm(
        &mut self,
        _engine: &mut Engine,
        orders: Vec<Record>,
    ) -> impl Future<Output = Result<Vec<u32>, Self::Error>> {
        let numbers = orders.iter().map(|record| record.number).collect();
        async { Ok(numbers) }
    }
}

/// A source that is not configured has nothing to do.
impl<S: Source> Source for Option<S> {
    type Error = S::Error;
    type Settings = S::Settings;

    fn reconfigure(&mut self, settings: Self::Settings) {
        if let Some(source) = self {
            source.reconfigure(settings);
        }
    }

    fn start(&mut self, engine: &mut Engine) -> Result<(), Self::Error> {
        self.as_mut().map_or(Ok(()), |source| source.start(engine))
    }

    fn next_due(&self, engine: &Engine) -> Result<Instant, Self::Error> {
        let never = || Ok(Instant::now() + NEVER);
        self.as_ref().map_or_else(never, |source| source.next_due(engine))
    }

    async fn run(&mut self, engine: &mut Engine) -> Result<(), Self::Error> {
        match self {
            Some(source) => source.run(engine).await,
            None => Ok(()),
        }
    }

    async fn changed(&mut self) {
        match self {
            Some(source) => source.changed().await,
            None => pending().await,
        }
    }

    fn is_up_to_date(&self) -> bool {
        self.as_ref().is_none_or(Source::is_up_to_date)
    }

    fn has_read_since(&self, moment: Instant) -> bool {
        self.as_ref().is_none_or(|source| source.has_read_since(moment))
    }

    fn owns(&self, record: &Record) -> bool {
        self.as_ref().is_some_and(|source| source.owns(record))
    }

    fn may_activate(&self, record: &Record) -> bool {
        self.as_ref().is_some_and(|source| source.may_activate(record))
    }

    fn confirms_from(&self, record: &Record) -> Instant {
        self.as_ref().map_or_else(Instant::now, |source| source.confirms_from(record))
    }

    async fn confirm(
        &mut self,
        engine: &mut Engine,
        orders: Vec<Record>,
    ) -> Result<Vec<u32>, Self::Error> {
        match self {
            Some(source) => source.confirm(engine, orders).await,
            None => Ok(Vec::new()),
        }
    }
}

/// Two sources are one.
impl<A: Source, B: Source<Error = A::Error, Settings = A::Settings>> Source for (A, B) {
    type Error = A::Error;
    type Settings = A::Settings;

    fn reconfigure(&mut self, settings: Self::Settings) {
        self.0.reconfigure(settings.clone());
        self.1.reconfigure(settings);
    }

    fn start(&mut self, engine: &mut Engine) -> Result<(), Self::Error> {
        self.0.start(engine)?;
        self.1.start(engine)
    }

    fn next_due(&self, engine: &Engine) -> Result<Instant, Self::Error> {
        Ok(self.0.next_due(engine)?.min(self.1.next_due(engine)?))
    }

    async fn run(&mut self, engine: &mut Engine) -> Result<(), Self::Error> {
        self.0.run(engine).await?;
        self.1.run(engine).await
    }

    async fn changed(&mut self) {
        tokio::select! {
            biased;
            () = self.0.changed() => {}
            () = self.1.changed() => {}
        }
    }

    fn is_up_to_date(&self) -> bool {
        self.0.is_up_to_date() && self.1.is_up_to_date()
    }

    fn has_read_since(&self, moment: Instant) -> bool {
        self.0.has_read_since(moment) && self.1.has_read_since(moment)
    }

    fn owns(&self, record: &Record) -> bool {
        self.0.owns(record) || self.1.owns(record)
    }

    fn may_activate(&self, record: &Record) -> bool {
        if self.0.owns(record) { self.0.may_activate(record) } else { self.1.may_activate(record) }
    }

    fn confirms_from(&self, record: &Record) -> Instant {
        if self.0.owns(record) {
            self.0.confirms_from(record)
        } else {
            self.1.confirms_from(record)
        }
    }

    async fn confirm(
        &mut self,
        engine: &mut Engine,
        orders: Vec<Record>,
    ) -> Result<Vec<u32>, Self::Error> {
        let (ours, others): (Vec<_>, Vec<_>) =
            orders.into_iter().partition(|record| self.0.owns(record));
        let mut confirmed = Vec::new();
        if !ours.is_empty() {
            confirmed.extend(self.0.confirm(engine, ours).await?);
        }
        if !others.is_empty() {
            confirmed.extend(self.1.confirm(engine, others).await?);
        }
        Ok(confirmed)
    }
}
