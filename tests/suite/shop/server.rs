//! Small real servers: one that speaks HTTP, one that does with each connection as it is told.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use telegram_sandbox::shop::schema::check_call;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// Long enough for anything on a busy machine, short enough to see a hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// A request as the server saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

pub type Reply = Response<Full<Bytes>>;

/// An HTTP server, gone when dropped.
#[must_use]
pub struct Server {
    address: SocketAddr,
    seen: mpsc::UnboundedReceiver<Seen>,
    task: JoinHandle<()>,
}

/// A status and a body.
pub fn reply(status: u16, body: impl Into<Bytes>) -> Reply {
    Response::builder().status(status).body(Full::new(body.into())).unwrap()
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap().to_str().unwrap()
    }

    /// Whether the published library takes it as signed with this secret.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        standardwebhooks::Webhook::new(secret).unwrap().verify(&self.body, &self.headers).is_ok()
    }
}

impl Server {
    /// Answers every request by the function.
    pub async fn http(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(None, Arc::new(answer)).await
    }

    /// The same over TLS.
    pub async fn https(
        config: ServerConfig,
        answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::start(Some(TlsAcceptor::from(Arc::new(config))), Arc::new(answer)).await
    }

    async fn start(
        tls: Option<TlsAcceptor>,
        answer: Arc<impl Fn(&Seen) -> Reply + Send + Sync + 'static>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (note, seen) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (tls, answer, note) = (tls.clone(), answer.clone(), note.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, answer, note).await,
                        // A handshake that fails is the client's to report.
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, answer, note).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, seen, task }
    }

    pub fn url(&self) -> String {
        format!("http://{}/activate", self.address)
    }

    pub fn https_url(&self, host: &str) -> String {
        format!("https://{host}:{}/activate", self.address.port())
    }

    /// The oldest request not yet looked at; there must be one.
    pub fn seen(&mut self) -> Seen {
        self.seen.try_recv().expect("a request")
    }

    /// The oldest request not yet looked at, if there is one.
    pub fn try_seen(&mut self) -> Option<Seen> {
        self.seen.try_recv().ok()
    }

    /// Waits for the next request.
    pub async fn next(&mut self) -> Seen {
        let came = tokio::time::timeout(PATIENCE, self.seen.recv()).await;
        came.expect("it never comes").expect("the server is there")
    }

    /// What came until now is not looked at.
    pub fn forget(&mut self) {
        while self.seen.try_recv().is_ok() {}
    }

    /// That no request has come beside those looked at.
    pub fn assert_nothing_more(&mut self) {
        assert!(self.seen.try_recv().is_err(), "one request too many");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    answer: Arc<impl Fn(&Seen) -> Reply>,
    note: mpsc::UnboundedSender<Seen>,
) {
    let service = service_fn(|request: Request<Incoming>| {
        let (answer, note) = (answer.clone(), note.clone());
        async move {
            let (head, body) = request.into_parts();
            let seen = Seen {
                method: head.method,
                path: head.uri.to_string(),
                headers: head.headers,
                body: body.collect().await.unwrap().to_bytes(),
            };
            if let Ok(call) = serde_json::from_slice::<Value>(&seen.body)
                && call["type"].is_string()
            {
                assert_eq!(check_call(&call), Ok(()), "the schema of the protocol");
            }
            let reply = answer(&seen);
            // The test may have ended already.
            let _ = note.send(seen);
            Ok::<_, Infallible>(reply)
        }
    });
    // A client may hang up whenever it likes.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// Hands its first connection to the function; the url to connect to.
pub async fn raw<F>(with: impl FnOnce(TcpStream) -> F + Send + 'static) -> (String, JoinHandle<()>)
where
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/activate", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        with(stream).await;
    });
    (url, task)
}
