//! The words for moderators: a language, and a time zone.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::markup::{Markup, rich};
use super::order_card::Card;
use super::reasons::quoted;
use crate::engine::{Incident, IncidentEnd, IncidentKind, Wording};
use crate::i18n::{self, Language, t};
use crate::order::{Record, Untrusted};
use crate::rich_text::RichText;
use crate::shop::describe_why;

/// Puts into words what moderators are told.
#[derive(Clone, Debug)]
pub struct Formatter {
    /// The moderators' language.
    pub language: Language,
    /// The time zone in which times of day are given.
    pub time_zone: TimeZone,
    /// The name of the file with the owner's settings.
    pub config_file: String,
    /// What stands on the button that is pressed, in their language if it has that.
    pub send_button: String,
}

impl Wording for Formatter {
    /// The one message about an order, by where it stands: what happened and what can be done when
    /// it is escalated, one line when it is settled, that it is being worked on otherwise. `now`
    /// says which day needs no date.
    fn card(&self, record: &Record, now: Timestamp) -> RichText {
        self.message(|| Card { formatter: self, record, now }.write())
    }

    fn incident_opened(
        &self,
        incident: &Incident,
        waiting_count: u32,
        first_number: Option<u32>,
    ) -> RichText {
        let kind = incident.kind;
        self.message(|| {
            let opened = rich!(
                "moderation-incident-opened",
                trouble = kind.trouble(),
                since = self.time(incident.opened_at, incident.opened_at),
                detail = detail(incident)
            );
            let first = first_number.unwrap_or_default();
            let waiting =
                rich!("moderation-incident-waiting", count = waiting_count, first = first);
            // Of a shop that is away nothing is known but that.
            let advice = (kind != IncidentKind::ShopUnavailable)
                .then(|| rich!("moderation-incident-advice", kind = kind.name()));
            let lines = [opened, waiting].into_iter().chain(self.attempts(incident));
            let answers = kind.name().starts_with("shop_") && waiting_count > 0;
            let answers = answers.then(|| rich!("moderation-incident-answers"));
            Markup::lines(lines.chain(advice).chain(answers))
        })
    }

    fn incident_closed(&self, end: &IncidentEnd) -> RichText {
        let (from, to) = (self.time(end.from, end.from), self.time(end.to, end.from));
        self.message(|| {
            let kind = end.kind.name();
            let closed = rich!("moderation-incident-closed", kind = kind, from = from, to = to);
            let waiting = u32::try_from(end.escalated.len()).unwrap_or(u32::MAX);
            let orders = (end.orders > 0).then(|| {
                rich!(
                    "moderation-incident-orders",
                    done = end.orders.saturating_sub(end.at_work + waiting),
                    count = end.orders,
                    working = end.at_work,
                    waiting = waiting,
                    numbers = listed(&end.escalated)
                )
            });
            Markup::lines([closed].into_iter().chain(orders))
        })
    }

    fn event_not_taken(&self, event: &Untrusted, why: &Untrusted) -> RichText {
        let why = Untrusted::new(describe_why(why));
        self.message(|| rich!("moderation-event-not-taken", event = event, why = &why))
    }

    fn stock_is_low(&self, sku: &Untrusted, free: u32) -> RichText {
        self.message(|| rich!("moderation-stock-low", sku = sku, count = free))
    }

    fn program_fault(&self, number: u32, what: &str) -> RichText {
        let what = Untrusted::new(what);
        self.message(|| rich!("moderation-program-fault", number = number, what = &what))
    }
}

/// So many orders are named one by one.
const NUMBERS_TOLD_MAX: usize = 10;

/// `№148, №150`
pub(super) fn listed(numbers: &[u32]) -> String {
    let named = numbers.iter().take(NUMBERS_TOLD_MAX).map(|it| format!("№{it}"));
    let named = named.collect::<Vec<_>>().join(", ");
    if numbers.len() > NUMBERS_TOLD_MAX { named + "…" } else { named }
}

impl Formatter {
    /// A message in the moderators' language.
    pub(super) fn message(&self, write: impl FnOnce() -> Markup) -> RichText {
        i18n::with_language(self.language, write).finish()
    }

    /// A few words of our own, in the moderators' language.
    pub(crate) fn in_words(&self, write: impl FnOnce() -> String) -> String {
        i18n::with_language(self.language, write)
    }

    /// `I keep trying until 25.11 12:03, next at 12:22.`
    fn attempts(&self, incident: &Incident) -> Option<Markup> {
        let time = |at: Option<_>| at.map(|at| self.time(at, incident.opened_at));
        let [next, until] = [incident.next_attempt_at, incident.gives_up_at].map(time);
        let known = match (&next, &until) {
            (Some(_), Some(_)) => "both",
            (Some(_), None) => "next",
            (None, Some(_)) => "until",
            (None, None) => return None,
        };
        let (next, until) = (next.unwrap_or_default(), until.unwrap_or_default());
        Some(rich!("moderation-incident-attempts", known = known, next = next, until = until))
    }

    /// A time of day, with its date unless that is the day of `today`.
    pub(super) fn time(&self, at: Timestamp, today: Timestamp) -> String {
        let zone = self.zone(at);
        let at = at.to_zoned(self.time_zone.clone());
        let today = today.to_zoned(self.time_zone.clone());
        let format = if at.date() == today.date() {
            "%H:%M"
        } else if at.year() == today.year() {
            "%d.%m %H:%M"
        } else {
            "%d.%m.%Y %H:%M"
        };
        format!("{}{zone}", at.strftime(format))
    }

    /// A date and a time of day.
    pub(super) fn date_and_time(&self, at: Timestamp) -> String {
        let zone = self.zone(at);
        format!("{}{zone}", at.to_zoned(self.time_zone.clone()).strftime("%d.%m.%Y %H:%M"))
    }

    /// The zone behind a time, where nobody lives by it: a server's clock shows UTC.
    fn zone(&self, at: Timestamp) -> &'static str {
        let is_utc = self.time_zone.to_offset_info(at).abbreviation() == "UTC";
        if is_utc || self.time_zone.is_unknown() { " UTC" } else { "" }
    }
}

impl IncidentKind {
    /// What is wrong, before `since HH:MM`.
    pub fn trouble(self) -> String {
        t!("moderation-incident-trouble", kind = self.name())
    }
}

/// `: connection refused`
fn detail(incident: &Incident) -> Markup {
    let why = &incident.detail;
    let detail = match (incident.kind, why.as_str()) {
        // Telegram's other names speak for themselves.
        (IncidentKind::ChatUnreachable, why @ ("" | "FLOOD_WAIT")) => {
            rich!("moderation-telegram-trouble", why = why)
        }
        (_, "") => return Markup::default(),
        (IncidentKind::ShopUnavailable, _) => Markup::outside(&Untrusted::new(describe_why(why))),
        _ => quoted(Markup::outside(why)),
    };
    Markup::plain(": ").and(detail)
}
