//! `shop test`: tries the shop with two calls that change nothing, and explains the answers.

use std::io::{self, Write};

use jiff::Timestamp;
use serde_json::json;

use super::{Context, Outcome};
use crate::i18n::t;
use crate::machine::{Clock as _, Machine};
use crate::report::Exit;
use crate::shop::{Client, Finding, ProbeReport, Verdict};

/// Tries the live url.
pub(super) async fn run(json: bool, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let client = Client::new(config.shop()?.live.clone())?;
    Ok(test(&client, Machine.now(), json, &mut context.stdout()).await)
}

/// Tries the shop, signed for `at`, and reports to `out`: a few lines for people, or one JSON
/// object. Done only if the right signature is taken and a wrong one refused.
pub async fn test(client: &Client, at: Timestamp, json: bool, out: &mut impl Write) -> Exit {
    let report = client.probe(at).await;
    let ProbeReport { url, signed, forged, .. } = &report;
    let object = json!({"url": url, "ok": report.is_good(), "signed": signed, "forged": forged});
    let written = if json { writeln!(out, "{object}") } else { write_lines(&report, out) };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Failed,
        _ if report.is_good() => Exit::Done,
        _ => Exit::Failed,
    }
}

fn write_lines(report: &ProbeReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", report.url)?;
    let mut write = |title, finding: &Finding| {
        let mark = match finding.verdict {
            Verdict::Right => "✓",
            Verdict::Wrong => "✗",
            Verdict::Dangerous => "‼",
            Verdict::Unknown => "?",
        };
        let status = finding.status.map_or_else(String::new, |status| format!(" → {status}"));
        writeln!(out, "\n{mark} {title}{status}\n  {}", finding.what)?;
        match &finding.remedy {
            Some(remedy) => writeln!(out, "  {remedy}"),
            None => Ok(()),
        }
    };
    write(t!("shop-test-signed"), &report.signed)?;
    write(t!("shop-test-forged"), &report.forged)
}
