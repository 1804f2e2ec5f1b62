//! Errors for people: what happened, what to do now, a stable code, an exit code.

use crate::i18n::{self, Arguments, t};
use crate::language::Language;
use crate::order::Untrusted;
use crate::wrapping::wrapped;

/// How the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done = 0,
    /// 1: it failed.
    Failed = 1,
    /// 2: wrong usage or configuration.
    Usage = 2,
    /// 3: someone must act (not logged in, session revoked, already running, journal of another account).
    ActionRequired = 3,
}

/// An error that a person will read: its words are found by its code.
pub trait UserError: std::error::Error + Send + Sync + 'static {
    /// Stable, lower case, dotted: `config.unknown_key`. Never changes once published.
    fn code(&self) -> &'static str;

    /// The arguments of its texts. These stand in `locales/`, found by the code with its dots as hyphens:
    /// `config-unknown_key` says what happened, its attribute `.remedy` what to do.
    fn arguments(&self) -> Arguments {
        Arguments::new()
    }

    /// What happened, in one or two sentences.
    fn what(&self, language: Language) -> String {
        i18n::with_language(language, || what(self.code(), &self.arguments()))
    }

    /// What to do now. Empty only where nothing can be done.
    fn remedy(&self, language: Language) -> String {
        i18n::with_language(language, || remedy(self.code(), &self.arguments()))
    }

    /// How the process ends when this error ends it.
    fn exit(&self) -> Exit {
        Exit::Failed
    }

    /// The several errors that this one gathers; empty for a single one.
    fn parts(&self) -> Vec<&dyn UserError> {
        Vec::new()
    }
}

/// An error that the code tells apart from no other: its code, the arguments of its texts, and its exit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub struct CodedError {
    code: &'static str,
    exit: Exit,
    arguments: Arguments,
}

/// An error that ends with [`Exit::Failed`].
pub(crate) fn failed(code: &'static str, arguments: Arguments) -> CodedError {
    let exit = Exit::Failed;
    CodedError {
        code,
        exit,
        arguments,
    }
}

/// An error that ends with [`Exit::Usage`].
pub(crate) fn usage(code: &'static str, arguments: Arguments) -> CodedError {
    let exit = Exit::Usage;
    CodedError {
        code,
        exit,
        arguments,
    }
}

/// An error that ends with [`Exit::ActionRequired`].
pub(crate) fn action_required(code: &'static str, arguments: Arguments) -> CodedError {
    let exit = Exit::ActionRequired;
    CodedError {
        code,
        exit,
        arguments,
    }
}

impl UserError for CodedError {
    fn code(&self) -> &'static str {
        self.code
    }

    fn arguments(&self) -> Arguments {
        self.arguments.clone()
    }

    fn exit(&self) -> Exit {
        self.exit
    }
}

/// An error with variants, each of which is a [`CodedError`] for people.
pub trait Coded: std::error::Error + Send + Sync + 'static {
    /// The code, the arguments and the exit of this variant.
    fn coded(&self) -> CodedError;
}

impl<E: Coded> UserError for E {
    fn code(&self) -> &'static str {
        self.coded().code
    }

    fn arguments(&self) -> Arguments {
        self.coded().arguments
    }

    fn exit(&self) -> Exit {
        self.coded().exit
    }
}

impl<E: Coded> From<E> for CodedError {
    fn from(error: E) -> Self {
        error.coded()
    }
}

/// What happened, in English: what an error's `Display`, and so the log, says.
pub(crate) fn english(error: &dyn UserError) -> String {
    error.what(Language::English)
}

/// What happened, in the words that belong to a code.
pub(crate) fn what(code: &str, arguments: &Arguments) -> String {
    i18n::text(&text_id(code), arguments)
}

/// What to do, in the words that belong to a code; empty if there are none.
pub(crate) fn remedy(code: &str, arguments: &Arguments) -> String {
    let id = format!("{}.remedy", text_id(code));
    i18n::find(&id, arguments).unwrap_or_default()
}

/// The id of an error's text: no id has a dot.
fn text_id(code: &str) -> String {
    code.replace('.', "-")
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It goes on.
    Warning,
    /// It does not.
    Error,
}

/// The abilities of the output that a text is written to. By default none are known: a file, a pipe.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputStyle {
    /// Whether it takes colours.
    pub colours: bool,
    /// How wide a terminal it is; `None`: none at all, or nobody knows.
    pub columns: Option<usize>,
}

/// The text for people: `error[code]: what happened` and `  → what to do`, for each part.
pub fn render(
    error: &dyn UserError,
    severity: Severity,
    language: Language,
    style: OutputStyle,
) -> String {
    let parts = error.parts();
    if parts.is_empty() {
        return render_one(error, severity, language, style);
    }
    let parts = parts.into_iter();
    parts
        .map(|part| render(part, severity, language, style))
        .collect()
}

fn render_one(
    error: &dyn UserError,
    severity: Severity,
    language: Language,
    style: OutputStyle,
) -> String {
    let (word, colour) = match severity {
        Severity::Warning => (
            i18n::with_language(language, || t!("report-warning")),
            "\u{1b}[1;33m",
        ),
        Severity::Error => (
            i18n::with_language(language, || t!("report-error")),
            "\u{1b}[1;31m",
        ),
    };
    let head = format!("{word}[{}]", error.code());
    let what = for_terminal(&error.what(language));
    let mut text = format!("{head}: {what}\n");
    let remedy = for_terminal(&error.remedy(language));
    if !remedy.is_empty() {
        text = format!("{text}  → {remedy}\n");
    }
    let text = wrapped(&text, style.columns);
    // Last, as colours have no width.
    match text.strip_prefix(&head) {
        Some(rest) if style.colours => format!("{colour}{head}\u{1b}[0m{rest}"),
        _ => text,
    }
}

/// An error may quote a file's name, a key or a library's words, which are whatever somebody made
/// them: only the ends of lines are obeyed, everything else that can't be seen is shown.
pub(crate) fn for_terminal(text: &str) -> String {
    let lines = text
        .split('\n')
        .map(|line| Untrusted::new(line).to_string());
    lines.collect::<Vec<_>>().join("\n")
}
