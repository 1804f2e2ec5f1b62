//! Connections: accepted, limited in number, size and time, and ended in good order.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State as Extracted};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{self, Runtime};
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::time::{sleep, timeout};
use tracing::dispatcher::{get_default, with_default};
use tracing::{debug, info, warn};

use super::access::Peer;
use super::problem::Problem;
use super::{Parts, Shared, State, router};
use crate::i18n::{self, arguments};
use crate::report::{CodedError, failed};

/// So many requests are worked on at once; others wait.
pub(super) const REQUESTS_MAX: usize = 64;
/// So many connections are open at once; others wait in the system's queue. Most of them are idle: a proxy keeps some.
const CONNECTIONS_MAX: usize = 256;
/// How long a request may take, from its first byte to its answer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may be silent before a request, and how long its head may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
const HEAD_BYTES_MAX: usize = 16 * 1024;
const HEADERS_MAX: usize = 64;
/// What is under way when the program ends may take so long.
const GRACE: Duration = Duration::from_millis(1500);
/// After the system has no room for a connection.
const PAUSE: Duration = Duration::from_millis(100);
/// Threads that read the journal.
const READERS_MAX: usize = 2;

/// A port that is listened at; nobody is answered yet.
#[derive(Debug)]
pub struct Listener(std::net::TcpListener);

impl Listener {
    /// Where it listens.
    pub fn address(&self) -> Option<SocketAddr> {
        self.0.local_addr().ok()
    }

    /// Listens at an address; port 0 is any that is free.
    pub fn bind(address: SocketAddr) -> Result<Self, CodedError> {
        let listen = || {
            let listener = std::net::TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            Ok(listener)
        };
        listen().map(Self).map_err(|error: std::io::Error| {
            let kind = match error.kind() {
                ErrorKind::AddrInUse => "in-use",
                ErrorKind::PermissionDenied => "no-right",
                ErrorKind::AddrNotAvailable => "not-here",
                _ => "other",
            };
            let (listen, error) = (address.to_string(), error.to_string());
            failed("server.cannot_listen", arguments!(listen, kind, error))
        })
    }
}

/// A server at work.
#[derive(Debug)]
pub struct Server {
    stop: watch::Sender<bool>,
    ended: oneshot::Receiver<()>,
}

impl Server {
    /// Begins to answer, on a thread of its own.
    pub fn start(listener: Listener, parts: Parts) -> Result<Self, CodedError> {
        let address = listener.address().map_or_else(String::new, |it| it.to_string());
        let failed = |error: std::io::Error| {
            let (kind, error) = ("other", error.to_string());
            failed("server.cannot_listen", arguments!(listen = &address, kind, error))
        };
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(READERS_MAX)
            .build()
            .map_err(failed)?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener.0).map_err(failed)?
        };
        let (stop, stopping) = watch::channel(false);
        let (end, ended) = oneshot::channel();
        // It speaks and logs as whoever starts it.
        let (language, log) = (i18n::language(), get_default(Clone::clone));
        let serve = move || {
            i18n::use_language(language);
            with_default(&log, || serve(runtime, listener, parts, &stopping));
            let _ = end.send(());
        };
        thread::Builder::new().name("server".to_owned()).spawn(serve).map_err(failed)?;
        info!(address, "the server listens");
        Ok(Self { stop, ended })
    }

    /// Accepts nobody any more, and lets those under way end.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        // A thread that broke off has ended, too.
        let _ = timeout(GRACE * 2, self.ended).await;
    }
}

fn serve(runtime: Runtime, listener: TcpListener, parts: Parts, stopping: &watch::Receiver<bool>) {
    runtime.block_on(async {
        let router = router(&Arc::new(Shared::new(parts)));
        let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let mut stop = stopping.clone();
        let accepting = accept(&listener, &router, &connections, stopping);
        tokio::select! {
            () = accepting => {}
            () = is_over(&mut stop) => {}
        }
        drop(listener);
        // Each that is open holds a permit.
        let all = u32::try_from(CONNECTIONS_MAX).unwrap_or(u32::MAX);
        let _ = timeout(GRACE, connections.acquire_many(all)).await;
    });
    // Whoever still reads the journal is not waited for.
    runtime.shutdown_background();
}

async fn accept(
    listener: &TcpListener,
    router: &Router,
    connections: &Arc<Semaphore>,
    stopping: &watch::Receiver<bool>,
) {
    loop {
        let Ok(permit) = connections.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let (router, stopping) = (router.clone(), stopping.clone());
                tokio::spawn(async move {
                    connection(stream, peer, router, stopping).await;
                    drop(permit);
                });
            }
            Err(error) => {
                warn!(%error, "the server can't accept a connection");
                sleep(PAUSE).await;
            }
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.call(request)
    });
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = is_over(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        debug!(%error, "a connection broke off");
    }
}

/// Also when whoever would say so is gone.
async fn is_over(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|is_over| *is_over).await;
}

/// Works on a request when there is room, and no longer than it may take.
pub(super) async fn limit(Extracted(shared): State, request: Request, next: Next) -> Response {
    let work = async {
        let _permit = shared.at_once.acquire().await;
        next.run(request).await
    };
    timeout(REQUEST_TIMEOUT, work).await.unwrap_or_else(|_| {
        let detail = "The request took too long, to arrive or to be answered.";
        Problem::new(StatusCode::REQUEST_TIMEOUT, "timeout", detail).into_response()
    })
}
