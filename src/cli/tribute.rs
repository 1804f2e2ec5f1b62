//! `tribute`: the seller's account at Tribute, by its API: products, the shop and its orders, and purchases
//! whose money is to go back.

use serde::Serialize;

use super::arguments::{ProductKind, Tribute};
use super::table::{Cell, Table};
use super::{Context, Failure, Outcome, confirm, json_line};
use crate::i18n::{self, Language, t};
use crate::order::{Currency, Money};
use crate::report::Exit;
use crate::tribute::Client;
use crate::tribute::client::{Product, ProductFilter, Shop, ShopOrder};

/// Tribute gives no more at once.
const PAGE: u32 = 100;
/// Nobody reads more pages.
const PAGES_MAX: u32 = 100;

pub(super) async fn run(asked: Tribute, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let client = &config.tribute_api()?.client;
    match asked {
        Tribute::Products { kind, json } => products(client, kind, json, context).await,
        Tribute::Product { id, json } => {
            let product = client.product(&id).await?;
            one(&product, &product_lines(&product), json, context)
        }
        Tribute::Shop { json } => {
            let shop = client.shop(None).await?;
            one(&shop, &shop_lines(&shop), json, context)
        }
        Tribute::Orders { from, to, json } => {
            let orders = client.orders(from.as_deref(), to.as_deref()).await?;
            let mut table = Table::new(t!("tribute-order-columns").split('|').map(str::to_owned));
            for order in &orders {
                table.push(order_row(order));
            }
            list(&orders, &table, json, context)
        }
        Tribute::Order { uuid, json } => {
            let order = client.order(&uuid).await?;
            one(&order, &order_lines(&order), json, context)
        }
        Tribute::Cancel { purchase, yes, json } => {
            cancel(client, &purchase, yes, json, context).await
        }
    }
}

async fn products(
    client: &Client,
    kind: Option<ProductKind>,
    json: bool,
    context: &mut Context<'_>,
) -> Outcome {
    let kind = kind.map(ProductKind::name);
    let mut products = Vec::new();
    for page in 1..=PAGES_MAX {
        let found = client.products(ProductFilter { kind, page, size: PAGE }).await?;
        let total = found.meta.map_or(0, |meta| meta.total);
        let is_last = found.rows.is_empty();
        products.extend(found.rows);
        if is_last || products.len() >= usize::try_from(total).unwrap_or(usize::MAX) {
            break;
        }
    }
    let mut table = Table::new(t!("tribute-product-columns").split('|').map(str::to_owned));
    for product in &products {
        let Product { id, kind, name, status, .. } = product;
        let pending = product.pending_orders.map_or_else(String::new, |count| count.to_string());
        let price = price(product.amount, &product.currency);
        table.push([id, name, kind, &price, status, &pending].map(|it| Cell::from(it.clone())));
    }
    list(&products, &table, json, context)
}

/// Gives the money back: asks a person first.
async fn cancel(
    client: &Client,
    purchase: &str,
    yes: bool,
    json: bool,
    context: &mut Context<'_>,
) -> Outcome {
    if !yes {
        let question = t!("tribute-cancel-question", purchase);
        confirm::ask(&question, ["orders.refused", "orders.unconfirmed"], context).await?;
    }
    let outcome = client.cancel_purchase(purchase).await?;
    let done = outcome.success.to_string();
    let message = outcome.message.clone().unwrap_or_default();
    let told = t!("tribute-cancelled", purchase, done, message);
    one(&outcome, &told, json, context)?;
    Ok(if outcome.success { Exit::Done } else { Exit::Failed })
}

/// A line of JSON for each, or a table.
fn list<T: Serialize>(all: &[T], table: &Table, json: bool, context: &mut Context<'_>) -> Outcome {
    if json {
        for one in all {
            writeln!(context.stdout(), "{}", json_line::of(one))?;
        }
    } else if all.is_empty() {
        writeln!(context.stdout(), "{}", t!("tribute-none"))?;
    } else {
        let style = context.stdio.output_style();
        writeln!(context.stdout(), "{}", table.render(style))?;
    }
    Ok(Exit::Done)
}

fn one(value: &impl Serialize, text: &str, json: bool, context: &mut Context<'_>) -> Outcome {
    let told = if json { json_line::of(value) } else { crate::report::for_terminal(text) };
    writeln!(context.stdout(), "{told}").map_err(Failure::Output)?;
    Ok(Exit::Done)
}

fn price(amount: Option<i64>, currency: &str) -> String {
    let known = Currency::from_code(&currency.to_uppercase());
    let is_russian = i18n::language() == Language::Russian;
    match (amount, known) {
        (Some(amount), Some(currency)) => Money { amount, currency }.render(is_russian),
        (Some(amount), None) => format!("{amount} {currency}"),
        (None, _) => String::new(),
    }
}

fn product_lines(product: &Product) -> String {
    let Product { id, kind, name, status, description, link, web_link, .. } = product;
    let links = [link, web_link].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    t!(
        "tribute-product",
        id,
        name,
        kind,
        status,
        price = price(product.amount, &product.currency),
        description = description.clone().unwrap_or_default(),
        pending = product.pending_orders.unwrap_or_default().to_string(),
        links
    )
}

fn shop_lines(shop: &Shop) -> String {
    let Shop { id, name, link, callback_url, status, .. } = shop;
    t!(
        "tribute-shop",
        id,
        name,
        link = link.clone().unwrap_or_default(),
        webhook = callback_url.clone().unwrap_or_default(),
        status = status.clone().unwrap_or_default(),
        recurrent = shop.recurrent.to_string(),
        stars = shop.only_stars.to_string()
    )
}

fn order_row(order: &ShopOrder) -> [Cell; 5] {
    let created_at = order.created_at.clone().unwrap_or_default();
    let price = price(order.amount, &order.currency);
    [order.uuid.clone(), order.title.clone(), price, order.status.clone(), created_at]
        .map(Cell::from)
}

fn order_lines(order: &ShopOrder) -> String {
    let ShopOrder { uuid, title, status, customer_id, created_at, .. } = order;
    t!(
        "tribute-order",
        uuid,
        title,
        status,
        price = price(order.amount, &order.currency),
        customer = customer_id.clone().unwrap_or_default(),
        created = created_at.clone().unwrap_or_default(),
        link = order.link().unwrap_or_default()
    )
}
