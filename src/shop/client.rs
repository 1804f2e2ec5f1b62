//! The calls themselves, over reqwest and a TLS configuration of ours.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderValue};
use reqwest::{RequestBuilder, Response, redirect, retry};

use super::answer::{Answer, BODY_BYTES_MAX};
use super::endpoint::{Endpoint, is_loopback};
use super::signature::{ID_HEADER, SIGNATURE_HEADER, SignedHeaders, TIMESTAMP_HEADER};
use super::tls::{self, Roots};
use super::{Activator, Call, Keyring, Secret, Trouble, Verb};
use crate::i18n::arguments;
use crate::order::life::ShopAnswer;
use crate::report::{CodedError, usage};

/// How long a whole call may take, unless the owner says otherwise.
pub const TIMEOUT_DEFAULT: Duration = Duration::from_secs(10);
/// The longest time limit that is taken: an order waits, and others behind it.
pub const TIMEOUT_MAX: Duration = Duration::from_mins(2);

const USER_AGENT: &str = concat!("tribute-agent/", env!("CARGO_PKG_VERSION"));

/// `[shop]` of the configuration, and what the program adds.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where calls go: https, or http to this machine.
    pub url: String,
    /// Signs the calls; while rotating, the one before it too.
    pub keys: Keyring,
    /// For a whole call, from looking up the name to the answer's last byte.
    pub timeout: Duration,
    /// A PEM file of more certificate authorities to trust.
    pub ca_file: Option<PathBuf>,
    /// Which authorities are trusted beside those.
    pub roots: Roots,
    /// Allows plain http to other machines.
    pub allow_insecure: bool,
    /// Takes only answers that the shop has signed.
    pub require_signed_response: bool,
    /// `tribute-agent/<version>`
    pub user_agent: String,
}

impl Settings {
    /// Whether calls stay on this machine.
    pub fn is_loopback(&self) -> bool {
        reqwest::Url::parse(&self.url).is_ok_and(|url| is_loopback(&url))
    }

    /// The defaults around a url and a secret.
    pub fn new(url: impl Into<String>, secret: Secret) -> Self {
        Self {
            url: url.into(),
            keys: Keyring { current: secret, previous: None },
            timeout: TIMEOUT_DEFAULT,
            ca_file: None,
            roots: Roots::default(),
            allow_insecure: false,
            require_signed_response: false,
            user_agent: USER_AGENT.to_owned(),
        }
    }
}

/// A shop that is called over HTTP.
///
/// Follows no redirect, keeps no cookie, and asks no proxy: what `HTTP_PROXY` says in some shell must not
/// decide where orders go. One call is one request: trying again is the agent's business, on its
/// journaled schedule. A compressed answer is unpacked, no further than any answer is read.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    pub(super) endpoint: Endpoint,
    pub(super) keys: Keyring,
    pub(super) timeout: Duration,
    require_signed_response: bool,
}

impl Client {
    /// Checks the settings and reads `ca_file`; connects to nothing yet.
    pub fn new(settings: Settings) -> Result<Self, CodedError> {
        let endpoint = Endpoint::parse(&settings.url, settings.allow_insecure)?;
        if settings.timeout.is_zero() || settings.timeout > TIMEOUT_MAX {
            return Err(usage("shop.timeout", arguments!()));
        }
        Ok(Self {
            http: http_client(&settings, SystemResolver)?,
            endpoint,
            keys: settings.keys,
            timeout: settings.timeout,
            require_signed_response: settings.require_signed_response,
        })
    }

    /// What it calls with: for calls to others that are to behave alike.
    pub fn http(&self) -> reqwest::Client {
        self.http.clone()
    }

    /// Sends one message, signed with `keys`, and brings back what came of it, whoever said it.
    pub(super) async fn send(
        &self,
        keys: &Keyring,
        call: &Call,
        at: Timestamp,
    ) -> Result<Answer, Trouble> {
        let request = self
            .http
            .post(self.endpoint.url().clone())
            .header(CONTENT_TYPE, "application/json")
            // Compression is forgiven, not invited.
            .header(ACCEPT_ENCODING, "identity")
            .header(ID_HEADER, &call.webhook_id)
            .header(TIMESTAMP_HEADER, at.as_second())
            .header(SIGNATURE_HEADER, keys.sign(&call.webhook_id, at, call.body.as_bytes()))
            .body(call.body.clone());
        exchange(request, self.timeout).await
    }

    /// With `require_signed_response`: the answer, if the shop has signed it, to this call.
    ///
    /// The answer's `webhook-id` must be the call's: otherwise "activated" for one order could be
    /// replayed for another.
    pub(super) fn check_signature(
        &self,
        answer: Answer,
        call: &Call,
        at: Timestamp,
    ) -> Result<Answer, Trouble> {
        if !self.require_signed_response {
            return Ok(answer);
        }
        let header = |name| answer.header(name).ok_or(Trouble::Unsigned);
        let headers = SignedHeaders {
            id: header(ID_HEADER)?,
            timestamp: header(TIMESTAMP_HEADER)?,
            signature: header(SIGNATURE_HEADER)?,
        };
        let is_genuine = headers.id == call.webhook_id
            && answer.complete
            && self.keys.verify(headers, &answer.body, at);
        is_genuine.then_some(answer).ok_or(Trouble::WronglySigned)
    }
}

/// Sends one request, once, and reads its answer within a time limit for all of that.
pub(crate) async fn exchange(
    request: RequestBuilder,
    timeout: Duration,
) -> Result<Answer, Trouble> {
    exchange_once(request, timeout).await.map_err(|unanswered| unanswered.trouble)
}

/// A request that was not answered.
pub(super) struct Unanswered {
    pub(super) trouble: Trouble,
    /// Whether it may have been heard: there was a connection.
    pub(super) may_be_heard: bool,
}

