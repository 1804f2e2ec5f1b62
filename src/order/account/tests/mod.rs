//! Accounts in what customers write.

mod certain;
mod doubtful;
mod patterns;
mod surroundings;

use super::*;

/// The sample's pattern.
const DIGITS: &str = r"\b\d{4,12}\b";

fn find(pattern: &str, details: &str) -> Found {
    AccountPattern::new(pattern).unwrap().find(details)
}

fn ids(numbers: &[&str]) -> Vec<AccountId> {
    numbers.iter().map(|number| AccountId::known(*number)).collect()
}

#[track_caller]
fn takes(pattern: &str, details: &str, account: &str) {
    let found = find(pattern, details);
    assert_eq!(found, Found::One(AccountId::known(account)), "{details:?}");
}

#[track_caller]
fn asks(pattern: &str, details: &str) {
    let found = find(pattern, details);
    let is_asked = matches!(found, Found::Doubtful(_) | Found::Several(_));
    assert!(is_asked, "{details:?}: {found:?}");
}
