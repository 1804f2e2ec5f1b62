//! Delivering what moderators are to read. What was not delivered is still owed.

use tokio::time::Instant;
use tracing::{debug, info, warn};

use super::waiting::backoff;
use super::{Agent, AgentError};
use crate::journal::Notice;
use crate::order::MessageId;
use crate::shop::Activator;
use crate::telegram::{CallError, Chat, Edited, Messenger, Outgoing, Sent, Span};

/// How far back a message is looked for that Telegram says was sent before.
const LOOK_BACK: u32 = 100;

/// Before when no message to the moderators goes out, and none is edited.
#[derive(Debug)]
pub(super) struct NoticeRests {
    sends_until: Instant,
    edits_until: Instant,
}

impl NoticeRests {
    pub(super) fn new(until: Instant) -> Self {
        Self {
            sends_until: until,
            edits_until: until,
        }
    }

    fn until(&self, notice: &Notice) -> Instant {
        match notice.message {
            None => self.sends_until,
            Some(_) => self.edits_until,
        }
    }
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// When the next message is to be sent or edited.
    pub(super) fn next_notice_at(&self) -> Result<Option<Instant>, AgentError> {
        let owed = self.journal.owed_notices()?;
        Ok(owed
            .iter()
            .map(|notice| {
                let due_at = self.due_at(notice.attempts, notice.due_at);
                due_at.max(self.notice_rests.until(notice))
            })
            .min())
    }

    /// Sends or edits the first message that is due.
    pub(super) async fn tell_due(&mut self) -> Result<(), AgentError> {
        let now = Instant::now();
        let owed = self.journal.owed_notices()?;
        let due = owed.iter().find(|notice| {
            self.notice_rests.until(notice) <= now && self.is_due(notice.attempts, notice.due_at)
        });
        let Some(notice) = due.cloned() else {
            return Ok(());
        };
        let retry_at = self.now() + backoff(notice.attempts, self.dice.next_u64());
        self.journal
            .write(|writer| writer.begin_notice(&notice.key, retry_at))?;
        // People will quote the number that they read.
        self.journal.attest()?;
        let told = match notice.message {
            None => self.send_notice(&notice).await,
            Some(message) => self.edit_notice(&notice, message).await,
        };
        match told {
            Ok(()) => Ok(()),
            Err(super::error::Trouble::Agent(error)) => Err(error),
            Err(super::error::Trouble::Call(failure)) => self.notice_failed(&notice, &failure),
        }
    }

    async fn send_notice(&mut self, notice: &Notice) -> Result<(), super::error::Trouble> {
        let outgoing = Outgoing {
            text: notice.text.clone(),
            reply_to: None,
            random_id: notice.random_id,
        };
        let message = match self.messenger.send(Chat::Moderators, &outgoing).await? {
            Sent::As(message) => Some(message),
            Sent::Before => self.find_notice(notice).await?,
        };
        info!(notice = %notice.key, "moderators were told");
        self.journal
            .write(|writer| writer.notice_delivered(&notice.key, notice.version, message))?;
        Ok(())
    }

    async fn find_notice(&self, notice: &Notice) -> Result<Option<MessageId>, CallError> {
        let span = Span {
            above: MessageId(0),
            below: None,
            limit: LOOK_BACK,
        };
        let newest = self.messenger.history(Chat::Moderators, span).await?;
        let found = newest.iter().find(|message| {
            message.outgoing && message.text.as_str().trim() == notice.text.text.trim()
        });
        Ok(found.map(|message| message.id))
    }

    async fn edit_notice(
        &mut self,
        notice: &Notice,
        message: MessageId,
    ) -> Result<(), super::error::Trouble> {
        match self
            .messenger
            .edit(Chat::Moderators, message, &notice.text)
            .await?
        {
            Edited::Done => {
                self.journal
                    .write(|writer| writer.notice_delivered(&notice.key, notice.version, None))?;
            }
            Edited::NoLonger => {
                let random_id = self.random_id();
                self.journal
                    .write(|writer| writer.tell_anew(&notice.key, random_id))?;
            }
        }
        Ok(())
    }

    /// All messages wait a little; or new ones, or edits, as long as Telegram asked; this one longer
    /// every time.
    fn notice_failed(&mut self, notice: &Notice, failure: &CallError) -> Result<(), AgentError> {
        let pause = match failure {
            CallError::Fatal(fatal) => return Err(AgentError::Telegram(*fatal)),
            CallError::FloodWait(wait) => *wait,
            CallError::Refused(_) | CallError::NotSent(_) | CallError::Unknown(_) => {
                backoff(0, self.dice.next_u64())
            }
        };
        if notice.attempts == 0 {
            warn!(notice = %notice.key, %failure, "moderators could not be told; still owed");
        } else {
            debug!(notice = %notice.key, %failure, ?pause, "moderators could not be told again");
        }
        let until = Instant::now() + pause;
        match (failure, notice.message) {
            (CallError::FloodWait(_), None) => self.notice_rests.sends_until = until,
            (CallError::FloodWait(_), Some(_)) => self.notice_rests.edits_until = until,
            _ => self.notice_rests = NoticeRests::new(until),
        }
        Ok(())
    }
}
