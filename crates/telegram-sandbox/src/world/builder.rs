//! The making of a [`World`].

use super::{ServerQuirks, World};
use crate::system::{self, Clock, Randomness};

/// Builds a [`World`] with a clock, a source of randomness or a behaviour of its own.
#[must_use = "a builder makes nothing until it is told to build"]
pub struct WorldBuilder {
    clock: Clock,
    randomness: Randomness,
    quirks: ServerQuirks,
}

impl WorldBuilder {
    pub(super) fn new() -> Self {
        Self {
            clock: system::clock(),
            randomness: system::randomness(),
            quirks: ServerQuirks::default(),
        }
    }

    /// Sets Telegram's clock.
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Sets the source of keys and access hashes.
    pub fn randomness(self, randomness: Randomness) -> Self {
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
