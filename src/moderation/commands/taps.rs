//! What moderators tap below the cards of the owner's bot.

use std::time::Duration;

use tokio::time::timeout;
use tracing::{debug, info, warn};

use super::buttons::{Action, asked_for, confirming, keyboard, offered, offered_with_stop};
use super::{Listener, Verdict, is_escalated};
use crate::engine::Engine;
use crate::journal::{JournalError, NotificationKey};
use crate::order::Untrusted;
use crate::rich_text::RichText;
use crate::telegram::Messenger;
use crate::telegram::bot::{GrammersBot, InlineButton, ModeratorsBot as _, Tap};

/// So long the answer to a tap may take; orders wait meanwhile.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);

/// The answer to a tap.
#[derive(Default)]
struct Reaction {
    /// What is shown to who tapped.
    toast: String,
    /// The card's text, and the buttons that stand below it from now on.
    card: Option<(RichText, Vec<Vec<InlineButton>>)>,
}

impl From<RichText> for Reaction {
    fn from(toast: RichText) -> Self {
        Self { toast: toast.text, card: None }
    }
}

impl<M: Messenger> Listener<M> {
    /// Decides what was tapped, and answers: a lost answer is no harm.
    pub(super) async fn take_taps(
        &mut self,
        engine: &mut Engine,
        is_calling: &impl Fn(u32) -> bool,
    ) -> Result<(), JournalError> {
        let Some(bot) = self.bot.clone() else {
            return Ok(());
        };
        // What is tapped elsewhere, the same bot's buyers do, who are answered by others.
        let here = self.messenger.moderators_chat();
        for tap in std::mem::take(&mut self.taps).into_iter().filter(|tap| tap.chat == here) {
            let reaction = engine.write_together(|engine| self.react(engine, &tap, is_calling))?;
            engine.make_durable()?;
            if Box::pin(timeout(ANSWER_TIMEOUT, answer(&bot, &tap, reaction))).await.is_err() {
                debug!("the answer to a tap takes too long");
            }
        }
        Ok(())
    }

    fn react(
        &self,
        engine: &mut Engine,
        tap: &Tap,
        is_calling: &impl Fn(u32) -> bool,
    ) -> Result<Reaction, JournalError> {
        let formatter = &self.settings.formatter;
        let by = tap.name.clone().unwrap_or_else(|| Untrusted::new(tap.user.to_string()));
        if !self.may_decide(tap.user) {
            let (message_id, sender) = (tap.message.0, tap.user.to_string());
            warn!(message_id, sender, "who said this may not decide");
            return Ok(formatter.not_heard(Some(&by)).into());
        }
        let asked = asked_for(engine, &tap.data)?;
        let number = match &asked {
            Some((number, ..)) => Some(*number),
            None => engine.journal().told_by_bot(tap.message)?,
        };
        let record = number.map(|number| engine.journal().order(number)).transpose()?.flatten();
        let Some(record) = record else {
            return Ok(Reaction::default());
        };
        info!(number = record.number, "a moderator tapped a button");
        let Some((_, action, card)) = asked else {
            // Somebody was faster.
            return Ok(if is_escalated(&record) {
                formatter.verdict(&record, &by, &Verdict::Changed).into()
            } else {
                formatter.verdict(&record, &by, &Verdict::Settled).into()
            });
        };
        let Some(request) = action.request() else {
            let (rows, toast) = match action {
                Action::Ask(answer) => {
                    (confirming(answer), formatter.is_it_meant(record.number).text)
                }
                _ => (offered(&record), String::new()),
            };
            let buttons = keyboard(engine, formatter, &record, &rows)?;
            return Ok(Reaction { toast, card: Some((card, buttons)) });
        };
        let key = NotificationKey::tap(tap.query.0);
        let number = record.number;
        let decided = self.decide_about(engine, record.clone(), request, &by, &key, is_calling)?;
        let (verdict, text) = decided;
        // Others are to read of it, where the card does not say it.
        if matches!(verdict, Verdict::Scheduled { .. } | Verdict::Claimed) {
            let (random_id, now) = (engine.random_id(), engine.now());
            engine.write(|writer| writer.notify(&key, Some(number), &text, random_id, now))?;
        }
        let rows = match verdict {
            Verdict::Scheduled { .. } => offered_with_stop(&record),
            Verdict::Stopped { .. } => offered(&record),
            _ => return Ok(text.into()),
        };
        let buttons = keyboard(engine, formatter, &record, &rows)?;
        Ok(Reaction { toast: text.text, card: Some((card, buttons)) })
    }
}

async fn answer(bot: &GrammersBot, tap: &Tap, reaction: Reaction) {
    if let Err(failure) = bot.answer(tap.query, &reaction.toast, false).await {
        debug!(%failure, "a tap could not be answered");
    }
    if let Some((text, buttons)) = reaction.card
        && let Err(failure) = bot.edit(tap.message, &text, &buttons).await
    {
        debug!(%failure, "a card's buttons could not be changed");
    }
}
