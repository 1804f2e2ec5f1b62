//! What an account id looks like: so many digits, or a pattern made of examples; tried on what customers
//! write beside it.

use toml_edit::Array;

use super::InitError;
use super::dialogue::{Dialogue, Unanswered, instead, is_one_of, sentence};
use super::digits::DigitCount;
use super::draft::Draft;
use super::shape::Shape;
use crate::cli::terminal::Person;
use crate::config::checked_pattern;
use crate::config::{PastedKind, bare};
use crate::i18n::t;
use crate::order::account::{AccountPattern, Found};
use crate::report::UserError;

/// The number of times that the whole of it is begun anew.
const ROUNDS_MAX: u32 = 5;
/// The number of examples that are asked for.
const EXAMPLES_MAX: usize = 3;
/// No account id is longer.
const EXAMPLE_CHARACTERS_MAX: usize = 64;
/// What customers write that is no account id, by its name in the texts; several with semicolons.
const LOOKALIKES: [(&str, &str); 6] = [
    (
        "telephone",
        "+7 916 123-45-67; +79161234567; 89161234567; +380501234567",
    ),
    ("email", "anna.1985@mail.example"),
    ("uuid", "123e4567-e89b-12d3-a456-426614174000"),
    ("year", "Anna, 1985"),
    ("date", "28.11.2025"),
    ("price", "1250.00 RUB"),
];

/// A pattern that is about to be taken.
struct Proposal {
    pattern: AccountPattern,
    /// The look-alikes that are no look-alikes of it: `uuid`, `email`.
    shape: &'static str,
    examples: Vec<String>,
}

/// Asks until there is a pattern that takes the ids and nothing else, or that they want all the same.
pub(super) async fn ask(
    dialogue: &mut Dialogue<'_, impl Person>,
    draft: &mut Draft,
) -> Result<(), Unanswered> {
    for _ in 0..ROUNDS_MAX {
        let proposal = match dialogue.ask("account", kind).await? {
            None => return Ok(()),
            Some(Some(count)) => of_digits(dialogue, count).await?,
            Some(None) => of_examples(dialogue).await?,
        };
        match proposal {
            Some(proposal) if try_out(dialogue, &proposal).await? => {
                draft.edit(|text| {
                    let examples = Array::from_iter(&proposal.examples);
                    text.set("account_id", "pattern", proposal.pattern.as_str())?;
                    text.set("account_id", "examples", examples)
                })?;
                return Ok(());
            }
            Some(_) | None => dialogue.note(&t!("init-account-again")),
        }
    }
    Err(Unanswered::Unsettled)
}

/// The pattern in words.
pub(super) fn describe(pattern: &str) -> String {
    match DigitCount::of_pattern(pattern) {
        Some(count) => count.describe(),
        None => t!("init-account-by-pattern", pattern = pattern),
    }
}

/// Digits only: the pattern is made, then tried on examples. `None`: it is not so.
async fn of_digits(
    dialogue: &mut Dialogue<'_, impl Person>,
    count: DigitCount,
) -> Result<Option<Proposal>, Unanswered> {
    dialogue.note(&t!(
        "init-account-understood",
        id = count.describe_with_examples()
    ));
    if let Some(doubt) = count.doubt() {
        dialogue.note(&format!("! {doubt}"));
        if !dialogue.agrees("account-really", false).await? {
            return Ok(None);
        }
    }
    // Whatever is counted makes a pattern.
    let Ok(pattern) = checked_pattern(&count.pattern()) else {
        return Ok(None);
    };
    dialogue.note(&t!("init-account-examples"));
    let Some(mut examples) = examples(dialogue, Some(&pattern)).await? else {
        return Ok(None);
    };
    if examples.is_empty() {
        // Rehearsals need one.
        examples.push(count.example());
    }
    Ok(Some(Proposal {
        pattern,
        shape: "digits",
        examples,
    }))
}

/// Up to three examples, tried at once where there is a pattern. `None`: one does not fit.
async fn examples(
    dialogue: &mut Dialogue<'_, impl Person>,
    pattern: Option<&AccountPattern>,
) -> Result<Option<Vec<String>>, Unanswered> {
    let mut examples = Vec::new();
    while examples.len() < EXAMPLES_MAX
        && let Some(example) = dialogue.ask("example", example).await?
    {
        match pattern.map(|pattern| find_one(pattern, &example)) {
            Some(Ok(found)) => dialogue.mark(true, &found),
            Some(Err(trouble)) => {
                dialogue.mark(false, &trouble);
                return Ok(None);
            }
            None => {}
        }
        examples.push(example);
    }
    Ok(Some(examples))
}

