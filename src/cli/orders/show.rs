//! `orders show`: one order and its story.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::arguments::OrdersShow;
use super::super::parse::table;
use super::super::{Context, Failure, Outcome, json_line, moment};
use super::json::order_json;
use super::{journal, words};
use crate::i18n::{arguments, t};
use crate::journal::{Journal, RecordedEvent};
use crate::order::purchase::OrderForm;
use crate::order::{OrderId, Record, Untrusted};
use crate::report::{self, Exit};

pub(in crate::cli) fn run(arguments: &OrdersShow, context: &mut Context<'_>) -> Outcome {
    let journal = journal(context)?;
    let record = find(&journal, &arguments.order)?;
    let story = journal.events_of(record.number)?;
    let out = context.stdout();
    if arguments.json {
        writeln!(out, "{}", json_line::of(&to_json(&record, &story)))?;
    } else {
        writeln!(out, "{}", to_text(&record, &story))?;
    }
    Ok(Exit::Done)
}

fn find(journal: &Journal, order: &str) -> Result<Record, Failure> {
    let number = order.trim_start_matches('№').parse::<u32>();
    let found = match (number, order.parse::<OrderId>()) {
        (Ok(number), _) => journal.order(number)?,
        (_, Ok(id)) => journal.order_of_id(&id)?,
        _ => None,
    };
    found.ok_or_else(|| {
        let order = Untrusted::new(order).excerpt(100);
        report::failed("orders.unknown", arguments!(order = order)).into()
    })
}

fn to_json(record: &Record, story: &[RecordedEvent]) -> Value {
    let story = story.iter().map(|told| {
        json!({
            "at": told.at.to_string(),
            "event": told.event,
            "words": words::event(&told.event),
        })
    });
    let mut order = order_json(record);
    order["events"] = story.collect();
    order
}

fn to_text(record: &Record, story: &[RecordedEvent]) -> String {
    // A moderator may have given another account than the message states.
    let account = record.life.account.clone();
    let form = OrderForm {
        account: account.or_else(|| record.form.account.clone()),
        ..record.form.clone()
    };
    let state = ("state", Some(words::state(&record.life)));
    // The state says why it is in it, and by then the problem may be solved.
    let fields = table::fields(&form).into_iter().chain([state]);
    let fields = fields.filter(|(name, _)| *name != "problem");
    let fields = fields.filter_map(|(name, value)| Some((name, value?)));
    let line = |at: Timestamp, what: &str| format!("{}  {what}", moment::day_and_time(at));
    let mut lines = vec![
        format!("№{} · {}", record.number, record.id),
        table::aligned(fields),
        String::new(),
        line(record.created_at, &t!("orders-seen")),
    ];
    lines.extend(story.iter().map(|told| line(told.at, &words::event(&told.event))));
    lines.join("\n")
}
