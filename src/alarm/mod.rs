//! The ways to reach the owner when Telegram is none: a command of theirs, and a dead man's switch.
//!
//! - [`command`]: `alert_command` is run when the agent has ended and will not start again by itself.
//! - [`ping`]: `ping_url` is called while all is well; when the calls stop, whoever waits for them
//!   tells the owner. `/fail` at its end says it at once.

pub mod command;
pub mod ping;

pub use command::AlertCommand;
pub use ping::{Ping, PingUrl};
