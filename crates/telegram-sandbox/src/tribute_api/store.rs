//! What Tribute has: products, purchases, a shop with orders, charges and tokens.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::faults::Fault;
use crate::language::Language;
use crate::orders::generator::demo_products;
use crate::system::SeededRng;

/// The first ids of each kind: far from those that documents and tests have.
const FIRST_CUSTOM: u64 = 70_101;
const FIRST_DIGITAL: u64 = 70_201;
const PHYSICAL: u64 = 70_301;
const FIRST_PURCHASE: u64 = 5_000_001;
const FIRST_TRANSACTION: u64 = 8_000_001;
/// Of every hundred that are paid.
const FEE_PERCENT: u64 = 8;

/// A product; serialised as the API tells it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Product {
    pub(super) id: u64,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// In the currency's minor unit.
    pub(super) amount: u64,
    pub(super) currency: &'static str,
    status: &'static str,
    is_custom: bool,
    accept_cards: bool,
    created: Timestamp,
    updated: Timestamp,
    link: String,
    web_link: String,
}

/// What somebody bought.
#[derive(Clone, Debug, PartialEq)]
pub struct Purchase {
    /// Tribute's number for it.
    pub id: u64,
    /// The order's number in the sandbox.
    pub order: Option<u32>,
    /// What its webhook said.
    pub payload: Value,
    /// True once the money went back.
    pub refunded: bool,
}

/// A shop's settings, as the API tells them.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are Tribute's")]
pub struct ShopInfo {
    pub id: u64,
    pub user_id: u64,
    pub name: String,
    pub link: String,
    pub callback_url: Option<String>,
    pub recurrent: bool,
    pub only_stars: bool,
    pub token_charging: bool,
    /// 1: active.
    pub status: u8,
}

/// How far an order of the shop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are Tribute's")]
pub enum OrderStatus {
    Pending,
    Prepaid,
    Paid,
    Failed,
}

/// An order in the shop; serialised as the API tells it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are Tribute's")]
pub struct ShopOrder {
    pub uuid: String,
    pub shop_id: u64,
    pub amount: u64,
    pub currency: String,
    pub title: String,
    pub description: String,
    pub status: OrderStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    pub success_url: Option<String>,
    pub fail_url: Option<String>,
    /// None for what can be paid in Stars only.
    pub payment_url: Option<String>,
    pub webapp_payment_url: String,
    pub period: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_status: Option<&'static str>,
    pub created_at: Timestamp,
    #[serde(skip)]
    pub saves_payment_method: bool,
    /// The payments so far.
    #[serde(skip)]
    pub transactions: Vec<Transaction>,
}

/// A payment of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are Tribute's")]
pub struct Transaction {
    pub id: u64,
    pub created_at: Timestamp,
    pub refunded: bool,
    /// The order's number in the sandbox.
    pub order: u32,
}

/// A means of payment that a buyer left.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are Tribute's")]
pub(super) struct Token {
    pub(super) token: String,
    card_last4: &'static str,
    card_brand: &'static str,
    pub(super) customer_id: Option<String>,
    pub(super) amount: u64,
    pub(super) currency: String,
    pub(super) active: bool,
    created_at: Timestamp,
    #[serde(skip)]
    pub(super) order: String,
}

/// A payment with such a means.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are Tribute's")]
pub(super) struct Charge {
    pub(super) charge_uuid: String,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
    pub(super) amount: u64,
    pub(super) currency: String,
    pub(super) token: String,
    pub(super) created_at: Timestamp,
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
}

pub(super) struct State {
    pub(super) products: Vec<Product>,
    pub(super) purchases: BTreeMap<u64, Purchase>,
    pub(super) shop: ShopInfo,
    pub(super) orders: Vec<ShopOrder>,
    pub(super) tokens: Vec<Token>,
    pub(super) charges: Vec<Charge>,
    pub(super) faults: Vec<Fault>,
    pub(super) rng: SeededRng,
    /// How often each of these came, for faults that spoil every other.
    pub(super) calls: usize,
    pub(super) creates: usize,
    pub(super) events: usize,
    bought: u64,
    transactions: u64,
}

