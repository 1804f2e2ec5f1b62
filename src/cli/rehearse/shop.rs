//! The owner's test server, which is never the live one. Its answers are kept; when the orders are over it is
//! asked about each once more, and all its answers about an order are judged together.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use regex::{Captures, Regex};
use reqwest::Url;
use serde_json::Value;
use tokio::net::lookup_host;
use tokio::time::sleep;

use super::report::Progress;
use super::run_result::Deviation;
use crate::cli::ShopFault;
use crate::config::Shop;
use crate::i18n::{arguments, t};
use crate::machine::SharedClock;
use crate::order::Untrusted;
use crate::order::life::{Receipt, ShopAnswer};
use crate::order_view::words;
use crate::report::{CodedError, usage};
use crate::shop::{
    Activator, Call, Client, Finding, Settings, Stock, Supplier, SupplierSettings, Verb,
};

/// A shop that says "not now" is asked again, as the agent does.
const REPEATS_MAX: u32 = 3;
const REPEAT_AFTER: Duration = Duration::from_secs(1);
/// A shop that does not answer an order's calls, nor any other order's, is not there.
const UNANSWERED_MAX: usize = 4;

/// Makes the calls, and keeps the answers.
pub(super) struct Recorder {
    pub(super) supplier: Supplier,
    pub(super) clock: SharedClock,
    /// Each order meets one of them, in turn.
    pub(super) faults: Vec<ShopFault>,
    /// By `order_id`.
    pub(super) book: Mutex<BTreeMap<String, Entry>>,
}

#[derive(Clone)]
pub(super) struct Entry {
    fault: Option<ShopFault>,
    call: Call,
    answers: Vec<ShopAnswer>,
    /// The answer to the same order for another account.
    to_another: Option<ShopAnswer>,
}

impl Activator for Recorder {
    async fn call(&self, verb: Verb, call: &Call, at: Timestamp) -> ShopAnswer {
        if verb != Verb::Activate {
            return self.supplier.call(verb, call, at).await;
        }
        let Entry { fault, call, .. } = self.begin(call);
        let ask = || self.supplier.activate(&call, at);
        let mut answers = match fault {
            Some(ShopFault::TwoAtOnce) => <[_; 2]>::from(tokio::join!(ask(), ask())).to_vec(),
            _ => vec![ask().await],
        };
        // The later one: the one before it is as good as lost.
        let answer = answers[answers.len() - 1].clone();
        answers.sort_by_key(|answer| !matches!(answer, ShopAnswer::Activated(_)));
        let mut is_lost = fault == Some(ShopFault::TimeoutAfterEffect) && is_given(&answer);
        if let Some(entry) = self.book().get_mut(order_id(&call)) {
            is_lost &= !entry.answers.iter().any(is_given);
            entry.answers.append(&mut answers);
        }
        if is_lost {
            let why = Untrusted::new("connection closed before the answer");
            return ShopAnswer::Unavailable { why, retry_after: None };
        }
        answer
    }

    fn may_be_repeated(&self) -> bool {
        self.supplier.may_be_repeated()
    }

    fn hears_of_payments(&self) -> bool {
        self.supplier.hears_of_payments()
    }

    fn stock(&self) -> Option<Stock> {
        self.supplier.stock()
    }
}

