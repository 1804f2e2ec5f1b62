//! Name resolution by the system, failing in a way that can be told from other failures.

use std::io;
use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The system has no address for the name, or could not ask.
#[derive(Debug, thiserror::Error)]
#[error("no address for the server's name: {0}")]
pub(super) struct NameNotFound(#[source] io::Error);

/// The system's own resolver: the one that works under Termux too.
#[derive(Clone, Copy, Debug)]
pub(super) struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The port is put in by the caller.
            let addresses: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await.map_err(NameNotFound)?.collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
