//! What account numbers look like in what customers wrote.

use std::collections::BTreeSet;

use super::lines::Lines;
use super::sale::Sale;
use crate::order::Untrusted;
use crate::order::account::AccountPattern;

/// Shorter numbers are counts, prices, ages.
const DIGITS_MIN: usize = 3;
/// Longer ones are no account's.
const DIGITS_MAX: usize = 32;
/// So many examples say enough.
const EXAMPLES_MAX: usize = 3;
/// A guess from fewer would be none.
const GUESS_FROM: usize = 3;

/// What was learned about account numbers.
pub(super) struct Accounts {
    /// How many orders have details.
    details: usize,
    current: String,
    /// In how many of them the configured pattern finds one number.
    current_finds: usize,
    /// A pattern that finds one in more, and in how many.
    better: Option<(String, usize)>,
    examples: Vec<String>,
}

impl Accounts {
    pub(super) fn of(sales: &[Sale<'_>], current: &AccountPattern, written: &[String]) -> Self {
        let details = sales.iter().filter_map(|sale| sale.form.details.as_ref());
        let details: Vec<&str> = details.map(Untrusted::as_str).collect();
        let current_finds = finds(current, &details).len();
        let better = guess(&details).and_then(|guess| {
            let found = finds(&guess, &details);
            (found.len() > current_finds).then_some((guess, found))
        });
        let examples = match &better {
            Some((_, found)) => some_of(found),
            None if written.is_empty() => some_of(&finds(current, &details)),
            None => written.to_vec(),
        };
        Self {
            details: details.len(),
            current: current.as_str().to_owned(),
            current_finds,
            better: better.map(|(pattern, found)| (pattern.as_str().to_owned(), found.len())),
            examples,
        }
    }

    pub(super) fn write(&self, lines: &mut Lines) {
        lines.section("[account_id]");
        let (details, finds) = (self.details, self.current_finds);
        lines.comment(
            format!("Your pattern finds one number in {finds} of {details} orders' details."),
            format!("Ваш образец находит один номер в {finds} из {details} заказов с деталями."),
        );
        if let Some((_, better)) = &self.better {
            lines.comment(
                format!("This one, a guess from the numbers seen, finds one in {better}."),
                format!("Этот, догадка по увиденным номерам, — в {better}."),
            );
        } else if finds < details {
            lines.comment(
                "No better one was found: see with `inspect` what customers write there.",
                "Лучшего не нашлось: посмотрите в `inspect`, что пишут покупатели.",
            );
        }
        let better = self.better.as_ref();
        lines.text(
            "pattern",
            better.map_or(&self.current, |(pattern, _)| pattern),
        );
        lines.texts("examples", &self.examples);
    }
}

/// The numbers that a pattern finds, one in each text that has just one.
fn finds(pattern: &AccountPattern, details: &[&str]) -> Vec<String> {
    let found = details
        .iter()
        .filter_map(|text| pattern.find(text).certain());
    found.map(|account| account.as_str().to_owned()).collect()
}

/// Numbers as long as those that stand alone in what customers wrote.
fn guess(details: &[&str]) -> Option<AccountPattern> {
    let mut lengths = Vec::new();
    for text in details {
        let runs = text.split(|character: char| !character.is_ascii_digit());
        let long = runs.filter(|run| (DIGITS_MIN..=DIGITS_MAX).contains(&run.len()));
        let different: BTreeSet<&str> = long.collect();
        if let (1, Some(run)) = (different.len(), different.first()) {
            lengths.push(run.len());
        }
    }
    let (shortest, longest) = (lengths.iter().min()?, lengths.iter().max()?);
    if lengths.len() < GUESS_FROM {
        return None;
    }
    let count = if shortest == longest {
        format!("{{{shortest}}}")
    } else {
        format!("{{{shortest},{longest}}}")
    };
    AccountPattern::new(&format!(r"\b\d{count}\b")).ok()
}

fn some_of(found: &[String]) -> Vec<String> {
    let different: BTreeSet<&String> = found.iter().collect();
    different.into_iter().take(EXAMPLES_MAX).cloned().collect()
}
