//! How fast messages are read, and how fast the journal commits: `cargo bench`.
//!
//! One thread, wall time, the best of several rounds; nothing is averaged away. An order a second
//! would be a big shop: these numbers are here so that a mistake in the making shows.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, reads the clock and stops at the first surprise"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tribute_agent::journal::{Journal, Pins};
use tribute_agent::order::purchase::OrderForm;
use tribute_agent::order::{MessageId, Untrusted, UserId};
use tribute_agent::sources::tribute_chat;
use tribute_agent::sources::tribute_chat::message::{Reading, Rules, read};

const ROUNDS: u32 = 5;
const ROUND_TIME: Duration = Duration::from_millis(300);
/// The longest message there is.
const MESSAGE_UNITS_MAX: usize = 4096;
const PINS: Pins = Pins { seller: UserId(777_000), bot: UserId(6_675_346_585), livemode: false };

fn main() {
    let rules = Rules::sample();
    let plain = order("Иван", "12345");
    println!("{:<44}{:>12}", "messages read", "a second");
    for (name, text) in [
        ("plain", plain.clone()),
        ("no order at all", "Пользователь @a отправил ₽2000.11\n".repeat(100)),
        ("4096 units of details, no number", order("A", &filled("алмаз "))),
        ("4096 units of numbers that differ", order("A", &numbers())),
        ("4096 units of labels in the details", order("A", &filled("\nPrice: €1.00"))),
        ("4096 units of labels in the name", order(&filled("\nCustomer: A"), "12345")),
    ] {
        let rate = rate(|| drop(black_box(read(black_box(&text), &[], &rules))));
        println!("{name:<44}{rate:>12.0}");
    }
    println!("\n{:<44}{:>12}", "journal, on the disk when it returns", "a second");
    println!("{:<44}{:>12.0}", "orders taken in, a commit each", commits(&form(&plain, &rules)));
}

fn order(customer: &str, details: &str) -> String {
    format!(
        "🆕 Custom Product Order\n\nCustomer: {customer}\n\nProduct: 1 алмаз\n\nPrice: €5.00\n\nOrder Details:\n\n{details}"
    )
}

/// As much of it as a message can hold beside the rest of an order.
fn filled(pattern: &str) -> String {
    let units = pattern.encode_utf16().count();
    pattern.repeat((MESSAGE_UNITS_MAX - 100) / units)
}

fn numbers() -> String {
    let numbers: Vec<String> = (10_000..10_600).map(|number: u32| number.to_string()).collect();
    numbers.join(" ")
}

fn form(text: &str, rules: &Rules) -> OrderForm {
    match read(text, &[], rules) {
        Reading::Order(form) => *form,
        Reading::Notice | Reading::Unrecognised => panic!("no order"),
    }
}

/// How often a second, in the best round.
fn rate(mut act: impl FnMut()) -> f64 {
    let mut best: f64 = 0.0;
    for _ in 0..ROUNDS {
        let (begun, mut count) = (Instant::now(), 0_u32);
        while begun.elapsed() < ROUND_TIME {
            act();
            count += 1;
        }
        best = best.max(f64::from(count) / begun.elapsed().as_secs_f64());
    }
    best
}

/// In the folder for temporary files: if that is in memory, so is the number.
fn commits(form: &OrderForm) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let now: Timestamp = "2026-11-22T11:00:00Z".parse().unwrap();
    let mut journal =
        Journal::open(&folder.path().join("main.journal"), PINS, "bench", now).unwrap();
    let mut message = 0;
    rate(|| {
        message += 1;
        let text = Untrusted::new("🆕 Custom Product Order");
        let (new, _) = tribute_chat::new_order(PINS, MessageId(message), text, form.clone(), now);
        journal.write(|writer| writer.insert_order(new, now)).unwrap();
    })
}
