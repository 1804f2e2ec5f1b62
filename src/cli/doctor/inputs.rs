//! What checks work with: what is known beforehand, and what those before them found. Whatever is missing
//! is a finding of its own: the check is skipped, and why is said.

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

/// What checks work with.
pub(super) struct Inputs {
    /// The configuration's file, if there is one.
    file: Option<PathBuf>,
    /// What is in it, or why it can't be understood.
    pub(super) loaded: Result<Config, ConfigError>,
    pub(super) host: HostInfo,
    /// The command that logs in.
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

impl Inputs {
    /// Loads the configuration, and speaks its language from then on.
    pub(super) fn gather(context: &mut Context<'_>) -> Self {
        let (directory, environment) = (context.stdio.directory.clone(), context.stdio.environment);
        let named = context.config_file.clone();
        let file = config::locate(named.as_deref(), &directory).ok();
        let loaded = Config::load(named.as_deref(), &directory, &environment);
        Self {
            file: file.filter(|file| file.exists()),
            loaded,
            host: HostInfo::new(environment),
            login_command: context.command("login"),
            facts: Facts::default(),
        }
    }

    /// The configuration's file, whether or not it can be understood.
    pub(super) fn file(&self) -> Result<&Path, Finding> {
        let missing = || finding!(Skipped, "doctor-no-configuration");
        self.file.as_deref().ok_or_else(missing)
    }

    pub(super) fn config(&self) -> Result<&Config, Finding> {
        self.file()?;
        let broken = |_| finding!(Skipped, "doctor-broken-configuration");
        self.loaded.as_ref().map_err(broken)
    }

    pub(super) fn telegram(&self) -> Result<&Telegram, Finding> {
        let missing = |_| finding!(Skipped, "doctor-no-telegram");
        self.config()?.telegram().map_err(missing)
    }

    /// The configuration when it is the owner's own: with the sample nobody outside is asked.
    pub(super) fn own_config(&self) -> Result<&Config, Finding> {
        let config = self.config()?;
        let is_sample = |_| finding!(Skipped, "doctor-sample");
        config.refuse_sample().map_err(is_sample)?;
        Ok(config)
    }

    pub(super) fn session(&self) -> Result<&SessionSnapshot, Finding> {
        self.telegram()?;
        let missing = || finding!(Skipped, "doctor-no-session");
        self.facts.session.get().ok_or_else(missing)
    }

    /// Whatever is needed to ask Telegram as the seller is there.
    pub(super) fn login(&self) -> Result<(), Finding> {
        self.telegram()?;
        self.own_config()?;
        if !self.session()?.has_key {
            return Err(finding!(Skipped, "doctor-no-login"));
        }
        let (free, reached) = (&self.facts.session_is_free, &self.facts.telegram_is_reached);
        free.get()
            .ok_or_else(|| finding!(Skipped, "doctor-session-in-use"))?;
        let missing = || finding!(Skipped, "doctor-telegram-not-reached");
        reached.get().copied().ok_or_else(missing)
    }

    /// The connection on which it was answered who is logged in.
    pub(super) fn examination(&self) -> Result<&Examination, Finding> {
        self.login()?;
        let missing = || finding!(Skipped, "doctor-no-account");
        self.facts.examination.get().ok_or_else(missing)
    }

    /// The moderators' chat, and the connection on which it was found.
    pub(super) fn moderators(&self) -> Result<(&Examination, &ModeratorsPlace), Finding> {
        let examination = self.examination()?;
        let missing = || finding!(Skipped, "doctor-no-moderators");
        let moderators = self.facts.moderators.get().ok_or_else(missing)?;
        Ok((examination, moderators))
    }

    /// Passes on a phone only.
    pub(super) fn phone(&self) -> Result<&HostInfo, Finding> {
        let is_phone = self.host.variable("TERMUX_VERSION").is_some()
            || self.host.property("ro.build.version.sdk").is_some();
        let needless = || finding!(NotNeeded, "doctor-no-phone");
        is_phone.then_some(&self.host).ok_or_else(needless)
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
