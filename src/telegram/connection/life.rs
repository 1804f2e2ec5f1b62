//! One life of the connection: a pool of grammers', from its first word to its end.

use std::sync::Arc;
use std::time::Duration;

use grammers_mtproto::transport;
use grammers_mtsender::{
    InvocationError, SenderPool, SenderPoolHandle, UpdatesConfiguration, UpdatesReceiver,
};
use grammers_session::Session as _;
use grammers_session::types::PeerInfo;
use grammers_tl_types::{RemoteCall, enums, functions, types};
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};
use tracing::info;

use super::failure;
use super::pool::{self, Way};
use super::pulse::Jolt;
use super::receive::{self, Tap};
use super::shared::{Shared, Why};
use crate::order::UserId;
use crate::telegram::proxy::ProxyTrouble;
use crate::telegram::{CallError, Fatal};

/// MTProto's -404: the data centre does not know the key.
const KEY_NOT_FOUND: u32 = 404;

/// How a life ended.
#[derive(Debug)]
pub(super) enum End {
    /// The next one may do better, after `wait`.
    Broken { why: Why, wait: Duration },
    /// What was connected before is not to be trusted.
    Jolted(Jolt),
    /// No other one will.
    Fatal(Fatal),
}

impl End {
    pub fn broken(why: impl Into<String>) -> Self {
        Self::Broken {
            why: Why::Other(why.into()),
            wait: Duration::ZERO,
        }
    }
}

impl From<ProxyTrouble> for End {
    fn from(trouble: ProxyTrouble) -> Self {
        Self::Broken {
            why: Why::Proxy(trouble),
            wait: Duration::ZERO,
        }
    }
}

impl From<CallError> for End {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Fatal(fatal) => Self::Fatal(fatal),
            CallError::FloodWait(wait) => Self::Broken {
                why: Why::Wait(wait),
                wait,
            },
            error => Self::broken(error.to_string()),
        }
    }
}

/// Connects, and stays connected for as long as it goes. What runs for it is in `tasks`, to be torn
/// down as a whole: one of them may hang.
pub(super) async fn live(shared: &Arc<Shared>, tasks: &mut JoinSet<End>) -> End {
    let pool = match pool(shared, tasks).await {
        Ok(pool) => pool,
        Err(end) => return end,
    };
    tasks.spawn(async move {
        pool.runner.run().await;
        End::broken("the connection's task has ended")
    });
    let line = pool.handle.thin.clone();
    // What ends a task is why the greeting fails: it comes first.
    let greeted = tokio::select! {
        biased;
        Some(ended) = tasks.join_next() => Err(joined(ended)),
        greeted = greet(shared, &line) => greeted,
    };
    if let Err(end) = greeted {
        return end;
    }
    let (forward, updates) = mpsc::channel(pool::UPDATES_WAITING_MAX.get());
    let tap = Tap {
        raw: pool.updates,
        forward,
    };
    let receiver = UpdatesReceiver::create(
        line.clone(),
        pool.handle.session,
        updates,
        UpdatesConfiguration { catch_up: true },
    );
    tasks.spawn(receive::run(
        Arc::clone(shared),
        line.clone(),
        receiver,
        tap,
    ));
    shared.rise(line.clone());
    tokio::select! {
        biased;
        ended = tasks.join_next() => ended.map_or_else(|| End::broken("no task left"), joined),
        end = watch(shared, &line) => end,
    }
}

/// A pool for the session's home, and what runs beside it.
async fn pool(shared: &Shared, tasks: &mut JoinSet<End>) -> Result<SenderPool, End> {
    let way = Way {
        api_id: shared.api_id,
        store: Arc::clone(&shared.store),
        proxy: shared.proxy.clone(),
        limit: shared.limits.call,
    };
    let (pool, relay) = pool::open(&way).await.map_err(End::broken)?;
    if let Some(relay) = relay {
        tasks.spawn(async move { relay.run().await.into() });
    }
    Ok(pool)
}

fn joined(ended: Result<End, JoinError>) -> End {
    // A panic of grammers' upon an answer that it did not expect.
    ended.unwrap_or_else(|error| End::broken(error.to_string()))
}

/// Why there is no answer.
pub(super) enum Unanswered {
    /// The other side is there, and would not say.
    Unwilling(CallError),
    /// The connection is no good any more.
    Gone(End),
}

impl From<Unanswered> for End {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Unwilling(error) => error.into(),
            Unanswered::Gone(end) => end,
        }
    }
}

/// The first words of a connection: is somebody logged in, who, and what time is it there? The
/// updates' state is not asked for before somebody listens: what comes after it is theirs to hear.
async fn greet(shared: &Shared, line: &SenderPoolHandle) -> Result<(), End> {
    let is_known = shared.store.seller().is_some();
    match ask_who_we_are(shared, line).await {
        Ok(()) => {}
        // Who must wait before asking this may ask other things.
        Err(Unanswered::Unwilling(error)) if is_known => info!(%error, "who we are is not said"),
        Err(unanswered) => return Err(unanswered.into()),
    }
    alive(ask_time(shared, line).await)
}

