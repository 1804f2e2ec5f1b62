//! `GET /metrics`: what this process has counted, and what the journal tells, in the format of `OpenMetrics`.

use std::fmt::Write as _;

use axum::extract::State as Extracted;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

use super::State;
use super::health::{Status, of_sources};
use super::problem::Problem;
use crate::journal::{Journal, JournalError};
use crate::machine;
use crate::metrics::{WEBHOOKS, begin, count, exposition, sample};
use crate::order::life::Stage;

const OPEN_STAGES: [Stage; 7] = [
    Stage::Activating,
    Stage::Replying,
    Stage::AwaitingConfirmation,
    Stage::Confirming,
    Stage::Sending,
    Stage::Escalated,
    Stage::Revoking,
];

/// Counts a webhook by what became of it.
pub(super) fn count_webhook(source: &str, outcome: &str) {
    count(WEBHOOKS, [source, outcome]);
}

/// For Prometheus and its like.
#[cfg_attr(test, utoipa::path(
    get, path = "/metrics", tag = "health", security(("token" = [])),
    responses(
        (status = 200, description = "OpenMetrics", body = String, content_type = "application/openmetrics-text"),
        (status = 401, description = "No token, or a wrong one", body = super::problem::Body, content_type = "application/problem+json"),
    ),
))]
pub(super) async fn metrics(Extracted(shared): State) -> Result<Response, Problem> {
    let mut text = exposition();
    text += &shared.read(of_journal).await?;
    let is_connected = *shared.connected.borrow();
    begin(&mut text, "connected", "gauge", "1 while Telegram is connected, or not needed.");
    sample(&mut text, "connected", [], u8::from(is_connected));
    begin(&mut text, "source_up", "gauge", "1 while a source is read, or taken from, in time.");
    for (source, status) in of_sources(&shared) {
        let is_up = u8::from(status == Status::Ok);
        sample(&mut text, "source_up", [("source", source.as_str())], is_up);
    }
    text += &of_process();
    text += "# EOF\n";
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(CONTENT_TYPE, kind)], text).into_response())
}

fn of_journal(journal: &Journal) -> Result<String, JournalError> {
    let mut text = String::new();
    begin(&mut text, "open_orders", "gauge", "Orders that are open, by state.");
    let open = journal.open_orders()?;
    for stage in OPEN_STAGES {
        let count = open.in_stage(stage).count();
        sample(&mut text, "open_orders", [("state", stage.name())], count);
    }
    begin(&mut text, "incident", "gauge", "1 while an incident lasts.");
    for incident in journal.open_incidents()?.iter() {
        sample(&mut text, "incident", [("kind", incident.kind.as_str())], 1);
    }
    if let Some(newest) = journal.summary()?.newest_ordered_at {
        let help = "When the newest order was placed.";
        begin(&mut text, "last_order_timestamp_seconds", "gauge", help);
        sample(&mut text, "last_order_timestamp_seconds", [], newest.as_second());
    }
    begin(&mut text, "journal_bytes", "gauge", "The size of the journal.");
    sample(&mut text, "journal_bytes", [], journal.size_bytes()?);
    Ok(text)
}

/// Under the names that are everybody's.
fn of_process() -> String {
    let mut text = String::new();
    let mut gauge = |name: &str, kind: &str, sample: &str, value: f64| {
        let _ = writeln!(text, "# TYPE {name} {kind}\n{sample} {value}");
    };
    if let Some(seconds) = machine::cpu_seconds() {
        gauge("process_cpu_seconds", "counter", "process_cpu_seconds_total", seconds);
    }
    if let Some(kibibytes) = machine::resident_kibibytes() {
        let name = "process_resident_memory_bytes";
        gauge(name, "gauge", name, f64::from(kibibytes) * 1024.0);
    }
    text
}
