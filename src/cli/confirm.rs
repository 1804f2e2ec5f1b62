//! Asking a person.

use std::io::{self, BufRead, Read as _};
use std::{mem, thread};

use tokio::sync::oneshot;

use super::Context;
use super::interrupt::interrupted;

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

/// Asks at the terminal. Ctrl-C ends the process, as long as nothing has listened to it.
pub(super) fn ask(question: &str, context: &mut Context<'_>) -> Answer {
    if !put(question, context) {
        return Answer::NobodyToAsk;
    }
    read(&mut context.stdio.stdin)
}

/// Asks at the terminal where something has listened to Ctrl-C: from then on it ends nothing by itself.
/// Here it is a no.
pub(super) async fn ask_interruptibly(question: &str, context: &mut Context<'_>) -> Answer {
    if !put(question, context) {
        return Answer::NobodyToAsk;
    }
    let mut input = mem::replace(&mut context.stdio.stdin, Box::new(io::empty()));
    let (sender, answered) = oneshot::channel();
    // A thread, as reading from a terminal can't be called off: it ends with the process.
    thread::spawn(move || {
        let answer = read(&mut input);
        let _ = sender.send((answer, input));
    });
    tokio::select! {
        biased;
        () = interrupted() => Answer::No,
        answered = answered => match answered {
            Ok((answer, input)) => {
                context.stdio.stdin = input;
                answer
            }
            Err(_) => Answer::No,
        },
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
    if is_yes(&answer) {
        Answer::Yes
    } else {
        Answer::No
    }
}

/// Whether this means yes, in either language.
pub(super) fn is_yes(answer: &str) -> bool {
    let answer = answer.trim().to_lowercase();
    ["y", "yes", "д", "да"].contains(&answer.as_str())
}
