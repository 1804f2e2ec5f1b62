//! The world in Telegram's types, as one account sees it.

mod markup;
mod payments;

use grammers_tl_types::{Cursor, Deserializable, Serializable, enums, types};

use crate::world::{
    Body, Change, Conversation, EntityKind, Entry, Form, Forward, Group, GroupId, MailboxId,
    Notice, Peer, Service, SupergroupId, Tap, User, UserId, View, World,
};

use super::address;

pub(super) use markup::{entities, read_entities, read_markup};
pub(super) use payments::{payment_form, read_invoice, stars_status, transaction};

/// A Telegram type with nothing set but these fields: most have dozens of optional ones and no
/// default, but read as absent from zeroed flags, and numbers and texts as 0 and empty from zeros.
#[expect(
    clippy::expect_used,
    reason = "the bytes are fixed by each caller, and every caller is covered by a test"
)]
pub(super) fn blank<T: Deserializable>(fields: &[&[u8]]) -> T {
    let fields = fields.concat();
    T::deserialize(&mut Cursor::from_slice(&fields)).expect("the fields of a blank type fit it")
}

/// The topic of a forum in which is what has no other.
const GENERAL: i32 = 1;

/// Nobody has settings of their own for notifications.
pub(super) fn notify_settings() -> enums::PeerNotifySettings {
    blank::<types::PeerNotifySettings>(&[&[0; 4]]).into()
}

pub(super) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The peers that appear in an answer.
#[derive(Default)]
pub(super) struct RenderedPeers {
    pub(super) users: Vec<enums::User>,
    pub(super) chats: Vec<enums::Chat>,
}

pub(super) fn peers(
    world: &World,
    viewer: UserId,
    peers: impl IntoIterator<Item = Peer>,
) -> RenderedPeers {
    let mut rendered = RenderedPeers::default();
    for peer in peers {
        match peer {
            Peer::User(id) => {
                rendered.users.extend(world.user(id).map(|it| user(world, viewer, it)));
            }
            Peer::Group(id) => {
                rendered.chats.extend(world.group(peer).map(|it| group(world, viewer, id, it)));
            }
            Peer::Supergroup(id) => {
                let group = world.group(peer);
                rendered.chats.extend(group.map(|it| supergroup(world, viewer, id, it)));
            }
        }
    }
    rendered
}

pub(super) fn user(world: &World, viewer: UserId, user: User) -> enums::User {
    types::User {
        id: user.id.0,
        is_self: user.id == viewer,
        access_hash: Some(world.access_hash(viewer, Peer::User(user.id))),
        first_name: Some(user.first_name),
        last_name: user.last_name,
        username: user.username,
        phone: user.phone,
        bot: user.bot,
        lang_code: user.lang_code.filter(|_| world.is_bot(viewer)),
        bot_info_version: user.bot.then_some(1),
        ..blank(&[&[0; 16]])
    }
    .into()
}

fn group(world: &World, viewer: UserId, GroupId(id): GroupId, group: Group) -> enums::Chat {
    let migrated_to = group.migrated_to.map(|to| {
        let access_hash = world.access_hash(viewer, Peer::Supergroup(to));
        types::InputChannel { channel_id: to.0, access_hash }.into()
    });
    types::Chat {
        id,
        // Nobody has rights of their own there.
        default_banned_rights: muted(&group).or_else(|| forbidden(&group, viewer)),
        title: group.title,
        participants_count: count(group.members.len()),
        date: group.date,
        version: 1,
        creator: group.creator == viewer,
        left: !group.members.contains(&viewer),
        deactivated: migrated_to.is_some(),
        migrated_to,
        ..blank(&[&[0; 16], &enums::ChatPhoto::Empty.to_bytes(), &[0; 12]])
    }
    .into()
}

fn supergroup(
    world: &World,
    viewer: UserId,
    SupergroupId(id): SupergroupId,
    group: Group,
) -> enums::Chat {
    types::Channel {
        id,
        default_banned_rights: muted(&group),
        banned_rights: forbidden(&group, viewer),
        title: group.title,
        date: group.date,
        megagroup: true,
        forum: !group.topics.is_empty(),
        creator: group.creator == viewer,
        left: !group.members.contains(&viewer),
        access_hash: Some(world.access_hash(viewer, group.peer)),
        username: group.username,
        participants_count: Some(count(group.members.len())),
        ..blank(&[&[0; 20], &enums::ChatPhoto::Empty.to_bytes(), &[0; 4]])
    }
    .into()
}

/// The rights that nobody but those in charge has there.
fn muted(group: &Group) -> Option<enums::ChatBannedRights> {
    let rights = || types::ChatBannedRights { send_messages: true, ..blank(&[&[0; 8]]) };
    group.muted.then(|| rights().into())
}

