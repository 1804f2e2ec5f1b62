//! `config.toml` → what it means, validated once; nothing re-parses later.
//!
//! - `file`: which file is taken. `read`: all of it, section by section; `section`, `secret`: the keys of a
//!   table, one by one.
//! - `telegram`, `telegram_payments`, `tribute_api`, `tbank`, `server`, `shop`, `rules`, `reply` (with
//!   `template`), `timing`: what the keys mean.
//! - `fault`, `place`: what is wrong, told with line, quotation and remedy.
//! - `fingerprint`: by which keys two configurations differ; [`Watch`] looks whether the file has changed.
//!
//! All mistakes of a file are told at once. A section that a command has no use for may be missing
//! (`parse` needs no shop); one that is there must be whole.

mod fault;
mod file;
mod file_events;
mod fingerprint;
mod pasted;
mod place;
mod read;
mod reply;
mod rules;
mod secret;
mod section;
mod server;
mod shop;
mod tbank;
mod telegram;
mod telegram_payments;
mod template;
mod timing;
mod tribute_api;
mod watch;

pub mod duration;
pub mod public_app;
pub mod suggest;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use fault::{ConfigError, Fault};
pub use file::{Document, LOCAL_FILE, SAMPLE, SAMPLE_COMMAND, SAMPLE_FILE, init_command, locate};
pub use file_events::FileEvents;
pub(crate) use pasted::{PastedKind, bare};
pub use reply::{CodesInReply, REPLY_UNITS_MAX, ReplyTemplate};
pub(crate) use rules::{QUANTITY_MAX, pattern as checked_pattern};
pub(crate) use secret::secret_of_file;
pub(crate) use server::public_url as checked_public_url;
pub use server::{Server, ServerToken};
pub use shop::{Codes, Shop};
pub(crate) use shop::{
    prefix as checked_prefix, salebot_key as checked_salebot_key, url as checked_url,
};
pub use tbank::Tbank;
pub(crate) use tbank::{
    password as checked_bank_password, taxation as checked_taxation,
    terminal_key as checked_terminal_key,
};
pub(crate) use telegram::{
    MODERATORS_MAX, api_hash as checked_api_hash, bot_token as checked_bot_token, is_label,
    proxy as checked_proxy, username as checked_username,
};
pub use telegram::{Moderators, Telegram, Tribute};
pub(crate) use telegram_payments::provider as checked_provider_token;
pub use telegram_payments::{PaymentProvider, TelegramPayments};
pub use timing::Timing;
pub use tribute_api::TributeApi;
pub(crate) use tribute_api::api_key as checked_tribute_key;
pub use watch::{Refusal, Taken, Watch};

use fault::fault;
use fingerprint::Fingerprint;

use crate::alarm::{AlertCommand, PingUrl};
use crate::i18n::Language;
use crate::order::catalogue::Catalogue;
use crate::sources::tribute_chat::message::Rules;

/// The owner's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file it was read from.
    pub file: PathBuf,
    /// What people read.
    pub language: Language,
    /// Between two replies.
    pub pace: Duration,
    /// How long to wait for what.
    pub timing: Timing,
    /// Tribute's bot, and which buttons may be pressed.
    pub tribute: Tribute,
    /// Account numbers as customers write them; each matches the pattern.
    pub examples: Vec<String>,
    /// What customers are told.
    pub reply: ReplyTemplate,
    /// Is run when the agent has ended and a person must act.
    pub alert_command: Option<AlertCommand>,
    /// Is called while all is well.
    pub ping_url: Option<PingUrl>,
    /// Files of their own that secrets were read from.
    pub secret_files: Vec<PathBuf>,
    /// The products that are listed.
    pub catalogue: Catalogue,
    /// What is allowed but may not be meant.
    pub warnings: Vec<Fault>,
    /// The agent's own server, if it is to have one.
    pub server: Option<Server>,
    /// Whether real money is paid, where no Telegram account says it.
    pub livemode: bool,
    fingerprint: Fingerprint,
    /// Where the journal lies, where no session says it.
    journal: PathBuf,
    telegram: Option<Telegram>,
    tribute_api: Option<TributeApi>,
    telegram_payments: Option<TelegramPayments>,
    tbank: Option<Tbank>,
    shop: Option<Shop>,
    rules: Option<Rules>,
    moderators: Option<Moderators>,
    /// The first key with one of the sample's public secrets.
    sample: Option<String>,
}

