//! The report for people: the moderators' chat as they would see it, a table, the deviations, the sums.

use std::io::{self, Write};
use std::time::Duration;

use super::Report;
use crate::cli::orders::words;
use crate::cli::rehearse::case::End;
use crate::cli::rehearse::progress::mark;
use crate::cli::rehearse::run_result::Outcome;
use crate::cli::table::Table;
use crate::i18n::t;
use crate::order::Untrusted;
use crate::report::{OutputStyle, UserError};
use crate::telegram::Fatal;

impl Report {
    pub(in crate::cli::rehearse) fn write_for_people(
        &self,
        took: Duration,
        style: OutputStyle,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write_moderators_chat(self, out)?;
        writeln!(out, "{}\n", table(self).render(style))?;
        write_deviations(self, out)?;
        if let Some(fatal) = self.fatal() {
            write_fatal(fatal, out)?;
        }
        let faults = self.faults().into_iter().filter(|(_, count)| *count > 0);
        let faults = faults.map(|(kind, count)| t!("rehearse-fault", kind, count));
        let faults = faults.collect::<Vec<_>>().join(", ");
        if !faults.is_empty() {
            writeln!(out, "{}", t!("rehearse-faults", faults))?;
        }
        let sums = self.summary;
        let line = t!(
            "rehearse-summary",
            orders = sums.orders,
            as_expected = sums.as_expected,
            completed = sums.completed,
            escalated = sums.escalated,
            closed = sums.closed,
            other = sums.other,
            seconds = format!("{:.1}", took.as_secs_f64()),
        );
        writeln!(out, "{line}")
    }
}

fn write_moderators_chat(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let told = report.results.iter().flat_map(|result| &result.told);
    for (index, text) in told.filter_map(|notice| notice.last()).enumerate() {
        if index == 0 {
            writeln!(out, "{}\n", t!("rehearse-moderators-chat"))?;
        }
        quote(text, out)?;
    }
    Ok(())
}

fn quote(text: &str, out: &mut dyn Write) -> io::Result<()> {
    for line in text.lines() {
        writeln!(out, "  │ {}", Untrusted::new(line))?;
    }
    writeln!(out)
}

fn table(report: &Report) -> Table {
    let mut table = Table::new([
        "№".to_owned(),
        t!("rehearse-column-title"),
        t!("rehearse-column-state"),
        t!("rehearse-column-as-expected"),
    ]);
    for outcome in report.outcomes() {
        table.push([
            outcome.case.number.to_string(),
            outcome.case.title.clone(),
            state(outcome),
            mark(outcome.is_as_expected()).to_owned(),
        ]);
    }
    table
}

/// `completed → 12345`, `with the moderators (no_account_id)`
fn state(outcome: &Outcome) -> String {
    let state = outcome.observed.state_in_words();
    let record = outcome.observed.record.as_ref();
    match record.and_then(|record| record.life.account.as_ref()) {
        Some(account) if outcome.observed.end() == Some(End::Completed) => {
            format!("{state} → {account}")
        }
        _ => state,
    }
}

fn write_deviations(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut is_any = false;
    for outcome in report.outcomes() {
        // The last event is the likely reason of them all.
        let last = outcome.last_event.as_ref().map(words::event);
        let mut last = last.map(|event| t!("rehearse-last-event", event));
        for deviation in &outcome.deviations {
            is_any = true;
            let line = t!(
                "rehearse-deviation",
                source = &outcome.case.source,
                aspect = deviation.aspect,
                expected = Untrusted::new(deviation.expected.as_str()).to_string(),
                came = Untrusted::new(deviation.came.as_str()).to_string(),
            );
            let last = last.take().map_or_else(String::new, |last| format!(" {last}"));
            writeln!(out, "✗ {line}{last}")?;
        }
    }
    if is_any { writeln!(out) } else { Ok(()) }
}

/// What the owner would see.
fn write_fatal(fatal: Fatal, out: &mut dyn Write) -> io::Result<()> {
    let code = fatal.exit() as u8;
    writeln!(out, "{}\n", t!("rehearse-session-ended", exit_code = code))?;
    let text = format!("{}\n{}", fatal.what(), fatal.remedy());
    quote(&text, out)?;
    writeln!(out, "{}\n", t!("rehearse-session-ended-next"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use regex::Regex;
    use telegram_sandbox::datacentre::faults::FaultCounts;

    use super::*;
    use crate::cli::rehearse::case::end_name;

    const TEXTS: [&str; 2] = [
        include_str!("../../../../locales/en/rehearse.ftl"),
        include_str!("../../../../locales/ru/rehearse.ftl"),
    ];

    /// The names that a text chooses its words by.
    fn variants<'a>(texts: &'a str, id: &str) -> BTreeSet<&'a str> {
        let (_, text) = texts.split_once(&format!("\n{id} =")).unwrap();
        let lines = text.lines().skip(1).take_while(|it| it.starts_with(' '));
        let variant = Regex::new(r"^ +\*?\[(\w+)\]").unwrap();
        let names = lines.filter_map(|line| Some(variant.captures(line)?.get(1)?.as_str()));
        names.collect()
    }

    #[test]
    fn every_aspect_that_is_judged_has_its_words() {
        let sources = [
            include_str!("../deviations.rs"),
            include_str!("../run_result.rs"),
            include_str!("../testbed.rs"),
        ];
        let named = Regex::new(r#"(?:new|\W)\(\s*"([a-z_]+)","#).unwrap();
        let aspects = sources.iter().flat_map(|source| named.captures_iter(source));
        let aspects: BTreeSet<&str> = aspects.map(|it| it.get(1).unwrap().as_str()).collect();
        assert!(aspects.len() > 12, "{aspects:?}");
        for texts in TEXTS {
            assert_eq!(variants(texts, "rehearse-deviation"), aspects);
        }
    }

    #[test]
    fn every_end_and_every_fault_has_its_words() {
        let ends = [End::Completed, End::Escalated, End::Closed, End::Ignored].map(end_name);
        let ends = ends.into_iter().chain(["any"]).collect();
        let faults = serde_json::to_value(FaultCounts::default()).unwrap();
        let faults = faults.as_object().unwrap().keys().map(String::as_str);
        let faults = faults.collect();
        for texts in TEXTS {
            assert_eq!(variants(texts, "rehearse-end"), ends);
            assert_eq!(variants(texts, "rehearse-fault"), faults);
        }
    }
}
