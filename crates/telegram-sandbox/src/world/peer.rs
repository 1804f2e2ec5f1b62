//! Users, groups, and the places a message can be sent to.
#![expect(missing_docs, reason = "most variants are what their names say")]

use std::fmt;

/// A user, human or bot, by Telegram's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub i64);

impl fmt::Display for UserId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A basic group, by Telegram's number without a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub i64);

/// A supergroup, by Telegram's number without the `-100` in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SupergroupId(pub i64);

/// The number from which the Bot API subtracts a supergroup's.
const SUPERGROUP_BASE: i64 = -1_000_000_000_000;

/// The place a message is sent to, as its sender sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Peer {
    /// The private chat with a user; with oneself: Saved Messages.
    User(UserId),
    Group(GroupId),
    Supergroup(SupergroupId),
}

impl Peer {
    /// The number people and the Bot API know the chat by: `7`, `-7`, `-1000000000007`.
    pub fn bot_api_id(self) -> i64 {
        match self {
            Self::User(user) => user.0,
            Self::Group(group) => -group.0,
            Self::Supergroup(supergroup) => SUPERGROUP_BASE - supergroup.0,
        }
    }
}

/// A conversation, the same for all who take part in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conversation {
    /// Between two users, the smaller number first; twice the same: Saved Messages.
    Private(UserId, UserId),
    Group(GroupId),
    Supergroup(SupergroupId),
}

impl Conversation {
    /// The conversation that `viewer` means by `peer`.
    pub fn of(viewer: UserId, peer: Peer) -> Self {
        match peer {
            Peer::User(other) => Self::Private(viewer.min(other), viewer.max(other)),
            Peer::Group(group) => Self::Group(group),
            Peer::Supergroup(supergroup) => Self::Supergroup(supergroup),
        }
    }

    pub(super) fn group(self) -> Option<Peer> {
        match self {
            Self::Private(..) => None,
            Self::Group(group) => Some(Peer::Group(group)),
            Self::Supergroup(id) => Some(Peer::Supergroup(id)),
        }
    }

    /// Returns the conversation as `viewer` sees it; the first of two users for somebody outside of it.
    pub fn seen_by(self, viewer: UserId) -> Peer {
        match self {
            Self::Private(first, second) if first == viewer => Peer::User(second),
            Self::Private(first, _) => Peer::User(first),
            Self::Group(group) => Peer::Group(group),
            Self::Supergroup(supergroup) => Peer::Supergroup(supergroup),
        }
    }
}
