//! The agent's own server, as the configuration has it.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;

use crate::agent::{Agent, AgentSource};
use crate::checkout_request::Terms;
use crate::config::{self, Config, ConfigError};
use crate::http::{Listener, Parts, Server, Settings};
use crate::i18n::arguments;
use crate::inbox::{Inbox, Webhook};
use crate::journal::Journal;
use crate::machine::Machine;
use crate::order::ProviderName;
use crate::report::{CodedError, failed};
use crate::shop::Activator;
use crate::sources::webhooks::Endpoint;
use crate::sources::{tbank, tribute_chat, tribute_shop};
use crate::telegram::Messenger;

/// What counts in it from now on.
pub(in crate::cli) fn settings_for(config: &Config) -> Result<Settings, ConfigError> {
    let tribute = config.tribute_api().ok();
    let endpoint = |key| {
        let shop = Some(tribute_shop::SOURCE.clone());
        Arc::new(Endpoint { key, shop }) as Arc<dyn Webhook>
    };
    let tribute = tribute.map(|api| endpoint(api.key.clone()));
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
    Ok(Terms {
        providers: tribute_shop.into_iter().chain(bank).collect(),
        catalogue: config.catalogue.clone(),
        account: config.rules()?.account.clone(),
    })
}

/// Begins to answer who has connected to `listener`, beside the journal that the agent has open.
pub(in crate::cli) fn start<M: Messenger, A: Activator, S: AgentSource>(
    listener: Listener,
    server: &config::Server,
    (path, has_chat): (PathBuf, bool),
    agent: &Agent<M, A, S>,
    settings: watch::Receiver<Settings>,
) -> Result<Server, CodedError> {
    let clock = Arc::new(Machine);
    let inbox = Inbox::open(Journal::open_beside(&path)?, clock.clone(), agent.bell());
    let inbox = inbox.map_err(|error| {
        let (listen, kind, error) = (server.listen.to_string(), "other", error.to_string());
        failed("server.cannot_listen", arguments!(listen, kind, error))
    })?;
    let parts = Parts {
        token: server.token.clone(),
        settings,
        journal: Journal::open_to_read(&path)?,
        inbox,
        heartbeat: agent.heartbeat(),
        sources: has_chat.then_some(tribute_chat::SOURCE).into_iter().collect(),
        clock,
        rng: Arc::new(Machine),
    };
    Server::start(listener, parts)
}
