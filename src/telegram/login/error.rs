//! Why there is no login.

use std::time::Duration;

use super::{Account, Failure, NoAnswer};
use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError, english};
use crate::telegram::ConnectError;
use crate::telegram::session::SessionError;
use crate::telegram::waiting_time;

/// Why there is no login.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum LoginError {
    /// Somebody is logged in already.
    Already(Account),
    /// No such phone number.
    PhoneInvalid,
    /// Telegram wants nothing to do with this number.
    Banned,
    /// The account was deleted.
    Deactivated,
    /// The account may only read.
    Frozen,
    /// Nobody has an account with this number.
    Unregistered,
    /// Too many wrong codes.
    CodeWrong,
    /// Code after code was dead.
    CodeExpired,
    /// Too many wrong passwords.
    PasswordWrong,
    /// Telegram asks for the password in a way that is not known here.
    PasswordUnknownKind,
    /// Telegram wants to be left alone for so long.
    FloodWait(Duration),
    /// Telegram wants to be left alone, and does not say for how long.
    Flood,
    /// Telegram does not know the application, or has too much of it.
    Application(String),
    /// Telegram wants money for the code.
    PaymentRequired,
    /// Telegram wants an address for codes first.
    EmailNeeded,
    /// No QR code was accepted.
    QrUnused,
    /// The sandbox does not know the session's key, and no other can be made.
    SandboxKey,
    /// Whoever logs in did not answer.
    NoAnswer(#[from] NoAnswer),
    /// Telegram said no, by its own name for it.
    Refused(String),
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

    fn arguments(&self) -> Arguments {
        match self {
            Self::Already(account) => arguments!(account = account.named()),
            Self::FloodWait(wait) => arguments!(wait = waiting_time(*wait)),
            Self::Application(name) | Self::Refused(name) => arguments!(name = name),
            Self::Connect(error) => error.arguments(),
            Self::Session(error) => error.arguments(),
            _ => Arguments::new(),
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
