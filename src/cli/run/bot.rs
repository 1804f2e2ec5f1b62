//! The owner's bot in the moderators' chat: connected at the start, and kept connected.

use std::cell::RefCell;
use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};
use tracing::{debug, info, warn};

use super::formatter_for;
use crate::agent::Reload;
use crate::config::Config;
use crate::machine::{Machine, Randomness as _};
use crate::moderation::Formatter;
use crate::report::{Exit, UserError as _};
use crate::shop::Supplier;
use crate::sources::SourceError;
use crate::telegram::bot::{self, Credentials, GrammersBot, ModeratorsBot as _};
use crate::telegram::{
    self, ChatReader as _, ConnectError, Fatal, Grammers, ModeratorsAddress, Outgoing,
};

/// Orders wait no longer for it at the start.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest pause before it is tried again; doubled every time until then.
const PAUSE_MAX: Duration = Duration::from_mins(30);

/// What came of an attempt; `None`: the owner has no bot.
pub(super) type Connected = Result<Option<Arc<GrammersBot>>, ConnectError>;

/// Keeps the owner's bot connected. Meanwhile the seller's account speaks, and says why.
pub(super) struct Keeper<'a> {
    known: Option<(telegram::Settings, Credentials)>,
    messenger: &'a Grammers,
    formatter: Formatter,
    reloads: mpsc::Sender<Reload<Supplier>>,
    /// The first pause before it is tried again.
    pause_min: Duration,
    current: RefCell<Option<Arc<GrammersBot>>>,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(
        config: &Config,
        settings: telegram::Settings,
        messenger: &'a Grammers,
        reloads: mpsc::Sender<Reload<Supplier>>,
    ) -> Self {
        let connect_timeout = settings.connect_timeout.min(CONNECT_TIMEOUT);
        // What was said to it in a chat of its own nobody would hear.
        let moderators = config.moderators().ok().filter(|it| it.chat != ModeratorsAddress::Me);
        let token = moderators.and_then(|moderators| moderators.bot_token.clone());
        let known = token.zip(config.telegram().ok()).map(|(token, telegram)| {
            let credentials = Credentials { api_hash: telegram.api_hash.clone(), token };
            (telegram::Settings { connect_timeout, ..settings }, credentials)
        });
        let pause_min = config.timing.probe_interval.min(PAUSE_MAX);
        let (formatter, current) = (formatter_for(config), RefCell::default());
        Self { known, messenger, formatter, reloads, pause_min, current }
    }

    /// Whether the seller's account is connected, by which the bot finds the chat.
    pub(super) fn can_connect(&self) -> bool {
        self.messenger.is_up()
    }

    /// Connects the bot, if the owner has one.
    pub(super) async fn connect(&self) -> Connected {
        let Some((settings, credentials)) = &self.known else {
            return Ok(None);
        };
        let (clock, randomness) = (Arc::new(Machine), Arc::new(Machine));
        let (seller, chat) = (self.messenger.session(), self.messenger.moderators_chat());
        let bot = bot::connect(settings, credentials, seller, chat, clock, randomness).await?;
        if let Err(failure) = bot.register_commands(&self.formatter.commands()).await {
            debug!(%failure, "the commands could not be offered");
        }
        let bot = Arc::new(bot);
        self.current.replace(Some(bot.clone()));
        Ok(Some(bot))
    }

    /// Connects it again whenever that failed or its login has ended, unless a person has to act: each outage is
    /// told once. `None`: it was not tried yet, as Telegram could not be reached.
    pub(super) async fn keep(&self, first: Option<Connected>) -> Infallible {
        let mut connected = if let Some(connected) = first {
            connected
        } else {
            self.messenger.up().await;
            self.connect_again().await
        };
        let (mut pause, mut is_told) = (Duration::ZERO, false);
        loop {
            match connected {
                Ok(None) => return pending().await,
                Ok(Some(bot)) => {
                    let since = Instant::now();
                    let fatal = bot.ended().await;
                    warn!(%fatal, "the login of the moderators' bot has ended");
                    self.current.take();
                    is_told = false;
                    // One that ends at once, over and over, is as good as none.
                    if since.elapsed() > PAUSE_MAX {
                        pause = Duration::ZERO;
                    }
                }
                Err(failure) => {
                    let is_tried_again = failure.exit() == Exit::Failed;
                    if !is_told {
                        self.tell(&failure, is_tried_again).await;
                        is_told = true;
                    }
                    if !is_tried_again {
                        return pending().await;
                    }
                    pause = pause.max(self.pause_min);
                }
            }
            sleep(pause).await;
            pause = (pause * 2).clamp(self.pause_min, PAUSE_MAX);
            connected = self.connect_again().await;
        }
    }

    /// Connects it for an agent that is at work.
    async fn connect_again(&self) -> Connected {
        let connected = self.connect().await;
        if let Ok(Some(bot)) = &connected {
            info!("the moderators' bot is connected again");
            self.send(Reload { bot: Some(bot.clone()), ..Reload::default() }).await;
        }
        connected
    }

    async fn tell(&self, failure: &ConnectError, is_tried_again: bool) {
        warn!(%failure, "the moderators' bot can't speak; the seller's account does");
        let why = failure.what();
        let why = self.formatter.bot_is_silent(why.trim_end_matches('.'), is_tried_again);
        self.send(Reload { notifications: vec![why], ..Reload::default() }).await;
    }

    /// An agent that has ended needs none.
    async fn send(&self, reload: Reload<Supplier>) {
        let _ = self.reloads.send(reload).await;
    }

    /// Hangs up; `end`, if it is the seller's login that has ended the work, is told before.
    pub(super) async fn shutdown(self, end: Option<&SourceError>) {
        let Some(bot) = self.current.take().and_then(Arc::into_inner) else {
            return;
        };
        if let Some(end) = end {
            tell_end(&bot, &self.formatter, end).await;
        }
        bot.shutdown().await;
    }
}

async fn tell_end(bot: &GrammersBot, formatter: &Formatter, end: &SourceError) {
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
