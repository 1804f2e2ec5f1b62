//! `orders list`: all orders, newest last.

use super::super::table::Table;
use super::super::{Context, Outcome, json_line, moment};
use super::json::order_json;
use super::{journal, words};
use crate::i18n::t;
use crate::order::Record;
use crate::report::{Exit, OutputStyle};

pub(in crate::cli) fn run(as_json: bool, context: &mut Context<'_>) -> Outcome {
    let orders = journal(context)?.all_orders()?;
    let style = context.stdio.output_style();
    let out = context.stdout();
    if as_json {
        for record in &orders {
            writeln!(out, "{}", json_line::of(&order_json(record)))?;
        }
    } else if orders.is_empty() {
        writeln!(out, "{}", t!("orders-none"))?;
    } else {
        writeln!(out, "{}", table(&orders, style))?;
    }
    Ok(Exit::Done)
}

/// The orders as a person reads them, without a line end.
pub(in crate::cli) fn table(orders: &[Record], style: OutputStyle) -> String {
    let columns = ["number", "time", "product", "price", "account", "state"];
    let mut table = Table::new(columns.map(|column| t!("order-field", field = column)));
    for record in orders {
        let account = record.life.account.as_ref().map(ToString::to_string);
        table.push([
            record.number.to_string(),
            moment::day_and_time(record.ordered_at),
            words::product(&record.form),
            record.form.price.map(words::price).unwrap_or_default(),
            account.unwrap_or_default(),
            words::state(&record.life),
        ]);
    }
    table.render(style)
}
