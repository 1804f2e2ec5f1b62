//! The file that the answers go into: a new one, or one that lacks something.

use std::io;
use std::path::{Path, PathBuf};

use super::answers::Answers;
use super::topic::Topic;
use super::{InitError, render, save};
use crate::config::{self, Config};
use crate::language::Language;

/// Where the answers go.
#[derive(Debug)]
pub(super) struct Draft {
    path: PathBuf,
    begun: Option<Begun>,
}

/// A configuration that is there already. What stands in it stays, to the byte.
#[derive(Debug)]
struct Begun {
    text: String,
    language: Language,
    topics: Vec<Topic>,
}

impl Draft {
    /// Looks what lies there. What is whole, or wrong, is nothing to be added to.
    pub(super) fn open(
        path: &Path,
        environment: fn(&str) -> Option<String>,
    ) -> Result<Self, InitError> {
        let unwritable = |error| InitError::Unwritable {
            path: path.to_owned(),
            error,
        };
        let draft = |begun| Self {
            path: path.to_owned(),
            begun,
        };
        let found = path.symlink_metadata();
        if matches!(&found, Err(error) if error.kind() == io::ErrorKind::NotFound) {
            return Ok(draft(None));
        }
        // A link that leads nowhere is nothing to be read, nor to be written through.
        found.and_then(|_| path.metadata()).map_err(unwritable)?;
        let text = config::text_of(path)?;
        let config = Config::of_text(&text, path, &environment)?;
        config.refuse_sample()?;
        let topics = Topic::of_sections(&config.missing_sections());
        if topics.is_empty() {
            return Err(InitError::Exists(path.to_owned()));
        }
        Ok(draft(Some(Begun {
            text,
            language: config.language,
            topics,
        })))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The language of what is there already.
    pub(super) fn language(&self) -> Option<Language> {
        self.begun.as_ref().map(|begun| begun.language)
    }

    /// What is to be asked about.
    pub(super) fn topics(&self) -> &[Topic] {
        match &self.begun {
            None => &Topic::ALL,
            Some(begun) => &begun.topics,
        }
    }

    /// Where the answers are going to stand.
    pub(super) fn announcement(&self, language: Language) -> String {
        let file = self.path.display();
        match self.begun {
            None => language.pick(
                format!("It goes into {file}."),
                format!("Это ляжет в {file}."),
            ),
            Some(_) => language.pick(
                format!("It is added at the end of {file}; the rest of it stays as it is."),
                format!("Это будет дописано в конец {file}; остальное в нём останется как есть."),
            ),
        }
    }

    /// What is to be written; `None`: there is nothing to add.
    pub(super) fn text(&self, answers: &Answers, language: Language) -> Option<String> {
        let Some(begun) = &self.begun else {
            return Some(render::whole(answers, language));
        };
        let addition = render::addition(answers, language)?;
        let gap = if begun.text.is_empty() || begun.text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        Some(format!("{gap}{addition}"))
    }

    /// The configuration that comes of it; refused when it would be none.
    pub(super) fn config(
        &self,
        text: &str,
        environment: fn(&str) -> Option<String>,
    ) -> Result<Config, InitError> {
        let before = self.begun.as_ref().map_or("", |begun| &begun.text);
        let whole = format!("{before}{text}");
        Ok(Config::of_text(&whole, &self.path, &environment)?)
    }

    /// Puts it there.
    pub(super) fn save(&self, text: &str) -> Result<(), InitError> {
        match &self.begun {
            None => save::create(&self.path, text),
            Some(begun) => save::append(&self.path, &begun.text, text),
        }
    }
}
