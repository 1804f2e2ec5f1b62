//! Everything there is, in one place.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::system::{Clock, Randomness};

use super::callbacks::Waiting;
use super::chat::Account;
use super::login::Logins;
use super::mailbox::Mailbox;
use super::sessions::Sessions;
use super::subscriptions::Subscriptions;
use super::{
    Body, Conversation, Counters, Entry, Group, GroupId, Ids, MailboxId, Message, MessageKey,
    Notice, Peer, Posted, QueryId, Refusal, ServerQuirks, Service, Supergroup, SupergroupId, User,
    UserId,
};
use super::{ConnectionId, Edit, WorldEvent};

/// The world's state. Its methods change it in whole steps.
pub(super) struct State {
    pub(super) accounts: BTreeMap<UserId, Account>,
    pub(super) groups: BTreeMap<GroupId, Group>,
    pub(super) supergroups: BTreeMap<SupergroupId, (Supergroup, Mailbox)>,
    /// Links by which strangers may join.
    pub(super) invitations: BTreeMap<Peer, String>,
    /// Groups in which only the creator may write.
    pub(super) muted: BTreeSet<Peer>,
    /// Deleted ones too: what was said stays known to the sandbox.
    pub(super) messages: BTreeMap<MessageKey, Message>,
    /// Edits that wait until their message was read.
    pub(super) edits_once_read: BTreeMap<MessageKey, Edit>,
    pub(super) sessions: Sessions,
    pub(super) logins: Logins,
    pub(super) waiting: BTreeMap<QueryId, Waiting>,
    pub(super) subscriptions: Subscriptions,
    pub(super) quirks: ServerQuirks,
    pub(super) counters: Counters,
    pub(super) randomness: Randomness,
    clock: Clock,
    last_message: u64,
    /// The key of access hashes.
    secret: [u8; 8],
}

/// A message to be put into boxes.
pub(super) struct Draft {
    pub(super) from: UserId,
    pub(super) conversation: Conversation,
    pub(super) body: Body,
    pub(super) reply_to: Option<MessageKey>,
    pub(super) forward: Option<super::Forward>,
    pub(super) via_bot: Option<UserId>,
    pub(super) service: Option<Service>,
}

impl State {
    pub(super) fn new(clock: Clock, randomness: Randomness) -> Self {
        let secret = randomness().to_le_bytes();
        Self {
            accounts: BTreeMap::new(),
            groups: BTreeMap::new(),
            supergroups: BTreeMap::new(),
            invitations: BTreeMap::new(),
            muted: BTreeSet::new(),
            messages: BTreeMap::new(),
            edits_once_read: BTreeMap::new(),
            sessions: Sessions::default(),
            logins: Logins::default(),
            waiting: BTreeMap::new(),
            subscriptions: Subscriptions::default(),
            quirks: ServerQuirks::default(),
            counters: Counters::default(),
            randomness,
            clock,
            last_message: 0,
            secret,
        }
    }

    pub(super) fn now(&self) -> i32 {
        unix_seconds(&self.clock)
    }

    pub(super) fn add_user(&mut self, user: User) -> UserId {
        let id = user.id;
        match self.accounts.get_mut(&id) {
            Some(account) => account.user = user,
            None => {
                self.accounts.insert(id, Account::new(user));
            }
        }
        id
    }

    pub(super) fn add_group(&mut self, group: Group) -> Peer {
        let id = group.id;
        let note = creation_note(group.creator, Conversation::Group(id), &group.title);
        self.groups.insert(id, group);
        self.put(note, None);
        Peer::Group(id)
    }

    pub(super) fn add_supergroup(&mut self, supergroup: Supergroup) -> Peer {
        let id = supergroup.id;
        let conversation = Conversation::Supergroup(id);
        let note = creation_note(supergroup.creator, conversation, &supergroup.title);
        self.supergroups.insert(id, (supergroup, Mailbox::new(0)));
        self.put(note, None);
        Peer::Supergroup(id)
    }

