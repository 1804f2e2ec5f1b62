//! Why a call before the login gave no answer, and why there is no login.

use std::time::Duration;

use grammers_client::InvocationError;
use grammers_client::sender::RpcError;

use super::NoAnswer;
use crate::i18n::arguments;
use crate::report::{Coded, CodedError, action_required, english, failed, usage};
use crate::telegram::connection::failure::{is_key_unknown, wait_of, words};
use crate::telegram::session::SessionError;
use crate::telegram::{ConnectError, waiting_time};

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
        Self::Refused(RpcError { code: 400, name: name.to_owned(), value: None, caused_by: None })
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

    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Refused(error) if error.code == 420 && error.name.contains("WAIT") => {
                Some(wait_of(error.value))
            }
            _ => None,
        }
    }

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

#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum LoginError {
    PhoneInvalid,
    NoAnswer(#[from] NoAnswer),
    /// Telegram said no, or asks for what can't be given here.
    Refused(#[from] CodedError),
    /// Telegram may believe all the same that somebody is logged in with this session.
    MayBeLoggedIn(CodedError),
}

impl LoginError {
    pub(super) fn frozen() -> Self {
        Self::MayBeLoggedIn(action_required("login.frozen", arguments!()))
    }
}

impl From<SessionError> for LoginError {
    fn from(error: SessionError) -> Self {
        Self::MayBeLoggedIn(error.into())
    }
}

impl From<Failure> for LoginError {
    fn from(failure: Failure) -> Self {
        if let Some(wait) = failure.wait() {
            let arguments = arguments!(wait = waiting_time(wait));
            return failed("login.flood_wait", arguments).into();
        }
        let name = match failure {
            Failure::Refused(error) => error.name,
            Failure::Unanswered(error) => return Self::MayBeLoggedIn(error.into()),
        };
        Self::Refused(match &*name {
            "PHONE_NUMBER_INVALID" => return Self::PhoneInvalid,
            "FROZEN_METHOD_INVALID" | "FROZEN_PARTICIPANT_MISSING" => return Self::frozen(),
            "PHONE_NUMBER_BANNED" | "USER_DEACTIVATED_BAN" => {
                action_required("login.banned", arguments!())
            }
            "USER_DEACTIVATED" | "INPUT_USER_DEACTIVATED" => {
                action_required("login.deactivated", arguments!())
            }
            "ACCESS_TOKEN_INVALID" | "ACCESS_TOKEN_EXPIRED" => {
                action_required("login.bot_token_refused", arguments!())
            }
            "PHONE_NUMBER_UNOCCUPIED" => action_required("login.unregistered", arguments!()),
            "PHONE_NUMBER_FLOOD" | "PHONE_PASSWORD_FLOOD" | "FLOOD" => {
                failed("login.flood", arguments!())
            }
            "API_ID_INVALID" | "API_ID_PUBLISHED_FLOOD" | "UPDATE_APP_TO_LOGIN" => {
                usage("login.application_refused", arguments!(name = name))
            }
            _ => failed("login.refused", arguments!(name = name)),
        })
    }
}

impl Coded for LoginError {
    fn coded(&self) -> CodedError {
        match self {
            Self::PhoneInvalid => failed("login.phone_invalid", arguments!()),
            Self::NoAnswer(NoAnswer::GaveUp) => failed("login.given_up", arguments!()),
            Self::NoAnswer(NoAnswer::Silent) => failed("login.nobody_answers", arguments!()),
            Self::NoAnswer(NoAnswer::Shown) => failed("login.password_shown", arguments!()),
            Self::Refused(error) | Self::MayBeLoggedIn(error) => error.clone(),
        }
    }
}
