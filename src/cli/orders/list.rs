//! `orders list`: the orders, newest last. `orders export`: the same for other programs. Both read them page by
//! page and write each page before the next.

use std::io::{BufWriter, Write as _};

use jiff::tz::TimeZone;
use serde_json::Value;

use super::super::arguments::{OrdersExport, OrdersList, WantedOrders};
use super::super::table::Table;
use super::super::{Context, Outcome, json_line, moment};
use super::journal;
use crate::i18n::t;
use crate::journal::OrderFilter;
use crate::machine::{Clock as _, Machine};
use crate::order::{Record, Untrusted};
use crate::order_view::json::{KEYS, order_json};
use crate::order_view::words;
use crate::report::{Exit, OutputStyle};

/// So many orders are enough for a terminal.
const SHOWN: u32 = 50;
/// Older ones are counted up to here.
const COUNTED_MAX: u32 = 1000;

impl From<WantedOrders> for OrderFilter {
    fn from(wanted: WantedOrders) -> Self {
        let WantedOrders { open: only_open, since, state: stage, product, source } = wanted;
        let since = since.and_then(|since| since.start(Machine.now(), &TimeZone::system()));
        Self { only_open, since, stage, product, source, ..Self::default() }
    }
}

pub(super) fn list(asked: OrdersList, context: &mut Context<'_>) -> Outcome {
    let OrdersList { wanted, limit, before, json } = asked;
    if json {
        return write(OrderFilter { before, limit, ..wanted.into() }, None, json_row, context);
    }
    let limit = limit.or(context.stdio.stdout_is_terminal.then_some(SHOWN));
    let journal = journal(context)?;
    let mut pages = journal.pages(OrderFilter { before, limit, ..wanted.into() })?;
    let style = context.stdio.output_style();
    let mut is_empty = true;
    for page in &mut pages {
        is_empty = false;
        writeln!(context.stdout(), "{}", rows(&page?, style))?;
    }
    if is_empty {
        writeln!(context.stdout(), "{}", t!("orders-none"))?;
    }
    let (first, older) = (pages.first(), pages.count_older(COUNTED_MAX + 1)?);
    if older > 0 {
        let (count, is_all) = (older.min(COUNTED_MAX), older <= COUNTED_MAX);
        context.say(|| t!("orders-older", count, is_all, first));
    }
    Ok(Exit::Done)
}

pub(super) fn export(asked: OrdersExport, context: &mut Context<'_>) -> Outcome {
    let wanted = asked.wanted.into();
    if asked.json {
        return write(wanted, None, json_row, context);
    }
    let names = KEYS.map(|key| if key == "price" { "price,currency" } else { key });
    write(wanted, Some(names.join(",")), csv_row, context)
}

fn write(
    wanted: OrderFilter,
    header: Option<String>,
    row: fn(&Record) -> String,
    context: &mut Context<'_>,
) -> Outcome {
    let journal = journal(context)?;
    let mut out = BufWriter::new(context.stdout());
    if let Some(header) = header {
        writeln!(out, "{header}")?;
    }
    for page in journal.pages(wanted)? {
        for record in page? {
            writeln!(out, "{}", row(&record))?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn json_row(record: &Record) -> String {
    json_line::of(&order_json(record))
}

fn csv_row(record: &Record) -> String {
    let order = order_json(record);
    let cells = KEYS.map(|key| match (key, record.form.price) {
        ("price", None) => ",".to_owned(),
        ("price", Some(price)) => price.to_string().replace(' ', ","),
        _ => match &order[key] {
            Value::Null => String::new(),
            Value::String(text) => csv_cell(text),
            other => other.to_string(),
        },
    });
    cells.join(",")
}

/// A text as a cell that no program takes for a formula; invisible characters are shown.
fn csv_cell(text: &str) -> String {
    let shown = Untrusted::new(text).to_string();
    let prefix = if shown.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    if shown.contains(['"', ',']) {
        return format!("\"{prefix}{}\"", shown.replace('"', "\"\""));
    }
    format!("{prefix}{shown}")
}

/// The orders as a person reads them, without a line end.
pub(in crate::cli) fn rows(orders: &[Record], style: OutputStyle) -> String {
    let columns = ["number", "time", "product", "price", "account", "state"];
    let mut table = Table::new(columns.map(|column| t!("order-field", field = column)));
    for record in orders {
        table.push([
            record.number.to_string(),
            moment::day_and_time(record.ordered_at),
            words::product(&record.form),
            record.form.price.map(words::price).unwrap_or_default(),
            record.life.account.as_ref().map(ToString::to_string).unwrap_or_default(),
            words::state(&record.life),
        ]);
    }
    table.render(style)
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn a_cell_is_one_cell_and_no_formula() {
        for (text, cell) in [
            ("1 алмаз", "1 алмаз"),
            ("a, b", "\"a, b\""),
            ("the \"best\"", "\"the \"\"best\"\"\""),
            ("two\nlines", "two⏎lines"),
            ("=1+1", "'=1+1"),
            ("@SUM(A1,A2)", "\"'@SUM(A1,A2)\""),
            ("\u{1B}[2J", "⟨001B⟩[2J"),
        ] {
            assert_eq!(csv_cell(text), cell);
        }
    }
}
