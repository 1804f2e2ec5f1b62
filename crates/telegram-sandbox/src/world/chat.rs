//! Users and groups as they are set up.

use std::collections::{BTreeMap, BTreeSet};

use super::mailbox::Mailbox;
use super::random_ids::RandomIds;
use super::{Conversation, Peer, SupergroupId, UserId};

/// A user, human or bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its number.
    pub id: UserId,
    /// The name it shows.
    pub first_name: String,
    /// The second half of the name.
    pub last_name: Option<String>,
    /// Without the `@`.
    pub username: Option<String>,
    /// Digits only.
    pub phone: Option<String>,
    /// True for a bot.
    pub bot: bool,
}

impl User {
    /// A human without a username.
    pub fn human(id: i64, first_name: impl Into<String>) -> Self {
        Self {
            id: UserId(id),
            first_name: first_name.into(),
            last_name: None,
            username: None,
            phone: None,
            bot: false,
        }
    }

    /// A bot.
    pub fn bot(id: i64, first_name: impl Into<String>, username: impl Into<String>) -> Self {
        Self {
            bot: true,
            ..Self::human(id, first_name).with_username(username)
        }
    }

    /// The same with a username, without the `@`.
    #[must_use]
    pub fn with_username(self, username: impl Into<String>) -> Self {
        Self {
            username: Some(username.into()),
            ..self
        }
    }
}

/// A group of either kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The basic group, or the supergroup.
    pub peer: Peer,
    /// The name it shows.
    pub title: String,
    /// Without the `@`; basic groups have none.
    pub username: Option<String>,
    /// The creator.
    pub creator: UserId,
    /// The members, the creator included.
    pub members: BTreeSet<UserId>,
    /// The time at which it was made, in unix seconds.
    pub date: i32,
    /// The link by which strangers may join.
    pub invitation: Option<String>,
    /// True if only the creator may write there.
    pub muted: bool,
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
            migrated_to: None,
        }
    }
}

/// A user's account.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) user: User,
    pub(super) mailbox: Mailbox,
    pub(super) random_ids: RandomIds,
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
            random_ids: RandomIds::default(),
            read_through: BTreeMap::new(),
            contacted: false,
        }
    }
}
