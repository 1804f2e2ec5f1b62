//! One connection, from its first call to its end: a pool of grammers' with all that runs beside it.

use std::any::type_name;
use std::sync::Arc;
use std::time::Duration;

use grammers_client::Client;
use grammers_mtsender::{InvocationError, SenderPool};
use grammers_tl_types::{RemoteCall, enums, functions};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};
use tracing::info;

use super::clock_jump::ClockJump;
use super::failure;
use super::shared::{DownReason, Shared};
use super::{transport, updates};
use crate::order::UserId;
use crate::telegram::proxy::ProxyError;
use crate::telegram::{CallError, Fatal};

/// Clocks drift.
const TIME_ASKED_EVERY: Duration = Duration::from_hours(1);

/// How a connection ended.
#[derive(Debug)]
pub(super) enum LinkEnd {
    /// It was closed, as happens to an idle one.
    Closed,
    /// The next one may do better.
    Broken(DownReason),
    /// What was connected before is not to be trusted.
    ClockJump(ClockJump),
    /// No other one will.
    Fatal(Fatal),
}

impl LinkEnd {
    pub fn broken(why: impl Into<String>) -> Self {
        Self::Broken(DownReason::Other(why.into()))
    }
}

impl From<ProxyError> for LinkEnd {
    fn from(error: ProxyError) -> Self {
        Self::Broken(DownReason::Proxy(error))
    }
}

impl From<CallError> for LinkEnd {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Fatal(fatal) => Self::Fatal(fatal),
            CallError::FloodWait(wait) => Self::Broken(DownReason::FloodWait(wait)),
            error => Self::broken(error.to_string()),
        }
    }
}

/// Connects, and stays connected for as long as it goes. What runs for it is in `tasks`, to be torn
/// down as a whole: one of them may hang.
pub(super) async fn run(shared: &Arc<Shared>, tasks: &mut JoinSet<LinkEnd>) -> LinkEnd {
    let (pool, relay) = match transport::open(&shared.route).await {
        Ok(opened) => opened,
        Err(why) => return LinkEnd::broken(why),
    };
    if let Some(relay) = relay {
        tasks.spawn(async move { relay.run().await.into() });
    }
    let SenderPool {
        runner,
        handle,
        updates,
    } = pool;
    tasks.spawn(async move {
        runner.run().await;
        LinkEnd::broken("the connection's task has ended")
    });
    let client = transport::client(handle);
    // What ends a task is why the first calls fail: it comes first.
    let greeted = tokio::select! {
        biased;
        Some(ended) = tasks.join_next() => Err(joined(ended)),
        greeted = greet(shared, &client) => greeted,
    };
    if let Err(end) = greeted {
        return end;
    }
    tasks.spawn(updates::ring(Arc::clone(shared), client.clone(), updates));
    shared.set_up(client.clone());
    tokio::select! {
        biased;
        ended = tasks.join_next() => ended.map_or_else(|| LinkEnd::broken("no task left"), joined),
        end = watch(shared, &client) => end,
    }
}

fn joined(ended: Result<LinkEnd, JoinError>) -> LinkEnd {
    // A panic of grammers' upon an answer that it did not expect.
    ended.unwrap_or_else(|error| LinkEnd::broken(error.to_string()))
}

/// Why there is no answer.
pub(super) enum Unanswered {
    /// The other side is there, and refuses.
    Refused(CallError),
    /// The connection is no good any more.
    Gone(LinkEnd),
}

impl From<Unanswered> for LinkEnd {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Refused(error) => error.into(),
            Unanswered::Gone(end) => end,
        }
    }
}

/// The first calls of a connection: is somebody logged in, who, and what time is it there?
async fn greet(shared: &Shared, client: &Client) -> Result<(), LinkEnd> {
    let is_known = shared.store().seller().is_some();
    match ask_who_we_are(shared, client).await {
        Ok(()) => {}
        // Who must wait before asking this may ask other things.
        Err(Unanswered::Refused(error)) if is_known => info!(%error, "who we are is not said"),
        Err(unanswered) => return Err(unanswered.into()),
    }
    alive(ask_time(shared, client).await)
}

