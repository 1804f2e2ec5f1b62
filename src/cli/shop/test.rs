//! `shop test`: tries the shop with two calls that change nothing, and explains the answers.

use std::io::{self, Write};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::i18n::t;
use crate::report::Exit;
use crate::shop::{Client, Explanation, Finding, ProbeReport, Verdict};

/// Tries the shop, signed for `at`, and reports to `out`: a few lines for people, or one JSON
/// object. Done only if the right signature is taken and a wrong one refused.
pub async fn run(client: &Client, at: Timestamp, json: bool, out: &mut impl Write) -> Exit {
    let report = client.probe(at).await;
    let written =
        if json { writeln!(out, "{}", to_json(&report)) } else { write_lines(&report, out) };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Failed,
        _ if report.is_good() => Exit::Done,
        _ => Exit::Failed,
    }
}

fn write_lines(report: &ProbeReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", report.url)?;
    let signed = t!("shop-test-signed");
    let forged = t!("shop-test-forged");
    let mut write = |title, finding: &Finding, explanation: Explanation| {
        let mark = match explanation.verdict {
            Verdict::Right => "✓",
            Verdict::Wrong => "✗",
            Verdict::Dangerous => "‼",
            Verdict::Unknown => "?",
        };
        let status = finding.status.map_or_else(String::new, |status| format!(" → {status}"));
        writeln!(out, "\n{mark} {title}{status}\n  {}", explanation.what)?;
        match explanation.remedy {
            Some(remedy) => writeln!(out, "  {remedy}"),
            None => Ok(()),
        }
    };
    write(signed, &report.signed, report.explain_signed())?;
    write(forged, &report.forged, report.explain_forged())
}

fn to_json(report: &ProbeReport) -> Value {
    let call = |finding: &Finding, explanation: Explanation| {
        json!({
            "outcome": finding.outcome.code(),
            "status": finding.status,
            "verdict": explanation.verdict,
            "what": explanation.what,
            "remedy": explanation.remedy,
        })
    };
    json!({
        "url": report.url,
        "ok": report.is_good(),
        "signed": call(&report.signed, report.explain_signed()),
        "forged": call(&report.forged, report.explain_forged()),
    })
}
