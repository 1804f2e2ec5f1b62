//! The two chats that matter: found once, pinned in the session, addressed from there.
//!
//! - [`tribute`]: by its pinned id; a name alone is no trust.
//! - [`moderators`]: by id, name, or "me", if we may write there; followed when a basic group becomes a
//!   supergroup.

pub(super) mod moderators;
pub(super) mod tribute;

use grammers_client::session::types::{PeerId, PeerRef};

use crate::order::{Untrusted, UserId};

/// How the configuration names the moderators' chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModeratorsAddress {
    /// Saved Messages.
    Me,
    /// A username, without `@`.
    Username(String),
    /// An id as bots see it: `-100…` for a supergroup or channel, `-…` for a basic group, else a user.
    Id(PeerId),
}

impl ModeratorsAddress {
    /// The chat that bots know by this id; `None` for a number that no chat has.
    pub fn of_id(id: i64) -> Option<Self> {
        PeerId::from_bot_api_dialog_id(id).map(Self::Id)
    }
}

/// The moderators' chat as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeratorsChat {
    /// Its id as bots see it; "me" is the seller's own.
    pub id: i64,
    /// What it is called; empty for a person's chat.
    pub title: Untrusted,
    /// Whether anybody can find it and join.
    pub public: bool,
}

/// Where calls about a chat go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// How it is addressed.
    pub peer: PeerRef,
    /// Which peer its messages carry: "me" is addressed by no id, but has one.
    pub id: PeerId,
}

impl Place {
    /// A place that is addressed by its own id.
    pub fn of(peer: PeerRef) -> Self {
        Self { peer, id: peer.id }
    }

    /// Saved Messages.
    pub fn saved_messages(seller: UserId) -> Option<Self> {
        Some(Self { peer: PeerId::self_user().to_ambient_ref(), id: PeerId::user(seller.0)? })
    }
}

impl std::fmt::Display for ModeratorsAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Me => f.write_str("me"),
            Self::Username(name) => write!(f, "@{name}"),
            Self::Id(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_as_they_are_written() {
        for id in [-1_001_234_567_890, -7, 111] {
            let address = ModeratorsAddress::of_id(id).unwrap();
            assert_eq!(address.to_string(), id.to_string());
        }
        let named = ModeratorsAddress::Username("moderators_1".to_owned());
        assert_eq!(named.to_string(), "@moderators_1");
        assert_eq!(ModeratorsAddress::Me.to_string(), "me");
    }

    #[test]
    fn not_every_number_is_a_chats() {
        for id in [0, -999_999_999_999_999, i64::MIN] {
            assert_eq!(ModeratorsAddress::of_id(id), None, "{id}");
        }
    }
}
