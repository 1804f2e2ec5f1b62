//! Saying something, and pressing buttons: each once.

use grammers_client::Client;
use grammers_client::message::InputMessage;
use grammers_client::tl::{enums, functions, types};
use jiff::Timestamp;

use super::Grammers;
use crate::order::{MessageId, Untrusted};
use crate::telegram::chats::Place;
use crate::telegram::chats::moderators::GENERAL;
use crate::telegram::convert::styles_to_telegram;
use crate::telegram::{CallError, Chat, Edited, Messenger, Outgoing, PressAnswer, RichText, Sent};

pub(in crate::telegram) fn message_of(
    place: Place,
    outgoing: &Outgoing,
) -> functions::messages::SendMessage {
    functions::messages::SendMessage {
        reply_to: reply_to(place, outgoing),
        ..message_to(place.peer.into(), outgoing)
    }
}

/// A message that replies to none.
pub(in crate::telegram) fn message_to(
    peer: enums::InputPeer,
    outgoing: &Outgoing,
) -> functions::messages::SendMessage {
    functions::messages::SendMessage {
        no_webpage: true,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer,
        reply_to: None,
        message: outgoing.text.text.clone(),
        random_id: outgoing.random_id,
        reply_markup: None,
        entities: styles_to_telegram(&outgoing.text.stretches),
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
}

/// About the message: no later try fares better. What is wrong with the chat may pass, and a new message would
/// fare no better there.
const NOT_EDITABLE: [&str; 4] = [
    "MESSAGE_AUTHOR_REQUIRED",
    "MESSAGE_EDIT_TIME_EXPIRED",
    "MESSAGE_ID_INVALID",
    "MSG_ID_INVALID",
];

/// What came of sending a message under this `random_id`.
pub(in crate::telegram) fn sent(
    answer: Result<enums::Updates, CallError>,
    random_id: i64,
) -> Result<Sent, CallError> {
    match answer {
        Ok(answer) => Ok(id_of_sent(&answer, random_id).map_or(Sent::Before, Sent::As)),
        Err(CallError::Refused(name)) if name == "RANDOM_ID_DUPLICATE" => Ok(Sent::Before),
        Err(error) => Err(error),
    }
}

/// What came of editing a message.
pub(in crate::telegram) fn edited<T>(answer: Result<T, CallError>) -> Result<Edited, CallError> {
    match answer {
        Ok(_) => Ok(Edited::Done),
        Err(CallError::Refused(name)) if name == "MESSAGE_NOT_MODIFIED" => Ok(Edited::Done),
        Err(CallError::Refused(name)) if NOT_EDITABLE.contains(&&*name) => Ok(Edited::NoLonger),
        Err(error) => Err(error),
    }
}

pub(in crate::telegram) fn pinning(
    place: Place,
    message: MessageId,
    is_pinned: bool,
) -> functions::messages::UpdatePinnedMessage {
    functions::messages::UpdatePinnedMessage {
        silent: true,
        unpin: !is_pinned,
        pm_oneside: false,
        peer: place.peer.into(),
        id: message.0,
    }
}

/// What came of pinning a message.
pub(in crate::telegram) fn pinned(
    answer: Result<enums::Updates, CallError>,
) -> Result<(), CallError> {
    match answer {
        Err(CallError::Refused(name)) if name == "CHAT_NOT_MODIFIED" => Ok(()),
        answer => answer.map(drop),
    }
}

impl Messenger for Grammers {
    async fn send(&self, chat: Chat, outgoing: &Outgoing) -> Result<Sent, CallError> {
        let request = message_of(self.place(chat), outgoing);
        match sent(self.connection.invoke(&request).await, outgoing.random_id) {
            Err(error) => Err(self.after_refusal(chat, error).await),
            sent => sent,
        }
    }

    async fn edit(
        &self,
        chat: Chat,
        message: MessageId,
        text: &RichText,
    ) -> Result<Edited, CallError> {
        let peer = self.place(chat).peer;
        let fresh = InputMessage::new()
            .text(&text.text)
            .fmt_entities(styles_to_telegram(&text.stretches).unwrap_or_default())
            .link_preview(false);
        let call =
            |client: Client| async move { client.edit_message(peer, message.0, fresh).await };
        match edited(self.connection.call("messages.editMessage", call).await) {
            Err(error) => Err(self.after_refusal(chat, error).await),
            edited => edited,
        }
    }

    async fn pin(&self, message: MessageId, is_pinned: bool) -> Result<(), CallError> {
        let request = pinning(self.place(Chat::Moderators), message, is_pinned);
        match pinned(self.connection.invoke(&request).await) {
            Err(error) => Err(self.after_refusal(Chat::Moderators, error).await),
            Ok(()) => Ok(()),
        }
    }

    async fn ring(&self, outgoing: &Outgoing, at: Timestamp) -> Result<bool, CallError> {
        if !self.is_alone().await? {
            return Ok(false);
        }
        let request = functions::messages::SendMessage {
            schedule_date: i32::try_from(at.as_second()).ok(),
            ..message_of(self.place(Chat::Moderators), outgoing)
        };
        sent(self.connection.invoke(&request).await, outgoing.random_id).map(|_| true)
    }

    async fn press(&self, message: MessageId, data: &[u8]) -> Result<PressAnswer, CallError> {
        let request = functions::messages::GetBotCallbackAnswer {
            game: false,
            peer: self.place(Chat::Tribute).peer.into(),
            msg_id: message.0,
            data: Some(data.to_vec()),
            password: None,
        };
        let enums::messages::BotCallbackAnswer::Answer(answer) =
            self.connection.press(&request).await?;
        let words = answer.message.filter(|words| !words.trim().is_empty()).or(answer.url);
        let notice = words.map(Untrusted::new);
        Ok(if answer.alert {
            PressAnswer::Alert(notice.unwrap_or_else(|| Untrusted::new("")))
        } else {
            PressAnswer::Accepted { notice }
        })
    }
}

/// The message that is replied to; in a forum, a message without one names its topic in its place.
fn reply_to(place: Place, outgoing: &Outgoing) -> Option<enums::InputReplyTo> {
    let topic = place.topic.filter(|topic| *topic != GENERAL);
    let reply = types::InputReplyToMessage {
        reply_to_msg_id: outgoing.reply_to.or(topic)?.0,
        top_msg_id: topic.filter(|_| outgoing.reply_to.is_some()).map(|topic| topic.0),
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    };
    Some(reply.into())
}

/// The new message's id, if the answer tells it: Telegram maps `random_id`s to ids, and answers the
/// plainest messages with an id alone.
fn id_of_sent(answer: &enums::Updates, random_id: i64) -> Option<MessageId> {
    let updates = match answer {
        enums::Updates::UpdateShortSentMessage(sent) => return Some(MessageId(sent.id)),
        enums::Updates::Updates(updates) => updates.updates.as_slice(),
        enums::Updates::Combined(updates) => updates.updates.as_slice(),
        enums::Updates::UpdateShort(short) => std::slice::from_ref(&short.update),
        _ => &[],
    };
    updates.iter().find_map(|update| match update {
        enums::Update::MessageId(mapped) if mapped.random_id == random_id => {
            Some(MessageId(mapped.id))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_random_id_counts() {
        let mapped = |id, random_id| types::UpdateMessageId { id, random_id }.into();
        let answer = enums::Updates::Updates(types::Updates {
            updates: vec![mapped(5, 50), mapped(6, 60)],
            users: Vec::new(),
            chats: Vec::new(),
            date: 0,
            seq: 0,
        });
        assert_eq!(id_of_sent(&answer, 60), Some(MessageId(6)));
        assert_eq!(id_of_sent(&answer, 70), None);
        assert_eq!(id_of_sent(&enums::Updates::TooLong, 60), None);
    }
}
