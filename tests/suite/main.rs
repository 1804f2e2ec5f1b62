<<<<<<< HEAD
//! All integration tests in one binary: one link, one run.
=======
//! All integration tests in one binary: real TCP, real HTTP, real files; one link, one run.
>>>>>>> bot

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on should say where"
)]

<<<<<<< HEAD
mod shop;
=======
mod datacentre;
mod sandbox;
mod stage;
mod telethon;
>>>>>>> bot
