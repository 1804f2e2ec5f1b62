//! What the callers, the supervisor and the tasks of a connection share.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use grammers_client::{Client, InvocationError};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout_at};
use tracing::info;

use super::transport::Route;
use super::{Limits, failure};
use crate::machine::SharedClock;
use crate::report::{Exit, UserError as _};
use crate::telegram::flood_wait::FloodWaits;
use crate::telegram::session::SessionStore;
use crate::telegram::{CallError, ConnectError, Fatal};

/// Whether calls can be made.
#[derive(Clone)]
pub(super) enum LinkState {
    /// Not now, and why; never again, if that is [`Fatal`].
    Down(ConnectError),
    /// With this client.
    Up(Client),
}

pub(super) struct Shared {
    pub limits: Limits,
    pub route: Route,
    pub state: watch::Sender<LinkState>,
    /// Whether anybody has asked for the bell yet: before that, updates are not asked for.
    pub listening: watch::Sender<bool>,
    /// Something may have changed in a chat. Rings while nobody listens count as one.
    pub bell: Notify,
    /// How often calls were told to wait.
    pub flood_waits: FloodWaits,
    /// The other side may be gone: have it prove that it is not.
    pub doubt: Notify,
    /// This machine's time.
    pub clock: SharedClock,
    clock_offset_ms: AtomicI64,
    times: Mutex<Times>,
}

struct Times {
    /// When something last came from the other side.
    answered_at: Instant,
    /// Since when the connection has been up.
    up_since: Option<Instant>,
    /// Since when it has been down, if that was logged.
    down_since: Option<Instant>,
}

impl Shared {
    pub fn new(limits: Limits, route: Route, clock: SharedClock) -> Self {
        let not_yet = ConnectError::unreachable("not connected yet");
        Self {
            limits,
            route,
            state: watch::Sender::new(LinkState::Down(not_yet)),
            listening: watch::Sender::new(false),
            bell: Notify::new(),
            flood_waits: FloodWaits::default(),
            doubt: Notify::new(),
            clock,
            clock_offset_ms: AtomicI64::new(0),
            times: Mutex::new(Times {
                answered_at: Instant::now(),
                up_since: None,
                down_since: None,
            }),
        }
    }

    pub fn store(&self) -> &Arc<SessionStore> {
        &self.route.store
    }

    /// The client to call with, as soon as there is one. Until then nothing has been sent.
    pub async fn client(&self, deadline: Instant) -> Result<Client, ConnectError> {
        let mut state = self.state.subscribe();
        let settled = state.wait_for(|state| match state {
            LinkState::Up(_) => true,
            LinkState::Down(why) => matches!(why, ConnectError::Fatal(_)),
        });
        // Once the deadline has passed, what the state is now is the answer.
        let _ = timeout_at(deadline, settled).await;
        match self.state.borrow().clone() {
            LinkState::Up(client) => Ok(client),
            LinkState::Down(why) => Err(why),
        }
    }

    /// Waits until the connection is down for something that no waiting mends, or only a longer one
    /// than ours.
    pub async fn hopeless(&self) {
        let mut state = self.state.subscribe();
        let hopeless = state.wait_for(|state| match state {
            LinkState::Down(ConnectError::Proxy(error)) => error.exit() == Exit::ActionRequired,
            LinkState::Down(ConnectError::Call(CallError::FloodWait(wait))) => {
                *wait > self.limits.flood
            }
            _ => false,
        });
        if hopeless.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// What an error means for the call that met it.
    pub fn judge(&self, method: &'static str, error: &InvocationError) -> CallError {
        match failure::judge(error, self.store().seller().is_some()) {
            CallError::FloodWait(asked) => {
                CallError::FloodWait(self.flood_waits.grown(method, asked))
            }
            other => {
                self.flood_waits.end_row(method);
                other
            }
        }
    }

    /// The connection is up: who waited may call, and who listens should look what was missed.
    pub fn set_up(&self, client: Client) {
        let mut times = self.times();
        times.up_since = Some(Instant::now());
        if let Some(since) = times.down_since.take() {
            let away_s = since.elapsed().as_secs();
            info!(away_s, "connected to Telegram again");
        }
        drop(times);
        self.change(LinkState::Up(client));
        self.bell.notify_one();
    }

    /// How long the connection has been up; zero while it is down.
    pub fn up_for(&self) -> Duration {
        let up_since = self.times().up_since;
        up_since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// The connection is down for now. That is logged once, however often it fails.
    pub fn set_down(&self, why: ConnectError) {
        let mut times = self.times();
        if times.down_since.is_none() {
            let why = why.reason();
            info!(%why, "away from Telegram; connecting again");
            times.down_since = Some(Instant::now());
        }
        times.up_since = None;
        drop(times);
        self.change(LinkState::Down(why));
    }

    /// The connection is down, which is nothing to tell of: another one can most likely be made at once,
    /// or nobody needs one any more.
    pub fn set_idle(&self, why: &str) {
        self.times().up_since = None;
        self.change(LinkState::Down(ConnectError::unreachable(why)));
    }

    /// No connection will work any more.
    pub fn end(&self, fatal: Fatal) {
        self.change(LinkState::Down(fatal.into()));
        self.bell.notify_one();
    }

    /// An end is final.
    fn change(&self, to: LinkState) {
        self.state.send_if_modified(|state| {
            let may_change = !matches!(state, LinkState::Down(ConnectError::Fatal(_)));
            if may_change {
                *state = to;
            }
            may_change
        });
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call was answered: the next wait is the first again.
    pub fn note_success(&self, method: &'static str) {
        self.note_answer();
        self.flood_waits.end_row(method);
    }

    /// Something came from the other side.
    pub fn note_answer(&self) {
        self.times().answered_at = Instant::now();
    }

    /// When something last came from the other side.
    pub fn answered_at(&self) -> Instant {
        self.times().answered_at
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
