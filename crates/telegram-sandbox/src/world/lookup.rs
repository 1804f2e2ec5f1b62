//! Peers by number and by name, and those that appear in some messages.

use std::collections::BTreeSet;

use super::{Entity, Group, Peer, User, UserId, View, World};

impl World {
    /// Returns all peers that appear in some messages.
    pub(crate) fn peers_in(views: &[View]) -> BTreeSet<Peer> {
        let mut peers = BTreeSet::new();
        for view in views {
            let message = &view.message;
            peers.insert(message.conversation.seen_by(view.viewer));
            let forwarded = message.forward.as_ref().map(|forward| forward.from);
            let named = message.body.entities.iter().filter_map(Entity::user);
            let users = [
                Some(view.viewer),
                Some(message.from),
                message.via_bot,
                forwarded,
            ];
            peers.extend(users.into_iter().flatten().chain(named).map(Peer::User));
        }
        peers
    }

    /// A user, if there is one.
    pub fn user(&self, id: UserId) -> Option<User> {
        let state = self.state();
        state.accounts.get(&id).map(|account| account.user.clone())
    }

    /// A group of either kind, if there is one.
    pub fn group(&self, peer: Peer) -> Option<Group> {
        self.state().groups.get(&peer).cloned()
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
        let mut groups = state.groups.values();
        let group = groups.find(|group| goes_by(&group.username))?;
        Some(group.peer)
    }

    /// The number without which `viewer`'s clients can't address somebody.
    pub fn access_hash(&self, viewer: UserId, peer: Peer) -> i64 {
        self.state().access_hash(viewer, peer)
    }
}
