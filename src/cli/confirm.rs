//! Asking a person.

use super::Context;
use super::interrupt::interrupted;
use super::terminal::take_lines;

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

impl Answer {
    fn of(line: &str) -> Self {
        if is_yes(line) { Self::Yes } else { Self::No }
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
    if !put(question, context) {
        return Answer::NobodyToAsk;
    }
    match take_lines(context.stdio) {
        Some(mut lines) => Answer::of(&lines.recv().await.unwrap_or_default()),
        None => Answer::NobodyToAsk,
    }
}

/// Whether there is anybody to put the question to.
fn put(question: &str, context: &mut Context<'_>) -> bool {
    let is_there = context.stdio.stderr_is_terminal;
    if is_there {
        let choice = context.log_language().pick("[y/N]", "[д/Н]");
        context.tell(&format!("{question} {choice}"));
    }
    is_there
}

/// Whether this means yes, in either language.
pub(super) fn is_yes(answer: &str) -> bool {
    let answer = answer.trim().to_lowercase();
    ["y", "yes", "д", "да"].contains(&answer.as_str())
}
