//! Questions and answers, bounded in time and in tries, whoever the [`Person`] is.

use std::time::Duration;

use tokio::time::timeout;

use super::super::confirm;
use super::super::terminal::{Gone, Person};
use crate::config::Fault;
use crate::config::recognise::Looks;
use crate::language::Language;
use crate::report::UserError as _;

/// How long one answer may take: somebody may have to find a phone, and a server's password.
const ANSWER_PATIENCE: Duration = Duration::from_mins(30);
/// How often one question is put.
const TRIES_MAX: u32 = 5;

/// Why a question has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// Nobody is there any more.
    Gone(Gone),
    /// It was answered wrongly too often.
    TooManyTries,
}

impl From<Gone> for Unanswered {
    fn from(gone: Gone) -> Self {
        Self::Gone(gone)
    }
}

/// A text in English and in Russian.
pub(super) type Text = (&'static str, &'static str);

/// A question, but for what would be an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    /// Stands before the cursor.
    pub prompt: Text,
    /// What `?` brings up.
    pub more: Text,
}

/// The conversation.
pub(super) struct Dialogue<'p, P> {
    person: &'p mut P,
    /// What is spoken.
    pub language: Language,
}

impl<'p, P: Person> Dialogue<'p, P> {
    pub(super) fn new(person: &'p mut P, language: Language) -> Self {
        Self { person, language }
    }

    /// Says one of the texts that are known beforehand.
    pub(super) fn say(&mut self, text: Text) {
        self.tell(self.language.pick(text.0, text.1));
    }

    /// Says something of its own making.
    pub(super) fn tell(&mut self, text: &str) {
        self.person.tell(text);
    }

    /// Puts the question until `read` takes the answer or has complained too often. An empty answer
    /// is `read`'s to judge too.
    pub(super) async fn ask<T>(
        &mut self,
        question: Question,
        mut read: impl FnMut(&str) -> Result<T, String>,
    ) -> Result<T, Unanswered> {
        for _ in 0..TRIES_MAX {
            let answer = self.answer(question).await?;
            match read(&answer) {
                Ok(value) => return Ok(value),
                Err(complaint) => self.tell(&format!("  ✗ {complaint}")),
            }
        }
        Err(Unanswered::TooManyTries)
    }

    /// Asks for yes or no; `default` is what Enter means, and what is neither, again and again.
    pub(super) async fn agrees(&mut self, prompt: Text, default: bool) -> Result<bool, Gone> {
        let choice = match (self.language, default) {
            (Language::English, true) => "[Y/n]",
            (Language::English, false) => "[y/N]",
            (Language::Russian, true) => "[Д/н]",
            (Language::Russian, false) => "[д/Н]",
        };
        let prompt = format!("{} {choice}", self.language.pick(prompt.0, prompt.1));
        for _ in 0..TRIES_MAX {
            match self.line(&prompt).await?.to_lowercase().as_str() {
                "" => return Ok(default),
                answer if confirm::is_yes(answer) => return Ok(true),
                "n" | "no" | "н" | "нет" => return Ok(false),
                _ => self.say(("  y or n, please.", "  Ответьте «д» или «н».")),
            }
        }
        self.say(if default {
            ("  Then yes.", "  Пусть будет «да».")
        } else {
            ("  Then no.", "  Пусть будет «нет».")
        });
        Ok(default)
    }

    /// An answer, after as much explanation as is wanted.
    async fn answer(&mut self, question: Question) -> Result<String, Unanswered> {
        let prompt = self.language.pick(question.prompt.0, question.prompt.1);
        for _ in 0..TRIES_MAX {
            let answer = self.line(prompt).await?;
            if answer != "?" {
                return Ok(answer);
            }
            self.say(question.more);
        }
        Err(Unanswered::TooManyTries)
    }

    async fn line(&mut self, prompt: &str) -> Result<String, Gone> {
        self.person.prompt(prompt);
        let line = timeout(ANSWER_PATIENCE, self.person.line()).await;
        let line = line.map_err(|_| Gone::Silent)??;
        Ok(line.trim().to_owned())
    }
}

/// A fault of the configuration, as a complaint.
pub(super) fn complaint(fault: &Fault, language: Language) -> String {
    let (what, remedy) = (fault.what(language), fault.remedy(language));
    let what = capitalised(&what);
    format!("{what}. {remedy}")
}

/// «This looks like a bot's token. …»; only the second half when it looks like nothing known.
pub(super) fn instead(looks: Looks, wanted: Text, language: Language) -> String {
    let wanted = language.pick(wanted.0, wanted.1);
    match looks.describe(language) {
        Some(looks) => language.pick(
            format!("This looks like {looks}. {wanted}"),
            format!("Похоже, это {looks}. {wanted}"),
        ),
        None => wanted.to_owned(),
    }
}

/// As a sentence begins, without its full stop.
pub(super) fn capitalised(text: &str) -> String {
    let mut characters = text.trim_end_matches('.').chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
