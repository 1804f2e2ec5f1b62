//! Telegram's types into ours and back. Pure; whatever arrives here is somebody else's word.

mod buttons;
mod rich;

use grammers_client::session::types::{PeerId, PeerKind};
use grammers_client::tl::{enums, types};
use jiff::Timestamp;

use crate::order::{Entity, EntityKind, MessageId, Untrusted, UserId};
use crate::rich_text::{Stretch, Style};
use crate::telegram::Message;

#[derive(Clone, Copy, Debug)]
pub(super) struct Reader {
    pub seller: UserId,
    /// The chat; what belongs to another one is not read.
    pub chat: PeerId,
}

impl Reader {
    /// The message, whatever it is: one without words has an empty text. `None` when it is gone,
    /// which Telegram shows as an empty one without a time; and when it belongs to another chat: in
    /// private chats ids are counted per account, not per chat.
    pub fn read(self, message: enums::Message) -> Option<Message> {
        match message {
            enums::Message::Message(message) => self.plain(message),
            enums::Message::Service(message) => self.service(&message),
            enums::Message::Empty(_) => None,
        }
    }

    fn plain(self, message: types::Message) -> Option<Message> {
        self.is_here(&message.peer_id).then_some(())?;
        let forwarded = message.fwd_from.is_some();
        let outgoing = self.is_outgoing(message.out, forwarded);
        let (text, entities) = match &message.rich_message {
            Some(rich) => rich::flatten(rich),
            None => (message.message, entities(message.entities)),
        };
        Some(Message {
            sender: self.sender(message.from_id.as_ref(), message.post, outgoing),
            outgoing,
            edited_at: message.edit_date.map(time),
            text: Untrusted::new(text),
            entities,
            reply_to: self.reply_to(message.reply_to),
            forwarded,
            via_bot: message.via_bot_id.is_some(),
            buttons: buttons::read(message.reply_markup),
            ..Message::empty(MessageId(message.id), time(message.date))
        })
    }

    fn service(self, message: &types::MessageService) -> Option<Message> {
        self.is_here(&message.peer_id).then_some(())?;
        let outgoing = self.is_outgoing(message.out, false);
        Some(Message {
            sender: self.sender(message.from_id.as_ref(), message.post, outgoing),
            outgoing,
            // What a pin names as its message, it does not answer.
            reply_to: None,
            service: true,
            ..Message::empty(MessageId(message.id), time(message.date))
        })
    }

    fn is_here(self, peer: &enums::Peer) -> bool {
        // A number that no peer has is nobody's.
        let id = match peer {
            enums::Peer::User(user) => PeerId::user(user.user_id),
            enums::Peer::Chat(chat) => PeerId::chat(chat.chat_id),
            enums::Peer::Channel(channel) => PeerId::channel(channel.channel_id),
        };
        id == Some(self.chat)
    }

    /// In Saved Messages, Telegram does not always say that what we wrote is ours.
    fn is_outgoing(self, out: bool, forwarded: bool) -> bool {
        out || (!forwarded && PeerId::user(self.seller.0) == Some(self.chat))
    }

    /// A private chat's messages need not name their sender: it can only be one of two.
    fn sender(self, from: Option<&enums::Peer>, post: bool, outgoing: bool) -> Option<UserId> {
        match from {
            Some(enums::Peer::User(user)) => Some(UserId(user.user_id)),
            Some(enums::Peer::Chat(_) | enums::Peer::Channel(_)) => None,
            None if post => None,
            None if outgoing => Some(self.seller),
            None if self.chat.kind() != PeerKind::User => None,
            None => self.chat.bare_id().map(UserId),
        }
    }

    /// Only a reply within this chat, and not the topic that a forum's message merely stands in.
    fn reply_to(self, header: Option<enums::MessageReplyHeader>) -> Option<MessageId> {
        let Some(enums::MessageReplyHeader::Header(header)) = header else {
            return None;
        };
        let elsewhere = header.reply_to_peer_id.is_some_and(|peer| !self.is_here(&peer));
        let topic_only = header.forum_topic && header.reply_to_top_id.is_none();
        if elsewhere || topic_only || header.reply_to_scheduled || header.reply_to_ephemeral {
            return None;
        }
        header.reply_to_msg_id.map(MessageId)
    }
}

