//! Asking a person for a yes.

use super::interrupt::unless_interrupted;
use super::terminal::take_lines;
use super::{Context, interrupted};
use crate::i18n::{arguments, is_one_of, t};
use crate::report::{CodedError, failed, usage};

/// The codes of a plain no, which is told without the frame of an error.
pub(super) const REFUSALS: [&str; 4] =
    ["adopt.refused", "logout.refused", "orders.refused", "session.refused"];

/// Asks at the terminal; Ctrl-C is a no. The codes are those of the errors where there is no yes, and where there
/// is no terminal to ask at. It takes over stdin, so it is the command's last question.
pub(super) async fn ask(
    question: &str,
    [refused, unconfirmed]: [&'static str; 2],
    context: &mut Context<'_>,
) -> Result<(), CodedError> {
    let answer = unless_interrupted(interrupted(), answered(question, context)).await;
    match answer.unwrap_or(Some(false)) {
        Some(true) => Ok(()),
        Some(false) => Err(failed(refused, arguments!())),
        None => Err(usage(unconfirmed, arguments!())),
    }
}

/// Whether they agreed; `None`: there is nobody to ask.
async fn answered(question: &str, context: &mut Context<'_>) -> Option<bool> {
    if !context.stdio.stderr_is_terminal {
        return None;
    }
    context.say(|| format!("{question} {}", t!("cli-yes-or-no")));
    let mut lines = take_lines(context.stdio)?;
    Some(is_yes(&lines.recv().await.unwrap_or_default()))
}

/// Whether this means yes, in either language.
pub(super) fn is_yes(answer: &str) -> bool {
    is_one_of(answer, || t!("cli-yes-words"))
}
