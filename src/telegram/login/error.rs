//! Why there is no login.

use super::{Account, Failure, NoAnswer};
use crate::i18n::arguments;
use crate::report::{Coded, CodedError, action_required, english, failed, usage};
use crate::telegram::session::SessionError;
use crate::telegram::{ConnectError, waiting_time};

/// Why there is no login.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum LoginError {
    /// Somebody is logged in already.
    Already(Account),
    /// No such phone number.
    PhoneInvalid,
    /// The account may only read.
    Frozen,
    /// Whoever logs in did not answer.
    NoAnswer(#[from] NoAnswer),
    /// Telegram said no, or asks for what can't be given here.
    Refused(#[from] CodedError),
    /// There is no connection.
    Connect(ConnectError),
    /// The session file.
    Session(#[from] SessionError),
}

impl LoginError {
    /// Whether Telegram may believe all the same that somebody is logged in with this session.
    pub fn may_be_logged_in(&self) -> bool {
        matches!(
            self,
            Self::Already(_) | Self::Frozen | Self::Connect(_) | Self::Session(_)
        )
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
            Failure::Unanswered(error) => return Self::Connect(error),
        };
        Self::Refused(match &*name {
            "PHONE_NUMBER_INVALID" => return Self::PhoneInvalid,
            "FROZEN_METHOD_INVALID" | "FROZEN_PARTICIPANT_MISSING" => return Self::Frozen,
            "PHONE_NUMBER_BANNED" | "USER_DEACTIVATED_BAN" => {
                action_required("login.banned", arguments!())
            }
            "USER_DEACTIVATED" | "INPUT_USER_DEACTIVATED" => {
                action_required("login.deactivated", arguments!())
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
            Self::Already(account) => usage("login.already", arguments!(account = account.named())),
            Self::PhoneInvalid => failed("login.phone_invalid", arguments!()),
            Self::Frozen => action_required("login.frozen", arguments!()),
            Self::NoAnswer(NoAnswer::GaveUp) => failed("login.given_up", arguments!()),
            Self::NoAnswer(NoAnswer::Silent) => failed("login.nobody_answers", arguments!()),
            Self::NoAnswer(NoAnswer::Shown) => failed("login.password_shown", arguments!()),
            Self::Refused(error) => error.clone(),
            Self::Connect(error) => error.coded(),
            Self::Session(error) => error.coded(),
        }
    }
}
