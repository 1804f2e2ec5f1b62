//! The agent's own server, as the configuration has it.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::watch;

use super::formatter_for;
use crate::checkout_request::Terms;
use crate::config::{self, Config, ConfigError};
use crate::engine::Heartbeat;
use crate::http::{Listener, Parts, Server, Settings};
use crate::i18n::arguments;
use crate::inbox::{Bell, Inbox, Webhook};
use crate::journal::Journal;
use crate::machine::Machine;
use crate::order::{ProviderName, SourceName};
use crate::report::{CodedError, failed};
use crate::sources::telegram_payments::BotLink;
use crate::sources::webhooks::Endpoint;
use crate::sources::{tbank, tribute_chat};
use crate::tbank::Merchant;

/// What a server and the agent have in common; the agent may come later.
pub(in crate::cli) struct Common {
    pub(in crate::cli) bell: Bell,
    pub(in crate::cli) heartbeat: Heartbeat,
    /// Whether Telegram is connected, or not needed.
    pub(in crate::cli) connected: watch::Sender<bool>,
    /// The sources that have to be read.
    pub(in crate::cli) read_sources: Vec<SourceName>,
}

impl Common {
    /// Of an agent that reads Tribute's chat, or has none.
    pub(in crate::cli) fn new(bell: Bell, heartbeat: Heartbeat, has_chat: bool) -> Self {
        Self {
            bell,
            heartbeat,
            connected: watch::Sender::new(!has_chat),
            read_sources: has_chat.then_some(tribute_chat::SOURCE).into_iter().collect(),
        }
    }
}

/// A server whose port is taken, and that answers nobody yet.
pub(super) struct WaitingServer {
    /// `None`: there is none, or it answers.
    listener: Option<(Listener, config::Server)>,
    settings: watch::Receiver<Settings>,
}

impl WaitingServer {
    /// Takes the port, if the owner wants a server.
    pub(super) fn bind(
        config: &Config,
        settings: watch::Receiver<Settings>,
    ) -> Result<Self, CodedError> {
        let listener = config
            .server
            .as_ref()
            .map(|server| Ok::<_, CodedError>((Listener::bind(server.listen)?, server.clone())));
        Ok(Self { listener: listener.transpose()?, settings })
    }

    /// Begins to answer, once.
    pub(super) fn start(
        &mut self,
        journal: &Path,
        common: &Common,
        payments: Option<BotLink>,
    ) -> Result<Option<Server>, CodedError> {
        let listener = self.listener.take();
        let started = listener.map(|(listener, server)| {
            start(listener, &server, journal, (common, payments), self.settings.clone())
        });
        started.transpose()
    }
}

/// What counts in it from now on.
pub(in crate::cli) fn settings_for(config: &Config) -> Result<Settings, ConfigError> {
    let tribute = config.tribute_api().ok();
    let tribute = tribute.map(|api| Arc::new(Endpoint(api.key.clone())) as Arc<dyn Webhook>);
    let bank = config
        .tbank()
        .ok()
        .map(|bank| Arc::new(tbank::Endpoint(bank.client.terminal().clone())) as Arc<dyn Webhook>);
    let webhooks = tribute.into_iter().chain(bank).collect();
    Ok(Settings { webhooks, terms: terms(config)?, language: config.language })
}

/// What may be asked for to be paid.
pub(in crate::cli) fn terms(config: &Config) -> Result<Terms, ConfigError> {
    // Whether there is a shop at Tribute, Tribute says when it is asked.
    let tribute_shop = config.tribute_api().ok().map(|_| ProviderName::TributeShop);
    let bank = config.tbank().ok().map(|_| ProviderName::Tbank);
    let bot = config.telegram_payments().ok().map(|_| ProviderName::Telegram);
    Ok(Terms {
        providers: tribute_shop.into_iter().chain(bank).chain(bot).collect(),
        catalogue: config.catalogue.clone(),
        account: config.rules()?.account.clone(),
        merchant: merchant(config),
    })
}

/// What the owner wants of T-Bank, which is told where its notifications go.
pub(super) fn bank_settings(config: &Config, livemode: bool) -> Option<tbank::Settings> {
    let bank = config.tbank().ok()?;
    Some(tbank::Settings {
        client: bank.client.clone(),
        merchant: merchant(config)?,
        livemode,
        formatter: formatter_for(config),
    })
}

/// What each payment at T-Bank says of the shop; `None`: there is no T-Bank.
fn merchant(config: &Config) -> Option<Merchant> {
    let taxation = config.tbank().ok()?.taxation;
    let notification_url = config.server.as_ref().and_then(|it| it.webhook_url("tbank"));
    Some(Merchant { taxation, notification_url })
}

/// Begins to answer who has connected to `listener`, beside the journal that the agent has open.
pub(in crate::cli) fn start(
    listener: Listener,
    server: &config::Server,
    journal: &Path,
    (common, payments): (&Common, Option<BotLink>),
    settings: watch::Receiver<Settings>,
) -> Result<Server, CodedError> {
    let clock = Arc::new(Machine);
    let inbox = Inbox::open(Journal::open_beside(journal)?, clock.clone(), common.bell.clone());
    let inbox = inbox.map_err(|error| {
        let (listen, kind, error) = (server.listen.to_string(), "other", error.to_string());
        failed("server.cannot_listen", arguments!(listen, kind, error))
    })?;
    let parts = Parts {
        token: server.token.clone(),
        settings,
        journal: Journal::open_to_read(journal)?,
        inbox,
        heartbeat: common.heartbeat.subscribe(),
        parts_due: common.heartbeat.subscribe_to_parts(),
        connected: common.connected.subscribe(),
        read_sources: common.read_sources.clone(),
        payments,
        clock,
        rng: Arc::new(Machine),
    };
    Server::start(listener, parts)
}
