//! The sources: ways in which paid orders come in, and by which they are delivered.
//!
//! Each is a folder that knows nothing of the others, behind [`Source`]. A new one is a folder here,
//! a worker that implements [`Source`], and its place in `agent`.
//!
//! - [`tribute_chat`]: Tribute's bot tells of an order in the seller's chat; a reply, and the press
//!   of the bot's button, deliver it.

mod error;
pub mod tribute_chat;

pub use crate::engine::Source;
pub use error::SourceError;
