//! The events so far, for as many readers as want them.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::event::Event;

/// More events than a sandbox can sensibly make; later ones are dropped.
const EVENTS_MAX: usize = 1_000_000;

/// Every event, from the first.
#[derive(Debug)]
pub(crate) struct EventLog {
    events: Mutex<Vec<Event>>,
    count: watch::Sender<usize>,
}

/// Reads the events from the first on; several streams don't disturb each other.
#[derive(Debug)]
pub struct EventStream {
    log: Arc<EventLog>,
    next: usize,
    count: watch::Receiver<usize>,
}

impl Default for EventLog {
    fn default() -> Self {
        Self {
            events: Mutex::default(),
            count: watch::Sender::new(0),
        }
    }
}

impl EventLog {
    /// Appends an event.
    pub fn push(&self, event: Event) {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        if events.len() < EVENTS_MAX {
            events.push(event);
            self.count.send_replace(events.len());
        }
    }

    /// The event at this position, when it has happened.
    pub fn get(&self, position: usize) -> Option<Event> {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.get(position).cloned()
    }

    /// Reads from the first event on.
    pub fn stream(self: &Arc<Self>) -> EventStream {
        EventStream {
            log: Arc::clone(self),
            next: 0,
            count: self.count.subscribe(),
        }
    }
}

impl EventStream {
    /// The next event, waiting for it if need be. Safe to drop: nothing is lost.
    pub async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.log.get(self.next) {
                self.next += 1;
                return event;
            }
            if self.count.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// The next event if it has happened already.
    pub fn try_next(&mut self) -> Option<Event> {
        let event = self.log.get(self.next)?;
        self.next += 1;
        Some(event)
    }
}
