//! What is said, edited and tapped in the moderators' chats, as the events tell it.

use std::sync::LazyLock;

use regex::Regex;

use crate::accounts::{MODERATORS_BOT, SELLER};
use crate::event::{By, Kind};
use crate::world::{CallbackAnswer, Ids, InlineAction, Markup, Message, MessageKey, Peer, UserId};

use super::{Tribute, id_of};

#[expect(clippy::expect_used, reason = "a constant, which the tests use")]
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"№\s?(\d{1,9})(?:[^\d:]|$)").expect("the pattern is one"));

/// The number by which a card goes, in its first line. Before a colon it stands in front of an answer to somebody.
pub(crate) fn number_of(card: &str) -> Option<u64> {
    NUMBER.captures(card.lines().next()?)?[1].parse().ok()
}

/// The labels of the buttons below a message.
pub(crate) fn labels_of(message: &Message) -> Vec<String> {
    match &message.body.markup {
        Some(Markup::Inline(rows)) => rows.iter().flatten().map(|it| it.label.clone()).collect(),
        _ => Vec::new(),
    }
}

impl Tribute {
    /// A message in any other chat than the bot's.
    pub(super) fn overhear(&self, message: &Message, ids: &Ids, to: Peer, by: By) {
        let said = self.chat_message(message, id_of(ids), to);
        let is_agents = match message.from {
            SELLER => by == By::Client,
            sender => sender == MODERATORS_BOT,
        };
        if is_agents {
            self.ledger.escalation(said);
            self.tell_card(message, id_of(ids), to, false);
        } else {
            self.ledger.message(None, said, false);
            if matches!(to, Peer::Group(_) | Peer::Supergroup(_)) {
                self.tell_said(message, &message.body.text, message.from, message.reply_to, false);
            }
        }
    }

    /// A message reads otherwise now.
    pub(super) fn overhear_edit(&self, message: &Message, ids: &Ids) {
        let chat = message.conversation.seen_by(SELLER);
        self.ledger.message(None, self.chat_message(message, id_of(ids), chat), true);
        if [SELLER, MODERATORS_BOT].contains(&message.from) {
            self.tell_card(message, id_of(ids), chat, true);
        }
    }

    fn tell_card(&self, message: &Message, message_id: i32, chat: Peer, edited: bool) {
        let text = message.body.text.clone();
        if let Some(number) = number_of(&text) {
            let (chat, buttons) = (chat.bot_api_id(), labels_of(message));
            let card = Kind::Card { number, text, buttons, chat, message_id, edited };
            self.ledger.tell_about((chat, message_id), card);
        }
    }

    /// Somebody has tapped a button of the moderators' bot.
    pub(super) fn overhear_tap(&self, user: UserId, card: MessageKey, data: &[u8]) {
        let Some(message) = self.world.message(card) else {
            return;
        };
        let Some(Markup::Inline(rows)) = &message.body.markup else {
            return;
        };
        let sent = InlineAction::Callback(data.to_vec());
        if let Some(button) = rows.iter().flatten().find(|button| button.action == sent) {
            self.tell_said(&message, &button.label, user, Some(card), true);
        }
    }

    fn tell_said(
        &self,
        message: &Message,
        text: &str,
        from: UserId,
        about: Option<MessageKey>,
        by_button: bool,
    ) {
        let chat = message.conversation.seen_by(SELLER).bot_api_id();
        let id = |key| self.world.id_for(SELLER, key);
        let (message_id, reply_to) = (id(message.key).unwrap_or_default(), about.and_then(id));
        let (text, from) = (text.to_owned(), from.0);
        let said = Kind::ModeratorSaid { text, from, chat, message_id, reply_to, by_button };
        self.ledger.tell_about((chat, reply_to.unwrap_or_default()), said);
    }

    /// The moderators' bot shows somebody what came of their tap.
    pub(super) fn overhear_toast(&self, user: UserId, card: MessageKey, answer: &CallbackAnswer) {
        let (Some(text), Some(message)) = (answer.text.clone(), self.world.message(card)) else {
            return;
        };
        let chat = message.conversation.seen_by(SELLER).bot_api_id();
        let message_id = self.world.id_for(SELLER, card).unwrap_or_default();
        let toast = Kind::Toast { text, alert: answer.alert, user: user.0, message_id };
        self.ledger.tell_about((chat, message_id), toast);
    }
}
