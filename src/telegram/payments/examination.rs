//! A look at the bot that changes nothing.

use grammers_client::tl::functions;

use super::super::bot::session::{self, BotRole};
use super::super::bot::{Credentials, is_login_over};
use super::super::connection::Connection;
use super::super::own_account::{Account, account_in, who_am_i};
use super::super::session::SessionStore;
use super::super::{CallError, ConnectError, Settings};
use super::{GrammersPayments, Invoice, PaymentsBot as _};
use crate::machine::{SharedClock, SharedRandomness};

/// Looks who the bot is, and whether it can make links to these invoices, which nobody is given; logging in as
/// [`GrammersPayments::connect`] would. Nothing is written.
pub(in crate::telegram) async fn examine(
    settings: &Settings,
    credentials: &Credentials,
    seller: &SessionStore,
    invoices: &[Invoice],
    clock: SharedClock,
    randomness: SharedRandomness,
) -> Result<(Account, Vec<Result<(), CallError>>), ConnectError> {
    let its = (seller, BotRole::Payments);
    let mut wants_new = false;
    loop {
        let (store, is_new) =
            session::open_in_memory(settings, credentials, its, wants_new).await?;
        let Settings { api_id, limits, proxy, .. } = settings;
        let (clock, randomness) = (clock.clone(), randomness.clone());
        let connection =
            Connection::open(*api_id, *limits, store, proxy.clone(), clock, randomness);
        let bot = GrammersPayments { connection };
        let found = look(&bot, settings, invoices).await;
        if is_new {
            // Nobody knows of this login any more.
            let _ = bot.connection.invoke(&functions::auth::LogOut {}).await;
        }
        bot.shutdown().await;
        match found {
            Err(error) if !is_new && is_login_over(&error) => wants_new = true,
            found => return found,
        }
    }
}

async fn look(
    bot: &GrammersPayments,
    settings: &Settings,
    invoices: &[Invoice],
) -> Result<(Account, Vec<Result<(), CallError>>), ConnectError> {
    bot.connection.ready(settings.connect_timeout).await?;
    let account = account_in(bot.connection.invoke(&who_am_i()).await?);
    let account =
        account.ok_or_else(|| ConnectError::unreachable("nobody said who is logged in"))?;
    let mut made = Vec::new();
    for invoice in invoices {
        made.push(bot.export_invoice(invoice).await.map(drop));
    }
    Ok((account, made))
}
