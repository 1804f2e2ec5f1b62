//! When a history is over: nothing is owed any more, and all orders have ended.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep};
use tribute_agent::journal::{EffectKind, Journal, JournalError, OwedEffect};
use tribute_agent::moderation::IncidentKind;
use tribute_agent::order::life::Stage;
use tribute_agent::order::{ProviderName, Record};
use tribute_agent::sources::tribute_chat::delivery::may_match_unlinked_confirmation;

use crate::plan::order::Refusal;
use crate::promise::Promise;
use crate::world::World;
use crate::world::deeds::Deed;
use crate::world::payments::Payment;

/// After the trouble the agent has so long to put everything right: the longest pause between two
/// calls to a shop is ten hours.
const PATIENCE: Duration = Duration::from_hours(36);
/// Two looks at a world that has come to rest are so far apart.
const REST: Duration = Duration::from_mins(4);
/// So many looks in a row find nothing moving.
const LOOKS: u32 = 3;

/// Waits until nothing is owed any more and all orders have ended.
pub async fn come_to_rest(world: &World, path: &Path) {
    let begun = Instant::now();
    let mut quiet_looks = 0;
    let mut pause = REST;
    let mut journal = Observed::default();
    while begun.elapsed() < PATIENCE && quiet_looks < LOOKS {
        sleep(pause).await;
        if has_fallen(world) {
            return;
        }
        let was_read = world.state().sight.page_at.is_some_and(|page_at| page_at > begun);
        if was_read && !has_more_to_come(world) && journal.is_at_rest(world, path) {
            quiet_looks += 1;
            pause = REST;
        } else {
            quiet_looks = 0;
            pause = (pause * 2).min(Duration::from_hours(1));
        }
    }
    if quiet_looks < LOOKS {
        world.tell("luck", "the agent never comes to rest");
    }
}

/// Whether it is known already that something is wrong; of a shop that forgets, more may be seen.
fn has_fallen(world: &World) -> bool {
    let state = world.state();
    let mut violations = state.violations.iter();
    violations
        .any(|fell| !(state.nature.shop_forgets && fell.promise == Promise::NoSecondActivation))
}

fn has_more_to_come(world: &World) -> bool {
    let state = world.state();
    let mut deeds = state.agenda.values();
    state.server.is_waited_for() || deeds.any(|deed| !matches!(deed, Deed::Bell | Deed::Online))
}

/// The journal, as somebody else than the agent sees it.
#[derive(Default)]
struct Observed {
    journal: Option<Journal>,
    of_life: u32,
}

impl Observed {
    fn is_at_rest(&mut self, world: &World, path: &Path) -> bool {
        // Every life may begin with another file.
        let life = world.state().lives;
        if self.journal.is_none() || self.of_life != life {
            self.journal = Journal::open_to_read(path).ok();
            self.of_life = life;
        }
        let is_never_found = |record: &Record| {
            let state = world.state();
            let sale = record.life.message().and_then(|id| state.bot.sales.get(&id.0));
            sale.is_some_and(|sale| sale.refusal == Some(Refusal::NeverFound))
        };
        let Some(journal) = &self.journal else { return false };
        let looked = is_at_rest(journal, is_never_found);
        matches!(looked, Ok(true)) && matches!(knows_all(journal, world), Ok(true))
    }
}

/// Whether nothing that was paid is unknown, and no charge undecided: it is asked about hourly.
fn knows_all(journal: &Journal, world: &World) -> Result<bool, JournalError> {
    for provider in [ProviderName::TributeShop, ProviderName::Tbank] {
        if !journal.due_charges(provider, Timestamp::MAX, 1)?.is_empty() {
            return Ok(false);
        }
    }
    let state = world.state();
    for Payment { source, external_id, .. } in &state.server.payments {
        let is_told = || state.told.iter().any(|told| told.contains("Telegram не говорит"));
        if journal.order_of_source(source, external_id)?.is_none() && !is_told() {
            return Ok(false);
        }
    }
    Ok(journal.refunds()?.is_empty())
}

/// Whether nothing is owed and nothing moves, but calls about whom the shop never finds.
pub fn is_at_rest(
    journal: &Journal,
    is_never_found: impl Fn(&Record) -> bool,
) -> Result<bool, JournalError> {
    let open = journal.open_orders()?;
    let incidents = journal.open_incidents()?;
    let lasts = |kind: IncidentKind| incidents.iter().any(|it| it.kind == kind.name());
    let is_blocked = lasts(IncidentKind::ShopIntercepted);
    let (mut calls, mut replies) = (0, 0);
    for record in open.iter() {
        match record.life.state.stage() {
            Stage::Escalated => {}
            Stage::Activating if is_blocked && is_never_found(record) => calls += 1,
            Stage::Replying => replies += 1,
            _ => return Ok(false),
        }
    }
    // A place is kept for a while only, unless the bot is silent.
    let held = lasts(IncidentKind::BotSilent)
        && open.iter().any(|record| may_match_unlinked_confirmation(&record.life));
    let effects = journal.owed_effects()?;
    let owes = effects.len() > calls + replies;
    // A reply that was begun is held by nothing: it is tried again when its time has come.
    let is_tried = |effect: &OwedEffect| effect.begun && effect.kind != EffectKind::Activate;
    let tries = effects.iter().any(is_tried);
    let tells = !journal.owed_notifications()?.is_empty();
    let waits = !journal.given_accounts()?.is_empty();
    Ok(!owes && !tries && !tells && !waits && (replies == 0 || held))
}
