//! The file that the answers go into, a new one or one that is there; and the draft that keeps them when
//! somebody leaves before the end.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use toml_edit::Array;

use super::answers::Answers;
use super::error::Why;
use super::{InitError, sample};
use crate::config::{self, Config, checked_proxy};
use crate::durable;
use crate::i18n::t;
use crate::language::Language;
use crate::order::catalogue::Catalogue;
use crate::telegram::private_file;
use crate::telegram::proxy::Proxy;

/// What a new file leaves to be filled.
const SECTIONS: [&str; 5] = ["telegram", "shop", "account_id", "product", "moderators"];

/// The configuration in the making.
#[derive(Clone)]
pub(super) struct Draft {
    pub path: PathBuf,
    environment: fn(&str) -> Option<String>,
    /// What the file said when it was read; `None`: there is none.
    existing: Option<String>,
    pub answers: Answers,
    /// Whether the shop's secret was made here: the server has yet to be told.
    pub made_secret: bool,
}

impl Draft {
    /// Reads the file, if there is one. One that is wrong is nothing to be edited.
    pub(super) fn open(
        path: &Path,
        environment: fn(&str) -> Option<String>,
    ) -> Result<Self, InitError> {
        let mut draft = Self {
            path: path.to_owned(),
            environment,
            existing: None,
            answers: Answers::default(),
            made_secret: false,
        };
        match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(draft),
            // A link that leads nowhere is nothing to be read, nor to be written through.
            found => found
                .and_then(|_| path.metadata())
                .map_err(|error| draft.unwritable(error))?,
        };
        draft.existing = Some(config::text_of(path)?);
        draft.config()?.refuse_sample()?;
        Ok(draft)
    }

    /// Whether there is no file yet.
    pub(super) fn is_new(&self) -> bool {
        self.existing.is_none()
    }

    /// Whether there is anything to be written.
    pub(super) fn is_changed(&self) -> bool {
        self.is_new() || !self.answers.is_empty()
    }

    /// The file with the answers in it.
    fn text(&self) -> Result<String, InitError> {
        let blank = || sample::blank(&t!("init-file-heading"), &SECTIONS);
        let text = self
            .answers
            .apply(&self.existing.clone().unwrap_or_else(blank));
        text.map_err(|error| self.unwritable(io::Error::other(error)))
    }

    /// What that means; refused when it is no configuration.
    pub(super) fn config(&self) -> Result<Config, InitError> {
        Ok(Config::of_text(
            &self.text()?,
            &self.path,
            &self.environment,
        )?)
    }

    /// The language that was answered, or that the file says.
    pub(super) fn language(&self) -> Option<Language> {
        let of_file = || {
            self.existing
                .as_ref()
                .and_then(|_| Some(self.config().ok()?.language))
        };
        self.answers.language().or_else(of_file)
    }

    /// The products that it lists. A configuration has them only with a pattern beside them.
    pub(super) fn catalogue(&self) -> Result<Catalogue, InitError> {
        let mut readable = self.clone();
        if self.config()?.rules().is_err() {
            readable.answers.set("account_id", "pattern", ".");
            readable
                .answers
                .set("account_id", "examples", Array::from_iter(["1"]));
        }
        Ok(readable.config()?.rules()?.catalogue.clone())
    }

    /// The proxy; one that was answered counts even while nothing else is known of Telegram.
    pub(super) fn proxy(&self) -> Result<Option<Proxy>, InitError> {
        let answered = || checked_proxy(self.answers.get("telegram", "proxy")?).ok();
        let config = self.config()?;
        Ok(config
            .telegram()
            .map_or_else(|_| answered(), |telegram| telegram.proxy.clone()))
    }

    /// Puts the file there, whole and for its owner alone; what somebody else wrote meanwhile stays.
    pub(super) fn publish(&self) -> Result<(), InitError> {
        let text = self.text()?;
        let written = match &self.existing {
            Some(existing) if config::text_of(&self.path)? != *existing => {
                return Err(Why::Changed.into());
            }
            // Through a link, the file that it leads to.
            Some(_) => self
                .path
                .canonicalize()
                .and_then(|path| write(&path, &text)),
            None => write_new(&self.path, &text),
        };
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => InitError::Exists(self.path.clone()),
            _ => self.unwritable(error),
        })?;
        self.discard();
        Ok(())
    }

    /// Where the answers are kept when somebody leaves before the end.
    pub(super) fn kept_at(&self) -> PathBuf {
        with_ending(&self.path, ".draft")
    }

    /// Keeps the answers, for their owner alone, and says where in the error that ends it.
    pub(super) fn keep(&self, mut error: InitError) -> InitError {
        let path = self.kept_at();
        if let InitError::NotWritten { draft, .. } = &mut error
            && !self.answers.is_empty()
            && write(&path, &self.answers.text()).is_ok()
        {
            *draft = Some(path);
        }
        error
    }

    /// The same with the answers that were kept, if they fit the file.
    pub(super) fn kept(&self) -> Option<Self> {
        let text = config::text_of(&self.kept_at()).ok()?;
        let answers = Answers::parse(&text).ok()?;
        let draft = Self {
            answers,
            ..self.clone()
        };
        draft.config().is_ok().then_some(draft)
    }

    /// Deletes the answers that were kept.
    pub(super) fn discard(&self) {
        // What is left behind is asked about the next time.
        let _ = fs::remove_file(self.kept_at());
    }

    fn unwritable(&self, error: io::Error) -> InitError {
        InitError::Unwritable {
            path: self.path.clone(),
            error,
        }
    }
}