/// A real round trip, which only a login answers; and the one whose session this is.
async fn ask_who_we_are(shared: &Shared, line: &SenderPoolHandle) -> Result<(), Unanswered> {
    let request = functions::users::GetUsers {
        id: vec![enums::InputUser::UserSelf],
    };
    match ask(shared, line, &request).await?.into_iter().next() {
        Some(enums::User::User(me)) => recognise(shared, me).await.map_err(Unanswered::Gone),
        _ => Err(Unanswered::Gone(End::broken(
            "Telegram does not say who is logged in",
        ))),
    }
}

/// Whose login this is, is learnt once: the journal's orders and the chats' addresses are theirs.
async fn recognise(shared: &Shared, me: types::User) -> Result<(), End> {
    let found = UserId(me.id);
    match shared.store.seller() {
        None => learn_seller(shared, me).await,
        Some(known) if known == found => Ok(()),
        Some(known) => Err(End::Fatal(Fatal::OtherAccount { known, found })),
    }
}

async fn learn_seller(shared: &Shared, me: types::User) -> Result<(), End> {
    let cannot_write =
        |error: crate::telegram::session::SessionError| End::broken(error.to_string());
    let mut info = PeerInfo::from(&me);
    if let PeerInfo::User { is_self, .. } = &mut info {
        *is_self = Some(true);
    }
    shared.store.cache_peer(info).await.map_err(cannot_write)?;
    shared.store.set_seller(UserId(me.id)).map_err(cannot_write)
}

async fn ask_time(shared: &Shared, line: &SenderPoolHandle) -> Result<(), Unanswered> {
    let asked_at = shared.now();
    let enums::Config::Config(config) = ask(shared, line, &functions::help::GetConfig {}).await?;
    shared.set_clock(config.date, asked_at, shared.now());
    Ok(())
}

/// Whoever refuses an answer is there.
fn alive(answer: Result<(), Unanswered>) -> Result<(), End> {
    match answer {
        Ok(()) | Err(Unanswered::Unwilling(_)) => Ok(()),
        Err(Unanswered::Gone(end)) => Err(end),
    }
}

/// A call before the line is up, or to find out whether it is.
pub(super) async fn ask<R: RemoteCall>(
    shared: &Shared,
    line: &SenderPoolHandle,
    request: &R,
) -> Result<R::Return, Unanswered> {
    let gone = |end| Err(Unanswered::Gone(end));
    let home = match shared.store.home_dc_id() {
        Ok(home) => home,
        Err(error) => return gone(End::broken(error.to_string())),
    };
    match timeout(shared.limits.call, line.invoke_in_dc(home, request)).await {
        Ok(Ok(answer)) => {
            shared.hear();
            Ok(answer)
        }
        Ok(Err(error @ InvocationError::Rpc(_))) => {
            shared.hear();
            match failure::judge(&error, shared.store.seller().is_some()) {
                CallError::Fatal(fatal) => gone(End::Fatal(fatal)),
                error => Err(Unanswered::Unwilling(error)),
            }
        }
        Ok(Err(error)) => gone(verdict(shared, &error)),
        Err(_) => gone(End::broken("the data centre does not answer")),
    }
}

/// What an error that met the connection itself means for it.
pub(super) fn verdict(shared: &Shared, error: &InvocationError) -> End {
    let known = shared.store.seller().is_some();
    match error {
        InvocationError::Transport(transport::Error::BadStatus {
            status: KEY_NOT_FOUND,
        }) => End::Fatal(failure::lost(known)),
        error => failure::judge(error, known).into(),
    }
}

/// Has the other side prove that it is there, after every silence and every doubt. grammers sends
/// pings but never looks for their answers. Returns when it is not.
async fn watch(shared: &Shared, line: &SenderPoolHandle) -> End {
    let mut time_asked_at = Instant::now();
    let mut may_ask_who_at = Instant::now();
    loop {
        tokio::select! {
            () = sleep_until(shared.heard_at() + shared.limits.silence) => {
                if shared.heard_at().elapsed() < shared.limits.silence {
                    continue;
                }
            }
            () = shared.doubt.notified() => {}
        }
        let now = Instant::now();
        if now >= may_ask_who_at {
            match ask_who_we_are(shared, line).await {
                Ok(()) => {}
                Err(Unanswered::Unwilling(CallError::FloodWait(wait))) => {
                    may_ask_who_at = now + wait;
                }
                Err(Unanswered::Unwilling(_)) => {}
                Err(Unanswered::Gone(end)) => return end,
            }
        }
        if now < may_ask_who_at || time_asked_at.elapsed() > TIME_ASKED_EVERY {
            if let Err(end) = alive(ask_time(shared, line).await) {
                return end;
            }
            time_asked_at = now;
        }
    }
}

/// Clocks drift.
const TIME_ASKED_EVERY: Duration = Duration::from_hours(1);
