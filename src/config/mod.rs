//! `config.toml` → what it means, validated once; nothing re-parses later.
//!
//! - `file`: which file is taken, and reading it.
//! - `section`, `secret`: the keys of a table, one by one, with their places in the file.
//! - `telegram`, `shop`, `rules`, `reply`, `timing`, `alarm`: what the keys mean, room by room.
//! - `template`: how much a reply's template may ask of the engine; `template_fault`: what is wrong with it.
//! - [`recognise`]: what a pasted text looks like; [`public_app`]: whose `api_id` everybody knows.
//! - `contents`: by which keys two configurations differ; [`Watch`] looks again whether the file has
//!   changed.
//! - `fault`, `place`: what is wrong, told with line, quotation and remedy;
//!   `quotable`: how much of a line may be quoted.
//!
//! All mistakes of a file are told at once. A section that a command has no use for may be missing
//! (`parse` needs no shop); one that is there must be whole.

mod alarm;
mod contents;
mod fault;
mod file;
pub(crate) mod near;
mod place;
mod quotable;
mod read;
mod reply;
mod rules;
mod sample;
mod secret;
mod section;
mod section_fault;
mod shop;
mod telegram;
mod template;
mod template_fault;
mod timing;
mod watch;

pub mod duration;
pub mod public_app;
pub mod recognise;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use alarm::Alarm;
pub use fault::{ConfigError, Fault, Mistake};
pub use file::{LOCAL_FILE, SAMPLE_FILE, init_command, locate};
pub(crate) use read::default_template;
pub use reply::{REPLY_UNITS_MAX, ReplyError, ReplyTemplate};
pub(crate) use rules::pattern as checked_pattern;
pub use sample::{SAMPLE, SAMPLE_COMMAND};
pub use shop::Shop;
pub(crate) use shop::url as checked_url;
pub use telegram::{Moderators, Telegram, Tribute};
pub(crate) use telegram::{
    api_hash as checked_api_hash, is_label, proxy as checked_proxy, username as checked_username,
};
pub use timing::Timing;
pub use watch::{News, Refusal, Taken, Watch};

use contents::Contents;

use crate::i18n::arguments;
use crate::language::Language;
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
    /// How the owner is reached when Telegram is no way.
    pub alarm: Alarm,
    /// Files of their own that secrets were read from.
    pub secret_files: Vec<PathBuf>,
    /// What is allowed but may not be meant.
    pub warnings: Vec<Fault>,
    /// What it was made of.
    contents: Contents,
    telegram: Option<Telegram>,
    shop: Option<Shop>,
    rules: Option<Rules>,
    has_products: bool,
    moderators: Option<Moderators>,
    /// Which of the sample's public secrets still stands in it.
    sample: Option<String>,
}

impl Config {
    /// Reads the file that `named` names, else the one that [`locate`] finds in `directory`.
    pub fn load(
        named: Option<&Path>,
        directory: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        read::config(&locate(named, directory)?, environment)
    }

    /// Reads a text as if it stood in `file`, which need not be there.
    pub fn of_text(
        text: &str,
        file: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        read::text(text, file, environment)
    }

    /// The seller's account.
    pub fn telegram(&self) -> Result<&Telegram, ConfigError> {
        self.telegram
            .as_ref()
            .ok_or_else(|| self.missing("telegram"))
    }

    /// The shop's server.
    pub fn shop(&self) -> Result<&Shop, ConfigError> {
        self.shop.as_ref().ok_or_else(|| self.missing("shop"))
    }

    /// How order messages are read.
    pub fn rules(&self) -> Result<&Rules, ConfigError> {
        let rules = self.rules.as_ref();
        rules.ok_or_else(|| self.missing("account_id"))
    }

    /// The moderators.
    pub fn moderators(&self) -> Result<&Moderators, ConfigError> {
        self.moderators
            .as_ref()
            .ok_or_else(|| self.missing("moderators"))
    }

    /// Refuses the documented sample: its `api_hash` and `secret` are public.
    pub fn refuse_sample(&self) -> Result<(), ConfigError> {
        match &self.sample {
            Some(key) => Err(ConfigError::of_file(&self.file, sample::untouched(key))),
            None => Ok(()),
        }
    }

    /// The sections that are not there, by their names; `product` when no product is listed.
    pub fn missing_sections(&self) -> Vec<&'static str> {
        let rooms = [
            ("telegram", self.telegram.is_some()),
            ("shop", self.shop.is_some()),
            ("account_id", self.rules.is_some()),
            ("product", self.has_products),
            ("moderators", self.moderators.is_some()),
        ];
        let missing = rooms.into_iter().filter(|(_, is_there)| !is_there);
        missing.map(|(name, _)| name).collect()
    }

    fn missing(&self, section: &str) -> ConfigError {
        let fault = Fault::with(
            "config.missing_section",
            arguments!(
                section = section,
                init = init_command(&self.file),
                sample = SAMPLE_COMMAND
            ),
        );
        ConfigError::of_file(&self.file, fault)
    }
}

/// The text of a configuration, read within the same bounds.
pub fn text_of(file: &Path) -> Result<String, ConfigError> {
    Ok(file::Document::read(file)?.text)
}

/// The language of a configuration that may be broken otherwise; `None` when it does not say.
pub fn language_of(file: &Path) -> Option<Language> {
    read::language(file)
}
