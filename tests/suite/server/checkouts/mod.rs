//! What is to be paid, over HTTP: read, kept once under its key, and answered when the provider has answered.

mod bad_input;

use std::path::PathBuf;
use std::sync::Arc;

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tribute_agent::checkout_request::Terms;
use tribute_agent::config::Config;
use tribute_agent::engine::PartsDue;
use tribute_agent::http::{Listener, Parts, Server, Settings};
use tribute_agent::inbox::{Bell, Inbox};
use tribute_agent::journal::Journal;
use tribute_agent::machine::{Clock as _, Machine};
use tribute_agent::order::ProviderName::{Telegram, TributeShop};
use tribute_agent::order::checkout::{ChargeState, CheckoutState};
use tribute_agent::order::{ProviderName, Untrusted};

use super::{PINS, Scene, TOKEN, http, json as body_of};

const PRODUCTS: &str = r#"
[[product]]
name = "10 diamonds"
sku = "diamond-10"
price = "10.00 EUR"
[[product]]
name = "A diamond"
sku = "diamond"
price = "1.00 EUR"
[[product]]
name = "Five diamonds"
sku = "diamond"
quantity = 5
price = "5.00 EUR"
[[product]]
name = "A gift"
sku = "gift"
[[product]]
name = "A ruby"
sku = "ruby"
price = "1.00 GBP"
[account_id]
pattern = '\d{4,12}'
"#;

/// A server in this process whose providers answer by what is asked for: a title says how.
struct Till {
    folder: TempDir,
    /// What it is to go by comes out of the other.
    server: Option<(Server, watch::Sender<Settings>)>,
    provider: JoinHandle<()>,
    url: String,
    http: Client,
}

impl Till {
    fn open() -> Self {
        let scene = Scene::new();
        let mut till = Self {
            folder: scene.folder,
            server: None,
            provider: tokio::spawn(async {}),
            url: String::new(),
            http: http(),
        };
        let path = till.path("config.toml");
        let text = std::fs::read_to_string(&path).unwrap() + PRODUCTS;
        crate::agent::write_private(&path, &text);
        drop(Journal::open(&till.path("shop.journal"), PINS, "till", Machine.now()).unwrap());
        till.start();
        till
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn start(&mut self) {
        let config = self.path("config.toml");
        let text = std::fs::read_to_string(&config).unwrap();
        let config = Config::of_text(&text, &config, &|_| None).unwrap();
        let (journal, bell, clock) =
            (self.path("shop.journal"), Bell::default(), Arc::new(Machine));
        let terms = Terms {
            providers: vec![TributeShop, Telegram],
            catalogue: config.catalogue.clone(),
            account: config.rules().unwrap().account.clone(),
            merchant: None,
        };
        let (sender, settings) =
            watch::channel(Settings { webhooks: Vec::new(), terms, language: config.language });
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let beside = Journal::open_beside(&journal).unwrap();
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
        self.server = Some((server, sender));
        self.url = format!("http://{port}");
        self.provider = tokio::spawn(answer(self.journal(), bell));
    }

    async fn restart(&mut self) {
        self.provider.abort();
        let (server, _settings) = self.server.take().unwrap();
        server.stop().await;
        self.start();
    }

    fn journal(&self) -> Journal {
        Journal::open_beside(&self.path("shop.journal")).unwrap()
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/api/v1/{path}", self.url)).bearer_auth(TOKEN)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        answered(self.request(Method::GET, path)).await
    }

    async fn post(&self, path: &str, key: &str, body: &Value) -> (u16, Value) {
        let request = self.request(Method::POST, path).header("idempotency-key", key);
        answered(request.body(body.to_string())).await
    }

    /// A checkout; returns it.
    async fn opens(&self, key: &str, more: &Value) -> Value {
        let (status, checkout) = self.post("checkouts", key, &wish(more)).await;
        assert_eq!(status, 201, "{checkout}");
        checkout
    }
}

async fn answered(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), body_of(response).await)
}

