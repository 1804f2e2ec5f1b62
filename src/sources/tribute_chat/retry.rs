//! Reading Tribute's chat for a command that somebody waits for: a few tries, and then an answer.

use std::time::Duration;

use tokio::time::sleep;
use tracing::warn;

use super::settings::PAGE;
use crate::engine::backoff;
use crate::machine::Randomness;
use crate::order::MessageId;
use crate::telegram::{CallError, Chat, ChatReader, Message, Span};

/// How often a page is asked for before the look is given up.
const TRIES_MAX: u32 = 5;
/// A longer wait that Telegram asks for ends the look: nobody would watch it.
const WAIT_MAX: Duration = Duration::from_mins(2);

/// The newest page of Tribute's chat below a message, newest first; an empty one is below the
/// chat's oldest message.
pub async fn history_page_with_retry(
    reader: &impl ChatReader,
    rng: &dyn Randomness,
    below: Option<MessageId>,
) -> Result<Vec<Message>, CallError> {
    let span = Span { above: MessageId(0), below, limit: PAGE };
    let mut failures = 0;
    loop {
        let failure = match reader.history(Chat::Tribute, span).await {
            Ok(page) => return Ok(page),
            Err(failure) => failure,
        };
        failures += 1;
        let pause = match &failure {
            CallError::FloodWait(wait) => *wait,
            CallError::NotSent(_) | CallError::Unknown(_) => backoff(failures, rng.next_u64()),
            CallError::Refused(_) | CallError::Fatal(_) => return Err(failure),
        };
        if failures >= TRIES_MAX || pause > WAIT_MAX {
            return Err(failure);
        }
        warn!(%failure, ?pause, "the chat could not be read; once more");
        sleep(pause).await;
    }
}
