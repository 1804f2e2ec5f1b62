//! Time and randomness: the machine's own, unless a test brings others; numbers that look random.

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

#[expect(clippy::disallowed_methods, reason = "the only place that asks")]
#[expect(clippy::expect_used, reason = "without randomness no key can be made")]
pub(crate) fn randomness() -> Randomness {
    Arc::new(|| {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).expect("the operating system has no randomness to give");
        u64::from_le_bytes(bytes)
    })
}

/// `SplitMix64`: small, even enough, and the same on every machine.
#[derive(Clone, Debug, Default)]
pub struct SeededRng {
    state: u64,
}

impl SeededRng {
    /// Thrown from `seed`.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Uniform over all 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of the positions below `length`; 0 when there are none.
    pub fn below(&mut self, length: usize) -> usize {
        let length = u64::try_from(length).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next_u64() % length).unwrap_or_default()
    }

    /// One of `items`; `None` when there are none.
    pub fn choose<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }
}
