//! Logging in and out: how a session becomes somebody's, and nobody's again.
//!
//! This folder knows the conversation with Telegram and no terminal: whoever logs in is asked
//! and told through a [`LoginPrompt`].
//!
//! A session that has no key gets one from Telegram (grammers makes it); one that has a key nobody
//! is bound to, as a sandbox's, uses that. Where the account is at home somewhere else, the session
//! moves there and the connection is made anew.

mod bot;
mod connection;
mod error;
mod logout;
mod number;
mod password;
mod phone;
mod qr;

use std::sync::Arc;
use std::time::Duration;

use grammers_client::Client;
use grammers_client::peer::Peer;
use grammers_client::tl::{enums, functions};
use secrecy::SecretString;

use super::connection::isolated;
use super::connection::link::Route;
use super::own_account::Account;
use super::proxy::Proxy;
use super::session::{SessionError, SessionStore};
use crate::i18n::arguments;
use crate::machine::SharedClock;
use crate::order::UserId;
use crate::report::{action_required, usage};

pub(super) use bot::log_in_bot;
pub use error::LoginError;
pub use logout::{LoggedOut, LogoutScope, PendingLogout};

use connection::LoginConnection;
use error::Failure;

/// So many chats are looked at; Telegram's own limit for one question.
const CHATS_LOOKED_AT: usize = 100;
/// Telegram's own account: everybody has a chat with it.
const TELEGRAM: i64 = 777_000;
/// By this name Telegram says that an account is frozen.
const FROZEN_SINCE: &str = "freeze_since_date";

#[derive(Clone)]
pub struct Settings {
    pub api_id: i32,
    pub api_hash: SecretString,
    /// The only way to Telegram, if there is no direct one.
    pub proxy: Option<Proxy>,
    /// The bot whose orders the account should get.
    pub tribute: UserId,
    pub limit: Duration,
    /// How long QR codes are shown, one after another.
    pub qr_timeout: Duration,
    pub clock: SharedClock,
}

pub trait LoginPrompt {
    /// Asks for a line, which is not empty.
    async fn ask(&mut self, question: &str) -> Result<String, NoAnswer>;

    /// Asks for a line that nobody may see being typed.
    async fn ask_hidden(&mut self, question: &str) -> Result<SecretString, NoAnswer>;

    /// Asks for a yes, which an empty line means, too.
    async fn confirm(&mut self, question: &str) -> Result<bool, NoAnswer>;

    /// Tells them something. Never waits.
    fn tell(&mut self, text: &str);

    /// Shows this link (`tg://login?token=…`) as a QR code: the one before is of no use any more.
    fn show(&mut self, link: &str);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    #[error("the login was given up")]
    GaveUp,
    #[error("nobody answers")]
    Silent,
    /// What is typed can't be kept from being shown.
    #[error("the terminal shows what is typed")]
    Shown,
}

/// What the account's newest chats tell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountChats {
    pub private: usize,
    /// Whether one of them is with Tribute's bot.
    pub has_tribute: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginSummary {
    pub account: Account,
    /// Their newest chats; `None`: those could not be read, and do not matter.
    pub chats: Option<AccountChats>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginMethod {
    Phone,
    Qr,
}

struct Login<'a, P> {
    connection: LoginConnection,
    settings: &'a Settings,
    prompt: &'a mut P,
}

/// Logs in with a session that nobody is logged in with. What it takes, its owner is asked.
pub async fn log_in(
    settings: &Settings,
    store: &Arc<SessionStore>,
    method: LoginMethod,
    prompt: &mut impl LoginPrompt,
) -> Result<LoginSummary, LoginError> {
    // The sandbox makes no keys.
    let sandbox_key = || action_required("login.sandbox_key", arguments!());
    if !store.is_live() && store.string_session().is_none() {
        return Err(sandbox_key().into());
    }
    let mut connection = LoginConnection::open(settings.route(store)).await?;
    // Telegram ends keys with logins: one that had a login once is of no use.
    let is_key_spent = match connection.who().await {
        Ok(Some(account)) => {
            let error = usage("login.already", arguments!(account = account.named()));
            return Err(LoginError::MayBeLoggedIn(error));
        }
        Ok(None) => store.is_live() && store.seller().is_some(),
        Err(failure) if failure.is_a_lost_login() => true,
        Err(failure) => return Err(failure.into()),
    };
    if is_key_spent {
        if !store.is_live() {
            return Err(sandbox_key().into());
        }
        store.forget_keys()?;
        connection.reopen().await?;
    }
    let mut login = Login { connection, settings, prompt };
    let account = match method {
        LoginMethod::Phone => login.by_phone().await,
        LoginMethod::Qr => login.by_qr_code().await,
    }?;
    login.finish(store, account).await
}

impl<P> Login<'_, P> {
    /// Keeps the login in the session, if it is one for this session; then looks around.
    async fn finish(
        &mut self,
        store: &SessionStore,
        account: Account,
    ) -> Result<LoginSummary, LoginError> {
        if let Err(error) = store.set_seller(account.id) {
            // Nobody is to stay logged in with a session that is somebody else's.
            if matches!(error, SessionError::OtherAccount { .. }) {
                let sign_out = |client: Client| async move { Ok(client.sign_out().await?) };
                if self.connection.call(sign_out).await.is_ok() {
                    store.forget_keys()?;
                }
            }
            return Err(error.into());
        }
        if self.is_frozen().await {
            return Err(LoginError::frozen());
        }
        Ok(LoginSummary { account, chats: self.look_around().await.ok() })
    }

    /// Frozen accounts can log in; what tells of it is the configuration for applications.
    async fn is_frozen(&mut self) -> bool {
        use enums::{Jsonvalue as Value, help::AppConfig};
        let request = functions::help::GetAppConfig { hash: 0 };
        let Ok(AppConfig::Config(answer)) = self.connection.invoke_again(&request).await else {
            return false;
        };
        let Value::JsonObject(config) = answer.config else {
            return false;
        };
        config.value.iter().any(|entry| {
            let enums::JsonobjectValue::JsonObjectValue(entry) = entry;
            let is_set = matches!(&entry.value, Value::JsonNumber(number) if number.value > 0.0);
            entry.key == FROZEN_SINCE && is_set
        })
    }

    async fn look_around(&mut self) -> Result<AccountChats, Failure> {
        let newest = |client: Client| async move {
            let mut dialogs = client.iter_dialogs().limit(CHATS_LOOKED_AT);
            let mut peers = Vec::new();
            while let Some(dialog) = dialogs.next().await? {
                peers.push(dialog.peer);
            }
            Ok(peers)
        };
        let call = |client| async { Ok(isolated(Box::pin(newest(client))).await?) };
        let mut chats = AccountChats { private: 0, has_tribute: false };
        for peer in self.connection.call_again(call).await? {
            if let Peer::User(user) = peer
                && let Some(id) = user.id().bare_id()
            {
                let is_person = !user.is_bot() && !user.is_self() && id != TELEGRAM;
                chats.private += usize::from(is_person);
                chats.has_tribute |= id == self.settings.tribute.0;
            }
        }
        Ok(chats)
    }
}

impl Settings {
    fn route(&self, store: &Arc<SessionStore>) -> Route {
        Route {
            api_id: self.api_id,
            store: Arc::clone(store),
            proxy: self.proxy.clone(),
            limit: self.limit,
        }
    }
}
