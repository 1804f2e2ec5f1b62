//! The view of an account: messages under its own ids, pages of history, dialogs.

use super::state::State;
use super::{Conversation, MailboxId, Message, MessageKey, Peer, Refusal, UserId, World};

/// A message as one account sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The account.
    pub viewer: UserId,
    /// The id by which they know it.
    pub id: i32,
    /// The message as it stands.
    pub message: Message,
    /// The id by which they know the message it replies to.
    pub reply_to_id: Option<i32>,
}

/// The part of a history that is asked for, in Telegram's own words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HistoryRange {
    /// Start below this id; 0: at the newest.
    pub offset_id: i32,
    /// Start before this time, in unix seconds; 0: at the newest.
    pub offset_date: i32,
    /// Skip so many more; below zero: begin so many newer ones earlier.
    pub add_offset: i32,
    /// At most so many.
    pub limit: i32,
    /// Only ids below this; 0: all.
    pub max_id: i32,
    /// Only ids above this.
    pub min_id: i32,
}

/// A part of a history, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub views: Vec<View>,
    /// The number of messages in the whole conversation.
    pub total: usize,
    /// The supergroup's `pts`, in a supergroup.
    pub pts: Option<i32>,
}

/// A chat in the list of chats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialog {
    pub peer: Peer,
    pub top: View,
    /// Up to which id the account has read.
    pub read_inbox_max_id: i32,
    /// Up to which id the others have read.
    pub read_outbox_max_id: i32,
    pub unread: usize,
    /// The supergroup's `pts`, in a supergroup.
    pub pts: Option<i32>,
}

impl World {
    /// A message as it stands, or stood when it was deleted.
    pub fn message(&self, key: MessageKey) -> Option<Message> {
        self.state().messages.get(&key).cloned()
    }

    /// The id by which `viewer` knows, or knew, a message.
    pub fn id_for(&self, viewer: UserId, key: MessageKey) -> Option<i32> {
        let state = self.state();
        let message = state.messages.get(&key)?;
        state.ids(message).for_user(viewer)
    }

    /// Returns true if `viewer` still has the message.
    pub fn sees(&self, viewer: UserId, key: MessageKey) -> bool {
        let state = self.state();
        let message = state.messages.get(&key);
        message
            .and_then(|message| state.mailbox(viewer, message.conversation))
            .is_some_and(|mailbox| mailbox.holds(key))
    }

    /// Everything in a chat as `viewer` sees it, oldest first.
    pub fn chat(&self, viewer: UserId, peer: Peer) -> Vec<View> {
        let state = self.state();
        let conversation = Conversation::of(viewer, peer);
        let Some(mailbox) = state.mailbox(viewer, conversation) else {
            return Vec::new();
        };
        let keys = mailbox.conversation(conversation);
        keys.filter_map(|id| state.view_of(viewer, mailbox.get(id)?)).collect()
    }

    /// A message by the id `viewer` knows it by; `peer` where ids are a supergroup's own.
    pub fn view(&self, viewer: UserId, place: MailboxId, id: i32) -> Option<View> {
        let state = self.state();
        let key = match place {
            MailboxId::Account => state.accounts.get(&viewer)?.mailbox.get(id)?,
            MailboxId::Supergroup(supergroup) => state.mailboxes.get(&supergroup)?.get(id)?,
        };
        state.view_of(viewer, key)
    }

    /// A message as `viewer` sees it, deleted or not.
    pub(crate) fn view_of(&self, viewer: UserId, key: MessageKey) -> Option<View> {
        self.state().view_of(viewer, key)
    }

    /// A page of a chat's history.
    pub fn history(
        &self,
        viewer: UserId,
        peer: Peer,
        stretch: HistoryRange,
        wanted: impl Fn(&Message) -> bool,
    ) -> Result<Page, Refusal> {
        let mut state = self.state();
        let conversation = state.enter(viewer, peer)?;
        let page = state.history(viewer, conversation, stretch, wanted);
        let keys: Vec<_> = page.views.iter().map(|view| view.message.key).collect();
        state.read(viewer, &keys);
        Ok(page)
    }

