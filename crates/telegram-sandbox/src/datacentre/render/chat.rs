//! Users and groups.

use grammers_tl_types::{Serializable, enums, types};

use crate::world::{Group, GroupId, Peer, SupergroupId, User, UserId, World};

use super::blank;

/// The peers that appear in an answer.
#[derive(Default)]
pub(in super::super) struct RenderedPeers {
    pub(in super::super) users: Vec<enums::User>,
    pub(in super::super) chats: Vec<enums::Chat>,
}

pub(in super::super) fn peers(
    world: &World,
    viewer: UserId,
    peers: impl IntoIterator<Item = Peer>,
) -> RenderedPeers {
    let mut rendered = RenderedPeers::default();
    for peer in peers {
        match peer {
            Peer::User(id) => {
                let known = world.user(id);
                let known = known.map(|known| user(world, viewer, known));
                rendered.users.extend(known);
            }
            Peer::Group(GroupId(id)) => {
                let known = world.group(peer);
                let known = known.map(|known| group(world, viewer, id, &known));
                rendered.chats.extend(known);
            }
            Peer::Supergroup(SupergroupId(id)) => {
                let known = world.group(peer);
                let known = known.map(|known| supergroup(world, viewer, id, known));
                rendered.chats.extend(known);
            }
        }
    }
    rendered
}

pub(in super::super) fn user(world: &World, viewer: UserId, user: User) -> enums::User {
    let mut blank: types::User = blank(&[0; 16]);
    blank.id = user.id.0;
    blank.is_self = user.id == viewer;
    blank.access_hash = Some(world.access_hash(viewer, Peer::User(user.id)));
    blank.first_name = Some(user.first_name);
    blank.last_name = user.last_name;
    blank.username = user.username;
    blank.phone = user.phone;
    blank.bot = user.bot;
    blank.bot_info_version = user.bot.then_some(1);
    blank.into()
}

fn group(world: &World, viewer: UserId, id: i64, group: &Group) -> enums::Chat {
    let mut fields = Vec::new();
    0_u32.serialize(&mut fields);
    id.serialize(&mut fields);
    group.title.serialize(&mut fields);
    enums::ChatPhoto::Empty.serialize(&mut fields);
    i32::try_from(group.members.len()).unwrap_or(i32::MAX).serialize(&mut fields);
    group.date.serialize(&mut fields);
    1_i32.serialize(&mut fields); // its version
    let mut blank: types::Chat = blank(&fields);
    blank.creator = group.creator == viewer;
    blank.default_banned_rights = muted(group);
    blank.left = !group.members.contains(&viewer);
    blank.deactivated = group.migrated_to.is_some();
    blank.migrated_to = group.migrated_to.map(|to| {
        let access_hash = world.access_hash(viewer, Peer::Supergroup(to));
        types::InputChannel { channel_id: to.0, access_hash }.into()
    });
    blank.into()
}

fn supergroup(world: &World, viewer: UserId, id: i64, group: Group) -> enums::Chat {
    let mut fields = Vec::new();
    0_u32.serialize(&mut fields);
    0_u32.serialize(&mut fields);
    id.serialize(&mut fields);
    group.title.serialize(&mut fields);
    enums::ChatPhoto::Empty.serialize(&mut fields);
    group.date.serialize(&mut fields);
    let mut blank: types::Channel = blank(&fields);
    blank.megagroup = true;
    blank.default_banned_rights = muted(&group);
    blank.creator = group.creator == viewer;
    blank.left = !group.members.contains(&viewer);
    blank.access_hash = Some(world.access_hash(viewer, group.peer));
    blank.username = group.username;
    blank.participants_count = i32::try_from(group.members.len()).ok();
    blank.into()
}

/// What nobody but those in charge may do there.
fn muted(group: &Group) -> Option<enums::ChatBannedRights> {
    group.muted.then(|| {
        let mut rights: types::ChatBannedRights = blank(&[0; 8]);
        rights.send_messages = true;
        rights.into()
    })
}