/// A body that is right, with these keys in place of its own; `null` leaves one out.
fn wish(more: &Value) -> Value {
    let mut wish = json!({
        "provider": "tribute_shop", "account_id": "12345", "title": "1 алмаз",
        "price": { "amount": 500, "currency": "EUR" },
    });
    for (key, value) in more.as_object().unwrap() {
        wish[key] = value.clone();
    }
    wish.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    wish
}

/// Answers whatever waits for an answer. As the agent's turn does, in a process that does nothing else.
async fn answer(mut journal: Journal, bell: Bell) {
    loop {
        for provider in ProviderName::ALL {
            let now = Machine.now();
            for checkout in journal.due_checkouts(provider, now, 99).unwrap() {
                let external_id = format!("external-{}", checkout.number);
                let why = Untrusted::new("error_amount_too_small \u{1B}[2J");
                let state = match checkout.wish.title.as_str() {
                    "late" => continue,
                    "refused" => CheckoutState::Failed { external_id: None, why },
                    "declined" => CheckoutState::Failed { external_id: Some(external_id), why },
                    "lost" => CheckoutState::Unclear { asked_at: now },
                    "paid" => CheckoutState::Paid { external_id },
                    _ => CheckoutState::Open {
                        url: format!("https://pay.example/{external_id}"),
                        external_id,
                    },
                };
                journal
                    .write(|writer| writer.set_checkout_state(checkout.number, &state, None))
                    .unwrap();
            }
            for charge in journal.due_charges(provider, now, 99).unwrap() {
                let external_id = format!("charge-{}", charge.number);
                let state = match charge.price.amount {
                    1 => continue,
                    2 => ChargeState::Failed { external_id: None, why: Untrusted::new("no money") },
                    _ => ChargeState::Paid { external_id },
                };
                journal
                    .write(|writer| writer.set_charge_state(charge.number, &state, None))
                    .unwrap();
            }
        }
        bell.notified().await;
    }
}

