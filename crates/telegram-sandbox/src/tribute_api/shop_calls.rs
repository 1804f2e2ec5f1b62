//! The calls about the shop: its orders, charges and tokens.

use std::sync::Arc;

use hyper::Uri;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::Api;
use super::buyers::add_error;
use super::calls::{Query, Reply, number};
use super::planned::Buyers;
use super::problem::Problem;
use super::store::{Charge, OrderStatus, ShopOrder};

const CURRENCIES: [&str; 3] = ["usd", "eur", "rub"];
const PERIODS: [&str; 6] = ["onetime", "weekly", "monthly", "quarterly", "halfyearly", "yearly"];
/// In the currency's minor unit.
const AMOUNT_MIN: u64 = 100;
const AMOUNT_MAX: u64 = 100_000_000;
const TITLE_UTF16_MAX: usize = 100;
const DESCRIPTION_UTF16_MAX: usize = 300;
const CUSTOMER_ID_UTF16_MAX: usize = 256;
const IDEMPOTENCY_KEY_UTF16_MAX: usize = 64;
const TRANSACTIONS_A_PAGE: usize = 20;

impl Api {
    pub(super) fn shop(&self, query: &Query) -> Reply {
        let wanted: Option<u64> = query.parsed("shopId")?;
        let mut shop = self.lock().shop.clone();
        if wanted.is_some_and(|wanted| wanted != shop.id) {
            return Err(Problem::NOT_FOUND);
        }
        if shop.callback_url.is_none() {
            shop.callback_url = self.webhook_url.borrow().as_ref().map(ToString::to_string);
        }
        Ok(json!(shop))
    }

    pub(super) fn shop_orders(&self, query: &Query) -> Reply {
        let from = day(query.get("dateFrom"), Timestamp::MIN)?;
        let to = day(query.get("dateTo"), Timestamp::MAX)?;
        let state = self.lock();
        let orders = state.orders.iter().filter(|it| (from..=to).contains(&it.created_at));
        Ok(json!(orders.collect::<Vec<_>>()))
    }

    pub(super) fn shop_order(&self, uuid: &str) -> Reply {
        Ok(json!(self.lock().order(uuid).ok_or(Problem::NOT_FOUND)?))
    }

    pub(super) fn order_status(&self, uuid: &str) -> Reply {
        let status = self.lock().order(uuid).ok_or(Problem::NOT_FOUND)?.status;
        Ok(json!({ "status": status }))
    }

    pub(super) fn create_order(self: &Arc<Self>, body: &Value) -> Reply {
        let order = self.checked_order(body)?;
        let uuid = order.uuid.clone();
        let created = json!({
            "uuid": uuid,
            "paymentUrl": order.payment_url,
            "webappPaymentUrl": order.webapp_payment_url,
        });
        self.lock().orders.push(order);
        self.begin_payment(uuid);
        Ok(created)
    }

