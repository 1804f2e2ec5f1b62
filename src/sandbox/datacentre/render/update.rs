//! Changes, as updates.

use grammers_tl_types::{Serializable, enums, types};

use crate::sandbox::world::{BoxName, Change, Entry, Notice, SupergroupId, UserId, View, World};

use super::{everybody, message};

/// A notice as it is sent to a client.
pub(in super::super) fn update(world: &World, viewer: UserId, notice: &Notice) -> Option<Vec<u8>> {
    let (update, view) = change(world, viewer, notice.place, &notice.entry)?;
    let views: Vec<View> = view.into_iter().collect();
    Some(updates(world, viewer, vec![update], &views, notice.entry.date).to_bytes())
}

/// Updates with everybody who plays a part in them.
pub(in super::super) fn updates(
    world: &World,
    viewer: UserId,
    updates: Vec<enums::Update>,
    views: &[View],
    date: i32,
) -> enums::Updates {
    let everybody = everybody(world, viewer, world.cast(views, &[]));
    types::Updates {
        updates,
        users: everybody.users,
        chats: everybody.chats,
        date,
        seq: 0, // unnumbered: pts alone tells of gaps
    }
    .into()
}

/// So much has changed that the client has to ask.
pub(in super::super) fn too_long() -> Vec<u8> {
    enums::Updates::TooLong.to_bytes()
}

/// A change of a box as an update, with the message it is about.
pub(in super::super) fn change(
    world: &World,
    viewer: UserId,
    place: BoxName,
    entry: &Entry,
) -> Option<(enums::Update, Option<View>)> {
    let view = entry.message().map(|key| world.view_of(viewer, key));
    let (pts, pts_count) = (entry.pts, entry.pts_count);
    let update = match (&entry.change, place) {
        (Change::Deleted(ids), BoxName::Account) => types::UpdateDeleteMessages {
            messages: ids.clone(),
            pts,
            pts_count,
        }
        .into(),
        (Change::Deleted(ids), BoxName::Supergroup(SupergroupId(channel_id))) => {
            types::UpdateDeleteChannelMessages {
                channel_id,
                messages: ids.clone(),
                pts,
                pts_count,
            }
            .into()
        }
        (Change::New(_) | Change::Edited(_), _) => {
            let view = view??;
            let message = message(&view);
            return Some((about_message(entry, place, message), Some(view)));
        }
    };
    Some((update, None))
}

fn about_message(entry: &Entry, place: BoxName, message: enums::Message) -> enums::Update {
    let (pts, pts_count) = (entry.pts, entry.pts_count);
    let edited = matches!(entry.change, Change::Edited(_));
    match (place, edited) {
        (BoxName::Account, false) => types::UpdateNewMessage {
            message,
            pts,
            pts_count,
        }
        .into(),
        (BoxName::Account, true) => types::UpdateEditMessage {
            message,
            pts,
            pts_count,
        }
        .into(),
        (BoxName::Supergroup(_), false) => types::UpdateNewChannelMessage {
            message,
            pts,
            pts_count,
        }
        .into(),
        (BoxName::Supergroup(_), true) => types::UpdateEditChannelMessage {
            message,
            pts,
            pts_count,
        }
        .into(),
    }
}
