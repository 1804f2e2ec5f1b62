//! Logs: to stderr, ours from `info`, the libraries' from `warn`; in English, but for somebody who watches a
//! terminal ([`people`]). Where somebody waits for an answer, they get that and no log, but for what they would
//! wait for in vain. What an agent in a [`dry_run`] says that it did is left out: nothing of it was done.
//!
//! `TRIBUTE_AGENT_LOG` changes that: a bare level (`debug`) is ours, the libraries' have to be named
//! (`grammers_mtsender=debug`). Their TRACE never comes out: there grammers prints the texts of messages.

mod people;

use std::io;

use tracing::{Level, Metadata, Span, Subscriber, error_span};
use tracing_subscriber::filter::{DynFilterFn, LevelFilter, Targets, dynamic_filter_fn};
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer, Registry};

use super::arguments::LogFormat;
use super::stdio::Stdio;
use people::ForPeople;

/// What is logged unless somebody says otherwise: that the connection broke, and how, we say ourselves.
const DEFAULT: &str = "info,grammers_mtsender=error";
/// The same where somebody waits for the command: only that Telegram or another program has it wait.
const WAITS: &str = "off,tribute_agent::telegram::messenger::waiting=warn,tribute_agent::sources::tribute_chat::retry=warn,tribute_agent::sqlite=warn";
/// And what they are told, when that goes into the log: see `Context::tell`.
const TOLD: &str = "tribute_agent::cli=info";

/// The span of a dry run: lines are written with the names of their spans.
const DRY_RUN: &str = "dry_run";

/// The rooms that log their actions.
const ACTING: [&str; 4] = ["engine", "moderation", "shop", "sources"];

/// Starts logging for the rest of the process; a second call changes nothing. `is_watched`: somebody
/// waits for this command.
pub(super) fn start(format: LogFormat, is_watched: bool, stdio: &Stdio) {
    let directives = (stdio.environment)("TRIBUTE_AGENT_LOG");
    let terminal = stdio.stderr_is_terminal.then(|| stdio.errors_style());
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(terminal.is_some_and(|style| style.colours));
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match (format, terminal) {
        (LogFormat::Json, _) => {
            let lines = lines.json().flatten_event(true);
            Box::new(lines.with_current_span(false).with_span_list(false))
        }
        // Who asks for more wants to see the log itself.
        (LogFormat::Text, Some(style)) if directives.is_none() => {
            Box::new(lines.event_format(ForPeople(style)))
        }
        (LogFormat::Text, _) => Box::new(lines.with_target(false)),
    };
    let filter = match directives.as_deref() {
        None if is_watched => quiet(format),
        directives => filter(directives),
    };
    // Only tests start it twice, in one process.
    let _ = tracing_subscriber::registry().with(lines).with(filter).with(hidden()).try_init();
}

/// The span of an agent whose actions are only planned. It is there whatever is logged.
pub(super) fn dry_run() -> Span {
    error_span!("dry_run")
}

/// For who waits for the command.
fn quiet(format: LogFormat) -> Targets {
    let told = (format == LogFormat::Json).then_some(TOLD);
    targets(WAITS.split(',').chain(told).map(str::to_owned))
}

/// What was asked for; what can't be understood of it is left out.
fn filter(directives: Option<&str>) -> Targets {
    let directives = directives.unwrap_or(DEFAULT).split(',').map(str::trim);
    targets(std::iter::once("warn".to_owned()).chain(directives.map(ours_if_bare)))
}

fn targets(directives: impl Iterator<Item = String>) -> Targets {
    let readable = directives.filter(|directive| directive.parse::<Targets>().is_ok());
    readable.collect::<Vec<_>>().join(",").parse().unwrap_or_default()
}

fn ours_if_bare(directive: &str) -> String {
    let is_bare = directive.parse::<LevelFilter>().is_ok();
    let ours = if is_bare { "tribute_agent=" } else { "" };
    format!("{ours}{directive}")
}

