//! Bringing Tribute's chat up to date: the history is the truth, the bell only says when to look.
//!
//! What was never read is a gap: from the newest message down to the highest one read before (at
//! start: the journal's mark). It is read newest page first, a page a turn. An order may start at
//! the shop as soon as everything after it has been read, for the owner may have answered it;
//! everything else waits until the gap is closed and is then observed oldest first. Only then does
//! the mark move.
//!
//! Of a gap that is longer than memory should hold, the lower end is kept and observed, and what
//! lies above it is a gap of its own, read again.

use std::collections::HashMap;
use std::mem;

use tokio::time::Instant;
use tracing::debug;

use super::error::Trouble;
use super::{Agent, AgentError, Portions};
use crate::journal::{MarkedChat, NewOrder};
use crate::order::MessageId;
use crate::order::life::begin;
use crate::order::reading::{Reading, read};
use crate::shop::Activator;
use crate::telegram::{CallError, Chat, Message, Messenger, Span};

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
    /// The newest message read.
    top: Option<MessageId>,
    /// The oldest message read.
    bottom: Option<MessageId>,
    /// The lower end of what was read: newest first, without holes.
    kept: Vec<Message>,
    /// Whether there was more than can be kept: the upper end has to be read again.
    is_cut: bool,
    /// Whether more was written meanwhile than can be caught up with: the next gap's business.
    is_outrun: bool,
    /// Which messages have an outgoing reply, and which one.
    answered: HashMap<MessageId, MessageId>,
}

/// What one step of reading brought.
struct Step {
    /// Written since the gap's top was read, newest first.
    newer: Vec<Message>,
    /// The gap's next page, newest first.
    older: Vec<Message>,
    /// Whether the floor was reached.
    is_last: bool,
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

    /// Whether all that had been written by `moment` has been read and observed.
    pub(super) fn has_read_since(&self, moment: Instant) -> bool {
        self.gap.is_none() && self.has_seen_the_newest_since(moment)
    }

    /// Whether the newest messages were read after `moment`, whatever older ones are still unread.
    pub(super) fn has_seen_the_newest_since(&self, moment: Instant) -> bool {
        self.last_read_at.is_some_and(|read_at| read_at >= moment)
    }

    /// Whether everything after `message` has been read by this process, and nobody answered it
    /// there by hand.
    pub(super) fn has_read_after(&self, message: MessageId) -> bool {
        match &self.gap {
            None => self.read_through.is_some(),
            Some(gap) => {
                let reached = gap.bottom.is_some_and(|bottom| bottom <= message);
                reached && !gap.answered.contains_key(&message)
            }
        }
    }
}

impl Gap {
    fn new(floor: MessageId) -> Self {
        Self {
            floor,
            top: None,
            bottom: None,
            kept: Vec::new(),
            is_cut: false,
            is_outrun: false,
            answered: HashMap::new(),
        }
    }

    fn note_answers(&mut self, step: &Step) {
        let own = step.messages().filter(|message| message.outgoing);
        self.answered
            .extend(own.filter_map(|reply| Some((reply.reply_to?, reply.id))));
    }

    /// Keeps what fits. The lower end stays: it is what will be observed first.
    fn keep(&mut self, step: Step, kept_max: usize) {
        let Step { newer, older, .. } = step;
        let newest = newer.first().or(older.first());
        if self.top.is_none() || !newer.is_empty() {
            self.top = newest.map(|message| message.id).or(self.top);
        }
        self.bottom = older.last().map(|message| message.id).or(self.bottom);
        // Above a cut nothing is kept: what is kept has no holes.
        if !self.is_cut {
            self.kept.splice(..0, newer);
        }
        self.kept.extend(older);
        if self.kept.len() > kept_max {
            let above = self.kept.len() - kept_max.div_ceil(2);
            self.kept.drain(..above);
            self.is_cut = true;
        }
    }

    /// Everything up to here will have been observed when what is kept has been.
    fn observed_through(&self) -> MessageId {
        self.kept.first().map_or(self.floor, |message| message.id)
    }
}

impl Step {
    /// Newest first.
    fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.newer.iter().chain(&self.older)
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
        let step = match self.next_step(&mut gap).await {
            Ok(step) => step,
            Err(failure) => {
                self.reader.gap = Some(gap);
                return Err(failure.into());
            }
        };
        gap.note_answers(&step);
        // Oldest first, so that people's numbers go up with time within a page.
        for message in step.messages().rev() {
            self.take_order(message, &gap.answered)?;
        }
        let is_last = step.is_last;
        gap.keep(step, self.settings.portions.kept_max);
        self.reader.gap = if is_last {
            self.close_gap(&gap)?
        } else {
            Some(gap)
        };
        Ok(self.reader.gap.is_none() && !self.reader.rung)
    }

    /// What this process has read through; before its first page, the mark; before the first
    /// start, what that start decides.
    async fn floor(&mut self) -> Result<MessageId, Trouble> {
        match self.reader.read_through {
            Some(read_through) => Ok(read_through),
            None => self.begin_reading().await,
        }
    }

    /// Asks for the gap's next page, and for what is newer than its top. Either all of it arrives,
    /// or none of it counts as read.
    async fn next_step(&mut self, gap: &mut Gap) -> Result<Step, CallError> {
        let begun = Instant::now();
        let rung = !gap.is_outrun && mem::take(&mut self.reader.rung);
        self.reader.next_reading_at = begun + self.settings.timing.reread_interval;
        let mut shows_the_newest = gap.top.is_none();
        let mut newer = Vec::new();
        if let (Some(top), true) = (gap.top, rung) {
            if let Some(all) = self.newer_than(top).await? {
                newer = all;
                shows_the_newest = true;
            } else {
                // A gap has no holes: all of it is for later.
                gap.is_outrun = true;
                self.reader.ring();
            }
        }
        let page = self.settings.portions.page;
        let span = Span {
            above: gap.floor,
            below: gap.bottom,
            limit: page,
        };
        let older = self.messenger.history(Chat::Tribute, span).await?;
        if shows_the_newest {
            self.reader.last_read_at = Some(begun);
        }
        debug!(messages = older.len(), above = gap.floor.0, "read");
        let is_last = older.len() < page as usize;
        Ok(Step {
            newer,
            older,
            is_last,
        })
    }

    /// All that is newer than `top`, newest first; `None` when it is too much to be caught up with
    /// at once.
    async fn newer_than(&self, top: MessageId) -> Result<Option<Vec<Message>>, CallError> {
        let Portions { page, kept_max } = self.settings.portions;
        let mut newer: Vec<Message> = Vec::new();
        while newer.len() < kept_max {
            let span = Span {
                above: top,
                below: newer.last().map(|lowest| lowest.id),
                limit: page,
            };
            let found = self.messenger.history(Chat::Tribute, span).await?;
            let is_last = found.len() < page as usize;
            newer.extend(found);
            if is_last {
                return Ok(Some(newer));
            }
        }
        Ok(None)
    }

    /// Observes what is kept and moves the mark. Returns the gap that is left above a cut.
    fn close_gap(&mut self, gap: &Gap) -> Result<Option<Gap>, AgentError> {
        for message in gap.kept.iter().rev() {
            self.observe(message)?;
        }
        let through = gap.observed_through();
        if through > gap.floor {
            self.journal
                .write(|writer| writer.move_mark(MarkedChat::Tribute, through))?;
        }
        self.reader.read_through = Some(through);
        Ok(gap.is_cut.then(|| Gap::new(through)))
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
