//! The view of an account: messages under its own ids, pages of history, dialogs, differences.
#![expect(missing_docs, reason = "most fields are what their names say")]

use super::mailbox::Mailbox;
use super::state::State;
use super::{
    Change, Conversation, Entry, MailboxId, Message, MessageKey, Peer, Refusal, SupergroupId,
    UserId, World, WorldEvent,
};

/// A message as one account sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub viewer: UserId,
    /// The id by which they know it.
    pub id: i32,
    pub message: Message,
    /// The id by which they know the message it replies to.
    pub reply_to_id: Option<i32>,
}

/// The part of a history that is asked for, in Telegram's own words; 0: no such bound.
#[derive(Clone, Copy)]
pub struct HistoryRange {
    /// Start below this id.
    pub offset_id: i32,
    /// Start before this time, in unix seconds.
    pub offset_date: i32,
    /// Skip so many more; below zero: begin so many newer ones earlier.
    pub add_offset: i32,
    pub limit: i32,
    /// Only ids below this.
    pub max_id: i32,
    /// Only ids above this.
    pub min_id: i32,
}

/// A part of a history, newest first.
pub struct Page {
    pub views: Vec<View>,
    /// The number of messages in the whole conversation.
    pub total: usize,
    /// The supergroup's `pts`, in a supergroup.
    pub pts: Option<i32>,
}

/// A chat in the list of chats.
#[derive(Clone, Debug)]
pub struct Dialog {
    pub peer: Peer,
    pub top: View,
    /// Up to which id the account has read.
    pub read_inbox_max_id: i32,
    pub unread: usize,
    /// The supergroup's `pts`, in a supergroup.
    pub pts: Option<i32>,
}

