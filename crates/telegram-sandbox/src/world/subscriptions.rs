//! Subscriptions: connections to their account's mailboxes, scripts to everything.

use std::collections::BTreeMap;

use tokio::sync::mpsc;

use super::event::EVENTS_WAITING_MAX;
use super::{Entry, KeyId, SupergroupId, UserId, View, World, WorldEvent, WorldEvents};

/// The most updates that may wait for a connection before it has to ask for the difference instead.
const NOTICES_WAITING_MAX: usize = 1024;

/// A connection, by a number of the sandbox's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailboxId {
    /// The account's own.
    Account,
    /// A supergroup's.
    Supergroup(SupergroupId),
}

/// A change that an account's connections are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub place: MailboxId,
    pub entry: Entry,
    /// The message it is about, as it stood then; a deletion has none.
    pub view: Option<View>,
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
        let everything = (key, ConnectionId(0))..=(key, ConnectionId(u64::MAX));
        for sender in self.signing_in.range(everything).map(|(_, sender)| sender) {
            // One that is full has been told already.
            let _ = sender.try_send(());
        }
    }

    /// Tells an account's connections, but for the one that caused it: that one has its answer.
    pub(super) fn notify(&mut self, user: UserId, cause: Option<ConnectionId>, notice: &Notice) {
        let everything = (user, ConnectionId(0))..=(user, ConnectionId(u64::MAX));
        let unreachable: Vec<_> = self
            .connections
            .range(everything)
            .filter(|((_, connection), _)| Some(*connection) != cause)
            .filter(|(_, sender)| sender.try_send(notice.clone()).is_err())
            .map(|(key, _)| *key)
            .collect();
        for key in unreachable {
            self.connections.remove(&key);
        }
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
        let connections = &mut self.state().subscriptions.connections;
        connections.insert((user, connection), sender);
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
