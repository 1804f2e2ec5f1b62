//! A basic group that becomes a supergroup.

use super::state::State;
use super::{Conversation, GroupId, Peer, Refusal, Supergroup, SupergroupId, World};

impl World {
    /// Makes a supergroup of a basic group: everybody is over there from now on, messages are
    /// numbered from 1 again, and nothing can be written any more where they were. `None` when there
    /// is no such group, or it is gone already.
    pub fn migrate_group(&self, group: GroupId, to: SupergroupId) -> Option<Peer> {
        let date = self.now();
        let mut state = self.state();
        let left = state.groups.get_mut(&group)?;
        if left.migrated_to.is_some() {
            return None;
        }
        left.migrated_to = Some(to);
        let supergroup = Supergroup {
            id: to,
            title: left.title.clone(),
            username: None,
            creator: left.creator,
            members: left.members.clone(),
            date,
        };
        state.counters.migrations += 1;
        Some(state.add_supergroup(supergroup))
    }
}

impl State {
    /// Refuses to change what stands in a group that has moved.
    pub(super) fn refuse_if_moved(&self, conversation: Conversation) -> Result<(), Refusal> {
        let Conversation::Group(id) = conversation else {
            return Ok(());
        };
        let group = self.groups.get(&id);
        if group.is_some_and(|group| group.migrated_to.is_some()) {
            return Err(Refusal::PEER_ID_INVALID);
        }
        Ok(())
    }
}
