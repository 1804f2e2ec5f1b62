//! What the callers, the supervisor and the tasks of a connection share.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use grammers_client::{Client, InvocationError};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout_at};
use tracing::info;

use super::Limits;
use super::bell::Bell;
use super::failure::{self, FloodWaits};
use super::link::Route;
use crate::machine::SharedClock;
use crate::metrics;
use crate::report::{Exit, UserError as _};
use crate::telegram::bot::Taps;
use crate::telegram::payments::PreCheckouts;
use crate::telegram::session::SessionStore;
use crate::telegram::{CallError, ConnectError, Fatal};

#[derive(Clone)]
pub(super) enum LinkState {
    /// Not now, and why; never again, if that is [`Fatal`]. Since when, if that was logged.
    Down(ConnectError, Option<Instant>),
    /// With this client, since then.
    Up(Client, Instant),
}

pub(super) struct Shared {
    pub limits: Limits,
    pub route: Route,
    pub state: watch::Sender<LinkState>,
    /// Whether anybody has asked for the bell yet: before that, updates are not asked for.
    pub listening: watch::Sender<bool>,
    /// Something may have changed in a chat.
    pub bell: Bell,
    /// What came in that stands in no chat.
    pub taps: Mutex<Taps>,
    pub pre_checkouts: PreCheckouts,
    flood_waits: FloodWaits,
    /// The other side may be gone: have it prove that it is not.
    pub doubt: Notify,
    pub clock: SharedClock,
    clock_offset_ms: AtomicI64,
    answered_at: watch::Sender<Instant>,
}

impl Shared {
    pub fn new(limits: Limits, route: Route, clock: SharedClock) -> Self {
        let not_yet = ConnectError::unreachable("not connected yet");
        Self {
            limits,
            route,
            state: watch::Sender::new(LinkState::Down(not_yet, None)),
            listening: watch::Sender::new(false),
            bell: Bell::default(),
            taps: Mutex::default(),
            pre_checkouts: PreCheckouts::default(),
            flood_waits: FloodWaits::default(),
            doubt: Notify::new(),
            clock,
            clock_offset_ms: AtomicI64::new(0),
            answered_at: watch::Sender::new(Instant::now()),
        }
    }

    pub fn taps(&self) -> MutexGuard<'_, Taps> {
        self.taps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn store(&self) -> &Arc<SessionStore> {
        &self.route.store
    }

    /// The client to call with, as soon as there is one. Until then nothing has been sent.
    pub async fn client(&self, deadline: Instant) -> Result<Client, ConnectError> {
        let mut state = self.state.subscribe();
        let settled = state.wait_for(|state| {
            matches!(state, LinkState::Up(..) | LinkState::Down(ConnectError::Fatal(_), _))
        });
        // Once the deadline has passed, what the state is now is the answer.
        let _ = timeout_at(deadline, settled).await;
        match self.state.borrow().clone() {
            LinkState::Up(client, _) => Ok(client),
            LinkState::Down(why, _) => Err(why),
        }
    }

