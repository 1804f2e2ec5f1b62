//! Logging in by a bot's token: nobody is asked anything.

use grammers_client::tl::functions::auth::ImportBotAuthorization;
use secrecy::{ExposeSecret as _, SecretString};

use super::LoginError;
use super::connection::{LoginConnection, MIGRATIONS_MAX, entered};
use super::error::Failure;
use crate::telegram::connection::link::Route;
use crate::telegram::own_account::Account;

/// Logs a bot in with a session that nobody is logged in with, where the bot is at home.
pub(in crate::telegram) async fn log_in_bot(
    route: Route,
    api_hash: &SecretString,
    token: &SecretString,
) -> Result<Account, LoginError> {
    let request = ImportBotAuthorization {
        flags: 0,
        api_id: route.api_id,
        api_hash: api_hash.expose_secret().to_owned(),
        bot_auth_token: token.expose_secret().to_owned(),
    };
    let mut connection = LoginConnection::open(route).await?;
    for _ in 0..MIGRATIONS_MAX {
        match connection.invoke_again(&request).await {
            Ok(authorization) => return Ok(entered(authorization)?),
            // A sandbox's key that belongs to no token.
            Err(failure) if failure.is_a_lost_login() => {
                return Err(Failure::refused("ACCESS_TOKEN_INVALID").into());
            }
            Err(failure) => match failure.elsewhere() {
                Some(data_centre) => connection.migrate(data_centre).await?,
                None => return Err(failure.into()),
            },
        }
    }
    Err(Failure::refused("USER_MIGRATE").into())
}
