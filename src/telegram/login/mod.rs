//! Logging in and out: how a session becomes somebody's, and nobody's again.
//!
//! This folder knows the conversation with Telegram and no terminal: whoever logs in is asked
//! and told through a [`LoginPrompt`].
//!
//! - `connection`: a connection of nobody's; the real one greets a login first.
//! - `phone`: `number` → code → logged in. `qr`: a code to be scanned → logged in.
//! - `password`: the second factor, after either. `summary`: what the account looks like.
//! - `logout`: the other way.
//!
//! A session that has no key gets one from Telegram (grammers makes it); one that has a key nobody
//! is bound to, as a sandbox's, uses that. Where the account is at home somewhere else, the session
//! moves there and the connection is made anew.

mod connection;
mod error;
mod logout;
mod number;
mod password;
mod phone;
mod qr;
mod summary;

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::connection::transport::Route;
use super::own_account::Account;
use super::proxy::Proxy;
use super::session::SessionStore;
use crate::i18n::arguments;
use crate::machine::SharedClock;
use crate::order::UserId;
use crate::report::action_required;

pub use error::LoginError;
pub use logout::{LoggedOut, LogoutScope, PendingLogout};
pub use summary::LoginSummary;

use connection::LoginConnection;
use error::Failure;

/// What logging in and out needs to know.
#[derive(Clone)]
pub struct Settings {
    pub api_id: i32,
    pub api_hash: SecretString,
    /// The only way to Telegram, if there is no direct one.
    pub proxy: Option<Proxy>,
    /// The bot whose orders the account should get.
    pub tribute: UserId,
    /// How long a call may take.
    pub limit: Duration,
    /// How long QR codes are shown, one after another.
    pub qr_timeout: Duration,
    pub clock: SharedClock,
}

/// Whoever logs in.
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

/// Why there is no answer.
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

/// How somebody logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginMethod {
    /// By phone number and code.
    Phone,
    /// By a QR code, scanned with a device that is logged in.
    Qr,
}

/// A login under way.
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
        Ok(Some(account)) => return Err(LoginError::already(&account)),
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
