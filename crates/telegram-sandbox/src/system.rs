//! Time and randomness: the machine's own, unless a test brings others.

use std::sync::Arc;

use jiff::Timestamp;

/// The wall clock of a world.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;
/// A source of random numbers, uniform over all 64 bits.
pub type Randomness = Arc<dyn Fn() -> u64 + Send + Sync>;

#[expect(clippy::disallowed_methods, reason = "the only place that asks")]
pub(crate) fn clock() -> Clock {
    Arc::new(Timestamp::now)
}

pub(crate) fn randomness() -> Randomness {
    Arc::new(random_number)
}

#[expect(clippy::disallowed_methods, reason = "the only place that asks")]
#[expect(clippy::expect_used, reason = "without randomness no key can be made")]
fn random_number() -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("the operating system has no randomness to give");
    u64::from_le_bytes(bytes)
}