    fn checked_order(&self, body: &Value) -> Result<ShopOrder, Problem> {
        let shop = self.lock().shop.clone();
        if shop.status != 1 {
            return Err(Problem::bad("error_shop_inactive", "the shop is not active"));
        }
        if number(body, "shopId").is_some_and(|id| id != shop.id) {
            return Err(Problem::NOT_FOUND);
        }
        let text = |key: &str| body[key].as_str().map(str::to_owned).filter(|it| !it.is_empty());
        let currency = text("currency").filter(|it| CURRENCIES.contains(&it.as_str()));
        let amount = body["amount"].as_u64().unwrap_or_default();
        if amount < AMOUNT_MIN {
            return Err(Problem::bad("error_amount_too_small", "the minimum amount is 100"));
        }
        if amount > AMOUNT_MAX {
            return Err(Problem::bad("error_amount_too_large", "the amount is too large"));
        }
        let period = text("period").unwrap_or_else(|| PERIODS[0].to_owned());
        if !PERIODS.contains(&period.as_str()) {
            return Err(Problem::malformed("the period is unknown"));
        }
        if period != PERIODS[0] && !shop.recurrent {
            return Err(Problem::bad("error_not_permitted", "recurring payments are not enabled"));
        }
        let urls = [text("successUrl"), text("failUrl")];
        if urls.iter().flatten().any(|url| !is_url(url)) {
            return Err(Problem::bad("error_invalid_url", "a url is not valid"));
        }
        let [success_url, fail_url] = urls;
        let customer_id = text("customerId");
        if customer_id.as_deref().is_some_and(|it| utf16_length(it) > CUSTOMER_ID_UTF16_MAX) {
            let message = "customerId has more than 256 characters";
            return Err(Problem::bad("error_customer_id_too_long", message));
        }
        let uuid = self.uuid();
        Ok(ShopOrder {
            shop_id: shop.id,
            amount,
            currency: currency.ok_or(Problem::bad("error_invalid_currency", "usd, eur or rub"))?,
            title: limited(text("title"), TITLE_UTF16_MAX, &TITLE)?,
            description: limited(text("description"), DESCRIPTION_UTF16_MAX, &DESCRIPTION)?,
            status: OrderStatus::Pending,
            email: text("email"),
            customer_id,
            success_url,
            fail_url,
            payment_url: (!shop.only_stars).then(|| format!("{}/pay/{uuid}", self.origin)),
            webapp_payment_url: format!("{}/pay/{uuid}", self.origin),
            period,
            member_status: None,
            created_at: (self.clock)(),
            saves_payment_method: body["savePaymentMethod"] == true,
            transactions: Vec::new(),
            uuid,
        })
    }

    pub(super) fn cancel_order(self: &Arc<Self>, uuid: &str) -> Reply {
        let payload = self.end(uuid, "cancelled_by_seller")?;
        self.notify("shop_order_cancelled", payload, None);
        Ok(json!({ "success": true, "message": "recurring order cancelled" }))
    }

    pub(super) fn transactions(&self, uuid: &str, query: &Query) -> Reply {
        let start: usize = query.parsed("startFrom")?.unwrap_or_default();
        let mut state = self.lock();
        let order = state.order(uuid).ok_or(Problem::NOT_FOUND)?;
        let page = order.transactions.iter().skip(start).take(TRANSACTIONS_A_PAGE);
        let page: Vec<Value> = page.map(|it| order.transaction(it)).collect();
        let next = start.saturating_add(TRANSACTIONS_A_PAGE);
        let next = (next < order.transactions.len()).then(|| next.to_string());
        Ok(json!({ "transactions": page, "nextFrom": next.unwrap_or_default() }))
    }

    /// The same key means the same charge.
    pub(super) fn create_charge(self: &Arc<Self>, body: &Value) -> Reply {
        let text = |key: &str| body[key].as_str().map(str::to_owned).filter(|it| !it.is_empty());
        let idempotency_key = text("idempotencyKey");
        let is_too_long = |key: &str| utf16_length(key) > IDEMPOTENCY_KEY_UTF16_MAX;
        if idempotency_key.as_deref().is_some_and(is_too_long) {
            return Err(Problem::malformed("idempotencyKey has more than 64 characters"));
        }
        let uuid = self.uuid();
        let mut state = self.lock();
        let known = state
            .charges
            .iter()
            .find(|it| it.idempotency_key.is_some() && it.idempotency_key == idempotency_key);
        if let Some(known) = known {
            return Ok(json!(known));
        }
        let amount = body["amount"].as_u64().filter(|amount| *amount >= AMOUNT_MIN);
        let amount =
            amount.ok_or(Problem::bad("error_amount_too_small", "the minimum amount is 100"))?;
        let wanted = text("token").unwrap_or_default();
        let token = state.tokens.iter().find(|it| it.token == wanted).ok_or(Problem::NOT_FOUND)?;
        if !token.active || !state.shop.token_charging {
            return Err(Problem::bad("error_not_permitted", "the token can't be charged"));
        }
        let charge = Charge {
            charge_uuid: uuid.clone(),
            status: "processing",
            reference: text("reference"),
            amount,
            currency: token.currency.clone(),
            token: wanted,
            created_at: (self.clock)(),
            idempotency_key,
        };
        state.charges.push(charge.clone());
        drop(state);
        let api = Arc::clone(self);
        self.spawn(async move { api.settle_charge(&uuid).await });
        Ok(json!(charge))
    }

