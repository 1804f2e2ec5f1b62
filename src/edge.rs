//! The only place that asks the machine for the time, for randomness and for the environment.
//!
//! Everything else is handed a [`Clock`] and [`Randomness`], so that the same code can be driven on
//! another clock and with other dice.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells wall time. Monotonic waiting is `tokio::time`'s.
pub trait Clock: Send + Sync + 'static {
    /// Now, as this machine believes.
    fn now(&self) -> Timestamp;
}

/// A source of random numbers.
pub trait Randomness: Send + Sync + 'static {
    /// Uniform over all 64 bits.
    fn next_u64(&self) -> u64;
}

/// A shared [`Clock`].
pub type SharedClock = Arc<dyn Clock>;
/// A shared [`Randomness`].
pub type SharedRandomness = Arc<dyn Randomness>;

/// The machine's own clock and randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct Machine;

impl Clock for Machine {
    #[expect(clippy::disallowed_methods, reason = "this is the edge")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl Randomness for Machine {
    #[expect(clippy::disallowed_methods, reason = "this is the edge")]
    #[expect(
        clippy::expect_used,
        reason = "a machine without randomness can't keep any promise"
    )]
    fn next_u64(&self) -> u64 {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).expect("the operating system has no randomness to give");
        u64::from_le_bytes(bytes)
    }
}

/// The value of an environment variable; `None` when unset or not Unicode.
#[expect(clippy::disallowed_methods, reason = "this is the edge")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
