//! Asking a person for a yes.

use super::Context;
use super::interrupt::interrupted;
use super::terminal::take_lines;
use crate::i18n::{Language, t, with_language};

/// The answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// They agreed.
    Yes,
    /// They did not, or can't be understood.
    No,
    /// There is no terminal to ask at.
    NobodyToAsk,
}

impl Answer {
    /// Nothing for a yes, else the error that belongs to the answer.
    pub(super) fn or<E>(self, refused: E, unconfirmed: E) -> Result<(), E> {
        match self {
            Self::Yes => Ok(()),
            Self::No => Err(refused),
            Self::NobodyToAsk => Err(unconfirmed),
        }
    }
}

/// Asks at the terminal. Ctrl-C is a no: the command says then what it did not do. It takes over stdin,
/// so it is the command's last question.
pub(super) async fn ask(question: &str, context: &mut Context<'_>) -> Answer {
    // In this order: who is quick is heard as well.
    tokio::select! {
        biased;
        () = interrupted() => Answer::No,
        answer = answered(question, context) => answer,
    }
}

async fn answered(question: &str, context: &mut Context<'_>) -> Answer {
    if !context.stdio.stderr_is_terminal {
        return Answer::NobodyToAsk;
    }
    context.say(|| format!("{question} {}", t!("cli-yes-or-no")));
    let Some(mut lines) = take_lines(context.stdio) else {
        return Answer::NobodyToAsk;
    };
    if is_yes(&lines.recv().await.unwrap_or_default()) {
        Answer::Yes
    } else {
        Answer::No
    }
}

/// Whether this means yes, in either language.
pub(super) fn is_yes(answer: &str) -> bool {
    is_one_of(answer, || t!("cli-yes-words"))
}

/// Whether the answer is one of the words of a text, in either language.
pub(super) fn is_one_of(answer: &str, words: impl Fn() -> String) -> bool {
    let answer = answer.trim().to_lowercase();
    Language::ALL.into_iter().any(|language| {
        let words = with_language(language, &words);
        words.split(' ').any(|word| word == answer)
    })
}
