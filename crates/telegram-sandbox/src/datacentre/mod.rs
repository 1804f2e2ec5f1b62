//! A Telegram data centre on loopback: real MTProto over TCP, for any client library.
//!
//! It keeps nothing of its own but connections: what is asked for is done in, and read from, the
//! [`World`](super::world::World).
//!
//! - `server`: listens; [`DataCentre`] is its handle. Of one Telegram there may be several.
//! - `connection`: one client's socket. `frames` cuts it into packets and sends them,
//!   `cipher` opens them, `envelope` takes the messages out and seals answers, `service` answers what
//!   is MTProto's own.
//! - `request`: takes a request out of its wrappers.
//! - `dispatch`: a request → the method that answers it (`methods/`), by way of the [`faults`].
//! - `address`: the peers a client names → the world's, access hashes checked.
//! - `render`: the world → Telegram's types, as one account sees it.

mod address;
mod cipher;
mod connection;
mod dispatch;
mod envelope;
pub mod faults;
mod frames;
mod methods;
mod render;
mod request;
mod server;
mod service;

pub use server::DataCentre;
