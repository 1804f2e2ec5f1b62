//! The seller's account at Telegram, connected or about to be, and what is kept up beside the agent.

use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::sleep;
use tracing::warn;

use super::super::Failure;
use super::super::home::Home;
use super::super::interrupt::unless_interrupted;
use super::server::Common;
use super::{bot, telegram_settings};
use crate::agent::Reload;
use crate::config::Config;
use crate::machine::Machine;
use crate::report::Exit;
use crate::shop::Supplier;
use crate::sources::SourceError;
use crate::telegram::session::SessionStore;
use crate::telegram::{self, AccountInfo, Grammers};

/// So long an agent with a server waits for Telegram before it begins with its other work.
const START_PATIENCE: Duration = Duration::from_secs(10);
/// Between two such tries where nothing is known of the chats yet.
const CONNECT_PAUSE: Duration = Duration::from_secs(10);

/// The seller's account, if there is one. Once the server answers, Telegram is waited for as long as it takes.
pub(super) async fn connected(
    config: &Config,
    home: &Home,
    has_server: bool,
    mut interrupt: impl Future<Output = ()> + Unpin,
) -> Result<Option<Seller>, Failure> {
    let Some(store) = home.session() else {
        return Ok(None);
    };
    loop {
        match Seller::connect(config, store, has_server, &mut interrupt).await {
            Err(Failure::Explained(error)) if has_server && error.exit() == Exit::Failed => {
                warn!(code = error.code(), "Telegram can't be reached; the server works meanwhile");
                unless_interrupted(&mut interrupt, sleep(CONNECT_PAUSE)).await?;
            }
            connected => return connected.map(Some),
        }
    }
}

/// The first try to connect the owner's bot; `None`: Telegram can't be reached yet.
pub(super) async fn first_bot(
    keeper: Option<&bot::Keeper<'_>>,
    interrupt: impl Future<Output = ()>,
) -> Result<Option<bot::Connected>, Failure> {
    match keeper {
        Some(keeper) if keeper.can_connect() => {
            Ok(Some(unless_interrupted(interrupt, keeper.connect()).await?))
        }
        Some(_) => Ok(None),
        None => Ok(Some(Ok(None))),
    }
}

/// What is kept up beside the agent.
pub(super) struct Beside<'a> {
    pub(super) seller: Option<&'a Seller>,
    pub(super) keeper: Option<&'a bot::Keeper<'a>>,
    pub(super) bot: Option<bot::Connected>,
    pub(super) common: &'a Common,
}

impl Beside<'_> {
    pub(super) async fn keep(self) -> Infallible {
        let keeping = async {
            match self.keeper {
                Some(keeper) => keeper.keep(self.bot).await,
                None => pending().await,
            }
        };
        let telling = async {
            match self.seller {
                Some(seller) => seller.messenger.tell_connection(&self.common.connected).await,
                None => pending().await,
            }
        };
        tokio::select! {
            never = keeping => never,
            never = telling => never,
        }
    }
}

/// The seller's account, connected.
pub(super) struct Seller {
    settings: telegram::Settings,
    pub(super) messenger: Arc<Grammers>,
    pub(super) account: AccountInfo,
}

impl Seller {
    /// Who has a server has other work: orders of the API do not wait for Telegram.
    async fn connect(
        config: &Config,
        store: &Arc<SessionStore>,
        has_server: bool,
        interrupt: impl Future<Output = ()>,
    ) -> Result<Self, Failure> {
        let settings = telegram_settings(config, config.moderators()?.chat.clone())?;
        let patience = has_server.then_some(START_PATIENCE);
        let (clock, randomness) = (Arc::new(Machine), Arc::new(Machine));
        let (store, its) = (store.clone(), settings.clone());
        let connecting = telegram::connect_within(patience, its, store, clock, randomness);
        let (messenger, account) = unless_interrupted(interrupt, connecting).await??;
        Ok(Self { settings, messenger: Arc::new(messenger), account })
    }

    /// Keeps the owner's bot in the moderators' chat connected.
    pub(super) fn keeper(
        &self,
        config: &Config,
        reloads: mpsc::Sender<Reload<Supplier>>,
    ) -> bot::Keeper<'_> {
        bot::Keeper::new(config, self.settings.clone(), &self.messenger, reloads)
    }

    /// Ends the connection: the agent has dropped its share of it, this is the last one.
    pub(super) async fn hang_up(self, ended: &mut Result<(), SourceError>) {
        if let Err(SourceError::SecondInstance { devices, .. }) = ended {
            *devices = self.messenger.devices().await;
        }
        if let Some(messenger) = Arc::into_inner(self.messenger) {
            messenger.shutdown().await;
        }
    }
}