/// Writes a file under another name first: it is there whole, or as it was.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let unfinished = with_ending(path, ".new");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let written = private_file::create_new(&unfinished)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .and_then(|()| durable::publish(&unfinished, path));
    // What is left behind is overwritten at the next try, should this fail.
    written.inspect_err(|_| drop(fs::remove_file(&unfinished)))
}

/// Writes a file whose name must be free. Android knows no hard links, which would do this in one step:
/// the name is taken by an empty file, and that is replaced.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    drop(private_file::create_new(path)?);
    // What has the name is ours; should this fail, it is in nobody's way but ours.
    write(path, text).inspect_err(|_| drop(fs::remove_file(path)))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(path: &Path) -> Draft {
        let mut draft = Draft::open(path, |_| None).unwrap();
        draft.answers.set("moderators", "chat", "me");
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
        assert_eq!(fs::read_to_string(&path).unwrap(), draft.text().unwrap());
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
        assert!(matches!(new.publish(), Err(InitError::Exists(_))));
        let changed = draft(&path);
        fs::write(&path, "# another\n").unwrap();
        let refused = changed.publish().unwrap_err();
        assert!(
            matches!(
                refused,
                InitError::NotWritten {
                    why: Why::Changed,
                    ..
                }
            ),
            "{refused}"
        );
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
        let error = left.keep(Why::Stopped.into());
        let InitError::NotWritten {
            draft: Some(kept_at),
            ..
        } = error
        else {
            panic!("{error}");
        };
        #[cfg(unix)]
        assert_eq!(mode(&kept_at), 0o600);
        let again = Draft::open(&path, |_| None).unwrap();
        assert!(again.answers.is_empty());
        assert_eq!(again.kept().unwrap().text().unwrap(), left.text().unwrap());
        again.discard();
        assert!(again.kept().is_none() && !kept_at.exists());
    }

    #[test]
    fn without_an_answer_nothing_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.local.toml");
        let mut draft = Draft::open(&path, |_| None).unwrap();
        draft.answers.set_language(Language::Russian);
        let error = draft.keep(Why::Stopped.into());
        assert!(matches!(error, InitError::NotWritten { draft: None, .. }));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
