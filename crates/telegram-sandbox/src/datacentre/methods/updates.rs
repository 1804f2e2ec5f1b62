//! `updates.*`: where the boxes stand, and what changed in them.

use grammers_tl_types::{enums, functions::updates as request, types};

use crate::world::{Change, Difference, Entry, MailboxId, Peer, Refusal, SupergroupId, View};

use super::super::address;
use super::super::dispatch::{Context, Method};
use super::super::render::{self, RenderedPeers, count};
use super::peers_in;
use super::reading::dialogs_shown;

/// After how many seconds a client should ask for a supergroup's changes again.
const POLL_AGAIN_S: i32 = 30;

pub(super) fn state(context: &Context, pts: i32) -> enums::updates::State {
    let dialogs = context.world.dialogs(context.user);
    let unread_count = count(dialogs.iter().map(|dialog| dialog.unread).sum());
    types::updates::State { pts, qts: 1, date: context.world.now(), seq: 1, unread_count }.into()
}

impl Method for request::GetState {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let pts = context.world.pts(context.user, MailboxId::Account)?;
        context.world.contacted(context.user);
        Ok(state(context, pts))
    }
}

/// Returns the new messages and other changes, in Telegram's words.
fn changed(
    context: &Context,
    place: MailboxId,
    entries: &[Entry],
) -> (Vec<enums::Message>, Vec<enums::Update>, RenderedPeers) {
    let (world, me) = (&context.world, context.user);
    let mut views: Vec<View> = Vec::new();
    let (mut new_messages, mut other_updates) = (Vec::new(), Vec::new());
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
    (new_messages, other_updates, peers_in(context, &views))
}

impl Method for request::GetDifference {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let limit = self.pts_limit.and_then(|limit| usize::try_from(limit).ok());
        let (world, me) = (&context.world, context.user);
        let difference = world.difference(me, MailboxId::Account, self.pts, limit)?;
        world.contacted(me);
        let supergroups = world.supergroups_changed_since(me, self.date);
        let (entries, pts, complete) = match difference {
            Difference::TooLong(pts) => {
                return Ok(types::updates::DifferenceTooLong { pts }.into());
            }
            Difference::Entries { entries, pts, complete } => (entries, pts, complete),
        };
        if entries.is_empty() && supergroups.is_empty() {
            return Ok(types::updates::DifferenceEmpty { date: world.now(), seq: 1 }.into());
        }
        let (new_messages, mut other_updates, RenderedPeers { users, chats }) =
            changed(context, MailboxId::Account, &entries);
        let new_encrypted_messages = Vec::new();
        let state = state(context, pts);
        let difference: enums::updates::Difference = if complete {
            let too_long = |SupergroupId(channel_id)| {
                types::UpdateChannelTooLong { channel_id, pts: None }.into()
            };
            other_updates.extend(supergroups.into_iter().map(too_long));
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
        };
        Ok(difference)
    }
}

impl Method for request::GetChannelDifference {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let supergroup = address::supergroup(context, &self.channel)?;
        let place = MailboxId::Supergroup(supergroup);
        let limit = usize::try_from(self.limit).ok().filter(|limit| *limit > 0);
        let difference = context.world.difference(context.user, place, self.pts, limit)?;
        let timeout = Some(POLL_AGAIN_S);
        let answer: enums::updates::ChannelDifference = match difference {
            Difference::TooLong(_) => channel_too_long(context, supergroup)?,
            Difference::Entries { entries, pts, .. } if entries.is_empty() => {
                types::updates::ChannelDifferenceEmpty { r#final: true, pts, timeout }.into()
            }
            Difference::Entries { entries, pts, complete } => {
                let (new_messages, other_updates, RenderedPeers { users, chats }) =
                    changed(context, place, &entries);
                types::updates::ChannelDifference {
                    r#final: complete,
                    pts,
                    timeout,
                    new_messages,
                    other_updates,
                    chats,
                    users,
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
    let found = context.world.dialog(context.user, Peer::Supergroup(supergroup));
    let found = found.ok_or(Refusal::INTERNAL)?;
    let (mut dialogs, messages, RenderedPeers { users, chats }) =
        dialogs_shown(context, std::slice::from_ref(&found));
    Ok(types::updates::ChannelDifferenceTooLong {
        r#final: true,
        timeout: Some(POLL_AGAIN_S),
        dialog: dialogs.remove(0),
        messages,
        chats,
        users,
    }
    .into())
}
