//! The seller's Telegram of a dry run: the real chats, and nothing that could be written in them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use super::simulated_chat::SimulatedChat;
use super::{ActionSink, PlannedAction};
use crate::machine::SharedClock;
use crate::order::{Button, ButtonKind, MessageId, Untrusted, UserId};
use crate::rich_text::RichText;
use crate::telegram::{
    CallError, Chat, ChatReader, Edited, Message, Messenger, Outgoing, PressAnswer, Sent, Span,
};

/// Reads what `R` reads, reports what would be sent, edited and pressed, and simulates what comes of it.
pub struct DryRunMessenger<R> {
    reader: Arc<R>,
    actions: ActionSink,
    clock: SharedClock,
    simulated: Mutex<SimulatedChat>,
    /// Something simulated arrives in the chat.
    arrives: Notify,
}

impl<R: ChatReader> DryRunMessenger<R> {
    /// A messenger for the chat with `bot`, whose simulated button is labelled `button`.
    pub fn new(
        reader: Arc<R>,
        actions: ActionSink,
        clock: SharedClock,
        bot: UserId,
        button: &str,
    ) -> Self {
        Self {
            reader,
            actions,
            clock,
            simulated: Mutex::new(SimulatedChat::new(bot, button)),
            arrives: Notify::new(),
        }
    }

    fn simulated(&self) -> MutexGuard<'_, SimulatedChat> {
        // Each change of it is whole or not made.
        self.simulated.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        let now = self.clock.now();
        now.checked_add(self.reader.clock_offset()).unwrap_or(now)
    }

    async fn reply_or_press(&self, outgoing: &Outgoing) -> MessageId {
        let text = &outgoing.text.text;
        let (action, id) = if let Some(order) = outgoing.reply_to {
            let reply = self.simulated().reply(order, text, self.now());
            let text = text.clone();
            (PlannedAction::Reply { order, text }, reply)
        } else {
            let (message, label) = (None, Untrusted::new(text.as_str()));
            let press = PlannedAction::Press { message, label };
            (press, self.simulated().next_id())
        };
        self.actions.report(action).await;
        self.arrives.notify_one();
        id
    }

    /// The text on the button; empty when it is not there any more.
    async fn label(&self, message: MessageId, data: &[u8]) -> Result<Untrusted, CallError> {
        let found = self.messages(Chat::Tribute, &[message]).await?;
        let message = found.into_iter().next().flatten();
        let mut buttons = message.into_iter().flat_map(|message| message.buttons);
        let is_it = |button: &Button| matches!(&button.kind, ButtonKind::Callback { data: its } if its == data);
        let button = buttons.find(is_it);
        Ok(button.map_or_else(|| Untrusted::new(""), |button| button.label))
    }
}

impl<R: ChatReader> ChatReader for DryRunMessenger<R> {
    async fn bell(&self) {
        self.actions.idle();
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
        let real = self.simulated().real(span);
        let page = self.reader.history(chat, real).await?;
        Ok(self.simulated().join(real, page))
    }

    async fn messages(
        &self,
        chat: Chat,
        ids: &[MessageId],
    ) -> Result<Vec<Option<Message>>, CallError> {
        let is_real = |id: &MessageId| !SimulatedChat::is_simulated(*id);
        let real: Vec<MessageId> = ids.iter().copied().filter(is_real).collect();
        let mut found = match real[..] {
            [] => Vec::new().into_iter(),
            _ => self.reader.messages(chat, &real).await?.into_iter(),
        };
        let simulated = self.simulated();
        let stands = ids.iter().map(|id| {
            if is_real(id) { found.next().flatten() } else { simulated.get(*id).cloned() }
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

impl<R: ChatReader> Messenger for DryRunMessenger<R> {
    async fn send(&self, chat: Chat, outgoing: &Outgoing) -> Result<Sent, CallError> {
        let id = match chat {
            Chat::Tribute => self.reply_or_press(outgoing).await,
            Chat::Moderators => {
                let text = outgoing.text.text.clone();
                self.actions.report(PlannedAction::Notify(text)).await;
                self.simulated().next_id()
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
        let action = PlannedAction::Notify(text.text.clone());
        self.actions.report(action).await;
        Ok(Edited::Done)
    }

    async fn press(&self, message: MessageId, data: &[u8]) -> Result<PressAnswer, CallError> {
        let label = self.label(message, data).await?;
        let message = Some(message);
        let action = PlannedAction::Press { message, label };
        self.actions.report(action).await;
        Ok(PressAnswer::Accepted { notice: None })
    }
}
