//! Users and groups: as they are set up and change, by number and by name, and those that appear in
//! messages.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::mailbox::Mailbox;
use super::posting::{FirstUse, ReplyTo};
use super::state::State;
use super::{
    Conversation, EntityKind, GroupId, MessageKey, Peer, Refusal, SupergroupId, UserId, View, World,
};

/// The topic of a forum in which is what has no other.
const GENERAL: i32 = 1;

/// A user, human or bot.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "most fields are what their names say")]
pub struct User {
    pub id: UserId,
    pub first_name: String,
    pub last_name: Option<String>,
    /// Without the `@`.
    pub username: Option<String>,
    /// Digits only.
    pub phone: Option<String>,
    pub bot: bool,
    /// The language of their client, which bots are told.
    pub lang_code: Option<String>,
}

impl User {
    /// A human without a username.
    pub fn human(id: i64, first_name: impl Into<String>) -> Self {
        let (id, first_name) = (UserId(id), first_name.into());
        Self {
            id,
            first_name,
            last_name: None,
            username: None,
            phone: None,
            bot: false,
            lang_code: None,
        }
    }

    /// A bot.
    pub fn bot(id: i64, first_name: impl Into<String>, username: impl Into<String>) -> Self {
        Self { bot: true, ..Self::human(id, first_name).with_username(username) }
    }

    /// The same with a username, without the `@`.
    #[must_use]
    pub fn with_username(self, username: impl Into<String>) -> Self {
        Self { username: Some(username.into()), ..self }
    }
}

/// A group of either kind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "most fields are what their names say")]
pub struct Group {
    pub peer: Peer,
    pub title: String,
    /// Without the `@`; basic groups have none.
    pub username: Option<String>,
    pub creator: UserId,
    /// The members, the creator included.
    pub members: BTreeSet<UserId>,
    /// The time at which it was made, in unix seconds.
    pub date: i32,
    /// The link by which strangers may join.
    pub invitation: Option<String>,
    /// True if only the creator may write there.
    pub muted: bool,
    /// Those who may not write there, whatever the others may.
    pub may_not_write: BTreeSet<UserId>,
    /// Those who may not pin there.
    pub may_not_pin: BTreeSet<UserId>,
    /// The topics of a forum, by number, and whether they are closed; a group that is none has none.
    pub topics: BTreeMap<i32, bool>,
    /// The supergroup that a basic group has become.
    pub migrated_to: Option<SupergroupId>,
}

impl Group {
    pub(super) fn new(peer: Peer, title: &str, creator: UserId, members: &[UserId]) -> Self {
        Self {
            peer,
            title: title.to_owned(),
            username: None,
            creator,
            members: members.iter().copied().chain([creator]).collect(),
            date: 0,
            invitation: None,
            muted: false,
            may_not_write: BTreeSet::new(),
            may_not_pin: BTreeSet::new(),
            topics: BTreeMap::new(),
            migrated_to: None,
        }
    }
}

#[derive(Debug)]
pub(super) struct Account {
    pub(super) user: User,
    pub(super) mailbox: Mailbox,
    /// The idempotency keys that were used.
    pub(super) random_ids: BTreeMap<i64, FirstUse>,
    /// Up to which id incoming messages were read.
    pub(super) read_through: BTreeMap<Conversation, i32>,
    /// True once a client has asked for the state of its updates.
    pub(super) contacted: bool,
}

impl Account {
    pub(super) fn new(user: User) -> Self {
        // Every account counts for itself; numbers that differ show who mixes them up.
        let last_id = i32::try_from(user.id.0.rem_euclid(97)).unwrap_or(0) * 10;
        Self {
            user,
            mailbox: Mailbox::new(last_id),
            random_ids: BTreeMap::new(),
            read_through: BTreeMap::new(),
            contacted: false,
        }
    }
}

impl World {
    /// Returns all peers that appear in some messages.
    pub(crate) fn peers_in(views: &[View]) -> BTreeSet<Peer> {
        let mut peers = BTreeSet::new();
        for view in views {
            let message = &view.message;
            peers.insert(message.conversation.seen_by(view.viewer));
            let forwarded = message.forward.as_ref().map(|forward| forward.from);
            let named = message.body.entities.iter().filter_map(|entity| match entity.kind {
                EntityKind::TextMention(user) => Some(user),
                _ => None,
            });
            let users = [Some(view.viewer), Some(message.from), message.via_bot, forwarded];
            peers.extend(users.into_iter().flatten().chain(named).map(Peer::User));
        }
        peers
    }