impl Recorder {
    fn book(&self) -> MutexGuard<'_, BTreeMap<String, Entry>> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, call: &Call) -> Entry {
        let mut book = self.book();
        let fault = self.faults.iter().cycle().nth(book.len()).copied();
        let is_late = fault == Some(ShopFault::RepeatAfterAnHour);
        let call = if is_late { made_an_hour_ago(call) } else { call.clone() };
        let new = Entry { fault, call, answers: Vec::new(), to_another: None };
        book.entry(order_id(&new.call).to_owned()).or_insert(new).clone()
    }

    /// Whether the server is not there, or something else is.
    pub(super) fn is_unreached(&self) -> bool {
        let unanswered = |entry: &Entry| {
            let calls = entry.answers.iter().rev();
            calls.take_while(|answer| said(answer).1 == "unreached").count()
        };
        let book = self.book();
        let called = book.values().filter(|entry| !entry.answers.is_empty());
        let counts: Vec<_> = called.map(unanswered).collect();
        !counts.contains(&0) && counts.into_iter().max() >= Some(UNANSWERED_MAX)
    }

    /// Asks about every order whose goods were given: the same once more, and for another account.
    pub(super) async fn ask_again(&self, progress: &Progress) {
        let mut given: Vec<Entry> = self.book().values().cloned().collect();
        given.retain(|entry| entry.answers.iter().any(is_given));
        let accounts: BTreeSet<_> = given.iter().map(|entry| account(&entry.call)).collect();
        for Entry { call, .. } in given {
            if progress.stop.get() {
                return;
            }
            // No signature is like the one before.
            let at = self.clock.now() + SignedDuration::from_secs(1);
            let mut again = self.supplier.activate(&call, at).await;
            for _ in 0..REPEATS_MAX {
                if !matches!(again, ShopAnswer::Unavailable { .. } | ShopAnswer::Pending { .. }) {
                    break;
                }
                sleep(REPEAT_AFTER).await;
                again = self.supplier.activate(&call, self.clock.now()).await;
            }
            let mut to_another = None;
            if let Some(other) = accounts.iter().find(|it| **it != account(&call)) {
                let mut other = with_body(&call, |body| {
                    body["data"]["account_id"] = other.as_str().into();
                });
                other.webhook_id = format!("{}:activate:2", order_id(&call));
                to_another = Some(self.supplier.activate(&other, at).await);
            }
            if let Some(entry) = self.book().get_mut(order_id(&call)) {
                entry.answers.push(again);
                entry.to_another = to_another;
            }
        }
    }

    /// What is wrong with the answers about an order, whose goods `must` be given.
    pub(super) fn deviations(&self, order_id: &str, must: bool) -> Vec<Deviation> {
        let book = self.book();
        let Some(Entry { answers, to_another, .. }) = book.get(order_id) else {
            return Vec::new();
        };
        let Some(given_at) = answers.iter().position(is_given) else {
            let last = answers.last().filter(|_| must);
            return last.map(|it| deviation("answer", "activated", it)).into_iter().collect();
        };
        let (first, later) = (&answers[given_at], &answers[given_at + 1..]);
        let repeat = first.receipt().map(|it| said(&ShopAnswer::AlreadyActivated(it.clone())).0);
        let repeat = repeat.unwrap_or_default();
        let is_new = |answer: &&ShopAnswer| matches!(answer, ShopAnswer::Activated(_));
        let not_given = answers.first().filter(|it| said(it).0 == repeat);
        let twice = later.iter().find(is_new).or(later.last()).filter(|it| said(it).0 != repeat);
        let to_another = to_another.as_ref().filter(|it| is_given(it));
        let found = [
            not_given.map(|it| deviation("answer", "activated", it)),
            twice.map(|it| deviation("repeat", &repeat, it)),
            to_another.map(|it| deviation("other_account", "4xx", it)),
        ];
        found.into_iter().flatten().collect()
    }

    /// What the owner can do about these. Why a call does not get through, `shop test` tells best.
    pub(super) async fn advice(&self, names: BTreeSet<&'static str>) -> Vec<String> {
        let mut advice = Vec::new();
        for name in names {
            let mut tried = None;
            if ["misconfigured", "unreached"].contains(&name) {
                tried = self.supplier.probe(self.clock.now()).await;
            }
            advice.push(match tried {
                Some(Finding { what, remedy: Some(remedy), .. }) => format!("{what} {remedy}"),
                _ => t!("rehearse-advice", about = name),
            });
        }
        advice
    }
}

fn is_given(answer: &ShopAnswer) -> bool {
    answer.receipt().is_some()
}

