//! The calls of a client: who may make them, which there are, and those about products.

use std::io;
use std::str::FromStr;
use std::sync::Arc;

use hyper::body::Bytes;
use hyper::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};

use super::planned::PlannedPurchase;
use super::problem::Problem;
use super::store::Product;
use super::{Api, BASE};
use crate::event::Kind;
use crate::faults::Fault;
use crate::http::{self, HttpAnswer, HttpRequest};

const SIZE: usize = 20;
const SIZE_MAX: usize = 100;
const KINDS: [&str; 3] = ["digital", "custom", "physical"];

/// What comes of a call.
pub(super) type Reply = Result<Value, Problem>;

/// The parameters behind a `?`.
pub(super) struct Query(Vec<(String, String)>);

/// An answer that gets lost on its way.
struct Lost;

pub(super) fn answer(api: &Arc<Api>, request: &HttpRequest) -> io::Result<HttpAnswer> {
    let path = request.uri().path().to_owned();
    if let Some(uuid) = path.strip_prefix("/pay/") {
        let is_paid = api.pay(uuid);
        let (status, title) = if is_paid {
            (StatusCode::OK, "Paid")
        } else {
            (StatusCode::NOT_FOUND, "Not for sale")
        };
        return Ok(http::page(status, title));
    }
    let Some(call) = path.strip_prefix(BASE) else {
        return Ok(http::page(StatusCode::NOT_FOUND, "404 Not Found"));
    };
    let method = request.method().clone();
    let segments: Vec<&str> = call.split('/').skip(1).collect();
    let query = Query::new(request.uri().query().unwrap_or_default());
    let answer = api.spoilt(&method, &segments, || {
        let reply =
            api.reply(&method, &segments, &query, request.headers(), request.body().as_ref());
        reply.map_or_else(|problem| problem.answer(), |body| http::json(StatusCode::OK, &body))
    });
    let status = answer.as_ref().ok().map(|answer| answer.status().as_u16());
    api.ledger.tell(None, Kind::ApiCall { method: method.to_string(), path, status });
    answer.map_err(|Lost| io::ErrorKind::ConnectionAborted.into())
}

impl Api {
    /// The answer to a call, unless a fault is in its way: every other call is told that nobody is there, or every
    /// other answer to a new order is lost.
    fn spoilt(
        &self,
        method: &Method,
        segments: &[&str],
        answer: impl FnOnce() -> HttpAnswer,
    ) -> Result<HttpAnswer, Lost> {
        let is_create = *method == Method::POST && segments == ["shop", "orders"];
        let (is_down, is_lost) = {
            let mut state = self.lock();
            state.calls += 1;
            state.creates += usize::from(is_create);
            let has = |fault| state.faults.contains(&fault);
            let has_chaos = has(Fault::Chaos);
            let is_down = (has(Fault::ApiErrors) || has_chaos) && state.calls % 2 == 1;
            let is_lost = (has(Fault::ApiCreateLost) || has_chaos) && state.creates % 2 == 1;
            (is_down, is_lost && is_create)
        };
        if is_down && !is_lost {
            return Ok(http::page(StatusCode::SERVICE_UNAVAILABLE, "503"));
        }
        let answer = answer();
        if is_lost && answer.status() == StatusCode::OK { Err(Lost) } else { Ok(answer) }
    }

    fn reply(
        self: &Arc<Self>,
        method: &Method,
        segments: &[&str],
        query: &Query,
        headers: &HeaderMap,
        body: Option<&Bytes>,
    ) -> Reply {
        if headers.get("api-key").is_none_or(|key| key.as_bytes() != self.key.as_bytes()) {
            return Err(Problem::UNAUTHORIZED);
        }
        let body = || {
            let body = body.ok_or(Problem::malformed("the body is too large"))?;
            let value: Option<Value> = serde_json::from_slice(body).ok();
            value.filter(Value::is_object).ok_or(Problem::malformed("the body is no JSON object"))
        };
        match (method.as_str(), segments) {
            ("GET", ["products"]) => self.products(query),
            ("GET", ["products", id]) => self.product(id),
            ("POST", ["products", "purchases", id, "cancel"]) => self.cancel_purchase(id),
            ("GET", ["shop"]) => self.shop(query),
            ("GET", ["shop", "orders"]) => self.shop_orders(query),
            ("POST", ["shop", "orders"]) => self.create_order(&body()?),
            ("GET", ["shop", "orders", uuid]) => self.shop_order(uuid),
            ("GET", ["shop", "orders", uuid, "status"]) => self.order_status(uuid),
            ("POST", ["shop", "orders", uuid, "cancel"]) => self.cancel_order(uuid),
            ("GET", ["shop", "orders", uuid, "transactions"]) => self.transactions(uuid, query),
            ("POST", ["shop", "orders", uuid, "transactions", id, "refund"]) => {
                let id = id.parse().map_err(|_| Problem::NOT_FOUND)?;
                self.refund_transaction(uuid, id)?;
                Ok(json!({ "success": true, "message": "refund initiated", "status": "initiated" }))
            }
            ("POST", ["shop", "charges"]) => self.create_charge(&body()?),
            ("GET", ["shop", "charges", uuid]) => self.charge(uuid),
            ("GET", ["shop", "tokens"]) => self.tokens(query),
            ("GET", ["shop", "tokens", token]) => self.token(token),
            ("DELETE", ["shop", "tokens", token]) => self.deactivate_token(token),
            _ => Err(Problem::NOT_FOUND),
        }
    }

