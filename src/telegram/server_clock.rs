//! Telegram's clock, as far as it is known: right when this machine's is not.

use std::sync::Arc;

use jiff::Timestamp;

use super::ChatReader;
use crate::machine::{Clock, SharedClock};

/// Tells Telegram's time.
pub struct ServerClock<R> {
    machine: SharedClock,
    reader: Arc<R>,
}

impl<R: ChatReader> ServerClock<R> {
    /// Telegram's time, by the machine's clock and what `reader` has heard.
    pub fn new(machine: SharedClock, reader: Arc<R>) -> Self {
        Self { machine, reader }
    }
}

impl<R: ChatReader> Clock for ServerClock<R> {
    fn now(&self) -> Timestamp {
        let now = self.machine.now();
        now.checked_add(self.reader.clock_offset()).unwrap_or(now)
    }
}
