//! Whether the configuration has changed since it was last read. A file that changes between two looks may be
//! half written, or about to be replaced by an editor: it is read when two looks have found the same in it.

use std::iter::once;
use std::path::{Path, PathBuf};

use super::file::is_pipe;
use super::fingerprint::{Digest, Fingerprint, digest_of_file};
use super::{Config, ConfigError, Fault};
use crate::i18n::t;
use crate::report::UserError;

/// More mistakes are counted only: people read them on a phone.
const MISTAKES_TOLD_MAX: usize = 3;

/// The keys whose change counts after a restart only: who we are, and whom we talk to.
const FIXED: [&str; 17] = [
    "alert_command",
    "ping_url",
    "ping_url_file",
    "timing.ping_interval",
    "timing.telegram_timeout",
    "timing.telegram_silence",
    "telegram.",
    "journal",
    "livemode",
    "server.",
    "tribute.bot",
    "tribute.bot_id",
    "moderators.chat",
    "moderators.bot_token",
    "moderators.bot_token_file",
    "telegram_payments.bot_token",
    "telegram_payments.bot_token_file",
];

/// Looks at a configuration's file, and at those that it names.
#[derive(Debug)]
pub struct Watch {
    /// The configuration that is in force.
    pub current: Config,
    /// Of what the process began with: some of it counts as long as it lives.
    begun: Fingerprint,
    environment: fn(&str) -> Option<String>,
    /// What comes out of a pipe does not change, and is gone.
    is_pipe: bool,
    /// What was found at the last look, file by file.
    found: Vec<Option<Digest>>,
    /// Whether that has not been read yet.
    is_unread: bool,
    /// Why what was read last is not used.
    refusal: Option<Refusal>,
}

/// A change that is good.
#[derive(Debug)]
pub struct Taken<T> {
    /// What was made of the new configuration.
    pub made: T,
    /// The keys that have changed, by name.
    pub changed: Vec<String>,
    /// Those of them that will count after a restart only.
    pub fixed: Vec<String>,
    /// Whether the file was refused before.
    pub mended: bool,
}

/// Why a configuration can't be used, without a line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The first mistake's code.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub text: String,
}

impl Watch {
    /// Watches the files of a configuration that was just read.
    pub fn new(current: Config, environment: fn(&str) -> Option<String>) -> Self {
        Self {
            found: found(&current),
            is_pipe: is_pipe(&current.file),
            begun: current.fingerprint.clone(),
            current,
            environment,
            // It may have changed since it was read.
            is_unread: true,
            refusal: None,
        }
    }

    /// Looks once; `make` makes of a new configuration what is needed, or says why it can't. Of a change that is
    /// refused the previous configuration stays in force; each mistake is told once.
    pub fn look<T>(
        &mut self,
        make: impl FnOnce(&Config) -> Result<T, Refusal>,
    ) -> Option<Result<Taken<T>, Refusal>> {
        if self.is_pipe {
            return None;
        }
        let found = found(&self.current);
        if found != self.found {
            self.found = found;
            self.is_unread = true;
            return None;
        }
        if self.is_settled() {
            return None;
        }
        self.is_unread = false;
        let read = self.read().map_err(|error| Refusal::of_file(&error));
        match read.and_then(|config| Ok((make(&config)?, config))) {
            Ok((product, config)) => self.take(config, product).map(Ok),
            Err(refusal) => {
                let told = self.refusal.replace(refusal.clone());
                (told.as_ref() != Some(&refusal)).then_some(Err(refusal))
            }
        }
    }

    /// What can change it.
    pub fn files(&self) -> Vec<PathBuf> {
        files(&self.current).cloned().collect()
    }

    /// Whether nothing is there to be looked at once more before one of the files changes.
    pub fn is_settled(&self) -> bool {
        // What is wrong may be corrected in a file that nobody knows of yet.
        self.is_pipe || !self.is_unread && self.refusal.is_none()
    }

    /// What `run` could work with.
    fn read(&self) -> Result<Config, ConfigError> {
        let config = Config::load(Some(&self.current.file), Path::new(""), &self.environment)?;
        config.check_runnable()?;
        Ok(config)
    }

