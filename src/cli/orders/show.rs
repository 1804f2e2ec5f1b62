//! `orders show`: one order and its story.

use serde_json::json;

use super::super::arguments::OrdersShow;
use super::super::{Context, Failure, Outcome, json_line, moment};
use super::json::order_json;
use super::{journal, words};
use crate::journal::{Journal, RecordedEvent};
use crate::language::Language;
use crate::order::{OrderId, Record};
use crate::report::{Exit, UserError};

/// How much of a customer's text is shown.
const TEXT_CHARACTERS_MAX: usize = 1_000;

/// Carries it out.
pub(in crate::cli) fn run(arguments: &OrdersShow, context: &mut Context<'_>) -> Outcome {
    let journal = journal(context)?;
    let record = find(&journal, &arguments.order)?;
    let story = journal.events_of(record.number)?;
    let language = context.language;
    let out = context.stdout();
    if arguments.json {
        let object = to_json(&record, &story, language);
        writeln!(out, "{}", json_line::of(&object))?;
    } else {
        write!(out, "{}", to_text(&record, &story, language))?;
    }
    Ok(Exit::Done)
}

fn find(journal: &Journal, order: &str) -> Result<Record, Failure> {
    let found = match (
        order.trim_start_matches('№').parse::<u32>(),
        order.parse::<OrderId>(),
    ) {
        (Ok(number), _) => journal.order(number)?,
        (_, Ok(id)) => journal.order_of_id(&id)?,
        _ => None,
    };
    found.ok_or_else(|| NoSuchOrder(order.to_owned()).into())
}

fn to_json(record: &Record, story: &[RecordedEvent], language: Language) -> serde_json::Value {
    let mut order = order_json(record);
    let story: Vec<_> = story
        .iter()
        .map(|told| {
            json!({
                "at": told.at.to_string(),
                "event": told.event,
                "words": words::event(&told.event, language),
            })
        })
        .collect();
    order["events"] = json!(story);
    order
}

fn to_text(record: &Record, story: &[RecordedEvent], language: Language) -> String {
    let form = &record.form;
    let decimal_comma = language == Language::Russian;
    let mut lines = vec![format!("№{} · {}", record.number, record.id)];
    let mut line = |english: &str, russian: &str, value: Option<String>| {
        if let Some(value) = value {
            lines.push(format!("{:<12}{value}", language.pick(english, russian)));
        }
    };
    line(
        "Product",
        "Товар",
        form.product.as_ref().map(|product| product.excerpt(200)),
    );
    line(
        "Price",
        "Цена",
        form.price.map(|price| price.render(decimal_comma)),
    );
    line(
        "Customer",
        "Покупатель",
        form.customer.name.as_ref().map(|name| name.excerpt(200)),
    );
    let details = form
        .details
        .as_ref()
        .map(|details| details.excerpt(TEXT_CHARACTERS_MAX));
    line("Wrote", "Написал", details);
    line(
        "Account",
        "Аккаунт",
        record.life.account.as_ref().map(ToString::to_string),
    );
    line(
        "State",
        "Состояние",
        Some(words::state(&record.life, language)),
    );
    lines.push(String::new());
    lines.push(story_line(
        record.created_at,
        language.pick("seen in the chat", "замечен в чате"),
    ));
    lines.extend(
        story
            .iter()
            .map(|told| story_line(told.at, &words::event(&told.event, language))),
    );
    lines.join("\n") + "\n"
}

fn story_line(at: jiff::Timestamp, what: &str) -> String {
    format!("{}  {what}", moment::day_and_time(at))
}

/// The journal has no such order.
#[derive(Debug, thiserror::Error)]
#[error("no order {0:?}")]
struct NoSuchOrder(String);

impl UserError for NoSuchOrder {
    fn code(&self) -> &'static str {
        "orders.unknown"
    }

    fn what(&self, language: Language) -> String {
        let order = crate::order::Untrusted::new(&self.0).excerpt(100);
        language.pick(
            format!("There is no order {order} in the journal."),
            format!("Заказа {order} в журнале нет."),
        )
    }

    fn remedy(&self, language: Language) -> String {
        language
            .pick(
                "`tribute-agent orders list` shows all of them.",
                "Все заказы покажет `tribute-agent orders list`.",
            )
            .to_owned()
    }
}