/// The same, for whoever must know whether a request without an answer was heard.
pub(super) async fn exchange_once(
    request: RequestBuilder,
    timeout: Duration,
) -> Result<Answer, Unanswered> {
    let exchange = async { read(request.send().await?).await };
    let error = match tokio::time::timeout(timeout, exchange).await {
        Ok(Ok(answer)) => return Ok(answer),
        Ok(Err(error)) => error,
        Err(_) => {
            return Err(Unanswered { trouble: Trouble::TimedOut(timeout), may_be_heard: true });
        }
    };
    let may_be_heard = !error.is_connect();
    let trouble = if error.is_connect() && error.is_timeout() {
        Trouble::TimedOut(connect_timeout(timeout))
    } else {
        // There may be a secret in it.
        Trouble::of(&error.without_url())
    };
    Err(Unanswered { trouble, may_be_heard })
}

/// How much of the time may be spent on the connection: shared by the host's addresses, so that a dead one
/// leaves time for the next, and all of them time for the answer.
fn connect_timeout(timeout: Duration) -> Duration {
    timeout / 2
}

fn http_client(
    settings: &Settings,
    resolver: impl Resolve + 'static,
) -> Result<reqwest::Client, CodedError> {
    let user_agent = HeaderValue::from_str(&settings.user_agent)
        .map_err(|_| usage("shop.user_agent", arguments!()))?;
    let tls = tls::client_config(settings.roots, settings.ca_file.as_deref())?;
    build(tls, resolver, settings.timeout, user_agent)
}

/// A client for servers of others, which behaves as that of the shop does.
pub(crate) fn plain_client(timeout: Duration) -> Result<reqwest::Client, CodedError> {
    let tls = tls::client_config(Roots::default(), None)?;
    build(tls, SystemResolver, timeout, HeaderValue::from_static(USER_AGENT))
}

fn build(
    tls: rustls::ClientConfig,
    resolver: impl Resolve + 'static,
    timeout: Duration,
    user_agent: HeaderValue,
) -> Result<reqwest::Client, CodedError> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(resolver)
        .connect_timeout(connect_timeout(timeout))
        .user_agent(user_agent)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .referer(false)
        // A server may close an idle connection at any moment: a call on it would fail by bad luck.
        .pool_max_idle_per_host(0)
        .build()
        .map_err(|error| unbuildable(&error))
}

/// The HTTP library or that of TLS refuses.
pub(super) fn unbuildable(why: &dyn std::error::Error) -> CodedError {
    usage("shop.client", arguments!(problem = why.to_string()))
}

impl Activator for Client {
    async fn call(&self, verb: Verb, call: &Call, at: Timestamp) -> ShopAnswer {
        let answer = self.send(&self.keys, call, at).await;
        match answer.and_then(|answer| self.check_signature(answer, call, at)) {
            Ok(answer) => {
                tracing::debug!(webhook_id = %call.webhook_id, status = answer.status, "the shop answered");
                answer.meaning_for(verb, at)
            }
            Err(trouble) => {
                tracing::debug!(webhook_id = %call.webhook_id, %trouble, "no answer from the shop");
                trouble.into()
            }
        }
    }
}

/// Reads an answer's body up to the limit; the rest stays where it is.
async fn read(mut response: Response) -> Result<Answer, reqwest::Error> {
    let mut body = Vec::new();
    let mut complete = true;
    while complete && let Some(chunk) = response.chunk().await? {
        let room = BODY_BYTES_MAX - body.len();
        complete = chunk.len() <= room;
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(Answer {
        status: response.status().as_u16(),
        headers: std::mem::take(response.headers_mut()),
        body,
        complete,
    })
}

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

// Elsewhere a queue is not as easily full.
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpSocket};

    use super::*;

    struct Addresses([SocketAddr; 2]);

    impl Resolve for Addresses {
        fn resolve(&self, _: Name) -> Resolving {
            let addresses = self.0;
            Box::pin(async move { Ok(Box::new(addresses.into_iter()) as Addrs) })
        }
    }

    /// Answers the first call.
    async fn serve(shop: TcpListener, body: &str) {
        let (mut stream, _) = shop.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(body.as_bytes()) {
            assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
        }
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 22\r\n\r\n{\"status\":\"activated\"}";
        stream.write_all(answer.as_bytes()).await.unwrap();
    }

    #[tokio::test]
    async fn of_two_addresses_the_first_may_be_dead() {
        let shop = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = shop.local_addr().unwrap();
        let dead = TcpSocket::new_v4().unwrap();
        dead.bind(SocketAddr::new([127, 0, 0, 2].into(), address.port())).unwrap();
        // Nobody accepts there, and nobody is told so: what comes is dropped once the queue is full.
        let dead = dead.listen(0).unwrap();
        let dead_address = dead.local_addr().unwrap();
        let mut queue = Vec::new();
        let soon = Duration::from_millis(200);
        while let Ok(waiting) = std::net::TcpStream::connect_timeout(&dead_address, soon) {
            queue.push(waiting);
        }
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let url = format!("http://shop.invalid:{}/", address.port());
        let mut settings = Settings::new(url, secret);
        settings.allow_insecure = true;
        settings.timeout = Duration::from_secs(8);
        let http = http_client(&settings, Addresses([dead_address, address])).unwrap();
        let client = Client { http, ..Client::new(settings).unwrap() };
        let call = Call { webhook_id: "1".to_owned(), body: "{}".to_owned() };
        let calling = client.activate(&call, Timestamp::UNIX_EPOCH);
        let (answer, ()) = tokio::join!(calling, serve(shop, &call.body));
        assert!(matches!(answer, ShopAnswer::Activated(_)), "{answer:?}");
    }
}
