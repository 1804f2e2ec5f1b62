//! `ping_url`: a dead man's switch, as healthchecks.io and others offer it.

use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use reqwest::Url;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tracing::{info, warn};

const CALL_TIMEOUT: Duration = Duration::from_secs(20);

/// Where to call. Its path is a secret: whoever knows it can call in the agent's place.
#[derive(Clone, PartialEq, Eq)]
pub struct PingUrl(Url);

impl PingUrl {
    /// An address that can be called, over http or https.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let can_be_called = matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.fragment().is_none();
        can_be_called.then_some(Self(url))
    }

    fn for_failure(&self) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}/fail", url.path().trim_end_matches('/')));
        url
    }
}

/// Without the path.
impl fmt::Display for PingUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.host_str().unwrap_or_default())
    }
}

impl fmt::Debug for PingUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PingUrl({self})")
    }
}

/// Calls it.
#[derive(Clone, Debug)]
pub struct Ping {
    http: reqwest::Client,
    url: PingUrl,
    /// Whether the last call arrived; only a change is worth a line.
    arrives: bool,
}

impl Ping {
    /// Calls nobody yet.
    pub fn new(http: reqwest::Client, url: PingUrl) -> Self {
        Self { http, url, arrives: true }
    }

    /// Calls every `interval`, the first time when the agent has first done its work. By the time that
    /// `heartbeat` says it has to have done it again; another `interval` later something is wrong.
    pub async fn follow(
        mut self,
        mut heartbeat: watch::Receiver<Option<Instant>>,
        interval: Duration,
    ) -> Infallible {
        // An agent that is gone sends no more, and this is not asked again.
        let _ = heartbeat.wait_for(Option::is_some).await;
        loop {
            let due_at = *heartbeat.borrow();
            let is_well = due_at.is_some_and(|due_at| due_at.elapsed() < interval);
            self.call(if is_well { self.url.0.clone() } else { self.url.for_failure() }).await;
            sleep(interval).await;
        }
    }

    /// Says that it is over.
    pub async fn fail(&mut self) {
        self.call(self.url.for_failure()).await;
    }

    async fn call(&mut self, url: Url) {
        let sent = timeout(CALL_TIMEOUT, self.http.get(url).send()).await;
        let trouble = match sent {
            Ok(Ok(answer)) if answer.status().is_success() => None,
            Ok(Ok(answer)) => Some(answer.status().to_string()),
            Ok(Err(error)) => Some(error.without_url().to_string()),
            Err(_) => Some("no answer in time".to_owned()),
        };
        let arrives = trouble.is_none();
        match trouble {
            None if !self.arrives => info!(url = %self.url, "ping_url can be called again"),
            Some(why) if self.arrives => warn!(url = %self.url, why, "ping_url can't be called"),
            _ => {}
        }
        self.arrives = arrives;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::{Client, Secret, Settings};

    /// Time passes at once here, as soon as there is nothing else to wait for.
    #[tokio::test(start_paused = true)]
    async fn one_that_never_answers_is_given_up() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", silent.local_addr().unwrap());
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let http = Client::new(Settings::new(&url, secret)).unwrap().http();
        let mut ping = Ping::new(http, PingUrl::parse(&url).unwrap());
        timeout(CALL_TIMEOUT * 2, ping.fail()).await.unwrap();
        assert!(!ping.arrives);
    }

    #[test]
    fn what_can_be_called() {
        for text in ["https://hc.example/abc", "http://127.0.0.1:9/x?token=y"] {
            assert!(PingUrl::parse(text).is_some(), "{text}");
        }
        for text in ["", "hc.example/abc", "ftp://hc.example/", "https://", "https://h/#x"] {
            assert!(PingUrl::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn failure_is_said_at_the_end_of_the_path() {
        for (text, fails) in [
            ("https://hc.example/abc", "https://hc.example/abc/fail"),
            ("https://hc.example/abc/", "https://hc.example/abc/fail"),
            ("https://hc.example/a?k=v", "https://hc.example/a/fail?k=v"),
            ("https://hc.example", "https://hc.example/fail"),
        ] {
            let url = PingUrl::parse(text).unwrap();
            assert_eq!(url.for_failure().as_str(), fails);
        }
    }

    #[test]
    fn the_path_is_not_shown() {
        let url = PingUrl::parse("https://hc.example/secret?key=word").unwrap();
        assert_eq!(format!("{url} {url:?}"), "hc.example PingUrl(hc.example)");
    }
}
