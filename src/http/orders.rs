//! `/api/v1/orders`: what `orders list` and `show` tell, and what moderators can do.
//!
//! What is decided is a request in the journal, as at the command line: the agent's next turn carries it out as far
//! as the order allows, and the answer is waited for.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Path, Query, State as Extracted};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::problem::Problem;
use super::{Settings, Shared, State, body, json, json_text, limit_of};
use crate::i18n::{self, t};
use crate::journal::{Answer, Journal, JournalError, OrderFilter, Request, Wanted};
use crate::order::life::{Delivery, Stage};
use crate::order::{OrderId, Record, Untrusted};
use crate::order_view::json::{OrderStory, OrderView};

/// Which orders are wanted.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(utoipa::IntoParams))]
#[cfg_attr(test, into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    /// Only those that stand so.
    #[cfg_attr(test, param(value_type = Option<String>, example = "escalated"))]
    state: Option<Stage>,
    /// Only those of a source.
    #[cfg_attr(test, param(example = "tribute_api"))]
    source: Option<String>,
    /// Only those for an account.
    account_id: Option<String>,
    /// Only those that were placed then or later, RFC 3339.
    #[cfg_attr(test, param(value_type = Option<String>, example = "2026-11-22T10:00:00Z"))]
    since: Option<Timestamp>,
    /// At most so many: 1 to 200, by default 50.
    limit: Option<u32>,
    /// Only those with a higher number: `next` of the page before.
    after: Option<u32>,
}

/// A page of orders, oldest first.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Page<'a> {
    orders: Vec<OrderView<'a>>,
    /// `after` of the next page; `null` when this is the last.
    next: Option<u32>,
}

/// What is decided about an order.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub(super) struct Decision {
    /// The account number, for `account`.
    account_id: Option<String>,
    /// How much is given back in minor units, for `refund`; by default all.
    amount: Option<i64>,
    /// What goes back of a part, as a checkout's receipt says it, for `refund` with `amount`.
    receipt: Option<Value>,
}

/// What became of it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Decided {
    number: u32,
    /// Its name: `retried`, `closed`, `given`, `account_taken`, `refunding`.
    outcome: String,
    /// In the owner's language.
    text: String,
}

/// Orders, page by page.
#[cfg_attr(test, utoipa::path(
    get, path = "/api/v1/orders", tag = "orders", params(Wish), security(("token" = [])),
    responses(
        (status = 200, description = "A page, oldest first", body = Page),
        (status = 400, description = "A parameter can't be understood", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 401, description = "No token, or a wrong one", body = super::problem::Body, content_type = "application/problem+json"),
    ),
))]
pub(super) async fn list(
    Extracted(shared): State,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(wish) =
        wish.map_err(|error| Problem::bad_request("bad_parameter", error.body_text()))?;
    let limit = limit_of(wish.limit)?;
    let filter = OrderFilter {
        since: wish.since,
        stage: wish.state.map(|stage| stage.name().to_owned()),
        source: wish.source,
        account: wish.account_id,
        after: wish.after,
        ..OrderFilter::default()
    };
    let body = shared.read(move |journal| page(journal, filter, limit)).await?;
    Ok(json_text(StatusCode::OK, body))
}

fn page(journal: &Journal, filter: OrderFilter, limit: usize) -> Result<String, JournalError> {
    let mut found: Vec<Record> = Vec::new();
    for page in journal.pages(filter)? {
        found.extend(page?);
        if found.len() > limit {
            break;
        }
    }
    let is_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map(|last| last.number).filter(|_| is_more);
    let page = Page { orders: found.iter().map(OrderView::of).collect(), next };
    Ok(serde_json::to_string(&page)?)
}

/// One order and what happened to it.
#[cfg_attr(test, utoipa::path(
    get, path = "/api/v1/orders/{order}", tag = "orders", security(("token" = [])),
    params(("order" = String, Path, description = "Its number or its id")),
    responses(
        (status = 200, description = "The order", body = OrderStory),
        (status = 401, description = "No token, or a wrong one", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 404, description = "No such order", body = super::problem::Body, content_type = "application/problem+json"),
    ),
))]
pub(super) async fn show(
    Extracted(shared): State,
    Path(order): Path<String>,
) -> Result<Response, Problem> {
    let shown = shared.read(move |journal| {
        let Some(record) = find(journal, &order)? else { return Ok(None) };
        let story = journal.events_of(record.number)?;
        // What is answered in a chat is told there, and nowhere else.
        let is_handed_out = record.life.delivery == Delivery::Nothing;
        let codes = if is_handed_out { journal.codes_of(record.number)? } else { Vec::new() };
        let codes = codes.iter().map(|code| code.expose().to_owned()).collect();
        let story = OrderStory { codes, ..OrderStory::of(&record, &story) };
        Ok(Some(serde_json::to_string(&story)?))
    });
    Ok(json_text(StatusCode::OK, shown.await?.ok_or_else(unknown)?))
}

