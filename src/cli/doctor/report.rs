//! What was found, for people and for machines.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use super::check::{Finding, Verdict};
use crate::cli::json_line;
use crate::cli::table::{Cell, Colour, Table};
use crate::i18n::t;
use crate::report::OutputStyle;
use crate::wrapping::wrapped;

#[derive(Debug, Serialize)]
pub(super) struct CheckResult {
    pub(super) check: &'static str,
    #[serde(flatten)]
    pub(super) finding: Finding,
}

pub(super) fn title(check: &str) -> String {
    t!("doctor-title", check)
}

pub(super) fn is_well(results: &[CheckResult]) -> bool {
    count(results, Verdict::Failed) == 0
}

fn count(results: &[CheckResult], verdict: Verdict) -> usize {
    results.iter().filter(|it| it.finding.verdict == verdict).count()
}

pub(super) fn write_json(
    results: &[CheckResult],
    is_well: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "{}", json_line::of(&json!({ "ok": is_well, "checks": results })))
}

/// A table, and a line that sums it up, unless it was interrupted.
pub(super) fn write_table(
    results: &[CheckResult],
    is_whole: bool,
    style: OutputStyle,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut table = Table::default();
    let rows = rows(results);
    for (names, finding) in &rows {
        let titles = match (rows.len(), names.len()) {
            // Nobody need read the names of all that there is.
            (2, 2..) => t!("doctor-everything-else"),
            _ => names.iter().map(|name| title(name)).collect::<Vec<_>>().join(" · "),
        };
        let gap = if names.len() > 1 { "\n" } else { " " };
        let remedy = finding.remedy.as_ref();
        let remedy = remedy.map_or_else(String::new, |remedy| format!("\n→ {remedy}"));
        let text = format!("{titles}:{gap}{}{remedy}", finding.what);
        table.push([verdict(finding.verdict), Cell::from(text)]);
    }
    let last = if is_whole { summary(results) } else { t!("doctor-interrupted") };
    writeln!(out, "{}\n{}", table.render(style), wrapped(&last, style.columns))
}

/// What a person has to read: nothing that there is no need to look at, and no reason twice for skipped checks.
fn rows(results: &[CheckResult]) -> Vec<(Vec<&'static str>, &Finding)> {
    let mut rows: Vec<(Vec<&'static str>, &Finding)> = Vec::new();
    for CheckResult { check, finding } in results {
        let is_skipped = finding.verdict == Verdict::Skipped;
        match rows.iter_mut().find(|(_, it)| is_skipped && *it == finding) {
            _ if finding.verdict == Verdict::NotNeeded => {}
            Some((names, _)) => names.push(check),
            None => rows.push((vec![check], finding)),
        }
    }
    rows
}

fn verdict(verdict: Verdict) -> Cell {
    let (name, mark, colour) = match verdict {
        Verdict::Ok => ("ok", "✓", Colour::Green),
        Verdict::Warning => ("warning", "!", Colour::Yellow),
        Verdict::Failed => ("failed", "✗", Colour::Red),
        Verdict::Skipped | Verdict::NotNeeded => ("skipped", "–", Colour::Grey),
    };
    Cell::coloured(format!("{mark} {}", t!("doctor-verdict", verdict = name)), colour)
}

/// The whole in a line. All is well only where all was looked at.
fn summary(results: &[CheckResult]) -> String {
    let [failed, warnings, skipped] =
        [Verdict::Failed, Verdict::Warning, Verdict::Skipped].map(|it| count(results, it));
    let outcome = match (failed, warnings, skipped) {
        (0, 0, 0) => "well",
        (0, 0, _) => "checked-well",
        (0, _, 0) => "works",
        (0, _, _) => "not-broken",
        _ => "failed",
    };
    let parts = [
        Some(t!("doctor-summary", outcome, count = failed)),
        (warnings > 0).then(|| t!("doctor-summary-warnings", count = warnings)),
        (skipped > 0).then(|| t!("doctor-summary-skipped", count = skipped)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::i18n::Language;
    use crate::i18n::with_language;

    fn found(verdict: Verdict, what: &str) -> Finding {
        Finding::new(verdict, what.to_owned(), None)
    }

    fn result(check: &'static str, finding: Finding) -> CheckResult {
        CheckResult { check, finding }
    }

    fn results() -> Vec<CheckResult> {
        let warning = Finding {
            remedy: Some("do\nthis".to_owned()),
            ..found(Verdict::Warning, "a \u{1b}[31mtitle")
        };
        vec![result("disk", found(Verdict::Ok, "5 GB free")), result("moderators", warning)]
    }

    fn table(results: &[CheckResult]) -> String {
        let mut out = Vec::new();
        write_table(results, true, OutputStyle::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let table = table(&results());
        assert!(!table.contains('\u{1b}'), "{table}");
        assert!(table.contains("a ⟨001B⟩[31mtitle") && table.contains("→ do"), "{table}");
        assert!(table.ends_with("It works. Worth a look: 1.\n"), "{table}");
    }

    #[test]
    fn for_machines_it_is_one_line() {
        let mut out = Vec::new();
        write_json(&results(), true, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 1);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["ok"], true);
        assert_eq!(value["checks"][1]["check"], "moderators");
        assert_eq!(value["checks"][1]["verdict"], "warning");
        assert_eq!(value["checks"][0]["remedy"], Value::Null);
    }

    #[test]
    fn one_failure_is_enough() {
        let mut results = results();
        assert!(is_well(&results));
        results.push(result("shop", found(Verdict::Failed, "")));
        assert!(!is_well(&results));
        assert_eq!(summary(&results), "Not in order: 1. Worth a look: 1.");
    }

    #[test]
    fn what_could_not_be_checked_for_one_reason_is_told_once_and_not_called_well() {
        let mut results = vec![result("disk", found(Verdict::Ok, "5 GB free"))];
        assert_eq!(summary(&results), "All is well.");
        let skipped = || found(Verdict::Skipped, "`run` is at work.");
        results.push(result("account", skipped()));
        results.push(result("shop", found(Verdict::Ok, "good")));
        results.push(result("tribute", skipped()));
        results.push(result("battery", found(Verdict::NotNeeded, "No phone.")));
        let table = table(&results);
        assert_eq!(table.matches("`run` is at work.").count(), 1, "{table}");
        assert!(table.contains("Account · Tribute's bot"), "{table}");
        assert!(!table.contains("No phone."), "{table}");
        let summed = "What could be checked is in order. Not checked: 2.\n";
        assert!(table.ends_with(summed), "{table}");
        results.push(result("moderators", found(Verdict::Warning, "")));
        assert_eq!(
            with_language(Language::Russian, || summary(&results)),
            "Поломок не найдено. Стоит взглянуть: 1. Не проверено: 2."
        );
    }
}