    async fn settle_charge(self: Arc<Self>, uuid: &str) {
        sleep(self.interval).await;
        let is_paid = self.buyers != Buyers::Decline;
        let mut payload = {
            let mut state = self.lock();
            let charge = state.charges.iter_mut().find(|it| it.charge_uuid == uuid);
            let Some(charge) = charge else { return };
            charge.status = if is_paid { "success" } else { "failed" };
            let mut payload = json!(charge);
            if let Some(object) = payload.as_object_mut() {
                object.remove("createdAt");
                object.remove("status");
            }
            payload
        };
        if is_paid {
            let words = payload["reference"].as_str().unwrap_or_default();
            let number = self.ledger.plan_payment(words, None);
            self.ledger.paid(number, format!("tribute-shop-{uuid}"));
            payload["processedAt"] = json!((self.clock)());
            return self.notify("shop_token_charge_success", payload, Some(number));
        }
        add_error(&mut payload);
        self.notify("shop_token_charge_failed", payload, None);
    }

    pub(super) fn charge(&self, uuid: &str) -> Reply {
        let state = self.lock();
        let charge = state.charges.iter().find(|it| it.charge_uuid == uuid);
        Ok(json!(charge.ok_or(Problem::NOT_FOUND)?))
    }

    pub(super) fn tokens(&self, query: &Query) -> Reply {
        let is_active: Option<bool> = query.parsed("active")?;
        let (customer, order) = (query.get("customer_id"), query.get("order_uuid"));
        let state = self.lock();
        let tokens = state.tokens.iter().filter(|it| {
            is_active.is_none_or(|is_active| it.active == is_active)
                && customer.is_none_or(|customer| it.customer_id.as_deref() == Some(customer))
                && order.is_none_or(|order| it.order == order)
        });
        Ok(json!(tokens.collect::<Vec<_>>()))
    }

    pub(super) fn token(&self, token: &str) -> Reply {
        let state = self.lock();
        Ok(json!(state.tokens.iter().find(|it| it.token == token).ok_or(Problem::NOT_FOUND)?))
    }

    pub(super) fn deactivate_token(&self, token: &str) -> Reply {
        let mut state = self.lock();
        let known = state.tokens.iter_mut().find(|it| it.token == token);
        known.ok_or(Problem::NOT_FOUND)?.active = false;
        Ok(json!({ "success": true, "message": "token deactivated" }))
    }
}

/// How the lack and the excess of a text are refused.
type Refusals = [(&'static str, &'static str); 2];

const TITLE: Refusals = [
    ("error_title_required", "the title is missing"),
    ("error_title_too_long", "the title has more than 100 characters"),
];
const DESCRIPTION: Refusals = [
    ("error_description_required", "the description is missing"),
    ("error_description_too_long", "the description has more than 300 characters"),
];

fn limited(
    text: Option<String>,
    utf16_max: usize,
    [missing, too_long]: &Refusals,
) -> Result<String, Problem> {
    let text = text.ok_or(Problem::bad(missing.0, missing.1))?;
    if utf16_length(&text) > utf16_max {
        return Err(Problem::bad(too_long.0, too_long.1));
    }
    Ok(text)
}

fn utf16_length(text: &str) -> usize {
    text.encode_utf16().count()
}

fn is_url(text: &str) -> bool {
    let uri: Option<Uri> = text.parse().ok();
    uri.is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some()
    })
}

/// A moment, or the beginning of a day.
fn day(text: Option<&str>, default: Timestamp) -> Result<Timestamp, Problem> {
    let Some(text) = text else { return Ok(default) };
    let of_day = |day: Date| Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp());
    let moment = text.parse().ok().or_else(|| of_day(text.parse().ok()?));
    moment.ok_or(Problem::malformed("a date can't be read"))
}