/// Decides something about an order, as a moderator would.
#[cfg_attr(test, utoipa::path(
    post, path = "/api/v1/orders/{order}/{decision}", tag = "orders", security(("token" = [])),
    params(
        ("order" = String, Path, description = "Its number or its id"),
        ("decision" = String, Path, description = "`retry`, `close`, `given`, `account` or `refund`"),
    ),
    request_body(content = Decision, description = "`account_id` for `account`; otherwise it may be empty"),
    responses(
        (status = 200, description = "It is done", body = Decided),
        (status = 400, description = "The body can't be understood", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 401, description = "No token, or a wrong one", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 404, description = "No such order", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 409, description = "The order does not allow it: `code` says why", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 422, description = "The account number is none, or so much was not paid", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 503, description = "The agent did not answer; nothing was done", body = super::problem::Body, content_type = "application/problem+json"),
    ),
))]
pub(super) async fn decide(
    Extracted(shared): State,
    Path((order, word)): Path<(String, String)>,
    raw: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let decision = body::optional(raw)?.unwrap_or_default();
    let settings = shared.settings();
    let wanted = wanted(&word, decision, &settings)?;
    let record = shared.read(move |journal| find(journal, &order)).await?.ok_or_else(unknown)?;
    let number = record.number;
    let asked_by = i18n::with_language(settings.language, || t!("orders-person-server"));
    let request = Request {
        number,
        wanted,
        asked_by: Untrusted::new(asked_by),
        is_of_server: true,
        asked_at: shared.clock.now(),
    };
    match ask(&shared, request).await? {
        Some(Answer { is_done: true, outcome, words }) => {
            let decided = Decided { number, outcome, text: words };
            Ok(json(StatusCode::OK, &decided))
        }
        Some(Answer { outcome, words, .. }) if outcome != "too_old" => Err(refused(outcome, words)),
        _ => {
            let detail = "The agent did not answer in time. The request is taken back.";
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unanswered", detail))
        }
    }
}

fn wanted(word: &str, decision: Decision, settings: &Settings) -> Result<Wanted, Problem> {
    let misplaced = |key| {
        let detail = format!("`{key}` says nothing about `{word}`.");
        Err(Problem::bad_request("bad_json", detail))
    };
    let Decision { account_id, amount, receipt } = decision;
    if amount.is_some() && word != "refund" {
        return misplaced("amount");
    }
    if receipt.is_some() && (word != "refund" || amount.is_none()) {
        return misplaced("receipt");
    }
    if account_id.is_some() && word != "account" {
        return misplaced("account_id");
    }
    match word {
        "retry" => Ok(Wanted::Retry),
        "close" => Ok(Wanted::Close),
        "given" => Ok(Wanted::Given),
        "account" => {
            let account = account_id.and_then(|text| settings.terms.account.matches_whole(&text));
            account.map(Wanted::Account).ok_or_else(|| {
                let detail = "`account_id` is missing, or the pattern in [account_id] does not match it as a whole.";
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_account", detail)
            })
        }
        "refund" => Ok(Wanted::Refund { amount, receipt }),
        _ => {
            let detail = "What can be decided: retry, close, given, account, refund.";
            Err(Problem::new(StatusCode::NOT_FOUND, "not_found", detail))
        }
    }
}

/// What the order does not allow.
fn refused(outcome: String, words: String) -> Problem {
    let (status, code) = match outcome.as_str() {
        "cant_refund" => (StatusCode::CONFLICT, "refund_not_supported".to_owned()),
        "cant_refund_part" => (StatusCode::CONFLICT, "partial_refund_not_supported".to_owned()),
        "bad_amount" | "refund_refused" => (StatusCode::UNPROCESSABLE_ENTITY, outcome),
        _ => (StatusCode::CONFLICT, outcome),
    };
    Problem::new(status, code, words)
}

/// Has the agent do it. `None`: it has not, and will not.
async fn ask(shared: &Shared, request: Request) -> Result<Option<Answer>, Problem> {
    let now = request.asked_at;
    let ids = shared.inbox.with_journal(move |journal| journal.ask(&[request], now)).await?;
    let id = ids.first().copied().unwrap_or_default();
    if let Some(answer) = shared.until(move |journal| journal.answer(id)).await? {
        return Ok(Some(answer));
    }
    // What it has not begun is taken back.
    let answers = shared.inbox.with_journal(move |journal| journal.answers_or_withdrawn(&ids));
    Ok(answers.await?.into_iter().next().flatten())
}

fn find(journal: &Journal, order: &str) -> Result<Option<Record>, JournalError> {
    match (order.parse::<u32>(), order.parse::<OrderId>()) {
        (Ok(number), _) => journal.order(number),
        (_, Ok(id)) => journal.order_of_id(&id),
        _ => Ok(None),
    }
}

fn unknown() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "unknown_order", "There is no such order in the journal.")
}
