//! A pool of grammers' senders, which is the connection itself, and the client on it.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use grammers_client::client::ClientConfiguration;
use grammers_client::sender::{ConnectionParams, NoRetries};
use grammers_client::session::updates::UpdatesLike;
use grammers_client::{Client, SenderPool};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;

use crate::telegram::ConnectError;
use crate::telegram::proxy::{Proxy, open_relay};
use crate::telegram::session::SessionStore;

/// Updates that wait to ring the bell; what comes on top is dropped by grammers, and would have rung
/// no other one.
const UPDATES_WAITING_MAX: NonZeroUsize = NonZeroUsize::new(100).unwrap();

#[derive(Clone)]
pub(in crate::telegram) struct Route {
    pub api_id: i32,
    pub store: Arc<SessionStore>,
    pub proxy: Option<Proxy>,
    /// How long a call may take.
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
