//! The seller's Telegram of a dry run: the real chats, and nothing that could be written in them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use super::imagined::Imagined;
use super::{Deed, Teller};
use crate::machine::SharedClock;
use crate::order::{Button, ButtonKind, MessageId, Untrusted, UserId};
use crate::rich_text::RichText;
use crate::telegram::{
    CallError, Chat, ChatReader, Edited, Message, Messenger, Outgoing, PressAnswer, Sent, Span,
};

/// Reads what `R` reads, tells what would be sent, edited and pressed, and imagines what comes of it.
pub struct Onlooker<R> {
    reader: Arc<R>,
    teller: Teller,
    clock: SharedClock,
    imagined: Mutex<Imagined>,
    /// Something imagined arrives in the chat.
    arrives: Notify,
}

impl<R: ChatReader> Onlooker<R> {
    /// Looks on at what `bot` writes; its imagined button is labelled `button`.
    pub fn new(
        reader: Arc<R>,
        teller: Teller,
        clock: SharedClock,
        bot: UserId,
        button: &str,
    ) -> Self {
        Self {
            reader,
            teller,
            clock,
            imagined: Mutex::new(Imagined::new(bot, button)),
            arrives: Notify::new(),
        }
    }

    fn imagined(&self) -> MutexGuard<'_, Imagined> {
        // A half-told tale is still one.
        self.imagined.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        let now = self.clock.now();
        now.checked_add(self.reader.clock_offset()).unwrap_or(now)
    }

    async fn tell_tribute(&self, outgoing: &Outgoing) -> MessageId {
        let text = &outgoing.text.text;
        let (deed, id) = if let Some(order) = outgoing.reply_to {
            let reply = self.imagined().reply(order, text, self.now());
            let text = text.clone();
            (Deed::Reply { order, text }, reply)
        } else {
            let label = Untrusted::new(text.as_str());
            let message = None;
            (Deed::Press { message, label }, self.imagined().next_id())
        };
        self.teller.tell(deed).await;
        self.arrives.notify_one();
        id
    }

    /// What stands on the button; empty when it is not there any more.
    async fn label(&self, message: MessageId, data: &[u8]) -> Result<Untrusted, CallError> {
        let found = self.messages(Chat::Tribute, &[message]).await?;
        let message = found.into_iter().next().flatten();
        let mut buttons = message.into_iter().flat_map(|message| message.buttons);
        let is_it = |button: &Button| matches!(&button.kind, ButtonKind::Callback { data: its } if its == data);
        let button = buttons.find(is_it);
        Ok(button.map_or_else(|| Untrusted::new(""), |button| button.label))
    }
}

impl<R: ChatReader> ChatReader for Onlooker<R> {
    async fn bell(&self) {
        self.teller.rest();
        tokio::select! {
            biased;
            () = self.arrives.notified() => {}
            () = self.reader.bell() => {}
        }
    }

    async fn history(&self, chat: Chat, span: Span) -> Result<Vec<Message>, CallError> {
        if chat == Chat::Moderators {
            return self.reader.history(chat, span).await;
        }
        let real = self.imagined().real(span);
        let page = self.reader.history(chat, real).await?;
        Ok(self.imagined().join(real, page))
    }

    async fn messages(
        &self,
        chat: Chat,
        ids: &[MessageId],
    ) -> Result<Vec<Option<Message>>, CallError> {
        let real = ids.iter().copied().filter(|id| !Imagined::is_imagined(*id));
        let real: Vec<MessageId> = real.collect();
        let found = if real.is_empty() {
            Vec::new()
        } else {
            self.reader.messages(chat, &real).await?
        };
        let mut found = found.into_iter();
        let imagined = self.imagined();
        let stands = ids.iter().map(|id| {
            if Imagined::is_imagined(*id) {
                imagined.get(*id).cloned()
            } else {
                found.next().flatten()
            }
        });
        Ok(stands.collect())
    }

    fn moderators_chat(&self) -> i64 {
        self.reader.moderators_chat()
    }

    fn clock_offset(&self) -> SignedDuration {
        self.reader.clock_offset()
    }
}

impl<R: ChatReader> Messenger for Onlooker<R> {
    async fn send(&self, chat: Chat, outgoing: &Outgoing) -> Result<Sent, CallError> {
        let id = match chat {
            Chat::Tribute => self.tell_tribute(outgoing).await,
            Chat::Moderators => {
                let text = outgoing.text.text.clone();
                self.teller.tell(Deed::Tell(text)).await;
                self.imagined().next_id()
            }
        };
        Ok(Sent::As(id))
    }

    async fn edit(
        &self,
        _chat: Chat,
        _message: MessageId,
        text: &RichText,
    ) -> Result<Edited, CallError> {
        self.teller.tell(Deed::Tell(text.text.clone())).await;
        Ok(Edited::Done)
    }

    async fn press(&self, message: MessageId, data: &[u8]) -> Result<PressAnswer, CallError> {
        let label = self.label(message, data).await?;
        let message = Some(message);
        self.teller.tell(Deed::Press { message, label }).await;
        Ok(PressAnswer::Accepted { notice: None })
    }
}
