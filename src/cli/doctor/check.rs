//! What a check works with and what it finds. What was not found before is a finding of its own: the check that
//! needs it is skipped.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::Serialize;

use crate::cli::Context;
use crate::config::{self, Config, ConfigError, Server, Telegram};
use crate::i18n::{self, Arguments};
use crate::journal::Summary;
use crate::machine::HostInfo;
use crate::report::UserError;
use crate::shop::ProbeReport;
use crate::telegram::examination::{Audience, Examination, ModeratorsPlace};
use crate::telegram::session::SessionSnapshot;

/// How bad it is, from good to worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    Ok,
    /// There is nothing to look at here; why is said.
    NotNeeded,
    /// Could not be looked at; why is said.
    Skipped,
    /// It works, but somebody should look.
    Warning,
    Failed,
}

/// What a check found. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    /// The error's stable code, where there is one.
    pub(super) code: Option<&'static str>,
    pub(super) what: String,
    pub(super) remedy: Option<String>,
}

/// What came of a check, which `?` may end early.
pub(super) type Outcome = Result<Finding, Finding>;

/// Makes a [`Finding`] of a verdict and a text with the attribute `.remedy` or without:
/// `finding!(Warning, "doctor-disk-low", size, unit = "megabytes")`.
macro_rules! finding {
    ($verdict:ident, $id:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::cli::doctor::check::Finding::of_text(
            $crate::cli::doctor::check::Verdict::$verdict,
            $id,
            &$crate::i18n::arguments!($($name $(= $value)?),*),
        )
    };
}
pub(super) use finding;

impl Finding {
    /// Without a code; an empty remedy is none.
    pub(super) fn new(verdict: Verdict, what: String, remedy: Option<String>) -> Self {
        Self { verdict, code: None, what, remedy: remedy.filter(|remedy| !remedy.is_empty()) }
    }

    pub(super) fn of_text(verdict: Verdict, id: &str, arguments: &Arguments) -> Self {
        let remedy = i18n::find(&format!("{id}.remedy"), arguments);
        Self::new(verdict, i18n::text(id, arguments), remedy)
    }

    /// What an error says: of several that it gathers, the first.
    pub(super) fn of_error(verdict: Verdict, error: &dyn UserError) -> Self {
        Self { code: Some(error.code()), ..Self::new(verdict, error.what(), Some(error.remedy())) }
    }

    /// Both as one, line by line: the worse verdict counts.
    pub(super) fn and(self, more: Self) -> Self {
        let what = format!("{}\n{}", self.what, more.what);
        let remedies: Vec<_> = [self.remedy, more.remedy].into_iter().flatten().collect();
        Self::new(self.verdict.max(more.verdict), what, Some(remedies.join("\n")))
    }
}

impl<E: UserError> From<E> for Finding {
    fn from(error: E) -> Self {
        // What can wait is worth a look only.
        let is_a_wait = error.code() == "telegram.flood_wait";
        let verdict = if is_a_wait { Verdict::Warning } else { Verdict::Failed };
        Self::of_error(verdict, &error)
    }
}

pub(super) struct Inputs {
    file: Option<PathBuf>,
    pub(super) loaded: Result<Config, ConfigError>,
    pub(super) host: HostInfo,
    pub(super) login_command: String,
    /// Whether files are read through, however large they are.
    pub(super) is_thorough: bool,
    pub(super) facts: Facts,
}

/// What was found that others need.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) session: OnceLock<SessionSnapshot>,
    /// Nobody else uses the session.
    pub(super) session_is_free: OnceLock<()>,
    /// `run` is at work.
    pub(super) is_running: OnceLock<()>,
    /// The agent that `run` is answers at its address.
    pub(super) server_answers: OnceLock<()>,
    pub(super) journal: OnceLock<Summary>,
    /// Telegram can be reached, on the way that is configured.
    pub(super) telegram_is_reached: OnceLock<()>,
    /// Telegram said who is logged in, and it is who it should be.
    pub(super) examination: OnceLock<Examination>,
    pub(super) moderators: OnceLock<ModeratorsPlace>,
    pub(super) audience: OnceLock<Audience>,
    /// The owner's bot is in the chat, and can speak.
    pub(super) bot_may_write: OnceLock<()>,
    pub(super) shop: OnceLock<ProbeReport>,
}

/// What is there, else a check that is skipped: `doctor-missing` has the words.
pub(super) fn need<T>(found: Option<T>, what: &str) -> Result<T, Finding> {
    found.ok_or_else(|| finding!(Skipped, "doctor-missing", what))
}

impl Inputs {
    pub(super) fn gather(is_thorough: bool, context: &Context<'_>) -> Self {
        let (directory, environment) = (&context.stdio.directory, context.stdio.environment);
        let named = context.config_file.as_deref();
        let file = config::locate(named, directory).ok();
        Self {
            file: file.filter(|file| file.exists()),
            loaded: context.document.clone().and_then(|it| Config::of(&it, &environment)),
            host: HostInfo::new(environment),
            login_command: context.command("login"),
            is_thorough,
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
        let config = self.config()?;
        if config.is_without_telegram() {
            return Err(finding!(NotNeeded, "doctor-no-telegram"));
        }
        need(config.telegram().ok(), "telegram-section")
    }

    /// The agent's own server, where the configuration is the owner's.
    pub(super) fn server(&self) -> Result<&Server, Finding> {
        let server = self.own_config()?.server.as_ref();
        server.ok_or_else(|| finding!(NotNeeded, "doctor-server-none"))
    }

    /// Where the journal lies.
    pub(super) fn journal(&self) -> Result<PathBuf, Finding> {
        need(self.config()?.journal().ok(), "telegram-section")
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
            is_thorough: true,
            facts: Facts::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::telegram::{CallError, ConnectError};

    #[test]
    fn a_wait_that_telegram_asks_for_is_no_failure() {
        let wait = ConnectError::Call(CallError::FloodWait(Duration::from_secs(9)));
        assert_eq!(Finding::from(wait).verdict, Verdict::Warning);
        let missing = ConnectError::Unreachable("refused".to_owned());
        assert_eq!(Finding::from(missing).verdict, Verdict::Failed);
    }

    #[test]
    fn of_several_the_worst_counts() {
        let found = |verdict, what: &str| Finding::new(verdict, what.to_owned(), Some("x".into()));
        let both = found(Verdict::Warning, "a").and(found(Verdict::Ok, "b"));
        assert_eq!((both.verdict, &*both.what), (Verdict::Warning, "a\nb"));
        assert_eq!(both.remedy.as_deref(), Some("x\nx"));
    }
}
