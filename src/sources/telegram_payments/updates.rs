//! What buyers did is read from where it was read to before. It goes into the journal, and how far that was with it.

use tracing::{info, warn};

use super::{SOURCE, Settings};
use crate::engine::{Engine, encode};
use crate::journal::{JournalError, NotificationKey, StateKey, Writer};
use crate::order::UserId;
use crate::telegram::CallError;
use crate::telegram::payments::{Difference, PaymentsBot, UpdateState};

/// Whose updates these are: another bot's have numbers of their own.
const BOT: StateKey = StateKey::new("payments_bot");
const PTS: StateKey = StateKey::new("payments_pts");
const QTS: StateKey = StateKey::new("payments_qts");
const DATE: StateKey = StateKey::new("payments_date");

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

/// How far this bot's updates were read.
pub(super) fn read_to(engine: &Engine, bot: UserId) -> Result<Option<UpdateState>, JournalError> {
    let journal = engine.journal();
    if journal.state(BOT)? != bot.0 {
        return Ok(None);
    }
    let number = |key| journal.state(key).map(|it| i32::try_from(it).unwrap_or_default());
    Ok(Some(UpdateState { pts: number(PTS)?, qts: number(QTS)?, date: number(DATE)? }))
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
            engine.write(|writer| write_state(writer, bot, state))?;
            return Ok(true);
        }
        Reading::Since(since, difference) => (since, difference),
    };
    if read_to(engine, bot)? != Some(since) {
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
                write_state(writer, bot, state)
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
                engine.write(|writer| writer.set(BOT, 0))
            })?;
            Ok(true)
        }
    }
}

fn write_state(writer: &Writer<'_>, bot: UserId, state: UpdateState) -> Result<(), JournalError> {
    let UpdateState { pts, qts, date } = state;
    writer.set(BOT, bot.0)?;
    [(PTS, pts), (QTS, qts), (DATE, date)]
        .into_iter()
        .try_for_each(|(key, number)| writer.set(key, number.into()))
}
