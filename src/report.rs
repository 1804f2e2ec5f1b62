//! Errors for people: what happened, what to do now, a stable code, an exit code.

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

/// What a text is written on. By default nothing is known of it: a file, a pipe.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paper {
    /// Whether it takes colours.
    pub colours: bool,
    /// How wide a terminal it is; `None`: none at all, or nobody knows.
    pub columns: Option<usize>,
}

/// The text for people: `error[code]: what happened` and `  → what to do`, for each part.
pub fn render(error: &dyn Explain, severity: Severity, language: Language, paper: Paper) -> String {
    let parts = error.parts();
    if parts.is_empty() {
        return render_one(error, severity, language, paper);
    }
    let parts = parts.into_iter();
    parts
        .map(|part| render(part, severity, language, paper))
        .collect()
}

fn render_one(error: &dyn Explain, severity: Severity, language: Language, paper: Paper) -> String {
    let (word, colour) = match severity {
        Severity::Warning => (language.pick("warning", "внимание"), "\u{1b}[1;33m"),
        Severity::Error => (language.pick("error", "ошибка"), "\u{1b}[1;31m"),
    };
    let head = format!("{word}[{}]", error.code());
    let what = for_terminal(&error.what(language));
    let mut text = format!("{head}: {what}\n");
    let remedy = for_terminal(&error.remedy(language));
    if !remedy.is_empty() {
        text = format!("{text}  → {remedy}\n");
    }
    let text = wrapped(&text, paper.columns);
    // Last, as colours have no width.
    match text.strip_prefix(&head) {
        Some(rest) if paper.colours => format!("{colour}{head}\u{1b}[0m{rest}"),
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
