//! Peers by number and by name, and those that appear in some messages.

use std::collections::BTreeSet;

use super::state::State;
use super::{Entity, Group, GroupId, Peer, Supergroup, SupergroupId, User, UserId, View, World};

/// The peers that appear in some messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeerSet {
    /// Users.
    pub users: Vec<User>,
    /// Basic groups.
    pub groups: Vec<Group>,
    /// Supergroups.
    pub supergroups: Vec<Supergroup>,
}

impl World {
    /// Returns all peers that appear in these messages, and these.
    pub(crate) fn peers_of(&self, views: &[View], peers: &[Peer]) -> PeerSet {
        self.state().peers_of(views, peers)
    }

    /// A user, if there is one.
    pub fn user(&self, id: UserId) -> Option<User> {
        let state = self.state();
        state.accounts.get(&id).map(|account| account.user.clone())
    }

    /// A basic group.
    pub fn group(&self, id: GroupId) -> Option<Group> {
        self.state().groups.get(&id).cloned()
    }

    /// A supergroup.
    pub fn supergroup(&self, id: SupergroupId) -> Option<Supergroup> {
        let state = self.state();
        state.supergroups.get(&id).map(|(group, _)| group.clone())
    }

    /// Returns the peer with a username; upper and lower case are the same.
    pub fn resolve(&self, username: &str) -> Option<Peer> {
        let state = self.state();
        let goes_by = |name: &Option<String>| {
            name.as_ref()
                .is_some_and(|name| name.eq_ignore_ascii_case(username))
        };
        let mut users = state.accounts.values().map(|account| &account.user);
        if let Some(user) = users.find(|user| goes_by(&user.username)) {
            return Some(Peer::User(user.id));
        }
        let mut groups = state.supergroups.values().map(|(group, _)| group);
        let group = groups.find(|group| goes_by(&group.username))?;
        Some(Peer::Supergroup(group.id))
    }

    /// The number without which `viewer`'s clients can't address somebody.
    pub fn access_hash(&self, viewer: UserId, peer: Peer) -> i64 {
        self.state().access_hash(viewer, peer)
    }
}

impl State {
    fn peers_of(&self, views: &[View], peers: &[Peer]) -> PeerSet {
        let mut seen: BTreeSet<Peer> = peers.iter().copied().collect();
        for view in views {
            let message = &view.message;
            seen.insert(message.conversation.seen_by(view.viewer));
            let forwarded = message.forward.as_ref().map(|forward| forward.from);
            let named = message.body.entities.iter().filter_map(Entity::user);
            let users = [
                Some(view.viewer),
                Some(message.from),
                message.via_bot,
                forwarded,
            ];
            seen.extend(users.into_iter().flatten().chain(named).map(Peer::User));
        }
        let mut peers = PeerSet::default();
        for peer in seen {
            match peer {
                Peer::User(id) => {
                    let account = self.accounts.get(&id);
                    peers
                        .users
                        .extend(account.map(|account| account.user.clone()));
                }
                Peer::Group(id) => peers.groups.extend(self.groups.get(&id).cloned()),
                Peer::Supergroup(id) => {
                    let group = self.supergroups.get(&id).map(|(group, _)| group.clone());
                    peers.supergroups.extend(group);
                }
            }
        }
        peers
    }
}
