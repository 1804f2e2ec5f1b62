//! The peers that clients name, as the world's; and back. Access hashes are checked here.

use grammers_tl_types::{Deserializable, enums, functions, name_for_id, types};

use crate::world::{GroupId, Peer, Refusal, SupergroupId, UserId};

use super::dispatch::Context;

/// The peer a client names, if its access hash is right.
pub(super) fn peer(context: &Context, input: &enums::InputPeer) -> Result<Peer, Refusal> {
    let (peer, access_hash, refusal) = match input {
        enums::InputPeer::PeerSelf => return Ok(Peer::User(context.user)),
        enums::InputPeer::Chat(chat) => return Ok(Peer::Group(GroupId(chat.chat_id))),
        enums::InputPeer::User(user) => {
            let peer = Peer::User(UserId(user.user_id));
            (peer, user.access_hash, Refusal::PEER_ID_INVALID)
        }
        enums::InputPeer::Channel(channel) => {
            let peer = Peer::Supergroup(SupergroupId(channel.channel_id));
            (peer, channel.access_hash, Refusal::CHANNEL_INVALID)
        }
        _ => return Err(Refusal::PEER_ID_INVALID),
    };
    fits(context, peer, access_hash).then_some(peer).ok_or(refusal)
}

/// Bots may leave away the hash of whom they know.
fn fits(context: &Context, peer: Peer, access_hash: i64) -> bool {
    access_hash == context.world.access_hash(context.user, peer)
        || access_hash == 0 && context.world.needs_no_hash(context.user, peer)
}

pub(super) fn user(context: &Context, input: &enums::InputUser) -> Result<UserId, Refusal> {
    match input {
        enums::InputUser::UserSelf => Ok(context.user),
        enums::InputUser::User(it) => {
            let user = UserId(it.user_id);
            let is_known = context.world.user(user).is_some();
            let fits = is_known && fits(context, Peer::User(user), it.access_hash);
            fits.then_some(user).ok_or(Refusal::USER_ID_INVALID)
        }
        _ => Err(Refusal::USER_ID_INVALID),
    }
}

pub(super) fn supergroup(
    context: &Context,
    input: &enums::InputChannel,
) -> Result<SupergroupId, Refusal> {
    let enums::InputChannel::Channel(channel) = input else {
        return Err(Refusal::CHANNEL_INVALID);
    };
    let id = SupergroupId(channel.channel_id);
    let fits = fits(context, Peer::Supergroup(id), channel.access_hash);
    fits.then_some(id).ok_or(Refusal::CHANNEL_INVALID)
}

pub(super) fn render(peer: Peer) -> enums::Peer {
    match peer {
        Peer::User(user) => types::PeerUser { user_id: user.0 }.into(),
        Peer::Group(group) => types::PeerChat { chat_id: group.0 }.into(),
        Peer::Supergroup(supergroup) => types::PeerChannel { channel_id: supergroup.0 }.into(),
    }
}

/// The chat that a request is about, for the faults; `None` when it is about none.
pub(super) fn subject(context: &Context, method: u32, parameters: &[u8]) -> Option<Peer> {
    use functions::messages as request;
    fn read<T: Deserializable>(parameters: &[u8]) -> Option<T> {
        T::from_bytes(parameters).ok()
    }
    let input = match name_for_id(method) {
        "messages.sendMessage" => read::<request::SendMessage>(parameters)?.peer,
        "messages.sendMedia" => read::<request::SendMedia>(parameters)?.peer,
        "messages.editMessage" => read::<request::EditMessage>(parameters)?.peer,
        "messages.getHistory" => read::<request::GetHistory>(parameters)?.peer,
        "messages.getBotCallbackAnswer" => read::<request::GetBotCallbackAnswer>(parameters)?.peer,
        "messages.updatePinnedMessage" => read::<request::UpdatePinnedMessage>(parameters)?.peer,
        "messages.forwardMessages" => read::<request::ForwardMessages>(parameters)?.to_peer,
        _ => return None,
    };
    peer(context, &input).ok()
}
