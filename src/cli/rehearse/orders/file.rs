//! `--orders FILE`: JSON Lines, as the sandbox takes them.

use std::path::Path;

use super::super::case::{Case, End, Expected, Facts};
use crate::cli::sandbox::{SandboxError, Seller};
use crate::i18n::t;
use crate::order::Untrusted;
use crate::sources::tribute_chat::message::{Reading, Rules, read};
use telegram_sandbox::orders::PlannedOrder;

const TITLE_CHARACTERS_MAX: usize = 60;

/// The orders of a file.
pub(in crate::cli::rehearse) fn of_file(
    path: &Path,
    rules: &Rules,
) -> Result<Vec<Case>, SandboxError> {
    let planned = Seller::Rehearse.read_file(path)?;
    let cases = (1..).zip(planned).map(|(number, planned)| Case {
        number,
        title: title(&planned, rules),
        source: t!("rehearse-order", number = number),
        expected: expected(planned.expect),
        planned,
    });
    Ok(cases.collect())
}

/// The product, else how the message begins. The customer's entities don't matter for that.
fn title(planned: &PlannedOrder, rules: &Rules) -> String {
    let product = match read(&planned.text, &[], rules) {
        Reading::Order(form) => form.product,
        Reading::Notice | Reading::Unrecognised => planned.text.lines().next().map(Untrusted::new),
    };
    let excerpt = product.map(|product| product.excerpt(TITLE_CHARACTERS_MAX));
    excerpt.unwrap_or_else(|| t!("rehearse-untitled"))
}

fn expected(end: Option<End>) -> Expected {
    let nothing = ["activations", "attempts", "replies", "presses"];
    match end {
        Some(End::Completed) => Expected::completed(),
        Some(End::Ignored) => Expected {
            end,
            facts: Facts::from(nothing.map(|name| (name, "0".to_owned()))),
            ..Expected::default()
        },
        end => Expected {
            end,
            ..Expected::default()
        },
    }
}
