//! How a call before the login can fail.

use std::time::Duration;

use grammers_client::InvocationError;
use grammers_client::sender::RpcError;

use crate::telegram::connection::failure::{is_key_unknown, words};
use crate::telegram::session::SessionError;
use crate::telegram::{ConnectError, flood_wait};

/// Why a call gave no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// Telegram said no, by its own name for it.
    Refused(RpcError),
    /// No answer came; what was asked for may have happened.
    Unanswered(ConnectError),
}

impl Failure {
    /// A no of Telegram's without a number.
    pub fn refused(name: &str) -> Self {
        Self::Refused(RpcError {
            code: 400,
            name: name.to_owned(),
            value: None,
            caused_by: None,
        })
    }

    pub fn no_answer(why: impl ToString) -> Self {
        Self::Unanswered(ConnectError::unreachable(why))
    }

    /// Whether Telegram said this; it may begin or end with `*`.
    pub fn is(&self, name: &str) -> bool {
        matches!(self, Self::Refused(error) if error.is(name))
    }

    /// Whether a new connection could do better.
    pub fn is_silence(&self) -> bool {
        matches!(self, Self::Unanswered(ConnectError::Unreachable(_)))
    }

    /// The wait that Telegram asks for.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Refused(error) if error.code == 420 && error.name.contains("WAIT") => {
                Some(flood_wait::wait_of(error.value))
            }
            _ => None,
        }
    }

    /// The data centre that Telegram sends us to.
    pub fn elsewhere(&self) -> Option<i32> {
        match self {
            Self::Refused(error) if error.is("*_MIGRATE") => error.value?.try_into().ok(),
            _ => None,
        }
    }

    /// Whether there was a login with this key, which has ended.
    pub fn is_a_lost_login(&self) -> bool {
        match self {
            Self::Unanswered(ConnectError::Session(SessionError::KeyForgotten)) => true,
            Self::Unanswered(_) => false,
            Self::Refused(error) => matches!(
                &*error.name,
                "SESSION_REVOKED" | "SESSION_EXPIRED" | "AUTH_KEY_DUPLICATED" | "AUTH_KEY_INVALID"
            ),
        }
    }
}

impl From<InvocationError> for Failure {
    fn from(error: InvocationError) -> Self {
        match error {
            InvocationError::Rpc(error) => Self::Refused(error),
            error if is_key_unknown(&error) => {
                Self::Unanswered(ConnectError::Session(SessionError::KeyForgotten))
            }
            error => Self::no_answer(words(&error)),
        }
    }
}