    fn take<T>(&mut self, config: Config, made: T) -> Option<Taken<T>> {
        let mended = self.refusal.take().is_some();
        let changed = self.current.fingerprint.differences(&config.fingerprint);
        // What is again as it was in the beginning is in force.
        let waiting = self.begun.differences(&config.fingerprint);
        self.current = config;
        // It may name other files, or was changed again since.
        let found = found(&self.current);
        self.is_unread = found != self.found;
        self.found = found;
        if changed.is_empty() && !mended {
            return None;
        }
        let is_waiting = |key: &&String| is_fixed(key) && waiting.contains(key);
        let fixed = changed.iter().filter(is_waiting).cloned().collect();
        Some(Taken { made, changed, fixed, mended })
    }
}

fn files(config: &Config) -> impl Iterator<Item = &PathBuf> {
    once(&config.file).chain(&config.fingerprint.files)
}

fn found(config: &Config) -> Vec<Option<Digest>> {
    files(config).map(|file| digest_of_file(file)).collect()
}

fn is_fixed(key: &str) -> bool {
    let is_it = |fixed: &&str| key == *fixed || (fixed.ends_with('.') && key.starts_with(fixed));
    FIXED.iter().any(is_it)
}

/// Because of something that the configuration leads to.
impl<E: UserError> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self { code: error.code(), text: format!("{} {}", error.what(), error.remedy()) }
    }
}