impl Config {
    /// Reads the file that `named` names, else the one that [`locate`] finds in `directory`.
    pub fn load(
        named: Option<&Path>,
        directory: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        Self::of(&Document::find(named, directory)?, environment)
    }

    /// What a file means that was read.
    pub fn of(
        document: &Document,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        read::config(document, environment)
    }

    /// Reads a text as if it stood in `file`, which need not be there.
    pub fn of_text(
        text: &str,
        file: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let (path, text) = (file.to_owned(), text.to_owned());
        Self::of(&Document { path, text, is_open_to_others: false }, environment)
    }

    /// The seller's account.
    pub fn telegram(&self) -> Result<&Telegram, ConfigError> {
        self.section("telegram", self.telegram.as_ref())
    }

    /// The account at Tribute, by its API.
    pub fn tribute_api(&self) -> Result<&TributeApi, ConfigError> {
        self.section("tribute_api", self.tribute_api.as_ref())
    }

    /// The bot that takes payments inside Telegram.
    pub fn telegram_payments(&self) -> Result<&TelegramPayments, ConfigError> {
        self.section("telegram_payments", self.telegram_payments.as_ref())
    }

    /// The terminal at T-Bank.
    pub fn tbank(&self) -> Result<&Tbank, ConfigError> {
        self.section("tbank", self.tbank.as_ref())
    }

    /// The shop's server.
    pub fn shop(&self) -> Result<&Shop, ConfigError> {
        self.section("shop", self.shop.as_ref())
    }

    /// How order messages are read.
    pub fn rules(&self) -> Result<&Rules, ConfigError> {
        self.section("account_id", self.rules.as_ref())
    }

    /// The moderators.
    pub fn moderators(&self) -> Result<&Moderators, ConfigError> {
        self.section("moderators", self.moderators.as_ref())
    }

    /// Where the journal lies: beside the session, if there is one.
    pub fn journal(&self) -> Result<PathBuf, ConfigError> {
        match (&self.telegram, &self.server) {
            (None, Some(_)) => Ok(self.journal.clone()),
            _ => Ok(self.telegram()?.journal()),
        }
    }

    /// What one process at a time holds the lock of: the session or, without one, the journal.
    pub fn held_file(&self) -> Result<PathBuf, ConfigError> {
        match (&self.telegram, &self.server) {
            (None, Some(_)) => Ok(self.journal.clone()),
            _ => Ok(self.telegram()?.session.clone()),
        }
    }

    /// Whether there is a server and no Telegram account.
    pub fn is_without_telegram(&self) -> bool {
        self.telegram.is_none() && self.server.is_some()
    }

    /// Refuses what `run` can't work with.
    pub fn check_runnable(&self) -> Result<(), ConfigError> {
        self.refuse_sample()?;
        if !self.is_without_telegram() {
            self.telegram()?;
            self.moderators()?;
        }
        if self.telegram_payments.is_some() {
            // By whose application the bot logs in.
            self.telegram()?;
        }
        if self.shop()?.codes.is_some() && self.catalogue.is_empty() {
            let line = "[[product]] name = \"…\", sku = \"…\"";
            let fault = fault!("config.codes_without_products", line);
            return Err(ConfigError::of_file(&self.file, fault));
        }
        self.rules().map(drop)
    }

    /// Refuses the documented sample: its `api_hash` and `secret` are public.
    pub fn refuse_sample(&self) -> Result<(), ConfigError> {
        match &self.sample {
            Some(key) => Err(ConfigError::of_file(&self.file, fault!("config.sample", key))),
            None => Ok(()),
        }
    }

    /// The sections that are not there, by their names; `product` when no product is listed.
    pub fn missing_sections(&self) -> Vec<&'static str> {
        let needs_no_chat = self.is_without_telegram();
        let sections = [
            ("telegram", needs_no_chat || self.telegram.is_some()),
            ("shop", self.shop.is_some()),
            ("account_id", self.rules.is_some()),
            ("product", !self.catalogue.is_empty()),
            ("moderators", needs_no_chat || self.moderators.is_some()),
        ];
        let missing = sections.into_iter().filter(|(_, is_there)| !is_there);
        missing.map(|(name, _)| name).collect()
    }

    fn section<'c, T>(&self, name: &str, section: Option<&'c T>) -> Result<&'c T, ConfigError> {
        section.ok_or_else(|| {
            let fault = fault!(
                "config.missing_section",
                section = name,
                init = init_command(&self.file),
                sample = SAMPLE_COMMAND
            );
            ConfigError::of_file(&self.file, fault)
        })
    }
}