/// A real round trip, which only a login answers; and the one whose session this is. Not `get_me`,
/// which panics when nobody is returned.
async fn ask_who_we_are(shared: &Shared, client: &Client) -> Result<(), Unanswered> {
    let request = functions::users::GetUsers {
        id: vec![enums::InputUser::UserSelf],
    };
    let answer = ask(shared, client, &request).await?;
    let Some(enums::User::User(me)) = answer.into_iter().next() else {
        let end = LinkEnd::broken("Telegram does not say who is logged in");
        return Err(Unanswered::Gone(end));
    };
    check_owner(shared, UserId(me.id)).map_err(Unanswered::Gone)
}

/// Whose login this is, is learnt once: the journal's orders and the chats' addresses are theirs.
fn check_owner(shared: &Shared, found: UserId) -> Result<(), LinkEnd> {
    let store = shared.store();
    match store.seller() {
        Some(known) if known != found => Err(LinkEnd::Fatal(Fatal::OtherAccount { known, found })),
        _ => {
            let kept = store.set_seller(found);
            kept.map_err(|error| LinkEnd::broken(error.to_string()))
        }
    }
}

async fn ask_time(shared: &Shared, client: &Client) -> Result<(), Unanswered> {
    let asked_at = shared.now();
    let enums::Config::Config(config) = ask(shared, client, &functions::help::GetConfig {}).await?;
    shared.set_clock(config.date, asked_at, shared.now());
    Ok(())
}

/// Whoever refuses an answer is there.
fn alive(answer: Result<(), Unanswered>) -> Result<(), LinkEnd> {
    match answer {
        Ok(()) | Err(Unanswered::Refused(_)) => Ok(()),
        Err(Unanswered::Gone(end)) => Err(end),
    }
}

/// A call before the connection is up, or to find out whether it is.
pub(super) async fn ask<R: RemoteCall>(
    shared: &Shared,
    client: &Client,
    request: &R,
) -> Result<R::Return, Unanswered> {
    let method = type_name::<R>();
    match timeout(shared.limits.call, client.invoke(request)).await {
        Ok(Ok(answer)) => {
            shared.note_answer();
            shared.flood_waits.end_row(method);
            Ok(answer)
        }
        Ok(Err(error @ InvocationError::Rpc(_))) => {
            shared.note_answer();
            match shared.meaning(method, &error) {
                CallError::Fatal(fatal) => Err(Unanswered::Gone(LinkEnd::Fatal(fatal))),
                error => Err(Unanswered::Refused(error)),
            }
        }
        Ok(Err(error)) if failure::is_key_unknown(&error) => {
            let fatal = failure::lost(shared.store().seller().is_some());
            Err(Unanswered::Gone(LinkEnd::Fatal(fatal)))
        }
        Ok(Err(error)) => Err(Unanswered::Gone(match shared.meaning(method, &error) {
            CallError::Fatal(fatal) => LinkEnd::Fatal(fatal),
            _ => LinkEnd::broken(failure::words(&error)),
        })),
        Err(_) => {
            let end = LinkEnd::broken("the data centre does not answer");
            Err(Unanswered::Gone(end))
        }
    }
}

/// Has the other side prove that it is there, after every silence and every doubt. grammers sends
/// pings but never looks for their answers. Returns when it is not.
async fn watch(shared: &Shared, client: &Client) -> LinkEnd {
    let mut time_asked_at = Instant::now();
    let mut may_ask_who_at = Instant::now();
    loop {
        tokio::select! {
            () = sleep_until(shared.answered_at() + shared.limits.silence) => {
                if shared.answered_at().elapsed() < shared.limits.silence {
                    continue;
                }
            }
            () = shared.doubt.notified() => {}
        }
        let now = Instant::now();
        if now >= may_ask_who_at {
            match ask_who_we_are(shared, client).await {
                Ok(()) => {}
                Err(Unanswered::Refused(CallError::FloodWait(wait))) => {
                    may_ask_who_at = now + wait;
                }
                Err(Unanswered::Refused(_)) => {}
                Err(Unanswered::Gone(end)) => return end,
            }
        }
        if now < may_ask_who_at || time_asked_at.elapsed() > TIME_ASKED_EVERY {
            if let Err(end) = alive(ask_time(shared, client).await) {
                return end;
            }
            time_asked_at = now;
        }
    }
}
