//! `--orders FILE`: JSON Lines, as the sandbox takes them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::super::case::{Case, End, Expected, Wanted};
use super::super::error::RehearseError;
use crate::language::Language;
use crate::order::Untrusted;
use crate::order::reading::{Reading, Rules, read};
use telegram_sandbox::orders::{Expectation, PlannedOrder, file};

/// A larger file is not one of orders that anybody rehearses.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// In a table, a title is cut to so many characters.
const TITLE_CHARACTERS_MAX: usize = 60;

/// The orders of a file.
pub(in crate::cli::rehearse) fn of_file(
    path: &Path,
    rules: &Rules,
    language: Language,
) -> Result<Vec<Case>, RehearseError> {
    let contents = contents(path).map_err(|error| RehearseError::Read {
        path: path.to_owned(),
        error,
    })?;
    let planned = file::parse(&contents).map_err(|error| RehearseError::Orders {
        path: path.to_owned(),
        error,
    })?;
    if planned.is_empty() {
        return Err(RehearseError::NoOrders {
            path: path.to_owned(),
        });
    }
    let cases = (1..).zip(planned).map(|(number, planned)| Case {
        number,
        title: title(&planned, rules, language),
        source: language.pick(format!("order {number}"), format!("заказ {number}")),
        expected: expected(planned.expect),
        planned,
    });
    Ok(cases.collect())
}

fn contents(path: &Path) -> io::Result<String> {
    let mut contents = String::new();
    let taken = File::open(path)?
        .take(FILE_BYTES_MAX + 1)
        .read_to_string(&mut contents)?;
    if taken as u64 > FILE_BYTES_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(contents)
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
