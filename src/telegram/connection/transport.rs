//! A pool of grammers' senders, which is the connection itself, and the client on it.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use grammers_client::Client;
use grammers_client::client::ClientConfiguration;
use grammers_mtsender::{ConnectionParams, NoRetries, SenderPool, SenderPoolFatHandle};

use crate::telegram::proxy::{Proxy, Relay};
use crate::telegram::session::SessionStore;

/// Updates that wait to ring the bell; what comes on top is dropped by grammers, and would have rung
/// no other one.
const UPDATES_WAITING_MAX: NonZeroUsize = NonZeroUsize::new(100).unwrap();

/// How to get to Telegram.
#[derive(Clone)]
pub(in crate::telegram) struct Route {
    /// The application's number.
    pub api_id: i32,
    /// Where the key is, and where the data centres are.
    pub store: Arc<SessionStore>,
    /// The only way out, if there is one.
    pub proxy: Option<Proxy>,
    /// How long a call may take.
    pub limit: Duration,
}

/// Makes a pool that connects to the session's home. With a proxy it only ever connects to a relay,
/// which only ever connects through the proxy, and which has to be run. The error is for people.
pub(in crate::telegram) async fn open(
    route: &Route,
) -> Result<(SenderPool, Option<Relay>), String> {
    let home = route.store.home_address();
    let home = home.ok_or("the session does not say where its data centre is")?;
    let relay = match &route.proxy {
        None => None,
        Some(proxy) => {
            // Shorter than a call, so that the proxy's silence is not taken for Telegram's.
            let limit = route.limit * 2 / 3;
            let relay = Relay::open(proxy.clone(), home, limit).await;
            Some(relay.map_err(|error| error.to_string())?)
        }
    };
    route.store.set_relay(relay.as_ref().map(Relay::address));
    let parameters = parameters(home.is_ipv6() && relay.is_none());
    let store = Arc::clone(&route.store);
    let pool = SenderPool::with_configuration(store, route.api_id, parameters);
    Ok((pool, relay))
}

/// The client on a pool. It keeps nobody's address: those that matter are pinned.
pub(in crate::telegram) fn client(handle: SenderPoolFatHandle) -> Client {
    let configuration = ClientConfiguration {
        auto_cache_peers: false,
    };
    Client::with_configuration(handle, configuration)
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
