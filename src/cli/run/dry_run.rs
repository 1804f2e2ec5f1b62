//! `run --dry-run`: sees and decides as `run` does, and reports what it would do instead of doing it.
//!
//! The journal is copied into a folder that is gone afterwards, the session into memory. The rest is in
//! [`dry_run`](crate::dry_run).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::mpsc;
use tracing::Instrument as _;

use super::super::home::Home;
use super::super::orders::missed;
use super::super::temporary::TemporaryFolder;
use super::super::{Context, Failure, Outcome, Since, interrupted, logging};
use super::reporter::{Form, Reporter};
use super::{connect, settings_for, telegram_settings};
use crate::agent::{Agent, Parts, Settings};
use crate::config::Config;
use crate::dry_run::{ACTIONS_MAX, DryRunMessenger, DryRunShop};
use crate::i18n::{arguments, t};
use crate::journal::{Backup, Journal, JournalError};
use crate::machine::Machine;
use crate::report::{Exit, failed};
use crate::telegram::session::SessionStore;

pub(in crate::cli) async fn run(
    since: Option<Since>,
    json: bool,
    context: &mut Context<'_>,
) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let settings = telegram_settings(&config, config.moderators()?.chat.clone())?;
    let form = Form {
        json,
        shop: config.shop()?.live.to_string(),
        columns: context.stdio.output_style().columns,
    };
    let store = Arc::new(SessionStore::open_in_memory(&config.telegram()?.session)?);
    context.say(|| t!("dry-run-begins"));
    let mut interrupt = std::pin::pin!(interrupted());
    let (telegram, account) = connect(settings, &store, &mut interrupt).await?;
    let folder = TemporaryFolder::create(&Machine)
        .map_err(|error| failed("output.no_folder", arguments!(error = error.to_string())))?;
    let path = copied(&config, &config.telegram()?.journal(), &folder)?;
    let journal = Home::Session(store.clone()).open_journal(&path, &config, account.seller)?;
    let (sink, actions) = mpsc::channel(ACTIONS_MAX);
    let telegram = Arc::new(telegram);
    let button = config.tribute.send_buttons.first();
    let messenger = DryRunMessenger::new(
        telegram.clone(),
        sink.clone(),
        Arc::new(Machine),
        config.tribute.bot_id,
        button.map_or("", String::as_str),
    );
    let mut settings = settings_for(&config, journal.pins(), since)?;
    // Nothing is said or pressed that they could be asked about.
    settings.sources.chat.approve_first = 0;
    let agent = Agent::new(Parts {
        // What they say is for the agent that acts.
        settings: Settings { moderators: None, ..settings },
        journal,
        messenger: Some(Arc::new(messenger)),
        shop: Arc::new(DryRunShop(sink)),
        clock: Arc::new(Machine),
        rng: Arc::new(Machine),
    });
    let report = Reporter::new(Journal::open_to_read(&path)?, form)?;
    // Its actions are shown by the reporter; its log would tell them as done.
    let agent = agent.run(interrupt).instrument(logging::dry_run());
    let agent = async { Ok::<_, Failure>(agent.await) };
    let ended = tokio::try_join!(agent, report.follow(actions, context.stdout()));
    if let Some(telegram) = Arc::into_inner(telegram) {
        telegram.shutdown().await;
    }
    ended?.0?;
    Ok(Exit::Done)
}

/// Copies the journal that `run` would work on, if there is one; refuses one that is lost.
fn copied(
    config: &Config,
    journal: &Path,
    folder: &TemporaryFolder,
) -> Result<PathBuf, JournalError> {
    let copy = folder.file("dry-run.journal");
    match Backup::make(journal, &copy).map_err(|error| missed(error, config)) {
        Ok(_) | Err(JournalError::Missing(_)) => Ok(copy),
        Err(error) => Err(error),
    }
}
