//! Killed at the worst moments, the agent loses nothing and does nothing twice. What came of it is
//! read from the outside: the shop's book, the bot's chat, the moderators' chat.
//!
//! `tests/endurance` kills hundreds of times more.

mod between;
mod effects;
mod ending;
mod full_disk;
mod random;
mod small_disk;
mod without_deduplication;
