//! Why a call to Telegram gave no answer, and why there is no connection to work with.

use std::time::Duration;

use super::proxy::ProxyError;
use super::session::SessionError;
use crate::i18n::{self, Arguments, arguments, t};
use crate::order::{Untrusted, UserId};
use crate::report::{Exit, UserError, english};

/// Why a call to Telegram gave no answer that counts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Telegram said no; nothing happened. The name is Telegram's (`MESSAGE_ID_INVALID`).
    #[error("Telegram refused: {0}")]
    Refused(String),
    /// Not before this time is over; nothing happened. A second at least, and longer when calls of
    /// the kind are told so again and again.
    #[error("Telegram asks to wait {0:?}")]
    FloodWait(Duration),
    /// It can't have left this machine; nothing happened.
    #[error("not sent: {0}")]
    NotSent(String),
    /// It may have happened: a time-out, a cut, a bot that did not answer in time.
    #[error("outcome unknown: {0}")]
    Unknown(String),
    /// No call will work any more until a person acts.
    #[error(transparent)]
    Fatal(Fatal),
}

const CONNECTION_LOST: &str = "the connection was lost";

impl CallError {
    /// A connection that ended before the answer came: it may have happened.
    pub(super) fn connection_lost() -> Self {
        Self::Unknown(CONNECTION_LOST.to_owned())
    }

    /// Whether there is, or was, no connection: that is nothing new to whoever reads the log.
    pub fn is_connection_lost(&self) -> bool {
        match self {
            Self::NotSent(_) => true,
            Self::Unknown(why) => why == CONNECTION_LOST,
            Self::Refused(_) | Self::FloodWait(_) | Self::Fatal(_) => false,
        }
    }

    /// The failure for people: the middle of a sentence, without its end.
    pub fn explanation(&self) -> String {
        match self {
            Self::FloodWait(wait) => t!("telegram-call-flood_wait", wait = waiting_time(*wait)),
            Self::Refused(name) => t!("telegram-call-refused", name = name),
            Self::NotSent(why) => t!("telegram-call-not_sent", why = why),
            Self::Unknown(why) => t!("telegram-call-unknown", why = why),
            Self::Fatal(fatal) => {
                let what = fatal.what(i18n::language());
                what.trim_end_matches('.').to_owned()
            }
        }
    }
}

/// A time to wait, rounded up as people say it.
pub(crate) fn waiting_time(wait: Duration) -> String {
    let seconds = wait.as_secs().max(1);
    let (count, unit) = match seconds {
        0..120 => (seconds, "s"),
        120..7200 => (seconds.div_ceil(60), "min"),
        _ => (seconds.div_ceil(3600), "h"),
    };
    t!("telegram-wait", count = count, unit = unit)
}

/// Ends that need a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum Fatal {
    /// Nobody is logged in with this session.
    NotLoggedIn,
    /// The session was ended elsewhere, or its key is no longer known.
    SessionRevoked,
    /// The same session was used in two places at once.
    SessionDuplicated,
    /// The account is banned, frozen or deleted.
    AccountGone,
    /// Somebody else is logged in than the one whose session and journal these are.
    OtherAccount {
        /// Whose session it is.
        known: UserId,
        /// Who is logged in.
        found: UserId,
    },
    /// There is no room for what has to be kept in the session.
    DiskFull,
}

impl UserError for Fatal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotLoggedIn => "telegram.not_logged_in",
            Self::SessionRevoked => "telegram.session_revoked",
            Self::SessionDuplicated => "telegram.session_duplicated",
            Self::AccountGone => "telegram.account_gone",
            Self::OtherAccount { .. } => "session.other_account",
            Self::DiskFull => "session.disk_full",
        }
    }

    fn arguments(&self) -> Arguments {
        match *self {
            Self::OtherAccount { known, found } => {
                arguments!(known = known.to_string(), found = found.to_string())
            }
            _ => Arguments::new(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            // As for the journal: with room again, any start will do.
            Self::DiskFull => Exit::Failed,
            _ => Exit::ActionRequired,
        }
    }
}

