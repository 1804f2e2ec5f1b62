//! Webhooks of a provider that signs with a word: kept before they are answered, once each.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, StatusCode};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tribute_agent::checkout_request::Terms;
use tribute_agent::config::Config;
use tribute_agent::engine::PartsDue;
use tribute_agent::http::{Listener, Parts, Server, Settings};
use tribute_agent::inbox::{Bell, Heard, Inbox, RAW_BYTES_MAX, Rejection, WAITING_MAX, Webhook};
use tribute_agent::journal::Journal;
use tribute_agent::machine::{Clock as _, Machine};
use tribute_agent::order::SourceName;

use super::{PINS, Scene, http};

const SOURCE: SourceName = SourceName::new("word");

/// What names a message stands before its first space.
struct Word;

impl Webhook for Word {
    fn name(&self) -> &'static str {
        "word"
    }

    fn source(&self) -> SourceName {
        SOURCE
    }

    fn verify(&self, headers: &hyper::HeaderMap, raw: &[u8]) -> Result<Heard, Rejection> {
        if headers.get("x-word").is_none_or(|word| word != "sesame") {
            return Err(Rejection::Forged);
        }
        let text = std::str::from_utf8(raw).map_err(|_| Rejection::Malformed)?;
        match text.split(' ').next().unwrap_or_default() {
            "" => Ok(Heard::Test),
            key => Ok(Heard::Event { source: SOURCE, dedup_key: key.to_owned() }),
        }
    }
}

/// A server in this process, and the journal that it writes into.
struct Provider {
    folder: TempDir,
    server: Server,
    url: String,
    bell: Bell,
    _settings: watch::Sender<Settings>,
}

impl Provider {
    fn start() -> Self {
        let scene = Scene::new();
        let config = std::fs::read_to_string(scene.config()).unwrap();
        let config = Config::of_text(&config, &scene.config(), &|_| None).unwrap();
        let (journal, now) = (scene.journal(), Machine.now());
        drop(Journal::open(&journal, PINS, "word", now).unwrap());
        let bell = Bell::default();
        let clock = Arc::new(Machine);
        let beside = Journal::open_beside(&journal).unwrap();
        let (sender, settings) = watch::channel(Settings {
            webhooks: vec![Arc::new(Word)],
            terms: Terms {
                providers: Vec::new(),
                catalogue: config.catalogue.clone(),
                account: config.rules().unwrap().account.clone(),
                merchant: None,
            },
            language: config.language,
        });
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let parts = Parts {
            token: config.server.unwrap().token,
            settings,
            journal: Journal::open_to_read(&journal).unwrap(),
            inbox: Inbox::open(beside, clock.clone(), bell.clone()).unwrap(),
            heartbeat: watch::channel(None).1,
            parts_due: watch::channel(PartsDue::default()).1,
            connected: watch::channel(true).1,
            read_sources: Vec::new(),
            payments: None,
            clock,
            rng: Arc::new(Machine),
        };
        let server = Server::start(Listener::bind(port).unwrap(), parts).unwrap();
        let url = format!("http://{port}/webhooks/word");
        Self { folder: scene.folder, server, url, bell, _settings: sender }
    }

    fn journal(&self) -> Journal {
        Journal::open_to_read(&self.folder.path().join("shop.journal")).unwrap()
    }
}

async fn send(http: &Client, url: &str, raw: Vec<u8>) -> StatusCode {
    let sent = http.post(url).header("x-word", "sesame").body(raw).send();
    sent.await.unwrap().status()
}

#[tokio::test]
async fn a_webhook_is_on_the_disk_before_it_is_answered() {
    let provider = Provider::start();
    let http = http();
    for (raw, waiting) in [("a first", 1), ("b second", 2), ("a again", 2), ("", 2)] {
        assert_eq!(send(&http, &provider.url, raw.into()).await, 200, "{raw}");
        let received = provider.journal().received(&SOURCE, 9).unwrap();
        assert_eq!(received.len(), waiting, "{raw}");
    }
    provider.bell.notified().await;
    assert_eq!(send(&http, &provider.url, vec![0xFF]).await, 400);
    assert_eq!(send(&http, &provider.url, vec![b'x'; RAW_BYTES_MAX + 1]).await, 413);
    let forged = http.post(&provider.url).body("c").send().await.unwrap();
    assert_eq!(forged.status(), 401);
    assert_eq!(provider.journal().count_received(&SOURCE).unwrap(), 2);
    provider.server.stop().await;
    assert!(http.post(&provider.url).body("d").send().await.is_err());
}

#[tokio::test]
async fn what_does_not_fit_any_more_has_to_come_again() {
    let provider = Provider::start();
    let mut journal = beside(provider.folder.path());
    journal
        .write(|writer| {
            (0..WAITING_MAX).try_for_each(|key| {
                writer.receive(&SOURCE, &format!("old-{key}"), b"", Machine.now()).map(drop)
            })
        })
        .unwrap();
    let http = http();
    let sent =
        http.post(&provider.url).header("x-word", "sesame").body("new").send().await.unwrap();
    assert_eq!(
        (sent.status().as_u16(), &sent.headers()["retry-after"]),
        (503, &"5".parse().unwrap())
    );
    assert_eq!(super::json(sent).await["code"], "inbox_full");
    let waiting = journal.received(&SOURCE, 1).unwrap();
    journal.write(|writer| writer.take_from_inbox(waiting[0].id)).unwrap();
    assert_eq!(send(&http, &provider.url, b"new".to_vec()).await, 200);
}

fn beside(folder: &Path) -> Journal {
    Journal::open_beside(&folder.join("shop.journal")).unwrap()
}

/// As many as a provider that has been away has to deliver, each twice.
#[tokio::test]
async fn many_at_once_are_kept_once_each() {
    const CONNECTIONS: u32 = 32;
    const EACH: u32 = 32;
    let provider = Provider::start();
    let begun = Instant::now();
    let mut senders = JoinSet::new();
    for connection in 0..CONNECTIONS {
        let url = provider.url.clone();
        senders.spawn(async move {
            let http = http();
            for number in 0..EACH {
                // Each key is another connection's, too.
                let key = (connection / 2) * EACH + number;
                assert_eq!(send(&http, &url, format!("key-{key}").into_bytes()).await, 200);
            }
        });
    }
    senders.join_all().await;
    let kept = provider.journal().count_received(&SOURCE).unwrap();
    assert_eq!(kept, CONNECTIONS / 2 * EACH);
    // Ten seconds for 2,000, on a machine that has nothing else to do.
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}
