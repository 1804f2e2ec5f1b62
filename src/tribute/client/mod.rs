//! Calls to Tribute's API: one request each, never repeated here. What was answered wrongly, or not at all, is
//! an [`ApiError`].

mod answers;
mod error;

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ApiKey;
use crate::report::CodedError;
use crate::shop::{Line, plain_client};

pub use answers::{
    Cancelled, Charge, Meta, NewCharge, NewShopOrder, Page, Period, Product, Refunding, Shop,
    ShopOrder, Status, Token, Transaction,
};
use error::of_answer;
pub use error::{ApiError, TroubleError};

/// Where Tribute answers.
pub const URL: &str = "https://tribute.tg/api/v1";
/// For a whole call.
const TIMEOUT: Duration = Duration::from_secs(15);
const KEY_HEADER: &str = "api-key";

/// Tribute's API, for one account there.
#[derive(Clone, Debug)]
pub struct Client {
    line: Line,
    base: Url,
    key: ApiKey,
}

/// Which products are wanted.
#[derive(Clone, Copy, Debug)]
pub struct ProductFilter<'a> {
    /// `digital`, `custom` or `physical`; `None`: all.
    pub kind: Option<&'a str>,
    /// From 1.
    pub page: u32,
    /// At most 100.
    pub size: u32,
}

impl Client {
    /// A client that has called nobody yet; `url` was checked.
    pub fn new(url: &str, key: ApiKey) -> Result<Self, CodedError> {
        Self::by(plain_client(TIMEOUT)?.into(), url, key)
    }

    /// One that calls by this line.
    pub fn by(line: Line, url: &str, key: ApiKey) -> Result<Self, CodedError> {
        let base = Url::parse(url).map_err(|error| {
            let problem = error.to_string();
            crate::report::usage("shop.url", crate::i18n::arguments!(problem))
        })?;
        Ok(Self { line, base, key })
    }

    /// A page of the products.
    pub async fn products(&self, wanted: ProductFilter<'_>) -> Result<Page<Product>, ApiError> {
        let (page, size) = (wanted.page.to_string(), wanted.size.to_string());
        let mut query = vec![("page", page.as_str()), ("size", size.as_str())];
        query.extend(wanted.kind.map(|kind| ("type", kind)));
        self.get(&["products"], &query).await
    }

    /// A product.
    pub async fn product(&self, id: &str) -> Result<Product, ApiError> {
        self.get(&["products", id], &[]).await
    }

    /// Gives the money of a purchase back, which was paid in Stars; once, however often it is asked.
    pub async fn cancel_purchase(&self, id: &str) -> Result<Cancelled, ApiError> {
        self.post(&["products", "purchases", id, "cancel"], &()).await
    }

    /// The account's shop, or that of an id.
    pub async fn shop(&self, id: Option<&str>) -> Result<Shop, ApiError> {
        let query: Vec<_> = id.into_iter().map(|id| ("shopId", id)).collect();
        self.get(&["shop"], &query).await
    }

    /// The shop's orders between two days.
    pub async fn orders(
        &self,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<Vec<ShopOrder>, ApiError> {
        let dates = [("dateFrom", from), ("dateTo", to)];
        let query: Vec<_> =
            dates.into_iter().filter_map(|(name, date)| Some((name, date?))).collect();
        self.get::<Page<ShopOrder>>(&["shop", "orders"], &query).await.map(|page| page.rows)
    }

    /// Makes an order. There is no way to say that two calls are the same: before it is called again after an
    /// answer was lost, the order is [looked for](Self::order_of_customer).
    pub async fn create_order(&self, new: &NewShopOrder) -> Result<ShopOrder, ApiError> {
        self.post(&["shop", "orders"], new).await
    }

    /// The order that was made with this customer id on `from` or later.
    pub async fn order_of_customer(
        &self,
        id: &str,
        from: &str,
    ) -> Result<Option<ShopOrder>, ApiError> {
        let orders = self.orders(Some(from), None).await?;
        Ok(orders.into_iter().find(|order| order.customer_id.as_deref() == Some(id)))
    }

    /// An order of the shop.
    pub async fn order(&self, uuid: &str) -> Result<ShopOrder, ApiError> {
        self.get(&["shop", "orders", uuid], &[]).await
    }

    /// How an order stands: pending, prepaid, paid or failed.
    pub async fn order_status(&self, uuid: &str) -> Result<Status, ApiError> {
        self.get(&["shop", "orders", uuid, "status"], &[]).await
    }

    /// Ends an order, and its further payments.
    pub async fn cancel_order(&self, uuid: &str) -> Result<Cancelled, ApiError> {
        self.post(&["shop", "orders", uuid, "cancel"], &()).await
    }

    /// The payments of an order.
    pub async fn transactions(
        &self,
        uuid: &str,
        start_from: Option<&str>,
    ) -> Result<Vec<Transaction>, ApiError> {
        let query: Vec<_> = start_from.into_iter().map(|start| ("startFrom", start)).collect();
        let path = ["shop", "orders", uuid, "transactions"];
        self.get::<Page<Transaction>>(&path, &query).await.map(|page| page.rows)
    }

    /// Gives a payment back, all of it.
    pub async fn refund(&self, uuid: &str, transaction: &str) -> Result<Refunding, ApiError> {
        let path = ["shop", "orders", uuid, "transactions", transaction, "refund"];
        self.post(&path, &()).await
    }

    /// Charges a saved way to pay; the same idempotency key once.
    pub async fn charge(&self, new: &NewCharge) -> Result<Charge, ApiError> {
        self.post(&["shop", "charges"], new).await
    }

    /// A charge.
    pub async fn charge_of(&self, uuid: &str) -> Result<Charge, ApiError> {
        self.get(&["shop", "charges", uuid], &[]).await
    }

    /// The saved ways to pay, of all customers or of one.
    pub async fn tokens(&self, customer_id: Option<&str>) -> Result<Vec<Token>, ApiError> {
        let query: Vec<_> = customer_id.into_iter().map(|id| ("customer_id", id)).collect();
        self.get::<Page<Token>>(&["shop", "tokens"], &query).await.map(|page| page.rows)
    }

    /// Forgets a saved way to pay.
    pub async fn delete_token(&self, token: &str) -> Result<(), ApiError> {
        let path = ["shop", "tokens", token];
        self.call::<serde_json::Value>(Method::DELETE, &path, &[], None).await.map(drop)
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<T, ApiError> {
        self.call(Method::GET, path, query, None).await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        let body = serde_json::to_string(body).map_err(|error| ApiError::unreadable(&error))?;
        self.call(Method::POST, path, &[], Some(body)).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<String>,
    ) -> Result<T, ApiError> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            // A part may be anything that was typed; as one part it leads nowhere else.
            segments.pop_if_empty().extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut key = HeaderValue::from_str(self.key.expose())
            .map_err(|error| ApiError::unreadable(&error))?;
        key.set_sensitive(true);
        let mut request = Request::new(method, url);
        request.headers_mut().insert(KEY_HEADER, key);
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if let Some(body) = body.filter(|body| body != "null") {
            let kind = HeaderValue::from_static("application/json");
            request.headers_mut().insert(CONTENT_TYPE, kind);
            *request.body_mut() = Some(body.into());
        }
        let answer = self.line.exchange(request, TIMEOUT).await;
        of_answer(&answer.map_err(|trouble| ApiError::Unreachable(TroubleError(trouble)))?)
    }
}

#[cfg(test)]
mod tests;
