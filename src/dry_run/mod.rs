//! A run that changes nothing: the real chats are read, everything is decided as always, and what
//! would be done is reported as a [`PlannedAction`] instead.
//!
//! [`DryRunMessenger`] has no more of Telegram than a [`ChatReader`], so there is nothing in it that could
//! send; [`DryRunShop`] knows no address. Others are assumed to do what they should: the shop gives the goods,
//! the reply stands, the bot shows the button and accepts the press. Whoever shows an action has to say so.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, mpsc};

use crate::machine::{Clock as _, SharedClock};
use crate::order::life::{Receipt, ShopAnswer};
use crate::order::{Button, ButtonKind, MessageId, Untrusted, UserId};
use crate::rich_text::RichText;
use crate::shop::{Activator, Call, Verb};
use crate::telegram::{
    CallError, Chat, ChatReader, Edited, Message, Messenger, Outgoing, PressAnswer, Sent,
    ServerClock, Span,
};

/// Actions that wait to be shown; then the agent waits for whoever shows them.
pub const ACTIONS_MAX: usize = 256;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlannedAction {
    Activate(Call),
    Reply {
        order: MessageId,
        text: String,
    },
    Press {
        /// The message that shows it; `None`: on a reply keyboard, whose press is a message.
        message: Option<MessageId>,
        label: Untrusted,
    },
    /// The moderators would have read this, as a new message or in place of an older one.
    Notify(String),
    /// Nothing more is to be done for now.
    Idle,
}

/// A shop that nobody calls, and that is assumed to give the goods every time. What only the real
/// one can say, such as the number of the payment, stays unknown.
#[derive(Clone, Debug)]
pub struct DryRunShop(pub mpsc::Sender<PlannedAction>);

impl Activator for DryRunShop {
    async fn call(&self, _verb: Verb, call: &Call, _at: Timestamp) -> ShopAnswer {
        report(&self.0, PlannedAction::Activate(call.clone())).await;
        ShopAnswer::Activated(Receipt::default())
    }
}

/// Whether anybody listens makes no difference to what is decided.
async fn report(actions: &mpsc::Sender<PlannedAction>, action: PlannedAction) {
    let _ = actions.send(action).await;
}

/// Reads what `R` reads, reports what would be sent, edited and pressed, and simulates what comes of it.
pub struct DryRunMessenger<R> {
    reader: Arc<R>,
    actions: mpsc::Sender<PlannedAction>,
    clock: ServerClock<R>,
    simulated: Mutex<SimulatedChat>,
    /// Something simulated arrives in the chat.
    arrives: Notify,
}

impl<R: ChatReader> DryRunMessenger<R> {
    pub fn new(
        reader: Arc<R>,
        actions: mpsc::Sender<PlannedAction>,
        clock: SharedClock,
        bot: UserId,
        button: &str,
    ) -> Self {
        let simulated = Mutex::new(SimulatedChat::new(bot, button));
        let clock = ServerClock::new(clock, Arc::clone(&reader));
        Self { reader, actions, clock, simulated, arrives: Notify::new() }
    }

