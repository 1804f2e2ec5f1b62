//! By QR code: shown here, scanned and accepted with a device that is logged in.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use grammers_tl_types::{enums, functions::auth as request, types};
use secrecy::ExposeSecret as _;
use tokio::time::Instant;

use super::line::Line;
use super::phone::user_of;
use super::{Failure, LoginError, News, Owner, Settings, password};

/// How long QR codes are shown, one after another.
const SHOWN_FOR: Duration = Duration::from_mins(10);
/// Telegram's codes live half a minute; a clock that is wrong may say anything.
const VALID_MIN: Duration = Duration::from_secs(1);
/// See [`VALID_MIN`].
const VALID_MAX: Duration = Duration::from_mins(1);
/// More codes than fit the time: something is wrong.
const CODES_MAX: u32 = 1000;

/// What Telegram says to a code that was, or is to be, shown.
enum Said {
    In(Box<types::User>),
    PasswordNeeded,
    Show(types::auth::LoginToken),
}

/// Logs in.
pub(super) async fn sign_in(
    line: &mut Line,
    settings: &Settings,
    owner: &mut impl Owner,
) -> Result<Box<types::User>, LoginError> {
    let give_up_at = Instant::now() + SHOWN_FOR;
    for _ in 0..CODES_MAX {
        match export(line, settings).await? {
            Said::In(user) => {
                owner.tell(&News::QrAccepted);
                return Ok(user);
            }
            Said::PasswordNeeded => {
                owner.tell(&News::QrAccepted);
                return password::check(line, settings, owner).await;
            }
            Said::Show(_) if Instant::now() >= give_up_at => break,
            Said::Show(token) => {
                let valid_for = valid_for(settings, token.expires);
                let shown = format!("tg://login?token={}", URL_SAFE_NO_PAD.encode(&token.token));
                owner.tell(&News::QrCode {
                    link: shown,
                    valid_for,
                });
                // Accepted or not, the next question tells: the news of it may get lost.
                line.token_accepted(valid_for).await;
            }
        }
    }
    Err(LoginError::QrUnused)
}

/// Asks for a code to show, or what became of the one before.
async fn export(line: &mut Line, settings: &Settings) -> Result<Said, LoginError> {
    let request = request::ExportLoginToken {
        api_id: settings.api_id,
        api_hash: settings.api_hash.expose_secret().to_owned(),
        except_ids: Vec::new(),
    };
    let answer = line.call_again(&request).await;
    let moved = match answer {
        Ok(enums::auth::LoginToken::MigrateTo(moved)) => moved,
        answer => return said(answer),
    };
    line.migrate(moved.dc_id).await?;
    let request = request::ImportLoginToken { token: moved.token };
    said(line.call(&request).await)
}

fn said(answer: Result<enums::auth::LoginToken, Failure>) -> Result<Said, LoginError> {
    match answer {
        Ok(enums::auth::LoginToken::Token(token)) => Ok(Said::Show(token)),
        Ok(enums::auth::LoginToken::Success(success)) => {
            user_of(success.authorization).map(Said::In)
        }
        Ok(enums::auth::LoginToken::MigrateTo(_)) => {
            Err(LoginError::Refused("LOGIN_TOKEN_MIGRATE".to_owned()))
        }
        Err(failure) if failure.is("SESSION_PASSWORD_NEEDED") => Ok(Said::PasswordNeeded),
        Err(failure) => Err(failure.into()),
    }
}

fn valid_for(settings: &Settings, expires_at: i32) -> Duration {
    let now = settings.clock.now().as_second();
    let left_s = u64::try_from(i64::from(expires_at) - now).unwrap_or_default();
    Duration::from_secs(left_s).clamp(VALID_MIN, VALID_MAX)
}
