//! The first question: which language.

use super::dialogue::{Dialogue, Question, Unanswered};
use crate::cli::terminal::{Gone, Person};
use crate::language::Language;

const QUESTION: Question = Question {
    prompt: (
        "Language / Язык: 1 — English, 2 — русский [1]:",
        "Язык / Language: 1 — English, 2 — русский [2]:",
    ),
    more: (
        "What this program, and its messages to moderators, will speak.\nНа каком языке будут говорить программа и её сообщения модераторам.",
        "На каком языке будут говорить программа и её сообщения модераторам.\nWhat this program, and its messages to moderators, will speak.",
    ),
};

/// Asks; what was spoken so far is what Enter means, and what nobody understands.
pub(super) async fn ask(dialogue: &mut Dialogue<'_, impl Person>) -> Result<Language, Gone> {
    let spoken = dialogue.language;
    let read = |answer: &str| match answer.to_lowercase().as_str() {
        "" => Ok(spoken),
        "1" | "en" | "english" => Ok(Language::English),
        "2" | "ru" | "русский" | "рус" => Ok(Language::Russian),
        _ => Err("1 / 2".to_owned()),
    };
    match dialogue.ask(QUESTION, read).await {
        Ok(language) => Ok(language),
        Err(Unanswered::TooManyTries) => Ok(spoken),
        Err(Unanswered::Gone(gone)) => Err(gone),
    }
}
