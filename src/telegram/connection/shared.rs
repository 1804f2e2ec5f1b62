//! What the callers, the supervisor and the tasks of a connection share.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use grammers_client::Client;
use grammers_mtsender::InvocationError;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout_at};
use tracing::info;

use super::transport::Route;
use super::{Limits, failure};
use crate::machine::SharedClock;
use crate::report::UserError as _;
use crate::telegram::flood_wait::FloodWaits;
use crate::telegram::proxy::ProxyError;
use crate::telegram::session::SessionStore;
use crate::telegram::{CallError, Fatal};

/// Why the connection is down.
#[derive(Clone, Debug)]
pub(super) enum DownReason {
    /// There is no way through the proxy.
    Proxy(ProxyError),
    /// Telegram asks to wait so long.
    FloodWait(Duration),
    /// Anything else, in words.
    Other(String),
}

impl DownReason {
    /// How long not to connect again.
    pub fn wait(&self) -> Duration {
        match self {
            Self::FloodWait(wait) => *wait,
            Self::Proxy(_) | Self::Other(_) => Duration::ZERO,
        }
    }
}

impl fmt::Display for DownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proxy(error) => write!(f, "{error} [{}]", error.code()),
            Self::FloodWait(wait) => CallError::FloodWait(*wait).fmt(f),
            Self::Other(why) => f.write_str(why),
        }
    }
}

/// Whether calls can be made.
#[derive(Clone)]
pub(super) enum LinkState {
    /// Not now; why.
    Down(DownReason),
    /// With this client.
    Up(Client),
    /// Never again.
    Ended(Fatal),
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
    clock: SharedClock,
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
        let not_yet = DownReason::Other("not connected yet".to_owned());
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
    pub async fn client(&self, deadline: Instant) -> Result<Client, CallError> {
        let mut state = self.state.subscribe();
        let settled = state.wait_for(|state| !matches!(state, LinkState::Down(_)));
        // Once the deadline has passed, what the state is now is the answer.
        let _ = timeout_at(deadline, settled).await;
        let state = self.state.borrow().clone();
        match state {
            LinkState::Up(client) => Ok(client),
            LinkState::Down(why) => Err(CallError::NotSent(why.to_string())),
            LinkState::Ended(fatal) => Err(CallError::Fatal(fatal)),
        }
    }

    /// Why the connection is down, if it is.
    pub fn down_reason(&self) -> Option<DownReason> {
        match &*self.state.borrow() {
            LinkState::Down(reason) => Some(reason.clone()),
            LinkState::Up(_) | LinkState::Ended(_) => None,
        }
    }

    /// Waits until the connection is down for something that no waiting mends, or only a longer one
    /// than ours.
    pub async fn hopeless(&self) {
        let mut state = self.state.subscribe();
        let hopeless = state.wait_for(|state| match state {
            LinkState::Down(DownReason::Proxy(error)) => error.needs_a_person(),
            LinkState::Down(DownReason::FloodWait(wait)) => *wait > self.limits.flood,
            _ => false,
        });
        if hopeless.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// What an error means for the call that met it.
    pub fn meaning(&self, method: &'static str, error: &InvocationError) -> CallError {
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

    /// The same; what it means for the connection is seen to.
    pub fn judge(&self, method: &'static str, error: &InvocationError) -> CallError {
        let judged = self.meaning(method, error);
        match &judged {
            CallError::Fatal(fatal) => self.end(*fatal),
            CallError::Unknown(_) | CallError::NotSent(_) => self.doubt.notify_one(),
            CallError::Refused(_) | CallError::FloodWait(_) => self.note_answer(),
        }
        judged
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
    pub fn set_down(&self, why: DownReason) {
        let mut times = self.times();
        if times.down_since.is_none() {
            info!(%why, "away from Telegram; connecting again");
            times.down_since = Some(Instant::now());
        }
        times.up_since = None;
        drop(times);
        self.change(LinkState::Down(why));
    }

    /// The connection was closed, and most likely another one can be made at once.
    pub fn set_reconnecting(&self) {
        self.times().up_since = None;
        let why = DownReason::Other("connecting again".to_owned());
        self.change(LinkState::Down(why));
    }

    /// The connection is down because nobody needs it any more.
    pub fn close(&self) {
        let why = DownReason::Other("shut down".to_owned());
        self.change(LinkState::Down(why));
    }

    /// No connection will work any more.
    pub fn end(&self, fatal: Fatal) {
        self.change(LinkState::Ended(fatal));
        self.bell.notify_one();
    }

    /// An end is final.
    fn change(&self, to: LinkState) {
        self.state.send_if_modified(|state| {
            let may_change = !matches!(state, LinkState::Ended(_));
            if may_change {
                *state = to;
            }
            may_change
        });
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something came from the other side.
    pub fn note_answer(&self) {
        self.times().answered_at = Instant::now();
    }

    /// When something last came from the other side.
    pub fn answered_at(&self) -> Instant {
        self.times().answered_at
    }

    /// The clock that tells this machine's time.
    pub fn clock(&self) -> SharedClock {
        Arc::clone(&self.clock)
    }

    /// This machine's time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
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
