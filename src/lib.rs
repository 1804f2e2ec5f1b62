//! Fulfils the orders that a seller receives through Tribute, as the seller's own Telegram user.
//!
//! The rooms, from the bottom up; arrows of use point down only:
//!
//! - [`order`]: pure. What a message says, and [`order::life::step`]: what happens to an order.
//! - [`journal`]: SQLite. What happened, what is owed.
//! - [`shop`], [`telegram`]: the two worlds outside, each behind a small trait.
//! - [`moderation`]: what moderators are told, in their words.
//! - [`agent`]: the loop. Events in, `step`, journal, effects out.
//! - [`dry_run`]: both worlds again, for an agent that changes nothing.
//! - [`config`]: `config.toml`, turned into what it means, once.
//! - [`cli`]: one file per command.
//! - [`report`], [`language`], [`phrasebook`]: what people read, in both languages.
//! - [`sandbox`]: a Telegram, a Tribute bot and a shop on loopback. Knows nothing of the agent.

pub mod agent;
pub mod alarm;
pub mod cli;
mod command_line;
pub mod config;
pub mod dry_run;
pub mod edge;
mod folder;
pub mod journal;
pub mod language;
pub mod moderation;
pub mod order;
pub mod phrasebook;
#[cfg(any(test, fuzzing))]
pub mod promises;
pub mod report;
pub mod rich_text;
pub mod sandbox;
pub mod shop;
pub mod sqlite;
pub mod telegram;
mod wrapping;
