//! Who speaks to the moderators: a language and a time zone.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::compose::Compose;
use super::daily::{self, Day};
use super::incident;
use super::notices::{self, Suspicion};
use super::order_card;
use crate::engine::Incident;
use crate::language::Language;
use crate::order::{Money, Record, Untrusted};
use crate::rich_text::RichText;

/// Says things to the moderators.
#[derive(Clone, Debug)]
pub struct Voice {
    /// In which language.
    pub language: Language,
    /// In which times of day are given.
    pub time_zone: TimeZone,
}

impl Voice {
    /// The one message about an order, by where it stands: what happened and what can be done when
    /// it is escalated, one line when it is settled, that it is being worked on otherwise. `now`
    /// says which day needs no date.
    pub fn order(&self, record: &Record, now: Timestamp) -> RichText {
        order_card::write(self, record, now).finish()
    }

    /// An incident that lasts. `waiting_count` orders wait for its end, the oldest of them is
    /// `first_number`.
    pub fn incident_open(
        &self,
        incident: &Incident,
        waiting_count: u32,
        first_number: Option<u32>,
    ) -> RichText {
        incident::open(self, incident, waiting_count, first_number).finish()
    }

    /// An incident that ended `at`: one line.
    pub fn incident_closed(&self, incident: &Incident, at: Timestamp) -> RichText {
        incident::closed(self, incident, at).finish()
    }

    /// A message of the bot that no rule knows.
    pub fn unknown_message(&self, sent_at: Timestamp, text: &Untrusted) -> RichText {
        notices::unknown_message(self, sent_at, text).finish()
    }

    /// A message that looks like an order and fails a check of who sent it.
    pub fn suspicious_message(
        &self,
        sent_at: Timestamp,
        text: &Untrusted,
        why: Suspicion,
    ) -> RichText {
        notices::suspicious_message(self, sent_at, text, why).finish()
    }

    /// The first start: `unanswered_count` orders are older than it and nobody answered them.
    pub fn baseline(&self, unanswered_count: u32) -> RichText {
        notices::baseline(self, unanswered_count).finish()
    }

    /// `count` messages are held back, because no more than `most` are told a minute.
    pub fn held_back(&self, count: usize, most: usize) -> RichText {
        notices::held_back(self, count, most).finish()
    }

    /// No message is held back any more.
    pub fn held_back_over(&self) -> RichText {
        notices::held_back_over(self).finish()
    }

    /// The chat with Tribute was not read from one moment to the other, and now is.
    pub fn away(&self, from: Timestamp, to: Timestamp) -> RichText {
        notices::away(self, from, to).finish()
    }

    /// How a day went, told at `now`: one line.
    pub fn daily(&self, day: &Day, now: Timestamp) -> RichText {
        daily::line(self, day, now).finish()
    }

    /// The journal was lost or restored from a backup, and what was done `since` is not known: so
    /// many orders were found in the chat, so many of them answered; so many were under way; so
    /// many messages no rule knows.
    pub fn adopted(
        &self,
        since: Timestamp,
        found_count: u32,
        answered_count: u32,
        open_count: u32,
        unknown_count: u32,
    ) -> RichText {
        let counts = [found_count, answered_count, open_count, unknown_count];
        notices::adopted(self, since, counts).finish()
    }

    /// This program made a mistake (an [`IllegalEvent`](crate::order::life::IllegalEvent)) about
    /// the order `number`, which stays as it was; `what` says which.
    pub fn program_fault(&self, number: u32, what: &str) -> RichText {
        notices::program_fault(self, number, what).finish()
    }

    /// The changed configuration `file` is refused; what was there before goes on to count.
    pub fn config_refused(&self, file: &str, why: &str) -> RichText {
        notices::config_refused(self, file, why).finish()
    }

    /// The configuration that was refused is right again, and counts.
    pub fn config_mended(&self) -> RichText {
        notices::config_mended(self).finish()
    }

    /// In the configuration, keys were changed that count for nothing yet.
    pub fn config_idle(&self, keys: &[String]) -> RichText {
        notices::config_idle(self, keys).finish()
    }

    /// In the configuration, keys were changed that count after a restart only.
    pub fn config_fixed(&self, keys: &[String]) -> RichText {
        notices::config_fixed(self, keys).finish()
    }

    /// The text in this voice's language.
    pub(super) fn pick<'a>(&self, english: &'a str, russian: &'a str) -> &'a str {
        self.language.pick(english, russian)
    }

    /// An empty message.
    pub(super) fn compose() -> Compose {
        Compose::default()
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

    /// An amount as people of this language write it.
    pub(super) fn money(&self, money: Money) -> String {
        money.render(self.language == Language::Russian)
    }
}

/// The form of a Russian noun that goes with a count: 1 заказ, 2 заказа, 5 заказов.
pub(super) fn russian_plural(count: u32, forms: [&'static str; 3]) -> &'static str {
    match (count % 10, count % 100) {
        (_, 11..=14) => forms[2],
        (1, _) => forms[0],
        (2..=4, _) => forms[1],
        _ => forms[2],
    }
}
