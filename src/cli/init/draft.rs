//! The file that the answers go into, a new one or one that is there; and the draft that keeps them when
//! somebody leaves before the end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use toml_edit::{TomlError, Value};

use super::error::{exists, not_written, unwritable, with_draft};
use super::sample;
use super::text::Text;
use crate::cli::Failure;
use crate::config::{self, Config, checked_proxy};
use crate::durable;
use crate::folder;
use crate::i18n::Language;
use crate::order::catalogue::Entry;
use crate::private_file;
use crate::telegram::proxy::Proxy;

/// The configuration in the making.
#[derive(Clone)]
pub(super) struct Draft {
    pub path: PathBuf,
    environment: fn(&str) -> Option<String>,
    /// What the file said when it was read; `None`: there is none.
    existing: Option<String>,
    /// The text without an answer.
    blank: Text,
    text: Text,
    /// `None`: it is to be asked for.
    pub language: Option<Language>,
    /// A proxy that waits for the rest of its section.
    pub pending_proxy: Option<SecretString>,
    /// Whether the shop's secret was made here: the server has yet to be told.
    pub made_secret: bool,
}

impl Draft {
    /// Reads the file, if there is one. One that is wrong is nothing to be edited.
    pub fn open(path: &Path, environment: fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let existing = match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            // A link that leads nowhere is nothing to be read, nor to be written through.
            found => {
                let found = found.and_then(|_| path.metadata());
                found.map_err(|error| unwritable(path, &error))?;
                Some(config::text_of(path)?)
            }
        };
        let text = existing.as_deref().map_or_else(sample::blank, Text::new);
        let mut draft = Self {
            path: path.to_owned(),
            environment,
            existing,
            blank: text.clone(),
            text,
            language: None,
            pending_proxy: None,
            made_secret: false,
        };
        let config = draft.config()?;
        config.refuse_sample()?;
        draft.language = draft.existing.is_some().then_some(config.language);
        Ok(draft)
    }

    pub fn is_new(&self) -> bool {
        self.existing.is_none()
    }

    pub fn is_changed(&self) -> bool {
        self.is_new() || self.text != self.blank
    }

    /// What the text means; refused when it is no configuration.
    pub fn config(&self) -> Result<Config, Failure> {
        let text = self.text.as_str();
        Ok(Config::of_text(text, &self.path, &self.environment)?)
    }

    pub fn proxy(&self) -> Result<Option<Proxy>, Failure> {
        if let Ok(telegram) = self.config()?.telegram() {
            return Ok(telegram.proxy.clone());
        }
        let pending = self.pending_proxy.as_ref();
        Ok(pending.and_then(|proxy| checked_proxy(proxy.expose_secret()).ok()))
    }

    /// The language of a new file: nothing was answered before.
    pub fn set_language(&mut self, language: Language) -> Result<(), Failure> {
        self.language = Some(language);
        self.text = sample::blank();
        self.set("", "language", language.code())?;
        self.blank = self.text.clone();
        Ok(())
    }

    /// Sets a key; of the top level, where `section` is empty.
    pub fn set(
        &mut self,
        section: &str,
        key: &str,
        value: impl Into<Value>,
    ) -> Result<(), Failure> {
        self.edit(|text| text.set(section, key, value))
    }

    pub fn remove(&mut self, section: &str, key: &str) -> Result<(), Failure> {
        self.edit(|text| text.remove(section, key))
    }

    /// Changes the product of this name, or adds it.
    pub fn set_product(&mut self, product: &Entry) -> Result<(), Failure> {
        self.edit(|text| text.set_product(product))
    }

    fn edit(
        &mut self,
        edit: impl FnOnce(&mut Text) -> Result<(), TomlError>,
    ) -> Result<(), Failure> {
        Ok(edit(&mut self.text).map_err(|error| unwritable(&self.path, &error))?)
    }

    /// Puts the file there, whole and for its owner alone; what somebody else wrote meanwhile stays.
    pub fn publish(&self) -> Result<(), Failure> {
        let written = match &self.existing {
            Some(existing) if config::text_of(&self.path)? != *existing => {
                return Err(not_written("init.changed").into());
            }
            // Through a link, the file that it leads to.
            Some(existing) => {
                let path = self.path.canonicalize();
                path.and_then(|path| {
                    durable::replace(&path, self.text.to_file(existing).as_bytes())
                })
            }
            None => write_new(&self.path, self.text.as_str()),
        };
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(&self.path),
            _ => unwritable(&self.path, &error),
        })?;
        self.discard();
        Ok(())
    }

    /// Where the text is kept when somebody leaves before the end.
    pub fn kept_at(&self) -> PathBuf {
        folder::with_ending(&self.path, ".draft")
    }

    /// Keeps what was answered, for its owner alone, and says where in the error that ends it.
    pub fn keep(&self, failure: Failure) -> Failure {
        let path = self.kept_at();
        let kept = match &failure {
            Failure::Explained(error) => with_draft(error.code(), &path),
            Failure::Output(_) => None,
        };
        let text = || format!("{}{}", self.mark(), self.text.as_str());
        match kept {
            Some(kept)
                if self.text != self.blank
                    && durable::replace(&path, text().as_bytes()).is_ok() =>
            {
                kept.into()
            }
            _ => failure,
        }
    }

    /// The same with what was kept, if the file has not changed since.
    pub fn kept(&self) -> Option<Self> {
        let kept = config::text_of(&self.kept_at()).ok()?;
        let text = Text::new(kept.strip_prefix(&self.mark())?);
        let mut draft = Self { text, ..self.clone() };
        draft.language = Some(draft.config().ok()?.language);
        Some(draft)
    }

    pub fn discard(&self) {
        // What is left behind is asked about the next time.
        let _ = fs::remove_file(self.kept_at());
    }

    /// The first line of what is kept: the file that it belongs to.
    fn mark(&self) -> String {
        let existing = self.existing.as_deref().unwrap_or_default();
        let digest = STANDARD.encode(Sha256::digest(existing));
        format!("# tribute-agent init {digest}\n")
    }
}

