//! Why a login was not moved.

use crate::language::Language;
use crate::report::{Exit, UserError};

/// Why a login was not moved. Nothing was changed.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum NotMoved {
    /// The answer was no.
    #[error("not confirmed")]
    Refused,
    /// There is nobody who could be asked.
    #[error("nobody to ask")]
    NobodyToAsk,
    /// The session has no key yet.
    #[error("the session has no key")]
    NoKey,
}

impl UserError for NotMoved {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused => "session.refused",
            Self::NobodyToAsk => "session.unconfirmed",
            Self::NoKey => "session.no_key",
        }
    }

    fn what(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Refused => ("Nothing was done.", "Ничего не сделано."),
            Self::NobodyToAsk => (
                "This needs a person's yes, and there is no terminal to ask at. Nothing was done.",
                "Нужно согласие человека, а спросить не в чем: это не терминал. Ничего не сделано.",
            ),
            Self::NoKey => (
                "Nobody has logged in with this session: there is nothing to take along.",
                "В аккаунт с этой сессией не входили: переносить нечего.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Refused => ("", ""),
            Self::NobodyToAsk => (
                "Stop the other program that uses the login; then add --yes.",
                "Остановите другую программу с этим входом и добавьте --yes.",
            ),
            Self::NoKey => (
                "Log in: `tribute-agent login`.",
                "Войдите: `tribute-agent login`.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Refused => Exit::Failed,
            Self::NobodyToAsk => Exit::Usage,
            Self::NoKey => Exit::ActionRequired,
        }
    }
}
