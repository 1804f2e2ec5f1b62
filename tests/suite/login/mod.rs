//! `login` and `logout`: the real binary at a real pseudo-terminal, against the sandbox.

mod logging_out;
mod phone;
mod qr;
mod refused;
mod scene;
mod terminal;
mod troubles;