impl Refusal {
    fn of_file(error: &ConfigError) -> Self {
        let mistakes = error.mistakes().take(MISTAKES_TOLD_MAX);
        let mut lines: Vec<String> = mistakes.map(Fault::brief).collect();
        let more = error.mistakes().count() - lines.len();
        if more > 0 {
            lines.push(t!("config-more-mistakes", count = more));
        }
        Self { code: error.code(), text: lines.join("\n") }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    const GOOD: &str = "pace = \"2s\"\n\
        [telegram]\napi_id = 1\napi_hash = \"0123456789abcdef0123456789abcdef\"\n\
        [shop]\nurl = \"https://shop.example/\"\nsecret_file = \"secret\"\n\
        [account_id]\npattern = 'a'\n[moderators]\nchat = \"me\"\n";
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    struct Folder {
        folder: TempDir,
        watch: Watch,
    }

    impl Folder {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("secret"), SECRET).unwrap();
            fs::write(folder.path().join("config.toml"), GOOD).unwrap();
            let config = Config::load(None, folder.path(), &|_| None).unwrap();
            let mut watch = Watch::new(config, |_| None);
            assert!(watch.look(|_| Ok(())).is_none());
            Self { folder, watch }
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.folder.path().join(name), text).unwrap();
        }

        /// Two looks: the first one only sees that something is there.
        fn looks(&mut self) -> Option<Result<Taken<()>, Refusal>> {
            assert!(self.watch.look(|_| Ok(())).is_none());
            self.watch.look(|_| Ok(()))
        }

        fn taken(&mut self) -> Taken<()> {
            match self.looks() {
                Some(Ok(taken)) => taken,
                other => panic!("{other:?}"),
            }
        }

        fn refused(&mut self) -> Refusal {
            match self.looks() {
                Some(Err(refusal)) => refusal,
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn what_has_changed_is_named_and_what_has_not_is_not() {
        let mut folder = Folder::new();
        assert!(folder.looks().is_none());
        folder.write("config.toml", &GOOD.replace("2s", "3s"));
        let taken = folder.taken();
        assert_eq!(taken.changed, ["pace"]);
        assert!(taken.fixed.is_empty() && !taken.mended);
        assert_eq!(folder.watch.current.pace.as_secs(), 3);
        assert!(folder.looks().is_none());
        folder.write("config.toml", &format!("# nothing new\n{}", GOOD.replace("2s", "3s")));
        assert!(folder.looks().is_none());
        folder.write("secret", &SECRET.replace('8', "9"));
        assert_eq!(folder.taken().changed, ["shop.secret_file"]);
    }

    #[test]
    fn what_counts_after_a_restart_only_is_named_too() {
        let mut folder = Folder::new();
        let text = GOOD.replace("api_id = 1\n", "api_id = 2\n").replace("2s", "3s");
        folder.write("config.toml", &text.replace("\"me\"", "-5"));
        assert_eq!(folder.taken().fixed, ["moderators.chat", "telegram.api_id"]);
        let allowed = text.replace("\"me\"", "-5\nallowed = [1]");
        folder.write("config.toml", &allowed);
        let taken = folder.taken();
        assert!(taken.fixed.is_empty());
        assert_eq!(taken.changed, ["moderators.allowed"]);
        let timing = "\n[timing]\ntelegram_timeout = \"9s\"\ntelegram_silence = \"9s\"\nreread_interval = \"9s\"\n";
        folder.write("config.toml", &(allowed + timing));
        let timing = ["timing.telegram_silence", "timing.telegram_timeout"];
        assert_eq!(folder.taken().fixed, timing);
        folder.write("config.toml", GOOD);
        let taken = folder.taken();
        assert!(taken.changed.contains(&"moderators.chat".to_owned()));
        assert!(taken.fixed.is_empty(), "in force again: {:?}", taken.fixed);
    }

    #[test]
    fn a_mistake_is_told_once_and_its_mending_too() {
        let mut folder = Folder::new();
        folder.write("config.toml", &GOOD.replace("\"2s\"", "\"soon\""));
        let refusal = folder.refused();
        assert_eq!(refusal.code, "config.bad_duration");
        assert!(refusal.text.starts_with("line 1: "));
        assert!(folder.looks().is_none());
        assert_eq!(folder.watch.current.pace.as_secs(), 2);
        folder.write("config.toml", &GOOD.replace("\"2s\"", "\"later\""));
        assert_ne!(folder.refused(), refusal);
        folder.write("config.toml", GOOD);
        let taken = folder.taken();
        assert!(taken.mended && taken.changed.is_empty());
        assert!(folder.looks().is_none());
    }

    #[test]
    fn a_file_that_is_replaced_is_never_read_in_between() {
        let mut folder = Folder::new();
        let file = folder.folder.path().join("config.toml");
        fs::remove_file(&file).unwrap();
        assert!(folder.watch.look(|_| Ok(())).is_none());
        folder.write("config.toml", &GOOD[..40]);
        assert!(folder.watch.look(|_| Ok(())).is_none());
        folder.write("config.toml", &GOOD.replace("2s", "4s"));
        assert_eq!(folder.taken().changed, ["pace"]);
        fs::remove_file(&file).unwrap();
        assert_eq!(folder.refused().code, "config.not_found");
    }

    /// Whoever knows the sample could sign in the agent's place.
    #[test]
    fn the_samples_secret_is_refused() {
        let mut folder = Folder::new();
        folder.write("secret", crate::config::secret::SAMPLE_SECRETS[1]);
        assert_eq!(folder.refused().code, "config.sample");
    }

    /// The new secret's file is made after the key that names it.
    #[test]
    fn a_mistake_may_be_mended_in_a_file_that_was_not_known() {
        let mut folder = Folder::new();
        folder.write("config.toml", &GOOD.replace("\"secret\"", "\"new\""));
        assert_eq!(folder.refused().code, "config.secret_file");
        folder.write("new", SECRET);
        let Some(Ok(taken)) = folder.watch.look(|_| Ok(())) else {
            panic!("not taken");
        };
        assert!(taken.mended);
        assert!(folder.looks().is_none());
        folder.write("new", &SECRET.replace('8', "9"));
        assert_eq!(folder.taken().changed, ["shop.secret_file"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_not_read_again() {
        let folder = Folder::new().folder;
        let pipe = folder.path().join("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).unwrap();
        let config = Config::of_text(GOOD, &pipe, &|_| None).unwrap();
        let mut watch = Watch::new(config, |_| None);
        for _ in 0..3 {
            assert!(watch.look(|_| Ok(())).is_none());
        }
        fs::remove_file(&pipe).unwrap();
        assert!(watch.look(|_| Ok(())).is_none());
    }

    #[test]
    fn what_cannot_be_made_of_it_is_a_mistake_too() {
        let mut folder = Folder::new();
        folder.write("config.toml", &GOOD.replace("2s", "3s"));
        assert!(folder.watch.look(|_| Ok(())).is_none());
        let refusal = Refusal { code: "x", text: "y".to_owned() };
        let news = folder.watch.look(|_| Err::<(), _>(refusal.clone()));
        assert!(matches!(news, Some(Err(_))));
        assert!(folder.watch.look(|_| Err::<(), _>(refusal)).is_none());
        assert_eq!(folder.watch.current.pace.as_secs(), 2);
    }
}
