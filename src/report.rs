//! Errors for people: what happened, what to do now, a stable code, an exit code.

use crate::i18n::{self, Arguments, Language, t};
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

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
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
    fn what(&self) -> String {
        what(self.code(), &self.arguments())
    }

    /// What to do now. Empty only where nothing can be done.
    fn remedy(&self) -> String {
        let id = format!("{}.remedy", text_id(self.code()));
        i18n::find(&id, &self.arguments()).unwrap_or_default()
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

/// What happened, in the words that belong to a code.
pub(crate) fn what(code: &str, arguments: &Arguments) -> String {
    i18n::text(&text_id(code), arguments)
}

/// The id of an error's text: no id has a dot.
fn text_id(code: &str) -> String {
    code.replace('.', "-")
}

/// What happened, in English: what an error's `Display`, and so the log, says.
pub(crate) fn english(error: &dyn UserError) -> String {
    i18n::with_language(Language::English, || error.what())
}

/// The errors that this one gathers, or itself.
pub(crate) fn parts(error: &dyn UserError) -> Vec<&dyn UserError> {
    let parts = error.parts();
    if parts.is_empty() { vec![error] } else { parts }
}

/// An error that the code tells apart from no other: its code, the arguments of its texts, and its exit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub struct CodedError(&'static str, Arguments, Exit);

/// An error that ends with [`Exit::Failed`].
pub(crate) fn failed(code: &'static str, arguments: Arguments) -> CodedError {
    CodedError(code, arguments, Exit::Failed)
}

/// An error that ends with [`Exit::Usage`].
pub(crate) fn usage(code: &'static str, arguments: Arguments) -> CodedError {
    CodedError(code, arguments, Exit::Usage)
}

/// An error that ends with [`Exit::ActionRequired`].
pub(crate) fn action_required(code: &'static str, arguments: Arguments) -> CodedError {
    CodedError(code, arguments, Exit::ActionRequired)
}

impl CodedError {
    /// The same for people as another error; what it gathers is left out.
    pub(crate) fn of(error: &dyn UserError) -> Self {
        Self(error.code(), error.arguments(), error.exit())
    }
}

impl UserError for CodedError {
    fn code(&self) -> &'static str {
        self.0
    }

    fn arguments(&self) -> Arguments {
        self.1.clone()
    }

    fn exit(&self) -> Exit {
        self.2
    }
}

/// An error with variants, each of which is a [`CodedError`] for people.
pub trait Coded: std::error::Error + Send + Sync + 'static {
    /// The code, the arguments and the exit of this variant.
    fn coded(&self) -> CodedError;
}

impl<E: Coded> UserError for E {
    fn code(&self) -> &'static str {
        self.coded().0
    }

    fn arguments(&self) -> Arguments {
        self.coded().1
    }

    fn exit(&self) -> Exit {
        self.coded().2
    }
}

impl<E: Coded> From<E> for CodedError {
    fn from(error: E) -> Self {
        error.coded()
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
    /// The width of a terminal; `None`: it is none, or nobody knows.
    pub columns: Option<usize>,
}

/// The text for people: `error[code]: what happened` and `  → what to do`, for each part.
pub fn render(error: &dyn UserError, severity: Severity, style: OutputStyle) -> String {
    let parts = parts(error).into_iter();
    parts.map(|part| render_part(part, severity, style)).collect()
}

fn render_part(error: &dyn UserError, severity: Severity, style: OutputStyle) -> String {
    let (word, colour) = match severity {
        Severity::Warning => (t!("report-warning"), "\u{1b}[1;33m"),
        Severity::Error => (t!("report-error"), "\u{1b}[1;31m"),
    };
    let head = format!("{word}[{}]", error.code());
    let what = for_terminal(&error.what());
    let mut text = format!("{head}: {what}\n");
    let remedy = for_terminal(&error.remedy());
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
    let lines = text.split('\n').map(|line| Untrusted::new(line).to_string());
    lines.collect::<Vec<_>>().join("\n")
}
