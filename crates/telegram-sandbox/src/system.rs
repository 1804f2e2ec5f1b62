//! Time and randomness: the machine's own, or others that a test brings.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells wall time. Any closure that returns a [`Timestamp`] is one.
pub trait Clock: Send + Sync + 'static {
    /// Returns the time in the sandbox.
    fn now(&self) -> Timestamp;
}

/// A source of random numbers. Any closure that returns them is one.
pub trait Randomness: Send + Sync + 'static {
    /// Returns a number that is uniform over all 64 bits.
    fn next_u64(&self) -> u64;
}

/// A shared [`Clock`].
pub type SharedClock = Arc<dyn Clock>;
/// A shared [`Randomness`].
pub type SharedRandomness = Arc<dyn Randomness>;

/// The machine's own clock and randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "the only place that asks")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl Randomness for System {
    #[expect(clippy::disallowed_methods, reason = "the only place that asks")]
    #[expect(clippy::expect_used, reason = "without randomness no key can be made")]
    fn next_u64(&self) -> u64 {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).expect("the operating system has no randomness to give");
        u64::from_le_bytes(bytes)
    }
}

impl<F: Fn() -> Timestamp + Send + Sync + 'static> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}

impl<F: Fn() -> u64 + Send + Sync + 'static> Randomness for F {
    fn next_u64(&self) -> u64 {
        self()
    }
}
