//! Counts of what clients did.

/// Counts over all clients since the world began; scripts don't count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Messages that clients made stand in a chat.
    pub messages: u64,
    /// Edits that took effect.
    pub edits: u64,
    /// Presses that a bot was asked about.
    pub presses: u64,
    /// Presses of buttons that aren't there.
    pub presses_refused: u64,
    /// Repeats of the same message under the same `random_id`.
    pub random_ids_repeated: u64,
    /// Other messages under a `random_id` that was used before.
    pub random_ids_misused: u64,
    /// Differences that were too long to be told.
    pub differences_too_long: u32,
    /// Basic groups that became supergroups.
    pub migrations: u32,
}
