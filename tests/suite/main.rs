//! All integration tests in one binary: real TCP, real HTTP, real files; one link, one run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on should say where"
)]

mod agent;
mod alarm;
mod cli;
mod connected;
mod crash;
mod datacentre;
mod dependencies;
mod doctor;
mod documents;
mod dry_run;
mod hostile;
mod init;
mod inspect;
mod locales;
mod login;
mod logs;
mod moderators;
mod mutations;
mod occupancy;
mod orders;
mod proxy;
mod pty;
mod rehearse;
mod reload;
mod restore;
mod rooms;
mod run;
mod sandbox;
mod secrecy;
mod server;
mod session;
mod shop;
mod stage;
mod tbank;
mod telegram;
mod telegram_payments;
mod telethon;
mod tribute_api;
