//! Webhooks of the shop, and what becomes of them.

mod payments;
mod refunds;

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::super::Settings;
use super::*;
use crate::engine::{EncodePayload, Engine, NewAct, Parts};
use crate::i18n::Language;
use crate::inbox;
use crate::journal::{
    EffectKind, Journal, NewCharge, NewCheckout, NewEffect, Pins, RequestKey, Writer,
};
use crate::machine::{Clock, Machine};
use crate::moderation::Formatter;
use crate::order::checkout::{ChargeState, Checkout, CheckoutState, Recurring, Wish};
use crate::order::life::{Event as LifeEvent, Receipt, ShopAnswer, Stage};
use crate::order::{AccountId, ChargeId, CheckoutId, Code, Record, Untrusted, UserId};
use crate::shop::{Call, EVENTS};
use crate::tribute::webhook::Webhook;
use crate::tribute::{ApiKey, Client};

struct Calls;

impl EncodePayload for Calls {
    fn encode(&self, act: &NewAct<'_>) -> Option<NewEffect> {
        match act.kind {
            EffectKind::Activate => crate::shop::encode_activation(act),
            EffectKind::Revoke => crate::shop::encode_revocation(act),
            EffectKind::Deliver(_) => None,
        }
    }

    fn draft(&self, _record: &Record, _codes: &[Code]) -> Untrusted {
        unreachable!("nothing is said")
    }
}

/// A clock that tests put forward.
#[derive(Clone, Default)]
struct Hours(Arc<std::sync::atomic::AtomicI64>);

impl Clock for Hours {
    fn now(&self) -> Timestamp {
        let hours = self.0.load(std::sync::atomic::Ordering::Relaxed);
        BEGINNING.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
    }
}

const BEGINNING: &str = "2026-09-01T00:00:00Z";
const UUID: &str = "1b4e28ba-2fa1-4d3e-a3f2-0c3a7e5d9f10";

struct Scene {
    engine: Engine,
    settings: Settings,
    hours: Hours,
    _folder: TempDir,
}

fn formatter() -> Formatter {
    Formatter {
        language: Language::English,
        time_zone: TimeZone::UTC,
        config_file: "config.toml".to_owned(),
        send_button: "Send".to_owned(),
    }
}

fn checkout_id(seed: u64) -> CheckoutId {
    CheckoutId::new([seed, 7])
}

