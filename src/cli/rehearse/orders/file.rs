//! `--orders FILE`: JSON Lines, as the sandbox takes them.

use std::path::Path;

use super::super::case::{Case, End, Expected, Wanted};
use crate::cli::sandbox::{SandboxCommand, SandboxError, read_file};
use crate::language::Language;
use crate::order::Untrusted;
use crate::sources::tribute_chat::message::{Reading, Rules, read};
use telegram_sandbox::orders::{Expectation, PlannedOrder};

/// In a table, a title is cut to so many characters.
const TITLE_CHARACTERS_MAX: usize = 60;

/// The orders of a file.
pub(in crate::cli::rehearse) fn of_file(
    path: &Path,
    rules: &Rules,
    language: Language,
) -> Result<Vec<Case>, SandboxError> {
    let planned = read_file(SandboxCommand::Rehearse, path)?;
    let cases = (1..).zip(planned).map(|(number, planned)| Case {
        number,
        title: title(&planned, rules, language),
        source: language.pick(format!("order {number}"), format!("заказ {number}")),
        expected: expected(planned.expect),
        planned,
    });
    Ok(cases.collect())
}

/// What was ordered, else how the message begins. The customer's entities don't matter for that.
fn title(planned: &PlannedOrder, rules: &Rules, language: Language) -> String {
    let product = match read(&planned.text, &[], rules) {
        Reading::Order(form) => form.product,
        Reading::Notice | Reading::Unrecognised => planned.text.lines().next().map(Untrusted::new),
    };
    product.map_or_else(
        || language.pick("an order", "заказ").to_owned(),
        |product| product.excerpt(TITLE_CHARACTERS_MAX),
    )
}

fn expected(end: Option<Expectation>) -> Expected {
    let just = |end| Expected {
        end: Wanted::Just(end),
        ..Expected::default()
    };
    match end {
        None => Expected::default(),
        Some(Expectation::Completed) => Expected::completed(Wanted::Anything),
        Some(Expectation::Escalated) => just(End::Escalated),
        Some(Expectation::Closed) => just(End::Closed),
        Some(Expectation::Ignored) => Expected {
            activations: Wanted::Just(0),
            attempts: Wanted::Just(0),
            replies: Wanted::Just(0),
            presses: Wanted::Just(0),
            ..just(End::Other)
        },
    }
}
