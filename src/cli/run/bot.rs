//! The owner's bot in the moderators' chat.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tracing::{debug, warn};

use super::formatter_for;
use crate::agent::Reload;
use crate::config::Config;
use crate::machine::{Machine, Randomness as _};
use crate::moderation::Formatter;
use crate::report::UserError as _;
use crate::shop::Client;
use crate::sources::SourceError;
use crate::telegram::bot::{self, Credentials, GrammersBot, ModeratorsBot as _};
use crate::telegram::{self, Fatal, Grammers, Outgoing};

/// Orders wait no longer for it at the start.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// The bot, if the owner has one and it can be reached; otherwise the seller's account speaks, and says why.
pub(super) async fn connect(
    config: &Config,
    settings: telegram::Settings,
    messenger: &Grammers,
    chat: i64,
    reloads: &mpsc::Sender<Reload<Client>>,
) -> Option<Arc<GrammersBot>> {
    let token = config.moderators().ok()?.bot_token.clone()?;
    let api_hash = config.telegram().ok()?.api_hash.clone();
    let connect_timeout = settings.connect_timeout.min(CONNECT_TIMEOUT);
    let settings = telegram::Settings { connect_timeout, ..settings };
    let credentials = Credentials { api_hash, token };
    let (clock, randomness) = (Arc::new(Machine), Arc::new(Machine));
    let seller = messenger.session();
    let formatter = formatter_for(config);
    match bot::connect(&settings, &credentials, seller, chat, clock, randomness).await {
        Ok(bot) => {
            if let Err(failure) = bot.register_commands(&formatter.commands()).await {
                debug!(%failure, "the commands could not be offered");
            }
            Some(Arc::new(bot))
        }
        Err(failure) => {
            warn!(%failure, "the moderators' bot can't speak; the seller's account does");
            let why = formatter.bot_is_silent(failure.what().trim_end_matches('.'));
            // Nothing else waits to be taken yet.
            let _ = reloads.try_send(Reload { taken: None, notifications: vec![why] });
            None
        }
    }
}

/// Tells moderators that the seller's account is logged in no longer, if that is what has ended the work.
pub(super) async fn tell_end(bot: &GrammersBot, formatter: &Formatter, end: &SourceError) {
    let SourceError::Telegram(
        Fatal::NotLoggedIn | Fatal::SessionRevoked | Fatal::SessionDuplicated | Fatal::AccountGone,
    ) = end
    else {
        return;
    };
    let random_id = Machine.next_u64().cast_signed();
    let outgoing = Outgoing { text: formatter.seller_disconnected(), reply_to: None, random_id };
    if let Err(failure) = bot.send(&outgoing, &[]).await {
        warn!(code = end.code(), %failure, "moderators could not be told of the end");
    }
}
