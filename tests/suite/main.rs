//! All integration tests in one binary: one link, one run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on should say where"
)]

mod shop;
