//! The seller's account, through real grammers over real TCP, in the sandbox's data centre.

mod bot;
mod calls;
mod chats;
pub mod connection;
mod notices;
pub mod scene;