fn time(seconds: i32) -> Timestamp {
    Timestamp::from_second(seconds.into()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The entities as far as they make sense: a negative offset or length is nobody's.
fn entities(entities: Option<Vec<enums::MessageEntity>>) -> Vec<Entity> {
    entities.unwrap_or_default().into_iter().filter_map(entity).collect()
}

fn entity(entity: enums::MessageEntity) -> Option<Entity> {
    use enums::MessageEntity as E;

    let offset_utf16 = usize::try_from(entity.offset()).ok()?;
    let length_utf16 = usize::try_from(entity.length()).ok()?;
    let kind = match entity {
        E::Mention(_) => EntityKind::Mention,
        E::MentionName(mention) => EntityKind::TextMention { user: UserId(mention.user_id) },
        E::TextUrl(link) => EntityKind::TextLink { url: link.url },
        _ => EntityKind::Other,
    };
    Some(Entity { kind, offset_utf16, length_utf16 })
}

/// The styles of an outgoing text. What is beyond Telegram's integers is beyond its texts too, and
/// is left out. What is quoted is monospace, too: of other quotations Telegram makes live mentions, links and
/// commands.
pub(super) fn styles_to_telegram(stretches: &[Stretch]) -> Option<Vec<enums::MessageEntity>> {
    let mut entities = Vec::new();
    for Stretch { style, offset_utf16, length_utf16 } in stretches {
        let range = (i32::try_from(*offset_utf16), i32::try_from(*length_utf16));
        let (Ok(offset), Ok(length)) = range else { continue };
        let collapsed = *style == Style::CollapsedQuote;
        if collapsed || *style == Style::Quote {
            let quote = types::MessageEntityBlockquote { collapsed, offset, length };
            entities.push(quote.into());
        }
        entities.push(match style {
            Style::Code | Style::Quote | Style::CollapsedQuote => {
                types::MessageEntityCode { offset, length }.into()
            }
            Style::Bold => types::MessageEntityBold { offset, length }.into(),
            // Not by their access hash: who is not known must not cost the message.
            Style::Profile(user) => {
                let url = format!("tg://user?id={user}");
                types::MessageEntityTextUrl { offset, length, url }.into()
            }
        });
    }
    (!entities.is_empty()).then_some(entities)
}

#[cfg(test)]
mod tests {
    use grammers_client::tl::Deserializable as _;

    use super::*;

    const SELLER: i64 = 1;
    const BOT: i64 = 77;

    fn user(user_id: i64) -> enums::Peer {
        types::PeerUser { user_id }.into()
    }

    fn reader(chat: i64) -> Reader {
        Reader { seller: UserId(SELLER), chat: PeerId::from_bot_api_dialog_id(chat).unwrap() }
    }

    /// A message with no flag set: flags, flags2, id, peer, date, text.
    fn message(id: i32, peer: &enums::Peer) -> types::Message {
        use grammers_client::tl::Serializable as _;
        let mut bytes = vec![0; 8];
        bytes.extend(id.to_le_bytes());
        bytes.extend(peer.to_bytes());
        bytes.extend(1_700_000_000_i32.to_le_bytes());
        bytes.extend("text".to_owned().to_bytes());
        types::Message::from_bytes(&bytes).unwrap()
    }

    fn reply(reply_to_msg_id: i32) -> types::MessageReplyHeader {
        let mut header = types::MessageReplyHeader::from_bytes(&[0; 4]).unwrap();
        header.reply_to_msg_id = Some(reply_to_msg_id);
        header
    }

    #[test]
    fn in_a_private_chat_the_sender_goes_without_saying() {
        let theirs = reader(BOT).read(message(5, &user(BOT)).into()).unwrap();
        assert_eq!((theirs.sender, theirs.outgoing), (Some(UserId(BOT)), false));
        let mut ours = message(6, &user(BOT));
        ours.out = true;
        let ours = reader(BOT).read(ours.into()).unwrap();
        assert_eq!((ours.sender, ours.outgoing), (Some(UserId(SELLER)), true));
        assert_eq!(ours.sent_at.as_second(), 1_700_000_000);
        assert_eq!(ours.text.as_str(), "text");
    }

    #[test]
    fn what_we_save_for_ourselves_is_ours_unless_it_was_forwarded() {
        let saved = reader(SELLER).read(message(5, &user(SELLER)).into()).unwrap();
        assert_eq!((saved.sender, saved.outgoing), (Some(UserId(SELLER)), true));
        let mut forwarded = message(5, &user(SELLER));
        let header = types::MessageFwdHeader::from_bytes(&[0; 8]).unwrap();
        forwarded.fwd_from = Some(header.into());
        let forwarded = reader(SELLER).read(forwarded.into()).unwrap();
        assert!(forwarded.forwarded && !forwarded.outgoing);
    }

    #[test]
    fn a_message_sent_through_another_bot_says_so() {
        let own = message(5, &user(BOT));
        let mut through_another = own.clone();
        through_another.via_bot_id = Some(78);
        let via_bot =
            [own, through_another].map(|message| reader(BOT).read(message.into()).unwrap().via_bot);
        assert_eq!(via_bot, [false, true]);
    }

    #[test]
    fn an_anonymous_admin_and_a_channel_are_nobody() {
        let group: enums::Peer = types::PeerChannel { channel_id: 9 }.into();
        let id = -1_000_000_000_009;
        let mut anonymous = message(5, &group);
        anonymous.from_id = Some(group.clone());
        let mut post = message(6, &group);
        post.post = true;
        let mut member = message(7, &group);
        member.from_id = Some(user(111));
        let senders = [anonymous, post, member]
            .map(|message| reader(id).read(message.into()).unwrap().sender);
        assert_eq!(senders, [None, None, Some(UserId(111))]);
    }

    #[test]
    fn another_chats_message_is_not_read() {
        assert_eq!(reader(BOT).read(message(5, &user(78)).into()), None);
    }

    #[test]
    fn only_a_reply_within_the_chat_is_one() {
        let replies_to = |header: types::MessageReplyHeader| {
            let mut message = message(5, &user(BOT));
            message.reply_to = Some(header.into());
            reader(BOT).read(message.into()).unwrap().reply_to
        };
        assert_eq!(replies_to(reply(3)), Some(MessageId(3)));
        let here = Some(user(BOT));
        let elsewhere = Some(user(78));
        let with = |change: &dyn Fn(&mut types::MessageReplyHeader)| {
            let mut header = reply(3);
            change(&mut header);
            replies_to(header)
        };
        assert_eq!(with(&|h| h.reply_to_peer_id.clone_from(&here)), Some(MessageId(3)));
        assert_eq!(with(&|h| h.reply_to_peer_id.clone_from(&elsewhere)), None);
        assert_eq!(with(&|h| h.forum_topic = true), None);
        assert_eq!(
            with(&|h| (h.forum_topic, h.reply_to_top_id) = (true, Some(1))),
            Some(MessageId(3))
        );
        assert_eq!(with(&|h| h.reply_to_scheduled = true), None);
    }

    #[test]
    fn messages_without_words_still_count() {
        let service = types::MessageService {
            out: false,
            mentioned: false,
            media_unread: false,
            reactions_are_possible: false,
            silent: false,
            post: false,
            legacy: false,
            id: 5,
            from_id: None,
            peer_id: user(BOT),
            saved_peer_id: None,
            reply_to: Some(reply(3).into()),
            date: 1_700_000_000,
            action: enums::MessageAction::PinMessage,
            reactions: None,
            ttl_period: None,
        };
        let service = reader(BOT).read(service.into()).unwrap();
        assert_eq!((service.id, service.text.as_str()), (MessageId(5), ""));
        assert!(service.service);
        assert_eq!(service.reply_to, None, "a pin answers nothing");
        let empty = types::MessageEmpty { id: 6, peer_id: None };
        assert_eq!(reader(BOT).read(empty.into()), None);
    }
}

#[cfg(test)]
mod entity_tests {
    use super::*;

    #[test]
    fn what_matters_is_kept_and_nonsense_is_dropped() {
        let entities = vec![
            types::MessageEntityMention { offset: 1, length: 2 }.into(),
            types::MessageEntityMentionName { offset: 3, length: 4, user_id: 77 }.into(),
            types::MessageEntityTextUrl { offset: 5, length: 6, url: "tg://user?id=8".to_owned() }
                .into(),
            types::MessageEntityBold { offset: 7, length: 8 }.into(),
            types::MessageEntityBold { offset: -1, length: 8 }.into(),
        ];
        let user = UserId(77);
        let url = "tg://user?id=8".to_owned();
        let expected = [
            (EntityKind::Mention, 1, 2),
            (EntityKind::TextMention { user }, 3, 4),
            (EntityKind::TextLink { url }, 5, 6),
            (EntityKind::Other, 7, 8),
        ];
        let expected = expected.map(|(kind, offset_utf16, length_utf16)| Entity {
            kind,
            offset_utf16,
            length_utf16,
        });
        assert_eq!(super::entities(Some(entities)), expected);
    }

    fn stretch(style: Style, offset_utf16: usize, length_utf16: usize) -> Stretch {
        Stretch { style, offset_utf16, length_utf16 }
    }

    #[test]
    fn styles_go_out_as_they_are() {
        assert_eq!(styles_to_telegram(&[]), None);
        let entities = styles_to_telegram(&[
            stretch(Style::Code, 1, 2),
            stretch(Style::Bold, 3, 4),
            stretch(Style::Quote, 5, 6),
            stretch(Style::CollapsedQuote, 7, 8),
            stretch(Style::Profile(UserId(111)), 9, 10),
            stretch(Style::Bold, usize::MAX, 1),
        ]);
        let expected = vec![
            types::MessageEntityCode { offset: 1, length: 2 }.into(),
            types::MessageEntityBold { offset: 3, length: 4 }.into(),
            // What stands in a quotation alone may become a mention, a link or a command.
            types::MessageEntityBlockquote { collapsed: false, offset: 5, length: 6 }.into(),
            types::MessageEntityCode { offset: 5, length: 6 }.into(),
            types::MessageEntityBlockquote { collapsed: true, offset: 7, length: 8 }.into(),
            types::MessageEntityCode { offset: 7, length: 8 }.into(),
            types::MessageEntityTextUrl {
                offset: 9,
                length: 10,
                url: "tg://user?id=111".to_owned(),
            }
            .into(),
        ];
        assert_eq!(entities, Some(expected));
    }
}
