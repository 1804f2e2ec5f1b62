//! The state of a small Telegram: users, chats, messages, and who may do what.
//!
//! [`World`] is a cheap handle; all handles share one state. Scripts (a bot, the owner's own hand,
//! tests) act through its methods and watch it through [`World::happenings`]; clients reach the same
//! state through the data centre, which only translates.
//!
//! - `chat`, `peer`, `message`, `text`: what there is.
//! - `mailbox`: message ids and `pts`, for each account and each supergroup.
//! - `state`: all of it together. What can be done with it: `posting`, `changing`, `moving`, `pressing`,
//!   `reading`, `following`, `people`, `sessions`; `login`: how somebody signs in.
//! - `random_ids`, `manners`, `refusal`: how Telegram answers.
//! - `watching`, `happening`, `counters`: who is told.

mod changing;
mod chat;
mod counters;
mod entrances;
mod following;
mod happening;
mod login;
mod mailbox;
mod manners;
mod message;
mod moving;
mod peer;
mod people;
mod posting;
mod pressing;
mod random_ids;
mod reading;
mod refusal;
mod sessions;
mod state;
mod text;
mod watching;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::system::{SharedClock, SharedRandomness};

pub use changing::Edit;
pub use chat::{Group, Supergroup, User};
pub use counters::Counters;
pub use following::Difference;
pub use happening::{Happening, Happenings, Origin, QueryId};
pub use login::{
    CodeKind, CodeSent, DeviceInfo, PasswordQuestion, Proof, Registration, SERVICE, SignedIn,
    Standing, TokenAnswer,
};
pub use mailbox::{Change, Entry};
pub use manners::{Manners, RepeatAnswer, ReplyToMissing};
pub use message::{Body, Forward, Ids, Message, MessageKey, Posted, Service};
pub use peer::{Conversation, GroupId, Peer, SupergroupId, UserId};
pub use people::Cast;
pub use posting::{Actor, Post, ReplyTo};
pub use pressing::CallbackAnswer;
pub use reading::{Dialog, Page, Stretch, View};
pub use refusal::Refusal;
pub use sessions::{AuthKey, ClientInfo, HOME_DATA_CENTRE, KeyId, Login};
pub use text::{Entity, EntityKind, InlineAction, InlineButton, Key, KeyAction, Markup};
pub use watching::{BoxName, ConnectionId, Notice};

use state::State;

/// A small Telegram. Clones share it.
#[derive(Clone)]
pub struct World {
    state: Arc<Mutex<State>>,
    clock: SharedClock,
}

impl World {
    /// An empty world.
    pub fn new(clock: SharedClock, randomness: SharedRandomness) -> Self {
        let state = Arc::new(Mutex::new(State::new(randomness)));
        Self { state, clock }
    }

    /// The state, for a moment: never held across an `await`.
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere is told elsewhere; the state is changed in whole steps.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This Telegram's time, in unix seconds.
    pub fn now(&self) -> i32 {
        i32::try_from(self.clock.now().as_second()).unwrap_or(i32::MAX)
    }

    /// Brings a user into the world. An older one with the same number keeps its messages.
    pub fn add_user(&self, user: User) -> UserId {
        self.state().add_user(user)
    }

    /// Makes a basic group. The creator becomes a member too.
    pub fn add_group(&self, id: i64, title: &str, creator: UserId, members: &[UserId]) -> Peer {
        let group = Group {
            id: GroupId(id),
            title: title.to_owned(),
            creator,
            members: members.iter().copied().chain([creator]).collect(),
            date: self.now(),
            migrated_to: None,
        };
        self.state().add_group(group)
    }

    /// Makes a supergroup. The creator becomes a member too.
    pub fn add_supergroup(
        &self,
        id: i64,
        title: &str,
        creator: UserId,
        members: &[UserId],
    ) -> Peer {
        let supergroup = Supergroup {
            id: SupergroupId(id),
            title: title.to_owned(),
            username: None,
            creator,
            members: members.iter().copied().chain([creator]).collect(),
            date: self.now(),
        };
        self.state().add_supergroup(supergroup)
    }

    /// Tells everything that happens from now on, in order.
    pub fn happenings(&self) -> Happenings {
        self.state().watching.script()
    }

    /// How this Telegram behaves.
    pub fn manners(&self) -> Manners {
        self.state().manners
    }

    /// Makes it behave otherwise.
    pub fn set_manners(&self, manners: Manners) {
        self.state().manners = manners;
    }

    /// What clients did so far.
    pub fn counters(&self) -> Counters {
        self.state().counters
    }
}
