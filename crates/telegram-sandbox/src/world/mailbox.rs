//! A numbered box of messages with the log of its changes: one for each account (its private chats
//! and basic groups share it), one for each supergroup.

use std::collections::{BTreeMap, BTreeSet};

use super::{Conversation, MessageKey};

/// A change of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    New(MessageKey),
    Edited(MessageKey),
    /// These ids are gone.
    Deleted(Vec<i32>),
}

/// A change with its place in the box's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The box's `pts` after the change.
    pub pts: i32,
    /// By how much the change moved it.
    pub pts_count: i32,
    /// The time, in unix seconds.
    pub date: i32,
    pub change: Change,
}

impl Entry {
    /// The message it is about, unless it is a deletion.
    pub fn message(&self) -> Option<MessageKey> {
        match self.change {
            Change::New(key) | Change::Edited(key) => Some(key),
            Change::Deleted(_) => None,
        }
    }
}

/// Messages under ids, and how they came to be there.
#[derive(Debug)]
pub(super) struct Mailbox {
    last_id: i32,
    pub(super) pts: i32,
    present: BTreeMap<i32, MessageKey>,
    /// Also of deleted ones: a reply still says what it replied to.
    ids: BTreeMap<MessageKey, i32>,
    conversations: BTreeMap<Conversation, BTreeSet<i32>>,
    log: Vec<Entry>,
}

impl Mailbox {
    /// An empty box; `last_id` is where counting goes on from.
    pub(super) fn new(last_id: i32) -> Self {
        Self {
            last_id,
            pts: 1, // zero means "unknown" to clients
            present: BTreeMap::new(),
            ids: BTreeMap::new(),
            conversations: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    pub(super) fn number_from(&mut self, id: i32) {
        self.last_id = self.last_id.max(id - 1);
    }

    /// Returns the time of the last change, in unix seconds; 0: never.
    pub(super) fn changed_at(&self) -> i32 {
        self.log.last().map_or(0, |entry| entry.date)
    }

    pub(super) fn get(&self, id: i32) -> Option<MessageKey> {
        self.present.get(&id).copied()
    }

    /// The id a message has, or had.
    pub(super) fn id_of(&self, key: MessageKey) -> Option<i32> {
        self.ids.get(&key).copied()
    }

    pub(super) fn holds(&self, key: MessageKey) -> bool {
        self.id_of(key).is_some_and(|id| self.present.contains_key(&id))
    }

    /// Returns true if some message has or had this id.
    pub(super) fn was_given(&self, id: i32) -> bool {
        0 < id && id <= self.last_id
    }

    /// The ids of a conversation, oldest first.
    pub(super) fn conversation(
        &self,
        conversation: Conversation,
    ) -> impl DoubleEndedIterator<Item = i32> {
        self.conversations.get(&conversation).into_iter().flatten().copied()
    }

    pub(super) fn conversations(&self) -> impl Iterator<Item = Conversation> {
        self.conversations
            .iter()
            .filter(|(_, ids)| !ids.is_empty())
            .map(|(conversation, _)| *conversation)
    }

    pub(super) fn add(&mut self, key: MessageKey, conversation: Conversation, date: i32) -> Entry {
        self.last_id += 1;
        self.present.insert(self.last_id, key);
        self.ids.insert(key, self.last_id);
        self.conversations.entry(conversation).or_default().insert(self.last_id);
        self.record(1, date, Change::New(key))
    }

    /// Notes an edit; `None` when the message is not in the box.
    pub(super) fn edited(&mut self, key: MessageKey, date: i32) -> Option<Entry> {
        self.holds(key).then(|| self.record(1, date, Change::Edited(key)))
    }

    /// Takes messages out; `None` when none of them was in the box.
    pub(super) fn remove(&mut self, keys: &[MessageKey], date: i32) -> Option<Entry> {
        let gone: Vec<i32> = keys.iter().filter_map(|key| self.take(*key)).collect();
        let count = i32::try_from(gone.len()).unwrap_or(i32::MAX);
        (!gone.is_empty()).then(|| self.record(count, date, Change::Deleted(gone)))
    }

    fn take(&mut self, key: MessageKey) -> Option<i32> {
        let id = self.id_of(key)?;
        self.present.remove(&id)?;
        for ids in self.conversations.values_mut() {
            ids.remove(&id);
        }
        Some(id)
    }

    fn record(&mut self, pts_count: i32, date: i32, change: Change) -> Entry {
        self.pts += pts_count;
        let entry = Entry { pts: self.pts, pts_count, date, change };
        self.log.push(entry.clone());
        entry
    }

    pub(super) fn last(&self, is_it: impl Fn(&Change) -> bool) -> Option<&Entry> {
        self.log.iter().rev().find(|entry| is_it(&entry.change))
    }

    pub(super) fn since(&self, pts: i32) -> &[Entry] {
        let known = self.log.partition_point(|entry| entry.pts <= pts);
        &self.log[known..]
    }
}

#[cfg(test)]
mod tests {
    use super::super::UserId;
    use super::*;

    const CHAT: Conversation = Conversation::Private(UserId(1), UserId(2));

    #[test]
    fn changes_are_numbered_and_kept() {
        let mut mailbox = Mailbox::new(100);
        let start = mailbox.pts;
        for key in 1..=3 {
            mailbox.add(MessageKey(key), CHAT, 10);
        }
        mailbox.edited(MessageKey(2), 11).unwrap();
        let gone = mailbox.remove(&[MessageKey(1), MessageKey(3), MessageKey(9)], 12);
        let gone = gone.unwrap();
        assert_eq!((gone.pts, gone.pts_count), (start + 6, 2));
        assert_eq!(gone.change, Change::Deleted(vec![101, 103]));
        assert_eq!(mailbox.since(start).len(), 5);
        assert_eq!(mailbox.since(start + 4), [gone]);
        assert_eq!(mailbox.conversation(CHAT).collect::<Vec<_>>(), [102]);
        assert_eq!(mailbox.changed_at(), 12);
    }

    #[test]
    fn what_is_gone_keeps_its_id_and_nothing_else() {
        let mut mailbox = Mailbox::new(0);
        mailbox.add(MessageKey(1), CHAT, 10);
        mailbox.remove(&[MessageKey(1)], 11);
        assert_eq!(mailbox.id_of(MessageKey(1)), Some(1));
        assert!(!mailbox.holds(MessageKey(1)));
        assert_eq!(mailbox.get(1), None);
        assert!(mailbox.was_given(1) && !mailbox.was_given(2));
        assert_eq!(mailbox.edited(MessageKey(1), 12), None);
        assert_eq!(mailbox.remove(&[MessageKey(1)], 12), None);
        assert_eq!(mailbox.conversations().count(), 0);
    }
}
