//! The connection to Telegram: kept up, watched, and every call on it bounded in time.
//!
//! The `supervisor` makes one connection after another. A `link` is one connection, built, greeted,
//! watched, and torn down as a whole: grammers' part of it can panic, hang while connecting, or stay connected
//! to nobody. `failure` says what an error of the library's means for a call.
//!
//! Nothing is ever repeated here: whether a call may be made again is the agent's to know.

mod bell;
pub(super) mod failure;
pub(super) mod link;
mod shared;
mod supervisor;

use std::any::type_name;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use grammers_client::session::types::PeerId;
use grammers_client::tl::{RemoteCall, enums};
use grammers_client::{Client, InvocationError};
use jiff::SignedDuration;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use self::failure::REJECTED_ANSWER;
use self::link::Route;
use self::shared::{LinkState, Shared, count_failure};
use super::bot::Tap;
use super::payments::PreCheckout;
use super::proxy::Proxy;
use super::session::SessionStore;
use super::{CallError, Chat, ConnectError, Fatal};
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
        let route = Route { api_id, store, proxy, limit: limits.call };
        let shared = Arc::new(Shared::new(limits, route, clock));
        let (quit, quitting) = watch::channel(false);
        let supervisor = supervisor::run(Arc::clone(&shared), randomness, quitting);
        Self { shared, supervisor: tokio::spawn(supervisor), quit }
    }

    /// Waits until the connection is up. An error says why it is not after `timeout`, or why it never
    /// will be: a proxy that only a person can put right is not tried that long, and a wait that is
    /// longer than [`Limits::flood`] not begun.
    pub async fn ready(&self, timeout: Duration) -> Result<(), ConnectError> {
        let now = Instant::now();
        let client = tokio::select! {
            biased;
            client = self.shared.client(now + timeout) => client,
            () = self.shared.hopeless() => self.shared.client(now).await,
        };
        client.map(drop)
    }

    /// Makes a call, once, and waits for its answer no longer than [`Limits::call`].
    pub async fn invoke<R: RemoteCall>(&self, request: &R) -> Result<R::Return, CallError> {
        self.invoke_within(self.shared.limits.call, request).await
    }

    /// The same while a bot is asked: no longer than [`Limits::press`].
    pub async fn press<R: RemoteCall>(&self, request: &R) -> Result<R::Return, CallError> {
        self.invoke_within(self.shared.limits.press, request).await
    }

    async fn invoke_within<R: RemoteCall>(
        &self,
        limit: Duration,
        request: &R,
    ) -> Result<R::Return, CallError> {
        let method = type_name::<R>();
        let (client, deadline) = self.client(method, limit).await?;
        let answer = timeout_at(deadline, client.invoke(request)).await;
        self.judged(method, answer, limit)
    }

    /// Makes one of the library's own calls, once, and waits no longer than [`Limits::call`]. The
    /// library panics upon some answers: that ends this call only. `method` is Telegram's name of it.
    pub async fn call<T, F>(
        &self,
        method: &'static str,
        call: impl FnOnce(Client) -> F,
    ) -> Result<T, CallError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, InvocationError>> + Send + 'static,
    {
        let limit = self.shared.limits.call;
        let (client, deadline) = self.client(method, limit).await?;
        // Boxed, as the library's futures are large.
        let answer = timeout_at(deadline, isolated(Box::pin(call(client)))).await;
        self.judged(method, answer, limit)
    }

    /// The client, as soon as there is a connection, and how long a call on it may take then. A connection that was
    /// waited for that long already is not waited for by every call: others would wait behind it.
    async fn client(
        &self,
        method: &'static str,
        limit: Duration,
    ) -> Result<(Client, Instant), CallError> {
        let patience = if self.shared.down_for() > limit { Duration::ZERO } else { limit };
        let deadline = Instant::now() + patience;
        let client = self.shared.client(deadline).await.map_err(|why| {
            let error = CallError::without_connection(why);
            count_failure(method, &error);
            error
        });
        Ok((client?, deadline))
    }

    /// An answer, or what its absence means for the call and for the connection.
    fn judged<T>(
        &self,
        method: &'static str,
        answer: Result<Result<T, InvocationError>, Elapsed>,
        limit: Duration,
    ) -> Result<T, CallError> {
        let error = match answer {
            Ok(Ok(answer)) => {
                self.shared.note_success(method);
                return Ok(answer);
            }
            Ok(Err(error)) => self.shared.judge(method, &error),
            Err(_) => {
                let error = CallError::Unknown(format!("no answer in time: {limit:?}"));
                count_failure(method, &error);
                error
            }
        };
        match &error {
            CallError::Fatal(fatal) => self.shared.end(*fatal),
            CallError::Unknown(_) | CallError::NotSent(_) => self.shared.doubt.notify_one(),
            CallError::Refused(_) | CallError::FloodWait(_) => self.shared.note_answer(),
        }
        Err(error)
    }

    /// Waits until something may have changed in a chat. For one listener a chat; safe to drop.
    pub async fn bell(&self, chat: Chat) {
        self.shared.listening.send_replace(true);
        self.shared.bell.rung(chat).await;
    }

    /// Waits until something may have changed in any chat. For one listener; safe to drop.
    pub(super) async fn bell_anywhere(&self) {
        self.shared.listening.send_replace(true);
        self.shared.bell.rung_anywhere().await;
    }

    /// Which chats the bells are for.
    pub(super) fn know_chats(&self, tribute: PeerId, moderators: PeerId) {
        self.shared.bell.know(tribute, moderators);
        self.shared.bell.ring_everywhere();
    }

    /// A tap that came in, if there is one.
    pub(super) fn take_tap(&self) -> Option<Tap> {
        self.shared.taps().take()
    }

    /// Waits for the next pre-checkout that came in. For one listener; safe to drop.
    pub(super) async fn pre_checkout(&self) -> PreCheckout {
        self.shared.listening.send_replace(true);
        self.shared.pre_checkouts.next().await
    }

    /// Keeps the pre-checkouts among updates that were missed: some may still be waited for.
    pub(super) fn keep_pre_checkouts(&self, missed: &[enums::Update], users: &[enums::User]) {
        self.shared.pre_checkouts.keep(missed, users);
    }

    pub(super) fn clock_offset(&self) -> SignedDuration {
        self.shared.clock_offset()
    }

    pub(super) fn fatal(&self) -> Option<Fatal> {
        match *self.shared.state.borrow() {
            LinkState::Down(ConnectError::Fatal(fatal), _) => Some(fatal),
            _ => None,
        }
    }

    /// Waits for the end that no waiting mends.
    pub(super) async fn ended(&self) -> Fatal {
        let mut state = self.shared.state.subscribe();
        loop {
            if let LinkState::Down(ConnectError::Fatal(fatal), _) = &*state.borrow_and_update() {
                return *fatal;
            }
            if state.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// For how long it is away, as far as that was logged.
    pub(super) fn down_for(&self) -> Duration {
        self.shared.down_for()
    }

    pub(super) fn is_up(&self) -> bool {
        matches!(&*self.shared.state.borrow(), LinkState::Up(..))
    }

    /// Waits until it is up.
    pub(super) async fn up(&self) {
        let mut state = self.shared.state.subscribe();
        // Whoever would say so lives as long as this.
        let _ = state.wait_for(|state| matches!(state, LinkState::Up(..))).await;
    }

    /// Says whenever it comes up or goes down, for as long as it is waited for.
    pub(super) async fn tell(&self, is_up: &watch::Sender<bool>) -> Infallible {
        let mut state = self.shared.state.subscribe();
        loop {
            is_up.send_replace(matches!(&*state.borrow_and_update(), LinkState::Up(..)));
            if state.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    pub(super) fn store(&self) -> &Arc<SessionStore> {
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
        Some(Err(_)) | None => Err(InvocationError::Dropped(REJECTED_ANSWER)),
    }
}