    fn simulated(&self) -> MutexGuard<'_, SimulatedChat> {
        // Each change of it is whole or not made.
        self.simulated.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn reply_or_press(&self, outgoing: &Outgoing) -> MessageId {
        let text = &outgoing.text.text;
        let (action, id) = if let Some(order) = outgoing.reply_to {
            let reply = self.simulated().reply(order, text, self.clock.now());
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
    async fn bell(&self, chat: Chat) {
        if chat == Chat::Moderators {
            return self.reader.bell(chat).await;
        }
        // While other actions wait to be shown, this need not be said.
        let _ = self.actions.try_send(PlannedAction::Idle);
        tokio::select! {
            biased;
            () = self.arrives.notified() => {}
            () = self.reader.bell(chat) => {}
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

    async fn pin(&self, _message: MessageId, _is_pinned: bool) -> Result<(), CallError> {
        Ok(())
    }

    async fn ring(&self, _: &Outgoing, _: Timestamp) -> Result<bool, CallError> {
        Ok(false)
    }

    async fn press(&self, message: MessageId, data: &[u8]) -> Result<PressAnswer, CallError> {
        let label = self.label(message, data).await?;
        let action = PlannedAction::Press { message: Some(message), label };
        report(&self.actions, action).await;
        Ok(PressAnswer::Accepted { notice: None })
    }
}

/// The first simulated id. Telegram counts an account's messages from 1, and ends at 2³¹ − 1.
const FIRST_ID: i32 = 2_000_000_000;
/// Older ones are forgotten: no order is looked at for so long.
const MESSAGES_MAX: usize = 10_000;

/// Messages that would stand in Tribute's chat beside the real ones: our replies, and the bot's messages with
/// the button.
///
/// They have ids of their own, above all that Telegram gives. The history shows each once, as its newest
/// message; when the agent then asks for what is newer than that one, it means: newer than the newest
/// real message of that moment.
#[derive(Debug)]
struct SimulatedChat {
    bot: UserId,
    button: Untrusted,
    messages: BTreeMap<MessageId, Placed>,
    next_id: MessageId,
    /// Those that the history has not shown yet.
    arriving: Vec<MessageId>,
    /// The newest real message that the history has shown.
    newest_real: MessageId,
}

/// A simulated message, and below which real ones it stands.
#[derive(Debug)]
struct Placed {
    message: Message,
    after: MessageId,
}

impl SimulatedChat {
    fn new(bot: UserId, button: &str) -> Self {
        Self {
            bot,
            button: Untrusted::new(button),
            messages: BTreeMap::new(),
            next_id: MessageId(FIRST_ID),
            arriving: Vec::new(),
            newest_real: MessageId(0),
        }
    }

    /// The reply to an order stands, and the bot's message with the button is on its way.
    fn reply(&mut self, order: MessageId, text: &str, at: Timestamp) -> MessageId {
        let text = Untrusted::new(text);
        let reply_to = Some(order);
        let reply = self.place(at, |it| Message { outgoing: true, text, reply_to, ..it });
        let kind = ButtonKind::Callback { data: Vec::new() };
        let buttons = vec![Button { label: self.button.clone(), kind }];
        let (sender, reply_to) = (Some(self.bot), Some(reply));
        let confirmation = self.place(at, |it| Message { sender, reply_to, buttons, ..it });
        self.arriving.extend([reply, confirmation]);
        reply
    }

    /// An id for a message that nobody will look at.
    fn next_id(&mut self) -> MessageId {
        let id = self.next_id;
        // Nobody lives to see the last one.
        self.next_id = MessageId(id.0.saturating_add(1));
        id
    }

    fn get(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(&id).map(|placed| &placed.message)
    }

    fn is_simulated(id: MessageId) -> bool {
        id.0 >= FIRST_ID
    }

    fn real(&self, span: Span) -> Span {
        let real = |id: MessageId| self.messages.get(&id).map_or(id, |placed| placed.after);
        Span { above: real(span.above), ..span }
    }

    /// Adds what is arriving to a page of the real history, if it is the newest one.
    fn join(&mut self, span: Span, mut page: Vec<Message>) -> Vec<Message> {
        if let Some(newest) = page.first() {
            self.newest_real = self.newest_real.max(newest.id);
        }
        if span.below.is_some() {
            return page;
        }
        for id in self.arriving.drain(..) {
            if let Some(placed) = self.messages.get_mut(&id) {
                placed.after = self.newest_real.max(span.above);
                page.insert(0, placed.message.clone());
            }
        }
        page
    }

    fn place(&mut self, at: Timestamp, fill: impl FnOnce(Message) -> Message) -> MessageId {
        let id = self.next_id();
        let message = fill(Message::empty(id, at));
        self.messages.insert(id, Placed { message, after: self.newest_real });
        if self.messages.len() > MESSAGES_MAX {
            self.messages.pop_first();
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWEST: Span = Span { above: MessageId(5), below: None, limit: 100 };

    fn real(id: i32) -> Message {
        Message::empty(MessageId(id), Timestamp::UNIX_EPOCH)
    }

    fn ids(page: &[Message]) -> Vec<i32> {
        page.iter().map(|message| message.id.0).collect()
    }

    #[test]
    fn the_answer_comes_once_and_hides_nothing_that_comes_later() {
        let mut chat = SimulatedChat::new(UserId(77), "Send");
        assert_eq!(ids(&chat.join(NEWEST, vec![real(7)])), [7]);
        let reply = chat.reply(MessageId(7), "Done", Timestamp::UNIX_EPOCH);
        let older = Span { below: Some(MessageId(7)), ..NEWEST };
        assert_eq!(ids(&chat.join(older, vec![real(6)])), [6]);
        let page = chat.join(NEWEST, vec![real(8)]);
        assert_eq!(page.len(), 3);
        assert_eq!(page[0].reply_to, Some(reply));
        assert!(page[0].id > reply);
        assert_eq!(ids(&chat.join(NEWEST, vec![real(8)])), [8]);
        // What is newer than the answer is what is newer than the message it came after.
        let after_the_answer = Span { above: page[0].id, ..NEWEST };
        assert_eq!(chat.real(after_the_answer).above, MessageId(8));
        assert_eq!(chat.real(NEWEST), NEWEST);
    }

    #[test]
    fn an_answer_on_an_empty_page_comes_after_what_was_read_before() {
        let mut chat = SimulatedChat::new(UserId(77), "Send");
        chat.reply(MessageId(5), "Done", Timestamp::UNIX_EPOCH);
        let page = chat.join(NEWEST, Vec::new());
        let after = Span { above: page[0].id, ..NEWEST };
        assert_eq!(chat.real(after).above, MessageId(5));
    }

    #[test]
    fn there_is_an_end_to_what_is_remembered() {
        let mut chat = SimulatedChat::new(UserId(77), "Send");
        for order in 1..=10_000 {
            chat.reply(MessageId(order), "Done", Timestamp::UNIX_EPOCH);
        }
        assert_eq!(chat.messages.len(), MESSAGES_MAX);
    }
}
