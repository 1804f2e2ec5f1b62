//! Errors for people: what happened, what to do now, a stable code, an exit code.

use crate::language::Language;

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
}
