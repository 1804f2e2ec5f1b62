//! `GET /healthz`: whether the agent works, for monitors. Nothing in it is secret.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State as Extracted;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use tokio::time::Instant;

use super::{Shared, State, json};
use crate::sources::telegram_payments::{self, BotLink};
use crate::telegram::payments::PaymentsBot as _;

/// A connection that is away for longer is not back in a moment.
const AWAY_MAX: Duration = Duration::from_mins(1);

/// Whether the agent works.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Health {
    status: Status,
    /// By the name of each source of orders.
    #[cfg_attr(test, schema(value_type = BTreeMap<String, Status>))]
    sources: BTreeMap<String, Status>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    /// All of the work is done.
    Ok,
    /// It has not been done since the program began.
    Starting,
    /// It is not done any more.
    Failing,
}

impl Status {
    fn of(due_at: Option<Instant>) -> Self {
        match due_at {
            None => Self::Starting,
            Some(due_at) if due_at >= Instant::now() => Self::Ok,
            Some(_) => Self::Failing,
        }
    }

    fn of_bot(link: &BotLink) -> Self {
        match (link.bot(), link.failure()) {
            (Some(bot), _) if bot.away_for() < AWAY_MAX => Self::Ok,
            (None, None) => Self::Starting,
            _ => Self::Failing,
        }
    }
}

/// How each source does: some have to be read, others have only to be taken from.
pub(super) fn of_sources(shared: &Shared) -> BTreeMap<String, Status> {
    let due = *shared.parts_due.borrow();
    let webhooks = shared.settings().webhooks.into_iter();
    let told = webhooks.map(|webhook| (webhook.source(), due.turn));
    let read = shared.read_sources.iter().map(|source| (source.clone(), due.reading));
    let all = told.chain(read).map(|(source, due_at)| (source, Status::of(due_at)));
    let bot = shared
        .payments
        .iter()
        .map(|link| (telegram_payments::SOURCE.clone(), Status::of_bot(link)));
    all.chain(bot).map(|(source, status)| (source.as_str().to_owned(), status)).collect()
}

/// Whether the agent works.
#[cfg_attr(test, utoipa::path(
    get, path = "/healthz", tag = "health",
    responses(
        (status = 200, description = "It works", body = Health),
        (status = 503, description = "It does not, or has just begun", body = Health),
    ),
))]
pub(super) async fn health(Extracted(shared): State) -> Response {
    let status = Status::of(*shared.heartbeat.borrow());
    let sources = of_sources(&shared);
    let code = match status {
        Status::Ok => StatusCode::OK,
        Status::Starting | Status::Failing => StatusCode::SERVICE_UNAVAILABLE,
    };
    json(code, &Health { status, sources })
}
