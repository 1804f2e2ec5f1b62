//! Changes, as updates.

use grammers_tl_types::{Serializable, enums, types};

use crate::world::{Change, Entry, MailboxId, Notice, SupergroupId, UserId, View, World};

use super::{message, peers};

/// A notice as it is sent to a client.
pub(in super::super) fn update(world: &World, viewer: UserId, notice: &Notice) -> Option<Vec<u8>> {
    let update = change(notice.place, &notice.entry, notice.view.as_ref())?;
    let views = notice.view.as_slice();
    Some(updates(world, viewer, vec![update], views, notice.entry.date).to_bytes())
}

/// Updates with all peers that appear in them.
pub(in super::super) fn updates(
    world: &World,
    viewer: UserId,
    updates: Vec<enums::Update>,
    views: &[View],
    date: i32,
) -> enums::Updates {
    let peers = peers(world, viewer, World::peers_in(views));
    types::Updates {
        updates,
        users: peers.users,
        chats: peers.chats,
        date,
        seq: 0, // unnumbered: pts alone tells of gaps
    }
    .into()
}

/// So much has changed that the client has to ask.
pub(in super::super) fn too_long() -> Vec<u8> {
    enums::Updates::TooLong.to_bytes()
}

/// The QR code that the client shows was accepted.
pub(in super::super) fn token_accepted(date: i32) -> Vec<u8> {
    let update = enums::Update::LoginToken;
    enums::Updates::from(types::UpdateShort { update, date }).to_bytes()
}

/// A change of a box as an update; `None` when it is about a message that `view` doesn't give.
pub(in super::super) fn change(
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
        (Change::New(_) | Change::Edited(_), _) => about_message(entry, place, message(view?)),
    })
}

fn about_message(entry: &Entry, place: MailboxId, message: enums::Message) -> enums::Update {
    let (pts, pts_count) = (entry.pts, entry.pts_count);
    let edited = matches!(entry.change, Change::Edited(_));
    match (place, edited) {
        (MailboxId::Account, false) => types::UpdateNewMessage { message, pts, pts_count }.into(),
        (MailboxId::Account, true) => types::UpdateEditMessage { message, pts, pts_count }.into(),
        (MailboxId::Supergroup(_), false) => {
            types::UpdateNewChannelMessage { message, pts, pts_count }.into()
        }
        (MailboxId::Supergroup(_), true) => {
            types::UpdateEditChannelMessage { message, pts, pts_count }.into()
        }
    }
}
