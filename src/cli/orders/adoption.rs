//! What `orders adopt` says.

use crate::i18n::t;
use crate::recovery::{FoundOrder, OpenOrder, UnrecordedOrders};

use super::super::moment::day_and_time;
use super::words;

/// So many orders are listed; the rest is counted.
const LISTED_MAX: usize = 30;

/// What will be done.
pub(super) fn plan(unrecorded: &UnrecordedOrders) -> String {
    let mut lines = vec![match unrecorded.since {
        Some(since) => t!("adopt-since", since = day_and_time(since)),
        None => t!("adopt-nothing-since"),
    }];
    let open = unrecorded.open.iter().map(open_line);
    let found = unrecorded.found.iter().map(found_line);
    lines.extend(open.chain(found).take(LISTED_MAX));
    match unrecorded.orders() {
        0 => lines.push(format!("  {}", t!("adopt-no-order"))),
        all if all > LISTED_MAX => {
            lines.push(format!("  {}", t!("adopt-more", count = all - LISTED_MAX)));
        }
        _ => {}
    }
    lines.push(t!("adopt-nothing-is-given"));
    lines.join("\n")
}

fn open_line(open: &OpenOrder) -> String {
    let (number, product) = (open.record.number, words::product(&open.record.form));
    format!("  №{number} · {product} · {}", t!("adopt-order", is = "open"))
}

fn found_line(found: &FoundOrder) -> String {
    let (time, product) = (day_and_time(found.sent_at), words::product(&found.form));
    let is = if found.reply.is_some() { "answered" } else { "unanswered" };
    format!("  {time} · {product} · {}", t!("adopt-order", is = is))
}