    /// The number without which a client can't address somebody; each viewer has its own.
    pub(super) fn access_hash(&self, viewer: UserId, peer: Peer) -> i64 {
        let digest = Sha256::new()
            .chain_update(self.secret)
            .chain_update(viewer.0.to_le_bytes())
            .chain_update(peer.bot_api_id().to_le_bytes())
            .finalize();
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&digest[..8]);
        i64::from_le_bytes(bytes)
    }

    /// Returns the users who have the conversation in a mailbox, or read the supergroup's.
    pub(super) fn participants(&self, conversation: Conversation) -> Vec<UserId> {
        match conversation {
            Conversation::Private(one, other) if one == other => vec![one],
            Conversation::Private(one, other) => vec![one, other],
            Conversation::Group(id) => {
                let group = self.groups.get(&id);
                group.map_or_else(Vec::new, |it| it.members.iter().copied().collect())
            }
            Conversation::Supergroup(id) => {
                let group = self.supergroups.get(&id);
                group.map_or_else(Vec::new, |(it, _)| it.members.iter().copied().collect())
            }
        }
    }

    /// Returns the conversation if `user` may read and write there.
    pub(super) fn enter(&self, user: UserId, peer: Peer) -> Result<Conversation, Refusal> {
        let (is_member, refusal) = match peer {
            Peer::User(other) => (self.accounts.contains_key(&other), Refusal::PEER_ID_INVALID),
            Peer::Group(id) => {
                let group = self.groups.get(&id);
                let is_member = group.is_some_and(|it| it.members.contains(&user));
                (is_member, Refusal::PEER_ID_INVALID)
            }
            Peer::Supergroup(id) => match self.supergroups.get(&id) {
                None => (false, Refusal::CHANNEL_INVALID),
                Some((it, _)) => (it.members.contains(&user), Refusal::CHANNEL_PRIVATE),
            },
        };
        is_member
            .then(|| Conversation::of(user, peer))
            .ok_or(refusal)
    }

    /// The box in which `viewer` finds a conversation.
    pub(super) fn mailbox(&self, viewer: UserId, conversation: Conversation) -> Option<&Mailbox> {
        match conversation {
            Conversation::Supergroup(id) => self.supergroups.get(&id).map(|(_, mailbox)| mailbox),
            Conversation::Private(..) | Conversation::Group(_) => {
                self.accounts.get(&viewer).map(|account| &account.mailbox)
            }
        }
    }

    /// The ids by which a message is (or was) known.
    pub(super) fn ids(&self, message: &Message) -> Ids {
        if let Conversation::Supergroup(id) = message.conversation {
            let mailbox = self.supergroups.get(&id).map(|(_, mailbox)| mailbox);
            return Ids::Shared(mailbox.and_then(|it| it.id_of(message.key)).unwrap_or(0));
        }
        let known = self.participants(message.conversation).into_iter();
        Ids::PerAccount(
            known
                .filter_map(|user| {
                    let id = self.accounts.get(&user)?.mailbox.id_of(message.key)?;
                    Some((user, id))
                })
                .collect(),
        )
    }

    /// Changes every box a conversation is in, and tells the connections of those who see it.
    pub(super) fn change(
        &mut self,
        conversation: Conversation,
        cause: Option<ConnectionId>,
        mut how: impl FnMut(&mut Mailbox) -> Option<Entry>,
    ) {
        let participants = self.participants(conversation);
        if let Conversation::Supergroup(id) = conversation {
            let Some((_, mailbox)) = self.supergroups.get_mut(&id) else {
                return;
            };
            let Some(entry) = how(mailbox) else { return };
            for user in participants {
                self.notify(user, cause, MailboxId::Supergroup(id), entry.clone());
            }
            return;
        }
        for user in participants {
            let Some(account) = self.accounts.get_mut(&user) else {
                continue;
            };
            if let Some(entry) = how(&mut account.mailbox) {
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
        let view = entry.message().and_then(|key| self.view_of(user, key));
        let notice = Notice { place, entry, view };
        self.subscriptions.notify(user, cause, &notice);
    }

    /// Puts a message into the boxes it belongs in.
    pub(super) fn put(&mut self, draft: Draft, cause: Option<ConnectionId>) -> Posted {
        let date = self.now();
        self.last_message += 1;
        let key = MessageKey(self.last_message);
        let message = Message {
            key,
            from: draft.from,
            conversation: draft.conversation,
            body: draft.body,
            reply_to: draft.reply_to,
            forward: draft.forward,
            via_bot: draft.via_bot,
            date,
            edit_date: None,
            service: draft.service,
        };
        let conversation = message.conversation;
        self.messages.insert(key, message.clone());
        self.change(conversation, cause, |mailbox| {
            Some(mailbox.add(key, conversation, date))
        });
        let ids = self.ids(&message);
        Posted {
            message: key,
            ids,
            date,
        }
    }

    pub(super) fn emit(&mut self, event: &WorldEvent) {
        self.subscriptions.emit(event);
    }
}

/// Telegram's own note with which a chat begins.
fn creation_note(from: UserId, conversation: Conversation, title: &str) -> Draft {
    Draft {
        from,
        conversation,
        body: Body {
            text: title.to_owned(),
            ..Body::default()
        },
        reply_to: None,
        forward: None,
        via_bot: None,
        service: Some(Service::ChatCreated),
    }
}

pub(super) fn unix_seconds(clock: &Clock) -> i32 {
    i32::try_from(clock().as_second()).unwrap_or(i32::MAX)
}
