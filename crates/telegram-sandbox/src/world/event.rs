//! The events of a world, for the bot's script, the ledger and tests.

use tokio::sync::mpsc;

use super::{Ids, Message, MessageKey, Peer, UserId};

/// The most events that may wait for a reader before it is given up.
pub(super) const EVENTS_WAITING_MAX: usize = 65_536;

/// The source of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A client, over the wire.
    Client,
    /// A script inside the sandbox: a bot, the owner's own hand.
    Script,
}

/// A question to a bot that waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueryId(pub i64);

/// An event of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "most fields are what their types say")]
pub enum WorldEvent {
    /// A client of this user asked where the world stands (`updates.getState`, `getDifference`),
    /// for the first time.
    FirstContact { user: UserId },
    /// A message was sent.
    Message {
        origin: Origin,
        /// The place, as the sender sees it.
        to: Peer,
        message: Message,
        ids: Ids,
        /// The client's idempotency key.
        random_id: Option<i64>,
    },
    /// A message was edited; it reads so now.
    Edited { origin: Origin, message: Message, ids: Ids },
    /// Messages were deleted.
    Deleted { origin: Origin, user: UserId, messages: Vec<MessageKey> },
    /// A button was pressed; the presser waits for [`answer_callback`](super::World::answer_callback).
    Callback {
        query: QueryId,
        user: UserId,
        bot: UserId,
        message: MessageKey,
        /// The id by which the presser knows the message.
        message_id: i32,
        data: Vec<u8>,
    },
    /// A button was pressed that isn't there (any more); nobody is asked.
    CallbackRefused {
        user: UserId,
        /// The id that was given.
        message_id: i32,
        /// The data that was sent.
        data: Vec<u8>,
        /// Telegram's answer.
        error: &'static str,
    },
    /// A `random_id` came a second time.
    RandomIdReused {
        user: UserId,
        random_id: i64,
        /// True if the message was the same: a repeat. Otherwise the client misuses the key.
        same_message: bool,
        /// True if the first was still remembered. Otherwise there is a second message now.
        remembered: bool,
    },
}

/// Reads what happens, from the moment it was asked for.
#[derive(Debug)]
pub struct WorldEvents {
    pub(super) receiver: mpsc::Receiver<WorldEvent>,
}

impl WorldEvents {
    /// The next thing that happens. `None` when the world is gone, or the reader was so slow that
    /// it was given up. Safe to drop.
    pub async fn next(&mut self) -> Option<WorldEvent> {
        self.receiver.recv().await
    }

    /// Returns the next event if it has already happened.
    pub fn try_next(&mut self) -> Option<WorldEvent> {
        self.receiver.try_recv().ok()
    }
}

/// Counts over all clients since the world began; scripts don't count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Messages that clients made stand in a chat.
    pub messages: u64,
    pub edits: u64,
    /// Presses that a bot was asked about.
    pub presses: u64,
    /// Presses of buttons that aren't there.
    pub presses_refused: u64,
    /// Repeats of the same message under the same `random_id`.
    pub random_ids_repeated: u64,
    /// Other messages under a `random_id` that was used before.
    pub random_ids_misused: u64,
    pub differences_too_long: u32,
    pub migrations: u32,
}
