//! The log's lines for somebody who watches a terminal: the time of day, and what happened in their language.
//!
//! The words of an event find its text: `new order` is `log-new-order` in `locales/`, with the event's fields as
//! arguments. One that is empty is no line; one that is not there, a library's, stays as it is.

use std::fmt;
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::registry::LookupSpan;

use super::DRY_RUN;
use crate::cli::moment;
use crate::i18n::{self, Arguments, t};
use crate::machine::{Clock as _, Machine};
use crate::order::Untrusted;
use crate::order_view::words;
use crate::report::OutputStyle;
use crate::shop::describe_why;
use crate::telegram::waiting_time;
use crate::wrapping::wrapped;

/// Fields that a text asks about without knowing whether they are there.
const NAMES: [&str; 11] = [
    "reason", "state", "answer", "kind", "act", "product", "price", "next_at", "why", "seller",
    "number",
];
/// Fields that say how long.
const DURATIONS: [&str; 6] = ["wait", "pause", "every", "after", "by", "slept"];
/// Fields that say why, in words of ours or of somebody else's.
const REASONS: [&str; 3] = ["why", "error", "failure"];

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
        let told = fields.told();
        // What the order's last line tells as well.
        if told.is_empty() {
            return Ok(());
        }
        let time = moment::time(Machine.now());
        let mark = match *event.metadata().level() {
            Level::ERROR => "✗ ",
            Level::WARN => "! ",
            _ => "",
        };
        let is_dry = context.lookup_current().is_some_and(|span| span.name() == DRY_RUN);
        let dry = if is_dry { t!("log-dry-run") + " " } else { String::new() };
        let line = format!("{time} {mark}{dry}{told}");
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
            let value = match *name {
                "reason" => t!("order-reason", reason = value),
                "price" => value.parse().map_or_else(|_| value.clone(), words::price),
                "next_at" => value.parse().map_or_else(|_| value.clone(), moment::time),
                name if DURATIONS.contains(&name) => duration(value),
                "why" => describe_why(&Untrusted::new(i18n::reason(value))),
                name if REASONS.contains(&name) => i18n::reason(value),
                _ => value.clone(),
            };
            arguments.set(name, value);
        }
        i18n::find(&i18n::id_of_words("log", &self.message), &arguments).unwrap_or_else(|| {
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

/// A duration as `Debug` prints it, in words.
fn duration(printed: &str) -> String {
    let seconds = printed.strip_suffix('s').and_then(|seconds| seconds.parse::<f64>().ok());
    let duration = seconds.and_then(|it| Duration::try_from_secs_f64(it.ceil()).ok());
    duration.map_or_else(|| printed.to_owned(), waiting_time)
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.keep(field, format!("{value:?}"));
    }
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
            tracing::warn!(
                why = "the connection was lost",
                every = "30s",
                "away from Telegram; connecting again"
            );
            tracing::info!(number = 7, reason = "no_details", odd = 1, "escalated");
            let wait = Duration::from_millis(1_500);
            tracing::warn!(act = "Send", ?wait, "Telegram asks to wait");
            let next_at = "2026-11-22T19:35:07Z";
            tracing::info!(
                number = 8,
                answer = "unavailable",
                why = "connection refused",
                next_at,
                "the shop answered"
            );
            tracing::warn!(key = "\u{1b}x", "their warning");
        });
        let next = moment::time("2026-11-22T19:35:07Z".parse().unwrap());
        assert_eq!(
            lines,
            [
                "! нет связи с Telegram: связь прервалась посреди запроса; переподключаюсь, не реже раза в 30 с, заказы подождут в чате",
                "№7: передан модераторам, покупатель ничего не написал",
                "! Telegram просит подождать с отправкой: 2 с",
                &format!(
                    "№8: магазин недоступен (соединение отклонено), следующая попытка в {next}"
                ),
                "! their warning key=⟨001B⟩x",
            ]
        );
    }

    #[test]
    fn lines_fit_a_telephone() {
        let lines = told(Language::English, 40, || {
            tracing::warn!(
                why = "connection refused by who knows whom",
                every = "30s",
                "away from Telegram; connecting again"
            );
        });
        assert!(
            lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 34),
            "{lines:?}"
        );
    }
}
