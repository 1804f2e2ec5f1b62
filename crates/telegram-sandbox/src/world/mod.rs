//! The state of a small Telegram: users, chats, messages, and who may do what.
//!
//! [`World`] is a cheap handle; all handles share one state. Scripts (a bot, the owner's own hand,
//! tests) act through its methods and watch it through [`World::events`]; clients reach the same
//! state through the data centre, which only translates.
//!
//! - `chat`, `peer`, `message`, `text`: what there is.
//! - `mailbox`: message ids and `pts`, for each account and each supergroup.
//! - `bots`: accounts that have a token instead of a phone number.
//! - `state`: all of it together. What can be done with it: `posting`, `scheduling`, `editing`,
//!   `callbacks`, `history`, `sessions`; `login`: how somebody signs in.
//! - `payments`: what bots ask for, and what is paid.
//! - `quirks`, `refusal`: how Telegram answers.
//! - `event`: who is told of what.

mod bots;
mod callbacks;
mod chat;
mod editing;
mod event;
mod history;
mod login;
mod mailbox;
mod message;
mod payments;
mod peer;
mod posting;
mod quirks;
mod refusal;
mod scheduling;
mod sessions;
mod state;
mod text;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::system::{self, Clock, Randomness};

pub use bots::BotCommand;
pub use callbacks::CallbackAnswer;
pub use chat::{Group, User};
pub use editing::Edit;
pub use event::{ConnectionId, Counters, MailboxId, Origin, QueryId, WorldEvent, WorldEvents};
pub(crate) use event::{Notice, Tap};
pub(crate) use history::Difference;
pub use history::{Dialog, HistoryRange, Page, View};
pub use login::{AccountStatus, Registration, SERVICE};
pub(crate) use login::{CodeKind, CodeSent, PasswordQuestion, Proof, TokenAnswer};
pub(crate) use mailbox::{Change, Entry};
pub use message::{Body, Form, Forward, Ids, Message, MessageKey, Posted, Service};
pub(crate) use payments::PreCheckout;
pub use payments::{Invoice, InvoiceSource, Payment, PaymentForm, STARS, Tender, Verdict};
pub use peer::{Conversation, GroupId, Peer, SupergroupId, UserId};
pub use posting::{Actor, Post, ReplyTo};
pub use quirks::{RepeatAnswer, ReplyToMissing, ServerQuirks};
pub use refusal::Refusal;
pub(crate) use sessions::HOME_DATA_CENTRE;
pub use sessions::{AuthKey, ClientInfo, DeviceInfo, KeyId, Login};
pub use text::{Entity, EntityKind, InlineAction, InlineButton, Key, Markup};

use chat::Account;
use state::State;

/// A small Telegram. Clones share it.
#[derive(Clone)]
pub struct World {
    state: Arc<Mutex<State>>,
    clock: Clock,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// Makes an empty world that goes by the machine's clock.
    pub fn new() -> Self {
        Self::with(system::clock(), system::randomness())
    }

    /// Makes an empty world with a clock and a source of keys and access hashes of its own.
    pub fn with(clock: Clock, randomness: Randomness) -> Self {
        let state = State::new(Arc::clone(&clock), randomness);
        Self { state: Arc::new(Mutex::new(state)), clock }
    }

    /// The state, for a moment: never held across an `await`.
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere is told elsewhere; the state is changed in whole steps.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This Telegram's time, in unix seconds.
    pub fn now(&self) -> i32 {
        state::unix_seconds(&self.clock)
    }

    /// Gives the next message in a user's own mailbox this id; ids never go back.
    pub fn number_messages_from(&self, user: UserId, id: i32) {
        if let Some(account) = self.state().accounts.get_mut(&user) {
            account.mailbox.number_from(id);
        }
    }

    /// Brings a user into the world. An older one with the same number keeps its messages.
    pub fn add_user(&self, user: User) -> UserId {
        let id = user.id;
        let mut state = self.state();
        match state.accounts.get_mut(&id) {
            Some(account) => account.user = user,
            None => drop(state.accounts.insert(id, Account::new(user))),
        }
        id
    }

    /// Makes a basic group. The creator becomes a member too.
    pub fn add_group(&self, id: i64, title: &str, creator: UserId, members: &[UserId]) -> Peer {
        let peer = Peer::Group(GroupId(id));
        self.state().add_group(Group::new(peer, title, creator, members))
    }

    /// Makes a supergroup. The creator becomes a member too.
    pub fn add_supergroup(
        &self,
        id: i64,
        title: &str,
        creator: UserId,
        members: &[UserId],
    ) -> Peer {
        let peer = Peer::Supergroup(SupergroupId(id));
        self.state().add_group(Group::new(peer, title, creator, members))
    }

    /// The behaviour of the server.
    pub fn quirks(&self) -> ServerQuirks {
        self.state().quirks
    }

    /// Makes it behave otherwise.
    pub fn set_quirks(&self, quirks: ServerQuirks) {
        self.state().quirks = quirks;
    }

    /// Returns the counts of what clients did so far.
    pub fn counters(&self) -> Counters {
        self.state().counters
    }
}
