//! Telethon's `.session`: a login as an SQLite file.
//!
//! - `read` works on a copy in memory: nothing is opened for writing, and SQLite leaves no log
//!   beside a file that is not ours.
//! - `write` makes one that Telethon opens, whole or not at all.

mod read;
mod write;

pub(super) use read::{is_sqlite, read};
pub use write::write;

#[cfg(test)]
mod tests;
