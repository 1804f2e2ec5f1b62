//! `orders adopt`: after the journal was lost or restored from a copy, hands the orders since to people.
//!
//! It says what it will do, asks, and does it in one transaction. People are told by the next `run`.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::super::arguments::OrdersAdopt;
use super::super::interrupt::unless_interrupted;
use super::super::moment::day_and_time;
use super::super::run::{chat_settings, connect, pins, telegram_settings};
use super::super::{Context, Outcome, SessionProgressStore, confirm, interrupted};
use super::existing;
use crate::agent::Payloads;
use crate::i18n::t;
use crate::journal::{Journal, JournalError, Progress, ProgressStore as _};
use crate::machine::{Clock as _, Machine, Randomness as _};
use crate::order_view::words;
use crate::recovery::{Recovery, UnrecordedOrders};
use crate::telegram::session::SessionStore;
use crate::telegram::{Grammers, ServerClock};

/// So many orders are listed; the rest is counted.
const LISTED_MAX: usize = 30;

pub(super) async fn run(arguments: OrdersAdopt, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let path = config.telegram()?.journal();
    let store = Arc::new(SessionStore::open(&config.telegram()?.session)?);
    let remembered = SessionProgressStore(store.clone()).load().map_err(JournalError::Progress)?;
    if arguments.since.is_none() && is_sound(&path, remembered.as_ref())? {
        let nothing = json!({ "adopted": false });
        return context.answer(arguments.json, &nothing, &t!("adopt-nothing-to-do"));
    }
    let telegram = telegram_settings(&config, config.moderators()?.chat.clone())?.watched();
    let (messenger, account) = connect(telegram, &store, interrupted()).await?;
    let settings =
        chat_settings(&config, pins(&config, account.seller, account.live), arguments.since)?;
    let messenger = Arc::new(messenger);
    let recovery = Recovery {
        encoder: Box::new(Payloads::new(&settings)),
        settings,
        clock: Arc::new(ServerClock::new(Arc::new(Machine), messenger.clone())),
        reader: messenger.clone(),
        rng: Arc::new(Machine),
    };
    let done = hand_over(&recovery, &path, remembered, store, &arguments, context).await;
    drop(recovery);
    if let Some(messenger) = Arc::into_inner(messenger) {
        messenger.shutdown().await;
    }
    done
}

/// Whether the journal is what the session remembers, or there is nothing that could be missing.
fn is_sound(path: &Path, remembered: Option<&Progress>) -> Result<bool, JournalError> {
    let Some(remembered) = remembered else {
        return Ok(true);
    };
    existing(path)?
        .map_or(Ok(false), |journal| Ok(journal.progress()?.check(remembered, path).is_ok()))
}

async fn hand_over(
    recovery: &Recovery<Grammers>,
    path: &Path,
    remembered: Option<Progress>,
    store: Arc<SessionStore>,
    arguments: &OrdersAdopt,
    context: &mut Context<'_>,
) -> Outcome {
    let pins = recovery.settings.pins;
    let unrecorded = {
        let journal = existing(path)?;
        journal.as_ref().map_or(Ok(()), |journal| journal.pins().check(pins))?;
        let looking = recovery.look(journal.as_ref(), remembered.as_ref());
        unless_interrupted(interrupted(), looking).await??
    };
    context.say(|| plan(&unrecorded));
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
    let name = format!("{:016x}", Machine.next_u64());
    let mut journal = Journal::open(path, pins, &name, Machine.now())?;
    let last_number = remembered.map_or(0, |progress| progress.last_number);
    told["numbers"] = json!(recovery.adopt(unrecorded, &mut journal, &name, last_number)?);
    // A crash before this leaves a journal that is refused, and nothing new to adopt.
    journal.track_progress(Box::new(SessionProgressStore(store)))?;
    context.answer(arguments.json, &told, &t!("adopt-done", count))
}

fn plan(unrecorded: &UnrecordedOrders) -> String {
    let since = match unrecorded.since {
        Some(since) => t!("adopt-since", since = day_and_time(since)),
        None => t!("adopt-nothing-since"),
    };
    let open = unrecorded.open.iter().map(|open| {
        let record = &open.record;
        (format!("№{}", record.number), &record.form, "open")
    });
    let found = unrecorded.found.iter().map(|found| {
        let is = if found.reply.is_some() { "answered" } else { "unanswered" };
        (day_and_time(found.message.sent_at), &found.form, is)
    });
    let orders = open.chain(found).take(LISTED_MAX).map(|(name, form, is)| {
        format!("  {name} · {} · {}", words::product(form), t!("adopt-order", is))
    });
    let rest = match unrecorded.orders() {
        0 => Some(format!("  {}", t!("adopt-no-order"))),
        1..=LISTED_MAX => None,
        all => Some(format!("  {}", t!("adopt-more", count = all - LISTED_MAX))),
    };
    let lines = [since].into_iter().chain(orders).chain(rest);
    lines.chain([t!("adopt-nothing-is-given")]).collect::<Vec<_>>().join("\n")
}
