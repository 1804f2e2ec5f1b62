//! Telegram without Telegram: a data centre on loopback, and who lives in it.
//!
//! - [`world`]: the state of that Telegram, and what anyone in it may do. Knows no wire format.
//! - [`datacentre`]: serves it to real clients over MTProto. Translates, keeps nothing.
//!
//! Nothing here knows of the agent: a client is judged by what it does, not by what it believes.

pub mod datacentre;
pub mod world;
