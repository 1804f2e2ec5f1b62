//! One connection, from its first call to its end: a pool of grammers' senders, the client on it, and all that
//! runs beside them.

use std::any::type_name;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use grammers_client::client::ClientConfiguration;
use grammers_client::sender::{ConnectionParams, NoRetries};
use grammers_client::session::updates::UpdatesLike;
use grammers_client::tl::{RemoteCall, enums, functions};
use grammers_client::{Client, InvocationError, SenderPool};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tracing::{debug, info};

use super::failure;
use super::shared::{Shared, count_failure};
use crate::telegram::bot::contents;
use crate::telegram::own_account::{account_in, who_am_i};
use crate::telegram::proxy::{Proxy, open_relay};
use crate::telegram::session::SessionStore;
use crate::telegram::{CallError, ConnectError, Fatal};

/// Updates that wait to ring the bell; what comes on top is dropped by grammers, and would have rung
/// no other one.
const UPDATES_WAITING_MAX: NonZeroUsize = NonZeroUsize::new(100).unwrap();

#[derive(Clone)]
pub(in crate::telegram) struct Route {
    pub api_id: i32,
    pub store: Arc<SessionStore>,
    pub proxy: Option<Proxy>,
    pub limit: Duration,
}

/// The end of a connection: Telegram closed it, as happens to an idle one; or it is of no use any more.
pub(in crate::telegram) type LinkEnd = Result<(), ConnectError>;

/// Makes a client that connects to the session's home, and the channel of what comes unasked. With a
/// proxy it only ever connects to a relay, which only ever connects through the proxy. What runs for it
/// is in `tasks`, to be torn down as a whole: one of them may hang.
pub(in crate::telegram) async fn open(
    route: &Route,
    tasks: &mut JoinSet<LinkEnd>,
) -> Result<(Client, Receiver<UpdatesLike>), ConnectError> {
    let home = route.store.home_address().ok_or_else(|| {
        ConnectError::unreachable("the session does not say where its data centre is")
    })?;
    route.store.set_relay(None);
    if let Some(proxy) = &route.proxy {
        // Shorter than a call, so that the proxy's silence is not taken for Telegram's.
        let opened = open_relay(proxy.clone(), home, route.limit * 2 / 3).await;
        let (address, relay) = opened.map_err(ConnectError::unreachable)?;
        route.store.set_relay(Some(address));
        tasks.spawn(async move { Err(relay.await.into()) });
    }
    let parameters = parameters(home.is_ipv6() && route.proxy.is_none());
    let store = Arc::clone(&route.store);
    let pool = SenderPool::with_configuration(store, route.api_id, parameters);
    let runner = pool.runner;
    tasks.spawn(async move {
        runner.run().await;
        Err(ConnectError::unreachable("the connection's task has ended"))
    });
    // Nobody's address is kept: those that matter are pinned.
    let configuration = ClientConfiguration { auto_cache_peers: false };
    let client = Client::with_configuration(pool.handle, configuration);
    Ok((client, pool.updates))
}

/// Everything is spelled out: the defaults run programs to find out what machine this is.
fn parameters(use_ipv6: bool) -> ConnectionParams {
    ConnectionParams {
        device_model: "tribute-agent".to_owned(),
        system_version: std::env::consts::OS.to_owned(),
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        system_lang_code: "en".to_owned(),
        lang_code: "en".to_owned(),
        use_ipv6,
        retry_policy: Box::new(NoRetries),
        updates_channel_capacity: UPDATES_WAITING_MAX,
        __non_exhaustive: (),
    }
}

/// Clocks drift.
const TIME_ASKED_EVERY: Duration = Duration::from_hours(1);

/// Connects, and stays connected for as long as it goes. What runs for it is in `tasks`.
pub(super) async fn run(shared: &Arc<Shared>, tasks: &mut JoinSet<LinkEnd>) -> LinkEnd {
    let (client, updates) = open(&shared.route, tasks).await?;
    // What ends a task is why the first calls fail: it comes first.
    tokio::select! {
        biased;
        ended = first_end(tasks) => return ended,
        greeted = greet(shared, &client) => greeted?,
    }
    tasks.spawn(ring(Arc::clone(shared), client.clone(), updates));
    shared.set_up(client.clone());
    tokio::select! {
        biased;
        ended = first_end(tasks) => ended,
        end = watch(shared, &client) => end,
    }
}

async fn first_end(tasks: &mut JoinSet<LinkEnd>) -> LinkEnd {
    match tasks.join_next().await {
        Some(Ok(end)) => end,
        // A panic of grammers' upon an answer that it did not expect.
        Some(Err(error)) => Err(ConnectError::unreachable(error)),
        None => Err(ConnectError::unreachable("no task left")),
    }
}

/// An answer of the other side's, which is there even when it refuses. The error says why the connection
/// is of no use any more.
type Answer<T> = Result<Result<T, CallError>, ConnectError>;

