//! Why there is no login.

mod words;

use std::time::Duration;

use super::{Account, Failure, NoAnswer};
use crate::language::Language;
use crate::report::{Exit, UserError};
use crate::telegram::connect_error::ConnectError;
use crate::telegram::session::SessionError;

/// Why there is no login.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Somebody is logged in already.
    #[error("{} is logged in already", .0.id)]
    Already(Account),
    /// No such phone number.
    #[error("no such phone number")]
    PhoneInvalid,
    /// Telegram wants nothing to do with this number.
    #[error("the number is banned")]
    Banned,
    /// The account was deleted.
    #[error("the account was deleted")]
    Deactivated,
    /// The account may only read.
    #[error("the account is frozen")]
    Frozen,
    /// Nobody has an account with this number.
    #[error("nobody has an account with this number")]
    Unregistered,
    /// Too many wrong codes.
    #[error("the code was wrong too often")]
    CodeWrong,
    /// Code after code was dead.
    #[error("the codes were dead")]
    CodeExpired,
    /// Too many wrong passwords.
    #[error("the password was wrong too often")]
    PasswordWrong,
    /// Telegram asks for the password in a way that is not known here.
    #[error("the password is asked for in an unknown way")]
    PasswordUnknownKind,
    /// Telegram wants to be left alone for so long.
    #[error("wait {0:?}")]
    FloodWait(Duration),
    /// Telegram wants to be left alone, and does not say for how long.
    #[error("too many tries")]
    Flood,
    /// Telegram does not know the application, or has too much of it.
    #[error("the application is refused: {0}")]
    Application(String),
    /// Telegram wants money for the code.
    #[error("the code costs money")]
    PaymentRequired,
    /// Telegram wants an address for codes first.
    #[error("an e-mail address is needed first")]
    EmailNeeded,
    /// No QR code was accepted.
    #[error("no QR code was accepted")]
    QrUnused,
    /// The sandbox does not know the session's key, and no other can be made.
    #[error("the sandbox's key is gone")]
    SandboxKey,
    /// Whoever logs in did not answer.
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
    /// Telegram said no, by its own name for it.
    #[error("Telegram refused: {0}")]
    Refused(String),
    /// There is no connection.
    #[error(transparent)]
    Connect(ConnectError),
    /// The session file.
    #[error(transparent)]
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
        let name = match failure {
            Failure::FloodWait(wait) => return Self::FloodWait(wait),
            Failure::Said { name, .. } => name,
            Failure::KeyForgotten => return Self::Session(SessionError::KeyForgotten),
            failure @ (Failure::Proxy(_) | Failure::NoAnswer(_)) => {
                return Self::Connect(failure.into());
            }
        };
        match name.as_str() {
            "PHONE_NUMBER_INVALID" => Self::PhoneInvalid,
            "PHONE_NUMBER_BANNED" | "USER_DEACTIVATED_BAN" => Self::Banned,
            "USER_DEACTIVATED" | "INPUT_USER_DEACTIVATED" => Self::Deactivated,
            "FROZEN_METHOD_INVALID" | "FROZEN_PARTICIPANT_MISSING" => Self::Frozen,
            "PHONE_NUMBER_UNOCCUPIED" => Self::Unregistered,
            "PHONE_NUMBER_FLOOD" | "PHONE_PASSWORD_FLOOD" | "FLOOD" => Self::Flood,
            "API_ID_INVALID" | "API_ID_PUBLISHED_FLOOD" | "UPDATE_APP_TO_LOGIN" => {
                Self::Application(name)
            }
            _ => Self::Refused(name),
        }
    }
}

impl UserError for LoginError {
    fn code(&self) -> &'static str {
        match self {
            Self::Already(_) => "login.already",
            Self::PhoneInvalid => "login.phone_invalid",
            Self::Banned => "login.banned",
            Self::Deactivated => "login.deactivated",
            Self::Frozen => "login.frozen",
            Self::Unregistered => "login.unregistered",
            Self::CodeWrong => "login.code_wrong",
            Self::CodeExpired => "login.code_expired",
            Self::PasswordWrong => "login.password_wrong",
            Self::PasswordUnknownKind => "login.password_unknown_kind",
            Self::FloodWait(_) => "login.flood_wait",
            Self::Flood => "login.flood",
            Self::Application(_) => "login.application_refused",
            Self::PaymentRequired => "login.payment_required",
            Self::EmailNeeded => "login.email_needed",
            Self::QrUnused => "login.qr_unused",
            Self::SandboxKey => "login.sandbox_key",
            Self::NoAnswer(NoAnswer::GaveUp) => "login.given_up",
            Self::NoAnswer(NoAnswer::Silent) => "login.nobody_answers",
            Self::NoAnswer(NoAnswer::Shown) => "login.password_shown",
            Self::Refused(_) => "login.refused",
            Self::Connect(error) => error.code(),
            Self::Session(error) => error.code(),
        }
    }

    fn what(&self, language: Language) -> String {
        match self {
            Self::Connect(error) => error.what(language),
            Self::Session(error) => error.what(language),
            error => words::what(error, language),
        }
    }

    fn remedy(&self, language: Language) -> String {
        match self {
            Self::Connect(error) => error.remedy(language),
            Self::Session(error) => error.remedy(language),
            error => words::remedy(error, language),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Already(_) | Self::Application(_) => Exit::Usage,
            Self::Banned
            | Self::Deactivated
            | Self::Frozen
            | Self::Unregistered
            | Self::PaymentRequired
            | Self::EmailNeeded
            | Self::SandboxKey => Exit::ActionRequired,
            Self::Connect(error) => error.exit(),
            Self::Session(error) => error.exit(),
            _ => Exit::Failed,
        }
    }
}