fn request(seed: u64) -> RequestKey {
    RequestKey { idempotency_key: format!("key-{seed}"), digest: "d".to_owned() }
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pins = Pins { seller: UserId(777), bot: UserId(1), livemode: false };
        let path = folder.path().join("main.journal");
        let hours = Hours::default();
        let engine = Engine::new(Parts {
            journal: Journal::open(&path, pins, "journal-1", Timestamp::UNIX_EPOCH).unwrap(),
            clock: Arc::new(hours.clone()),
            rng: Arc::new(Machine),
            step: crate::sources::step,
            encoder: Box::new(Calls),
            wording: Box::new(formatter()),
            approve_first: 0,
        });
        let forward = vec!["shop_order_cancelled".to_owned()];
        let key = ApiKey::new("f138f7b4-0000-4c5c-97a6-46f8870dc0de").unwrap();
        let client = Client::new("http://127.0.0.1:1/api/v1", key).unwrap();
        let settings = Settings { client, livemode: false, forward, formatter: formatter() };
        Self { engine, settings, hours, _folder: folder }
    }

    /// One with a checkout of 999 roubles that can be paid.
    fn open() -> Self {
        let mut scene = Self::new();
        scene.asks(1, None);
        scene.opens(1, UUID);
        scene
    }

    /// The shop wants something paid.
    fn asks(&mut self, seed: u64, recurring: Option<Recurring>) {
        let now = self.engine.now();
        let wish = Wish {
            account: Some(AccountId::known("12345")),
            item: None,
            title: Untrusted::new("A month"),
            description: None,
            price: "999.00 RUB".parse().unwrap(),
            reference: Some(Untrusted::new("cart-7")),
            email: None,
            phone: None,
            language: None,
            success_url: None,
            fail_url: None,
            expires_at: now + SignedDuration::from_hours(48),
            recurring,
            receipt: None,
            extra: None,
        };
        let provider = ProviderName::TributeShop;
        let (id, request) = (checkout_id(seed), request(seed));
        let new = NewCheckout { id, provider, wish, request };
        self.engine.write(|writer| writer.new_checkout(&new, now)).unwrap();
    }

    /// Tribute has made an order of that.
    fn opens(&mut self, seed: u64, uuid: &str) {
        let number = self.checkout(seed).number;
        let url = format!("https://pay.example/{uuid}");
        let state = CheckoutState::Open { external_id: uuid.to_owned(), url };
        self.engine.write(|writer| writer.set_checkout_state(number, &state, None)).unwrap();
    }

    fn checkout(&self, seed: u64) -> Checkout {
        self.engine.journal().checkout(&checkout_id(seed)).unwrap().unwrap()
    }

    /// Keeps a webhook, and takes all that waits.
    fn hears(&mut self, name: &str, payload: &str) {
        self.keeps(name, payload);
        self.takes();
    }

    fn keeps(&mut self, name: &str, payload: &str) {
        let body = format!(
            r#"{{"name":"{name}","created_at":"{BEGINNING}","sent_at":"{}","payload":{payload}}}"#,
            self.engine.random_u64()
        );
        let webhook = Webhook::read(body.as_bytes()).unwrap().unwrap();
        let (key, now) = (webhook.dedup_key(), self.engine.now());
        let receive = |writer: &Writer<'_>| writer.receive(&SOURCE, &key, body.as_bytes(), now);
        self.engine.write(receive).unwrap();
    }

    fn takes(&mut self) {
        for received in inbox::waiting(&self.engine, &SOURCE).unwrap() {
            take(&mut self.engine, &self.settings, &received).unwrap();
        }
        tell_held(&mut self.engine, &self.settings).unwrap();
        assert!(inbox::waiting(&self.engine, &SOURCE).unwrap().is_empty());
    }

    fn hours_pass(&mut self, hours: i64) {
        self.hours.0.fetch_add(hours, std::sync::atomic::Ordering::Relaxed);
        self.takes();
    }

    fn order(&self, external_id: &str) -> Option<Record> {
        self.engine.journal().order_of_source(&SOURCE, external_id).unwrap()
    }

    fn stage(&self, external_id: &str) -> Stage {
        self.order(external_id).expect("an order").life.state.stage()
    }

    fn orders(&self) -> usize {
        self.engine.journal().all_orders().unwrap().len()
    }

    /// What moderators are to read.
    fn told(&self) -> Vec<String> {
        let owed = self.engine.journal().owed_notifications().unwrap();
        owed.iter().map(|notification| notification.text.text.clone()).collect()
    }

    fn activates(&mut self, external_id: &str) {
        let number = self.order(external_id).unwrap().number;
        self.engine.apply_event(number, LifeEvent::ActivationBegun).unwrap();
        let answer = ShopAnswer::Activated(Receipt::default());
        let event = LifeEvent::ShopAnswered { answer, jitter: 0, alone: false };
        self.engine.apply_event(number, event).unwrap();
    }

    fn call(&self, external_id: &str, kind: EffectKind) -> serde_json::Value {
        let number = self.order(external_id).unwrap().number;
        let effect = self.engine.journal().newest_effect(number, kind).unwrap().unwrap();
        let call: Call = serde_json::from_str(&effect.payload).unwrap();
        serde_json::from_str(&call.body).unwrap()
    }
}

fn paid(more: &str) -> String {
    format!(r#"{{"uuid":"{UUID}","amount":99900,"currency":"rub","status":"paid"{more}}}"#)
}

fn charged(transaction: u32) -> String {
    format!(
        r#"{{"uuid":"{UUID}","amount":99900,"currency":"rub","transactionId":{transaction},"period":"monthly"}}"#
    )
}

fn refunded(status: &str, more: &str) -> String {
    format!(r#"{{"uuid":"{UUID}","amount":99900,"currency":"rub","status":"{status}"{more}}}"#)
}