/// The first calls of a connection: is somebody logged in, who, and what time is it there?
async fn greet(shared: &Shared, client: &Client) -> LinkEnd {
    let is_known = shared.store().seller().is_some();
    match ask_who_we_are(shared, client).await? {
        Ok(()) => {}
        // Who must wait before asking this may ask other things.
        Err(error) if is_known => info!(%error, "who we are is not said"),
        Err(error @ CallError::FloodWait(_)) => return Err(error.into()),
        Err(error) => return Err(ConnectError::unreachable(error)),
    }
    ask_time(shared, client).await
}

/// A real round trip, which only a login answers; and the one whose session this is.
async fn ask_who_we_are(shared: &Shared, client: &Client) -> Answer<()> {
    let answer = match ask(shared, client, &who_am_i()).await? {
        Ok(answer) => answer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let unknown = || ConnectError::unreachable("Telegram does not say who is logged in");
    let me = account_in(answer).ok_or_else(unknown)?;
    // Whose login this is, is learnt once: the journal's orders and the chats' addresses are theirs.
    let (store, found) = (shared.store(), me.id);
    match store.seller() {
        Some(known) if known != found => Err(Fatal::OtherAccount { known, found }.into()),
        _ => store.set_seller(found).map(Ok).map_err(ConnectError::unreachable),
    }
}

/// Whoever refuses an answer is there.
async fn ask_time(shared: &Shared, client: &Client) -> LinkEnd {
    let asked_at = shared.clock.now();
    let answer = ask(shared, client, &functions::help::GetConfig {}).await?;
    if let Ok(enums::Config::Config(config)) = answer {
        shared.set_clock(config.date, asked_at, shared.clock.now());
    }
    Ok(())
}

/// A call before the connection is up, or to find out whether it is.
async fn ask<R: RemoteCall>(shared: &Shared, client: &Client, request: &R) -> Answer<R::Return> {
    let method = type_name::<R>();
    let error = match timeout(shared.limits.call, client.invoke(request)).await {
        Ok(Ok(answer)) => {
            shared.note_success(method);
            return Ok(Ok(answer));
        }
        Ok(Err(error)) => error,
        Err(_) => {
            let why = "the data centre does not answer";
            count_failure(method, &CallError::Unknown(why.to_owned()));
            return Err(ConnectError::unreachable(why));
        }
    };
    if failure::is_key_unknown(&error) {
        return Err(failure::lost(shared.store().seller().is_some()).into());
    }
    match shared.judge(method, &error) {
        CallError::Fatal(fatal) => Err(fatal.into()),
        refusal if matches!(error, InvocationError::Rpc(_)) => {
            shared.note_answer();
            Ok(Err(refusal))
        }
        _ => Err(ConnectError::unreachable(failure::words(&error))),
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
        if now >= may_ask_who_at
            && let Err(CallError::FloodWait(wait)) = ask_who_we_are(shared, client).await?
        {
            may_ask_who_at = now + wait;
        }
        if now < may_ask_who_at || time_asked_at.elapsed() > TIME_ASKED_EVERY {
            ask_time(shared, client).await?;
            time_asked_at = now;
        }
    }
}

/// Rings for whatever comes that is not our own doing, until the connection ends: what updates say
/// is read in the history, so nothing of them is kept but taps and pre-checkouts.
async fn ring(shared: Arc<Shared>, client: Client, mut updates: Receiver<UpdatesLike>) -> LinkEnd {
    let ringing = async {
        while let Some(update) = updates.recv().await {
            if matches!(update, UpdatesLike::ConnectionClosed) {
                break;
            }
            shared.note_answer();
            // Whoever hears the bell looks for them.
            shared.taps().keep(&update);
            let (updates, users) = contents(&update);
            shared.pre_checkouts.keep(updates, users);
            if !is_own(&update) {
                shared.bell.ring_for(&update);
            }
        }
        Ok(())
    };
    tokio::select! {
        end = ringing => end,
        end = subscribe(&shared, &client) => end,
    }
}

/// Whether it is the answer to a call of our own that sent something: only that says which message a
/// `random_id` has become.
fn is_own(update: &UpdatesLike) -> bool {
    match update {
        UpdatesLike::ShortSentMessage { .. } => true,
        UpdatesLike::Updates(enums::Updates::Updates(all)) => {
            all.updates.iter().any(|it| matches!(it, enums::Update::MessageId(_)))
        }
        _ => false,
    }
}

/// Asks Telegram, once somebody listens, to send updates on this connection. Returns only when the
/// connection is of no use any more.
async fn subscribe(shared: &Shared, client: &Client) -> LinkEnd {
    let mut listening = shared.listening.subscribe();
    let listened = listening.wait_for(|listening| *listening).await;
    listened.map_err(|_| ConnectError::unreachable("nobody listens any more"))?;
    loop {
        let pause = match ask(shared, client, &functions::updates::GetState {}).await? {
            Ok(_) => return std::future::pending().await,
            Err(CallError::FloodWait(wait)) => wait,
            Err(error) => {
                debug!(%error, "Telegram refuses to send updates; asked again");
                shared.limits.silence
            }
        };
        sleep(pause).await;
    }
}
