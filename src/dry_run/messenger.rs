//! The seller's Telegram of a dry run: the real chats, and nothing that could be written in them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, mpsc};

use super::simulated_chat::SimulatedChat;
use super::{PlannedAction, report};
use crate::machine::SharedClock;
use crate::order::{Button, ButtonKind, MessageId, Untrusted, UserId};
use crate::rich_text::RichText;
use crate::telegram::{
    CallError, Chat, ChatReader, Edited, Message, Messenger, Outgoing, PressAnswer, Sent, Span,
};

/// Reads what `R` reads, reports what would be sent, edited and pressed, and simulates what comes of it.
pub struct DryRunMessenger<R> {
    reader: Arc<R>,
    actions: mpsc::Sender<PlannedAction>,
    clock: SharedClock,
    simulated: Mutex<SimulatedChat>,
    /// Something simulated arrives in the chat.
    arrives: Notify,
}

impl<R: ChatReader> DryRunMessenger<R> {
    /// A messenger for the chat with `bot`, whose simulated button is labelled `button`.
    pub fn new(
        reader: Arc<R>,
        actions: mpsc::Sender<PlannedAction>,
        clock: SharedClock,
        bot: UserId,
        button: &str,
    ) -> Self {
        let simulated = Mutex::new(SimulatedChat::new(bot, button));
        Self { reader, actions, clock, simulated, arrives: Notify::new() }
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
            (PlannedAction::Reply { order, text: text.clone() }, reply)
        } else {
            let label = Untrusted::new(text.as_str());
            (PlannedAction::Press { message: None, label }, self.simulated().next_id())
        };
        report(&self.actions, action).await;
        self.arrives.notify_one();
        id
    }

    /// The text on the button; empty when it is not there any more.
    async fn label(&self, message: MessageId, data: &[u8]) -> Result<Untrusted, CallError> {
        let found = self.messages(Chat::Tribute, &[message]).await?;
        let mut buttons = found.into_iter().flatten().flat_map(|message| message.buttons);
        let is_it = |button: &Button| matches!(&button.kind, ButtonKind::Callback { data: its } if its == data);
        Ok(buttons.find(is_it).map_or_else(|| Untrusted::new(""), |button| button.label))
    }
}

impl<R: ChatReader> ChatReader for DryRunMessenger<R> {
    async fn bell(&self) {
        // While other actions wait to be shown, this need not be said.
        let _ = self.actions.try_send(PlannedAction::Idle);
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
        let one =
            |id| if is_real(id) { found.next().flatten() } else { simulated.get(*id).cloned() };
        Ok(ids.iter().map(one).collect())
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
                report(&self.actions, PlannedAction::Notify(outgoing.text.text.clone())).await;
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
        report(&self.actions, PlannedAction::Notify(text.text.clone())).await;
        Ok(Edited::Done)
    }

    async fn press(&self, message: MessageId, data: &[u8]) -> Result<PressAnswer, CallError> {
        let label = self.label(message, data).await?;
        let action = PlannedAction::Press { message: Some(message), label };
        report(&self.actions, action).await;
        Ok(PressAnswer::Accepted { notice: None })
    }
}
