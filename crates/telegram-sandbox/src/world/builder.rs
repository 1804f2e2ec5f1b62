//! The making of a [`World`].

use std::sync::Arc;

use super::{ServerQuirks, World};
use crate::system::{Clock, Randomness, SharedClock, SharedRandomness, System};

/// Builds a [`World`] with a clock, a source of randomness or a behaviour of its own.
#[must_use = "a builder makes nothing until it is told to build"]
pub struct WorldBuilder {
    clock: SharedClock,
    randomness: SharedRandomness,
    quirks: ServerQuirks,
}

impl WorldBuilder {
    pub(super) fn new() -> Self {
        Self {
            clock: Arc::new(System),
            randomness: Arc::new(System),
            quirks: ServerQuirks::default(),
        }
    }

    /// Sets Telegram's clock.
    pub fn clock(self, clock: impl Clock) -> Self {
        self.shared_clock(Arc::new(clock))
    }

    /// Sets a clock that others use, too.
    pub fn shared_clock(self, clock: SharedClock) -> Self {
        Self { clock, ..self }
    }

    /// Sets the source of keys and access hashes.
    pub fn randomness(self, randomness: impl Randomness) -> Self {
        self.shared_randomness(Arc::new(randomness))
    }

    /// Sets a source of randomness that others use, too.
    pub fn shared_randomness(self, randomness: SharedRandomness) -> Self {
        Self { randomness, ..self }
    }

    /// Sets the server's behaviour from the start; [`World::set_quirks`] changes it later.
    pub fn quirks(self, quirks: ServerQuirks) -> Self {
        Self { quirks, ..self }
    }

    /// Makes the world: nobody is in it yet.
    pub fn build(self) -> World {
        let world = World::with(self.clock, self.randomness);
        world.set_quirks(self.quirks);
        world
    }
}
