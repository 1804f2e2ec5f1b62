//! What the engine and its workers need of a source.

use tokio::time::Instant;

use super::Engine;
use crate::journal::JournalError;
use crate::order::Record;

/// A way in which paid orders come in, and by which they are delivered.
pub trait Source {
    /// Why a source can't go on.
    type Error: From<JournalError>;

    /// Puts right what a crash left in the middle.
    fn start(&mut self, engine: &mut Engine) -> Result<(), Self::Error>;

    /// The moment at which it next has something to do by itself.
    fn next_due(&self, engine: &Engine) -> Result<Instant, Self::Error>;

    /// Does what is due: takes in orders, observes what became of others, delivers.
    fn run(&mut self, engine: &mut Engine) -> impl Future<Output = Result<(), Self::Error>>;

    /// Waits until something may have changed outside. Safe to drop.
    fn changed(&mut self) -> impl Future<Output = ()>;

    /// Whether all that was to be read had been read at the end of its last run.
    fn is_up_to_date(&self) -> bool;

    /// Whether all that had come in by `moment` has been read and observed.
    fn has_read_since(&self, moment: Instant) -> bool;

    /// Whether an order may be activated, as far as is known without looking once more.
    fn may_activate(&self, record: &Record) -> bool;

    /// From when on it can look once more.
    fn confirms_from(&self) -> Instant;

    /// Looks once more at the orders with these numbers, which are about to be activated. Returns
    /// those that still stand as they were paid; what became of the others has been applied.
    fn confirm(
        &mut self,
        engine: &mut Engine,
        numbers: Vec<u32>,
    ) -> impl Future<Output = Result<Vec<u32>, Self::Error>>;
}
