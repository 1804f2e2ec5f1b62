//! Questions and answers, bounded in time and in tries, whoever the [`Person`] is.
//!
//! A question has an id: `init-ask-<id>` is its text, `.help` what `?` brings up, `.wanted` what is said when
//! the answer is something else.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::timeout;

use super::draft::Draft;
use super::error::not_written;
use crate::cli::terminal::Person;
use crate::cli::{Failure, confirm};
use crate::config::{PastedKind, bare};
use crate::i18n::{self, Arguments, Language, arguments, t};
use crate::report::UserError;

/// The time for one answer: somebody may have to find a phone, and a server's password.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(30);
/// The number of answers to one question that may be wrong.
const TRIES_MAX: u32 = 5;
/// The number of answers to one question, with those that ask for help.
const ANSWERS_MAX: u32 = 25;

/// Why a question has no answer.
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

/// The conversation, and what comes of it.
pub(super) struct Dialogue<'d, P> {
    pub person: &'d mut P,
    pub draft: &'d mut Draft,
    /// Telegram's addresses.
    pub telegram: &'d [SocketAddr],
    /// Whether Enter keeps an answer that is there already, rather than leaving it for later.
    pub enter_keeps: bool,
}

impl<'d, P: Person> Dialogue<'d, P> {
    pub fn new(person: &'d mut P, draft: &'d mut Draft, telegram: &'d [SocketAddr]) -> Self {
        Self { person, draft, telegram, enter_keeps: false }
    }

    pub fn say(&mut self, text: &str) {
        self.person.tell(text);
    }

    /// Says something about an answer: indented.
    pub fn note(&mut self, text: &str) {
        self.say(&format!("  {}", text.replace('\n', "\n  ")));
    }

    /// Says whether something is right.
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
        let enter = if default { "yes" } else { "no" };
        let prompt = format!("{} {}", self.text(id, ""), t!("init-choice", enter));
        for _ in 0..TRIES_MAX {
            match self.line(&prompt).await?.as_str() {
                "" => return Ok(default),
                answer if confirm::is_yes(answer) => return Ok(true),
                answer if is_one_of(answer, "init-words-no") => return Ok(false),
                _ => self.note(&t!("init-yes-or-no")),
            }
        }
        self.note(&t!("init-assumed", enter));
        Ok(default)
    }

    /// Leaves a question that can't be settled: that is no reason to lose the others.
    pub fn settled<T: Default>(&mut self, asked: Result<T, Unanswered>) -> Result<T, Failure> {
        match asked {
            Ok(answer) => Ok(answer),
            Err(Unanswered::Ended(error)) => Err(error),
            Err(Unanswered::Unsettled) => {
                self.note(&t!("init-left-for-later"));
                Ok(T::default())
            }
        }
    }

    fn text(&self, id: &str, attribute: &str) -> String {
        let enter = if self.enter_keeps { "keep" } else { "later" };
        i18n::text(&format!("init-ask-{id}{attribute}"), &arguments!(enter))
    }

    async fn line(&mut self, prompt: &str) -> Result<String, Failure> {
        self.person.prompt(prompt);
        let line = timeout(ANSWER_TIMEOUT, self.person.line()).await;
        let line = line.map_err(|_| not_written("init.silent"))?;
        let line = line.ok_or_else(|| not_written("init.left"))?;
        Ok(line.trim().to_owned())
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
    let kind = PastedKind::of(text);
    if !right.contains(&kind) {
        return Err(instead(kind, id));
    }
    check(text).map_err(|error| complaint(&error))
}

/// An error of another room, as a complaint.
pub(super) fn complaint(error: &dyn UserError) -> String {
    let (what, remedy) = (error.what(), error.remedy());
    format!("{}. {remedy}", sentence(&what))
}

/// «This looks like a bot's token. …»; only the second half when it looks like nothing known.
pub(super) fn instead(kind: PastedKind, id: &str) -> String {
    let wanted = i18n::text(&format!("init-ask-{id}.wanted"), &Arguments::new());
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

/// Whether an answer is one of the words of this text, in either language and any case.
pub(super) fn is_one_of(answer: &str, id: &str) -> bool {
    words(id).contains(&answer.to_lowercase())
}

/// The words of this text, in both languages.
pub(super) fn words(id: &str) -> Vec<String> {
    let text = |language| i18n::with_language(language, || i18n::text(id, &Arguments::new()));
    let all = [text(Language::English), text(Language::Russian)].join(", ");
    all.split(", ").map(str::to_owned).collect()
}