/// Why there is no connection to work with.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum ConnectError {
    /// The session file.
    Session(#[from] SessionError),
    /// Telegram could not be reached in time.
    Unreachable(String),
    /// There is no way through the proxy.
    Proxy(ProxyError),
    /// No connection will work any more.
    Fatal(#[from] Fatal),
    /// Nobody has the username under which Tribute's bot was to be found.
    TributeMissing {
        /// As configured, without `@`.
        username: String,
    },
    /// Somebody else has it.
    TributeIsAnother {
        /// As configured, without `@`.
        username: String,
        /// The pinned bot.
        expected: UserId,
        /// Who has the name now; `None` for a channel or a group.
        found: Option<UserId>,
    },
    /// The account does not see the moderators' chat.
    ModeratorsMissing {
        /// As configured.
        wanted: String,
    },
    /// The account may not write there.
    ModeratorsMute {
        /// As configured.
        wanted: String,
        /// What it is called.
        title: Untrusted,
    },
    /// It is the chat with Tribute's bot.
    ModeratorsAreTribute {
        /// As configured.
        wanted: String,
    },
    /// A call while looking for the chats.
    Call(CallError),
}

impl From<CallError> for ConnectError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Fatal(fatal) => Self::Fatal(fatal),
            CallError::NotSent(why) => Self::Unreachable(why),
            error => Self::Call(error),
        }
    }
}

impl UserError for ConnectError {
    fn code(&self) -> &'static str {
        match self {
            Self::Session(error) => error.code(),
            Self::Unreachable(_) => "telegram.unreachable",
            Self::Proxy(error) => error.code(),
            Self::Fatal(fatal) => fatal.code(),
            Self::TributeMissing { .. } => "telegram.tribute_missing",
            Self::TributeIsAnother { .. } => "telegram.tribute_is_another",
            Self::ModeratorsMissing { .. } => "telegram.moderators_missing",
            Self::ModeratorsMute { .. } => "telegram.moderators_mute",
            Self::ModeratorsAreTribute { .. } => "telegram.moderators_are_tribute",
            Self::Call(CallError::FloodWait(_)) => "telegram.flood_wait",
            Self::Call(_) => "telegram.call",
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::Session(error) => error.arguments(),
            Self::Proxy(error) => error.arguments(),
            Self::Fatal(fatal) => fatal.arguments(),
            Self::Unreachable(why) => arguments!(why = why),
            Self::TributeMissing { username } => arguments!(username = username),
            Self::TributeIsAnother {
                username,
                expected,
                found,
            } => {
                let found = found.map_or("—".to_owned(), |found| found.to_string());
                arguments!(
                    username = username,
                    expected = expected.to_string(),
                    found = found
                )
            }
            Self::ModeratorsMissing { wanted } | Self::ModeratorsAreTribute { wanted } => {
                arguments!(wanted = wanted)
            }
            Self::ModeratorsMute { wanted, title } => {
                arguments!(wanted = wanted, title = title.to_string())
            }
            Self::Call(error) => arguments!(why = error.explanation()),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Session(error) => error.exit(),
            Self::Proxy(error) => error.exit(),
            Self::Fatal(fatal) => fatal.exit(),
            Self::Unreachable(_) | Self::Call(_) => Exit::Failed,
            _ => Exit::ActionRequired,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn waits_are_rounded_up() {
        for (seconds, expected) in [(0, "1 s"), (61, "61 s"), (121, "3 min"), (7201, "3 h")] {
            assert_eq!(waiting_time(Duration::from_secs(seconds)), expected);
        }
    }

    #[test]
    fn failures_are_explained_in_the_readers_language() {
        for failure in [
            CallError::FloodWait(Duration::from_secs(7)),
            CallError::Refused("CHAT_ADMIN_REQUIRED".to_owned()),
            CallError::NotSent("x".to_owned()),
            CallError::Unknown("x".to_owned()),
            CallError::Fatal(Fatal::NotLoggedIn),
        ] {
            for (language, russian) in [(Language::English, false), (Language::Russian, true)] {
                let text = i18n::with_language(language, || failure.explanation());
                assert_eq!(text.contains(|c| matches!(c, 'а'..='я')), russian, "{text}");
            }
        }
    }
}
