use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tempfile::TempDir;

use super::*;
use crate::engine::{Engine, NewAct, Parts};
use crate::i18n::Language;
use crate::inbox;
use crate::journal::{EffectKind, Journal, NewEffect, Pins, Writer};
use crate::machine::Machine;
use crate::order::catalogue::{Entry, Item};
use crate::order::life::{Event as LifeEvent, Receipt, ShopAnswer, Stage};
use crate::order::{Code, Currency, Money, UserId};
use crate::shop::{Call, EVENTS};
use crate::tribute::ApiKey;

struct Calls;

impl crate::engine::EncodePayload for Calls {
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

struct Scene {
    engine: Engine,
    settings: Settings,
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

fn settings() -> Settings {
    let key = ApiKey::new("f138f7b4-0000-4c5c-97a6-46f8870dc0de").unwrap();
    Settings {
        client: Client::new("http://127.0.0.1:1/api/v1", key).unwrap(),
        livemode: false,
        catalogue: Catalogue::default(),
        account: AccountFrom::TelegramId,
        forward: vec!["new_subscription".to_owned()],
        formatter: formatter(),
    }
}

impl Scene {
    fn new(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pins = Pins { seller: UserId(777), bot: UserId(1), livemode: settings.livemode };
        let path = folder.path().join("main.journal");
        let engine = Engine::new(Parts {
            journal: Journal::open(&path, pins, "journal-1", Timestamp::UNIX_EPOCH).unwrap(),
            clock: Arc::new(Machine),
            rng: Arc::new(Machine),
            step: crate::sources::step,
            encoder: Box::new(Calls),
            wording: Box::new(formatter()),
            approve_first: 0,
        });
        Self { engine, settings, _folder: folder }
    }

    /// Keeps a webhook, and takes all that waits.
    fn hears(&mut self, name: &str, payload: &str) {
        self.keeps(name, payload);
        self.takes();
    }

    fn keeps(&mut self, name: &str, payload: &str) {
        let at = "2026-04-14T00:00:00Z";
        let body = format!(
            r#"{{"name":"{name}","created_at":"{at}","sent_at":"{}","payload":{payload}}}"#,
            self.engine.random_u64()
        );
        let webhook = Webhook::read(body.as_bytes()).unwrap().unwrap();
        let (key, now) = (webhook.dedup_key(), self.engine.now());
        let receive = |writer: &Writer<'_>| writer.receive(&SOURCE, &key, body.as_bytes(), now);
        self.engine.write(receive).unwrap();
    }

    fn takes(&mut self) {
        for received in inbox::waiting(&self.engine, &SOURCE).unwrap() {
            intake::take(&mut self.engine, &self.settings, &received).unwrap();
        }
        assert!(inbox::waiting(&self.engine, &SOURCE).unwrap().is_empty());
    }

    fn order(&self, purchase: &str) -> Record {
        let order = self.engine.journal().order_of_source(&SOURCE, purchase).unwrap();
        order.expect("an order")
    }

    fn orders(&self) -> usize {
        self.engine.journal().all_orders().unwrap().len()
    }

    /// What moderators are to read.
    fn told(&self) -> Vec<String> {
        let owed = self.engine.journal().owed_notifications().unwrap();
        owed.iter().map(|notification| notification.text.text.clone()).collect()
    }

    fn activates(&mut self, number: u32) {
        self.engine.apply_event(number, LifeEvent::ActivationBegun).unwrap();
        let answer = ShopAnswer::Activated(Receipt::default());
        let event = LifeEvent::ShopAnswered { answer, jitter: 0, alone: false };
        self.engine.apply_event(number, event).unwrap();
    }

