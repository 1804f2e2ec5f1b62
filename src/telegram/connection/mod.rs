//! The connection to Telegram: kept up, watched, and every call on it bounded in time.
//!
//! - `supervisor`: one connection after another, with pauses between them.
//! - `link`: one connection, built, greeted, watched, and torn down as a whole: grammers' part of it can
//!   panic, hang while connecting, or stay connected to nobody.
//! - `transport`: the pool and the client that it is made of; its route may lead through a
//!   [proxy](super::proxy).
//! - `updates`: only ring the bell.
//! - `clock_jump`: notices that the machine slept, or its clock was set.
//! - `failure`: what an error of the library's means for a call.
//!
//! Nothing is ever repeated here: whether a call may be made again is the agent's to know.

mod clock_jump;
pub(super) mod failure;
mod link;
mod shared;
mod supervisor;
pub(super) mod transport;
mod updates;

use std::any::type_name;
use std::sync::Arc;
use std::time::Duration;

use grammers_client::Client;
use grammers_mtsender::InvocationError;
use grammers_tl_types::RemoteCall;
use jiff::SignedDuration;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, timeout_at};

use self::shared::{DownReason, LinkState, Shared};
use self::transport::Route;
use super::proxy::Proxy;
use super::session::SessionStore;
use super::{CallError, ConnectError, Fatal};
use crate::machine::{SharedClock, SharedRandomness};

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
    pub suspend_threshold: Duration,
    /// The longest wait that Telegram may ask for on a start, while the chats are looked for. A
    /// program that ends instead is started again by its service manager, and asks again.
    pub flood: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            call: Duration::from_secs(15),
            press: Duration::from_secs(20),
            silence: Duration::from_mins(1),
            pause_min: Duration::from_millis(500),
            pause_max: Duration::from_mins(1),
            suspend_threshold: Duration::from_secs(30),
            flood: Duration::from_hours(24),
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
    /// Begins to connect, through the proxy if there is one, and goes on in the background until
    /// [shut down](Self::shutdown).
    pub fn open(
        api_id: i32,
        limits: Limits,
        store: Arc<SessionStore>,
        proxy: Option<Proxy>,
        clock: SharedClock,
        randomness: SharedRandomness,
    ) -> Self {
        let route = Route {
            api_id,
            store,
            proxy,
            limit: limits.call,
        };
        let shared = Arc::new(Shared::new(limits, route, clock));
        let (quit, quitting) = watch::channel(false);
        let supervisor = supervisor::run(Arc::clone(&shared), randomness, quitting);
        Self {
            shared,
            supervisor: tokio::spawn(supervisor),
            quit,
        }
    }

    /// Waits until the connection is up. An error says why it is not after `timeout`, or why it never
    /// will be: a proxy that only a person can put right is not tried that long, and a wait that is
    /// longer than [`Limits::flood`] not begun.
    pub async fn ready(&self, timeout: Duration) -> Result<(), ConnectError> {
        let now = Instant::now();
        let up = tokio::select! {
            biased;
            client = self.shared.client(now + timeout) => client.map(drop),
            () = self.shared.hopeless() => self.shared.client(now).await.map(drop),
        };
        up.map_err(|error| match self.shared.down_reason() {
            Some(DownReason::Proxy(error)) => ConnectError::Proxy(error),
            Some(DownReason::FloodWait(wait)) => CallError::FloodWait(wait).into(),
            _ => error.into(),
        })
    }

    /// Makes a call, once, and waits for its answer no longer than [`Limits::call`].
    pub async fn invoke<R: RemoteCall>(&self, request: &R) -> Result<R::Return, CallError> {
        self.invoke_within(self.shared.limits.call, request).await
    }

    /// The same with another limit.
    pub async fn invoke_within<R: RemoteCall>(
        &self,
        limit: Duration,
        request: &R,
    ) -> Result<R::Return, CallError> {
        let deadline = Instant::now() + limit;
        let client = self.shared.client(deadline).await?;
        let answer = timeout_at(deadline, client.invoke(request)).await;
        self.judged(type_name::<R>(), answer.ok(), limit)
    }

    /// The client, as soon as there is a connection, but no later than [`Limits::call`].
    pub async fn client(&self) -> Result<Client, CallError> {
        let deadline = Instant::now() + self.shared.limits.call;
        self.shared.client(deadline).await
    }

    /// Makes one of the library's own calls, once, and waits no longer than [`Limits::call`]. The
    /// library panics upon some answers: that ends this call only.
    pub async fn call<T, F>(&self, call: impl FnOnce(Client) -> F) -> Result<T, CallError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, InvocationError>> + Send + 'static,
    {
        let limit = self.shared.limits.call;
        let deadline = Instant::now() + limit;
        let client = self.shared.client(deadline).await?;
        // Boxed, as the library's futures are large.
        let answer = timeout_at(deadline, isolated(Box::pin(call(client)))).await;
        self.judged(type_name::<F>(), answer.ok(), limit)
    }

    /// An answer, or what its absence means: `None`, when it did not come within `limit`.
    fn judged<T>(
        &self,
        method: &'static str,
        answer: Option<Result<T, InvocationError>>,
        limit: Duration,
    ) -> Result<T, CallError> {
        match answer {
            Some(Ok(answer)) => {
                self.shared.note_answer();
                self.shared.flood_waits.end_row(method);
                Ok(answer)
            }
            Some(Err(error)) => Err(self.shared.judge(method, &error)),
            None => {
                self.shared.doubt.notify_one();
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
        match *self.shared.state.borrow() {
            LinkState::Ended(fatal) => Some(fatal),
            LinkState::Down(_) | LinkState::Up(_) => None,
        }
    }

    /// The session it runs on.
    pub fn store(&self) -> &Arc<SessionStore> {
        self.shared.store()
    }

    /// Hangs up.
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

/// Runs a call of the library's in a task of its own, where it may panic. Dropping it ends the task.
pub(super) async fn isolated<T: Send + 'static>(
    call: impl Future<Output = Result<T, InvocationError>> + Send + 'static,
) -> Result<T, InvocationError> {
    let mut task = JoinSet::new();
    task.spawn(call);
    match task.join_next().await {
        Some(Ok(answer)) => answer,
        Some(Err(_)) | None => Err(InvocationError::Dropped(
            "an answer that the library rejects",
        )),
    }
}
