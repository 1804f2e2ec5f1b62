//! What buyers do: they buy, pay, and get money back.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::sleep;

use super::Api;
use super::planned::{Buyers, PURCHASE, PlannedPurchase, RefundTime};
use super::problem::Problem;
use super::store::{OrderStatus, Purchase, ShopOrder, Transaction};
use super::webhooks::Event;
use crate::event::Kind;

/// Between two looks whether somebody listens for webhooks.
const LOOK_INTERVAL: Duration = Duration::from_millis(100);
/// So often Tribute tries to take a further payment.
const TRIES_MAX: u32 = 3;

impl Api {
    /// Tells these in turn, as soon as somebody listens.
    pub(super) fn begin_purchases(self: &Arc<Self>, planned: Vec<(Option<u32>, PlannedPurchase)>) {
        if planned.is_empty() {
            return;
        }
        let api = Arc::clone(self);
        self.spawn(async move {
            api.somebody_listens().await;
            for (number, purchase) in planned {
                sleep(api.interval).await;
                api.spawn(Arc::clone(&api).purchase(number, purchase));
            }
        });
    }

    async fn somebody_listens(&self) {
        loop {
            let url = self.webhook_url.borrow().clone();
            if let Some(url) = url
                && url.is_open().await
            {
                return;
            }
            sleep(LOOK_INTERVAL).await;
        }
    }

    /// Takes in what will be told. Returns the order's number, for what is one.
    pub(super) fn plan(&self, purchase: &PlannedPurchase) -> Option<u32> {
        let text = |key: &str| purchase.payload.get(key).map(Value::to_string).unwrap_or_default();
        let words = ["product_name", "telegram_username", "telegram_user_id", "trb_user_id"];
        let words = words.map(text).join(" ");
        purchase.is_order().then(|| self.ledger.plan_payment(&words, purchase.expect))
    }

    pub(super) async fn purchase(self: Arc<Self>, order: Option<u32>, planned: PlannedPurchase) {
        let Some(order) = order else {
            let payload = Value::Object(planned.payload);
            let event = self.event(&planned.event, payload, &planned.webhook);
            return self.deliver(event).await;
        };
        let payload = self.sell(order, planned.payload);
        let event = self.event(PURCHASE, payload.clone(), &planned.webhook).about(Some(order));
        let all = (self.buyers == Buyers::Refund).then_some(RefundTime::AfterActivation);
        let id = PlannedPurchase::number(&payload, "purchase_id").unwrap_or_default();
        let refund = || self.refund(id, "telegram_refund");
        match planned.refund.or(all) {
            None => self.deliver(event).await,
            Some(RefundTime::BeforePurchase) => {
                if let Ok(refund) = refund() {
                    self.deliver(refund).await;
                }
                self.deliver(event).await;
            }
            Some(RefundTime::AtOnce) => {
                let refund = refund();
                tokio::join!(self.deliver(event), async {
                    if let Ok(refund) = refund {
                        self.deliver(refund).await;
                    }
                });
            }
            Some(RefundTime::AfterActivation) => {
                let given = self.given(order);
                self.deliver(event).await;
                given.await;
                if let Ok(refund) = refund() {
                    self.deliver(refund).await;
                }
            }
        }
    }

    /// Waits until the goods of an order are given.
    fn given(&self, order: u32) -> impl Future<Output = ()> + use<> {
        let mut events = self.ledger.events();
        async move {
            loop {
                let event = events.next().await;
                if event.order == Some(order) && event.kind == Kind::Completed {
                    return;
                }
            }
        }
    }

    /// Fills in what a purchase's webhook says, and keeps it.
    fn sell(&self, order: u32, own: Map<String, Value>) -> Value {
        let mut state = self.lock();
        let digital: Vec<_> = state.products.iter().filter(|it| it.kind == "digital").collect();
        let index = own.get("product").and_then(Value::as_u64).unwrap_or_default();
        let product = digital[usize::try_from(index).unwrap_or_default() % digital.len()].clone();
        let now = (self.clock)();
        let (purchase, transaction) = (state.next_purchase(), state.next_transaction());
        let mut payload = json!({
            "product_id": product.id,
            "product_name": product.name,
            "amount": product.amount,
            "currency": product.currency,
            "purchase_id": purchase,
            "transaction_id": transaction,
            "purchase_created_at": now,
        });
        for (key, value) in own.into_iter().filter(|(key, _)| key != "product") {
            payload[key] = value;
        }
        if let Some(object) = payload.as_object_mut() {
            object.retain(|_, value| !value.is_null());
        }
        let id = PlannedPurchase::number(&payload, "purchase_id");
        let order_id = id.map(|id| format!("tribute-purchase-{id}")).unwrap_or_default();
        self.ledger.paid(order, order_id);
        if let Some(id) = id {
            let purchase =
                Purchase { id, order: Some(order), payload: payload.clone(), refunded: false };
            state.purchases.insert(id, purchase);
        }
        payload
    }

