//! Questions and answers, bounded in time and in tries, whoever the [`Person`] is.
//!
//! A question has an id: `init-ask-<id>` is its text, `.help` what `?` brings up, `.wanted` what is said when
//! the answer is something else.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::timeout;

use super::draft::Draft;
use crate::cli::Failure;
use crate::cli::confirm::is_yes;
use crate::cli::terminal::Person;
use crate::config::{PastedKind, bare};
use crate::i18n::{self, arguments, is_one_of, t};
use crate::report::UserError;

/// The time for one answer: somebody may have to find a phone, and a server's password.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(30);
/// The number of answers to one question that may be wrong.
const TRIES_MAX: u32 = 5;
/// The number of answers to one question, with those that ask for help.
const ANSWERS_MAX: u32 = 25;

#[derive(Debug)]
pub(super) enum Unanswered {
    /// It was answered wrongly too often.
    Unsettled,
    /// Nothing can be asked any more.
    Ended(Failure),
}

impl From<Failure> for Unanswered {
    fn from(error: Failure) -> Self {
        Self::Ended(error)
    }
}

pub(super) struct Dialogue<P> {
    pub person: P,
    pub draft: Draft,
    pub telegram: Vec<SocketAddr>,
    /// Whether Enter keeps an answer that is there already, rather than leaving it for later.
    pub enter_keeps: bool,
}

impl<P: Person> Dialogue<P> {
    pub fn say(&mut self, text: &str) {
        self.person.tell(text);
    }

    /// Says something about an answer: indented.
    pub fn note(&mut self, text: &str) {
        self.say(&format!("  {}", text.replace('\n', "\n  ")));
    }

    pub fn mark(&mut self, is_right: bool, text: &str) {
        self.note(&format!("{} {text}", if is_right { "✓" } else { "✗" }));
    }

    /// Asks until `parse` takes the answer or has complained too often. `None`: Enter.
    pub async fn ask<T>(
        &mut self,
        id: &str,
        mut parse: impl FnMut(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Unanswered> {
        let mut complaints = 0;
        for _ in 0..ANSWERS_MAX {
            match self.line(&self.text(id, "")).await?.as_str() {
                "" => return Ok(None),
                "?" => self.note(&self.text(id, ".help")),
                answer => match parse(answer) {
                    Ok(value) => return Ok(Some(value)),
                    Err(complaint) => {
                        self.mark(false, &complaint);
                        complaints += 1;
                    }
                },
            }
            if complaints == TRIES_MAX {
                break;
            }
        }
        Err(Unanswered::Unsettled)
    }

    /// Asks for yes or no; `default` is what Enter means, and what is neither, again and again.
    pub async fn agrees(&mut self, id: &str, default: bool) -> Result<bool, Failure> {
        let prompt = format!("{} {}", self.text(id, ""), t!("init-choice", enter = default));
        for _ in 0..TRIES_MAX {
            match self.line(&prompt).await?.as_str() {
                "" => return Ok(default),
                answer if is_yes(answer) => return Ok(true),
                answer if is_one_of(answer, || t!("init-words-no")) => return Ok(false),
                _ => self.note(&t!("init-yes-or-no")),
            }
        }
        self.note(&t!("init-assumed", enter = default));
        Ok(default)
    }

    /// Leaves a question that can't be settled: that is no reason to lose the others.
    pub fn leave(&mut self, why: Unanswered) -> Result<(), Failure> {
        match why {
            Unanswered::Ended(error) => return Err(error),
            Unanswered::Unsettled => self.note(&t!("init-left-for-later")),
        }
        Ok(())
    }

    fn text(&self, id: &str, attribute: &str) -> String {
        let enter = if self.enter_keeps { "keep" } else { "later" };
        i18n::text(&format!("init-ask-{id}{attribute}"), &arguments!(enter))
    }

    async fn line(&mut self, prompt: &str) -> Result<String, Failure> {
        self.person.prompt(prompt);
        match timeout(ANSWER_TIMEOUT, self.person.line()).await {
            Ok(Some(line)) => Ok(line.trim().to_owned()),
            Ok(None) => Err(self.draft.not_written("init.left").into()),
            Err(_) => Err(self.draft.not_written("init.silent").into()),
        }
    }
}

/// Checks an answer that looks right; names what it looks like when it is something else.
pub(super) fn recognised<T, E: UserError>(
    answer: &str,
    id: &str,
    right: &[PastedKind],
    check: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, String> {
    let text = bare(answer);
    match PastedKind::of(text) {
        kind if right.contains(&kind) => check(text).map_err(|error| complaint(&error)),
        kind => Err(instead(kind, id)),
    }
}

pub(super) fn complaint(error: &dyn UserError) -> String {
    format!("{}. {}", sentence(&error.what()), error.remedy())
}

/// «This looks like a bot's token. …»; only the second half when it looks like nothing known.
pub(super) fn instead(kind: PastedKind, id: &str) -> String {
    let wanted = i18n::text(&format!("init-ask-{id}.wanted"), &arguments!());
    match kind.describe() {
        Some(looks) => t!("init-looks-like", looks, wanted),
        None => wanted,
    }
}

/// As a sentence begins, without its full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut characters = text.trim_end_matches('.').chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}
