//! Groups after they were made: their members, the right to write there, the ways in (a public name, an
//! invitation link), and a basic group that becomes a supergroup.

use super::state::State;
use super::{Conversation, Group, GroupId, Peer, Refusal, SupergroupId, UserId, World};

impl World {
    /// Has exactly these people in a group. What was said before stays with who heard it.
    pub fn set_members(&self, group: Peer, members: &[UserId]) {
        self.change_group(group, |it| it.members = members.iter().copied().collect());
    }

    /// Makes a supergroup public under this name, without the `@`; or private again.
    pub fn set_username(&self, supergroup: Peer, name: Option<&str>) {
        self.change_group(supergroup, |it| it.username = name.map(str::to_owned));
    }

    /// Gives a group an invitation link, which admins see; or takes it away.
    pub fn set_invitation(&self, group: Peer, link: Option<&str>) {
        self.change_group(group, |it| it.invitation = link.map(str::to_owned));
    }

    /// Has only the creator write in a group from now on.
    pub fn mute(&self, group: Peer) {
        self.change_group(group, |it| it.muted = true);
    }

    fn change_group(&self, group: Peer, change: impl FnOnce(&mut Group)) {
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
        let supergroup = Group {
            peer: Peer::Supergroup(to),
            invitation: None,
            muted: false,
            ..left.clone()
        };
        left.migrated_to = Some(to);
        state.counters.migrations += 1;
        Some(state.add_group(supergroup))
    }
}

impl State {
    /// Refuses whom a group is to hear nothing of.
    pub(super) fn refuse_if_muted(&self, user: UserId, group: Peer) -> Result<(), Refusal> {
        match self.groups.get(&group) {
            Some(group) if group.muted && group.creator != user => {
                Err(Refusal::CHAT_WRITE_FORBIDDEN)
            }
            _ => Ok(()),
        }
    }

    /// Refuses to change what stands in a group that has moved.
    pub(super) fn refuse_if_moved(&self, conversation: Conversation) -> Result<(), Refusal> {
        let group = conversation
            .group()
            .and_then(|group| self.groups.get(&group));
        if group.is_some_and(|group| group.migrated_to.is_some()) {
            return Err(Refusal::PEER_ID_INVALID);
        }
        Ok(())
    }
}
