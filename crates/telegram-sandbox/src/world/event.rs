//! The events of a world, for the bot's script, the ledger and tests; and subscriptions: connections
//! to their account's mailboxes, scripts to everything.
#![expect(missing_docs, reason = "most fields are what their types say")]

use std::collections::BTreeMap;

use tokio::sync::mpsc;

use super::{
    CallbackAnswer, Entry, Ids, Invoice, KeyId, Message, MessageKey, Payment, Peer, PreCheckout,
    SupergroupId, UserId, Verdict, View, World,
};

/// The most events that may wait for a reader before it is given up.
const EVENTS_WAITING_MAX: usize = 65_536;

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
    /// A press was answered in time.
    CallbackAnswered { user: UserId, bot: UserId, message: MessageKey, answer: CallbackAnswer },
    /// A button was pressed that isn't there (any more); nobody is asked.
    CallbackRefused { user: UserId, message_id: i32 },
    /// A bot made a link of an invoice.
    InvoiceExported { slug: String, invoice: Invoice },
    /// A bot was asked whether somebody may pay.
    PreCheckout { query: QueryId, buyer: UserId, invoice: Invoice },
    /// It answered, or didn't.
    PreCheckoutEnded { query: QueryId, buyer: UserId, invoice: Invoice, verdict: Verdict },
    /// Somebody paid, which `message` says in their chat with the bot.
    Paid { payment: Payment, message: MessageKey },
    /// The money for it went back.
    Refunded { payment: Payment },
    /// A `random_id` came a second time.
    RandomIdReused {
        user: UserId,
        random_id: i64,
        /// True if the message was the same: a repeat. Otherwise the client misuses the key.
        same_message: bool,
    },
}

/// Reads what happens, from the moment it was asked for.
#[derive(Debug)]
pub struct WorldEvents {
    receiver: mpsc::Receiver<WorldEvent>,
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
    /// Answers to questions about payments that had been answered.
    pub pre_checkouts_answered_again: u32,
    /// Answers to such questions when nobody waited for them any more.
    pub pre_checkouts_answered_late: u32,
    /// Refunds of payments that had gone back.
    pub refunds_repeated: u32,
}

/// The most updates that may wait for a connection before it has to ask for the difference instead.
const NOTICES_WAITING_MAX: usize = 1024;

/// A connection, by a number of the sandbox's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// A box of messages: the account's own, or a supergroup's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailboxId {
    Account,
    Supergroup(SupergroupId),
}

/// The news that an account's connections are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    Change {
        place: MailboxId,
        entry: Entry,
        /// The message it is about, as it stood then; a deletion has none.
        view: Option<Box<View>>,
    },
    Tap(Tap),
    PreCheckout(Box<PreCheckout>),
    /// Telegram shows these words.
    Popup(String),
    /// What was kept back under a number of the queue's stands in the chat under an id.
    Scheduled {
        peer: Peer,
        scheduled: i32,
        id: i32,
    },
}

/// A press of a bot's button, as the bot sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tap {
    pub query: QueryId,
    pub user: UserId,
    pub peer: Peer,
    pub message_id: i32,
    pub data: Vec<u8>,
}

/// The connections and scripts that are told of changes.
#[derive(Debug, Default)]
pub(super) struct Subscriptions {
    connections: BTreeMap<(UserId, ConnectionId), mpsc::Sender<Notice>>,
    /// Those that show a QR code.
    signing_in: BTreeMap<(KeyId, ConnectionId), mpsc::Sender<()>>,
    scripts: Vec<mpsc::Sender<WorldEvent>>,
}

impl Subscriptions {
    /// Tells the connections of a key that the QR code they show was accepted.
    pub(super) fn token_accepted(&mut self, key: KeyId) {
        for (_, sender) in self.signing_in.iter().filter(|((whose, _), _)| *whose == key) {
            // One that is full has been told already.
            let _ = sender.try_send(());
        }
    }

    /// Tells an account's connections, but for the one that caused it: that one has its answer.
    pub(super) fn notify(&mut self, user: UserId, cause: Option<ConnectionId>, notice: &Notice) {
        self.connections.retain(|(whose, connection), sender| {
            *whose != user || Some(*connection) == cause || sender.try_send(notice.clone()).is_ok()
        });
    }

    pub(super) fn emit(&mut self, event: &WorldEvent) {
        self.scripts.retain(|sender| sender.try_send(event.clone()).is_ok());
    }
}

impl World {
    /// Tells everything that happens from now on, in order.
    pub fn events(&self) -> WorldEvents {
        let (sender, receiver) = mpsc::channel(EVENTS_WAITING_MAX);
        self.state().subscriptions.scripts.push(sender);
        WorldEvents { receiver }
    }

    /// Notices of what changes in the account's boxes, for one of its connections. The channel
    /// closes when the connection is too slow: then it has to ask for the difference.
    pub(crate) fn watch(&self, user: UserId, connection: ConnectionId) -> mpsc::Receiver<Notice> {
        let (sender, receiver) = mpsc::channel(NOTICES_WAITING_MAX);
        self.state().subscriptions.connections.insert((user, connection), sender);
        receiver
    }

    /// Tells a connection of nobody's when the QR code it shows was accepted.
    pub(crate) fn watch_tokens(&self, key: KeyId, connection: ConnectionId) -> mpsc::Receiver<()> {
        let (sender, receiver) = mpsc::channel(1);
        let mut state = self.state();
        let subscriptions = &mut state.subscriptions.signing_in;
        subscriptions.retain(|_, sender| !sender.is_closed());
        subscriptions.insert((key, connection), sender);
        receiver
    }
}