#[tokio::test]
async fn a_checkout_is_answered_with_its_link() {
    let till = Till::open();
    let more = json!({ "reference": "basket 7", "expires_at": "2099-01-01T00:00:00Z" });
    let (status, refused) = till.post("checkouts", "far", &wish(&more)).await;
    assert_eq!((status, &refused["code"]), (422, &"bad_expires_at".into()), "{refused}");
    let checkout = till.opens("one", &json!({ "reference": "basket 7" })).await;
    let keys: Vec<&str> = checkout.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys.join(" "),
        "id provider status url account_id price reference order_id expires_at created_at"
    );
    let id = checkout["id"].as_str().unwrap();
    assert!(id.starts_with("chk_") && id.len() == 36, "{id}");
    for (key, value) in [
        ("provider", json!("tribute_shop")),
        ("status", json!("open")),
        ("url", json!("https://pay.example/external-1")),
        ("account_id", json!("12345")),
        ("price", json!({ "amount": 500, "currency": "EUR" })),
        ("reference", json!("basket 7")),
        ("order_id", Value::Null),
    ] {
        assert_eq!(checkout[key], value, "{key}");
    }
    let by_sku = json!({ "sku": "diamond-10", "price": null, "title": null });
    let by_sku = till.opens("two", &by_sku).await;
    assert_eq!(by_sku["price"], json!({ "amount": 1000, "currency": "EUR" }));
    let nobody = json!({ "account_id": null, "email": "ivan@shop.example" });
    assert_eq!(till.opens("three", &nobody).await["account_id"], Value::Null);
    let stars = json!({ "provider": "telegram", "price": { "amount": 250, "currency": "XTR" } });
    assert_eq!(till.opens("four", &stars).await["provider"], "telegram");
    assert_eq!(till.get(&format!("checkouts/{id}")).await, (200, checkout.clone()));
    let (_, first) = till.get("checkouts?limit=3").await;
    let found = first["checkouts"].as_array().unwrap();
    assert_eq!((found.len(), &found[0]), (3, &checkout));
    let (_, rest) = till.get(&format!("checkouts?limit=3&after={}", first["next"])).await;
    assert_eq!((rest["checkouts"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
    let (_, none) = till.get("checkouts?status=paid").await;
    assert_eq!(none["checkouts"], json!([]));
}

#[tokio::test]
async fn the_same_request_is_one_checkout_whenever_it_comes() {
    let mut till = Till::open();
    let body = wish(&json!({ "reference": "basket 7" }));
    // Each on a connection of its own, all at once.
    let (http, url) = (till.http.clone(), till.url.clone());
    let senders = (0..8).map(|_| {
        let request = http.post(format!("{url}/api/v1/checkouts")).bearer_auth(TOKEN);
        tokio::spawn(answered(request.header("idempotency-key", "one").body(body.to_string())))
    });
    let mut answers = Vec::new();
    for sender in senders.collect::<Vec<_>>() {
        answers.push(sender.await.unwrap());
    }
    let first = answers[0].clone();
    assert_eq!(first.0, 201, "{}", first.1);
    assert!(answers.iter().all(|answer| *answer == first), "{answers:?}");
    assert_eq!(till.journal().checkouts(None, 0, 99).unwrap().len(), 1);
    till.restart().await;
    assert_eq!(till.post("checkouts", "one", &body).await, first);
    // In another order, and with what says nothing.
    let same = r#"{"reference":"basket 7","price":{"currency":"EUR","amount":500},"title":"1 алмаз",
        "account_id":"12345","provider":"tribute_shop","email":null}"#;
    let request = till.request(Method::POST, "checkouts").header("idempotency-key", "one");
    assert_eq!(answered(request.body(same)).await, first);
    for other in [json!({}), json!({ "reference": "basket 8" }), json!({ "provider": "tbank" })] {
        let (status, refused) = till.post("checkouts", "one", &wish(&other)).await;
        assert_eq!((status, &refused["code"]), (422, &"idempotency_key_reused".into()));
    }
    let other = till.post("checkouts", "two", &body).await;
    assert_ne!(other.1["id"], first.1["id"]);
    // What is not for sale any more was when it was asked for.
    let config = till.path("config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let sold = wish(&json!({ "sku": "diamond-10", "price": null, "title": null }));
    let before = till.post("checkouts", "three", &sold).await;
    crate::agent::write_private(&config, &text.replace("diamond-10", "diamond-11"));
    till.restart().await;
    assert_eq!(till.post("checkouts", "three", &sold).await, before);
    assert_eq!(till.post("checkouts", "four", &sold).await.1["code"], "unknown_sku");
}

#[tokio::test]
async fn what_a_provider_says_is_told() {
    let till = Till::open();
    for _ in 0..2 {
        let refused = till.post("checkouts", "one", &wish(&json!({ "title": "refused" }))).await;
        assert_eq!((refused.0, &refused.1["code"]), (422, &"provider_refused".into()));
        assert_eq!(refused.1["detail"], "error_amount_too_small ⟨001B⟩[2J");
    }
    for (title, status) in [("declined", "failed"), ("lost", "unclear"), ("paid", "paid")] {
        let checkout = till.opens(title, &json!({ "title": title })).await;
        assert_eq!((&checkout["status"], &checkout["url"]), (&status.into(), &Value::Null));
        assert_eq!(checkout.get("failure").is_some(), title == "declined", "{checkout}");
        let (_, page) = till.get(&format!("checkouts?status={status}")).await;
        assert_eq!(page["checkouts"].as_array().unwrap().last(), Some(&checkout), "{page}");
    }
    let late = wish(&json!({ "title": "late" }));
    let asked_at = Instant::now();
    let request = till.request(Method::POST, "checkouts").header("idempotency-key", "late");
    let unanswered = request.body(late.to_string()).send().await.unwrap();
    assert_eq!(unanswered.headers()["retry-after"], "5");
    assert_eq!(unanswered.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(body_of(unanswered).await["code"], "unanswered");
    assert!(asked_at.elapsed().as_secs() < 10, "{:?}", asked_at.elapsed());
    let mut journal = till.journal();
    let (kept, _) = journal.checkout_of_key("late").unwrap().unwrap();
    let open =
        CheckoutState::Open { external_id: "x".to_owned(), url: "https://x.example".to_owned() };
    journal.write(|writer| writer.set_checkout_state(kept.number, &open, None)).unwrap();
    let (status, checkout) = till.post("checkouts", "late", &late).await;
    assert_eq!((status, &checkout["id"]), (201, &kept.id.as_str().into()));
}

/// Who waits for a provider keeps nobody else waiting.
#[tokio::test]
async fn a_provider_that_is_slow_leaves_room_for_others() {
    const ASKED: usize = 64;
    let till = Till::open();
    let late = wish(&json!({ "title": "late" })).to_string();
    let senders = (0..ASKED).map(|number| {
        let request = till.request(Method::POST, "checkouts").body(late.clone());
        tokio::spawn(answered(request.header("idempotency-key", number)))
    });
    let senders: Vec<_> = senders.collect();
    let journal = till.journal();
    while journal.checkouts(None, 0, 99).unwrap().len() < ASKED {
        tokio::task::yield_now().await;
    }
    let asked_at = Instant::now();
    assert_eq!(till.get("checkouts").await.0, 200);
    assert!(asked_at.elapsed().as_secs() < 4, "{:?}", asked_at.elapsed());
    for sender in senders {
        assert_eq!(sender.await.unwrap().1["code"], "unanswered");
    }
}

#[tokio::test]
async fn what_was_agreed_is_charged_once_for_each_key() {
    let till = Till::open();
    let euros = |amount: i64| json!({ "amount": amount, "currency": "EUR" });
    let recurring =
        |title: &str| json!({ "title": title, "recurring": "on_demand", "reference": "b" });
    let paid = till.opens("paid", &recurring("paid")).await["id"].clone();
    let open = till.opens("open", &recurring("1")).await["id"].clone();
    let once = till.opens("once", &json!({ "title": "paid" })).await["id"].clone();
    let charge = |id: &Value, price: Value| json!({ "checkout_id": id, "price": price });
    for (id, price, status, code) in [
        (&open, euros(5), 409, "not_paid"),
        (&once, euros(5), 409, "not_recurring"),
        (&json!("chk_1"), euros(5), 422, "unknown_checkout"),
        (&json!(format!("chk_{:032x}", 1)), euros(5), 422, "unknown_checkout"),
        (&json!(7), euros(5), 400, "bad_json"),
        (&paid, euros(0), 422, "bad_amount"),
        (&paid, json!({ "amount": 5, "currency": "RUB" }), 422, "other_currency"),
        (&paid, json!({ "amount": 5, "currency": "GBP" }), 422, "currency_not_taken"),
        (&paid, json!({ "amount": 5 }), 400, "bad_json"),
    ] {
        let refused = till.post("charges", "refused", &charge(id, price.clone())).await;
        assert_eq!((refused.0, &refused.1["code"]), (status, &code.into()), "{id} {price}");
    }
    let done = till.post("charges", "one", &charge(&paid, euros(500))).await;
    assert_eq!(
        (done.0, &done.1["status"], &done.1["order_id"]),
        (201, &"paid".into(), &Value::Null)
    );
    let id = done.1["id"].as_str().unwrap();
    assert!(id.starts_with("chg_") && id.len() == 36, "{id}");
    assert_eq!(till.post("charges", "one", &charge(&paid, euros(500))).await, done);
    let other = till.post("charges", "one", &charge(&paid, euros(501))).await;
    assert_eq!((other.0, &other.1["code"]), (422, &"idempotency_key_reused".into()));
    let failed = till.post("charges", "two", &charge(&paid, euros(2))).await.1;
    assert_eq!((&failed["status"], &failed["failure"]), (&"failed".into(), &"no money".into()));
    let pending = till.post("charges", "three", &charge(&paid, euros(1))).await;
    assert_eq!((pending.0, &pending.1["status"]), (201, &"pending".into()));
    let kept = till.journal().charge_of_key("three").unwrap().unwrap().0;
    assert_eq!(kept.reference, Some(Untrusted::new("b")));
}
