//! Delivering what moderators are to read. What was not delivered is still owed.

use tokio::time::Instant;
use tracing::{debug, info, warn};

use super::waiting::backoff;
use super::{Agent, AgentError};
use crate::journal::{Fact, Notice};
use crate::order::MessageId;
use crate::shop::Activator;
use crate::telegram::{CallError, Chat, Edited, Messenger, Outgoing, Sent, Span};

/// How far back a message is looked for that Telegram says was sent before.
const LOOK_BACK: u32 = 100;

/// No chat's id: nothing is known of where moderators were told.
const NOWHERE: i64 = 0;

/// A kind of call in the moderators' chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum NoticeAct {
    /// Writing.
    Send,
    /// Changing what was written.
    Edit,
}

impl NoticeAct {
    fn of(notice: &Notice) -> Self {
        match notice.message {
            None => Self::Send,
            Some(_) => Self::Edit,
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
                let rests_until = self.notice_rests.until(NoticeAct::of(notice));
                rests_until.map_or(due_at, |until| until.max(due_at))
            })
            .min())
    }

    /// Sends or edits the first message that is due.
    pub(super) async fn tell_due(&mut self) -> Result<(), AgentError> {
        self.follow_moderators()?;
        let now = Instant::now();
        let owed = self.journal.owed_notices()?;
        let due = owed.iter().find(|notice| {
            let rests_until = self.notice_rests.until(NoticeAct::of(notice));
            rests_until.is_none_or(|until| until <= now)
                && self.is_due(notice.attempts, notice.due_at)
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

    /// Message ids are a chat's own: in another chat than moderators were told in before, nothing is
    /// edited that was told there, and what is open is told anew. So it is when the owner has named
    /// another chat, and when a basic group has become a supergroup, whoever noticed that.
    fn follow_moderators(&mut self) -> Result<(), AgentError> {
        let chat = self.messenger.moderators_chat();
        let told_in = self.journal.fact(Fact::ToldIn)?;
        if told_in == chat {
            return Ok(());
        }
        // Journals that were made before this was kept have told in the chat that there is.
        let is_known = told_in != NOWHERE;
        let open = if is_known {
            info!("moderators are in another chat: what is open is told anew");
            self.journal.open_notices()?
        } else {
            Vec::new()
        };
        let anew: Vec<_> = open.iter().map(|key| (key, self.random_id())).collect();
        Ok(self.journal.write(|writer| {
            if is_known {
                writer.forget_messages()?;
            }
            for (key, random_id) in anew {
                writer.tell_anew(key, random_id)?;
            }
            writer.learn(Fact::ToldIn, chat)
        })?)
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
        let resting: &[NoticeAct] = match failure {
            CallError::FloodWait(_) => &[NoticeAct::of(notice)],
            _ => &[NoticeAct::Send, NoticeAct::Edit],
        };
        for act in resting {
            self.notice_rests.extend(*act, until);
        }
        Ok(())
    }
}