/// The rights that a member does not have there, though others do.
pub(super) fn forbidden(group: &Group, member: UserId) -> Option<enums::ChatBannedRights> {
    let send_messages = group.may_not_write.contains(&member);
    let pin_messages = group.may_not_pin.contains(&member);
    let rights = || types::ChatBannedRights { send_messages, pin_messages, ..blank(&[&[0; 8]]) };
    (send_messages || pin_messages).then(|| rights().into())
}

pub(super) fn message(view: &View) -> enums::Message {
    match &view.message.service {
        None => text(view).into(),
        Some(service) => service_message(view, service).into(),
    }
}

/// A message said to oneself came in, in Telegram's eyes.
fn outgoing(view: &View) -> bool {
    let to_oneself = Conversation::Private(view.viewer, view.viewer);
    view.message.from == view.viewer && view.message.conversation != to_oneself
}

/// In a private chat the sender of what came in goes without saying.
fn sender(view: &View) -> Option<enums::Peer> {
    let private = matches!(view.message.conversation, Conversation::Private(..));
    (!private || view.message.from == view.viewer).then(|| by(view.message.from))
}

fn by(user: UserId) -> enums::Peer {
    address::render(Peer::User(user))
}

fn reply_header(view: &View) -> Option<enums::MessageReplyHeader> {
    let topic = view.message.topic.filter(|topic| *topic != GENERAL);
    let header = types::MessageReplyHeader {
        reply_to_msg_id: Some(view.reply_to_id.or(topic)?),
        reply_to_top_id: topic.filter(|_| view.reply_to_id.is_some()),
        forum_topic: topic.is_some(),
        ..blank(&[&[0; 4]])
    };
    Some(header.into())
}

/// The text in blocks, a line each, in which only the people who are named are marked.
fn rich_message(body: &Body) -> enums::RichMessage {
    let mut offset = 0;
    let blocks = body.text.split('\n').map(|line| {
        let units: Vec<u16> = line.encode_utf16().collect();
        let plain = |range| {
            let text = String::from_utf16_lossy(units.get(range).unwrap_or_default());
            enums::RichText::from(types::TextPlain { text })
        };
        let named = body.entities.iter().find_map(|entity| {
            let start = usize::try_from(entity.offset_utf16).ok()?.checked_sub(offset)?;
            let end = start + usize::try_from(entity.length_utf16).ok()?;
            let text = plain(start..end);
            let name = match entity.kind {
                EntityKind::Mention => types::TextMention { text }.into(),
                EntityKind::TextMention(user) => {
                    types::TextMentionName { text, user_id: user.0 }.into()
                }
                _ => return None,
            };
            (end <= units.len()).then_some((start, name, end))
        });
        let text = match named {
            Some((start, name, end)) => {
                let texts = vec![plain(0..start), name, plain(end..units.len())];
                types::TextConcat { texts }.into()
            }
            None => plain(0..units.len()),
        };
        offset += units.len() + 1;
        types::PageBlockParagraph { text }.into()
    });
    let (blocks, photos, documents) = (blocks.collect(), Vec::new(), Vec::new());
    types::RichMessage { rtl: false, part: false, blocks, photos, documents }.into()
}

fn text(view: &View) -> types::Message {
    let source = &view.message;
    let peer_id = address::render(source.conversation.seen_by(view.viewer));
    let forward_header = |forward: &Forward| types::MessageFwdHeader {
        from_id: Some(by(forward.from)),
        date: forward.date,
        ..blank(&[&[0; 8]])
    };
    let is_rich = source.body.form == Form::Rich;
    let is_caption = source.body.form == Form::Caption;
    types::Message {
        id: view.id,
        date: source.date,
        message: if is_rich { String::new() } else { source.body.text.clone() },
        rich_message: is_rich.then(|| rich_message(&source.body)),
        media: match &source.body.invoice {
            Some(invoice) => Some(payments::media(invoice)),
            None => is_caption.then_some(enums::MessageMedia::Unsupported),
        },
        out: outgoing(view),
        from_id: sender(view),
        reply_to: reply_header(view),
        fwd_from: source.forward.as_ref().map(|forward| forward_header(forward).into()),
        via_bot_id: source.via_bot.map(|bot| bot.0),
        reply_markup: source.body.markup.as_ref().map(markup::markup),
        entities: entities(&source.body.entities).filter(|_| !is_rich),
        edit_date: source.edit_date,
        silent: source.body.silent,
        from_scheduled: source.body.scheduled,
        ..blank(&[&[0; 12], &peer_id.to_bytes(), &[0; 8]])
    }
}