impl State {
    pub(super) fn new(language: Language, seed: u64, now: Timestamp) -> Self {
        Self {
            products: products(language, now),
            purchases: BTreeMap::new(),
            shop: ShopInfo {
                id: 501,
                user_id: 31_000,
                name: "Sandbox".to_owned(),
                link: "sandbox".to_owned(),
                callback_url: None,
                recurrent: true,
                only_stars: false,
                token_charging: true,
                status: 1,
            },
            orders: Vec::new(),
            tokens: Vec::new(),
            charges: Vec::new(),
            faults: Vec::new(),
            rng: SeededRng::new(seed),
            calls: 0,
            creates: 0,
            events: 0,
            bought: 0,
            transactions: 0,
        }
    }

    pub(super) fn next_purchase(&mut self) -> u64 {
        self.bought += 1;
        FIRST_PURCHASE + self.bought - 1
    }

    pub(super) fn next_transaction(&mut self) -> u64 {
        self.transactions += 1;
        FIRST_TRANSACTION + self.transactions - 1
    }

    pub(super) fn order(&mut self, uuid: &str) -> Option<&mut ShopOrder> {
        self.orders.iter_mut().find(|order| order.uuid == uuid)
    }

    pub(super) fn add_token(&mut self, token: String, order: &ShopOrder, now: Timestamp) {
        self.tokens.push(Token {
            token,
            card_last4: "4242",
            card_brand: "VISA",
            customer_id: order.customer_id.clone(),
            amount: order.amount,
            currency: order.currency.clone(),
            active: true,
            created_at: now,
            order: order.uuid.clone(),
        });
    }
}

impl ShopOrder {
    pub(super) fn recurs(&self) -> bool {
        self.period != "onetime"
    }

    pub(super) fn fee(&self) -> u64 {
        self.amount * FEE_PERCENT / 100
    }

    /// A payment as the API tells it: in the currency's major unit.
    #[expect(clippy::cast_precision_loss, reason = "no amount comes near 2^53")]
    pub(super) fn transaction(&self, transaction: &Transaction) -> Value {
        let major = |minor: u64| minor as f64 / 100.0;
        json!({
            "id": transaction.id,
            "type": "shop_order_sell",
            "amount": major(self.amount),
            "currency": self.currency,
            "createdAt": transaction.created_at.as_second(),
            "serviceFee": major(self.fee()),
            "total": major(self.amount - self.fee()),
            "paymentMethod": "bank_card",
            "isRefunded": transaction.refunded,
            "isRefundable": !transaction.refunded,
            "isRecurring": self.recurs(),
        })
    }
}

/// The demo shop's products: custom, as the bot sells them, and digital; and one of which there is a parcel.
fn products(language: Language, now: Timestamp) -> Vec<Product> {
    let product = |id: u64, kind: &'static str, name: &str, price: &str| Product {
        id,
        kind,
        name: name.to_owned(),
        amount: price
            .bytes()
            .filter(u8::is_ascii_digit)
            .fold(0, |amount, digit| amount * 10 + u64::from(digit - b'0')),
        currency: "eur",
        status: "approved",
        is_custom: kind == "custom",
        accept_cards: true,
        created: now,
        updated: now,
        link: format!("https://t.me/tribute/app?startapp=p{id}"),
        web_link: format!("https://web.tribute.tg/p/{id}"),
    };
    let demo = demo_products(language);
    let of_kind = |kind: &'static str, first: u64| {
        let numbered = (first..).zip(&demo);
        numbered.map(move |(id, sold)| product(id, kind, &sold.name, &sold.price))
    };
    of_kind("custom", FIRST_CUSTOM)
        .chain(of_kind("digital", FIRST_DIGITAL))
        .chain([product(PHYSICAL, "physical", "Mug", "€12.00")])
        .collect()
}
