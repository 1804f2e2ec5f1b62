//! Counts of the faults so far, taken where they were made.

/// The number of faults of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct FaultCounts {
    /// Connections that were cut.
    pub cuts: u32,
    /// Times at which the network swallowed everything.
    pub blackholes: u32,
    /// Times at which the data centre answered nobody.
    pub silences: u32,
    /// Calls that were told to wait.
    pub floods: u32,
    /// Calls that were refused for no good reason.
    pub errors: u32,
    /// Calls that took effect and were never answered.
    pub unanswered: u32,
    /// Answers that were nonsense.
    pub garbled: u32,
    /// Answers that took their time.
    pub delayed: u32,
    /// Updates that were lost.
    pub updates_lost: u32,
    /// Updates that came twice.
    pub updates_doubled: u32,
    /// Updates that were overtaken.
    pub updates_swapped: u32,
    /// Differences that were too long to be told.
    pub differences_too_long: u32,
    /// Groups that became supergroups.
    pub migrations: u32,
    /// Sessions that were ended.
    pub sessions_ended: u32,
}
