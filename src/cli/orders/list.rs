//! `orders list`: all orders, newest last.

use comfy_table::Table;
use comfy_table::{ContentArrangement, presets};

use super::super::arguments::OrdersList;
use super::super::{Context, Outcome, json_line, moment};
use super::json::order_json;
use super::{journal, words};
use crate::language::Language;
use crate::order::Record;
use crate::report::Exit;

/// A product's name in the table.
const PRODUCT_CHARACTERS_MAX: usize = 32;

/// Carries it out.
pub(in crate::cli) fn run(arguments: &OrdersList, context: &mut Context<'_>) -> Outcome {
    let orders = journal(context)?.all_orders()?;
    let language = context.language;
    let out = context.stdout();
    if arguments.json {
        for record in &orders {
            writeln!(out, "{}", json_line::of(&order_json(record)))?;
        }
    } else if orders.is_empty() {
        writeln!(
            out,
            "{}",
            language.pick("No orders yet.", "Заказов пока нет.")
        )?;
    } else {
        writeln!(out, "{}", table(&orders, language))?;
    }
    Ok(Exit::Done)
}

/// The orders as a person reads them, without a line end.
pub(in crate::cli) fn table(orders: &[Record], language: Language) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(language.pick(
            ["№", "Time", "Product", "Price", "Account", "State"],
            ["№", "Время", "Товар", "Цена", "Аккаунт", "Состояние"],
        ));
    for record in orders {
        table.add_row(row(record, language));
    }
    table.trim_fmt()
}

fn row(record: &Record, language: Language) -> [String; 6] {
    let form = &record.form;
    let product = form
        .product
        .as_ref()
        .map(|name| name.excerpt(PRODUCT_CHARACTERS_MAX));
    let price = form
        .price
        .map(|price| price.render(language == Language::Russian));
    let account = record.life.account.as_ref().map(ToString::to_string);
    [
        record.number.to_string(),
        moment::day_and_time(record.ordered_at),
        product.unwrap_or_default(),
        price.unwrap_or_default(),
        account.unwrap_or_default(),
        words::state(&record.life, language),
    ]
}
