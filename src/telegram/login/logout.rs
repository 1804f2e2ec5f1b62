//! Logging out: the session ends at Telegram, and its key is forgotten here.

use std::sync::Arc;

use grammers_tl_types::functions;

use super::line::Line;
use super::{Failure, Settings};
use crate::language::Language;
use crate::report::{Exit, Explain};
use crate::telegram::connect_error::ConnectError;
use crate::telegram::session::{SessionError, SessionStore};
use crate::telegram::words::in_russian;

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
pub enum LogoutError {
    /// Nobody is logged in.
    #[error("nobody is logged in")]
    Nobody,
    /// Telegram can't be reached.
    #[error("not logged out: {0}")]
    Offline(String),
    /// The session file.
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// Ends the session at Telegram, and forgets its key. Whose it was, and the chats, stay known.
pub async fn log_out(
    settings: &Settings,
    store: &Arc<SessionStore>,
) -> Result<LoggedOut, LogoutError> {
    if store.string_session().is_none() {
        return Err(LogoutError::Nobody);
    }
    let ended = async {
        let mut line = Line::open(settings.way(store)).await?;
        // A second time does no harm: then nobody is logged in any more.
        line.call_again(&functions::auth::LogOut {}).await
    };
    let ended = match ended.await {
        Ok(_) => LoggedOut::Now,
        Err(failure) if failure.is_a_lost_login() || failure.is("AUTH_KEY_UNREGISTERED") => {
            LoggedOut::Before
        }
        Err(failure) => return Err(LogoutError::Offline(why(&failure))),
    };
    store.forget_keys()?;
    Ok(ended)
}

fn why(failure: &Failure) -> String {
    match failure {
        Failure::Proxy(trouble) => format!("{trouble} [{}]", trouble.code()),
        failure => failure.to_string(),
    }
}

impl From<Failure> for ConnectError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Proxy(trouble) => Self::Proxy(trouble),
            failure => Self::Unreachable(failure.to_string()),
        }
    }
}

impl Explain for LogoutError {
    fn code(&self) -> &'static str {
        match self {
            Self::Nobody => "logout.nobody",
            Self::Offline(_) => "logout.offline",
            Self::Session(error) => error.code(),
        }
    }

    fn what(&self, language: Language) -> String {
        match self {
            Self::Nobody => language
                .pick(
                    "Nobody is logged in with this session.",
                    "С этой сессией никто не вошёл в Telegram.",
                )
                .to_owned(),
            Self::Offline(why) => language.pick(
                format!("Telegram did not end the session: {why}. It may still be good."),
                format!(
                    "Telegram не завершил сессию: {}. Возможно, она ещё действует.",
                    in_russian(&why.to_string())
                ),
            ),
            Self::Session(error) => error.what(language),
        }
    }

    fn remedy(&self, language: Language) -> String {
        match self {
            Self::Nobody => language
                .pick(
                    "There is nothing to log out of.",
                    "Выходить неоткуда.",
                )
                .to_owned(),
            Self::Offline(_) => language
                .pick(
                    "Try again with a working network, or end it in Telegram itself: Settings → Devices → tribute-agent → Terminate.",
                    "Повторите, когда сеть заработает, или завершите её в самом Telegram: «Настройки → Устройства → tribute-agent → Завершить».",
                )
                .to_owned(),
            Self::Session(error) => error.remedy(language),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Nobody => Exit::SomeoneMustAct,
            Self::Offline(_) => Exit::Failed,
            Self::Session(error) => error.exit(),
        }
    }
}
