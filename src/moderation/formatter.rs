//! The words for moderators: a language, and a time zone.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::incident;
use super::markup::{Markup, rich};
use super::order_card::Card;
use crate::engine::{Incident, Wording};
use crate::i18n;
use crate::i18n::Language;
use crate::order::{Record, Untrusted};
use crate::rich_text::RichText;

/// Puts into words what moderators are told.
#[derive(Clone, Debug)]
pub struct Formatter {
    /// The moderators' language.
    pub language: Language,
    /// The time zone in which times of day are given.
    pub time_zone: TimeZone,
}

impl Wording for Formatter {
    /// The one message about an order, by where it stands: what happened and what can be done when
    /// it is escalated, one line when it is settled, that it is being worked on otherwise. `now`
    /// says which day needs no date.
    fn card(&self, record: &Record, now: Timestamp) -> RichText {
        self.message(|| {
            let card = Card { formatter: self, record, now };
            card.write()
        })
    }

    fn incident_opened(
        &self,
        incident: &Incident,
        waiting_count: u32,
        first_number: Option<u32>,
    ) -> RichText {
        self.message(|| incident::opened(self, incident, waiting_count, first_number))
    }

    fn incident_closed(&self, incident: &Incident, at: Timestamp) -> RichText {
        self.message(|| incident::closed(self, incident, at))
    }

    fn program_fault(&self, number: u32, what: &str) -> RichText {
        let what = Untrusted::new(what);
        self.message(|| rich!("moderation-program-fault", number = number, what = &what))
    }
}

impl Formatter {
    /// A message in the moderators' language.
    pub(super) fn message(&self, write: impl FnOnce() -> Markup) -> RichText {
        i18n::with_language(self.language, write).finish()
    }

    /// A time of day, with its date unless that is the day of `today`.
    pub(super) fn time(&self, at: Timestamp, today: Timestamp) -> String {
        let at = at.to_zoned(self.time_zone.clone());
        let today = today.to_zoned(self.time_zone.clone());
        let format = if at.date() == today.date() {
            "%H:%M"
        } else if at.year() == today.year() {
            "%d.%m %H:%M"
        } else {
            "%d.%m.%Y %H:%M"
        };
        at.strftime(format).to_string()
    }

    /// A date and a time of day.
    pub(super) fn date_and_time(&self, at: Timestamp) -> String {
        let at = at.to_zoned(self.time_zone.clone());
        at.strftime("%d.%m.%Y %H:%M").to_string()
    }
}
