//! The session file: the login, and what must not be asked or forgotten again.
//!
//! One SQLite file (WAL, `synchronous=FULL`, mode 0600) that only its lock's holder
//! opens. Reads come from memory (`contents`), which is read again with every write. `store` is what the
//! project uses, `grammers` the face that the library sees.
//!
//! A session belongs to one world for ever: live, or a sandbox on loopback. The addresses of a
//! sandbox's session are loopback's or it does not open, so nothing that is being tried out can
//! reach Telegram.

mod contents;
mod error;
mod grammers;
mod schema;
mod store;

pub use contents::SessionSnapshot;
pub use error::SessionError;
pub(in crate::telegram) use schema::APPLICATION_ID;
pub use store::{Origin, Pin, Role, SessionStore};
