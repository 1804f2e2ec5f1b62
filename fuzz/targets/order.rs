//! An order message whose truth is known.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tribute_agent::properties::{Message, Name, order};

// The bot's own lines are lines, and its fields say something.
fuzz_target!(|parts: (String, bool, String, String, String)| {
    let (name, is_marked, product, price, details) = parts;
    order(&Message {
        name,
        shown: if is_marked { Name::Marked } else { Name::Bare },
        product: one_line(&product),
        price: one_line(&price),
        details,
        lies: Vec::new(),
    });
});

fn one_line(text: &str) -> String {
    let text = text.replace('\n', " ");
    let text = text.trim();
    if text.is_empty() { "x".to_owned() } else { text.to_owned() }
}