    /// Waits until the connection is down for something that no waiting mends, or only a longer one
    /// than ours.
    pub async fn hopeless(&self) {
        let mut state = self.state.subscribe();
        let hopeless = state.wait_for(|state| match state {
            LinkState::Down(ConnectError::Proxy(error), _) => error.exit() == Exit::ActionRequired,
            LinkState::Down(ConnectError::Call(CallError::FloodWait(wait)), _) => {
                *wait > self.limits.flood
            }
            _ => false,
        });
        if hopeless.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    pub fn judge(&self, method: &'static str, error: &InvocationError) -> CallError {
        let error = match failure::judge(error, self.store().seller().is_some()) {
            CallError::FloodWait(asked) => {
                let wait = self.flood_waits.grown(method, asked, Instant::now());
                metrics::add(metrics::FLOOD_WAIT_SECONDS, [], wait.as_secs());
                CallError::FloodWait(wait)
            }
            other => {
                self.flood_waits.end_row(method, Instant::now());
                other
            }
        };
        count_failure(method, &error);
        error
    }

    /// The connection is up: who waited may call, and who listens should look what was missed.
    pub fn set_up(&self, client: Client) {
        self.change(|state| {
            if let LinkState::Down(_, Some(since)) = state {
                let away_s = since.elapsed().as_secs();
                info!(away_s, "connected to Telegram again");
            }
            LinkState::Up(client, Instant::now())
        });
        self.bell.ring_everywhere();
    }

    /// For how long it is away, as far as that was logged.
    pub fn down_for(&self) -> Duration {
        match &*self.state.borrow() {
            LinkState::Down(_, Some(since)) => since.elapsed(),
            LinkState::Down(_, None) | LinkState::Up(..) => Duration::ZERO,
        }
    }

    pub fn up_for(&self) -> Duration {
        match &*self.state.borrow() {
            LinkState::Up(_, since) => since.elapsed(),
            LinkState::Down(..) => Duration::ZERO,
        }
    }

    /// The connection is down for now. That is logged once, however often it fails.
    pub fn set_down(&self, why: ConnectError) {
        self.change(|state| {
            let logged = match state {
                LinkState::Down(_, since) => *since,
                LinkState::Up(..) => None,
            };
            if logged.is_none() {
                let every = self.limits.pause_max;
                info!(why = %why.reason(), ?every, "away from Telegram; connecting again");
            }
            LinkState::Down(why, Some(logged.unwrap_or_else(Instant::now)))
        });
    }

    /// The connection is down, which is nothing to tell of: another one can most likely be made at once,
    /// or nobody needs one any more.
    pub fn set_idle(&self, why: &str) {
        self.change(|_| LinkState::Down(ConnectError::unreachable(why), None));
    }

    pub fn end(&self, fatal: Fatal) {
        self.change(|_| LinkState::Down(fatal.into(), None));
        self.bell.ring_everywhere();
    }

    /// An end is final.
    fn change(&self, to: impl FnOnce(&LinkState) -> LinkState) {
        self.state.send_if_modified(|state| {
            let may_change = !matches!(state, LinkState::Down(ConnectError::Fatal(_), _));
            if may_change {
                *state = to(state);
            }
            may_change
        });
    }

    /// A call was answered: the next wait is the first again.
    pub fn note_success(&self, method: &'static str) {
        self.note_answer();
        count_call(method, "ok");
        self.flood_waits.end_row(method, Instant::now());
    }

    pub fn note_answer(&self) {
        self.answered_at.send_replace(Instant::now());
    }

    pub fn answered_at(&self) -> Instant {
        *self.answered_at.borrow()
    }

    /// Notes what Telegram's clock showed between two moments of ours. It tells whole seconds, so
    /// on average it is half a second later than it says.
    pub fn set_clock(&self, server_seconds: i32, asked_at: Timestamp, answered_at: Timestamp) {
        let between = i64::midpoint(asked_at.as_millisecond(), answered_at.as_millisecond());
        let offset_ms = i64::from(server_seconds) * 1000 + 500 - between;
        self.clock_offset_ms.store(offset_ms, Ordering::Relaxed);
    }

    pub fn clock_offset(&self) -> SignedDuration {
        SignedDuration::from_millis(self.clock_offset_ms.load(Ordering::Relaxed))
    }
}

/// Counts a call that gave no answer that counts.
pub(super) fn count_failure(method: &'static str, error: &CallError) {
    let outcome = match error {
        CallError::Refused(_) => "refused",
        CallError::FloodWait(_) => "flood_wait",
        CallError::NotSent(_) => "not_sent",
        CallError::Unknown(_) => "unknown",
        CallError::Fatal(_) => "fatal",
    };
    count_call(method, outcome);
}

fn count_call(method: &str, outcome: &str) {
    metrics::count(metrics::TELEGRAM_CALLS, [&name_of(method), outcome]);
}

/// A method as Telegram calls it, of the type that the library has for it.
fn name_of(method: &str) -> String {
    let path = method.rsplit_once("functions::").map_or(method, |(_, path)| path);
    match path.split_once("::") {
        Some((space, name)) if !name.contains("::") => {
            let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
            format!("{space}.{}{rest}", first.to_lowercase())
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::any::type_name;

    use grammers_client::tl::functions;

    use super::name_of;

    #[test]
    fn methods_have_telegram_s_names() {
        let history = type_name::<functions::messages::GetHistory>();
        assert_eq!(name_of(history), "messages.getHistory");
        assert_eq!(name_of("contacts.resolveUsername"), "contacts.resolveUsername");
    }
}
