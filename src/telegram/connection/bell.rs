//! Rings for whoever listens in a chat when something may have changed there.

use std::sync::{Mutex, PoisonError};

use grammers_client::session::types::PeerId;
use grammers_client::session::updates::UpdatesLike;
use grammers_client::tl::enums::{Message, Peer, Update, Updates};
use tokio::sync::Notify;

use crate::telegram::Chat;

/// A bell for each chat that matters. Rings while nobody listens count as one.
#[derive(Default)]
pub(super) struct Bell {
    tribute: Notify,
    moderators: Notify,
    /// For who listens to all there is.
    anywhere: Notify,
    /// Which chats these are, once they are known.
    chats: Mutex<Option<[PeerId; 2]>>,
}

impl Bell {
    /// Tribute's chat and the moderators'. Before they are known, everything rings in both.
    pub fn know(&self, tribute: PeerId, moderators: PeerId) {
        *self.chats.lock().unwrap_or_else(PoisonError::into_inner) = Some([tribute, moderators]);
    }

    /// Waits until something may have changed. For one listener a chat; safe to drop.
    pub async fn rung(&self, chat: Chat) {
        self.of(chat).notified().await;
    }

    /// Waits until something may have changed in any chat. For one listener; safe to drop.
    pub async fn rung_anywhere(&self) {
        self.anywhere.notified().await;
    }

    /// Something may have changed in a chat.
    pub fn ring(&self, chat: Chat) {
        self.of(chat).notify_one();
    }

    /// Anything may have changed.
    pub fn ring_everywhere(&self) {
        self.anywhere.notify_one();
        self.ring(Chat::Tribute);
        self.ring(Chat::Moderators);
    }

    /// Rings where an update may be about.
    pub fn ring_for(&self, update: &UpdatesLike) {
        let chats = *self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(peers), Some([tribute, moderators])) = (peers_of(update), chats) else {
            return self.ring_everywhere();
        };
        self.anywhere.notify_one();
        for (chat, peer) in [(Chat::Tribute, tribute), (Chat::Moderators, moderators)] {
            if peers.contains(&peer) {
                self.ring(chat);
            }
        }
    }

    fn of(&self, chat: Chat) -> &Notify {
        match chat {
            Chat::Tribute => &self.tribute,
            Chat::Moderators => &self.moderators,
        }
    }
}

/// The chats that an update is about; `None`: it may be about any.
fn peers_of(update: &UpdatesLike) -> Option<Vec<PeerId>> {
    let UpdatesLike::Updates(updates) = update else {
        return None;
    };
    let updates = match updates {
        Updates::Updates(all) => all.updates.as_slice(),
        Updates::Combined(all) => all.updates.as_slice(),
        Updates::UpdateShort(short) => std::slice::from_ref(&short.update),
        Updates::UpdateShortMessage(short) => return Some(vec![PeerId::user(short.user_id)?]),
        Updates::UpdateShortChatMessage(short) => return Some(vec![PeerId::chat(short.chat_id)?]),
        Updates::UpdateShortSentMessage(_) | Updates::TooLong => return None,
    };
    let mut peers = Vec::new();
    for update in updates {
        let message = match update {
            Update::NewMessage(it) => &it.message,
            Update::EditMessage(it) => &it.message,
            Update::NewChannelMessage(it) => &it.message,
            Update::EditChannelMessage(it) => &it.message,
            // They say nothing about what stands in a chat.
            Update::MessageId(_)
            | Update::UserStatus(_)
            | Update::UserTyping(_)
            | Update::ChatUserTyping(_)
            | Update::ChannelUserTyping(_)
            | Update::ReadHistoryInbox(_)
            | Update::ReadHistoryOutbox(_)
            | Update::ReadChannelInbox(_)
            | Update::ReadChannelOutbox(_) => continue,
            _ => return None,
        };
        peers.push(peer_of(message)?);
    }
    Some(peers)
}

fn peer_of(message: &Message) -> Option<PeerId> {
    let peer = match message {
        Message::Message(message) => &message.peer_id,
        Message::Service(message) => &message.peer_id,
        Message::Empty(message) => message.peer_id.as_ref()?,
    };
    match peer {
        Peer::User(user) => PeerId::user(user.user_id),
        Peer::Chat(chat) => PeerId::chat(chat.chat_id),
        Peer::Channel(channel) => PeerId::channel(channel.channel_id),
    }
}
