//! Fulfils the orders that a seller receives through Tribute, as the seller's own Telegram user.
//!
//! The rooms, from the bottom up. One uses only those before it in this list; a test looks.
//!
//! - [`machine`]: clock, randomness, environment, and what is around the program.
//! - [`metrics`]: what this process has done, counted for monitors.
//! - `folder`: which folders may be made.
//! - `private_file`: files that nobody else may read.
//! - [`durable`]: names that a power cut does not take back.
//! - [`i18n`]: texts for people, in their language, from `locales/`.
//! - [`order`]: pure. What a message says, and [`order::life::step`]: what happens to an order.
//! - [`rich_text`]: text as Telegram shows it.
//! - `wrapping`: text as a terminal shows it.
//! - `command_line`: commands that can be pasted.
//! - [`report`]: errors for people.
//! - [`sqlite`]: what the journal's and the session's files have in common.
//! - [`journal`]: what happened, what is owed.
//! - `alarm`: the owner, when Telegram is no way.
//! - [`engine`]: events in by one door, `step`, journal; effects out from one outbox.
//! - [`inbox`]: what comes in from outside, kept before anybody is answered.
//! - [`shop`]: one of the two worlds outside, behind a small trait.
//! - [`telegram`]: the other.
//! - [`tribute`]: Tribute's own server: what its webhooks say, and its API.
//! - [`tbank`]: T-Bank's acquiring: what its notifications say, and its API.
//! - [`order_view`]: an order as other programs and people read it.
//! - [`checkout_request`]: what shops ask for when somebody is to pay, read once and kept once.
//! - [`moderation`]: what moderators are told, in their words.
//! - [`checkout`]: what is to be paid, and by whom; money that goes back.
//! - [`sources`]: ways in which paid orders come in, and by which they are delivered.
//! - [`config`]: `config.toml`, turned into what it means, once.
//! - `recovery`: going on after the journal was lost or restored.
//! - [`agent`]: an engine and its workers, turn by turn.
//! - [`http`]: the agent's own server, for other servers, the shop's programs and monitors.
//! - `dry_run`: both worlds again, for an agent that changes nothing.
//! - [`cli`]: one file per command. Its `rehearse` and `sandbox` run on the crate `telegram-sandbox`, a
//!   Telegram, a Tribute bot and a shop on loopback, which knows nothing of the agent.

pub mod agent;
mod alarm;
pub mod checkout;
pub mod checkout_request;
pub mod cli;
mod command_line;
pub mod config;
mod dry_run;
pub mod durable;
pub mod engine;
mod folder;
pub mod http;
pub mod i18n;
pub mod inbox;
pub mod journal;
pub mod machine;
pub mod metrics;
pub mod moderation;
pub mod order;
pub mod order_view;
mod private_file;
#[cfg(any(test, fuzzing))]
#[path = "../tests/properties/mod.rs"]
pub mod properties;
mod recovery;
pub mod report;
pub mod rich_text;
pub mod shop;
pub mod sources;
pub mod sqlite;
pub mod tbank;
pub mod telegram;
pub mod tribute;
mod wrapping;
