//! `session import`: a login from elsewhere becomes the agent's session.
//!
//! The login comes from stdin or a file, never from the command line, which others can see.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use super::super::arguments::SessionImport;
use super::super::{Context, Outcome};
use crate::language::Language;
use crate::report::{Exit, Explain};
use crate::telegram::import::{self, ImportError};

/// Far more than any string session has; what is longer is something else.
const INPUT_BYTES_MAX: u64 = 64 * 1024;

/// Carries it out: the session is made where the configuration wants it.
pub(in crate::cli) fn run(arguments: SessionImport, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let session = config.telegram()?.session.clone();
    let source = match arguments.file.filter(|file| file != Path::new("-")) {
        None => Source::Stdin,
        Some(file) => Source::File(context.stdio.directory.join(file)),
    };
    import_from(&source, &mut context.stdio.stdin, &session)?;
    let session = session.display();
    context.tell(&context.language.pick(
        format!("The session is ready: {session}. Stop the other program that uses it: two at once kill it."),
        format!("Сессия готова: {session}. Остановите другую программу с ней: вдвоём они её погубят."),
    ));
    Ok(Exit::Done)
}

/// Where the login is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    /// What is piped in.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum SessionImportError {
    /// The login could not be read.
    #[error("can't read the login: {0}")]
    Read(io::Error),
    /// It is no login, or the session can't be made.
    #[error(transparent)]
    Import(#[from] ImportError),
}

fn import_from(
    source: &Source,
    stdin: &mut dyn BufRead,
    session: &Path,
) -> Result<(), SessionImportError> {
    let text = match source {
        Source::Stdin => read(stdin),
        Source::File(path) => File::open(path).and_then(read),
    };
    let text = text.map_err(SessionImportError::Read)?;
    // A login to this machine is a sandbox's: nobody pays there.
    Ok(import::import(
        &text,
        session,
        !import::is_loopback(&text)?,
    )?)
}

fn read(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    from.take(INPUT_BYTES_MAX).read_to_string(&mut text)?;
    Ok(text)
}

impl Explain for SessionImportError {
    fn code(&self) -> &'static str {
        match self {
            Self::Read(_) => "session.import_unreadable",
            Self::Import(error) => error.code(),
        }
    }

    fn what(&self, language: Language) -> String {
        match (self, language) {
            (Self::Read(error), Language::English) => format!("The login can't be read: {error}"),
            (Self::Read(error), Language::Russian) => format!("Не удалось прочитать: {error}"),
            (Self::Import(error), language) => error.what(language),
        }
    }

    fn remedy(&self, language: Language) -> String {
        match self {
            Self::Read(_) => language
                .pick(
                    "Pipe the StringSession in, or name the file that holds it.",
                    "Передайте StringSession на вход или укажите файл, в котором она лежит.",
                )
                .to_owned(),
            Self::Import(error) => error.remedy(language),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Read(_) => Exit::Usage,
            Self::Import(error) => error.exit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_file_is_judged_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let session = folder.path().join("main.session");
        let file = folder.path().join("login.txt");
        let import = |bytes: &[u8]| {
            std::fs::write(&file, bytes).unwrap();
            let source = Source::File(file.clone());
            let error = import_from(&source, &mut io::empty(), &session).unwrap_err();
            assert!(!session.exists());
            error.code()
        };
        assert_eq!(import(b"\n"), "string_session.empty");
        assert_eq!(import(b"123:token"), "string_session.bot_token");
        assert_eq!(import(&[0xFF; 10]), "session.import_unreadable");
        assert_eq!(import(&[b'1'; 100_000]), "string_session.too_long");
        let missing = Source::File(folder.path().join("missing"));
        let error = import_from(&missing, &mut io::empty(), &session).unwrap_err();
        assert_eq!(error.code(), "session.import_unreadable");
    }
}
