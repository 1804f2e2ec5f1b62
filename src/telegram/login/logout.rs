//! Logging out: the session ends at Telegram, and its key is forgotten here.

use std::sync::Arc;
use std::time::Duration;

use grammers_client::Client;

use super::connection::LoginConnection;
use super::{Account, Failure, Settings};
use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError, english};
use crate::telegram::ConnectError;
use crate::telegram::session::{SessionError, SessionStore};
use crate::telegram::waiting_time;

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoggedOut {
    /// Telegram has ended the session.
    Now,
    /// Telegram had ended it before.
    Before,
}

/// Why the session could not be ended. Its key is still there.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum LogoutError {
    /// Nobody is logged in.
    Nobody,
    /// Telegram can't be reached.
    Offline(String),
    /// Telegram wants to be left alone for so long.
    FloodWait(Duration),
    /// The session file.
    Session(#[from] SessionError),
}

/// Somebody who is about to log out.
pub struct PendingLogout {
    connection: LoginConnection,
    store: Arc<SessionStore>,
    account: Option<Account>,
}

/// What a session forgets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoutScope {
    /// The keys: there is a journal, so whose it was, the chats, and what is kept beside the login stay.
    Keys,
    /// Everything: the session may become anybody's.
    Everything,
}

impl PendingLogout {
    /// Asks Telegram whose login this is, with a session that has a key.
    pub async fn prepare(
        settings: &Settings,
        store: &Arc<SessionStore>,
    ) -> Result<Self, LogoutError> {
        if store.string_session().is_none() {
            return Err(LogoutError::Nobody);
        }
        let mut connection = LoginConnection::open(settings.route(store)).await?;
        let account = match connection.who().await {
            Ok(user) => user.as_ref().map(Account::from),
            Err(failure) if is_over(&failure) => None,
            Err(failure) => return Err(failure.into()),
        };
        Ok(Self {
            connection,
            store: Arc::clone(store),
            account,
        })
    }

    /// Whose login it is; `None`: nobody's any more.
    pub fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }

    /// Ends the session at Telegram, and forgets its key here, and what else is not to stay.
    pub async fn finish(mut self, scope: LogoutScope) -> Result<LoggedOut, LogoutError> {
        // A second time does no harm: then nobody is logged in any more.
        let sign_out = |client: Client| async move { Ok(client.sign_out().await?) };
        let ended = match self.connection.call_again(sign_out).await {
            Ok(_) => LoggedOut::Now,
            Err(failure) if is_over(&failure) => LoggedOut::Before,
            Err(failure) => return Err(failure.into()),
        };
        match scope {
            LogoutScope::Keys => self.store.forget_keys()?,
            LogoutScope::Everything => self.store.forget_owner()?,
        }
        Ok(ended)
    }
}

impl From<Failure> for LogoutError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::FloodWait(wait) => Self::FloodWait(wait),
            failure => Self::Offline(why(&failure)),
        }
    }
}

/// Whether the login was ended before, or the account with it.
fn is_over(failure: &Failure) -> bool {
    let is_said = |names: &[&str]| names.iter().any(|name| failure.is(name));
    failure.is_a_lost_login()
        || is_said(&[
            "AUTH_KEY_UNREGISTERED",
            "USER_DEACTIVATED",
            "USER_DEACTIVATED_BAN",
        ])
}

fn why(failure: &Failure) -> String {
    match failure {
        Failure::Proxy(error) => format!("{error} [{}]", error.code()),
        failure => failure.to_string(),
    }
}

impl From<Failure> for ConnectError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Proxy(error) => Self::Proxy(error),
            failure => Self::Unreachable(failure.to_string()),
        }
    }
}

impl UserError for LogoutError {
    fn code(&self) -> &'static str {
        match self {
            Self::Nobody => "logout.nobody",
            Self::Offline(_) => "logout.offline",
            Self::FloodWait(_) => "logout.flood_wait",
            Self::Session(error) => error.code(),
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::Offline(why) => arguments!(why = why),
            Self::FloodWait(wait) => arguments!(wait = waiting_time(*wait)),
            Self::Session(error) => error.arguments(),
            Self::Nobody => Arguments::new(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Nobody => Exit::ActionRequired,
            Self::Offline(_) | Self::FloodWait(_) => Exit::Failed,
            Self::Session(error) => error.exit(),
        }
    }
}
