//! What was found, for people and for machines.

use std::io::{self, Write};

use comfy_table::{Cell, Color, ContentArrangement, Table, presets};
use serde_json::{Value, json};

use super::super::json_line;
use super::finding::{Finding, Verdict};
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
pub(super) fn write_json(findings: &[Finding], out: &mut impl Write) -> io::Result<()> {
    let checks: Vec<Value> = findings.iter().map(to_json).collect();
    let report = json!({ "ok": is_well(findings), "checks": checks });
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

/// A table of two columns, which fits a phone, and a line that sums it up.
pub(super) fn write_table(
    findings: &[Finding],
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
    for finding in findings {
        table.add_row(row(finding, language, looks.colours));
    }
    writeln!(out, "{}", table.trim_fmt())?;
    writeln!(out, "{}", summary(findings, language))
}

fn row(finding: &Finding, language: Language, colours: bool) -> [Cell; 2] {
    let (mark, word, colour) = match finding.verdict {
        Verdict::Ok => ("✓", language.pick("ok", "в порядке"), Color::Green),
        Verdict::Warning => ("!", language.pick("warning", "внимание"), Color::Yellow),
        Verdict::Failed => ("✗", language.pick("failed", "не в порядке"), Color::Red),
        Verdict::Skipped => ("–", language.pick("skipped", "пропущено"), Color::Grey),
    };
    let title = finding.check.title(language);
    let mut text = format!("{title}: {}", for_terminal(&finding.what));
    if let Some(remedy) = &finding.remedy {
        text = format!("{text}\n→ {}", for_terminal(remedy));
    }
    let verdict = Cell::new(format!("{mark} {word}"));
    let verdict = if colours { verdict.fg(colour) } else { verdict };
    [verdict, Cell::new(text)]
}

fn summary(findings: &[Finding], language: Language) -> String {
    let count = |verdict| {
        let of_it = findings.iter().filter(|finding| finding.verdict == verdict);
        of_it.count()
    };
    let (failed, warnings) = (count(Verdict::Failed), count(Verdict::Warning));
    match (failed, warnings) {
        (0, 0) => language.pick("All is well.", "Всё в порядке.").to_owned(),
        (0, _) => language.pick(
            format!("It works. Worth a look: {warnings}."),
            format!("Работает. Стоит взглянуть: {warnings}."),
        ),
        _ => language.pick(
            format!("Not in order: {failed}. Worth a look: {warnings}."),
            format!("Не в порядке: {failed}. Стоит взглянуть: {warnings}."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Check;

    fn findings() -> Vec<Finding> {
        vec![
            Finding::ok(Check::Disk, "5 GB free"),
            Finding::warning(Check::Moderators, "a \u{1b}[31mtitle").remedy("do\nthis"),
        ]
    }

    fn table(looks: Looks) -> String {
        let mut out = Vec::new();
        write_table(&findings(), Language::English, looks, &mut out).unwrap();
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
        write_json(&findings(), &mut out).unwrap();
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
}
