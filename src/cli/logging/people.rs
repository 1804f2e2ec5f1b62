//! The log's lines for somebody who watches a terminal: the time of day, and what happened in their language.
//!
//! The words of an event find its text: `new order` is `log-new-order` in `locales/`, with the event's fields as
//! arguments. A line that has no text, a library's, stays as it is.

use std::fmt;

use jiff::tz::TimeZone;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::registry::LookupSpan;

use super::DRY_RUN;
use crate::i18n::{self, Arguments, t};
use crate::machine::{Clock as _, Machine};
use crate::order::Untrusted;
use crate::report::OutputStyle;
use crate::wrapping::wrapped;

/// Fields whose values are names that have words of their own, or that a text asks about without knowing whether
/// they are there.
const NAMES: [&str; 5] = ["reason", "state", "answer", "kind", "act"];

pub(super) struct ForPeople(pub(super) OutputStyle);

impl<S, N> FormatEvent<S, N> for ForPeople
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'w> FormatFields<'w> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let now = Machine.now().to_zoned(TimeZone::system());
        let time = now.strftime("%H:%M").to_string();
        let mark = match *event.metadata().level() {
            Level::ERROR => "✗ ",
            Level::WARN => "! ",
            _ => "",
        };
        let is_dry = context.lookup_current().is_some_and(|span| span.name() == DRY_RUN);
        let dry = if is_dry { t!("log-dry-run") + " " } else { String::new() };
        let line = format!("{time} {mark}{dry}{}", fields.told());
        let line = wrapped(&line, self.0.columns);
        match line.strip_prefix(&time) {
            // Last, as colours have no width.
            Some(rest) if self.0.colours => writeln!(writer, "\u{1b}[2m{time}\u{1b}[0m{rest}"),
            _ => writeln!(writer, "{line}"),
        }
    }
}

#[derive(Default)]
struct Fields {
    message: String,
    named: Vec<(&'static str, String)>,
}

impl Fields {
    fn told(&self) -> String {
        let mut arguments = Arguments::new();
        for name in NAMES {
            arguments.set(name, "none");
        }
        for (name, value) in &self.named {
            match *name {
                "reason" => arguments.set("reason", t!("order-reason", reason = value)),
                name => arguments.set(name, value),
            }
        }
        i18n::find(&text_id(&self.message), &arguments).unwrap_or_else(|| {
            let fields = self.named.iter().map(|(name, value)| format!(" {name}={value}"));
            let fields: Vec<_> = fields.collect();
            self.message.clone() + &fields.concat()
        })
    }

    fn keep(&mut self, field: &Field, value: String) {
        if field.name() == "message" {
            self.message = value;
        } else {
            let value = Untrusted::new(value).to_string();
            self.named.push((field.name(), value));
        }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.keep(field, format!("{value:?}"));
    }
}

/// The id of the text for an event's words.
fn text_id(words: &str) -> String {
    let words = words.to_ascii_lowercase();
    let parts = words.split(|letter: char| !letter.is_ascii_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    format!("log-{}", parts.join("-"))
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;
    use crate::i18n::Language;
    use crate::i18n::with_language;

    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Lines without their times of day.
    fn told(language: Language, columns: usize, work: impl FnOnce()) -> Vec<String> {
        let written: Arc<Mutex<Vec<u8>>> = Arc::default();
        let writer = Arc::clone(&written);
        let lines = tracing_subscriber::fmt::layer()
            .with_writer(move || Sink(Arc::clone(&writer)))
            .event_format(ForPeople(OutputStyle { columns: Some(columns), colours: false }));
        let subscriber = tracing_subscriber::registry().with(lines);
        with_language(language, || {
            tracing::subscriber::with_default(subscriber, work);
        });
        let text = String::from_utf8(written.lock().unwrap().clone()).unwrap();
        let lines = text.lines().map(|line| line.chars().skip(6).collect());
        lines.collect()
    }

    #[test]
    fn people_read_what_happened_in_their_language() {
        let lines = told(Language::Russian, 200, || {
            tracing::warn!(why = "connection refused", "away from Telegram; connecting again");
            tracing::info!(number = 7, reason = "no_details", odd = 1, "escalated");
            tracing::warn!(key = "\u{1b}x", "their warning");
        });
        assert_eq!(
            lines,
            [
                "! нет связи с Telegram, переподключаюсь: connection refused",
                "№7: передан модераторам, покупатель ничего не написал",
                "! their warning key=⟨001B⟩x",
            ]
        );
    }

    #[test]
    fn lines_fit_a_telephone() {
        let lines = told(Language::English, 40, || {
            tracing::warn!(
                why = "connection refused by who knows whom",
                "away from Telegram; connecting again"
            );
        });
        assert!(
            lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 34),
            "{lines:?}"
        );
    }
}
