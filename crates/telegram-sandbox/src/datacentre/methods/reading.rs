//! Histories, dialogs, single messages.

use grammers_tl_types::{enums, functions::messages as request, types};

use crate::world::{Dialog, HistoryRange, MailboxId, Message, Page, Peer, Refusal, View};

use super::super::address;
use super::super::dispatch::{Context, Method};
use super::super::render;
use super::{limited, messages_by_id, peers_in, updates};

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

impl Method for request::GetHistory {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = address::peer(context, &self.peer)?;
        let stretch = HistoryRange {
            offset_id: self.offset_id,
            offset_date: self.offset_date,
            add_offset: self.add_offset,
            limit: self.limit,
            max_id: self.max_id,
            min_id: self.min_id,
        };
        let world = &context.world;
        let page = world.history(context.user, peer, stretch, |_| true)?;
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
        let stretch = HistoryRange {
            offset_id: self.offset_id,
            offset_date: 0,
            add_offset: self.add_offset,
            limit: self.limit,
            max_id: self.max_id,
            min_id: self.min_id,
        };
        let page = context.world.history(context.user, peer, stretch, wanted)?;
        Ok(page_of_messages(context, &page))
    }
}

fn page_of_messages(context: &Context, page: &Page) -> enums::messages::Messages {
    let peers = peers_in(context, &page.views);
    let messages: Vec<_> = page.views.iter().map(render::message).collect();
    let (topics, chats, users) = (Vec::new(), peers.chats, peers.users);
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
        Ok(types::messages::Messages {
            messages,
            topics: Vec::new(),
            chats: peers.chats,
            users: peers.users,
        })
    }
}

/// A chat as the list of chats shows it.
pub(super) fn dialog(dialog: &Dialog) -> enums::Dialog {
    types::Dialog {
        pinned: false,
        unread_mark: false,
        view_forum_as_messages: false,
        peer: address::render(dialog.peer),
        top_message: dialog.top.id,
        read_inbox_max_id: dialog.read_inbox_max_id,
        read_outbox_max_id: dialog.read_outbox_max_id,
        unread_count: count(dialog.unread),
        unread_mentions_count: 0,
        unread_reactions_count: 0,
        unread_poll_votes_count: 0,
        notify_settings: render::notify_settings(),
        pts: dialog.pts,
        draft: None,
        folder_id: None,
        ttl_period: None,
    }
    .into()
}

impl Method for request::GetDialogs {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let all = context.world.dialogs(context.user);
        let archived = self.folder_id.is_some_and(|folder| folder != 0);
        let total = if archived { 0 } else { all.len() };
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
        let page: Vec<&Dialog> = all[..total].iter().skip(start).take(limit).collect();
        let views: Vec<View> = page.iter().map(|dialog| dialog.top.clone()).collect();
        let peers = peers_in(context, &views);
        let dialogs: Vec<_> = page.iter().map(|found| dialog(found)).collect();
        let messages = views.iter().map(render::message).collect();
        let (chats, users) = (peers.chats, peers.users);
        let answer: enums::messages::Dialogs = if dialogs.len() == total {
            types::messages::Dialogs { dialogs, messages, chats, users }.into()
        } else {
            types::messages::DialogsSlice { count: count(total), dialogs, messages, chats, users }
                .into()
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
        let views: Vec<View> = found.iter().map(|dialog| dialog.top.clone()).collect();
        let peers = peers_in(context, &views);
        let pts = context.world.pts(context.user, MailboxId::Account)?;
        Ok(types::messages::PeerDialogs {
            dialogs: found.iter().map(dialog).collect(),
            messages: views.iter().map(render::message).collect(),
            chats: peers.chats,
            users: peers.users,
            state: updates::state(context, pts),
        })
    }
}

impl Method for request::ReadHistory {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = address::peer(context, &self.peer)?;
        let all = self.max_id <= 0;
        let through = if all { i32::MAX } else { self.max_id };
        context.world.read_through(context.user, peer, through)?;
        Ok(types::messages::AffectedMessages {
            pts: context.world.pts(context.user, MailboxId::Account)?,
            pts_count: 0,
        })
    }
}
