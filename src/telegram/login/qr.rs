//! By QR code: shown here, scanned and accepted with a device that is logged in.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use grammers_client::Client;
use grammers_client::tl::{RemoteCall, enums, functions::auth as request, types};
use secrecy::ExposeSecret as _;
use tokio::time::Instant;

use super::connection::{MIGRATIONS_MAX, entered};
use super::{Account, Failure, Login, LoginError, LoginPrompt};
use crate::i18n::{arguments, t};
use crate::report::failed;

/// Telegram's codes live half a minute; a clock that is wrong may say anything.
const VALID_MIN_S: u64 = 1;
/// See [`VALID_MIN_S`].
const VALID_MAX_S: u64 = 60;
/// More codes than fit the time: something is wrong.
const CODES_MAX: u32 = 1000;

/// The state of a code that was, or is to be, shown.
enum TokenState {
    LoggedIn(Account),
    Show(types::auth::LoginToken),
    /// Accepted by somebody who is at home elsewhere.
    MigrateTo(types::auth::LoginTokenMigrateTo),
}

impl<P: LoginPrompt> Login<'_, P> {
    pub(super) async fn by_qr_code(&mut self) -> Result<Account, LoginError> {
        let give_up_at = Instant::now() + self.settings.qr_timeout;
        for _ in 0..CODES_MAX {
            match self.export_token().await {
                Ok(TokenState::LoggedIn(account)) => {
                    self.prompt.tell(&t!("login-status-qr-accepted"));
                    return Ok(account);
                }
                Err(failure) if failure.is("SESSION_PASSWORD_NEEDED") => {
                    self.prompt.tell(&t!("login-status-qr-accepted"));
                    return self.check_password().await;
                }
                Err(failure) => return Err(failure.into()),
                Ok(TokenState::MigrateTo(_)) => break,
                Ok(TokenState::Show(_)) if Instant::now() >= give_up_at => break,
                Ok(TokenState::Show(token)) => {
                    let link = format!("tg://login?token={}", URL_SAFE_NO_PAD.encode(&token.token));
                    self.prompt.show(&link);
                    let left_s = i64::from(token.expires) - self.settings.clock.now().as_second();
                    let left_s = u64::try_from(left_s).unwrap_or_default();
                    let valid_for = Duration::from_secs(left_s.clamp(VALID_MIN_S, VALID_MAX_S));
                    // Accepted or not, the next question tells: the news of it may get lost.
                    self.connection.token_accepted(valid_for).await;
                }
            }
        }
        Err(failed("login.qr_unused", arguments!()).into())
    }

    /// Asks for a code to show, or what became of the one before; follows where that leads.
    async fn export_token(&mut self) -> Result<TokenState, Failure> {
        let request = request::ExportLoginToken {
            api_id: self.settings.api_id,
            api_hash: self.settings.api_hash.expose_secret().to_owned(),
            except_ids: Vec::new(),
        };
        let mut state = self.ask_for_token(&request).await?;
        for _ in 0..MIGRATIONS_MAX {
            let TokenState::MigrateTo(elsewhere) = state else {
                break;
            };
            self.connection.migrate(elsewhere.dc_id).await?;
            let token = elsewhere.token;
            state = self.ask_for_token(&request::ImportLoginToken { token }).await?;
        }
        Ok(state)
    }

    async fn ask_for_token<R>(&mut self, request: &R) -> Result<TokenState, Failure>
    where
        R: RemoteCall<Return = enums::auth::LoginToken>,
    {
        let call = |client: Client| async move {
            Ok(match client.invoke(request).await? {
                enums::auth::LoginToken::Token(token) => TokenState::Show(token),
                enums::auth::LoginToken::Success(it) => {
                    TokenState::LoggedIn(entered(it.authorization)?)
                }
                enums::auth::LoginToken::MigrateTo(it) => TokenState::MigrateTo(it),
            })
        };
        self.connection.call_to_enter(call, TokenState::LoggedIn).await
    }
}
