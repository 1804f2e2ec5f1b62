//! `orders adopt`: goes on after the journal was lost or restored from a backup.
//!
//! It says what it will do, asks, and does it in one transaction. It writes nothing to Telegram:
//! people are told by the next `run`.

use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::super::arguments::OrdersAdopt;
use super::super::confirm;
use super::super::interrupt::interrupted;
use super::super::progress_store::SessionProgressStore;
use super::super::run::{chat_settings, connect, pins, telegram_settings};
use super::super::{Context, Outcome};
use super::adoption;
use crate::agent::Payloads;
use crate::i18n::t;
use crate::journal::{Journal, JournalError, Pins, Progress, ProgressStore as _};
use crate::machine::{Clock as _, Machine, Randomness as _};
use crate::recovery::{Recovery, UnrecordedOrders};
use crate::report::Exit;
use crate::sources::tribute_chat::Since;
use crate::telegram::session::SessionStore;
use crate::telegram::{Grammers, ServerClock};

pub(in crate::cli) async fn run(arguments: OrdersAdopt, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let path = config.telegram()?.journal();
    let store = Arc::new(SessionStore::open(&config.telegram()?.session)?);
    let remembered = SessionProgressStore(store.clone()).load().map_err(JournalError::Progress)?;
    let since = arguments.since.map(|since| {
        let start = since.start(Machine.now(), &TimeZone::system());
        start.map_or(Since::All, Since::Moment)
    });
    if since.is_none() && is_sound(&path, remembered.as_ref())? {
        return tell(context, arguments.json, &json!({ "adopted": false }), || {
            t!("adopt-nothing-to-do")
        });
    }
    let telegram = telegram_settings(&config)?.watched();
    let Some((messenger, account)) = connect(telegram, &store, interrupted()).await? else {
        return Ok(Exit::Done);
    };
    let settings = chat_settings(&config, &account, None)?;
    let messenger = Arc::new(messenger);
    let recovery = Recovery {
        encoder: Box::new(Payloads::new(&settings)),
        settings,
        clock: Arc::new(ServerClock::new(Arc::new(Machine), messenger.clone())),
        reader: messenger.clone(),
        rng: Arc::new(Machine),
    };
    let task =
        Task { path: &path, pins: pins(&config, account.seller, account.live), remembered, since };
    let done = task.carry_out(&recovery, &store, &arguments, context).await;
    drop(recovery);
    if let Some(messenger) = Arc::into_inner(messenger) {
        messenger.shutdown().await;
    }
    done
}

/// What is to be adopted.
struct Task<'a> {
    path: &'a Path,
    pins: Pins,
    remembered: Option<Progress>,
    since: Option<Since>,
}

impl Task<'_> {
    async fn carry_out(
        &self,
        recovery: &Recovery<Grammers>,
        store: &Arc<SessionStore>,
        arguments: &OrdersAdopt,
        context: &mut Context<'_>,
    ) -> Outcome {
        let unrecorded = {
            let journal = self.existing()?;
            let remembered = self.remembered.as_ref();
            let looking = recovery.look(journal.as_ref(), remembered, self.since);
            tokio::select! {
                biased;
                () = interrupted() => return Ok(Exit::Done),
                looked = looking => looked?,
            }
        };
        context.say(|| adoption::plan(&unrecorded));
        if !arguments.yes {
            let codes = ["adopt.refused", "adopt.unconfirmed"];
            confirm::ask(&t!("adopt-question"), codes, context).await?;
        }
        let count = unrecorded.orders();
        let mut told = json!({
            "adopted": true,
            "found": unrecorded.found.len(),
            "answered": unrecorded.answered(),
            "under_way": unrecorded.open.len(),
            "unknown_messages": unrecorded.unknown_count,
        });
        told["numbers"] = json!(self.adopt(recovery, store, unrecorded)?);
        tell(context, arguments.json, &told, || t!("adopt-done", count = count))
    }

    /// The journal that is there, if it is ours; `None` when there is none.
    fn existing(&self) -> Result<Option<Journal>, JournalError> {
        let journal = match Journal::open_to_read(self.path) {
            Ok(journal) => journal,
            Err(JournalError::Missing { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        journal.pins().check(self.pins)?;
        Ok(Some(journal))
    }

    fn adopt(
        &self,
        recovery: &Recovery<Grammers>,
        store: &Arc<SessionStore>,
        unrecorded: UnrecordedOrders,
    ) -> Result<Vec<u32>, JournalError> {
        let name = format!("{:016x}", Machine.next_u64());
        let mut journal = Journal::open(self.path, self.pins, &name, Machine.now())?;
        let remembered = self.remembered.as_ref();
        let last_number = remembered.map_or(0, |progress| progress.last_number);
        let numbers = recovery.adopt(unrecorded, &mut journal, &name, last_number)?;
        // A crash before this leaves a journal that is refused, and nothing new to adopt.
        journal.track_progress(Box::new(SessionProgressStore(store.clone())))?;
        Ok(numbers)
    }
}

/// Whether the journal is what the session remembers, or there is nothing that could be missing.
fn is_sound(path: &Path, remembered: Option<&Progress>) -> Result<bool, JournalError> {
    let Some(remembered) = remembered else {
        return Ok(true);
    };
    match Journal::open_to_read(path) {
        Ok(journal) => Ok(journal.progress()?.check(remembered, path).is_ok()),
        Err(JournalError::Missing { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn tell(
    context: &mut Context<'_>,
    as_json: bool,
    json: &Value,
    text: impl FnOnce() -> String,
) -> Outcome {
    let told = if as_json { json.to_string() } else { text() };
    writeln!(context.stdout(), "{told}")?;
    Ok(Exit::Done)
}
