//! How a call before the login can fail.

use std::time::Duration;

use grammers_mtsender::InvocationError;

use crate::telegram::connection::failure::{is_key_unknown, words};
use crate::telegram::flood_wait;
use crate::telegram::proxy::ProxyError;

/// Why a call gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Telegram said no, by its own name for it; some names have a number.
    #[error("{name}")]
    Said {
        /// `PHONE_MIGRATE`
        name: String,
        /// `4`, of `PHONE_MIGRATE_4`
        value: Option<u32>,
    },
    /// Not before this time is over.
    #[error("wait {0:?}")]
    FloodWait(Duration),
    /// The data centre does not know the session's key.
    #[error("the key is not known")]
    KeyForgotten,
    /// There is no way through the proxy.
    #[error(transparent)]
    Proxy(ProxyError),
    /// No answer came; what was asked for may have happened.
    #[error("{0}")]
    NoAnswer(String),
}

impl Failure {
    /// A no of Telegram's without a number.
    pub fn refused(name: &str) -> Self {
        Self::Said {
            name: name.to_owned(),
            value: None,
        }
    }

    /// Whether Telegram said this.
    pub fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Said { name, .. } if name == wanted)
    }

    /// Whether Telegram's word for it ends so: there are some for codes by mail, some for others.
    pub fn ends_with(&self, wanted: &str) -> bool {
        matches!(self, Self::Said { name, .. } if name.ends_with(wanted))
    }

    /// The data centre that Telegram sends us to.
    pub fn elsewhere(&self) -> Option<i32> {
        match self {
            Self::Said { name, value } if name.ends_with("_MIGRATE") => {
                value.and_then(|value| i32::try_from(value).ok())
            }
            _ => None,
        }
    }

    /// Whether there was a login with this key, which has ended.
    pub fn is_a_lost_login(&self) -> bool {
        match self {
            Self::KeyForgotten => true,
            Self::Said { name, .. } => matches!(
                name.as_str(),
                "SESSION_REVOKED" | "SESSION_EXPIRED" | "AUTH_KEY_DUPLICATED" | "AUTH_KEY_INVALID"
            ),
            Self::FloodWait(_) | Self::Proxy(_) | Self::NoAnswer(_) => false,
        }
    }
}

impl From<InvocationError> for Failure {
    fn from(error: InvocationError) -> Self {
        match error {
            InvocationError::Rpc(error) if error.code == 420 && error.name.contains("WAIT") => {
                Self::FloodWait(flood_wait::wait_of(error.value))
            }
            InvocationError::Rpc(error) => Self::Said {
                name: error.name,
                value: error.value,
            },
            error if is_key_unknown(&error) => Self::KeyForgotten,
            error => Self::NoAnswer(words(&error)),
        }
    }
}
