//! Why a call to Telegram gave no answer, and why there is no connection to work with.

use std::time::Duration;

use super::proxy::ProxyError;
use super::session::SessionError;
use crate::i18n::{arguments, reason, t};
use crate::order::UserId;
use crate::report::{Coded, CodedError, UserError as _, action_required, english, failed};

/// Why a call to Telegram gave no answer that counts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Telegram said no; nothing happened. The name is Telegram's (`MESSAGE_ID_INVALID`).
    #[error("Telegram refused: {0}")]
    Refused(String),
    /// Not before this time is over; nothing happened. A second at least, and longer when calls of
    /// the kind are told so again and again.
    #[error("Telegram asks to wait: {0:?}")]
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

    /// There is no connection: nothing was sent.
    pub(super) fn without_connection(reason: ConnectError) -> Self {
        match reason {
            ConnectError::Fatal(fatal) => Self::Fatal(fatal),
            reason => Self::NotSent(reason.reason()),
        }
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
            Self::Refused(name) => t!("telegram-call-refused", name),
            Self::NotSent(why) => t!("telegram-call-not_sent", why = reason(why)),
            Self::Unknown(why) => t!("telegram-call-unknown", why = reason(why)),
            Self::Fatal(fatal) => fatal.what().trim_end_matches('.').to_owned(),
        }
    }
}

pub(crate) fn waiting_time(wait: Duration) -> String {
    let seconds = wait.as_secs().max(1);
    let (count, unit) = match seconds {
        0..120 => (seconds, "s"),
        120..7200 => (seconds.div_ceil(60), "min"),
        _ => (seconds.div_ceil(3600), "h"),
    };
    t!("telegram-wait", count, unit)
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
    #[expect(missing_docs, reason = "they are the two accounts")]
    OtherAccount { known: UserId, found: UserId },
    /// There is no room for what has to be kept in the session.
    DiskFull,
}

impl Coded for Fatal {
    fn coded(&self) -> CodedError {
        match *self {
            Self::NotLoggedIn => action_required("telegram.not_logged_in", arguments!()),
            Self::SessionRevoked => action_required("telegram.session_revoked", arguments!()),
            Self::SessionDuplicated => action_required("telegram.session_duplicated", arguments!()),
            Self::AccountGone => action_required("telegram.account_gone", arguments!()),
            Self::OtherAccount { known, found } => {
                SessionError::OtherAccount { known, found }.coded()
            }
            Self::DiskFull => SessionError::DiskFull.coded(),
        }
    }
}

/// Why there is no connection to work with.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum ConnectError {
    /// The session file.
    Session(#[from] SessionError),
    /// Telegram could not be reached in time; why, in the words of the log.
    Unreachable(String),
    /// There is no way through the proxy.
    Proxy(#[from] ProxyError),
    /// No connection will work any more.
    Fatal(#[from] Fatal),
    /// Tribute's bot or the moderators' chat is not there, or not what it should be.
    Chat(#[from] CodedError),
    /// A call on the way: who is logged in, where the chats are.
    Call(CallError),
}

impl ConnectError {
    /// What is told of it in the log, and in the middle of a sentence.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Unreachable(why) => why.clone(),
            Self::Call(error) => error.to_string(),
            other => format!("{other} [{}]", other.code()),
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    pub(super) fn unreachable(why: impl ToString) -> Self {
        Self::Unreachable(why.to_string())
    }
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

impl Coded for ConnectError {
    fn coded(&self) -> CodedError {
        match self {
            Self::Session(error) => error.coded(),
            Self::Proxy(error) => error.coded(),
            Self::Fatal(fatal) => fatal.coded(),
            Self::Chat(error) => error.clone(),
            Self::Unreachable(why) => failed("telegram.unreachable", arguments!(why = reason(why))),
            Self::Call(error @ CallError::FloodWait(_)) => {
                failed("telegram.flood_wait", arguments!(why = error.explanation()))
            }
            Self::Call(error) => failed("telegram.call", arguments!(why = error.explanation())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, with_language};

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
                let text = with_language(language, || failure.explanation());
                assert_eq!(text.contains(|c| matches!(c, 'а'..='я')), russian, "{text}");
            }
        }
    }
}
