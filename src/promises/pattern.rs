//! A pattern of the owner.

use crate::order::account::{AccountPattern, CANDIDATES_MAX, Found};

/// Whatever the pattern, it is refused or finds nothing but parts of the text: never an empty one,
/// never one twice, never too many.
pub fn pattern(pattern: &str, text: &str) {
    let Ok(pattern) = AccountPattern::new(pattern) else {
        return;
    };
    let found = match pattern.find(text) {
        Found::Nothing => Vec::new(),
        Found::One(number) => vec![number],
        Found::Several(numbers) => {
            assert!((2..=CANDIDATES_MAX).contains(&numbers.len()));
            numbers
        }
    };
    for (place, number) in found.iter().enumerate() {
        assert!(!number.as_str().is_empty());
        assert!(text.contains(number.as_str()), "{number:?} in {text:?}");
        assert!(!found[..place].contains(number));
    }
    if let Some(number) = pattern.matches_whole(text) {
        assert!(!number.as_str().is_empty() && text.contains(number.as_str()));
    }
}
