//! `updates.*`: where the boxes stand, and what changed in them.

use grammers_tl_types::{enums, functions::updates as request, types};

use crate::world::{Change, Difference, Entry, MailboxId, Peer, Refusal, SupergroupId, View};

use super::super::address;
use super::super::dispatch::{Context, Method};
use super::super::render;
use super::peers_in;
use super::reading::dialog;

/// After how many seconds a client should ask for a supergroup's changes again.
const POLL_AGAIN_S: i32 = 30;

pub(super) fn state(context: &Context, pts: i32) -> enums::updates::State {
    let dialogs = context.world.dialogs(context.user);
    let unread: usize = dialogs.iter().map(|dialog| dialog.unread).sum();
    types::updates::State {
        pts,
        qts: 1,
        date: context.world.now(),
        seq: 1,
        unread_count: i32::try_from(unread).unwrap_or(i32::MAX),
    }
    .into()
}

impl Method for request::GetState {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let pts = context.world.pts(context.user, MailboxId::Account)?;
        context.world.contacted(context.user);
        Ok(state(context, pts))
    }
}

/// The new messages and other changes, in Telegram's words.
struct Changed {
    new_messages: Vec<enums::Message>,
    other_updates: Vec<enums::Update>,
    peers: render::RenderedPeers,
}

fn changed(context: &Context, place: MailboxId, entries: &[Entry]) -> Changed {
    let (world, me) = (&context.world, context.user);
    let mut views: Vec<View> = Vec::new();
    let mut new_messages = Vec::new();
    let mut other_updates = Vec::new();
    for entry in entries {
        let view = match entry.message() {
            // The deletion follows.
            Some(key) if !world.sees(me, key) => continue,
            Some(key) => world.view_of(me, key),
            None => None,
        };
        let Some(update) = render::change(place, entry, view.as_ref()) else {
            continue;
        };
        match (&entry.change, &view) {
            (Change::New(_), Some(view)) => new_messages.push(render::message(view)),
            _ => other_updates.push(update),
        }
        views.extend(view);
    }
    Changed { peers: peers_in(context, &views), new_messages, other_updates }
}

impl Method for request::GetDifference {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let limit = self.pts_limit.and_then(|limit| usize::try_from(limit).ok());
        let (world, me) = (&context.world, context.user);
        let difference = world.difference(me, MailboxId::Account, self.pts, limit)?;
        world.contacted(me);
        let too_long = |SupergroupId(channel_id)| -> enums::Update {
            let pts = None;
            types::UpdateChannelTooLong { channel_id, pts }.into()
        };
        let supergroups = world.supergroups_changed_since(me, self.date);
        let answer: enums::updates::Difference = match difference {
            Difference::TooLong(pts) => types::updates::DifferenceTooLong { pts }.into(),
            Difference::Entries { entries, .. } if entries.is_empty() && supergroups.is_empty() => {
                let (date, seq) = (world.now(), 1);
                types::updates::DifferenceEmpty { date, seq }.into()
            }
            Difference::Entries { entries, pts, complete } => {
                let mut changed = changed(context, MailboxId::Account, &entries);
                if complete {
                    let supergroups = supergroups.into_iter().map(too_long);
                    changed.other_updates.extend(supergroups);
                }
                account_difference(changed, state(context, pts), complete)
            }
        };
        Ok(answer)
    }
}

fn account_difference(
    changed: Changed,
    state: enums::updates::State,
    complete: bool,
) -> enums::updates::Difference {
    let Changed { new_messages, other_updates, peers: render::RenderedPeers { users, chats } } =
        changed;
    let new_encrypted_messages = Vec::new();
    if complete {
        types::updates::Difference {
            new_messages,
            new_encrypted_messages,
            other_updates,
            chats,
            users,
            state,
        }
        .into()
    } else {
        types::updates::DifferenceSlice {
            new_messages,
            new_encrypted_messages,
            other_updates,
            chats,
            users,
            intermediate_state: state,
        }
        .into()
    }
}

impl Method for request::GetChannelDifference {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let supergroup = address::supergroup(context, &self.channel)?;
        let place = MailboxId::Supergroup(supergroup);
        let limit = usize::try_from(self.limit).ok().filter(|limit| *limit > 0);
        let world = &context.world;
        let difference = world.difference(context.user, place, self.pts, limit)?;
        let timeout = Some(POLL_AGAIN_S);
        let answer: enums::updates::ChannelDifference = match difference {
            Difference::TooLong(_) => channel_too_long(context, supergroup)?,
            Difference::Entries { entries, pts, .. } if entries.is_empty() => {
                types::updates::ChannelDifferenceEmpty { r#final: true, pts, timeout }.into()
            }
            Difference::Entries { entries, pts, complete } => {
                let changed = changed(context, place, &entries);
                types::updates::ChannelDifference {
                    r#final: complete,
                    pts,
                    timeout,
                    new_messages: changed.new_messages,
                    other_updates: changed.other_updates,
                    chats: changed.peers.chats,
                    users: changed.peers.users,
                }
                .into()
            }
        };
        Ok(answer)
    }
}

fn channel_too_long(
    context: &Context,
    supergroup: SupergroupId,
) -> Result<enums::updates::ChannelDifference, Refusal> {
    let (world, peer) = (&context.world, Peer::Supergroup(supergroup));
    let found = world.dialog(context.user, peer).ok_or(Refusal::INTERNAL)?;
    let views = [found.top.clone()];
    let peers = peers_in(context, &views);
    Ok(types::updates::ChannelDifferenceTooLong {
        r#final: true,
        timeout: Some(POLL_AGAIN_S),
        dialog: dialog(&found),
        messages: views.iter().map(render::message).collect(),
        chats: peers.chats,
        users: peers.users,
    }
    .into())
}