fn deviation(aspect: &'static str, expected: &str, answer: &ShopAnswer) -> Deviation {
    let (came, trouble) = said(answer);
    let is_reason = aspect == "answer" || trouble == "unreached";
    let advice = if is_reason { trouble } else { aspect };
    Deviation { advice, ..Deviation::new(aspect, expected, came) }
}

/// An answer as the shop's developer knows it (`already_activated A-1`, `clock`), and the name of the advice when
/// it gives nothing.
fn said(answer: &ShopAnswer) -> (String, &'static str) {
    let with_id = |status: &str, receipt: &Receipt| {
        let id = receipt.payment_id.as_ref().map(|id| format!(" {id}"));
        status.to_owned() + &id.unwrap_or_default()
    };
    match answer {
        ShopAnswer::Activated(receipt) => (with_id("activated", receipt), ""),
        ShopAnswer::AlreadyActivated(receipt) => {
            (with_id("already_activated", receipt), "never_given")
        }
        ShopAnswer::Misconfigured { code, .. } => (code.to_string(), "misconfigured"),
        ShopAnswer::Refused { .. } | ShopAnswer::OutOfStock => (words::answered(answer), "refused"),
        ShopAnswer::Intercepted { status, .. } => (format!("HTTP {status}"), "unreached"),
        ShopAnswer::Unavailable { .. } => (words::answered(answer), "unreached"),
        ShopAnswer::Unclear { excerpt } => (format!("«{excerpt}»"), "unclear"),
        ShopAnswer::Pending { .. } => (words::answered(answer), "unclear"),
    }
}

fn order_id(call: &Call) -> &str {
    call.webhook_id.split(':').next().unwrap_or_default()
}

fn account(call: &Call) -> String {
    let body: Value = serde_json::from_str(&call.body).unwrap_or_default();
    body["data"]["account_id"].as_str().unwrap_or_default().to_owned()
}

fn with_body(call: &Call, change: impl FnOnce(&mut Value)) -> Call {
    let mut body = serde_json::from_str(&call.body).unwrap_or_default();
    change(&mut body);
    Call { webhook_id: call.webhook_id.clone(), body: body.to_string() }
}

/// A repeat after an hour is fresh only in its signature: what the body says is an hour old.
fn made_an_hour_ago(call: &Call) -> Call {
    with_body(call, |body| {
        for at in ["/timestamp", "/data/ordered_at"] {
            let made = body.pointer(at).and_then(|it| it.as_str()?.parse::<Timestamp>().ok());
            if let (Some(made), Some(place)) = (made, body.pointer_mut(at)) {
                *place = (made - SignedDuration::from_hours(1)).to_string().into();
            }
        }
    })
}

/// The test server at `url`, never the live one; called as the live one is, or as `[shop.test]` says.
pub(super) async fn test_shop(url: &str, shop: &Shop) -> Result<Client, CodedError> {
    let (Some(live), SupplierSettings::Http(settings)) =
        (shop.server(), shop.test.as_ref().unwrap_or(&shop.live).clone())
    else {
        return Err(usage("shop.no_server", arguments!()));
    };
    let urls = [&live.url, &settings.url, url.trim()].map(Url::parse);
    if let [Ok(live), Ok(named), Ok(url)] = urls
        && is_same_place(&live, &url, named.host() == url.host(), addresses).await
    {
        return Err(usage("rehearse.live_shop", arguments!()));
    }
    Client::new(Settings { url: url.to_owned(), ..settings })
}

/// Whether both may lead to the same code, by the path as servers read it and the host's addresses. A test
/// server that the owner names as such may stand on the live one's machine, but for this one.
async fn is_same_place(
    one: &Url,
    other: &Url,
    is_named: bool,
    addresses: impl AsyncFn(&Url) -> Vec<IpAddr>,
) -> bool {
    let host = |url: &Url| url.host_str().map(|host| host.trim_end_matches('.').to_owned());
    let port = |url: &Url| url.port().filter(|port| ![80, 443].contains(port));
    if port(one) != port(other) || path(one) != path(other) {
        return false;
    }
    if host(one) == host(other) {
        return true;
    }
    let (ours, theirs) = (addresses(one).await, addresses(other).await);
    ours.iter().any(|it| theirs.contains(it) && (!is_named || it.is_loopback()))
}

