//! HTTP on this machine: what the demo shop and Tribute's API are served by, and how webhooks go out.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Nothing that is said here comes near it, in bytes.
const BODY_BYTES_MAX: usize = 256 * 1024;
/// More than any client opens at once.
const CONNECTIONS_MAX: usize = 256;
/// Who has not answered by then has not answered.
const POST_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) type HttpAnswer = Response<Full<Bytes>>;
/// A request as it came; `None`: its body is over the limit.
pub(crate) type HttpRequest = Request<Option<Bytes>>;

/// Serves for ever. An error of `answer` closes the connection in its place.
pub(crate) async fn serve<F>(
    listener: TcpListener,
    answer: impl Fn(HttpRequest) -> F + Clone + Send + Sync + 'static,
) -> Infallible
where
    F: Future<Output = io::Result<HttpAnswer>> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() >= CONNECTIONS_MAX {
            connections.join_next().await;
        }
        // An accept that fails (too many open files) is the caller's trouble, who will try again.
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(serve_connection(stream, answer.clone()));
            }
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

async fn serve_connection<F>(stream: TcpStream, answer: impl Fn(HttpRequest) -> F + Clone)
where
    F: Future<Output = io::Result<HttpAnswer>>,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let answer = answer.clone();
        async move {
            let (parts, body) = request.into_parts();
            let body = read(body).await;
            answer(Request::from_parts(parts, body)).await
        }
    });
    // How a connection ends matters to nobody here: the caller sees it too.
    let _ = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn read(body: Incoming) -> Option<Bytes> {
    Some(Limited::new(body, BODY_BYTES_MAX).collect().await.ok()?.to_bytes())
}

pub(crate) fn json(status: StatusCode, body: &serde_json::Value) -> HttpAnswer {
    answer(status, "application/json", body.to_string())
}

pub(crate) fn page(status: StatusCode, title: &str) -> HttpAnswer {
    let body = format!(
        "<!DOCTYPE html><html><head><title>{title}</title></head>\
         <body><h1>{title}</h1></body></html>"
    );
    answer(status, "text/html; charset=utf-8", body)
}

pub(crate) fn answer(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> HttpAnswer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

/// A place on this machine: nothing goes anywhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoopbackUrl {
    address: SocketAddr,
    path: String,
}

/// A text that is no address of this machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an address such as http://127.0.0.1:8787/webhooks/tribute")]
pub struct NotLoopback(String);

impl FromStr for LoopbackUrl {
    type Err = NotLoopback;

    fn from_str(text: &str) -> Result<Self, NotLoopback> {
        let place = || {
            let uri: Uri = text.parse().ok()?;
            let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http"))?;
            let address: SocketAddr = authority.as_str().parse().ok()?;
            let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
            address.ip().is_loopback().then_some(Self { address, path })
        };
        place().ok_or_else(|| NotLoopback(text.chars().take(100).collect()))
    }
}

impl fmt::Display for LoopbackUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.address, self.path)
    }
}

impl LoopbackUrl {
    /// Returns true if somebody listens there.
    pub(crate) async fn is_open(&self) -> bool {
        TcpStream::connect(self.address).await.is_ok()
    }

    /// Posts JSON with one more header, if there is one; returns the answer's status, `None` without one in time.
    pub(crate) async fn post(&self, header: Option<(&str, &str)>, body: Bytes) -> Option<u16> {
        self.post_for_answer(header, body).await.map(|(status, _)| status)
    }

    /// The same with the answer's body, which is empty if it is over the limit.
    pub(crate) async fn post_for_answer(
        &self,
        header: Option<(&str, &str)>,
        body: Bytes,
    ) -> Option<(u16, Bytes)> {
        timeout(POST_TIMEOUT, self.exchange(header, body)).await.ok()?.ok()
    }

    async fn exchange(
        &self,
        header: Option<(&str, &str)>,
        body: Bytes,
    ) -> io::Result<(u16, Bytes)> {
        let request = Request::post(&self.path)
            .header(HOST, self.address.to_string())
            .header(CONTENT_TYPE, "application/json");
        let request = header.into_iter().fold(request, |it, (name, value)| it.header(name, value));
        let request = request.body(Full::new(body)).map_err(io::Error::other)?;
        let stream = TokioIo::new(TcpStream::connect(self.address).await?);
        let handshake = hyper::client::conn::http1::handshake(stream).await;
        let (mut sender, connection) = handshake.map_err(io::Error::other)?;
        let answered = async move {
            let answer = sender.send_request(request).await?;
            let status = answer.status().as_u16();
            let body = read(answer.into_body()).await.unwrap_or_default();
            Ok::<_, hyper::Error>((status, body))
        };
        let (answer, _) = tokio::join!(answered, connection);
        answer.map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_a_place() {
        for place in
            ["http://127.0.0.1:8787/webhooks/tribute", "http://[::1]:1/", "http://127.9.9.9:5"]
        {
            assert!(place.parse::<LoopbackUrl>().is_ok(), "{place}");
        }
        for place in [
            "",
            "127.0.0.1:8787",
            "https://127.0.0.1:8787/",
            "http://127.0.0.1/",
            "http://192.0.2.1:80/",
            "http://localhost:8787/",
            "http://me@127.0.0.1:8787/",
        ] {
            assert!(place.parse::<LoopbackUrl>().is_err(), "{place}");
        }
    }
}
