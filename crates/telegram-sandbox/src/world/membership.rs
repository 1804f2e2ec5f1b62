//! Members of groups, the right to write there, and the ways in: a public name, an
//! invitation link.

use super::state::State;
use super::{Peer, Refusal, UserId, World};

impl World {
    /// Has exactly these people in a group. What was said before stays with who heard it.
    pub fn set_members(&self, group: Peer, members: &[UserId]) {
        let mut state = self.state();
        let members = members.iter().copied().collect();
        match group {
            Peer::Group(id) => {
                if let Some(group) = state.groups.get_mut(&id) {
                    group.members = members;
                }
            }
            Peer::Supergroup(id) => {
                if let Some((group, _)) = state.supergroups.get_mut(&id) {
                    group.members = members;
                }
            }
            Peer::User(_) => {}
        }
    }

    /// Makes a supergroup public under this name, without the `@`; or private again.
    pub fn set_username(&self, supergroup: Peer, name: Option<&str>) {
        if let Peer::Supergroup(id) = supergroup
            && let Some((group, _)) = self.state().supergroups.get_mut(&id)
        {
            group.username = name.map(str::to_owned);
        }
    }

    /// Gives a group an invitation link, which admins see; or takes it away.
    pub fn set_invitation(&self, group: Peer, link: Option<&str>) {
        let invitations = &mut self.state().invitations;
        match link {
            Some(link) => invitations.insert(group, link.to_owned()),
            None => invitations.remove(&group),
        };
    }

    /// A group's invitation link.
    pub fn invitation(&self, group: Peer) -> Option<String> {
        self.state().invitations.get(&group).cloned()
    }

    /// Has only the creator write in a group from now on.
    pub fn mute(&self, group: Peer) {
        self.state().muted.insert(group);
    }

    /// Returns true if only the creator may write in a group.
    pub fn is_muted(&self, group: Peer) -> bool {
        self.state().muted.contains(&group)
    }
}

impl State {
    /// Refuses whom a group is to hear nothing of.
    pub(super) fn refuse_if_muted(&self, user: UserId, group: Peer) -> Result<(), Refusal> {
        let creator = match group {
            Peer::Group(id) => self.groups.get(&id).map(|group| group.creator),
            Peer::Supergroup(id) => self.supergroups.get(&id).map(|(group, _)| group.creator),
            Peer::User(_) => None,
        };
        if self.muted.contains(&group) && creator != Some(user) {
            return Err(Refusal::CHAT_WRITE_FORBIDDEN);
        }
        Ok(())
    }
}