fn path(url: &Url) -> Option<String> {
    let byte =
        |hex: &str| u8::from_str_radix(hex, 16).map_or(hex.to_owned(), |it| char::from(it).into());
    let encoded = Regex::new("%([0-9A-Fa-f]{2})").ok()?;
    let decoded = encoded.replace_all(url.path(), |found: &Captures<'_>| byte(&found[1]));
    let segments = decoded.split('/').filter(|segment| !["", "."].contains(segment));
    Some(segments.collect::<Vec<_>>().join("/").to_lowercase())
}

/// The addresses of a host; any of this machine's own is 127.0.0.1.
async fn addresses(url: &Url) -> Vec<IpAddr> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let found = lookup_host((host, 0)).await.into_iter().flatten();
    let is_ours = |ip: IpAddr| ip.is_loopback() || UdpSocket::bind((ip, 0)).is_ok();
    let found = found.map(|address| address.ip().to_canonical());
    found.map(|ip| if is_ours(ip) { Ipv4Addr::LOCALHOST.into() } else { ip }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name server that nobody has to ask.
    async fn known(url: &Url) -> Vec<IpAddr> {
        match url.host_str() {
            Some("shop.example") => vec![[192, 0, 2, 1].into(), [192, 0, 2, 2].into()],
            Some("www.shop.example" | "test.shop.example") => vec![[192, 0, 2, 2].into()],
            Some("other.example") => vec![[192, 0, 2, 3].into()],
            _ => addresses(url).await,
        }
    }

    async fn is_same(one: &str, other: &str, is_named: bool) -> bool {
        let [one, other] = [one, other].map(|url| Url::parse(url).unwrap());
        is_same_place(&one, &other, is_named, known).await
    }

    #[tokio::test]
    async fn the_live_shop_is_known_however_it_is_written() {
        let live = "https://shop.example/tribute";
        for same in [
            live,
            "https://SHOP.example/tribute",
            "https://shop.example:443/tribute/",
            "http://shop.example/tribute",
            "https://shop.example./tribute",
            "https://shop.example/a/../tribute?x=1#y",
            "https://shop.example//tribute",
            "https://shop.example/./%74ribute",
            "https://shop.example/%2Ftribute",
            "https://shop.example/Tribute",
            "https://www.shop.example/tribute",
        ] {
            assert!(is_same(live, same, false).await, "{same}");
        }
        for other in [
            "https://shop.example/tribute-test",
            "https://shop.example/test/tribute",
            "https://shop.example/%2574ribute",
            "https://shop.example:8443/tribute",
            "https://test.shop.example/tribute-test",
            "https://other.example/tribute",
            "http://127.0.0.1:8000/tribute",
        ] {
            assert!(!is_same(live, other, false).await, "{other}");
        }
    }

    #[tokio::test]
    async fn this_machine_has_many_names() {
        let names = ["127.0.0.1", "localhost", "127.1", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]"];
        for (one, other) in names.iter().flat_map(|one| names.map(|other| (*one, other))) {
            let [one, other] = [one, other].map(|host| format!("http://{host}:8000/tribute"));
            assert!(is_same(&one, &other, false).await, "{one} {other}");
            assert!(is_same(&one, &other, true).await, "{one} {other}");
            assert!(!is_same(&one, &other.replace(":8000", ":8001"), false).await, "{one} {other}");
        }
    }

    #[tokio::test]
    async fn a_test_server_that_is_named_as_such_may_share_an_address() {
        let (live, test) = ("https://shop.example/tribute", "https://test.shop.example/tribute");
        assert!(is_same(live, test, false).await);
        assert!(!is_same(live, test, true).await);
        assert!(is_same(live, live, true).await);
    }
}
