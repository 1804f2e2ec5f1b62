//! The file that the answers go into, a new one or one that is there; and the draft that keeps them when
//! somebody leaves before the end.

use std::fmt::Display;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use super::sample;
use crate::cli::Failure;
use crate::config::{Config, Document, init_command};
use crate::durable;
use crate::folder;
use crate::i18n::arguments;
use crate::private_file;
use crate::report::{CodedError, failed, usage};
use crate::telegram::proxy::Proxy;

#[derive(Clone)]
pub(super) struct Draft {
    pub path: PathBuf,
    environment: fn(&str) -> Option<String>,
    /// What the file said when it was read; `None`: there is none.
    existing: Option<String>,
    /// The text without an answer.
    blank: String,
    /// Its lines end with `\n`, whatever those of the file end with.
    pub text: String,
    /// A proxy, and as it is written, that waits for the rest of its section.
    pub pending_proxy: Option<(Proxy, SecretString)>,
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
                Some(Document::read(path)?.text)
            }
        };
        let draft = Self::new(path, environment, existing);
        draft.config()?.refuse_sample()?;
        Ok(draft)
    }

    pub fn new(
        path: &Path,
        environment: fn(&str) -> Option<String>,
        existing: Option<String>,
    ) -> Self {
        let text = existing.as_ref().map(|text| text.replace("\r\n", "\n"));
        let text = text.unwrap_or_else(sample::blank);
        Self {
            path: path.to_owned(),
            environment,
            existing,
            blank: text.clone(),
            text,
            pending_proxy: None,
            made_secret: false,
        }
    }

    /// Begins a new file in the thread's language.
    pub fn begin(&mut self) {
        *self = Self::new(&self.path, self.environment, None);
    }

    pub fn is_new(&self) -> bool {
        self.existing.is_none()
    }

    pub fn has_answers(&self) -> bool {
        self.text != self.blank
    }

    pub fn config(&self) -> Result<Config, Failure> {
        Ok(Config::of_text(&self.text, &self.path, &self.environment)?)
    }

    pub fn proxy(&self) -> Result<Option<Proxy>, Failure> {
        let config = self.config()?;
        let written = config.telegram().ok().and_then(|telegram| telegram.proxy.clone());
        Ok(written.or_else(|| self.pending_proxy.as_ref().map(|(proxy, _)| proxy.clone())))
    }

    /// Writes the proxy that waits, once the rest of its section is there.
    pub fn put_proxy(&mut self) -> Result<(), Failure> {
        if self.config()?.telegram().is_ok()
            && let Some((_, written)) = self.pending_proxy.take()
        {
            self.set("telegram", "proxy", written.expose_secret())?;
        }
        Ok(())
    }

    /// The text with lines that end as those of the file did.
    pub fn contents(&self) -> String {
        match &self.existing {
            Some(existing) if existing.contains("\r\n") => self.text.replace('\n', "\r\n"),
            _ => self.text.clone(),
        }
    }

    /// Puts the file there, whole and for its owner alone; what somebody else wrote meanwhile stays.
    pub fn publish(&mut self) -> Result<(), Failure> {
        let contents = self.contents();
        let written = match &self.existing {
            Some(existing) if Document::read(&self.path)?.text != *existing => {
                return Err(self.not_written("init.changed").into());
            }
            // Through a link, the file that it leads to.
            Some(_) => {
                let path = self.path.canonicalize();
                path.and_then(|path| durable::replace(&path, contents.as_bytes()))
            }
            None => write_new(&self.path, &contents),
        };
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(&self.path),
            _ => unwritable(&self.path, &error),
        })?;
        self.blank.clone_from(&self.text);
        self.discard();
        Ok(())
    }

    /// Where the text is kept when somebody leaves before the end.
    pub fn kept_at(&self) -> PathBuf {
        folder::with_ending(&self.path, ".draft")
    }

    /// Keeps what was answered, for its owner alone; returns the error that ends it and says where.
    pub fn not_written(&self, code: &'static str) -> CodedError {
        let (path, text) = (self.kept_at(), self.mark() + &self.text);
        let is_kept = self.has_answers() && durable::replace(&path, text.as_bytes()).is_ok();
        let draft = if is_kept { path.display().to_string() } else { "none".to_owned() };
        failed(code, arguments!(draft))
    }

    /// The same with what was kept, if the file has not changed since.
    pub fn kept(&self) -> Option<Self> {
        let kept = Document::read(&self.kept_at()).ok()?;
        let text = kept.text.strip_prefix(&self.mark())?.to_owned();
        let draft = Self { text, ..self.clone() };
        draft.config().is_ok().then_some(draft)
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

/// A configuration is there, which nobody asked to change.
pub(super) fn exists(path: &Path) -> CodedError {
    usage("init.exists", arguments!(path, command = init_command(path)))
}

pub(super) fn unwritable(path: &Path, error: &impl Display) -> CodedError {
    failed("init.unwritable", arguments!(path, error = error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, with_language};

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
        let mut draft = draft(&path);
        draft.publish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), draft.text);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn what_somebody_else_wrote_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.local.toml");
        let mut new = draft(&path);
        fs::write(&path, "# mine\n").unwrap();
        let refused = new.publish().unwrap_err();
        assert_eq!(refused.explained().code(), "init.exists");
        let mut changed = draft(&path);
        fs::write(&path, "# another\n").unwrap();
        let refused = changed.publish().unwrap_err();
        assert_eq!(refused.explained().code(), "init.changed");
        assert_eq!(fs::read_to_string(&path).unwrap(), "# another\n");
        assert!(changed.kept_at().exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
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
        let kept_at = left.kept_at();
        let expected = failed("init.stopped", arguments!(draft = &kept_at));
        assert_eq!(left.not_written("init.stopped"), expected);
        #[cfg(unix)]
        assert_eq!(mode(&kept_at), 0o600);
        let again = Draft::open(&path, |_| None).unwrap();
        assert!(!again.has_answers());
        assert_eq!(again.kept().unwrap().text, left.text);
        fs::write(&path, "# another\n").unwrap();
        assert!(Draft::open(&path, |_| None).unwrap().kept().is_none());
        again.discard();
        assert!(again.kept().is_none() && !kept_at.exists());
    }

    #[test]
    fn without_an_answer_nothing_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.local.toml");
        let mut draft = Draft::open(&path, |_| None).unwrap();
        with_language(Language::Russian, || draft.begin());
        let expected = failed("init.stopped", arguments!(draft = "none"));
        assert_eq!(draft.not_written("init.stopped"), expected);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
