//! The engine's words: what its messages to moderators say.

use jiff::Timestamp;

use super::{Incident, Voice};
use crate::engine::Wording;
use crate::order::Record;
use crate::rich_text::RichText;

impl Wording for Voice {
    fn card(&self, record: &Record, now: Timestamp) -> RichText {
        self.order(record, now)
    }

    fn incident_opened(
        &self,
        incident: &Incident,
        waiting_count: u32,
        first_number: Option<u32>,
    ) -> RichText {
        self.incident_open(incident, waiting_count, first_number)
    }

    fn incident_closed(&self, incident: &Incident, at: Timestamp) -> RichText {
        Voice::incident_closed(self, incident, at)
    }

    fn program_fault(&self, number: u32, what: &str) -> RichText {
        Voice::program_fault(self, number, what)
    }
}