    /// A user, if there is one.
    pub fn user(&self, id: UserId) -> Option<User> {
        self.state().accounts.get(&id).map(|account| account.user.clone())
    }

    /// A group of either kind, if there is one.
    pub fn group(&self, peer: Peer) -> Option<Group> {
        self.state().groups.get(&peer).cloned()
    }

    /// Returns the peer with a username; upper and lower case are the same.
    pub fn resolve(&self, username: &str) -> Option<Peer> {
        let state = self.state();
        let goes_by = |name: &Option<String>| {
            name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(username))
        };
        let user = state.accounts.values().find(|account| goes_by(&account.user.username));
        let group = || state.groups.values().find(|group| goes_by(&group.username));
        user.map(|account| Peer::User(account.user.id)).or_else(|| Some(group()?.peer))
    }

    /// The number without which a client can't address somebody; each viewer has its own.
    pub fn access_hash(&self, viewer: UserId, peer: Peer) -> i64 {
        let digest = Sha256::new()
            .chain_update(self.state().secret)
            .chain_update(viewer.0.to_le_bytes())
            .chain_update(peer.bot_api_id().to_le_bytes())
            .finalize();
        digest.first_chunk().map_or(0, |bytes| i64::from_le_bytes(*bytes))
    }

    /// Changes a group. What was said before stays with who heard it.
    pub fn change_group(&self, group: Peer, change: impl FnOnce(&mut Group)) {
        if let Some(group) = self.state().groups.get_mut(&group) {
            change(group);
        }
    }

    /// Makes a supergroup of a basic group: everybody is over there from now on, messages are
    /// numbered from 1 again, and nothing can be written any more where they were. `None` when there
    /// is no such group, or it is gone already.
    pub fn migrate_group(&self, group: GroupId, to: SupergroupId) -> Option<Peer> {
        let mut state = self.state();
        let left = state.groups.get_mut(&Peer::Group(group))?;
        if left.migrated_to.is_some() {
            return None;
        }
        let supergroup =
            Group { peer: Peer::Supergroup(to), invitation: None, muted: false, ..left.clone() };
        left.migrated_to = Some(to);
        state.counters.migrations += 1;
        Some(state.add_group(supergroup))
    }
}

impl State {
    /// Refuses whom a group is to hear nothing of.
    pub(super) fn refuse_if_muted(&self, user: UserId, group: Peer) -> Result<(), Refusal> {
        let muted = |group: &Group| {
            group.creator != user && (group.muted || group.may_not_write.contains(&user))
        };
        let refused = self.groups.get(&group).is_some_and(muted);
        if refused { Err(Refusal::CHAT_WRITE_FORBIDDEN) } else { Ok(()) }
    }

    /// The topic of a forum that a message is for; `None` outside of forums.
    pub(super) fn topic(
        &self,
        user: UserId,
        conversation: Conversation,
        reply_to: Option<&ReplyTo>,
    ) -> Result<Option<i32>, Refusal> {
        let group = conversation.group().and_then(|group| self.groups.get(&group));
        let Some(group) = group.filter(|group| !group.topics.is_empty()) else {
            return Ok(None);
        };
        let mailbox = self.mailbox(user, conversation);
        let named = match reply_to {
            Some(ReplyTo::Id(id)) if group.topics.contains_key(id) => Some(*id),
            Some(ReplyTo::Id(id)) => mailbox.and_then(|mailbox| self.topic_of(mailbox.get(*id)?)),
            Some(ReplyTo::Message(key)) => self.topic_of(*key),
            None => None,
        };
        let topic = named.unwrap_or(GENERAL);
        let is_closed = group.topics.get(&topic).is_none_or(|closed| *closed);
        if is_closed && group.creator != user {
            Err(Refusal::TOPIC_CLOSED)
        } else {
            Ok(Some(topic))
        }
    }

    fn topic_of(&self, message: MessageKey) -> Option<i32> {
        self.messages.get(&message)?.topic
    }

    /// Refuses to change what stands in a group that has moved.
    pub(super) fn refuse_if_moved(&self, conversation: Conversation) -> Result<(), Refusal> {
        let group = conversation.group().and_then(|group| self.groups.get(&group));
        let moved = group.is_some_and(|group| group.migrated_to.is_some());
        if moved { Err(Refusal::PEER_ID_INVALID) } else { Ok(()) }
    }
}