    fn products(&self, query: &Query) -> Reply {
        let page: usize = query.parsed("page")?.unwrap_or(1);
        let size: usize = query.parsed("size")?.unwrap_or(SIZE);
        let is_newest_first: bool = query.parsed("desc")?.unwrap_or_default();
        let kind = query.get("type");
        if kind.is_some_and(|kind| !KINDS.contains(&kind)) {
            return Err(Problem::malformed("type is digital, custom or physical"));
        }
        if page == 0 || !(1..=SIZE_MAX).contains(&size) {
            return Err(Problem::malformed("page is at least 1, size 1 to 100"));
        }
        let mut rows: Vec<Value> = {
            let state = self.lock();
            let wanted = state.products.iter().filter(|it| kind.is_none_or(|kind| it.kind == kind));
            wanted.map(|product| self.told(product)).collect()
        };
        if is_newest_first {
            rows.reverse();
        }
        let total = rows.len();
        let rows: Vec<Value> =
            rows.into_iter().skip((page - 1).saturating_mul(size)).take(size).collect();
        Ok(json!({ "rows": rows, "meta": { "total": total, "offset": page, "limit": size } }))
    }

    fn product(&self, id: &str) -> Reply {
        let state = self.lock();
        let product = state.products.iter().find(|product| product.id.to_string() == id);
        product.map(|product| self.told(product)).ok_or(Problem::NOT_FOUND)
    }

    /// A product as the API tells it; a custom one with the number of orders that the bot waits for.
    fn told(&self, product: &Product) -> Value {
        let mut told = json!(product);
        if product.kind == "custom" {
            told["pendingOrders"] = json!(self.ledger.pending_orders(&product.name));
        }
        told
    }

    /// Only what was paid in Stars can be cancelled.
    fn cancel_purchase(self: &Arc<Self>, id: &str) -> Reply {
        let id: u64 = id.parse().map_err(|_| Problem::NOT_FOUND)?;
        let payload = self.lock().purchases.get(&id).map(|purchase| purchase.payload.clone());
        let currency = payload.ok_or(Problem::NOT_FOUND)?["currency"].clone();
        if !["xtr", "stars"].iter().any(|stars| currency == *stars) {
            return Err(Problem::NOT_STARS);
        }
        self.refund_purchase(id, "Cancel product purchase from public API")?;
        let message = "purchase cancelled and payment refunded";
        Ok(json!({ "success": true, "purchaseId": id, "message": message }))
    }
}

impl Query {
    fn new(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        });
        Self(pairs.collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(given, value)| given == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let unreadable = |_| Problem::malformed("a parameter can't be read");
        self.get(name).map(str::parse).transpose().map_err(unreadable)
    }
}

/// Undoes what is done to a text behind a `?`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'%').then(|| after.get(..2)).flatten();
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        rest = if byte.is_some() { &after[2..] } else { after };
        bytes.push(byte.unwrap_or(if *first == b'+' { b' ' } else { *first }));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A number that is wanted where a text may stand.
pub(super) fn number(body: &Value, key: &str) -> Option<u64> {
    PlannedPurchase::number(body, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_as_they_are_written() {
        let query = Query::new("a=1&b=2026-11-01T00%3A00%3A00%2B03%3A00&c=x+y&d=&e=%zz");
        assert_eq!(query.parsed("a").unwrap(), Some(1));
        assert_eq!(query.get("b"), Some("2026-11-01T00:00:00+03:00"));
        assert_eq!(query.get("c"), Some("x y"));
        assert_eq!(query.get("d"), None);
        assert_eq!(query.get("e"), Some("%zz"));
        assert!(query.parsed::<u32>("c").is_err());
    }
}
