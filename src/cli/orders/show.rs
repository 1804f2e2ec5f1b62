//! `orders show`: one order and its story.

use jiff::Timestamp;

use super::super::parse::table;
use super::super::{Context, Failure, Outcome, moment};
use super::journal;
use crate::i18n::{arguments, t};
use crate::journal::{Journal, RecordedEvent};
use crate::order::life::Delivery;
use crate::order::{Code, OrderId, Record, Untrusted};
use crate::order_view::json::{OrderStory, to_json};
use crate::order_view::words;
use crate::report;

pub(super) fn show(
    order: &str,
    whole_codes: bool,
    as_json: bool,
    context: &mut Context<'_>,
) -> Outcome {
    let journal = journal(context)?;
    let record = find(&journal, order)?;
    let story = journal.events_of(record.number)?;
    let shown = |code: &Code| if whole_codes { code.expose().to_owned() } else { code.masked() };
    let codes: Vec<String> = journal.codes_of(record.number)?.iter().map(shown).collect();
    let mut text = to_text(&record, &story);
    if !codes.is_empty() {
        text = format!("{text}\n\n{}\n{}", t!("order-codes"), codes.join("\n"));
    }
    let json = to_json(&OrderStory { codes, ..OrderStory::of(&record, &story) });
    context.answer(as_json, &json, &text)
}

pub(in crate::cli) fn find(journal: &Journal, order: &str) -> Result<Record, Failure> {
    let number = order.trim_start_matches('№').parse::<u32>();
    let found = match (number, order.parse::<OrderId>()) {
        (Ok(number), _) => journal.order(number)?,
        (_, Ok(id)) => journal.order_of_id(&id)?,
        _ => None,
    };
    found.ok_or_else(|| {
        let order = Untrusted::new(order).excerpt(100);
        report::failed("orders.unknown", arguments!(order)).into()
    })
}

fn to_text(record: &Record, story: &[RecordedEvent]) -> String {
    let fields = table::fields(&record.form).into_iter().filter_map(|(name, value)| {
        let value = match name {
            // The state says why it is in it, and by then the problem may be solved.
            "problem" => None,
            // A moderator may have given another account than the message states.
            "account" => record.life.account.as_ref().map(ToString::to_string).or(value),
            _ => value,
        };
        Some((name, value?))
    });
    let decided_by = record.decided_by.as_ref().map(|by| ("decided_by", by.to_string()));
    let checkout = record.form.checkout.as_ref();
    let reference = checkout.and_then(|it| it.reference.as_ref());
    let checkout = checkout.map(|it| ("checkout", it.id.to_string()));
    let checkout = checkout.into_iter().chain(reference.map(|it| ("reference", it.to_string())));
    let state = ("state", words::state(&record.life));
    let fields = fields.chain(checkout).chain([state]).chain(decided_by);
    let line = |at: Timestamp, what: &str| format!("{}  {what}", moment::day_and_time(at));
    let by = match &record.life.delivery {
        Delivery::TributeChat(_) => "chat",
        Delivery::Message(_) => "bot",
        Delivery::Nothing => "webhook",
    };
    let mut lines = vec![
        format!("№{} · {}", record.number, record.id),
        table::aligned(fields),
        String::new(),
        line(record.created_at, &t!("orders-seen", by)),
    ];
    lines.extend(story.iter().map(|told| line(told.at, &words::event(&told.event))));
    lines.join("\n")
}
