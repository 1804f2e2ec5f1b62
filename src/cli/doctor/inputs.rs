//! What checks work with: what is known beforehand, and what those before them found. Whatever is missing is a
//! finding of its own: the check is skipped.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::finding::{Finding, finding};
use crate::cli::Context;
use crate::config::{self, Config, ConfigError, Telegram};
use crate::journal::Summary;
use crate::machine::HostInfo;
use crate::shop::ProbeReport;
use crate::telegram::examination::{Audience, Examination, ModeratorsPlace};
use crate::telegram::session::SessionSnapshot;

pub(super) struct Inputs {
    file: Option<PathBuf>,
    pub(super) loaded: Result<Config, ConfigError>,
    pub(super) host: HostInfo,
    pub(super) login_command: String,
    pub(super) facts: Facts,
}

/// What was found that others need.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) session: OnceLock<SessionSnapshot>,
    /// Nobody else uses the session.
    pub(super) session_is_free: OnceLock<()>,
    pub(super) journal: OnceLock<Summary>,
    /// Telegram can be reached, on the way that is configured.
    pub(super) telegram_is_reached: OnceLock<()>,
    /// Telegram said who is logged in, and it is who it should be.
    pub(super) examination: OnceLock<Examination>,
    pub(super) moderators: OnceLock<ModeratorsPlace>,
    pub(super) audience: OnceLock<Audience>,
    pub(super) shop: OnceLock<ProbeReport>,
}

/// What is there, else a check that is skipped: `doctor-missing` has the words.
fn need<T>(found: Option<T>, what: &str) -> Result<T, Finding> {
    found.ok_or_else(|| finding!(Skipped, "doctor-missing", what))
}

impl Inputs {
    pub(super) fn gather(context: &Context<'_>) -> Self {
        let (directory, environment) = (&context.stdio.directory, context.stdio.environment);
        let named = context.config_file.as_deref();
        let file = config::locate(named, directory).ok();
        Self {
            file: file.filter(|file| file.exists()),
            loaded: Config::load(named, directory, &environment),
            host: HostInfo::new(environment),
            login_command: context.command("login"),
            facts: Facts::default(),
        }
    }

    /// The configuration's file, whether or not it can be understood.
    pub(super) fn file(&self) -> Result<&Path, Finding> {
        need(self.file.as_deref(), "configuration")
    }

    pub(super) fn config(&self) -> Result<&Config, Finding> {
        self.file()?;
        need(self.loaded.as_ref().ok(), "sound-configuration")
    }

    pub(super) fn telegram(&self) -> Result<&Telegram, Finding> {
        need(self.config()?.telegram().ok(), "telegram-section")
    }

    /// The configuration when it is the owner's own: with the sample nobody outside is asked.
    pub(super) fn own_config(&self) -> Result<&Config, Finding> {
        let config = self.config()?;
        need(config.refuse_sample().ok(), "own-configuration")?;
        Ok(config)
    }

    pub(super) fn own_telegram(&self) -> Result<&Telegram, Finding> {
        self.own_config()?;
        self.telegram()
    }

    pub(super) fn session(&self) -> Result<&SessionSnapshot, Finding> {
        self.telegram()?;
        need(self.facts.session.get(), "session")
    }

    /// Whatever is needed to ask Telegram as the seller is there.
    pub(super) fn login(&self) -> Result<(), Finding> {
        self.own_telegram()?;
        need(self.session()?.has_key().then_some(()), "login")?;
        need(self.facts.session_is_free.get(), "free-session")?;
        need(self.facts.telegram_is_reached.get().copied(), "connection")
    }

    /// The connection on which it was answered who is logged in.
    pub(super) fn examination(&self) -> Result<&Examination, Finding> {
        self.login()?;
        need(self.facts.examination.get(), "account")
    }

    /// The moderators' chat, and the connection on which it was found.
    pub(super) fn moderators(&self) -> Result<(&Examination, &ModeratorsPlace), Finding> {
        Ok((self.examination()?, need(self.facts.moderators.get(), "moderators")?))
    }

    /// Passes on a phone only.
    pub(super) fn phone(&self) -> Result<&HostInfo, Finding> {
        let is_phone = self.host.variable("TERMUX_VERSION").is_some()
            || self.host.property("ro.build.version.sdk").is_some();
        is_phone.then_some(&self.host).ok_or_else(|| finding!(NotNeeded, "doctor-no-phone"))
    }
}

#[cfg(test)]
impl Inputs {
    /// With no configuration at all.
    pub(super) fn without_configuration() -> Self {
        let nowhere = tempfile::tempdir().unwrap();
        Self {
            file: None,
            loaded: Config::load(None, nowhere.path(), &|_| None),
            host: HostInfo::new(|_| None),
            login_command: String::new(),
            facts: Facts::default(),
        }
    }
}
