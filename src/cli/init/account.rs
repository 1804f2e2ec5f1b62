//! What an account id looks like: so many digits, or a pattern made of examples; tried on what customers
//! write beside it.

use toml_edit::Array;

use super::dialogue::{Dialogue, Unanswered, instead, sentence};
use super::shape::{DigitCount, shape_of};
use crate::cli::Failure;
use crate::cli::terminal::Person;
use crate::config::{PastedKind, bare, checked_pattern};
use crate::i18n::{is_one_of, t};
use crate::order::account::{AccountPattern, Found};
use crate::report::UserError as _;

const ROUNDS_MAX: u32 = 5;
const EXAMPLES_MAX: usize = 3;
const EXAMPLE_CHARACTERS_MAX: usize = 64;
/// What customers write that is no account id, by its name in the texts.
const LOOKALIKES: [(&str, &[&str]); 6] = [
    ("telephone", &["+7 916 123-45-67", "+79161234567", "89161234567", "+380501234567"]),
    ("email", &["anna.1985@mail.example"]),
    ("uuid", &["123e4567-e89b-12d3-a456-426614174000"]),
    ("year", &["Anna, 1985"]),
    ("date", &["28.11.2025"]),
    ("price", &["1250.00 RUB"]),
];

/// A pattern that is about to be taken, with the name of its shape and with examples.
type Proposal = (&'static str, AccountPattern, Vec<String>);

impl<P: Person> Dialogue<P> {
    /// Asks until there is a pattern that takes the ids and nothing else, or that they want all the same.
    pub async fn ask_account(&mut self) -> Result<(), Unanswered> {
        for _ in 0..ROUNDS_MAX {
            let proposal = match self.ask("account", kind).await? {
                None => return Ok(()),
                Some(Some(count)) => self.of_digits(count).await?,
                Some(None) => self.of_examples().await?,
            };
            if let Some((shape, pattern, examples)) = proposal
                && self.try_out(shape, &pattern, &examples).await?
            {
                self.draft.set("account_id", "pattern", pattern.as_str())?;
                return Ok(self.draft.set("account_id", "examples", Array::from_iter(examples))?);
            }
            self.note(&t!("init-account-again"));
        }
        Err(Unanswered::Unsettled)
    }

    /// Digits only: the pattern is made, then tried on examples. `None`: it is not so.
    async fn of_digits(&mut self, count: DigitCount) -> Result<Option<Proposal>, Unanswered> {
        self.note(&t!("init-account-understood", id = count.describe_with_examples()));
        if let Some(doubt) = count.doubt() {
            self.note(&format!("! {doubt}"));
            if !self.agrees("account-really", false).await? {
                return Ok(None);
            }
        }
        // Whatever is counted makes a pattern.
        let Ok(pattern) = checked_pattern(&count.pattern()) else {
            return Ok(None);
        };
        self.note(&t!("init-account-examples"));
        let Some(mut examples) = self.examples(Some(&pattern)).await? else {
            return Ok(None);
        };
        if examples.is_empty() {
            // Rehearsals need one.
            examples.push(count.example());
        }
        Ok(Some(("digits", pattern, examples)))
    }

    /// Anything else: examples come first, and a pattern of their shape is proposed. `None`: there are none.
    async fn of_examples(&mut self) -> Result<Option<Proposal>, Unanswered> {
        self.note(&t!("init-account-examples-first"));
        let examples = self.examples(None).await?.unwrap_or_default();
        if examples.is_empty() {
            return Ok(None);
        }
        let (shape, proposed) = shape_of(&examples);
        self.note(&t!("init-account-proposed", shape, pattern = &proposed));
        let parse = |written: &str| {
            // What to do about one in a file is of no use here.
            let pattern = checked_pattern(written).map_err(|fault| sentence(&fault.what()))?;
            let mut found = examples.iter().map(|example| find_one(&pattern, example));
            found.try_for_each(|found| found.map(drop))?;
            Ok(pattern)
        };
        let typed = self.ask("pattern", parse).await?;
        let pattern = typed.map_or_else(|| parse(&proposed), Ok);
        let pattern = pattern.inspect_err(|trouble| self.mark(false, trouble)).ok();
        Ok(pattern.map(|pattern| (shape, pattern, examples)))
    }

    /// Up to three examples, tried at once where there is a pattern. `None`: one does not fit.
    async fn examples(
        &mut self,
        pattern: Option<&AccountPattern>,
    ) -> Result<Option<Vec<String>>, Unanswered> {
        let mut examples = Vec::new();
        while examples.len() < EXAMPLES_MAX
            && let Some(example) = self.ask("example", example).await?
        {
            if let Some(pattern) = pattern
                && !self.tell(&find_one(pattern, &example))
            {
                return Ok(None);
            }
            examples.push(example);
        }
        Ok(Some(examples))
    }

    /// Tries the pattern on what customers write, and says what it tried; whether it takes nothing but the
    /// ids, or they want it so.
    async fn try_out(
        &mut self,
        shape: &str,
        pattern: &AccountPattern,
        examples: &[String],
    ) -> Result<bool, Failure> {
        if let Some(id) = examples.first() {
            let sentence = t!("init-account-sentence", id);
            let found = find_one(pattern, &sentence);
            self.tell(&found.map(|found| format!("«{sentence}» → {found}")));
        }
        let (mut passed, mut is_good) = (Vec::new(), true);
        for (kind, texts) in LOOKALIKES.into_iter().filter(|(kind, _)| *kind != shape) {
            let taken = texts.iter().find_map(|text| Some((text, find_one(pattern, text).ok()?)));
            if let Some((text, id)) = taken {
                self.mark(false, &t!("init-lookalike-taken", kind, text = *text, id));
                is_good = false;
            } else {
                passed.push(t!("init-lookalike", kind, text = texts[0]));
            }
        }
        self.mark(true, &t!("init-lookalikes-passed", texts = passed.join(", ")));
        Ok(is_good || self.agrees("account-keep", false).await?)
    }

    /// Says what was found, or why nothing was; whether something was.
    fn tell(&mut self, found: &Result<String, String>) -> bool {
        let (Ok(text) | Err(text)) = found;
        self.mark(found.is_ok(), text);
        found.is_ok()
    }
}

pub(super) fn describe(pattern: &str) -> String {
    let count = DigitCount::of_pattern(pattern);
    count.map_or_else(|| t!("init-account-by-pattern", pattern), DigitCount::describe)
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
    Err(t!("init-account-not-found", found, text, id))
}

/// `8`, `6-10`; `None`: letters.
fn kind(answer: &str) -> Result<Option<DigitCount>, String> {
    let word = bare(answer);
    if is_one_of(word, || t!("init-words-letters")) {
        return Ok(None);
    }
    DigitCount::parse(word).map(Some)
}

fn example(answer: &str) -> Result<String, String> {
    let is_word = answer.chars().any(char::is_alphanumeric)
        && answer.chars().count() <= EXAMPLE_CHARACTERS_MAX
        && !answer.contains(|c: char| c.is_whitespace() || c.is_control());
    is_word.then(|| answer.to_owned()).ok_or_else(|| instead(PastedKind::Unknown, "example"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language::Russian;

    #[test]
    fn letters_are_taken_by_their_name_only() {
        for text in ["буквы", "Буквы", "«буквы»", "letters", "с буквами", "e-mail", "ник"]
        {
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
        for text in ["12345678", "US-12345", "игрок7", "Player_One", "a@b.example"] {
            assert_eq!(example(text), Ok(text.to_owned()));
        }
        for text in ["my id 12345678", "rm -rf 1", "—", &"1".repeat(65)] {
            assert!(example(text).is_err(), "{text}");
        }
    }
}
