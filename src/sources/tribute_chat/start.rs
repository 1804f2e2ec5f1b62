//! Where reading begins: at the mark, or on a first start at the baseline.

use std::collections::HashSet;

use jiff::Timestamp;
use tracing::info;

use super::chat::TributeChat;
use super::reading::ReadError;
use super::{Since, state};
use crate::engine::Engine;
use crate::journal::{MarkedChat, NotificationKey};
use crate::order::MessageId;
use crate::sources::SourceError;
use crate::telegram::{CallError, Chat, Message, Messenger, Span};

/// How many messages a first start looks through for orders that nobody answered.
const MESSAGES_COUNTED_MAX: u32 = 2_000;
/// How far back `--since` may reach.
const PAGES_SINCE_MAX: u32 = 10_000;

/// Where reading begins.
impl<M: Messenger> TributeChat<M> {
    /// The message above which everything is read.
    pub(super) async fn floor(&mut self, engine: &mut Engine) -> Result<MessageId, ReadError> {
        let floor = self.floor_since(engine).await?;
        self.count_unanswered(engine).await?;
        self.settings.since = None;
        Ok(floor)
    }

    async fn floor_since(&self, engine: &mut Engine) -> Result<MessageId, ReadError> {
        let mark = engine.journal().mark(MarkedChat::Tribute)?;
        let floor = match (self.settings.since, mark) {
            (None, Some(mark)) => return Ok(mark.scanned_through),
            (None, None) => {
                let newest = self.page_below(None, 1).await?;
                newest.first().map_or(MessageId(0), |message| message.id)
            }
            (Some(Since::All), _) => MessageId(0),
            (Some(Since::Moment(moment)), _) => self.newest_before(moment).await?,
        };
        // What was not read yet stays to be read, however recent `since` is.
        let floor = mark.map_or(floor, |mark| floor.min(mark.scanned_through));
        engine.announce_lower_mark(floor)?;
        // Before anything else: whatever comes now is above the baseline.
        engine.write(|writer| {
            writer.set_baseline(MarkedChat::Tribute, floor)?;
            writer.lower_mark(MarkedChat::Tribute, floor)
        })?;
        engine.make_durable()?;
        info!(above = floor.0, "orders are taken from here on");
        Ok(floor)
    }

    async fn newest_before(&self, moment: Timestamp) -> Result<MessageId, ReadError> {
        let (mut below, limit) = (None, self.settings.portions.page);
        for _ in 0..PAGES_SINCE_MAX {
            let page = self.page_below(below, limit).await?;
            if let Some(before) = page.iter().find(|message| message.sent_at < moment) {
                return Ok(before.id);
            }
            if page.len() < limit as usize {
                return Ok(MessageId(0));
            }
            below = page.last().map(|lowest| lowest.id);
        }
        Err(SourceError::SinceTooFar.into())
    }

    async fn page_below(
        &self,
        below: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<Message>, CallError> {
        let span = Span { above: MessageId(0), below, limit };
        self.messenger.history(Chat::Tribute, span).await
    }

    /// Counts, once, the orders below the baseline that nobody answered; if there are any, the owner
    /// is told.
    async fn count_unanswered(&self, engine: &mut Engine) -> Result<(), ReadError> {
        let Some(mark) = engine.journal().mark(MarkedChat::Tribute)? else {
            return Ok(());
        };
        if engine.journal().state(state::BASELINE_COUNTED)? != 0 {
            return Ok(());
        }
        let mut answered = HashSet::new();
        let mut unanswered = 0;
        let mut below = Some(MessageId(mark.baseline.0.saturating_add(1)));
        let limit = self.settings.portions.page;
        for _ in 0..MESSAGES_COUNTED_MAX / limit {
            let page = self.page_below(below, limit).await?;
            for message in &page {
                if message.outgoing {
                    answered.extend(message.reply_to);
                } else if self.settings.is_order(message) && !answered.contains(&message.id) {
                    unanswered += 1;
                }
            }
            if page.len() < limit as usize {
                break;
            }
            below = page.last().map(|lowest| lowest.id);
        }
        let text = self.settings.formatter.first_start(unanswered);
        let (random_id, now) = (engine.random_id(), engine.now());
        engine.write(|writer| {
            if unanswered > 0 {
                let key = NotificationKey::once("baseline");
                writer.notify(&key, None, &text, random_id, now)?;
            }
            writer.set(state::BASELINE_COUNTED, 1)
        })?;
        Ok(())
    }
}
