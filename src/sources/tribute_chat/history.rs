//! How far the chat was read: the history is the truth, the bell only says when to look.
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
use std::time::Duration;

use tokio::time::Instant;
use tracing::debug;

use super::{Portions, Settings};
use crate::order::MessageId;
use crate::telegram::{CallError, Chat, ChatReader, Message, Span};

/// For so long a message counts as standing in the chat as a reading has shown it.
const SHOWN_FOR: Duration = Duration::from_secs(1);

/// How far Tribute's chat has been read by this process.
pub(super) struct History {
    /// The bell rang since the newest page was asked for.
    is_rung: bool,
    /// When to read even if nothing rings.
    next_reading_at: Instant,
    /// Everything from the mark up to here has been read and observed.
    read_through: Option<MessageId>,
    gap: Option<Gap>,
    /// When the newest page was last asked for.
    last_read_at: Option<Instant>,
    /// The messages of the last page, and when it was asked for.
    shown: Option<(Instant, Vec<Message>)>,
}

/// A stretch of history being read, from its top down.
pub(super) struct Gap {
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
pub(super) struct Page {
    /// Written since the gap's top was read, newest first.
    newer: Vec<Message>,
    /// The gap's next page, newest first.
    older: Vec<Message>,
    is_last: bool,
}

impl History {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            is_rung: true,
            next_reading_at: now,
            read_through: None,
            gap: None,
            last_read_at: None,
            shown: None,
        }
    }

    /// Something may have changed in the chat.
    pub(super) fn ring(&mut self) {
        self.is_rung = true;
    }

    /// Something will have changed by then, whether it rings or not.
    pub(super) fn read_by(&mut self, moment: Instant) {
        self.next_reading_at = self.next_reading_at.min(moment);
    }

    /// These messages as they stand, if a reading has just shown all of them.
    pub(super) fn shown(&self, ids: &[MessageId]) -> Option<Vec<Option<Message>>> {
        let (at, messages) = self.shown.as_ref()?;
        let find = |id: &MessageId| messages.iter().find(|message| message.id == *id);
        let is_fresh = at.elapsed() < SHOWN_FOR;
        is_fresh.then(|| ids.iter().map(|id| find(id).cloned().map(Some)).collect()).flatten()
    }

    /// When the next page should be asked for.
    pub(super) fn due_at(&self, now: Instant) -> Instant {
        if self.is_rung || self.gap.is_some() { now } else { self.next_reading_at }
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

    fn note_answers(&mut self, page: &Page) {
        let own = page.messages().filter(|message| message.outgoing);
        self.answered.extend(own.filter_map(|reply| Some((reply.reply_to?, reply.id))));
    }

    /// Keeps what fits. The lower end stays: it is what will be observed first.
    fn keep(&mut self, page: Page, kept_max: usize) {
        let Page { newer, older, .. } = page;
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
    pub(super) fn observed_through(&self) -> MessageId {
        self.kept.first().map_or(self.floor, |message| message.id)
    }

    /// Above this message it lies.
    pub(super) fn floor(&self) -> MessageId {
        self.floor
    }

    /// What was kept, oldest first.
    pub(super) fn kept(&self) -> impl Iterator<Item = &Message> {
        self.kept.iter().rev()
    }
}

impl Page {
    pub(super) fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.newer.iter().chain(&self.older)
    }
}

/// Reading, page by page.
impl History {
    /// Whether it is not known yet above which message to read.
    pub(super) fn needs_floor(&self) -> bool {
        self.gap.is_none() && self.read_through.is_none()
    }

    /// Everything above this message is to be read.
    pub(super) fn begin_at(&mut self, floor: MessageId) {
        self.gap.get_or_insert_with(|| Gap::new(floor));
    }

    /// Whether there is nothing to read just now.
    pub(super) fn is_read(&self) -> bool {
        self.gap.is_none() && !self.is_rung
    }

    /// Asks for the gap's next page, and for what is newer than its top. Either all of it arrives,
    /// or none of it counts as read.
    pub(super) async fn next_page(
        &mut self,
        reader: &impl ChatReader,
        settings: &Settings,
    ) -> Result<Page, CallError> {
        let floor = self.read_through.unwrap_or(MessageId(0));
        let mut gap = self.gap.take().unwrap_or_else(|| Gap::new(floor));
        let begun = Instant::now();
        let page = self.page_of(&mut gap, reader, settings).await;
        if let Ok(page) = &page {
            gap.note_answers(page);
            self.shown = Some((begun, page.messages().cloned().collect()));
        }
        self.gap = Some(gap);
        page
    }

    async fn page_of(
        &mut self,
        gap: &mut Gap,
        reader: &impl ChatReader,
        settings: &Settings,
    ) -> Result<Page, CallError> {
        let portions = settings.portions;
        let begun = Instant::now();
        let is_rung = !gap.is_outrun && mem::take(&mut self.is_rung);
        self.next_reading_at = begun + settings.timing.reread_interval;
        let mut shows_the_newest = gap.top.is_none();
        let mut newer = Vec::new();
        if let (Some(top), true) = (gap.top, is_rung) {
            if let Some(all) = newer_than(top, reader, portions).await? {
                newer = all;
                shows_the_newest = true;
            } else {
                // A gap has no holes: all of it is for later.
                gap.is_outrun = true;
                self.ring();
            }
        }
        let span = Span { above: gap.floor, below: gap.bottom, limit: portions.page };
        let older = reader.history(Chat::Tribute, span).await?;
        if shows_the_newest {
            self.last_read_at = Some(begun);
        }
        debug!(messages = older.len(), above = gap.floor.0, "read");
        let is_last = older.len() < portions.page as usize;
        Ok(Page { newer, older, is_last })
    }

    /// The outgoing reply to an order that the gap shows.
    pub(super) fn answer_to(&self, order: MessageId) -> Option<MessageId> {
        self.gap.as_ref()?.answered.get(&order).copied()
    }

    /// Keeps a page. Returns the gap when that was its last one: it is to be observed, and then
    /// [closed](Self::close).
    pub(super) fn keep(&mut self, page: Page, kept_max: usize) -> Option<Gap> {
        let is_last = page.is_last;
        self.gap.as_mut()?.keep(page, kept_max);
        if is_last { self.gap.take() } else { None }
    }

    /// All of the gap that was kept has been observed; what is left above a cut is a gap of its own.
    pub(super) fn close(&mut self, gap: &Gap) {
        let through = gap.observed_through();
        self.read_through = Some(through);
        self.gap = gap.is_cut.then(|| Gap::new(through));
    }
}

/// All that is newer than `top`, newest first; `None` when it is too much to be caught up with at
/// once.
async fn newer_than(
    top: MessageId,
    reader: &impl ChatReader,
    portions: Portions,
) -> Result<Option<Vec<Message>>, CallError> {
    let Portions { page, kept_max } = portions;
    let mut newer: Vec<Message> = Vec::new();
    while newer.len() < kept_max {
        let span = Span { above: top, below: newer.last().map(|lowest| lowest.id), limit: page };
        let found = reader.history(Chat::Tribute, span).await?;
        let is_last = found.len() < page as usize;
        newer.extend(found);
        if is_last {
            return Ok(Some(newer));
        }
    }
    Ok(None)
}
