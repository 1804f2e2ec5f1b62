//! The connection to Telegram: kept up, watched, and every call on it bounded in time.
//!
//! - `supervisor`: lives of a connection one after another, with pauses between them.
//! - `life`: one pool of grammers', built, greeted, watched, and torn down as a whole: it can
//!   panic, hang while connecting, or stay connected to nobody.
//! - `pool`: how such a pool is made; its way may lead through a [proxy](super::proxy).
//! - `pulse`: notices that the machine slept, or its clock was set.
//! - `receive`: takes updates, which only ring the bell.
//! - `failure`: what an error of the library's means for a call.
//!
//! Nothing is ever repeated here: whether a call may be made again is the agent's to know.

mod backoff;
mod failure;
mod life;
pub(super) mod pool;
mod pulse;
mod receive;
mod shared;
mod supervisor;

use std::sync::Arc;
use std::time::Duration;

use grammers_session::Session as _;
use grammers_tl_types::RemoteCall;
use jiff::SignedDuration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use self::shared::{Line, Shared};
use super::proxy::{Proxy, ProxyTrouble};
use super::session::SessionStore;
use super::{CallError, Fatal};
use crate::edge::{SharedClock, SharedRandomness};

/// How long things may take, and how often they are done.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Any call but a press.
    pub call: Duration,
    /// A press: the bot is asked while we wait.
    pub press: Duration,
    /// After so much silence the other side must prove that it is there.
    pub silence: Duration,
    /// The first pause before connecting again; doubles every time.
    pub pause_min: Duration,
    /// The longest pause before connecting again.
    pub pause_max: Duration,
    /// Who has not run for longer has slept, and trusts no connection from before.
    pub nap: Duration,
    /// The longest wait that Telegram may ask for on a start, while the chats are looked for. A
    /// program that ends instead is started again by its service manager, and asks again.
    pub flood: Duration,
    /// The pause after a difference that Telegram does not give, and does not say when it will.
    pub difference: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            call: Duration::from_secs(15),
            press: Duration::from_secs(20),
            silence: Duration::from_mins(1),
            pause_min: Duration::from_millis(500),
            pause_max: Duration::from_mins(1),
            nap: Duration::from_secs(30),
            flood: Duration::from_hours(24),
            difference: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// The longest wait that somebody watches.
    const WATCHED: Duration = Duration::from_secs(30);

    /// The same for a command that somebody waits for: a longer wait is told, not waited for.
    #[must_use]
    pub fn watched(self) -> Self {
        Self {
            flood: self.flood.min(Self::WATCHED),
            ..self
        }
    }
}

/// A connection that keeps itself up. Dropping it ends it.
pub struct Connection {
    shared: Arc<Shared>,
    supervisor: JoinHandle<()>,
    quit: watch::Sender<bool>,
}

impl Connection {
    /// Begins to connect, through the proxy if there is one, and goes on in the background until [shut down](Self::shutdown).
    pub fn open(
        api_id: i32,
        limits: Limits,
        store: Arc<SessionStore>,
        proxy: Option<Proxy>,
        clock: SharedClock,
        randomness: SharedRandomness,
    ) -> Self {
        let shared = Arc::new(Shared::new(api_id, limits, store, proxy, clock));
        let (quit, quitting) = watch::channel(false);
        let supervisor = supervisor::run(Arc::clone(&shared), randomness, quitting);
        Self {
            shared,
            supervisor: tokio::spawn(supervisor),
            quit,
        }
    }

    /// Waits until the connection stands. An error says why it does not after `patience`, or why
    /// it never will: a proxy that only a person can put right is not tried that long, and a wait that
    /// is longer than [`Limits::flood`] not begun.
    pub async fn ready(&self, patience: Duration) -> Result<(), CallError> {
        let now = Instant::now();
        let deadline = now + patience;
        tokio::select! {
            biased;
            line = self.shared.line(deadline) => line.map(drop),
            () = self.shared.hopeless() => self.shared.line(now).await.map(drop),
        }
    }

    /// What is wrong with the proxy, if that is why there is no connection now.
    pub fn proxy_trouble(&self) -> Option<ProxyTrouble> {
        self.shared.proxy_trouble()
    }

    /// How long Telegram asks to wait, if that is why there is no connection now.
    pub fn wait(&self) -> Option<Duration> {
        self.shared.wait()
    }

    /// Makes a call, once, and waits for its answer no longer than `limit`.
    pub async fn invoke<R: RemoteCall>(
        &self,
        request: &R,
        limit: Duration,
    ) -> Result<R::Return, CallError> {
        let deadline = Instant::now() + limit;
        let line = self.shared.line(deadline).await?;
        let home = self
            .shared
            .store
            .home_dc_id()
            .map_err(|error| CallError::NotSent(error.to_string()))?;
        match timeout_at(deadline, line.invoke_in_dc(home, request)).await {
            Ok(Ok(answer)) => {
                self.shared.hear();
                Ok(answer)
            }
            Ok(Err(error)) => Err(self.shared.judge(&error)),
            Err(_) => {
                self.shared.doubt();
                Err(CallError::Unknown(format!("no answer within {limit:?}")))
            }
        }
    }

    /// Waits until something may have changed. For one listener; safe to drop.
    pub async fn bell(&self) {
        self.shared.listening.send_replace(true);
        self.shared.bell.notified().await;
    }

    /// Rings the bell.
    pub fn ring(&self) {
        self.shared.bell.notify_one();
    }

    /// Telegram's clock less this machine's, as last heard.
    pub fn clock_offset(&self) -> SignedDuration {
        self.shared.clock_offset()
    }

    /// The limits it was opened with.
    pub fn limits(&self) -> Limits {
        self.shared.limits
    }

    /// The end that came, if one did.
    pub fn fatal(&self) -> Option<Fatal> {
        match *self.shared.line.borrow() {
            Line::Dead(fatal) => Some(fatal),
            Line::Down(_) | Line::Up(_) => None,
        }
    }

    /// The session it runs on.
    pub fn store(&self) -> &Arc<SessionStore> {
        &self.shared.store
    }

    /// Hangs up. How far updates were seen is on the disk already: it is written with every batch.
    pub async fn shutdown(mut self) {
        self.quit.send_replace(true);
        // It can only have panicked, and then it is over too.
        let _ = (&mut self.supervisor).await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.supervisor.abort();
    }
}
