//! Bringing Tribute's chat up to date: the history is the truth, the bell only says when to look.
//!
//! What was never read is a gap: from the newest message down to the highest one read before (at
//! start: the journal's mark). It is read newest page first, a page a turn. An order may start as
//! soon as everything after it has been read, for the owner may have answered it; everything else
//! waits until the gap is closed and is then observed oldest first. Only then does the mark move.

use std::collections::HashMap;
use std::mem;

use tokio::time::Instant;
use tracing::debug;

use super::error::Trouble;
use super::{Agent, AgentError};
use crate::journal::{MarkedChat, NewOrder};
use crate::order::MessageId;
use crate::order::life::begin;
use crate::order::reading::{Reading, read};
use crate::shop::Activator;
use crate::telegram::{CallError, Chat, Message, Messenger, Span};

/// As many as Telegram gives at once.
pub(super) const PAGE: u32 = 100;
/// So much of what was written while a gap is read is caught up at once; more waits for a gap of
/// its own.
const NEWER_MESSAGES_MAX: usize = 10_000;

/// How far Tribute's chat has been read by this process.
pub(super) struct Reader {
    /// The bell rang since the newest page was asked for.
    rung: bool,
    /// When to read even if nothing rings.
    next_reading_at: Instant,
    /// Everything from the mark up to here has been read and observed.
    read_through: Option<MessageId>,
    /// What is being read.
    gap: Option<Gap>,
    /// When the newest page was last asked for.
    last_read_at: Option<Instant>,
}

/// A stretch of history being read, from its top down.
struct Gap {
    /// Read down to here, exclusive.
    floor: MessageId,
    /// Newest first, without holes.
    messages: Vec<Message>,
    /// Which messages have an outgoing reply, and which one.
    answered: HashMap<MessageId, MessageId>,
}

impl Reader {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            rung: true,
            next_reading_at: now,
            read_through: None,
            gap: None,
            last_read_at: None,
        }
    }

    /// Something may have changed in the chat.
    pub(super) fn ring(&mut self) {
        self.rung = true;
    }

    /// When the next page should be asked for.
    pub(super) fn due_at(&self, now: Instant) -> Instant {
        if self.rung || self.gap.is_some() {
            now
        } else {
            self.next_reading_at
        }
    }

    /// Whether the newest page was read after `moment`.
    pub(super) fn has_read_since(&self, moment: Instant) -> bool {
        self.gap.is_none() && self.last_read_at.is_some_and(|read_at| read_at >= moment)
    }

    /// Whether everything after `message` has been read by this process, and nobody answered it
    /// there by hand.
    pub(super) fn has_read_after(&self, message: MessageId) -> bool {
        match &self.gap {
            None => self.read_through.is_some(),
            Some(gap) => {
                let reached = gap.bottom().is_some_and(|bottom| bottom <= message);
                reached && !gap.answered.contains_key(&message)
            }
        }
    }
}

/// What was just added to a gap: so many messages at its front, so many at its end.
struct Added {
    newer: usize,
    older: usize,
    /// Whether the floor was reached.
    is_closed: bool,
}

impl Gap {
    fn new(floor: MessageId) -> Self {
        Self {
            floor,
            messages: Vec::new(),
            answered: HashMap::new(),
        }
    }

    fn take(&mut self, page: Vec<Message>) {
        let replies = page.iter().filter(|message| message.outgoing);
        self.answered
            .extend(replies.filter_map(|reply| Some((reply.reply_to?, reply.id))));
        self.messages.extend(page);
    }

    /// What was written since the gap's top was read goes in front.
    fn put_in_front(&mut self, newer: Vec<Message>) {
        let older = mem::take(&mut self.messages);
        self.take(newer);
        self.messages.extend(older);
    }

    fn top(&self) -> Option<MessageId> {
        self.messages.first().map(|message| message.id)
    }

    fn bottom(&self) -> Option<MessageId> {
        self.messages.last().map(|message| message.id)
    }
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// Reads what is due, one page. Returns whether the chat is up to date.
    pub(super) async fn read_chat(&mut self) -> Result<bool, AgentError> {
        let now = Instant::now();
        if self.reader.due_at(now) > now {
            return Ok(true);
        }
        if self.chat_rests_until > now {
            return Ok(false);
        }
        match self.read_page().await {
            Ok(is_up_to_date) => {
                self.chat_failures = 0;
                Ok(is_up_to_date)
            }
            Err(Trouble::Call(failure)) => {
                self.reader.ring();
                self.chat_failed(&failure)?;
                Ok(false)
            }
            Err(Trouble::Agent(error)) => Err(error),
        }
    }

