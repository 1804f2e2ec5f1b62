//! The worker of Tribute's chat.

use std::sync::Arc;

use tokio::time::Instant;

use super::acts::{self, Act};
use super::chat::{CallKind, TributeChat};
use super::evidence::{PressEvidence, what_changed};
use super::pending::PendingOrders;
use super::replies::{self, Replies};
use super::{SOURCE, Settings, presses};
use crate::engine::Engine;
use crate::order::{MessageId, Record};
use crate::sources::{self, Source, SourceError};
use crate::telegram::{Chat, Messenger};

/// Reads Tribute's chat, and delivers through it.
pub struct ChatWorker<M> {
    chat: TributeChat<M>,
    replies: Replies,
    evidence: PressEvidence,
    pending: PendingOrders,
    is_up_to_date: bool,
}

impl<M: Messenger> ChatWorker<M> {
    /// A worker that has read nothing yet.
    pub fn new(settings: Settings, messenger: Arc<M>) -> Self {
        Self {
            replies: Replies::new(Instant::now()),
            evidence: PressEvidence::default(),
            pending: PendingOrders::new(&settings),
            chat: TributeChat::new(settings, messenger),
            is_up_to_date: false,
        }
    }

    async fn act(&mut self, engine: &mut Engine) -> Result<(), SourceError> {
        let (chat, replies) = (&mut self.chat, &mut self.replies);
        match acts::next(engine, chat, replies)? {
            Some((at, Act::Reply(effect))) if at <= Instant::now() => {
                replies.send(engine, chat, &effect).await
            }
            Some((at, Act::Press(effect))) if at <= Instant::now() => {
                presses::press(engine, chat, &mut self.evidence, &effect).await
            }
            _ => Ok(()),
        }
    }
}

impl<M: Messenger> Source for ChatWorker<M> {
    type Error = SourceError;
    type Settings = sources::Settings;

    /// Who everybody is stays.
    fn reconfigure(&mut self, settings: sources::Settings) {
        self.chat.settings = settings.chat.in_place_of(&self.chat.settings);
        self.replies.repace(self.chat.settings.pace);
    }

    fn start(&mut self, engine: &mut Engine) -> Result<(), SourceError> {
        Ok(self.evidence.start(engine)?)
    }

    fn next_due(&self, engine: &Engine) -> Result<Instant, SourceError> {
        let now = Instant::now();
        let chat = &self.chat;
        let timing = chat.settings.timing;
        let reading_until = chat.reading_until;
        let read_at = if engine.is_recheck_wanted() { now } else { chat.history.due_at(now) };
        let mut due = vec![read_at.max(reading_until), now + timing.reread_interval];
        due.extend(self.evidence.next_due(engine, chat)?);
        let unseen = chat.sent.unseen(&chat.history);
        due.extend(unseen.map(|_| now.max(chat.allowed_at(CallKind::Look))));
        due.extend(acts::next(engine, chat, &self.replies)?.map(|(at, _)| at));
        // Overdue is only what a reading has not shown.
        let overdue_at = self.replies.next_overdue_at(timing.confirmation_timeout);
        due.extend(overdue_at.map(|at| at.max(reading_until)));
        due.extend(self.pending.next_due(&chat.settings));
        Ok(due.into_iter().min().unwrap_or(now))
    }

    async fn run(&mut self, engine: &mut Engine) -> Result<(), SourceError> {
        // A reply that is due needs the chat as it stands now.
        let next = acts::next(engine, &self.chat, &self.replies)?;
        let may_reply = matches!(next, Some((at, Act::Reply(_))) if at <= Instant::now());
        if engine.take_recheck() || (may_reply && self.chat.history.is_read()) {
            self.chat.history.ring();
        }
        let is_read = self.chat.read(engine).await?;
        self.is_up_to_date = is_read && !engine.is_recheck_wanted();
        if self.has_read_since(engine.turn_began_at()) {
            let chat = &mut self.chat;
            chat.availability.note_reading(engine, &chat.settings)?;
        }
        self.pending.run(engine, &self.chat.settings, &self.chat.history)?;
        if !self.is_up_to_date {
            // After days offline the newest orders need not wait for the oldest page: they are
            // activated all the same.
            return Ok(());
        }
        self.replies.notice_overdue(engine, &mut self.chat)?;
        self.replies.time_holders(engine)?;
        replies::look_for_unseen(engine, &mut self.chat).await?;
        self.evidence.look(engine, &mut self.chat).await?;
        self.act(engine).await
    }

    async fn changed(&mut self) {
        tokio::select! {
            biased;
            () = self.chat.messenger.bell(Chat::Tribute) => self.chat.history.ring(),
            () = self.pending.changed() => {}
        }
    }

    fn is_up_to_date(&self) -> bool {
        self.is_up_to_date
    }

    fn has_read_since(&self, moment: Instant) -> bool {
        self.chat.history.has_read_since(moment)
    }

    fn owns(&self, record: &Record) -> bool {
        record.source == SOURCE
    }

    fn may_activate(&self, record: &Record) -> bool {
        let message = record.life.message();
        message.is_some_and(|message| self.chat.history.has_read_after(message))
    }

    fn confirms_from(&self, _record: &Record) -> Instant {
        self.chat.allowed_at(CallKind::Look)
    }

    async fn confirm(
        &mut self,
        engine: &mut Engine,
        orders: Vec<Record>,
    ) -> Result<Vec<u32>, SourceError> {
        if !self.chat.is_freshly_read(engine) {
            return Ok(Vec::new());
        }
        let ids: Vec<MessageId> = orders.iter().filter_map(|it| it.life.message()).collect();
        // What this turn's reading has just shown needs no second look.
        let found = match self.chat.history.shown(&ids) {
            Some(shown) => shown,
            None => match self.chat.look(engine, &ids).await? {
                Some(found) => found,
                None => return Ok(Vec::new()),
            },
        };
        let mut confirmed = Vec::new();
        for (record, message) in orders.iter().zip(found) {
            match what_changed(record, message) {
                None => confirmed.push(record.number),
                Some(change) => engine.apply_event(record.number, change)?,
            }
        }
        Ok(confirmed)
    }
}
