//! What buyers did is read from where it was read to before. It goes into the journal, and how far that was with it.

use tracing::{info, warn};

use super::{SOURCE, Settings};
use crate::engine::{Engine, encode};
use crate::journal::{JournalError, NotificationKey};
use crate::telegram::CallError;
use crate::telegram::payments::{Difference, PaymentsBot, UpdateState};

/// What was asked of Telegram, and what it said.
pub(super) enum Reading {
    /// Where the updates begin, for a bot of which nothing was read.
    Baseline(UpdateState),
    /// What has come since then.
    Since(UpdateState, Difference),
}

/// Asks what has come since a state; where there is none, which one to begin with.
pub(super) async fn read<B: PaymentsBot>(
    bot: &B,
    since: Option<UpdateState>,
) -> Result<Reading, CallError> {
    match since {
        Some(since) => Ok(Reading::Since(since, bot.difference(since).await?)),
        None => Ok(Reading::Baseline(bot.state().await?)),
    }
}

/// Keeps what was read. Returns whether there may be more behind it.
pub(super) fn keep(
    engine: &mut Engine,
    settings: &Settings,
    reading: Reading,
) -> Result<bool, JournalError> {
    let (bot, now) = (settings.bot, engine.now());
    let (since, difference) = match reading {
        Reading::Baseline(state) => {
            info!(bot = bot.0, "buyers of this bot are heard from now on");
            engine.write(|writer| writer.set_updates_read(bot, state))?;
            return Ok(true);
        }
        Reading::Since(since, difference) => (since, difference),
    };
    if engine.journal().updates_read(bot)? != Some(since) {
        // Another answer was kept meanwhile.
        return Ok(true);
    }
    match difference {
        Difference::Nothing => Ok(false),
        Difference::Next { heard, state, is_last } => {
            engine.write(|writer| {
                for told in &heard {
                    writer.receive(&SOURCE, &told.key(), encode(told).as_bytes(), now)?;
                }
                writer.set_updates_read(bot, state)
            })?;
            Ok(!is_last)
        }
        Difference::TooLong => {
            warn!(bot = bot.0, "Telegram does not tell what buyers did meanwhile");
            let text = settings.formatter.bot_updates_lost();
            let key = NotificationKey::once(&format!("bot-updates-lost:{}:{}", bot.0, since.pts));
            engine.write_together(|engine| {
                engine.notify(&key, &text)?;
                // The next reading begins where the updates stand then.
                engine.write(|writer| writer.forget_updates_read(bot))
            })?;
            Ok(true)
        }
    }
}