/// Keeps back, whatever was asked for: the libraries' TRACE; and a dry run's actions, none of which was done. Its
/// warnings are of what is real; who asks for more than `info` wants to see what is decided.
fn hidden<S>() -> DynFilterFn<S, impl Fn(&Metadata<'_>, &Context<'_, S>) -> bool>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    dynamic_filter_fn(|metadata, context: &Context<'_, S>| {
        let level = *metadata.level();
        if level == Level::TRACE {
            return metadata.target().starts_with("tribute_agent");
        }
        let room = metadata.target().strip_prefix("tribute_agent::").unwrap_or_default();
        let is_action = metadata.is_event()
            && level == Level::INFO
            && ACTING.iter().any(|acting| room.starts_with(acting));
        let is_planned = || context.lookup_current().is_some_and(|span| span.name() == DRY_RUN);
        !(is_action && is_planned())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// What comes through with these directives.
    fn logged(directives: Option<&str>) -> String {
        logged_through(filter(directives))
    }

    fn logged_through(filter: Targets) -> String {
        let written: Arc<Mutex<Vec<u8>>> = Arc::default();
        let writer = Arc::clone(&written);
        let subscriber = tracing_subscriber::registry().with(filter).with(hidden()).with(
            tracing_subscriber::fmt::layer()
                .with_ansi(false)
                .with_writer(move || Sink(Arc::clone(&writer))),
        );
        tracing::subscriber::with_default(subscriber, || {
            tracing::trace!(target: "grammers_mtsender", "secret text");
            tracing::debug!(target: "grammers_mtsender", "their debug");
            tracing::warn!(target: "grammers_mtsender", "their warning");
            tracing::error!(target: "grammers_mtsender", "their error");
            tracing::trace!(target: "tribute_agent::engine", "our trace");
            tracing::info!(target: "tribute_agent::engine", "our info");
            tracing::warn!(target: "tribute_agent::telegram::connection", "our warning");
            tracing::warn!(target: "tribute_agent::sources::tribute_chat::retry", "it waits");
            tracing::info!(target: "tribute_agent::cli::context", "told");
        });
        let bytes = written.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

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

    #[test]
    fn texts_of_messages_never_reach_the_log() {
        for directives in
            [None, Some("trace"), Some("grammers_mtsender=trace"), Some("nonsense=,,")]
        {
            assert!(!logged(directives).contains("secret text"), "{directives:?}");
        }
        let all = logged(Some("trace,grammers_mtsender=trace"));
        assert!(all.contains("our trace") && all.contains("their debug"));
    }

    #[test]
    fn who_waits_for_an_answer_gets_no_log() {
        for (format, is_told) in [(LogFormat::Text, false), (LogFormat::Json, true)] {
            let log = logged_through(quiet(format));
            for word in ["their warning", "our warning", "our info"] {
                assert!(!log.contains(word), "{log}");
            }
            assert!(log.contains("it waits"), "{log}");
            assert_eq!(log.contains("told"), is_told, "{log}");
        }
    }

    #[test]
    fn a_bare_level_is_ours() {
        for (level, info, trace) in
            [("trace", true, true), ("debug", true, false), ("error", false, false)]
        {
            let log = logged(Some(level));
            assert_eq!(
                (log.contains("our info"), log.contains("our trace")),
                (info, trace),
                "{level}"
            );
            assert!(!log.contains("their debug") && log.contains("their warning"), "{level}");
        }
        assert!(!logged(Some("off")).contains("our info"));
    }

    #[test]
    fn by_default_we_say_more_than_the_libraries() {
        let log = logged(None);
        assert!(log.contains("our info") && log.contains("their error"));
        // The connection's troubles are told by us.
        assert!(!log.contains("their warning"));
        assert!(!log.contains("our trace") && !log.contains("their debug"));
    }
}
