//! Randomness that a seed repeats.

use std::ops::RangeInclusive;
use std::time::Duration;

/// `SplitMix64`: small, fast, good enough for bad luck.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The same seed rolls the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice of its own for somebody else: what that one rolls changes nothing here.
    pub fn fork(&mut self) -> Self {
        Self(self.roll())
    }

    /// Uniform over all 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }

    /// True so often in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A stretch of time, to the millisecond.
    pub fn seconds(&mut self, range: RangeInclusive<u64>) -> Duration {
        let (low, high) = (range.start() * 1_000, range.end() * 1_000);
        Duration::from_millis(low + self.below(high - low + 1))
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        let index = self.below(choices.len() as u64);
        choices[usize::try_from(index).unwrap_or_default()]
    }
}