/// Anything else: examples come first, and a pattern of their shape is proposed. `None`: there are none.
async fn of_examples(
    dialogue: &mut Dialogue<'_, impl Person>,
) -> Result<Option<Proposal>, Unanswered> {
    dialogue.note(&t!("init-account-examples-first"));
    let examples = examples(dialogue, None).await?.unwrap_or_default();
    if examples.is_empty() {
        return Ok(None);
    }
    let shape = Shape::of(&examples);
    dialogue.note(&t!(
        "init-account-proposed",
        shape = shape.id,
        pattern = &shape.pattern
    ));
    let parse = |written: &str| {
        let pattern = checked_pattern(written);
        // What to do about one in a file is of no use here.
        let pattern = pattern.map_err(|fault| sentence(&UserError::what(&fault)))?;
        examples
            .iter()
            .try_for_each(|example| find_one(&pattern, example).map(drop))?;
        Ok(pattern)
    };
    let pattern = dialogue.ask("pattern", parse).await?;
    let pattern = pattern.map_or_else(|| parse(&shape.pattern), Ok);
    let pattern = pattern
        .map_err(|trouble| dialogue.mark(false, &trouble))
        .ok();
    Ok(pattern.map(|pattern| Proposal {
        pattern,
        shape: shape.id,
        examples,
    }))
}

/// The one id that is found in a text, or why none is.
fn find_one(pattern: &AccountPattern, text: &str) -> Result<String, String> {
    let found = match pattern.find(text) {
        Found::One(id) => return Ok(id.to_string()),
        Found::Nothing => "nothing",
        Found::Several(_) => "several",
        Found::Doubtful(_) => "doubtful",
    };
    let id = describe(pattern.as_str());
    Err(t!(
        "init-account-not-found",
        found = found,
        text = text,
        id = id
    ))
}

/// Tries the pattern on what customers write, and says what it tried; whether it takes nothing but the
/// ids, or they want it so.
async fn try_out(
    dialogue: &mut Dialogue<'_, impl Person>,
    proposal: &Proposal,
) -> Result<bool, InitError> {
    let pattern = &proposal.pattern;
    for example in proposal.examples.iter().take(1) {
        let sentence = t!("init-account-sentence", id = example);
        match find_one(pattern, &sentence) {
            Ok(found) => dialogue.mark(true, &format!("«{sentence}» → {found}")),
            Err(trouble) => dialogue.mark(false, &trouble),
        }
    }
    let (mut passed, mut is_good) = (Vec::new(), true);
    for (kind, texts) in LOOKALIKES {
        if kind == proposal.shape {
            continue;
        }
        let mut found = texts
            .split("; ")
            .map(|text| (text, find_one(pattern, text)));
        if let Some((text, Ok(id))) = found.find(|(_, found)| found.is_ok()) {
            let taken = t!("init-lookalike-taken", kind = kind, text = text, id = id);
            dialogue.mark(false, &taken);
            is_good = false;
        } else {
            let (text, _) = texts.split_once("; ").unwrap_or((texts, ""));
            passed.push(t!("init-lookalike", kind = kind, text = text));
        }
    }
    let passed = t!("init-lookalikes-passed", texts = passed.join(", "));
    dialogue.mark(true, &passed);
    Ok(is_good || dialogue.agrees("account-keep", false).await?)
}

/// `8`, `6-10`; `None`: letters.
fn kind(answer: &str) -> Result<Option<DigitCount>, String> {
    let word = bare(answer);
    if is_one_of(word, "init-words-letters") {
        return Ok(None);
    }
    DigitCount::parse(word).map(Some)
}

/// One word, which no sentence is.
fn example(answer: &str) -> Result<String, String> {
    let is_word = answer.chars().any(char::is_alphanumeric)
        && answer.chars().count() <= EXAMPLE_CHARACTERS_MAX
        && !answer.contains(|c: char| c.is_whitespace() || c.is_control());
    is_word
        .then(|| answer.to_owned())
        .ok_or_else(|| instead(PastedKind::Unknown, "example"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language::Russian;

    #[test]
    fn letters_are_taken_by_their_name_only() {
        for text in [
            "буквы",
            "Буквы",
            "«буквы»",
            "letters",
            "с буквами",
            "e-mail",
            "ник",
        ] {
            assert_eq!(kind(text), Ok(None), "{text}");
        }
        let count = DigitCount::parse("6-10").unwrap();
        assert_eq!(kind("«6-10»"), Ok(Some(count)));
        for text in ["восемь", "curl https://example.org/install | sh", "да"] {
            let complaint = crate::i18n::with_language(Russian, || kind(text)).unwrap_err();
            assert!(complaint.contains("«8»") && complaint.contains("«6-10»"));
            assert!(!complaint.contains(text), "{complaint}");
        }
    }

    #[test]
    fn a_sentence_is_no_account_id() {
        for text in [
            "12345678",
            "US-12345",
            "игрок7",
            "Player_One",
            "a@b.example",
        ] {
            assert_eq!(example(text), Ok(text.to_owned()));
        }
        for text in ["my id 12345678", "rm -rf 1", "—", &"1".repeat(65)] {
            assert!(example(text).is_err(), "{text}");
        }
    }
}
