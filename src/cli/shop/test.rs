//! `shop test`: tries the shop with calls that change nothing, and explains the answers.

use std::io::{self, Write};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::orders::words;
use crate::cli::table::{Cell, Colour, Table};
use crate::i18n::t;
use crate::report::{Exit, OutputStyle};
use crate::shop::{Check, Client, Finding, Goods, ProbeReport, Verdict};
use crate::wrapping::wrapped;

/// What is tried, and how it is told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// One JSON object.
    pub json: bool,
    /// With `--full`: what the orders are about.
    pub goods: Option<Goods>,
    /// The abilities of the output.
    pub style: OutputStyle,
}

/// Tries the shop, signed for `at`, and reports to `out`: a few lines for people, or one JSON
/// object. Done only if the right signature is taken and a wrong one refused, and nothing else is wrong.
pub async fn run(client: &Client, at: Timestamp, options: &Options, out: &mut impl Write) -> Exit {
    let report = client.probe(at).await;
    let checks = match &options.goods {
        Some(goods) if report.signed.verdict == Verdict::Right => client.try_fully(goods, at).await,
        _ => Vec::new(),
    };
    let is_wrong = |it: &Check| matches!(it.verdict, Verdict::Wrong | Verdict::Dangerous);
    let is_good = report.is_good() && !checks.iter().any(is_wrong);
    let written = if options.json {
        writeln!(out, "{}", object(&report, is_good, options.goods.is_some(), &checks))
    } else {
        let mut text = wrapped(&lines(&report), options.style.columns);
        if !checks.is_empty() {
            text = text + "\n" + &table(&checks).render(options.style) + "\n";
        }
        out.write_all(text.as_bytes())
    };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Failed,
        _ if is_good => Exit::Done,
        _ => Exit::Failed,
    }
}

fn object(report: &ProbeReport, is_good: bool, is_full: bool, checks: &[Check]) -> Value {
    let ProbeReport { url, signed, forged, .. } = report;
    let mut object = json!({"url": url, "ok": is_good, "signed": signed, "forged": forged});
    if is_full {
        let check = |check: &Check| {
            let Check { name, verdict, left_out, .. } = check;
            let (what, remedy) = (what(check), remedy(check));
            json!({"check": name, "verdict": verdict, "what": what, "left_out": left_out, "remedy": remedy})
        };
        object["checks"] = checks.iter().map(check).collect();
    }
    object
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Right => "✓",
        Verdict::Wrong => "✗",
        Verdict::Dangerous => "‼",
        Verdict::Unknown => "?",
    }
}

fn lines(report: &ProbeReport) -> String {
    let told = |title, finding: &Finding| {
        let status = finding.status.map_or_else(String::new, |status| format!(" → {status}"));
        let remedy = finding.remedy.as_ref().map_or_else(String::new, |it| format!("  {it}\n"));
        format!("\n{} {title}{status}\n  {}\n{remedy}", mark(finding.verdict), finding.what)
    };
    let signed = told(t!("shop-test-signed"), &report.signed);
    let forged = told(t!("shop-test-forged"), &report.forged);
    format!("{}\n{signed}{forged}", report.url)
}

/// A row for each check: what was tried, and what to do where it is not right.
fn table(checks: &[Check]) -> Table {
    let mut table = Table::default();
    for check in checks {
        let colour = match check.verdict {
            Verdict::Right => Colour::Green,
            Verdict::Unknown => Colour::Yellow,
            Verdict::Wrong | Verdict::Dangerous => Colour::Red,
        };
        let advice = [what(check), remedy(check)].into_iter().flatten().collect::<Vec<_>>();
        table.push([
            Cell::coloured(mark(check.verdict), colour),
            Cell::from(t!("shop-full", check = check.name)),
            Cell::from(advice.join("\n")),
        ]);
    }
    table
}

/// What the shop said instead, or which fields of what it said could not be taken.
fn what(check: &Check) -> Option<String> {
    let fields = check.left_out.join(", ");
    let left_out = (!fields.is_empty()).then(|| t!("shop-full-left-out", fields));
    check.answer.as_ref().map(words::answered).or(left_out)
}

fn remedy(check: &Check) -> Option<String> {
    (check.verdict != Verdict::Right).then(|| t!("shop-full.remedy", check = check.name))
}
