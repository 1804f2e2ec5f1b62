//! Killed at the worst moments, the agent loses nothing and does nothing twice. What came of it is
//! read from the outside: the shop's book, the bot's chat, the moderators' chat.

mod between;
mod effects;
mod ending;
mod random;
