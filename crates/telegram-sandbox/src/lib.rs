//! Telegram without Telegram: a data centre on loopback, and who lives in it.
//!
//! - [`world`]: the state of that Telegram, and what anyone in it may do. Knows no wire format.
//! - [`datacentre`]: serves it to real clients over MTProto. Translates, keeps nothing.
//! - [`tribute`]: the scripted bot that sells; [`owner`]: the seller's own hand; [`orders`]: what is
//!   sold to whom.
//! - [`shop`]: a shop over HTTP that is called when goods are to be given.
//! - [`stage`]: the loop in which the scripts play. [`ledger`]: the sandbox's own book of what came
//!   of each order; [`event`]: how that is told, line by line; [`log`]: the lines so far.
//! - [`faults`]: what can be made to go wrong.
//! - [`cast`]: the seller, the moderator, the bot: who they are, and how they log in.
//! - [`running`]: all of it set up, for `sandbox`, `rehearse` and tests.
//!
//! Nothing here knows of the agent: a client is judged by what it does, not by what it believes.

pub mod cast;
pub mod datacentre;
pub mod event;
pub mod faults;
mod language;
pub mod ledger;
pub mod log;
pub mod orders;
pub mod owner;
pub mod running;
pub mod shop;
pub mod stage;
mod system;
pub mod tribute;
pub mod world;

pub use language::Language;
pub use running::{Options, Running, Sandbox};
pub use system::{Clock, Randomness, SharedClock, SharedRandomness, System};
