//! Logging out: the session ends at Telegram, and its key is forgotten here.

use std::sync::Arc;

use grammers_client::Client;

use super::connection::LoginConnection;
use super::{Account, Failure, Settings};
use crate::i18n::arguments;
use crate::report::{CodedError, action_required, failed};
use crate::telegram::session::SessionStore;
use crate::telegram::waiting_time;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoggedOut {
    Now,
    /// Telegram had ended it before.
    Before,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoutScope {
    /// The keys: there is a journal, so whose it was, the chats, and what is kept beside the login stay.
    Keys,
    /// Everything: the session may become anybody's.
    Everything,
}

pub struct PendingLogout {
    connection: LoginConnection,
    /// Whose login it is; `None`: nobody's any more.
    pub account: Option<Account>,
}

impl PendingLogout {
    /// Asks Telegram whose login this is, with a session that has a key.
    pub async fn prepare(
        settings: &Settings,
        store: &Arc<SessionStore>,
    ) -> Result<Self, CodedError> {
        if store.string_session().is_none() {
            return Err(action_required("logout.nobody", arguments!()));
        }
        let opened = LoginConnection::open(settings.route(store)).await;
        let mut connection = opened.map_err(not_logged_out)?;
        let account = match connection.who().await {
            Ok(account) => account,
            Err(failure) if is_over(&failure) => None,
            Err(failure) => return Err(not_logged_out(failure)),
        };
        Ok(Self { connection, account })
    }

    /// Ends the session at Telegram, and forgets its key here, and what else is not to stay.
    pub async fn finish(mut self, scope: LogoutScope) -> Result<LoggedOut, CodedError> {
        // A second time does no harm: then nobody is logged in any more.
        let sign_out = |client: Client| async move { Ok(client.sign_out().await?) };
        let ended = match self.connection.call_again(sign_out).await {
            Ok(_) => LoggedOut::Now,
            Err(failure) if is_over(&failure) => LoggedOut::Before,
            Err(failure) => return Err(not_logged_out(failure)),
        };
        let store = &self.connection.route.store;
        match scope {
            LogoutScope::Keys => store.forget_keys()?,
            LogoutScope::Everything => store.forget_owner()?,
        }
        Ok(ended)
    }
}

/// Whether the login was ended before, or the account with it.
fn is_over(failure: &Failure) -> bool {
    failure.is_a_lost_login()
        || failure.is("AUTH_KEY_UNREGISTERED")
        || failure.is("USER_DEACTIVATED")
        || failure.is("USER_DEACTIVATED_BAN")
}

/// Why the session could not be ended. Its key is still there.
fn not_logged_out(failure: Failure) -> CodedError {
    if let Some(wait) = failure.wait() {
        return failed("logout.flood_wait", arguments!(wait = waiting_time(wait)));
    }
    let why = match failure {
        Failure::Refused(error) => error.name,
        Failure::Unanswered(error) => error.reason(),
    };
    failed("logout.offline", arguments!(why = why))
}
