//! `login` and `logout`: the real binary at a real pseudo-terminal, against the sandbox.

mod logging_out;
mod lost;
mod phone;
mod proxied;
mod qr;
mod refused;
mod scene;
pub mod terminal;
mod troubles;
