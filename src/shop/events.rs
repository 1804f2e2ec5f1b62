//! Events that the shop is told of, one after the other: they wait in the inbox until it has taken note of
//! them, and are given up after a while. No order depends on one.

use std::time::Duration;

use tokio::task::Id;
use tokio::time::Instant;
use tracing::{info, warn};

use super::{Call, Trouble};
use crate::engine::{Engine, backoff, decode};
use crate::i18n::t;
use crate::journal::{JournalError, NotificationKey, Received, StateKey};
use crate::order::life::{STILL_PENDING, ShopAnswer};
use crate::order::{SourceName, Untrusted};

/// Under this name they wait in the inbox, each as a [`Call`].
pub static EVENTS: SourceName = SourceName::new("tribute_event");
/// So long the shop may take.
const PATIENCE: Duration = Duration::from_hours(72);
/// It is asked no less often than this.
const PAUSE_MAX: Duration = Duration::from_mins(10);
/// The event whose call was begun and not answered, where it may be heard once only.
const BEGUN: StateKey = StateKey::new("event_begun");

/// The calls about events.
#[derive(Default)]
pub(super) struct EventCalls {
    calling: Option<(i64, Id)>,
    failures: u32,
    paused_until: Option<Instant>,
}

impl EventCalls {
    /// When the next call is due.
    pub(super) fn next_due(&self, engine: &Engine) -> Result<Option<Instant>, JournalError> {
        if self.calling.is_some() || first(engine)?.is_none() {
            return Ok(None);
        }
        Ok(Some(self.paused_until.unwrap_or_else(Instant::now)))
    }

    /// The call that is due now. One that was cut off and may not be repeated is given up.
    pub(super) fn begin(
        &self,
        engine: &mut Engine,
        may_be_repeated: bool,
    ) -> Result<Option<(i64, Call)>, JournalError> {
        let is_paused = self.paused_until.is_some_and(|until| until > Instant::now());
        if self.calling.is_some() || is_paused {
            return Ok(None);
        }
        let Some(received) = first(engine)? else { return Ok(None) };
        if !may_be_repeated {
            if engine.journal().state(BEGUN)? == received.id {
                let why = t!("shop-not-repeated", why = Trouble::BrokenOff.describe());
                give_up(engine, &received, &Untrusted::new(why))?;
                return Ok(None);
            }
            engine.write(|writer| writer.set(BEGUN, received.id))?;
        }
        let call = decode(&String::from_utf8_lossy(&received.raw))?;
        engine.make_durable()?;
        Ok(Some((received.id, call)))
    }

    pub(super) fn calls(&mut self, id: i64, task: Id) {
        self.calling = Some((id, task));
    }

    /// The event that this task calls about.
    pub(super) fn called_by(&self, task: Id) -> Option<i64> {
        self.calling.filter(|(_, its)| *its == task).map(|(id, _)| id)
    }

    /// Takes in what came of a call.
    pub(super) fn answered(
        &mut self,
        engine: &mut Engine,
        id: i64,
        answer: &ShopAnswer,
        may_be_repeated: bool,
    ) -> Result<(), JournalError> {
        self.calling = None;
        let Some(received) = first(engine)?.filter(|received| received.id == id) else {
            return Ok(());
        };
        let why = match answer {
            ShopAnswer::Activated(_) | ShopAnswer::AlreadyActivated(_) => {
                info!(event = received.dedup_key, "the shop took note of an event");
                self.go_on();
                return engine.write(|writer| writer.take_from_inbox(id));
            }
            ShopAnswer::Refused { code, message } => {
                self.go_on();
                return give_up(engine, &received, message.as_ref().unwrap_or(code));
            }
            ShopAnswer::Unclear { excerpt } if !may_be_repeated => {
                self.go_on();
                return give_up(engine, &received, excerpt);
            }
            ShopAnswer::Unavailable { why, .. } => why.clone(),
            ShopAnswer::Misconfigured { code, .. } => code.clone(),
            ShopAnswer::Intercepted { status, .. } => Untrusted::new(format!("HTTP {status}")),
            ShopAnswer::Unclear { .. } | ShopAnswer::Pending { .. } | ShopAnswer::OutOfStock => {
                Untrusted::new(STILL_PENDING)
            }
        };
        if !may_be_repeated {
            engine.write(|writer| writer.set(BEGUN, 0))?;
        }
        let waited = Duration::try_from(engine.now().duration_since(received.received_at));
        if waited.unwrap_or_default() > PATIENCE {
            self.go_on();
            return give_up(engine, &received, &why);
        }
        self.failures += 1;
        // Longer and longer: first as for any call that fails, then slowly.
        let slowly = Duration::from_mins(1) * self.failures.saturating_sub(7);
        let pause = backoff(self.failures, engine.random_u64()) + slowly.min(PAUSE_MAX);
        self.paused_until = Some(Instant::now() + pause);
        Ok(())
    }

    fn go_on(&mut self) {
        self.failures = 0;
        self.paused_until = None;
    }
}

fn first(engine: &Engine) -> Result<Option<Received>, JournalError> {
    Ok(engine.journal().received(&EVENTS, 1)?.pop())
}

/// Moderators are told: the shop will not hear of it any more.
fn give_up(engine: &mut Engine, event: &Received, why: &Untrusted) -> Result<(), JournalError> {
    let (id, name) = (event.id, &event.dedup_key);
    warn!(event = name, "the shop takes no note of an event");
    let key = NotificationKey::once(&format!("event:{id}"));
    engine.write_together(|engine| {
        engine.notify_event_not_taken(&key, &Untrusted::new(name.as_str()), why)?;
        engine.write(|writer| writer.take_from_inbox(id))
    })
}
