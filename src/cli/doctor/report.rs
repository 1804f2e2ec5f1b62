//! What was found, for people and for machines.

use std::io::{self, Write};

use comfy_table::{Cell, Color, ContentArrangement, Table, presets};
use serde_json::{Value, json};

use super::super::json_line;
use super::finding::{Check, Finding, Verdict};
use crate::language::Language;
use crate::report::for_terminal;

/// What the table may do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looks {
    /// Whether it goes to a terminal, whose width it has to fit.
    pub terminal: bool,
    /// Whether that takes colours.
    pub colours: bool,
}

/// Whether nothing failed.
pub(super) fn is_well(findings: &[Finding]) -> bool {
    findings
        .iter()
        .all(|finding| finding.verdict != Verdict::Failed)
}

/// One JSON object: `ok`, and `checks` in their order.
pub(super) fn write_json(
    findings: &[Finding],
    is_well: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let checks: Vec<Value> = findings.iter().map(to_json).collect();
    let report = json!({ "ok": is_well, "checks": checks });
    writeln!(out, "{}", json_line::of(&report))
}

fn to_json(finding: &Finding) -> Value {
    json!({
        "check": finding.check.name(),
        "verdict": finding.verdict.name(),
        "code": finding.code,
        "what": finding.what,
        "remedy": finding.remedy,
    })
}

/// A row of the table: several checks that could not be made for one reason share it.
struct Row<'f> {
    checks: Vec<Check>,
    finding: &'f Finding,
}

/// A table of two columns, which fits a phone, and a line that sums it up, unless it was interrupted.
pub(super) fn write_table(
    findings: &[Finding],
    is_whole: bool,
    language: Language,
    looks: Looks,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    if !looks.terminal {
        table.force_no_tty();
    }
    let rows = rows(findings);
    for row in &rows {
        let titles = match rows.len() {
            // Nobody need read the names of all that there is.
            2 if row.checks.len() > 1 => {
                language.pick("Everything else", "Всё остальное").to_owned()
            }
            _ => row.titles(language),
        };
        table.add_row(row.cells(&titles, language, looks.colours));
    }
    writeln!(out, "{}", table.trim_fmt())?;
    let summary = if is_whole {
        summary(findings, language)
    } else {
        let interrupted = language.pick(
            "Interrupted: the rest was not checked.",
            "Прервано: остальное не проверено.",
        );
        interrupted.to_owned()
    };
    writeln!(out, "{summary}")
}

/// What a person has to read: nothing that there is no need to look at, and no reason twice.
fn rows(findings: &[Finding]) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for finding in findings {
        if finding.verdict == Verdict::NotNeeded {
            continue;
        }
        let same = rows.iter_mut().find(|row| row.is_skipped_as(finding));
        match same {
            Some(row) => row.checks.push(finding.check),
            None => rows.push(Row {
                checks: vec![finding.check],
                finding,
            }),
        }
    }
    rows
}

impl Row<'_> {
    fn is_skipped_as(&self, other: &Finding) -> bool {
        let reason = |finding: &Finding| (finding.what.clone(), finding.remedy.clone());
        let are_skipped = [self.finding, other]
            .iter()
            .all(|finding| finding.verdict == Verdict::Skipped);
        are_skipped && reason(self.finding) == reason(other)
    }

    fn titles(&self, language: Language) -> String {
        let titles = self.checks.iter().map(|check| check.title(language));
        titles.collect::<Vec<_>>().join(" · ")
    }

    fn cells(&self, titles: &str, language: Language, colours: bool) -> [Cell; 2] {
        let (mark, word, colour) = match self.finding.verdict {
            Verdict::Ok => ("✓", language.pick("ok", "в порядке"), Color::Green),
            Verdict::Warning => ("!", language.pick("warning", "внимание"), Color::Yellow),
            Verdict::Failed => ("✗", language.pick("failed", "не в порядке"), Color::Red),
            Verdict::Skipped | Verdict::NotNeeded => (
                "–",
                language.pick("not checked", "не проверено"),
                Color::Grey,
            ),
        };
        let what = for_terminal(&self.finding.what);
        let gap = if self.checks.len() > 1 { "\n" } else { " " };
        let mut text = format!("{titles}:{gap}{what}");
        if let Some(remedy) = &self.finding.remedy {
            text = format!("{text}\n→ {}", for_terminal(remedy));
        }
        let verdict = Cell::new(format!("{mark} {word}"));
        let verdict = if colours { verdict.fg(colour) } else { verdict };
        [verdict, Cell::new(text)]
    }
}

