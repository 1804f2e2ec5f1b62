//! The daily line: how it went since the one before.

use jiff::Timestamp;

use super::compose::Compose;
use super::voice::{Voice, russian_plural};
use crate::language::Language;

/// How a day went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// When it began.
    pub since: Timestamp,
    /// How many orders came.
    pub arrived: u32,
    /// How many of them are completed.
    pub completed: u32,
    /// How many of them a person has closed.
    pub closed: u32,
    /// How many are open, whenever they came.
    pub open: u32,
    /// How many of those wait for a person.
    pub escalated_count: u32,
    /// The first of these.
    pub escalated: Vec<u32>,
}

/// One line.
pub(super) fn line(voice: &Voice, day: &Day, now: Timestamp) -> Compose {
    let since = voice.time(day.since, now);
    let message = Voice::compose().say(match voice.language {
        Language::English => format!("📊 Since {since}: {}.", english(day)),
        Language::Russian => format!("📊 С {since}: {}.", russian(day)),
    });
    if day.escalated_count == 0 {
        return message;
    }
    let numbers: Vec<String> = day.escalated.iter().map(|it| format!("№{it}")).collect();
    let more = usize::try_from(day.escalated_count).is_ok_and(|count| count > numbers.len());
    message
        .say(voice.pick(" Waiting for you: ", " Ждут вас: "))
        .say(numbers.join(", "))
        .say(if more { "…" } else { "." })
}

fn english(day: &Day) -> String {
    let orders = match day.arrived {
        0 => "no orders".to_owned(),
        1 => "1 order".to_owned(),
        count => format!("{count} orders"),
    };
    let parts = [(day.completed, "completed"), (day.closed, "closed by hand")];
    joined(orders, &parts, "open", day.open, "none open")
}

fn russian(day: &Day) -> String {
    let orders = match day.arrived {
        0 => "заказов не было".to_owned(),
        count => {
            let orders = russian_plural(count, ["заказ", "заказа", "заказов"]);
            format!("{count} {orders}")
        }
    };
    let parts = [
        (day.completed, "выполнено"),
        (day.closed, "закрыто вручную"),
    ];
    joined(orders, &parts, "открыто", day.open, "открытых нет")
}

fn joined(
    orders: String,
    parts: &[(u32, &str)],
    open: &str,
    open_count: u32,
    none: &str,
) -> String {
    let mut said = vec![orders];
    let told = parts.iter().filter(|(count, _)| *count > 0);
    said.extend(told.map(|(count, word)| format!("{word} {count}")));
    said.push(if open_count == 0 {
        none.to_owned()
    } else {
        format!("{open} {open_count}")
    });
    said.join(", ")
}
