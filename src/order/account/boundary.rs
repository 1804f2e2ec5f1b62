//! What may touch an account number.

use icu_properties::props::GeneralCategoryGroup;

use super::comparable::category;

/// Whether a character separates words: white space, brackets, quotation marks, some punctuation,
/// and emoji.
pub(super) fn separates(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            ',' | ';' | ':' | '!' | '"' | '\'' | '`' | '#' | '№' | '|' | '<' | '>'
        )
        || BRACKETS.contains(category(character))
        || is_emoji(character)
}

const BRACKETS: GeneralCategoryGroup = GeneralCategoryGroup::OpenPunctuation
    .union(GeneralCategoryGroup::ClosePunctuation)
    .union(GeneralCategoryGroup::InitialPunctuation)
    .union(GeneralCategoryGroup::FinalPunctuation);

/// Pictures and arrows. Letters and digits in boxes are none, nor is what may hide digits (`●●●5678`).
fn is_emoji(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{21FF}' | '\u{2600}'..='\u{27BF}' | '\u{1F300}'..='\u{1FAFF}')
        && !matches!(character, '☆' | '★')
        && !character.is_alphanumeric()
}

/// Whether something that stands between these two is a word of its own. Where its label stands before
/// it, that ends at `label_end`: it may be glued to it, as in `id12345` and `id=12345`.
pub(super) fn stands_alone(before: &[char], after: &[char], label_end: Option<usize>) -> bool {
    let (before, after) = without_emphasis(before, after);
    let is_labelled = label_end.and_then(|end| before.get(end..)).is_some_and(joins_label);
    (is_labelled || ends_at_edge(before)) && begins_at_edge(after)
}

/// Whether nothing but one sign stands between a label and what it is glued to.
fn joins_label(between: &[char]) -> bool {
    let mut signs = between.iter().filter(|it| **it != ' ');
    matches!((between, signs.next(), signs.next()), ([] | ['.'], ..) | (_, Some('=' | '-'), None))
}

/// Leaves out the asterisks of Markdown. As many stand before as behind: `****5678` hides digits.
fn without_emphasis<'t>(before: &'t [char], after: &'t [char]) -> (&'t [char], &'t [char]) {
    const ASTERISKS_MAX: usize = 3;
    let opening = before.iter().rev().take_while(|it| **it == '*').count();
    let closing = after.iter().take_while(|it| **it == '*').count();
    if opening == closing && opening <= ASTERISKS_MAX {
        (&before[..before.len() - opening], &after[closing..])
    } else {
        (before, after)
    }
}

/// Whether a word may begin behind this. An `@` belongs to a name that it begins.
pub(super) fn ends_at_edge(before: &[char]) -> bool {
    match before {
        [] => true,
        [rest @ .., '@'] => rest.last().is_none_or(|last| separates(*last)),
        [.., last] => separates(*last),
    }
}

/// Whether a word may end before this. A full stop ends it where the sentence ends, too.
fn begins_at_edge(after: &[char]) -> bool {
    match after {
        [] => true,
        ['.', rest @ ..] => rest.first().is_none_or(|first| separates(*first)),
        [first, ..] => separates(*first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(text: &str) -> bool {
        let (before, after) = text.split_once('X').unwrap();
        let characters = |text: &str| text.chars().collect::<Vec<_>>();
        stands_alone(&characters(before), &characters(after), None)
    }

    #[test]
    fn punctuation_that_separates() {
        for text in [
            "X",
            " X ",
            "\nX\n",
            "(X)",
            "[X]",
            "«X»",
            "“X”",
            "\"X\"",
            "'X'",
            "`X`",
            "#X",
            "№X",
            ",X,",
            ";X;",
            ":X:",
            "|X|",
            "X.",
            "X. ",
            "X.)",
            "X!",
            "**X**",
            "*X*",
            "@X",
            " @X",
            "👉X🎁",
            "<X>",
        ] {
            assert!(alone(text), "{text}");
        }
    }

    #[test]
    fn what_makes_it_part_of_something() {
        for text in [
            "aX", "Xa", "жX", "Xж", "1X", "X1", "a@X", "X@", "X@a", ".X", "X.a", "X..", "-X", "X-",
            "/X", "X/", "_X", "X_", "+X", "=X", "X=", "&X", "X&", "%X", "X%", "~X~", "****X",
            "X****", "**X", "●X", "€X", "X€", "\\X", "X?", "?X", "★X",
        ] {
            assert!(!alone(text), "{text}");
        }
    }

    #[test]
    fn a_label_may_touch_it() {
        let alone = |before: &str, after: &[char]| {
            let before: Vec<char> = before.chars().collect();
            stands_alone(&before, after, Some(2))
        };
        for before in ["id", "id ", "id=", "id-", "id -", "id = ", "id.", "id. ", "id: "] {
            assert!(alone(before, &[]), "{before}");
        }
        for before in ["id ..", "id ****", "id .", "id +", "id --", "id ~"] {
            assert!(!alone(before, &[]), "{before}");
        }
        assert!(!alone("id", &['a']));
    }
}
