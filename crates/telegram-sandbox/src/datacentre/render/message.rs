//! Messages.

use grammers_tl_types::{Serializable, enums, types};

use crate::world::{Conversation, Forward, Peer, Service, UserId, View};

use super::super::address;
use super::{blank, entities, markup};

pub(in super::super) fn message(view: &View) -> enums::Message {
    match view.message.service {
        None => text(view).into(),
        Some(service) => service_message(view, service).into(),
    }
}

/// A message that was asked for by its id; an empty one where there is none.
pub(in super::super) fn message_or_empty(id: i32, view: Option<&View>) -> enums::Message {
    let peer_id = None;
    let empty = || types::MessageEmpty { id, peer_id }.into();
    view.map_or_else(empty, message)
}

/// What is said to oneself came in, in Telegram's eyes.
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

fn text(view: &View) -> types::Message {
    let source = &view.message;
    let mut fields = Vec::new();
    0_u32.serialize(&mut fields);
    0_u32.serialize(&mut fields);
    view.id.serialize(&mut fields);
    address::render(source.conversation.seen_by(view.viewer)).serialize(&mut fields);
    source.date.serialize(&mut fields);
    source.body.text.serialize(&mut fields);
    let mut blank: types::Message = blank(&fields);
    blank.out = outgoing(view);
    blank.from_id = sender(view);
    blank.reply_to = view.reply_to_id.map(reply_header);
    blank.fwd_from = source.forward.as_ref().map(forward_header);
    blank.via_bot_id = source.via_bot.map(|bot| bot.0);
    blank.reply_markup = source.body.markup.as_ref().map(markup);
    blank.entities = entities(&source.body.entities);
    blank.edit_date = source.edit_date;
    blank.silent = source.body.silent;
    blank
}

fn service_message(view: &View, service: Service) -> types::MessageService {
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
    };
    let mut fields = Vec::new();
    0_u32.serialize(&mut fields);
    view.id.serialize(&mut fields);
    address::render(peer).serialize(&mut fields);
    source.date.serialize(&mut fields);
    action.serialize(&mut fields);
    let mut blank: types::MessageService = blank(&fields);
    blank.out = outgoing(view);
    blank.from_id = sender(view);
    blank
}

fn reply_header(id: i32) -> enums::MessageReplyHeader {
    let mut header: types::MessageReplyHeader = blank(&[0; 4]);
    header.reply_to_msg_id = Some(id);
    header.into()
}

fn forward_header(forward: &Forward) -> enums::MessageFwdHeader {
    let mut header: types::MessageFwdHeader = blank(&[0; 8]);
    header.from_id = Some(by(forward.from));
    header.date = forward.date;
    header.into()
}
