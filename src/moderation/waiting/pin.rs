//! Pins the board, by whoever speaks.

use tokio::time::Instant;
use tracing::{debug, warn};

use crate::engine::{Engine, backoff};
use crate::journal::{NotificationKey, StateKey};
use crate::moderation::{Notifier, NotifierError};
use crate::order::MessageId;
use crate::telegram::bot::ModeratorsBot as _;
use crate::telegram::{CallError, Messenger};

/// The message that was pinned last, by its number; minus that, where the owner's bot has its own.
pub(in crate::moderation) const PINNED: StateKey = StateKey::new("board_pinned");

/// When to look whether the board is pinned.
pub struct Pin {
    pub(in crate::moderation) due_at: Option<Instant>,
    /// Until then Telegram is not to be asked, whatever is due.
    free_at: Instant,
    failures: u32,
}

impl Default for Pin {
    fn default() -> Self {
        let now = Instant::now();
        Self { due_at: Some(now), free_at: now, failures: 0 }
    }
}

impl Pin {
    /// The board is another message now.
    pub(in crate::moderation) fn renew(&mut self) {
        self.due_at = Some(Instant::now().max(self.free_at));
    }
}

impl<M: Messenger> Notifier<M> {
    /// Pins the board's newest message, in the place of the one before. Where that is not allowed it stays as it is,
    /// until it is sent anew or the program is started again.
    pub(in crate::moderation) async fn pin_board(
        &mut self,
        engine: &mut Engine,
    ) -> Result<(), NotifierError> {
        if self.pin.due_at.is_none_or(|due_at| due_at > Instant::now()) {
            return Ok(());
        }
        self.pin.due_at = None;
        let found = engine.journal().message_about(&NotificationKey::board())?;
        let Some((message, is_bots)) = found else { return Ok(()) };
        let numbered = if is_bots { -i64::from(message.0) } else { i64::from(message.0) };
        let pinned = engine.journal().state(PINNED)?;
        if pinned == numbered {
            return Ok(());
        }
        let before = i32::try_from(pinned.abs()).ok().filter(|_| (pinned < 0) == is_bots);
        let unpinned = match before.filter(|before| *before != 0) {
            Some(before) => self.set_pinned(MessageId(before), is_bots, false).await,
            None => Ok(()),
        };
        let pinned = match unpinned {
            // The one before may be gone.
            Ok(()) | Err(CallError::Refused(_)) => self.set_pinned(message, is_bots, true).await,
            failed => failed,
        };
        let pause = match pinned {
            Ok(()) => {
                self.pin.failures = 0;
                return Ok(engine.write(|writer| writer.set(PINNED, numbered))?);
            }
            Err(CallError::Fatal(fatal)) if !is_bots => return Err(fatal.into()),
            Err(failure @ (CallError::Refused(_) | CallError::Fatal(_))) => {
                warn!(%failure, "the board can't be pinned; it stays in the chat as it is");
                return Ok(());
            }
            Err(CallError::FloodWait(wait)) => wait,
            Err(failure @ (CallError::NotSent(_) | CallError::Unknown(_))) => {
                debug!(%failure, "the board could not be pinned; tried again");
                backoff(self.pin.failures, engine.random_u64())
            }
        };
        self.pin.failures = self.pin.failures.saturating_add(1);
        self.pin.free_at = Instant::now() + pause;
        self.pin.renew();
        Ok(())
    }

    async fn set_pinned(
        &self,
        message: MessageId,
        is_bots: bool,
        is_pinned: bool,
    ) -> Result<(), CallError> {
        match self.voice.as_ref().filter(|_| is_bots) {
            Some(voice) => voice.bot.pin(message, is_pinned).await,
            None if is_bots => Ok(()),
            None => self.messenger.pin(message, is_pinned).await,
        }
    }
}
