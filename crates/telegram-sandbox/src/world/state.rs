//! Everything there is, in one place.

use std::collections::{BTreeMap, BTreeSet};

use crate::system::{Clock, Randomness};

use super::bots::Registered;
use super::callbacks::Waiting;
use super::chat::Account;
use super::event::Subscriptions;
use super::login::Logins;
use super::mailbox::Mailbox;
use super::payments::Payments;
use super::sessions::Device;
use super::{
    Body, ConnectionId, Conversation, Counters, Edit, Entry, Group, Ids, KeyId, MailboxId, Message,
    MessageKey, Notice, Peer, Posted, QueryId, Refusal, ServerQuirks, Service, SupergroupId,
    UserId,
};

/// The world's state. Its methods change it in whole steps.
pub(super) struct State {
    pub(super) accounts: BTreeMap<UserId, Account>,
    pub(super) groups: BTreeMap<Peer, Group>,
    pub(super) mailboxes: BTreeMap<SupergroupId, Mailbox>,
    /// Deleted ones too: what was said stays known to the sandbox.
    pub(super) messages: BTreeMap<MessageKey, Message>,
    pub(super) edits_once_read: BTreeMap<MessageKey, Edit>,
    pub(super) sessions: BTreeMap<KeyId, Device>,
    pub(super) logins: Logins,
    pub(super) bots: BTreeMap<UserId, Registered>,
    /// The pinned messages, the newest last.
    pub(super) pinned: BTreeMap<Conversation, Vec<MessageKey>>,
    pub(super) waiting: BTreeMap<QueryId, Waiting>,
    pub(super) payments: Payments,
    /// Who wants nothing more of whom.
    pub(super) blocked: BTreeSet<(UserId, UserId)>,
    pub(super) subscriptions: Subscriptions,
    pub(super) quirks: ServerQuirks,
    pub(super) counters: Counters,
    pub(super) randomness: Randomness,
    clock: Clock,
    last_message: u64,
    /// The number of messages that were kept back.
    pub(super) scheduled: i32,
    /// The key of access hashes.
    pub(super) secret: [u8; 8],
}

impl State {
    pub(super) fn new(clock: Clock, randomness: Randomness) -> Self {
        let secret = randomness().to_le_bytes();
        Self {
            accounts: BTreeMap::new(),
            groups: BTreeMap::new(),
            mailboxes: BTreeMap::new(),
            messages: BTreeMap::new(),
            edits_once_read: BTreeMap::new(),
            sessions: BTreeMap::new(),
            logins: Logins::default(),
            bots: BTreeMap::new(),
            pinned: BTreeMap::new(),
            waiting: BTreeMap::new(),
            payments: Payments::default(),
            blocked: BTreeSet::new(),
            subscriptions: Subscriptions::default(),
            quirks: ServerQuirks::default(),
            counters: Counters::default(),
            randomness,
            clock,
            last_message: 0,
            scheduled: 0,
            secret,
        }
    }

    pub(super) fn now(&self) -> i32 {
        unix_seconds(&self.clock)
    }

    pub(super) fn add_group(&mut self, group: Group) -> Peer {
        let (peer, from) = (group.peer, group.creator);
        if let Peer::Supergroup(id) = peer {
            self.mailboxes.insert(id, Mailbox::new(0));
        }
        let title = Body::text(&group.title);
        let date = self.now();
        self.groups.insert(peer, Group { date, ..group });
        let message = Message::new(from, Conversation::of(from, peer), title);
        self.put(Message { service: Some(Service::ChatCreated), ..message }, None);
        peer
    }

    /// Returns the users who have the conversation in a mailbox, or read the supergroup's.
    pub(super) fn participants(&self, conversation: Conversation) -> Vec<UserId> {
        if let Conversation::Private(one, other) = conversation {
            return if one == other { vec![one] } else { vec![one, other] };
        }
        let group = conversation.group().and_then(|group| self.groups.get(&group));
        group.map_or_else(Vec::new, |it| it.members.iter().copied().collect())
    }