fn service_message(view: &View, service: &Service) -> types::MessageService {
    let source = &view.message;
    let peer = source.conversation.seen_by(view.viewer);
    let title = source.body.text.clone();
    let action: enums::MessageAction = match (service, peer) {
        (Service::ChatCreated, Peer::Supergroup(_)) => {
            types::MessageActionChannelCreate { title }.into()
        }
        (Service::ChatCreated, Peer::Group(_) | Peer::User(_)) => {
            types::MessageActionChatCreate { title, users: vec![view.viewer.0] }.into()
        }
        (Service::Pinned, _) => enums::MessageAction::PinMessage,
        (Service::Paid(payment), _) => payments::paid(view.viewer, payment),
        (Service::Refunded(payment), _) => payments::refunded(view.viewer, payment),
    };
    let peer_id = address::render(peer);
    types::MessageService {
        id: view.id,
        date: source.date,
        out: outgoing(view),
        from_id: sender(view),
        reply_to: reply_header(view),
        ..blank(&[&[0; 8], &peer_id.to_bytes(), &[0; 4], &action.to_bytes()])
    }
}

/// A notice as it is sent to a client.
pub(super) fn update(world: &World, viewer: UserId, notice: &Notice) -> Option<Vec<u8>> {
    match notice {
        Notice::Change { place, entry, view } => {
            let view = view.as_deref();
            let update = change(*place, entry, view)?;
            let views = view.map_or(&[][..], std::slice::from_ref);
            Some(updates(world, viewer, vec![update], views, entry.date).to_bytes())
        }
        Notice::Tap(tap) => Some(tapped(world, viewer, tap).to_bytes()),
        Notice::PreCheckout(asked) => Some(payments::pre_checkout(world, viewer, asked).to_bytes()),
        Notice::Popup(text) => Some(payments::popup(world, text).to_bytes()),
        Notice::Scheduled { peer, scheduled, id } => {
            let update = types::UpdateDeleteScheduledMessages {
                peer: address::render(*peer),
                messages: vec![*scheduled],
                sent_messages: Some(vec![*id]),
            };
            Some(updates(world, viewer, vec![update.into()], &[], world.now()).to_bytes())
        }
    }
}

fn tapped(world: &World, bot: UserId, tap: &Tap) -> enums::Updates {
    let update = types::UpdateBotCallbackQuery {
        query_id: tap.query.0,
        user_id: tap.user.0,
        peer: address::render(tap.peer),
        msg_id: tap.message_id,
        chat_instance: tap.peer.bot_api_id(),
        data: Some(tap.data.clone()),
        game_short_name: None,
    };
    let RenderedPeers { users, chats } = peers(world, bot, [Peer::User(tap.user), tap.peer]);
    types::Updates { updates: vec![update.into()], users, chats, date: world.now(), seq: 0 }.into()
}

/// Updates with all peers that appear in them.
pub(super) fn updates(
    world: &World,
    viewer: UserId,
    updates: Vec<enums::Update>,
    views: &[View],
    date: i32,
) -> enums::Updates {
    let RenderedPeers { users, chats } = peers(world, viewer, World::peers_in(views));
    // Unnumbered: pts alone tells of gaps.
    types::Updates { updates, users, chats, date, seq: 0 }.into()
}

/// So much has changed that the client has to ask.
pub(super) fn too_long() -> Vec<u8> {
    enums::Updates::TooLong.to_bytes()
}

/// The QR code that the client shows was accepted.
pub(super) fn token_accepted(date: i32) -> Vec<u8> {
    let update = enums::Update::LoginToken;
    enums::Updates::from(types::UpdateShort { update, date }).to_bytes()
}

/// A change of a box as an update; `None` when it is about a message that `view` doesn't give.
pub(super) fn change(
    place: MailboxId,
    entry: &Entry,
    view: Option<&View>,
) -> Option<enums::Update> {
    let (pts, pts_count) = (entry.pts, entry.pts_count);
    Some(match (&entry.change, place) {
        (Change::Deleted(ids), MailboxId::Account) => {
            types::UpdateDeleteMessages { messages: ids.clone(), pts, pts_count }.into()
        }
        (Change::Deleted(ids), MailboxId::Supergroup(SupergroupId(channel_id))) => {
            types::UpdateDeleteChannelMessages { channel_id, messages: ids.clone(), pts, pts_count }
                .into()
        }
        (Change::New(_), MailboxId::Account) => {
            types::UpdateNewMessage { message: message(view?), pts, pts_count }.into()
        }
        (Change::New(_), MailboxId::Supergroup(_)) => {
            types::UpdateNewChannelMessage { message: message(view?), pts, pts_count }.into()
        }
        (Change::Edited(_), MailboxId::Account) => {
            types::UpdateEditMessage { message: message(view?), pts, pts_count }.into()
        }
        (Change::Edited(_), MailboxId::Supergroup(_)) => {
            types::UpdateEditChannelMessage { message: message(view?), pts, pts_count }.into()
        }
    })
}