    pub(super) fn refund_purchase(self: &Arc<Self>, id: u64, reason: &str) -> Result<(), Problem> {
        let event = self.refund(id, reason)?;
        let api = Arc::clone(self);
        self.spawn(async move { api.deliver(event).await });
        Ok(())
    }

    /// The money for a purchase goes back. Returns what is to be told.
    fn refund(&self, id: u64, reason: &str) -> Result<Event, Problem> {
        let (payload, order) = {
            let mut state = self.lock();
            let purchase = state.purchases.get_mut(&id).ok_or(Problem::NOT_FOUND)?;
            if std::mem::replace(&mut purchase.refunded, true) {
                return Err(Problem::ALREADY_REFUNDED);
            }
            if let Some(order) = purchase.order {
                self.ledger.refunded(order);
            }
            let mut payload = purchase.payload.clone();
            if let Some(object) = payload.as_object_mut() {
                object.remove("purchase_created_at");
            }
            payload["refund_reason"] = json!(reason);
            payload["refunded_at"] = json!((self.clock)());
            (payload, purchase.order)
        };
        Ok(self.event("digital_product_refunded", payload, &[]).about(order))
    }

    /// Somebody was given the link of an order in the shop.
    pub(super) fn begin_payment(self: &Arc<Self>, uuid: String) {
        let api = Arc::clone(self);
        self.spawn(async move {
            sleep(api.interval).await;
            match api.buyers {
                Buyers::Leave => {}
                Buyers::Prepay => {
                    api.hold(&uuid).await;
                }
                Buyers::Decline => {
                    api.refuse(&uuid).await;
                    sleep(api.interval).await;
                    api.pay(&uuid);
                }
                Buyers::Pay | Buyers::Twice | Buyers::Late | Buyers::Block => {
                    api.pay(&uuid);
                }
                Buyers::Refund => {
                    api.pay(&uuid);
                    let paid =
                        api.lock().order(&uuid).and_then(|it| it.transactions.first().cloned());
                    let Some(paid) = paid else { return };
                    api.given(paid.order).await;
                    drop(api.refund_transaction(&uuid, paid.id));
                }
            }
        });
    }

    /// A buyer's bank holds the money for an order; it is not paid.
    pub(super) async fn hold(&self, uuid: &str) {
        for name in ["shop_order_payment_received", "shop_order_prepaid"] {
            let Some(payload) = self.set_status(uuid, OrderStatus::Prepaid) else { return };
            self.deliver(self.event(name, payload, &[])).await;
        }
    }

    /// A buyer's bank refuses to pay an order, and may not the next time.
    async fn refuse(&self, uuid: &str) {
        let Some(mut payload) = self.set_status(uuid, OrderStatus::Failed) else { return };
        add_error(&mut payload);
        self.deliver(self.event("shop_order_payment_failed", payload, &[])).await;
    }

    /// Returns what every event of the order says; `None` for one that is unknown or paid.
    fn set_status(&self, uuid: &str, status: OrderStatus) -> Option<Value> {
        let mut state = self.lock();
        let order = state.order(uuid).filter(|order| order.status != OrderStatus::Paid)?;
        order.status = status;
        Some(order.event())
    }

    /// An order in the shop is paid, again if it recurs: where banks decline, at the third try. False for one that
    /// can't be.
    pub(super) fn pay(self: &Arc<Self>, uuid: &str) -> bool {
        let is_declined = self.buyers == Buyers::Decline
            && self.lock().order(uuid).is_some_and(|order| order.is_active());
        if !is_declined {
            return self.pay_at_once(uuid);
        }
        let (api, uuid) = (Arc::clone(self), uuid.to_owned());
        self.spawn(async move {
            api.decline(&uuid, TRIES_MAX - 1).await;
            api.pay_at_once(&uuid);
        });
        true
    }

    /// The bank refuses so many tries at the next payment of an order that recurs; after the last one it recurs no
    /// more.
    pub(super) async fn decline(&self, uuid: &str, tries: u32) {
        for tried in 1..=tries {
            let Some(mut payload) = self.lock().order(uuid).map(|order| order.event()) else {
                return;
            };
            payload["chargeRetries"] = json!(tried);
            add_error(&mut payload);
            self.deliver(self.event("shop_order_charge_failed", payload, &[])).await;
            sleep(self.interval).await;
        }
        if tries >= TRIES_MAX
            && let Ok(payload) = self.end(uuid, "payment_failed")
        {
            self.deliver(self.event("shop_order_cancelled", payload, &[])).await;
        }
    }

