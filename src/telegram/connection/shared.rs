//! What the callers, the supervisor and the tasks of a connection share.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use grammers_mtsender::{InvocationError, SenderPoolHandle};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout_at};
use tracing::info;

use super::{Limits, failure};
use crate::edge::SharedClock;
use crate::report::UserError as _;
use crate::telegram::proxy::{Proxy, ProxyTrouble};
use crate::telegram::session::SessionStore;
use crate::telegram::{CallError, Fatal};

/// Why the line is down.
#[derive(Clone, Debug)]
pub(super) enum Why {
    /// There is no way through the proxy.
    Proxy(ProxyTrouble),
    /// Telegram asks to wait so long.
    Wait(Duration),
    /// Anything else, in words.
    Other(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proxy(trouble) => write!(f, "{trouble} [{}]", trouble.code()),
            Self::Wait(wait) => CallError::FloodWait(*wait).fmt(f),
            Self::Other(why) => f.write_str(why),
        }
    }
}

/// Whether calls can be made.
#[derive(Clone)]
pub(super) enum Line {
    /// Not now; why.
    Down(Why),
    /// Through this pool.
    Up(SenderPoolHandle),
    /// Never again.
    Dead(Fatal),
}

pub(super) struct Shared {
    pub api_id: i32,
    pub limits: Limits,
    pub store: Arc<SessionStore>,
    /// The only way out, if there is one.
    pub proxy: Option<Proxy>,
    pub line: watch::Sender<Line>,
    /// Whether anybody has asked for the bell yet: before that, updates are not asked for.
    pub listening: watch::Sender<bool>,
    /// Something may have changed in a chat. Rings while nobody listens count as one.
    pub bell: Notify,
    /// The other side may be gone: have it prove that it is not.
    pub doubt: Notify,
    clock: SharedClock,
    clock_offset_ms: AtomicI64,
    heard_at: Mutex<Instant>,
    /// Since when the line has been down, if that was said.
    away_since: Mutex<Option<Instant>>,
    risen_at: Mutex<Option<Instant>>,
}

impl Shared {
    pub fn new(
        api_id: i32,
        limits: Limits,
        store: Arc<SessionStore>,
        proxy: Option<Proxy>,
        clock: SharedClock,
    ) -> Self {
        Self {
            api_id,
            limits,
            store,
            proxy,
            line: watch::Sender::new(Line::Down(Why::Other("not connected yet".to_owned()))),
            listening: watch::Sender::new(false),
            bell: Notify::new(),
            doubt: Notify::new(),
            clock,
            clock_offset_ms: AtomicI64::new(0),
            heard_at: Mutex::new(Instant::now()),
            away_since: Mutex::new(None),
            risen_at: Mutex::default(),
        }
    }

    /// The pool to call through, as soon as there is one. Until then nothing has been sent.
    pub async fn line(&self, deadline: Instant) -> Result<SenderPoolHandle, CallError> {
        let mut line = self.line.subscribe();
        let settled = timeout_at(
            deadline,
            line.wait_for(|line| !matches!(line, Line::Down(_))),
        );
        let state = match settled.await {
            Ok(Ok(line)) => line.clone(),
            Ok(Err(_)) | Err(_) => self.line.borrow().clone(),
        };
        match state {
            Line::Up(pool) => Ok(pool),
            Line::Down(why) => Err(CallError::NotSent(why.to_string())),
            Line::Dead(fatal) => Err(CallError::Fatal(fatal)),
        }
    }

    /// What is wrong with the proxy, if that is why the line is down.
    pub fn proxy_trouble(&self) -> Option<ProxyTrouble> {
        match &*self.line.borrow() {
            Line::Down(Why::Proxy(trouble)) => Some(trouble.clone()),
            _ => None,
        }
    }

    /// How long Telegram asks to wait, if that is why the line is down.
    pub fn wait(&self) -> Option<Duration> {
        match &*self.line.borrow() {
            Line::Down(Why::Wait(wait)) => Some(*wait),
            _ => None,
        }
    }

    /// Waits until the line is down for something that no waiting mends, or only a longer one than
    /// ours.
    pub async fn hopeless(&self) {
        let mut line = self.line.subscribe();
        let hopeless = line.wait_for(|line| match line {
            Line::Down(Why::Proxy(trouble)) => trouble.needs_a_person(),
            Line::Down(Why::Wait(wait)) => *wait > self.limits.flood,
            _ => false,
        });
        if hopeless.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// What an error means for the call that met it; what it means for the connection is seen to.
    pub fn judge(&self, error: &InvocationError) -> CallError {
        let judged = failure::judge(error, self.store.seller().is_some());
        match &judged {
            CallError::Fatal(fatal) => self.die(*fatal),
            CallError::Unknown(_) | CallError::NotSent(_) => self.doubt(),
            CallError::Refused(_) | CallError::FloodWait(_) => self.hear(),
        }
        judged
    }

    /// The line is up: who waited may call, and who listens should look what was missed.
    pub fn rise(&self, pool: SenderPoolHandle) {
        *self.risen_at() = Some(Instant::now());
        if let Some(since) = self.away_since().take() {
            info!(
                away_s = since.elapsed().as_secs(),
                "connected to Telegram again"
            );
        }
        self.change(Line::Up(pool));
        self.bell.notify_one();
    }

    /// How long the line has been up; zero while it is down.
    pub fn stood_for(&self) -> Duration {
        self.risen_at().map_or(Duration::ZERO, |at| at.elapsed())
    }

    fn risen_at(&self) -> MutexGuard<'_, Option<Instant>> {
        self.risen_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The line is down for now. That is worth a line in the log once, however often it fails.
    pub fn fall(&self, why: Why) {
        let mut away_since = self.away_since();
        if away_since.is_none() {
            info!(%why, "away from Telegram; connecting again");
            *away_since = Some(Instant::now());
        }
        drop(away_since);
        *self.risen_at() = None;
        self.change(Line::Down(why));
    }

    /// The line is down because nobody needs it any more.
    pub fn close(&self) {
        let why = Why::Other("shut down".to_owned());
        self.change(Line::Down(why));
    }

    /// The line is dead for good.
    pub fn die(&self, fatal: Fatal) {
        self.change(Line::Dead(fatal));
        self.bell.notify_one();
    }

    /// Death is final.
    fn change(&self, to: Line) {
        self.line.send_if_modified(|line| {
            let alive = !matches!(line, Line::Dead(_));
            if alive {
                *line = to;
            }
            alive
        });
    }

    fn away_since(&self) -> MutexGuard<'_, Option<Instant>> {
        let away_since = self.away_since.lock();
        away_since.unwrap_or_else(PoisonError::into_inner)
    }

    /// Something came from the other side.
    pub fn hear(&self) {
        *self.heard_at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// When something last came from the other side.
    pub fn heard_at(&self) -> Instant {
        *self.heard_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something did not come that should have.
    pub fn doubt(&self) {
        self.doubt.notify_one();
    }

    /// What tells this machine's time.
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