    /// All chats with messages, the one with the newest first.
    pub fn dialogs(&self, viewer: UserId) -> Vec<Dialog> {
        let state = self.state();
        let own = state.accounts.get(&viewer).into_iter();
        let own = own.flat_map(|account| account.mailbox.conversations());
        let groups = state.groups.values();
        let shared = groups.filter_map(|group| match group.peer {
            Peer::Supergroup(id) if group.members.contains(&viewer) => {
                Some(Conversation::Supergroup(id))
            }
            _ => None,
        });
        let mut dialogs: Vec<Dialog> = own
            .chain(shared)
            .filter_map(|conversation| state.dialog(viewer, conversation))
            .collect();
        dialogs.sort_by_key(|dialog| std::cmp::Reverse((dialog.top.message.date, dialog.top.id)));
        dialogs
    }

    /// One chat as the list shows it; `None` when nothing was said in it.
    pub fn dialog(&self, viewer: UserId, peer: Peer) -> Option<Dialog> {
        let state = self.state();
        state.dialog(viewer, Conversation::of(viewer, peer))
    }

    pub(crate) fn read_through(&self, viewer: UserId, peer: Peer, id: i32) -> Result<(), Refusal> {
        let mut state = self.state();
        let conversation = state.enter(viewer, peer)?;
        if let Some(account) = state.accounts.get_mut(&viewer) {
            let mark = account.read_through.entry(conversation).or_default();
            *mark = id.max(*mark);
        }
        Ok(())
    }
}

impl State {
    pub(super) fn view_of(&self, viewer: UserId, key: MessageKey) -> Option<View> {
        let message = self.messages.get(&key)?;
        let mailbox = self.mailbox(viewer, message.conversation)?;
        Some(View {
            viewer,
            id: mailbox.id_of(key)?,
            reply_to_id: message.reply_to.and_then(|key| mailbox.id_of(key)),
            message: message.clone(),
        })
    }

    fn history(
        &self,
        viewer: UserId,
        conversation: Conversation,
        stretch: HistoryRange,
        wanted: impl Fn(&Message) -> bool,
    ) -> Page {
        let Some(mailbox) = self.mailbox(viewer, conversation) else {
            return Page { views: Vec::new(), total: 0, pts: None };
        };
        let all: Vec<&Message> = mailbox
            .conversation(conversation)
            .rev()
            .filter_map(|id| self.messages.get(&mailbox.get(id)?))
            .filter(|message| wanted(message))
            .collect();
        let id_of = |message: &Message| mailbox.id_of(message.key).unwrap_or(0);
        // Clients that page through a history give both: the id is the exact one.
        let start = all.partition_point(|message| {
            if stretch.offset_id > 0 {
                id_of(message) >= stretch.offset_id
            } else {
                stretch.offset_date > 0 && message.date >= stretch.offset_date
            }
        });
        let start = i64::try_from(start).unwrap_or(i64::MAX) + i64::from(stretch.add_offset);
        let end = start + i64::from(stretch.limit.clamp(0, self.quirks.page_max.into()));
        let bounded = |index: i64| usize::try_from(index).unwrap_or(0).min(all.len());
        let views = all[bounded(start)..bounded(end).max(bounded(start))]
            .iter()
            .filter(|message| stretch.max_id <= 0 || id_of(message) < stretch.max_id)
            .filter(|message| id_of(message) > stretch.min_id)
            .filter_map(|message| self.view_of(viewer, message.key))
            .collect();
        let shared = matches!(conversation, Conversation::Supergroup(_));
        Page { views, total: all.len(), pts: shared.then(|| mailbox.pts()) }
    }

    fn dialog(&self, viewer: UserId, conversation: Conversation) -> Option<Dialog> {
        let mailbox = self.mailbox(viewer, conversation)?;
        let top = mailbox.get(mailbox.conversation(conversation).next_back()?)?;
        let read_by = |user: UserId| {
            let account = self.accounts.get(&user)?;
            account.read_through.get(&conversation).copied()
        };
        let read_inbox_max_id = read_by(viewer).unwrap_or(0);
        let unread = mailbox
            .conversation(conversation)
            .filter(|id| *id > read_inbox_max_id)
            .filter_map(|id| self.messages.get(&mailbox.get(id)?))
            .filter(|message| message.from != viewer)
            .count();
        let shared = matches!(conversation, Conversation::Supergroup(_));
        Some(Dialog {
            peer: conversation.seen_by(viewer),
            top: self.view_of(viewer, top)?,
            read_inbox_max_id,
            read_outbox_max_id: 0,
            unread,
            pts: shared.then(|| mailbox.pts()),
        })
    }
}
