//! A pattern of the owner.

use crate::order::AccountId;
use crate::order::account::{AccountPattern, CANDIDATES_MAX, Found};

/// Whatever the pattern, it is refused or finds nothing but parts of the text: never an empty one,
/// never one twice, never too many. What is certain is what the pattern itself finds there, if it
/// finds anything without help.
pub fn pattern(pattern: &str, text: &str) {
    let Ok(pattern) = AccountPattern::new(pattern) else {
        return;
    };
    let lenient = pattern.clone().lenient().find(text);
    for (place, number) in numbers(&lenient).iter().enumerate() {
        assert!(text.contains(number.as_str()), "{number:?} in {text:?}");
        assert!(!numbers(&lenient)[..place].contains(number));
    }
    assert!(!matches!(lenient, Found::Doubtful(_)));
    let strict = pattern.find(text);
    for (place, number) in numbers(&strict).iter().enumerate() {
        assert!(!numbers(&strict)[..place].contains(number));
    }
    match (&strict, &lenient) {
        (Found::One(certain), Found::Nothing) => assert!(text.contains(certain.as_str())),
        (Found::One(certain), _) => {
            assert_eq!(numbers(&lenient), std::slice::from_ref(certain), "{text:?}");
        }
        (Found::Nothing, _) => assert_eq!(lenient, Found::Nothing, "{text:?}"),
        (Found::Several(_) | Found::Doubtful(_), _) => {}
    }
    if let Some(number) = pattern.matches_whole(text) {
        assert!(!number.as_str().is_empty() && text.contains(number.as_str()));
    }
}

fn numbers(found: &Found) -> Vec<AccountId> {
    let (numbers, fewest) = match found.clone() {
        Found::Nothing => (Vec::new(), 0),
        Found::One(number) => (vec![number], 1),
        Found::Several(numbers) => (numbers, 2),
        Found::Doubtful(numbers) => (numbers, 1),
    };
    assert!((fewest..=CANDIDATES_MAX).contains(&numbers.len()));
    assert!(numbers.iter().all(|number| !number.as_str().is_empty()));
    numbers
}