    /// An order recurs no more. Returns what is to be told.
    pub(super) fn end(&self, uuid: &str, reason: &str) -> Result<Value, Problem> {
        let mut state = self.lock();
        let order = state.order(uuid).ok_or(Problem::NOT_FOUND)?;
        if !order.is_active() {
            return Err(Problem::bad("error_not_permitted", "it is no active recurring order"));
        }
        order.member_status = Some("cancelled");
        let mut payload = order.event();
        payload["cancelReason"] = json!(reason);
        Ok(payload)
    }

    fn pay_at_once(self: &Arc<Self>, uuid: &str) -> bool {
        let now = (self.clock)();
        let token = self.uuid();
        let mut state = self.lock();
        let transaction = state.next_transaction();
        let Some(order) = state.order(uuid) else { return false };
        let is_first = order.transactions.is_empty();
        if !is_first && !order.is_active() {
            return false;
        }
        let words = [&*order.title, order.customer_id.as_deref().unwrap_or_default()].join(" ");
        let number = self.ledger.plan_payment(&words, None);
        let suffix = if is_first { String::new() } else { format!("-{transaction}") };
        self.ledger.paid(number, format!("tribute-shop-{uuid}{suffix}"));
        order.status = OrderStatus::Paid;
        order.member_status = order.recurs().then_some("active");
        let paid = Transaction { id: transaction, created_at: now, refunded: false, order: number };
        order.transactions.push(paid);
        let mut payload = order.event();
        payload["transactionId"] = json!(transaction);
        if is_first {
            payload["fee"] = json!(order.fee());
            payload["status"] = json!(OrderStatus::Paid);
            payload["isRecurrent"] = json!(order.recurs());
        }
        if is_first && order.saves_payment_method {
            let order = order.clone();
            state.add_token(token, &order, now);
        }
        drop(state);
        let name = if is_first { "shop_order" } else { "shop_order_charge_success" };
        self.notify(name, payload, Some(number));
        true
    }

    /// The newest payment of an order that did not go back, goes back. False for one without any.
    pub(super) fn refund_newest(self: &Arc<Self>, uuid: &str) -> bool {
        let newest = self.lock().order(uuid).and_then(|order| {
            let mut kept = order.transactions.iter().rev().filter(|it| !it.refunded);
            kept.next().map(|it| it.id)
        });
        newest.is_some_and(|id| self.refund_transaction(uuid, id).is_ok())
    }

    /// A payment of an order goes back: begun, and done in the next moment.
    pub(super) fn refund_transaction(
        self: &Arc<Self>,
        uuid: &str,
        transaction: u64,
    ) -> Result<(), Problem> {
        let mut state = self.lock();
        let order = state.order(uuid).ok_or(Problem::NOT_FOUND)?;
        if order.status != OrderStatus::Paid {
            return Err(Problem::NOT_PAID);
        }
        let paid = order.transactions.iter_mut().find(|it| it.id == transaction);
        let paid = paid.ok_or(Problem::NOT_FOUND)?;
        if std::mem::replace(&mut paid.refunded, true) {
            return Err(Problem::ALREADY_REFUNDED);
        }
        let number = paid.order;
        let mut payload = order.event();
        drop(state);
        payload["transactionId"] = json!(transaction);
        payload["status"] = json!("initiated");
        let initiated = self.event("shop_order_refunded", payload.clone(), &[]).about(Some(number));
        let api = Arc::clone(self);
        self.spawn(async move {
            api.deliver(initiated).await;
            sleep(api.interval).await;
            api.ledger.refunded(number);
            payload["status"] = json!("completed");
            payload["refundedAt"] = json!((api.clock)());
            let completed = api.event("shop_order_refunded", payload, &[]);
            api.deliver(completed.about(Some(number))).await;
        });
        Ok(())
    }
}

/// Why a bank has refused.
pub(super) fn add_error(payload: &mut Value) {
    payload["errorCode"] = json!("payment_declined");
    payload["errorMessage"] = json!("Card declined by issuer");
}

impl ShopOrder {
    fn is_active(&self) -> bool {
        self.recurs() && self.member_status == Some("active")
    }

    /// What every event of an order says.
    pub(super) fn event(&self) -> Value {
        let mut payload =
            json!({ "uuid": self.uuid, "amount": self.amount, "currency": self.currency });
        if self.recurs() {
            payload["period"] = json!(self.period);
        }
        for (key, value) in [("email", &self.email), ("customerId", &self.customer_id)] {
            if let Some(value) = value {
                payload[key] = json!(value);
            }
        }
        payload
    }
}
