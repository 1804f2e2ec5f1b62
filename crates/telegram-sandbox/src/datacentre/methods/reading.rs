//! Histories, dialogs, single messages.

use grammers_tl_types::{Serializable, enums, functions::messages as request, types};

use crate::world::{Dialog, HistoryRange, MailboxId, Message, Page, Peer, Refusal, View};

use super::super::address;
use super::super::dispatch::{Context, Method};
use super::super::render::{self, RenderedPeers, count};
use super::{limited, messages_by_id, peers_in, updates};

impl Method for request::GetHistory {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = address::peer(context, &self.peer)?;
        let range = HistoryRange {
            offset_id: self.offset_id,
            offset_date: self.offset_date,
            add_offset: self.add_offset,
            limit: self.limit,
            max_id: self.max_id,
            min_id: self.min_id,
        };
        let page = context.world.history(context.user, peer, range, |_| true)?;
        Ok(page_of_messages(context, &page))
    }
}

/// Text, sender and time; what is asked to be filtered by media finds nothing, as there is none.
impl Method for request::Search {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = address::peer(context, &self.peer)?;
        let from = self.from_id.as_ref();
        let from = from.map(|input| address::peer(context, input)).transpose()?;
        let text = self.q.to_lowercase();
        let all_kinds = matches!(self.filter, enums::MessagesFilter::InputMessagesFilterEmpty);
        let wanted = |message: &Message| {
            all_kinds
                && message.body.text.to_lowercase().contains(&text)
                && from.is_none_or(|from| from == Peer::User(message.from))
                && (self.min_date == 0 || message.date > self.min_date)
                && (self.max_date == 0 || message.date < self.max_date)
        };
        let range = HistoryRange {
            offset_id: self.offset_id,
            offset_date: 0,
            add_offset: self.add_offset,
            limit: self.limit,
            max_id: self.max_id,
            min_id: self.min_id,
        };
        let page = context.world.history(context.user, peer, range, wanted)?;
        Ok(page_of_messages(context, &page))
    }
}

fn page_of_messages(context: &Context, page: &Page) -> enums::messages::Messages {
    let RenderedPeers { users, chats } = peers_in(context, &page.views);
    let messages: Vec<_> = page.views.iter().map(render::message).collect();
    let topics = Vec::new();
    match page.pts {
        Some(pts) => types::messages::ChannelMessages {
            inexact: false,
            pts,
            count: count(page.total),
            offset_id_offset: None,
            messages,
            topics,
            chats,
            users,
        }
        .into(),
        None if messages.len() == page.total => {
            types::messages::Messages { messages, topics, chats, users }.into()
        }
        None => types::messages::MessagesSlice {
            inexact: false,
            count: count(page.total),
            next_rate: None,
            offset_id_offset: None,
            search_flood: None,
            messages,
            topics,
            chats,
            users,
        }
        .into(),
    }
}

impl Method for request::GetMessages {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let (messages, peers) = messages_by_id(context, MailboxId::Account, &self.id)?;
        let RenderedPeers { users, chats } = peers;
        Ok(types::messages::Messages { messages, topics: Vec::new(), chats, users })
    }
}

/// A chat as the list of chats shows it.
pub(super) fn dialog(dialog: &Dialog) -> enums::Dialog {
    let peer = address::render(dialog.peer).to_bytes();
    let settings = render::notify_settings().to_bytes();
    types::Dialog {
        top_message: dialog.top.id,
        read_inbox_max_id: dialog.read_inbox_max_id,
        unread_count: count(dialog.unread),
        pts: dialog.pts,
        ..render::blank(&[&[0; 4], &peer, &[0; 28], &settings])
    }
    .into()
}

/// Dialogs with their last messages and all peers that appear in them.
pub(super) fn dialogs_shown(
    context: &Context,
    dialogs: &[Dialog],
) -> (Vec<enums::Dialog>, Vec<enums::Message>, RenderedPeers) {
    let views: Vec<View> = dialogs.iter().map(|dialog| dialog.top.clone()).collect();
    let messages = views.iter().map(render::message).collect();
    (dialogs.iter().map(dialog).collect(), messages, peers_in(context, &views))
}

impl Method for request::GetDialogs {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let archived = self.folder_id.is_some_and(|folder| folder != 0);
        let all = if archived { Vec::new() } else { context.world.dialogs(context.user) };
        let offset_peer = address::peer(context, &self.offset_peer).ok();
        let seen = offset_peer.and_then(|peer| all.iter().position(|dialog| dialog.peer == peer));
        let start = match seen {
            Some(index) => index + 1,
            None if self.offset_date > 0 => {
                all.partition_point(|dialog| dialog.top.message.date >= self.offset_date)
            }
            None => 0,
        };
        let limit = usize::try_from(self.limit).unwrap_or(0).clamp(1, 100);
        let page = &all[start..all.len().min(start + limit)];
        let (dialogs, messages, RenderedPeers { users, chats }) = dialogs_shown(context, page);
        let answer: enums::messages::Dialogs = if dialogs.len() == all.len() {
            types::messages::Dialogs { dialogs, messages, chats, users }.into()
        } else {
            let count = count(all.len());
            types::messages::DialogsSlice { count, dialogs, messages, chats, users }.into()
        };
        Ok(answer)
    }
}

impl Method for request::GetPeerDialogs {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let mut found = Vec::new();
        for input in limited(&self.peers)? {
            let enums::InputDialogPeer::Peer(input) = input else {
                return Err(Refusal::PEER_ID_INVALID);
            };
            let peer = address::peer(context, &input.peer)?;
            found.extend(context.world.dialog(context.user, peer));
        }
        let (dialogs, messages, RenderedPeers { users, chats }) = dialogs_shown(context, &found);
        let pts = context.world.pts(context.user, MailboxId::Account)?;
        let state = updates::state(context, pts);
        Ok(types::messages::PeerDialogs { dialogs, messages, chats, users, state })
    }
}

impl Method for request::ReadHistory {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = address::peer(context, &self.peer)?;
        let through = if self.max_id <= 0 { i32::MAX } else { self.max_id };
        context.world.read_through(context.user, peer, through)?;
        let pts = context.world.pts(context.user, MailboxId::Account)?;
        Ok(types::messages::AffectedMessages { pts, pts_count: 0 })
    }
}
