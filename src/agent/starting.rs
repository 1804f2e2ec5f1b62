//! Where reading begins: at the mark, or on a first start at the baseline.

use std::collections::HashSet;

use tracing::info;

use super::error::Trouble;
use super::{Agent, AgentError, Since};
use crate::journal::{Fact, MarkedChat, NoticeKey};
use crate::order::MessageId;
use crate::shop::Activator;
use crate::telegram::{Chat, Message, Messenger, Span};

/// How many messages a first start looks through for orders that nobody answered.
const MESSAGES_COUNTED_MAX: u32 = 2_000;
/// How far back `--since` may reach.
const PAGES_SINCE_MAX: u32 = 10_000;

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// The message from which on everything is read.
    pub(super) async fn begin_reading(&mut self) -> Result<MessageId, Trouble> {
        let since = self.settings.since.take();
        let begun = self.begin_at(since).await;
        if begun.is_err() {
            self.settings.since = since;
        }
        let floor = begun?;
        self.count_unanswered().await?;
        Ok(floor)
    }

    async fn begin_at(&mut self, since: Option<Since>) -> Result<MessageId, Trouble> {
        let mark = self.journal.mark(MarkedChat::Tribute)?;
        let floor = match (since, mark) {
            (None, Some(mark)) => return Ok(mark.scanned_through),
            (None, None) => self.newest_message().await?,
            (Some(Since::All), _) => MessageId(0),
            (Some(Since::Moment(moment)), _) => self.newest_before(moment).await?,
        };
        // What was not read yet stays to be read, however recent `since` is.
        let floor = mark.map_or(floor, |mark| floor.min(mark.scanned_through));
        self.journal.announce_lower_mark(floor)?;
        // Before anything else: whatever comes now is above the baseline.
        self.journal.write(|writer| {
            writer.set_baseline(MarkedChat::Tribute, floor)?;
            writer.lower_mark(MarkedChat::Tribute, floor)
        })?;
        info!(above = floor.0, "orders are taken from here on");
        Ok(floor)
    }

    async fn newest_message(&self) -> Result<MessageId, Trouble> {
        let span = Span {
            above: MessageId(0),
            below: None,
            limit: 1,
        };
        let newest = self.messenger.history(Chat::Tribute, span).await?;
        Ok(newest.first().map_or(MessageId(0), |message| message.id))
    }

    async fn newest_before(&self, moment: jiff::Timestamp) -> Result<MessageId, Trouble> {
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
        Err(AgentError::SinceTooFar.into())
    }

    async fn page_below(&self, below: Option<MessageId>) -> Result<Vec<Message>, Trouble> {
        let span = Span {
            above: MessageId(0),
            below,
            limit: self.settings.portions.page,
        };
        Ok(self.messenger.history(Chat::Tribute, span).await?)
    }

    /// Counts, once, the orders below the baseline that nobody answered; if there are any, the owner
    /// is told.
    async fn count_unanswered(&mut self) -> Result<(), Trouble> {
        let Some(mark) = self.journal.mark(MarkedChat::Tribute)? else {
            return Ok(());
        };
        if self.journal.fact(Fact::BaselineCounted)? != 0 {
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
                } else if self.is_order(message) && !answered.contains(&message.id) {
                    unanswered += 1;
                }
            }
            if page.len() < self.settings.portions.page as usize {
                break;
            }
            below = page.last().map(|lowest| lowest.id);
        }
        let text = self.settings.voice.baseline(unanswered);
        let (random_id, now) = (self.random_id(), self.now());
        self.journal.write(|writer| {
            if unanswered > 0 {
                let key = NoticeKey::once("baseline");
                writer.tell(&key, None, &text, random_id, now)?;
            }
            writer.learn(Fact::BaselineCounted, 1)
        })?;
        Ok(())
    }

    fn is_order(&self, message: &Message) -> bool {
        self.is_from_the_bot(message) && self.reads_as_order(message)
    }
}
