//! Messages that would stand in Tribute's chat beside the real ones.
//!
//! Simulated messages have ids of their own, above all that Telegram gives. The history shows each
//! of the bot's once, as its newest message; when the agent then asks for what is newer than that
//! one, it means: newer than the newest real message of that moment.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::order::{Button, ButtonKind, MessageId, Untrusted, UserId};
use crate::telegram::{Message, Span};

/// The first simulated id. Telegram counts an account's messages from 1, and ends at 2³¹ − 1.
const FIRST_ID: i32 = 2_000_000_000;
/// Older ones are forgotten: no order is looked at for so long.
const MESSAGES_MAX: usize = 10_000;

/// The simulated part of the chat.
#[derive(Debug)]
pub(super) struct SimulatedChat {
    bot: UserId,
    button: Untrusted,
    messages: BTreeMap<MessageId, Placed>,
    next_id: MessageId,
    /// The bot's messages that the history has not shown yet.
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
    /// No messages yet. The bot's button will be labelled `button`.
    pub(super) fn new(bot: UserId, button: &str) -> Self {
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
    pub(super) fn reply(&mut self, order: MessageId, text: &str, at: Timestamp) -> MessageId {
        let text = Untrusted::new(text);
        let reply_to = Some(order);
        let reply = self.place(at, |it| Message { outgoing: true, text, reply_to, ..it });
        let kind = ButtonKind::Callback { data: Vec::new() };
        let buttons = vec![Button { label: self.button.clone(), kind }];
        let (sender, reply_to) = (Some(self.bot), Some(reply));
        let confirmation = self.place(at, |it| Message { sender, reply_to, buttons, ..it });
        self.arriving.push(confirmation);
        reply
    }

    /// An id for a message that nobody will look at.
    pub(super) fn next_id(&mut self) -> MessageId {
        let id = self.next_id;
        // Nobody lives to see the last one.
        self.next_id = MessageId(id.0.saturating_add(1));
        id
    }

    /// The simulated message with this id.
    pub(super) fn get(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(&id).map(|placed| &placed.message)
    }

    /// Whether no real message can have this id.
    pub(super) fn is_simulated(id: MessageId) -> bool {
        id.0 >= FIRST_ID
    }

    /// The same stretch of the real history.
    pub(super) fn real(&self, span: Span) -> Span {
        let real = |id: MessageId| self.messages.get(&id).map_or(id, |placed| placed.after);
        Span { above: real(span.above), ..span }
    }

    /// Adds what is arriving to a page of the real history, if it is the newest one.
    pub(super) fn join(&mut self, span: Span, mut page: Vec<Message>) -> Vec<Message> {
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
        assert_eq!(page.len(), 2);
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
