//! The state of mailboxes, and differences.

use super::mailbox::Mailbox;
use super::state::State;
use super::{
    Change, Entry, MailboxId, MessageKey, Peer, Refusal, SupergroupId, UserId, World, WorldEvent,
};

/// The changes since a `pts`.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Returns the `pts` of a mailbox.
    pub fn pts(&self, viewer: UserId, place: MailboxId) -> Result<i32, Refusal> {
        let state = self.state();
        state.watched(viewer, place).map(Mailbox::pts)
    }

    pub(crate) fn last_entry(
        &self,
        viewer: UserId,
        place: MailboxId,
        is_it: impl Fn(&Change) -> bool,
    ) -> Option<Entry> {
        let state = self.state();
        let mailbox = state.watched(viewer, place).ok()?;
        mailbox.last(is_it).cloned()
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
        if pts < 1 || pts > mailbox.pts() {
            return Err(Refusal::PERSISTENT_TIMESTAMP_INVALID);
        }
        let entries = mailbox.since(pts);
        let too_long = state.quirks.difference_too_long_from;
        if too_long.is_some_and(|from| entries.len() >= from) {
            let pts = mailbox.pts();
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
        let mailboxes = state.mailboxes.iter();
        let changed = mailboxes.filter(|(id, mailbox)| {
            mailbox.changed_at() >= date && state.enter(viewer, Peer::Supergroup(**id)).is_ok()
        });
        changed.map(|(id, _)| *id).collect()
    }

    /// Notes that a client asked where the world stands.
    pub(crate) fn contacted(&self, user: UserId) {
        let mut state = self.state();
        let Some(account) = state.accounts.get_mut(&user) else {
            return;
        };
        if !std::mem::replace(&mut account.contacted, true) {
            state.subscriptions.emit(&WorldEvent::FirstContact { user });
        }
    }

    pub(crate) fn has_contacted(&self, user: UserId) -> bool {
        let state = self.state();
        let account = state.accounts.get(&user);
        account.is_some_and(|account| account.contacted)
    }
}

impl State {
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

impl Entry {
    /// The message it is about, unless it is a deletion.
    pub fn message(&self) -> Option<MessageKey> {
        match self.change {
            Change::New(key) | Change::Edited(key) => Some(key),
            Change::Deleted(_) => None,
        }
    }
}
