//! The agent of a rehearsal: what it is made of, also anew once it was killed.

use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use super::shop::Recorder;
use crate::agent::{Agent, AgentSource, Parts, Settings};
use crate::cli::Since;
use crate::cli::run::sources_settings;
use crate::config::Config;
use crate::journal::{Journal, JournalError, Pins};
use crate::machine::{Clock as _, Machine};
use crate::moderation::WaitingSettings;
use crate::report::CodedError;
use crate::sources::tbank::BankWorker;
use crate::sources::telegram_payments::{BotLink, PaymentsWorker};
use crate::sources::tribute_api::ApiWorker;
use crate::sources::tribute_shop::ShopWorker;
use crate::sources::{self, SourceError};
use crate::tbank::Client;
use crate::telegram::Grammers;
use telegram_sandbox::Running;

/// Time to say `stop`.
const ACCOUNT_TAKEN_AFTER: Duration = Duration::from_secs(2);

pub(super) struct AgentMaker {
    pub(super) sources: sources::Settings,
    /// The bot that is paid.
    pub(super) payments: Option<BotLink>,
    pub(super) messenger: Arc<Grammers>,
    pub(super) shop: Arc<Recorder>,
    pub(super) journal: PathBuf,
    pub(super) pins: Pins,
}

impl AgentMaker {
    /// Opens the journal, which is made where there is none.
    pub(super) fn open(&self) -> Result<Journal, JournalError> {
        Journal::open(&self.journal, self.pins, "rehearsal", Machine.now())
    }

    pub(super) fn make(
        &self,
        journal: Journal,
    ) -> Agent<Grammers, Recorder, impl AgentSource + use<>> {
        let sources = self.sources.clone();
        let payments = sources.telegram_payments.clone().zip(self.payments.clone());
        let (api, shop, bank) =
            (sources.api.clone(), sources.tribute_shop.clone(), sources.tbank.clone());
        Agent::new(Parts {
            settings: settings(sources),
            journal,
            messenger: Some(Arc::clone(&self.messenger)),
            shop: Arc::clone(&self.shop),
            clock: Arc::new(Machine),
            rng: Arc::new(Machine),
        })
        .with_source(api.map(ApiWorker::new))
        .with_source(shop.map(ShopWorker::new))
        .with_source(bank.map(BankWorker::new))
        .with_source(payments.map(|(settings, link)| PaymentsWorker::new(settings, link)))
    }

    /// Has the agent work until it is asked to stop. Where `killed` ends it breaks off wherever it is, and
    /// another one begins with its journal.
    pub(super) async fn run(
        self,
        agent: Agent<Grammers, Recorder, impl AgentSource>,
        killed: impl Future<Output = ()>,
        stop: impl Future<Output = ()>,
    ) -> Result<(), SourceError> {
        let mut stop = pin!(stop);
        tokio::select! {
            biased;
            () = killed => {}
            ended = Box::pin(agent.run(&mut stop)) => return ended,
        }
        Box::pin(self.make(self.open()?).run(stop)).await
    }
}

/// What is wanted of the sources, which ask the sandbox's bank.
pub(super) fn sources_for(
    config: &Config,
    pins: Pins,
    sandbox: &Running,
) -> Result<sources::Settings, CodedError> {
    let sources = sources_settings(config, pins, Some(Since::All));
    let mut sources = sources.map_err(|it| CodedError::of(&it))?;
    sources.chat.approve_first = 0;
    if let (Some(bank), Some(settings)) = (sandbox.bank(), &mut sources.tbank) {
        settings.client = Client::new(&bank.url(), settings.client.terminal().clone())?;
    }
    Ok(sources)
}

fn settings(sources: sources::Settings) -> Settings {
    Settings {
        sources,
        daily: None,
        moderators: Some(Vec::new()),
        moderators_bot: None,
        account_taken_after: ACCOUNT_TAKEN_AFTER,
        waiting: WaitingSettings::default(),
        timer_slack: Duration::ZERO,
    }
}