/// The changes since a `pts`.
pub enum Difference {
    /// More than Telegram tells; the mailbox is at this `pts` now.
    TooLong(i32),
    /// These changes.
    Entries {
        /// Oldest first.
        entries: Vec<Entry>,
        /// The `pts` that they lead to.
        pts: i32,
        /// True if there are no more after them.
        complete: bool,
    },
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
        let mailbox = message.and_then(|message| state.mailbox(viewer, message.conversation));
        message.is_some_and(|message| state.reaches(viewer, message))
            && mailbox.is_some_and(|mailbox| mailbox.holds(key))
    }

    /// Everything in a chat as `viewer` sees it, oldest first.
    pub fn chat(&self, viewer: UserId, peer: Peer) -> Vec<View> {
        let state = self.state();
        let conversation = Conversation::of(viewer, peer);
        let Some(mailbox) = state.mailbox(viewer, conversation) else {
            return Vec::new();
        };
        let ids = mailbox.conversation(conversation);
        ids.filter_map(|id| state.view_of(viewer, mailbox.get(id)?)).collect()
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
        range: HistoryRange,
        wanted: impl Fn(&Message) -> bool,
    ) -> Result<Page, Refusal> {
        let mut state = self.state();
        let conversation = state.enter(viewer, peer)?;
        let page = state.history(viewer, conversation, range, wanted);
        let keys: Vec<_> = page.views.iter().map(|view| view.message.key).collect();
        state.read(viewer, &keys);
        Ok(page)
    }

    /// All chats with messages, the one with the newest first.
    pub fn dialogs(&self, viewer: UserId) -> Vec<Dialog> {
        let state = self.state();
        let own = state.accounts.get(&viewer).into_iter();
        let own = own.flat_map(|account| account.mailbox.conversations());
        let shared = state.groups.values().filter_map(|group| match group.peer {
            Peer::Supergroup(id) if group.members.contains(&viewer) => {
                Some(Conversation::Supergroup(id))
            }
            _ => None,
        });
        let dialogs = own.chain(shared).filter_map(|it| state.dialog(viewer, it));
        let mut dialogs: Vec<Dialog> = dialogs.collect();
        dialogs.sort_by_key(|dialog| std::cmp::Reverse((dialog.top.message.date, dialog.top.id)));
        dialogs
    }

    /// One chat as the list shows it; `None` when nothing was said in it.
    pub fn dialog(&self, viewer: UserId, peer: Peer) -> Option<Dialog> {
        self.state().dialog(viewer, Conversation::of(viewer, peer))
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

    /// Returns the `pts` of a mailbox.
    pub fn pts(&self, viewer: UserId, place: MailboxId) -> Result<i32, Refusal> {
        self.state().watched(viewer, place).map(|mailbox| mailbox.pts)
    }

    pub(crate) fn last_entry(
        &self,
        viewer: UserId,
        place: MailboxId,
        is_it: impl Fn(&Change) -> bool,
    ) -> Option<Entry> {
        self.state().watched(viewer, place).ok()?.last(is_it).cloned()
    }

    /// Returns the changes of a mailbox since `pts`, at most `limit` of them.
    pub(crate) fn difference(
        &self,
        viewer: UserId,
        place: MailboxId,
        pts: i32,
        limit: Option<usize>,
    ) -> Result<Difference, Refusal> {
        let mut state = self.state();
        let mailbox = state.watched(viewer, place)?;
        if pts < 1 || pts > mailbox.pts {
            return Err(Refusal::PERSISTENT_TIMESTAMP_INVALID);
        }
        let entries = mailbox.since(pts);
        let too_long = state.quirks.difference_too_long_from;
        if too_long.is_some_and(|from| entries.len() >= from) {
            let pts = mailbox.pts;
            state.counters.differences_too_long += 1;
            return Ok(Difference::TooLong(pts));
        }
        let max = state.quirks.difference_slice_max.max(1);
        let kept = entries.len().min(limit.map_or(max, |limit| limit.clamp(1, max)));
        Ok(Difference::Entries {
            pts: entries[..kept].last().map_or(pts, |entry| entry.pts),
            complete: kept == entries.len(),
            entries: entries[..kept].to_vec(),
        })
    }

    /// The viewer's supergroups in which something changed since a time, in unix seconds.
    pub(crate) fn supergroups_changed_since(&self, viewer: UserId, date: i32) -> Vec<SupergroupId> {
        let state = self.state();
        let changed = state.mailboxes.iter().filter(|(id, mailbox)| {
            mailbox.changed_at() >= date && state.enter(viewer, Peer::Supergroup(**id)).is_ok()
        });
        changed.map(|(id, _)| *id).collect()
    }

    /// Notes that a client asked where the world stands.
    pub(crate) fn contacted(&self, user: UserId) {
        let mut state = self.state();
        if let Some(account) = state.accounts.get_mut(&user)
            && !std::mem::replace(&mut account.contacted, true)
        {
            state.subscriptions.emit(&WorldEvent::FirstContact { user });
        }
    }

    pub(crate) fn has_contacted(&self, user: UserId) -> bool {
        self.state().accounts.get(&user).is_some_and(|account| account.contacted)
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
        range: HistoryRange,
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
            if range.offset_id > 0 {
                id_of(message) >= range.offset_id
            } else {
                range.offset_date > 0 && message.date >= range.offset_date
            }
        });
        let start = i64::try_from(start).unwrap_or(i64::MAX) + i64::from(range.add_offset);
        let end = start + i64::from(range.limit.clamp(0, self.quirks.page_max.into()));
        let bounded = |index: i64| usize::try_from(index).unwrap_or(0).min(all.len());
        let views = all[bounded(start)..bounded(end).max(bounded(start))]
            .iter()
            .filter(|message| range.max_id <= 0 || id_of(message) < range.max_id)
            .filter(|message| id_of(message) > range.min_id)
            .filter_map(|message| self.view_of(viewer, message.key))
            .collect();
        let shared = matches!(conversation, Conversation::Supergroup(_));
        Page { views, total: all.len(), pts: shared.then_some(mailbox.pts) }
    }

    fn dialog(&self, viewer: UserId, conversation: Conversation) -> Option<Dialog> {
        let mailbox = self.mailbox(viewer, conversation)?;
        let top = mailbox.get(mailbox.conversation(conversation).next_back()?)?;
        let account = self.accounts.get(&viewer)?;
        let read_inbox_max_id = account.read_through.get(&conversation).copied().unwrap_or(0);
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
            unread,
            pts: shared.then_some(mailbox.pts),
        })
    }

    fn watched(&self, viewer: UserId, place: MailboxId) -> Result<&Mailbox, Refusal> {
        match place {
            MailboxId::Account => {
                let account = self.accounts.get(&viewer);
                account.map(|it| &it.mailbox).ok_or(Refusal::INTERNAL)
            }
            MailboxId::Supergroup(id) => {
                self.enter(viewer, Peer::Supergroup(id))?;
                self.mailboxes.get(&id).ok_or(Refusal::CHANNEL_INVALID)
            }
        }
    }
}
