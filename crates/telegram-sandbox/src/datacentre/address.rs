//! The peers that clients name, as the world's; and back. Access hashes are checked here.

use grammers_tl_types::{Deserializable, Identifiable, enums, functions, types};

use crate::world::{GroupId, Peer, Refusal, SupergroupId, UserId};

use super::dispatch::Context;

/// The peer a client names, if its access hash is right.
pub(super) fn peer(context: &Context, input: &enums::InputPeer) -> Result<Peer, Refusal> {
    let (peer, access_hash) = match input {
        enums::InputPeer::PeerSelf => return Ok(Peer::User(context.user)),
        enums::InputPeer::Chat(chat) => return Ok(Peer::Group(GroupId(chat.chat_id))),
        enums::InputPeer::User(user) => (Peer::User(UserId(user.user_id)), user.access_hash),
        enums::InputPeer::Channel(channel) => (
            Peer::Supergroup(SupergroupId(channel.channel_id)),
            channel.access_hash,
        ),
        enums::InputPeer::Empty
        | enums::InputPeer::UserFromMessage(_)
        | enums::InputPeer::ChannelFromMessage(_) => return Err(Refusal::PEER_ID_INVALID),
    };
    if access_hash != context.world.access_hash(context.user, peer) {
        return Err(match peer {
            Peer::Supergroup(_) => Refusal::CHANNEL_INVALID,
            Peer::User(_) | Peer::Group(_) => Refusal::PEER_ID_INVALID,
        });
    }
    Ok(peer)
}

/// The user a client names.
pub(super) fn user(context: &Context, input: &enums::InputUser) -> Result<UserId, Refusal> {
    match input {
        enums::InputUser::UserSelf => Ok(context.user),
        enums::InputUser::User(types::InputUser {
            user_id,
            access_hash,
        }) => {
            let user = UserId(*user_id);
            let expected = context.world.access_hash(context.user, Peer::User(user));
            if *access_hash == expected && context.world.user(user).is_some() {
                Ok(user)
            } else {
                Err(Refusal::USER_ID_INVALID)
            }
        }
        enums::InputUser::Empty | enums::InputUser::FromMessage(_) => Err(Refusal::USER_ID_INVALID),
    }
}

/// The supergroup a client names.
pub(super) fn supergroup(
    context: &Context,
    input: &enums::InputChannel,
) -> Result<SupergroupId, Refusal> {
    let enums::InputChannel::Channel(channel) = input else {
        return Err(Refusal::CHANNEL_INVALID);
    };
    let id = SupergroupId(channel.channel_id);
    let expected = context
        .world
        .access_hash(context.user, Peer::Supergroup(id));
    if channel.access_hash == expected {
        Ok(id)
    } else {
        Err(Refusal::CHANNEL_INVALID)
    }
}

/// A peer in Telegram's words.
pub(super) fn render(peer: Peer) -> enums::Peer {
    match peer {
        Peer::User(user) => types::PeerUser { user_id: user.0 }.into(),
        Peer::Group(group) => types::PeerChat { chat_id: group.0 }.into(),
        Peer::Supergroup(supergroup) => types::PeerChannel {
            channel_id: supergroup.0,
        }
        .into(),
    }
}

/// The chat that a request is about, for the faults; `None` when it is about none.
pub(super) fn subject(context: &Context, method: u32, parameters: &[u8]) -> Option<Peer> {
    use functions::messages as request;
    fn read<T: Deserializable>(parameters: &[u8]) -> Option<T> {
        T::from_bytes(parameters).ok()
    }
    let input = match method {
        request::SendMessage::CONSTRUCTOR_ID => read::<request::SendMessage>(parameters)?.peer,
        request::EditMessage::CONSTRUCTOR_ID => read::<request::EditMessage>(parameters)?.peer,
        request::GetHistory::CONSTRUCTOR_ID => read::<request::GetHistory>(parameters)?.peer,
        request::GetBotCallbackAnswer::CONSTRUCTOR_ID => {
            read::<request::GetBotCallbackAnswer>(parameters)?.peer
        }
        request::ForwardMessages::CONSTRUCTOR_ID => {
            read::<request::ForwardMessages>(parameters)?.to_peer
        }
        _ => return None,
    };
    peer(context, &input).ok()
}
