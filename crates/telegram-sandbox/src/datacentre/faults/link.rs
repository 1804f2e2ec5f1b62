//! Faults of connections and of what goes over them, for a while.

use std::time::Duration;

/// A fault of updates on their way to clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UpdateFault {
    /// They arrive.
    #[default]
    None,
    /// They are lost; only the difference and the history tell.
    Drop,
    /// Each arrives twice.
    Duplicate,
    /// Each second one overtakes the one before it.
    Swap,
}

/// A fault of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkFault {
    /// They work.
    #[default]
    None,
    /// New ones are closed at once; those that stand, stay.
    Refuse,
    /// Old and new ones stay open, and nothing is answered; nothing takes effect. Afterwards all of
    /// them work again.
    Silent,
    /// New ones are told that their key is unknown (−404).
    UnknownKey,
    /// Everything vanishes, both ways, and nobody hangs up. What was connected, or connects
    /// meanwhile, stays dead when it is over; new connections work then.
    Blackhole,
}

/// The delay of answers and updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latency {
    pub least: Duration,
    pub most: Duration,
}

/// An answer that no server should give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Garbage {
    /// It is meant for another session.
    OtherSession,
    /// A packet that was not made with the key.
    Noise,
    /// Something else than what was asked for.
    Nonsense,
    /// Nothing, where there should be an answer.
    Empty,
}

/// The age of a connection, counted in black holes: one from before the last is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct ConnectionEpoch(pub(super) u64);
