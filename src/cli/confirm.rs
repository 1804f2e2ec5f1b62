//! Asking a person.

use std::io::{BufRead, Read as _};

use super::Context;
use super::interrupt::interrupted;
use super::terminal::take_lines;

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

impl Answer {
    fn of(line: &str) -> Self {
        if is_yes(line) { Self::Yes } else { Self::No }
    }
}

/// Asks at the terminal. Ctrl-C ends the process, as long as nothing has listened to it.
pub(super) fn ask(question: &str, context: &mut Context<'_>) -> Answer {
    if !put(question, context) {
        return Answer::NobodyToAsk;
    }
    read(&mut context.stdio.stdin)
}

/// Asks at the terminal where something has listened to Ctrl-C: from then on it ends nothing by itself.
/// Here it is a no. It takes over stdin: it is the command's last question.
pub(super) async fn ask_interruptibly(question: &str, context: &mut Context<'_>) -> Answer {
    if !put(question, context) {
        return Answer::NobodyToAsk;
    }
    let Some(mut lines) = take_lines(context.stdio) else {
        return Answer::NobodyToAsk;
    };
    tokio::select! {
        biased;
        () = interrupted() => Answer::No,
        answer = lines.recv() => Answer::of(&answer.unwrap_or_default()),
    }
}

/// Whether there is anybody to put the question to.
fn put(question: &str, context: &mut Context<'_>) -> bool {
    let is_there = context.stdio.stderr_is_terminal;
    if is_there {
        let choice = context.language.pick("[y/N]", "[д/Н]");
        context.tell(&format!("{question} {choice}"));
    }
    is_there
}

fn read(input: &mut impl BufRead) -> Answer {
    let mut answer = String::new();
    // Whoever can't be understood has not agreed.
    let _ = input.take(ANSWER_BYTES_MAX).read_line(&mut answer);
    Answer::of(&answer)
}

/// Whether this means yes, in either language.
pub(super) fn is_yes(answer: &str) -> bool {
    let answer = answer.trim().to_lowercase();
    ["y", "yes", "д", "да"].contains(&answer.as_str())
}