/// Writes a file whose name must be free. Android knows no hard links, which would do this in one step:
/// the name is taken by an empty file, and that is replaced.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    drop(private_file::create_new(path)?);
    // What has the name is ours; should this fail, it is in nobody's way but ours.
    durable::replace(path, text.as_bytes()).inspect_err(|_| drop(fs::remove_file(path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::UserError as _;

    fn draft(path: &Path) -> Draft {
        let mut draft = Draft::open(path, |_| None).unwrap();
        draft.set("moderators", "chat", "me").unwrap();
        draft
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn it_is_private_whole_and_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.local.toml");
        fs::write(folder.path().join("config.local.toml.new"), "of a crash").unwrap();
        let draft = draft(&path);
        draft.publish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), draft.text.as_str());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn what_somebody_else_wrote_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.local.toml");
        let new = draft(&path);
        fs::write(&path, "# mine\n").unwrap();
        let refused = new.publish().unwrap_err();
        assert_eq!(refused.explained().code(), "init.exists");
        let changed = draft(&path);
        fs::write(&path, "# another\n").unwrap();
        let refused = changed.publish().unwrap_err();
        assert_eq!(refused.explained().code(), "init.changed");
        assert_eq!(fs::read_to_string(&path).unwrap(), "# another\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn it_is_written_through_a_link_and_becomes_private() {
        let folder = tempfile::tempdir().unwrap();
        let [path, target] =
            ["config.local.toml", "real.toml"].map(|name| folder.path().join(name));
        fs::write(&target, "# mine\n").unwrap();
        std::os::unix::fs::symlink("real.toml", &path).unwrap();
        draft(&path).publish().unwrap();
        assert!(path.is_symlink() && fs::read_to_string(&target).unwrap().starts_with("# mine\n"));
        assert_eq!(mode(&target), 0o600);
    }

    #[test]
    fn what_is_kept_is_private_and_taken_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.local.toml");
        let left = draft(&path);
        let failure = left.keep(not_written("init.stopped").into());
        let kept_at = left.kept_at();
        let expected = with_draft("init.stopped", &kept_at).unwrap();
        assert_eq!(failure.explained().what(), expected.what());
        assert_eq!(failure.explained().arguments(), expected.arguments());
        #[cfg(unix)]
        assert_eq!(mode(&kept_at), 0o600);
        let again = Draft::open(&path, |_| None).unwrap();
        assert!(again.text == again.blank);
        assert_eq!(again.kept().unwrap().text, left.text);
        fs::write(
            &path,
            "# another
",
        )
        .unwrap();
        assert!(Draft::open(&path, |_| None).unwrap().kept().is_none());
        again.discard();
        assert!(again.kept().is_none() && !kept_at.exists());
    }

    #[test]
    fn without_an_answer_nothing_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.local.toml");
        let mut draft = Draft::open(&path, |_| None).unwrap();
        draft.set_language(Language::Russian).unwrap();
        let stopped = not_written("init.stopped");
        let failure = draft.keep(stopped.clone().into());
        assert_eq!(failure.explained().arguments(), stopped.arguments());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
