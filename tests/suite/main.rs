//! The integration tests, in one binary: real TCP, real HTTP, real files.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on has failed"
)]

mod datacentre;
mod stage;
mod telegram;
mod telethon;