    async fn read_page(&mut self) -> Result<bool, Trouble> {
        let mut gap = match self.reader.gap.take() {
            Some(gap) => gap,
            None => Gap::new(self.floor().await?),
        };
        let added = match self.extend(&mut gap).await {
            Ok(added) => added,
            Err(failure) => {
                self.reader.gap = Some(gap);
                return Err(failure.into());
            }
        };
        let first_older = gap.messages.len() - added.older;
        // Oldest first, so that people's numbers go up with time within a page.
        let fresh = gap.messages[..added.newer]
            .iter()
            .chain(&gap.messages[first_older..]);
        for message in fresh.rev() {
            self.take_order(message, &gap.answered)?;
        }
        if added.is_closed {
            self.close_gap(&gap)?;
        } else {
            self.reader.gap = Some(gap);
        }
        Ok(added.is_closed && !self.reader.rung)
    }

    /// What this process has read through; before its first page, the mark; before the first
    /// start, what that start decides.
    async fn floor(&mut self) -> Result<MessageId, Trouble> {
        match self.reader.read_through {
            Some(read_through) => Ok(read_through),
            None => self.begin_reading().await,
        }
    }

    /// Asks for the gap's next page, and for what is newer than its top.
    async fn extend(&mut self, gap: &mut Gap) -> Result<Added, CallError> {
        let begun = Instant::now();
        let rung = mem::take(&mut self.reader.rung);
        self.reader.next_reading_at = begun + self.settings.timing.reread_interval;
        let mut added = Added {
            newer: 0,
            older: 0,
            is_closed: false,
        };
        if let (Some(top), true) = (gap.top(), rung) {
            let newer = self.newer_than(top).await?;
            added.newer = newer.len();
            gap.put_in_front(newer);
        }
        let shows_the_newest = rung || gap.bottom().is_none();
        let span = Span {
            above: gap.floor,
            below: gap.bottom(),
            limit: PAGE,
        };
        let page = self.messenger.history(Chat::Tribute, span).await?;
        if shows_the_newest {
            self.reader.last_read_at = Some(begun);
        }
        debug!(messages = page.len(), above = gap.floor.0, "read");
        added.older = page.len();
        added.is_closed = page.len() < PAGE as usize;
        gap.take(page);
        Ok(added)
    }

    async fn newer_than(&mut self, top: MessageId) -> Result<Vec<Message>, CallError> {
        let mut newer: Vec<Message> = Vec::new();
        loop {
            let below = newer.last().map(|lowest| lowest.id);
            let span = Span {
                above: top,
                below,
                limit: PAGE,
            };
            let page = self.messenger.history(Chat::Tribute, span).await?;
            let is_last = page.len() < PAGE as usize;
            newer.extend(page);
            if is_last {
                return Ok(newer);
            }
            if newer.len() >= NEWER_MESSAGES_MAX {
                // The lower ones are missing, and a gap has no holes: all of it is for later.
                self.reader.ring();
                return Ok(Vec::new());
            }
        }
    }

    fn close_gap(&mut self, gap: &Gap) -> Result<(), AgentError> {
        for message in gap.messages.iter().rev() {
            self.observe(message)?;
        }
        let top = gap.top().unwrap_or(gap.floor);
        if top > gap.floor {
            self.journal
                .write(|writer| writer.move_mark(MarkedChat::Tribute, top))?;
        }
        self.reader.read_through = Some(top);
        Ok(())
    }

    /// Takes in an order that has not been seen before; one that the owner answered is closed.
    fn take_order(
        &mut self,
        message: &Message,
        answered: &HashMap<MessageId, MessageId>,
    ) -> Result<(), AgentError> {
        let is_known = || self.journal.is_order(message.id);
        if !self.is_from_the_bot(message) || !self.reads_as_order(message) || is_known()? {
            return Ok(());
        }
        let reading = read(
            message.text.as_str(),
            &message.entities,
            &self.settings.rules,
        );
        let Reading::Order(form) = reading else {
            return Ok(());
        };
        let transition = begin(&form);
        let new = NewOrder {
            id: self.settings.order_id(message.id),
            text: message.text.clone(),
            form: *form,
            life: transition.order,
            ordered_at: message.sent_at,
        };
        match answered.get(&message.id) {
            None => self.take_in(new, transition.effects).map(drop),
            // It owes nobody anything; it is recorded so that it can be looked up.
            Some(&reply) => self.take_in_answered(new, reply),
        }
    }
}
