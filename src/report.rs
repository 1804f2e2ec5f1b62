//! Errors for people: what happened, what to do now, a stable code, an exit code.

use crate::language::Language;
use crate::order::Untrusted;

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
    SomeoneMustAct = 3,
}

/// An error that a person will read.
pub trait Explain: std::error::Error + Send + Sync + 'static {
    /// Stable, lower case, dotted: `config.unknown_key`. Never changes once published.
    fn code(&self) -> &'static str;

    /// What happened, in one or two sentences.
    fn what(&self, language: Language) -> String;

    /// What to do now. Empty only where nothing can be done.
    fn remedy(&self, language: Language) -> String;

    /// How the process ends when this error ends it.
    fn exit(&self) -> Exit {
        Exit::Failed
    }

    /// The several errors that this one gathers; empty for a single one.
    fn parts(&self) -> Vec<&dyn Explain> {
        Vec::new()
    }
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

/// The text for a terminal: `error[code]: what happened` and `  → what to do`, for each part.
pub fn render(
    error: &dyn Explain,
    severity: Severity,
    language: Language,
    colours: bool,
) -> String {
    let parts = error.parts();
    if parts.is_empty() {
        return render_one(error, severity, language, colours);
    }
    let parts = parts.into_iter();
    parts
        .map(|part| render(part, severity, language, colours))
        .collect()
}

fn render_one(
    error: &dyn Explain,
    severity: Severity,
    language: Language,
    colours: bool,
) -> String {
    let (word, colour) = match severity {
        Severity::Warning => (language.pick("warning", "внимание"), "\u{1b}[1;33m"),
        Severity::Error => (language.pick("error", "ошибка"), "\u{1b}[1;31m"),
    };
    let (on, off) = if colours {
        (colour, "\u{1b}[0m")
    } else {
        ("", "")
    };
    let (code, what) = (error.code(), for_terminal(&error.what(language)));
    let first = format!("{on}{word}[{code}]{off}: {what}\n");
    match for_terminal(&error.remedy(language)) {
        remedy if remedy.is_empty() => first,
        remedy => format!("{first}  → {remedy}\n"),
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
