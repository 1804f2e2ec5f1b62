//! The owner's bot in the moderators' chat.

use std::sync::Arc;
use std::time::Duration;

use tracing::{debug, warn};

use crate::config::Config;
use crate::machine::{Machine, Randomness as _};
use crate::moderation::Formatter;
use crate::report::UserError as _;
use crate::sources::SourceError;
use crate::telegram::bot::{self, Credentials, GrammersBot, ModeratorsBot as _};
use crate::telegram::{self, ConnectError, Fatal, Grammers, Outgoing};

/// Orders wait no longer for it at the start.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// The bot, if the owner has one; without it the seller's account speaks.
pub(super) async fn connect(
    config: &Config,
    settings: telegram::Settings,
    messenger: &Grammers,
    chat: i64,
) -> Option<Result<Arc<GrammersBot>, ConnectError>> {
    let token = config.moderators().ok()?.bot_token.clone()?;
    let api_hash = config.telegram().ok()?.api_hash.clone();
    let connect_timeout = settings.connect_timeout.min(CONNECT_TIMEOUT);
    let settings = telegram::Settings { connect_timeout, ..settings };
    let credentials = Credentials { api_hash, token };
    let (clock, randomness) = (Arc::new(Machine), Arc::new(Machine));
    let seller = messenger.session();
    let connected = bot::connect(&settings, &credentials, seller, chat, clock, randomness).await;
    Some(connected.map(Arc::new).inspect_err(|failure| {
        warn!(%failure, "the moderators' bot can't speak; the seller's account does");
    }))
}

/// Why the bot is not there, for moderators: the middle of a sentence, without its end.
pub(super) fn why(failure: &ConnectError) -> String {
    failure.what().trim_end_matches('.').to_owned()
}

/// Offers the commands in the chat.
pub(super) async fn offer_commands(bot: &GrammersBot, formatter: &Formatter) {
    if let Err(failure) = bot.register_commands(&formatter.commands()).await {
        debug!(%failure, "the commands could not be offered");
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
