//! Telegram without Telegram: a data centre on loopback, and who lives in it.
//!
//! - [`world`]: the state of that Telegram, and what anyone in it may do. Knows no wire format.
//! - [`datacentre`]: serves it to real clients over MTProto. Translates, keeps nothing.
//! - [`tribute`]: the scripted bot that sells; [`orders`]: what is
//!   sold to whom.
//! - [`shop`]: a shop over HTTP that is called when goods are to be given.
//! - `script_runner`: the loop that runs the scripts. [`ledger`]: the sandbox's own book of what came
//!   of each order; [`event`]: how that is told, line by line; [`log`]: the lines so far.
//! - [`faults`]: what can be made to go wrong.
//! - [`accounts`]: the seller, the moderator, the bot: who they are, and how they log in.
//! - [`running`]: all of it set up, for `sandbox`, `rehearse` and tests.
//!
//! Nothing here knows of the agent: a client is judged by what it does, not by what it believes.

pub mod accounts;
pub mod datacentre;
pub mod event;
pub mod faults;
mod language;
pub mod ledger;
pub mod log;
pub mod orders;
mod rng;
pub mod running;
mod script_runner;
pub mod shop;
mod system;
pub mod tribute;
pub mod world;

pub use language::Language;
pub use rng::SeededRng;
pub use running::{Options, Running, Sandbox};
pub use system::{Clock, Randomness, SharedClock, SharedRandomness, System};
