//! Asking a person.

use std::io::{BufRead as _, Read as _};

use super::Context;

/// How long an answer may be.
const ANSWER_BYTES_MAX: u64 = 64;

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// They agreed.
    Yes,
    /// They did not, or can't be understood.
    No,
    /// There is no terminal to ask at.
    NobodyToAsk,
}

/// Asks at the terminal.
pub(super) fn ask(question: &str, context: &mut Context<'_>) -> Answer {
    if !context.stdio.stderr_is_terminal {
        return Answer::NobodyToAsk;
    }
    let choice = context.language.pick("[y/N]", "[д/Н]");
    context.tell(&format!("{question} {choice}"));
    let mut answer = String::new();
    let mut input = (&mut context.stdio.stdin).take(ANSWER_BYTES_MAX);
    // Whoever can't be understood has not agreed.
    let _ = input.read_line(&mut answer);
    let answer = answer.trim().to_lowercase();
    if ["y", "yes", "д", "да"].contains(&answer.as_str()) {
        Answer::Yes
    } else {
        Answer::No
    }
}