    /// Returns the conversation if `user` may read and write there.
    pub(super) fn enter(&self, user: UserId, peer: Peer) -> Result<Conversation, Refusal> {
        let group = self.groups.get(&peer);
        let is_member = group.is_some_and(|group| group.members.contains(&user));
        match peer {
            Peer::User(other) if !self.accounts.contains_key(&other) => {
                Err(Refusal::PEER_ID_INVALID)
            }
            Peer::Group(_) if !is_member => Err(Refusal::PEER_ID_INVALID),
            Peer::Supergroup(_) if group.is_none() => Err(Refusal::CHANNEL_INVALID),
            Peer::Supergroup(_) if !is_member => Err(Refusal::CHANNEL_PRIVATE),
            _ => Ok(Conversation::of(user, peer)),
        }
    }

    pub(super) fn mailbox(&self, viewer: UserId, conversation: Conversation) -> Option<&Mailbox> {
        match conversation {
            Conversation::Supergroup(id) => self.mailboxes.get(&id),
            Conversation::Private(..) | Conversation::Group(_) => {
                self.accounts.get(&viewer).map(|account| &account.mailbox)
            }
        }
    }

    /// The ids by which a message is (or was) known.
    pub(super) fn ids(&self, message: &Message) -> Ids {
        if let Conversation::Supergroup(id) = message.conversation {
            let mailbox = self.mailboxes.get(&id);
            return Ids::Shared(mailbox.and_then(|it| it.id_of(message.key)).unwrap_or(0));
        }
        let known = self
            .participants(message.conversation)
            .into_iter()
            .filter_map(|user| Some((user, self.accounts.get(&user)?.mailbox.id_of(message.key)?)));
        Ids::PerAccount(known.collect())
    }

    /// Changes every box a conversation is in, and tells the connections of those who see it; `about`: those
    /// whom this message reaches.
    pub(super) fn change(
        &mut self,
        conversation: Conversation,
        about: Option<MessageKey>,
        cause: Option<ConnectionId>,
        mut how: impl FnMut(&mut Mailbox) -> Option<Entry>,
    ) {
        let mut participants = self.participants(conversation);
        if let Some(message) = about.and_then(|key| self.messages.get(&key)) {
            participants.retain(|user| self.reaches(*user, message));
        }
        if let Conversation::Supergroup(id) = conversation {
            let Some(entry) = self.mailboxes.get_mut(&id).and_then(how) else {
                return;
            };
            for user in participants {
                self.notify(user, cause, MailboxId::Supergroup(id), entry.clone());
            }
            return;
        }
        for user in participants {
            let account = self.accounts.get_mut(&user);
            if let Some(entry) = account.and_then(|account| how(&mut account.mailbox)) {
                self.notify(user, cause, MailboxId::Account, entry);
            }
        }
    }

    /// Tells a user's connections of a change, with the message as it stands now: it may be edited
    /// again before they read of it.
    fn notify(
        &mut self,
        user: UserId,
        cause: Option<ConnectionId>,
        place: MailboxId,
        entry: Entry,
    ) {
        let view = entry.message().and_then(|key| self.view_of(user, key)).map(Box::new);
        let is_of_payment = view.as_ref().is_some_and(|view| {
            matches!(view.message.service, Some(Service::Paid(_) | Service::Refunded(_)))
        });
        let times = if is_of_payment { self.quirks.payment_notices } else { 1 };
        let notice = Notice::Change { place, entry, view };
        for _ in 0..times {
            self.subscriptions.notify(user, cause, &notice);
        }
    }

    /// Numbers and dates a message, and puts it into the boxes it belongs in.
    pub(super) fn put(&mut self, mut message: Message, cause: Option<ConnectionId>) -> Posted {
        let date = self.now();
        self.last_message += 1;
        let key = MessageKey(self.last_message);
        (message.key, message.date) = (key, date);
        let conversation = message.conversation;
        self.messages.insert(key, message.clone());
        let add = |mailbox: &mut Mailbox| Some(mailbox.add(key, conversation, date));
        self.change(conversation, Some(key), cause, add);
        Posted { message: key, ids: self.ids(&message), date }
    }
}

pub(super) fn unix_seconds(clock: &Clock) -> i32 {
    i32::try_from(clock().as_second()).unwrap_or(i32::MAX)
}
