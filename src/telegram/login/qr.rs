//! By QR code: shown here, scanned and accepted with a device that is logged in.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use grammers_client::Client;
use grammers_client::tl::{RemoteCall, enums, functions::auth as request, types};
use secrecy::ExposeSecret as _;
use tokio::time::Instant;

use super::connection::{LoginConnection, MIGRATIONS_MAX, entered};
use super::{Account, Failure, LoginError, LoginPrompt, LoginStatus, Settings, password};
use crate::i18n::arguments;
use crate::report::failed;

/// Telegram's codes live half a minute; a clock that is wrong may say anything.
const VALID_MIN: Duration = Duration::from_secs(1);
/// See [`VALID_MIN`].
const VALID_MAX: Duration = Duration::from_mins(1);
/// More codes than fit the time: something is wrong.
const CODES_MAX: u32 = 1000;

/// The state of a code that was, or is to be, shown.
enum TokenState {
    LoggedIn(Account),
    Show(types::auth::LoginToken),
    /// Accepted by somebody who is at home elsewhere.
    MigrateTo(types::auth::LoginTokenMigrateTo),
}

/// Logs in.
pub(super) async fn sign_in(
    connection: &mut LoginConnection,
    settings: &Settings,
    prompt: &mut impl LoginPrompt,
) -> Result<Account, LoginError> {
    let give_up_at = Instant::now() + settings.qr_timeout;
    for _ in 0..CODES_MAX {
        match export(connection, settings).await {
            Ok(TokenState::LoggedIn(account)) => {
                prompt.tell(&LoginStatus::QrAccepted);
                return Ok(account);
            }
            Err(failure) if failure.is("SESSION_PASSWORD_NEEDED") => {
                prompt.tell(&LoginStatus::QrAccepted);
                return password::check(connection, prompt).await;
            }
            Err(failure) => return Err(failure.into()),
            Ok(TokenState::MigrateTo(_)) => break,
            Ok(TokenState::Show(_)) if Instant::now() >= give_up_at => break,
            Ok(TokenState::Show(token)) => {
                let valid_for = valid_for(settings, token.expires);
                let link = format!("tg://login?token={}", URL_SAFE_NO_PAD.encode(&token.token));
                prompt.tell(&LoginStatus::QrCode { link, valid_for });
                // Accepted or not, the next question tells: the news of it may get lost.
                connection.token_accepted(valid_for).await;
            }
        }
    }
    Err(failed("login.qr_unused", arguments!()).into())
}

/// Asks for a code to show, or what became of the one before; follows where that leads.
async fn export(
    connection: &mut LoginConnection,
    settings: &Settings,
) -> Result<TokenState, Failure> {
    let request = request::ExportLoginToken {
        api_id: settings.api_id,
        api_hash: settings.api_hash.expose_secret().to_owned(),
        except_ids: Vec::new(),
    };
    let mut state = ask(connection, &request).await?;
    for _ in 0..MIGRATIONS_MAX {
        let TokenState::MigrateTo(elsewhere) = state else {
            break;
        };
        connection.migrate(elsewhere.dc_id).await?;
        let token = elsewhere.token;
        state = ask(connection, &request::ImportLoginToken { token }).await?;
    }
    Ok(state)
}

async fn ask<R>(connection: &mut LoginConnection, request: &R) -> Result<TokenState, Failure>
where
    R: RemoteCall<Return = enums::auth::LoginToken>,
{
    let call = |client: Client| async move { read(client.invoke(request).await?) };
    connection.call_to_enter(call, TokenState::LoggedIn).await
}

fn read(answer: enums::auth::LoginToken) -> Result<TokenState, Failure> {
    Ok(match answer {
        enums::auth::LoginToken::Token(token) => TokenState::Show(token),
        enums::auth::LoginToken::Success(success) => {
            TokenState::LoggedIn(entered(success.authorization)?)
        }
        enums::auth::LoginToken::MigrateTo(elsewhere) => TokenState::MigrateTo(elsewhere),
    })
}

fn valid_for(settings: &Settings, expires_at: i32) -> Duration {
    let now = settings.clock.now().as_second();
    let left_s = u64::try_from(i64::from(expires_at) - now).unwrap_or_default();
    Duration::from_secs(left_s).clamp(VALID_MIN, VALID_MAX)
}
