//! Bringing Tribute's chat up to date: a page is read, its orders taken in, and when a gap is
//! closed, what else stands in it observed; only then does the mark move.

use tokio::time::Instant;

use super::chat::TributeChat;
use super::history::Page;
use super::intake::take_order;
use super::observe::Observer;
use crate::engine::Engine;
use crate::journal::{JournalError, MarkedChat};
use crate::sources::SourceError;
use crate::telegram::{CallError, Messenger};

/// What can go wrong while the chat is read: the call, which is tried again, or worse.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl From<JournalError> for ReadError {
    fn from(error: JournalError) -> Self {
        Self::Source(error.into())
    }
}

impl<M: Messenger> TributeChat<M> {
    /// Reads what is due, one page. Returns whether the chat is up to date.
    pub(super) async fn read(&mut self, engine: &mut Engine) -> Result<bool, SourceError> {
        let now = Instant::now();
        if self.history.due_at(now) > now {
            return Ok(true);
        }
        if self.reading_until > now {
            return Ok(false);
        }
        match self.read_page(engine).await {
            Ok(()) => {
                self.reading_succeeded();
                Ok(self.history.is_read())
            }
            Err(ReadError::Call(failure)) => {
                self.history.ring();
                self.reading_failed(engine, &failure)?;
                Ok(false)
            }
            Err(ReadError::Source(error)) => Err(error),
        }
    }

    async fn read_page(&mut self, engine: &mut Engine) -> Result<(), ReadError> {
        if self.history.needs_floor() {
            let floor = self.floor(engine).await?;
            self.history.begin_at(floor);
        }
        let page = self.history.next_page(&*self.messenger, &self.settings).await?;
        let taken = engine.write_with_what_follows(|engine| match self.take_in(engine, page) {
            // Whoever starts again has to know what was seen of it.
            Err(ended @ SourceError::SecondInstance { .. }) => {
                engine.commit()?;
                Ok(Err(ended))
            }
            taken => taken.map(Ok),
        })?;
        Ok(taken?)
    }

    fn take_in(&mut self, engine: &mut Engine, page: Page) -> Result<(), SourceError> {
        // Oldest first, so that people's numbers go up with time within a page.
        for message in page.messages().rev() {
            let answer = self.history.answer_to(message.id);
            take_order(engine, &self.settings, message, answer)?;
        }
        if let Some(gap) = self.history.keep(page, self.settings.portions.kept_max) {
            let mut observer = Observer {
                engine: &mut *engine,
                settings: &self.settings,
                unassigned: &mut self.unassigned,
                unknown: &mut self.unknown,
                sent: &mut self.sent,
            };
            for message in gap.kept() {
                observer.observe(message)?;
            }
            observer.assign_left()?;
            let through = gap.observed_through();
            if through > gap.floor() {
                engine.write(|writer| writer.move_mark(MarkedChat::Tribute, through))?;
            }
            self.history.close(&gap);
        }
        Ok(())
    }
}