/// The whole in a line. All is well only where all was looked at.
fn summary(findings: &[Finding], language: Language) -> String {
    let count = |verdict| {
        let of_it = findings.iter().filter(|finding| finding.verdict == verdict);
        of_it.count()
    };
    let (failed, warnings) = (count(Verdict::Failed), count(Verdict::Warning));
    let skipped = count(Verdict::Skipped);
    let mut parts = Vec::new();
    match (failed, warnings, skipped) {
        (0, 0, 0) => parts.push(language.pick("All is well.", "Всё в порядке.").to_owned()),
        (0, 0, _) => parts.push(
            language
                .pick(
                    "What could be checked is in order.",
                    "Что удалось проверить, в порядке.",
                )
                .to_owned(),
        ),
        (0, _, 0) => parts.push(language.pick("It works.", "Работает.").to_owned()),
        (0, _, _) => parts.push(
            language
                .pick("Nothing broken was found.", "Поломок не найдено.")
                .to_owned(),
        ),
        _ => parts.push(language.pick(
            format!("Not in order: {failed}."),
            format!("Не в порядке: {failed}."),
        )),
    }
    for (number, english, russian) in [
        (warnings, "Worth a look", "Стоит взглянуть"),
        (skipped, "Not checked", "Не проверено"),
    ] {
        if number > 0 {
            parts.push(format!("{}: {number}.", language.pick(english, russian)));
        }
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings() -> Vec<Finding> {
        vec![
            Finding::ok(Check::Disk, "5 GB free"),
            Finding::warning(Check::Moderators, "a \u{1b}[31mtitle").remedy("do\nthis"),
        ]
    }

    fn table(looks: Looks) -> String {
        let mut out = Vec::new();
        write_table(&findings(), true, Language::English, looks, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let looks = Looks {
            terminal: false,
            colours: false,
        };
        let table = table(looks);
        assert!(!table.contains('\u{1b}'), "{table}");
        assert!(
            table.contains("a ⟨001B⟩[31mtitle") && table.contains("→ do"),
            "{table}"
        );
        assert!(table.ends_with("It works. Worth a look: 1.\n"), "{table}");
    }

    #[test]
    fn for_machines_it_is_one_line() {
        let mut out = Vec::new();
        write_json(&findings(), true, &mut out).unwrap();
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
        let mut findings = findings();
        assert!(is_well(&findings));
        findings.push(Finding::failed(Check::Shop, ""));
        assert!(!is_well(&findings));
        assert_eq!(
            summary(&findings, Language::English),
            "Not in order: 1. Worth a look: 1."
        );
    }

    #[test]
    fn what_could_not_be_checked_for_one_reason_is_told_once_and_not_called_well() {
        let mut findings = vec![Finding::ok(Check::Disk, "5 GB free")];
        assert_eq!(summary(&findings, Language::English), "All is well.");
        let of_run = |check| Finding::skipped(check, "`run` is at work.");
        findings.push(of_run(Check::Account));
        findings.push(Finding::ok(Check::Shop, "good"));
        findings.push(of_run(Check::Tribute));
        findings.push(Finding::not_needed(Check::Battery, "No phone."));
        let looks = Looks {
            terminal: false,
            colours: false,
        };
        let mut out = Vec::new();
        write_table(&findings, true, Language::English, looks, &mut out).unwrap();
        let table = String::from_utf8(out).unwrap();
        assert_eq!(table.matches("`run` is at work.").count(), 1, "{table}");
        assert!(table.contains("Account · Tribute's bot"), "{table}");
        assert!(!table.contains("No phone."), "{table}");
        let summed = "What could be checked is in order. Not checked: 2.\n";
        assert!(table.ends_with(summed), "{table}");
        findings.push(Finding::warning(Check::Moderators, ""));
        assert_eq!(
            summary(&findings, Language::Russian),
            "Поломок не найдено. Стоит взглянуть: 1. Не проверено: 2."
        );
    }
}
