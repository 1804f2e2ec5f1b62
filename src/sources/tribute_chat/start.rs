//! Where reading begins: at the mark, or on a first start at the baseline.

use std::collections::HashSet;

use jiff::Timestamp;
use tracing::info;

use super::reading::ReadError;
use super::{Settings, Since, state};
use crate::engine::Engine;
use crate::journal::{MarkedChat, NotificationKey};
use crate::order::MessageId;
use crate::sources::SourceError;
use crate::telegram::{CallError, Chat, ChatReader, Message, Span};

/// How many messages a first start looks through for orders that nobody answered.
const MESSAGES_COUNTED_MAX: u32 = 2_000;
/// How far back `--since` may reach.
const PAGES_SINCE_MAX: u32 = 10_000;

/// Finds where reading begins.
pub(super) struct Start<'a, R> {
    pub(super) engine: &'a mut Engine,
    pub(super) reader: &'a R,
    pub(super) settings: &'a Settings,
}

impl<R: ChatReader> Start<'_, R> {
    /// The message above which everything is read.
    pub(super) async fn floor(&mut self, since: Option<Since>) -> Result<MessageId, ReadError> {
        let floor = self.floor_since(since).await?;
        self.count_unanswered().await?;
        Ok(floor)
    }

    async fn floor_since(&mut self, since: Option<Since>) -> Result<MessageId, ReadError> {
        let mark = self.engine.journal().mark(MarkedChat::Tribute)?;
        let floor = match (since, mark) {
            (None, Some(mark)) => return Ok(mark.scanned_through),
            (None, None) => self.newest_message().await?,
            (Some(Since::All), _) => MessageId(0),
            (Some(Since::Moment(moment)), _) => self.newest_before(moment).await?,
        };
        // What was not read yet stays to be read, however recent `since` is.
        let floor = mark.map_or(floor, |mark| floor.min(mark.scanned_through));
        self.engine.announce_lower_mark(floor)?;
        // Before anything else: whatever comes now is above the baseline.
        self.engine.write(|writer| {
            writer.set_baseline(MarkedChat::Tribute, floor)?;
            writer.lower_mark(MarkedChat::Tribute, floor)
        })?;
        info!(above = floor.0, "orders are taken from here on");
        Ok(floor)
    }

    async fn newest_message(&self) -> Result<MessageId, CallError> {
        let span = Span { above: MessageId(0), below: None, limit: 1 };
        let newest = self.reader.history(Chat::Tribute, span).await?;
        Ok(newest.first().map_or(MessageId(0), |message| message.id))
    }

    async fn newest_before(&self, moment: Timestamp) -> Result<MessageId, ReadError> {
        let mut below = None;
        for _ in 0..PAGES_SINCE_MAX {
            let page = self.page_below(below).await?;
            if let Some(before) = page.iter().find(|message| message.sent_at < moment) {
                return Ok(before.id);
            }
            if page.len() < self.settings.portions.page as usize {
                return Ok(MessageId(0));
            }
            below = page.last().map(|lowest| lowest.id);
        }
        Err(SourceError::SinceTooFar.into())
    }

    async fn page_below(&self, below: Option<MessageId>) -> Result<Vec<Message>, CallError> {
        let span = Span { above: MessageId(0), below, limit: self.settings.portions.page };
        self.reader.history(Chat::Tribute, span).await
    }

    /// Counts, once, the orders below the baseline that nobody answered; if there are any, the owner
    /// is told.
    async fn count_unanswered(&mut self) -> Result<(), ReadError> {
        let Some(mark) = self.engine.journal().mark(MarkedChat::Tribute)? else {
            return Ok(());
        };
        if self.engine.journal().state(state::BASELINE_COUNTED)? != 0 {
            return Ok(());
        }
        let mut answered = HashSet::new();
        let mut unanswered = 0;
        let mut below = Some(MessageId(mark.baseline.0.saturating_add(1)));
        for _ in 0..MESSAGES_COUNTED_MAX / self.settings.portions.page {
            let page = self.page_below(below).await?;
            for message in &page {
                if message.outgoing {
                    answered.extend(message.reply_to);
                } else if self.settings.is_order(message) && !answered.contains(&message.id) {
                    unanswered += 1;
                }
            }
            if page.len() < self.settings.portions.page as usize {
                break;
            }
            below = page.last().map(|lowest| lowest.id);
        }
        let text = self.settings.formatter.first_start(unanswered);
        let (random_id, now) = (self.engine.random_id(), self.engine.now());
        self.engine.write(|writer| {
            if unanswered > 0 {
                let key = NotificationKey::once("baseline");
                writer.notify(&key, None, &text, random_id, now)?;
            }
            writer.set(state::BASELINE_COUNTED, 1)
        })?;
        Ok(())
    }
}