    fn call(&self, number: u32, kind: EffectKind) -> serde_json::Value {
        let effect = self.engine.journal().newest_effect(number, kind).unwrap().unwrap();
        let call: Call = serde_json::from_str(&effect.payload).unwrap();
        serde_json::from_str(&call.body).unwrap()
    }
}

const BOUGHT: &str = "new_digital_product";
const REFUNDED: &str = "digital_product_refunded";
const VPN: &str = r#"{"product_id":456,"product_name":"VPN","amount":500,"currency":"usd","trb_user_id":"T-31326","telegram_user_id":12321321,"telegram_username":"durov","purchase_id":78901}"#;
const WEB: &str = r#"{"product_id":456,"product_name":"VPN","amount":500,"currency":"usd","trb_user_id":"W-15408","purchase_id":78901}"#;
const VPN_BACK: &str = r#"{"purchase_id":78901,"amount":500,"currency":"usd","refund_reason":"telegram_refund","refunded_at":"2026-04-15T00:00:00Z"}"#;

#[test]
fn a_purchase_is_one_order_however_often_it_is_told() {
    let mut scene = Scene::new(settings());
    scene.hears(BOUGHT, VPN);
    scene.hears("newDigitalProduct", VPN);
    scene.keeps(BOUGHT, VPN);
    scene.takes();
    assert_eq!(scene.orders(), 1);
    let order = scene.order("78901");
    assert_eq!(order.id.as_str(), "test-tribute-purchase-78901");
    assert_eq!(order.life.state.stage(), Stage::Activating);
    let data = &scene.call(order.number, EffectKind::Activate)["data"];
    assert_eq!(data["source"], "tribute_api");
    assert_eq!(data["account_id"], "12321321");
    assert_eq!(data["price"], serde_json::json!({ "amount": 500, "currency": "USD" }));
    assert_eq!(data["customer"]["username"], "durov");
    assert!(scene.told().is_empty());
    scene.activates(order.number);
    assert_eq!(scene.order("78901").life.state.stage(), Stage::Completed);
}

#[test]
fn who_has_no_telegram_is_a_question_unless_the_shop_needs_no_account() {
    let mut scene = Scene::new(settings());
    scene.hears(BOUGHT, WEB);
    let order = scene.order("78901");
    assert_eq!(order.life.reason_name(), Some("no_account_id"));
    assert_eq!(scene.told().len(), 1);

    let mut scene = Scene::new(Settings { account: AccountFrom::Nothing, ..settings() });
    scene.hears(BOUGHT, WEB);
    let order = scene.order("78901");
    assert_eq!(order.life.state.stage(), Stage::Activating);
    let data = &scene.call(order.number, EffectKind::Activate)["data"];
    assert!(data.get("account_id").is_none());
    assert_eq!(data["customer"], serde_json::json!({ "tribute_user_id": "W-15408" }));
}

/// Old webhooks name a purchase by product, buyer and moment: together they may be too long for an order's id.
#[test]
fn a_purchase_that_can_be_no_order_is_told() {
    let mut scene = Scene::new(settings());
    let (product, buyer) = ("p".repeat(64), "b".repeat(64));
    let payload = format!(r#"{{"product_id":"{product}","user_id":"{buyer}","amount":500}}"#);
    scene.hears(BOUGHT, &payload);
    assert_eq!(scene.orders(), 0);
    let told = scene.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("purchase_id") && told[0].contains(&buyer), "{told:?}");
}

#[test]
fn the_catalogue_knows_products_by_number_or_name() {
    let price = Some(Money { amount: 300, currency: Currency::from_code("EUR").unwrap() });
    let item = Item { sku: "vpn-1".to_owned(), quantity: 1 };
    let tribute_id = Some("456".to_owned());
    let entry = Entry { name: "VPN for a month".to_owned(), item, price, tribute_id };
    let catalogue = Catalogue::new(vec![entry]).unwrap();
    let mut scene = Scene::new(Settings { catalogue, ..settings() });
    for (purchase, payload, reason) in [
        (1, r#""product_id":456,"product_name":"New name","amount":300,"currency":"eur""#, None),
        (2, r#""product_id":456,"amount":301,"currency":"eur""#, Some("price_mismatch")),
        // What is left for the seller is no price.
        (3, r#""product_id":456,"price":300,"amount":210,"currency":"eur""#, None),
        (
            4,
            r#""product_id":7,"product_name":"x","amount":1,"currency":"eur""#,
            Some("unknown_product"),
        ),
        (5, r#""product_id":456,"amount":-300,"currency":"eur""#, Some("bad_price")),
        (6, r#""product_id":456,"amount":300,"currency":"xyz""#, Some("bad_price")),
        (7, r#""product_id":456"#, Some("bad_price")),
    ] {
        let payload = format!(r#"{{"purchase_id":{purchase},"telegram_user_id":5,{payload}}}"#);
        scene.hears(BOUGHT, &payload);
        let order = scene.order(&purchase.to_string());
        assert_eq!(order.life.reason_name(), reason, "{payload}");
    }
}

#[test]
fn a_refund_takes_the_goods_back() {
    let mut scene = Scene::new(settings());
    scene.hears(BOUGHT, VPN);
    let number = scene.order("78901").number;
    scene.activates(number);
    scene.hears(REFUNDED, VPN_BACK);
    scene.hears(REFUNDED, VPN_BACK);
    assert_eq!(scene.order("78901").life.state.stage(), Stage::Revoking);
    let call = scene.call(number, EffectKind::Revoke);
    assert_eq!(call["type"], "order.refunded");
    let refund = serde_json::json!({ "amount": 500, "currency": "USD", "full": true });
    assert_eq!(call["data"]["refund"], refund);
    assert_eq!(call["data"]["reason"], "telegram_refund");
    assert_eq!(call["data"]["refunded_at"], "2026-04-15T00:00:00Z");
}

#[test]
fn a_refund_before_the_goods_were_given_ends_the_order() {
    let mut scene = Scene::new(settings());
    scene.hears(BOUGHT, VPN);
    scene.hears(REFUNDED, VPN_BACK);
    let order = scene.order("78901");
    assert_eq!(order.life.state.stage(), Stage::Refunded);
    assert!(scene.engine.journal().owed_effects().unwrap().is_empty());
}

#[test]
fn a_refund_may_overtake_its_purchase() {
    for is_taken_between in [true, false] {
        let mut scene = Scene::new(settings());
        scene.keeps(REFUNDED, VPN_BACK);
        if is_taken_between {
            scene.takes();
            assert!(scene.told()[0].contains("78901"), "{:?}", scene.told());
        }
        scene.hears(BOUGHT, VPN);
        assert_eq!(scene.order("78901").life.state.stage(), Stage::Refunded);
        assert!(scene.engine.journal().owed_effects().unwrap().is_empty());
        assert_eq!(scene.told().len(), usize::from(is_taken_between), "{:?}", scene.told());
    }
}

#[test]
fn a_known_purchase_with_other_contents_is_told_and_changes_nothing() {
    let mut scene = Scene::new(settings());
    scene.hears(BOUGHT, VPN);
    scene.hears(BOUGHT, &VPN.replace(":500,", ":50000,"));
    scene.hears(BOUGHT, &VPN.replace("12321321", "999"));
    assert_eq!(scene.orders(), 1);
    assert_eq!(scene.told().len(), 2);
    assert!(scene.told()[0].contains("other contents"), "{:?}", scene.told());
    let data = &scene.call(1, EffectKind::Activate)["data"];
    assert_eq!(data["account_id"], "12321321");
}

#[test]
fn what_can_not_be_read_is_told_as_it_came() {
    let mut scene = Scene::new(settings());
    scene.hears(BOUGHT, r#"{"purchase_id":1,"purchaseId":2,"amount":5,"currency":"eur"}"#);
    scene.hears(REFUNDED, "{}");
    assert_eq!(scene.orders(), 0);
    let told = scene.told();
    assert!(
        told[0].contains("purchaseId") && told[1].contains("digital_product_refunded"),
        "{told:?}"
    );
}

#[test]
fn events_that_the_owner_lists_wait_for_the_shop() {
    let mut scene = Scene::new(settings());
    let payload = r#"{"subscription_id":1,"price":300,"amount":210, "x":null}"#;
    scene.hears("newSubscription", payload);
    scene.hears("newSubscription", payload);
    scene.hears("new_donation", r#"{"amount":100}"#);
    let waiting = inbox::waiting(&scene.engine, &EVENTS).unwrap();
    assert_eq!(waiting.len(), 1);
    let call: Call = serde_json::from_slice(&waiting[0].raw).unwrap();
    assert!(call.webhook_id.starts_with("test-tribute-event-"), "{}", call.webhook_id);
    let data = r#""data":{"name":"newSubscription","created_at":"2026-04-14T00:00:00Z","payload":{"subscription_id":1,"price":300,"amount":210, "x":null}}}"#;
    assert!(call.body.ends_with(data), "{}", call.body);
    assert!(call.body.starts_with(r#"{"type":"tribute.event","timestamp":""#), "{}", call.body);
    assert!(scene.told().is_empty() && scene.orders() == 0);
}

#[test]
fn an_order_is_read_again_by_todays_settings() {
    let mut scene = Scene::new(settings());
    scene.hears(BOUGHT, WEB);
    let order = scene.order("78901");
    let today = Settings { account: AccountFrom::Nothing, ..settings() };
    assert!(today.reread(&order).unwrap().needs_no_account);
    assert!(can_refund(&order));
    let old = r#"{"product_id":456,"amount":500,"currency":"usd","user_id":31326,"telegram_user_id":12321321}"#;
    scene.hears(BOUGHT, old);
    assert!(!can_refund(&scene.order("456-12321321-1776124800000000")));
}

/// A custom product's order, which came by the chat.
fn sold_in_chat(scene: &mut Scene, customer: Customer, minutes: i64) {
    let at: Timestamp = "2026-04-14T00:00:00Z".parse().unwrap();
    let price = Some(Money { amount: 500, currency: Currency::from_code("USD").unwrap() });
    let form = OrderForm {
        customer,
        product: Some(Untrusted::new("vpn")),
        price,
        account: Some(AccountId::known("12345")),
        ..OrderForm::default()
    };
    let pins = scene.engine.journal().pins();
    let message = crate::order::MessageId(7);
    let ordered_at = at + jiff::SignedDuration::from_mins(minutes);
    let (new, effects) = crate::sources::tribute_chat::new_order(
        pins,
        message,
        Untrusted::new(""),
        form,
        ordered_at,
    );
    scene.engine.take_in(new, &effects).unwrap();
}

#[test]
fn what_may_be_the_sale_of_an_order_in_the_chat_is_a_question() {
    let telegram = |id| Customer { telegram_id: Some(UserId(id)), ..Customer::default() };
    for (customer, minutes, reason) in [
        (telegram(12_321_321), 3, Some("possible_duplicate")),
        (Customer::default(), -10, Some("possible_duplicate")),
        (telegram(5), 3, None),
        (telegram(12_321_321), 11, None),
    ] {
        let mut scene = Scene::new(settings());
        sold_in_chat(&mut scene, customer, minutes);
        scene.hears(BOUGHT, VPN);
        let order = scene.order("78901");
        assert_eq!(order.life.reason_name(), reason, "{minutes}");
        assert_eq!(scene.told().iter().any(|text| text.contains("№1")), reason.is_some());
    }
}
