//! What is made of what buyers did, in a journal.

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::talk::Talk;
use super::updates::{Reading, keep};
use super::*;
use crate::engine::{Engine, NewAct, Parts};
use crate::i18n::Language;
use crate::inbox;
use crate::journal::{EffectKind, Journal, NewCheckout, NewEffect, Pins, RequestKey};
use crate::machine::Machine;
use crate::order::catalogue::Catalogue;
use crate::order::checkout::{Checkout, CheckoutState, Wish};
use crate::order::life::Stage;
use crate::order::{AccountId, CheckoutId, Code, MessageId, Money, Untrusted};
use crate::order::{Currency, Record};
use crate::telegram::payments::{
    Buyer, BuyerAddress, Difference, Heard, Paid, PaidBack, UpdateState, Wrote,
};

struct Calls;

impl crate::engine::EncodePayload for Calls {
    fn encode(&self, act: &NewAct<'_>) -> Option<NewEffect> {
        match act.kind {
            EffectKind::Activate => crate::shop::encode_activation(act),
            EffectKind::Revoke => crate::shop::encode_revocation(act),
            EffectKind::Deliver(_) => crate::sources::encode_message(act, "Done".to_owned()),
        }
    }

    fn draft(&self, _record: &Record, _codes: &[Code]) -> Untrusted {
        unreachable!("nothing is said")
    }
}

struct Scene {
    engine: Engine,
    settings: Settings,
    talk: Talk,
    pts: i32,
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

fn stars(amount: i64) -> Money {
    Money { amount, currency: Currency::STARS }
}

fn buyer() -> Buyer {
    let address = BuyerAddress { id: UserId(7), access_hash: 70 };
    let name = Some(Untrusted::new("Ivan"));
    Buyer { address, name, username: Some("ivan".to_owned()), language: Some("ru".to_owned()) }
}

fn paid(payload: &str, charge: &str, amount: i64, currency: &str) -> Heard {
    Heard::Paid(Paid {
        buyer: buyer(),
        charge_id: charge.to_owned(),
        provider_charge_id: String::new(),
        payload: Untrusted::new(payload),
        currency: currency.to_owned(),
        amount,
        at: Timestamp::UNIX_EPOCH,
    })
}

fn state(pts: i32) -> UpdateState {
    UpdateState { pts, qts: 1, date: 2 }
}

fn went_back(charge: &str, amount: i64) -> Heard {
    let (charge_id, currency, at) = (charge.to_owned(), "XTR".to_owned(), Timestamp::UNIX_EPOCH);
    Heard::PaidBack(PaidBack { buyer: buyer(), charge_id, currency, amount, at })
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pins = Pins { seller: UserId(777), bot: UserId(1), livemode: false };
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
        let settings = Settings {
            bot: UserId(5555),
            provider_token: None,
            livemode: false,
            reread_interval: Duration::from_mins(3),
            incident_after: Duration::from_mins(2),
            formatter: formatter(),
            showcase: Showcase {
                catalogue: Catalogue::default(),
                account: None,
                example: None,
                has_provider: false,
                terms: None,
                support: None,
                language: Language::English,
                moderator: None,
            },
        };
        let talk = Talk::default();
        let mut scene = Self { engine, settings, talk, pts: 10, _folder: folder };
        let baseline = state(10);
        keep(&mut scene.engine, &scene.settings, Reading::Baseline(baseline)).unwrap();
        scene
    }

    fn checkout(&mut self) -> Checkout {
        let id = CheckoutId::new([0, self.engine.random_u64()]);
        let wish = Wish {
            account: Some(AccountId::known("12345")),
            item: None,
            title: Untrusted::new("Diamond"),
            description: None,
            price: stars(50),
            reference: None,
            email: None,
            phone: None,
            language: None,
            success_url: None,
            fail_url: None,
            expires_at: self.engine.now() + SignedDuration::from_hours(1),
            recurring: None,
            receipt: None,
            extra: None,
        };
        let request = RequestKey { idempotency_key: id.to_string(), digest: String::new() };
        let provider = ProviderName::Telegram;
        let new = NewCheckout { id: id.clone(), provider, wish, request };
        let now = self.engine.now();
        self.engine.write(|writer| writer.new_checkout(&new, now)).unwrap();
        self.engine.journal().checkout(&id).unwrap().unwrap()
    }

    /// Reads this from Telegram, and takes all that waits.
    fn hears(&mut self, heard: Vec<Heard>) {
        let since = state(self.pts);
        self.pts += 1;
        let next = Difference::Next { heard, state: state(self.pts), is_last: true };
        keep(&mut self.engine, &self.settings, Reading::Since(since, next)).unwrap();
        self.takes();
    }

    fn read_to(&self, bot: i64) -> Option<UpdateState> {
        self.engine.journal().updates_read(UserId(bot)).unwrap()
    }

    fn takes(&mut self) {
        for received in inbox::waiting(&self.engine, &SOURCE).unwrap() {
            let talk = &mut self.talk;
            intake::take(&mut self.engine, &self.settings, talk, &received).unwrap();
        }
        assert!(inbox::waiting(&self.engine, &SOURCE).unwrap().is_empty());
    }

    fn order(&self, charge: &str) -> Record {
        self.engine.journal().order_of_source(&SOURCE, charge).unwrap().expect("an order")
    }

    fn orders(&self) -> usize {
        self.engine.journal().all_orders().unwrap().len()
    }

    fn told(&self) -> Vec<String> {
        let owed = self.engine.journal().owed_notifications().unwrap();
        owed.iter().map(|it| it.text.text.clone()).collect()
    }
}

#[test]
fn a_payment_is_one_order_however_often_it_is_told() {
    let mut scene = Scene::new();
    let checkout = scene.checkout();
    let told = paid(checkout.id.as_str(), "stx-1", 50, "XTR");
    scene.hears(vec![told.clone(), told.clone()]);
    scene.hears(vec![told.clone()]);
    // An answer to a question that was asked before.
    let stale = Difference::Next { heard: vec![told], state: state(99), is_last: true };
    let before = state(10);
    assert!(keep(&mut scene.engine, &scene.settings, Reading::Since(before, stale)).unwrap());
    scene.takes();
    assert_eq!(scene.orders(), 1);
    let order = scene.order("stx-1");
    assert_eq!(order.id.as_str(), "test-telegram-5555-stx-1");
    assert_eq!(order.life.state.stage(), Stage::Activating);
    assert_eq!(order.form.customer.telegram_id, Some(UserId(7)));
    assert_eq!(order.form.account, checkout.wish.account);
    let known = scene.engine.journal().checkout(&checkout.id).unwrap().unwrap();
    assert!(matches!(known.state, CheckoutState::Paid { .. }));
    assert_eq!(scene.read_to(5555), Some(state(12)));
    assert_eq!(scene.read_to(1), None, "another bot's updates");
}

#[test]
fn what_nobody_waited_for_is_for_people() {
    let mut scene = Scene::new();
    let checkout = scene.checkout();
    let id = checkout.id.as_str();
    scene.hears(vec![
        paid(id, "stx-1", 50, "XTR"),
        paid(id, "stx-2", 50, "XTR"),
        paid("no checkout", "stx-3", 50, "XTR"),
        paid(&CheckoutId::new([1, 1]).to_string(), "stx-4", 50, "XTR"),
    ]);
    let (less, other) = (scene.checkout(), scene.checkout());
    scene.hears(vec![
        paid(less.id.as_str(), "stx-5", 49, "XTR"),
        paid(other.id.as_str(), "stx-6", 50, "???"),
    ]);
    let reasons = ["stx-2", "stx-3", "stx-4", "stx-5", "stx-6"]
        .map(|charge| scene.order(charge).life.reason_name().unwrap());
    assert_eq!(
        reasons,
        ["paid_twice", "unknown_payment", "unknown_payment", "price_mismatch", "bad_price"]
    );
    assert_eq!(scene.order("stx-2").form.problem_text, Some(Untrusted::new("№1")));
    assert_eq!(scene.order("stx-1").life.state.stage(), Stage::Activating);
    assert_eq!(scene.orders(), 6);
}

/// What the first bot took while another one was configured is heard once it is back.
#[test]
fn each_bot_is_read_from_where_it_was_read_to() {
    let mut scene = Scene::new();
    let first = scene.settings.bot;
    scene.settings.bot = UserId(6666);
    let other = state(900);
    keep(&mut scene.engine, &scene.settings, Reading::Baseline(other)).unwrap();
    assert_eq!((scene.read_to(5555), scene.read_to(6666)), (Some(state(10)), Some(other)));
    scene.settings.bot = first;
    let checkout = scene.checkout();
    scene.hears(vec![paid(checkout.id.as_str(), "stx-1", 50, "XTR")]);
    assert_eq!(scene.order("stx-1").life.state.stage(), Stage::Activating);
    assert_eq!((scene.read_to(5555), scene.read_to(6666)), (Some(state(11)), Some(other)));
}

/// A name that can't stand in an order's id makes one all the same, and the same again.
#[test]
fn telegram_may_name_payments_as_it_likes() {
    let scene = Scene::new();
    let id = |charge: &str| scene.settings.order_id(charge).unwrap();
    assert_eq!(id("a/b+c=").as_str(), id("a/b+c=").as_str());
    assert_ne!(id("a/b+c="), id("a/b+d="));
    let long = "x".repeat(200);
    assert!(id(&long).as_str().len() <= 128);
}

#[test]
fn money_that_went_back_is_told_to_the_shop_or_to_people() {
    let mut scene = Scene::new();
    let checkout = scene.checkout();
    scene.hears(vec![paid(checkout.id.as_str(), "stx-1", 50, "XTR"), went_back("stx-1", 50)]);
    assert_eq!(scene.order("stx-1").life.state.stage(), Stage::Refunded);
    let known = scene.engine.journal().checkout(&checkout.id).unwrap().unwrap();
    assert!(matches!(known.state, CheckoutState::Refunded { .. }));
    let before = scene.told().len();
    scene.hears(vec![went_back("stx-9", 50), went_back("stx-9", 50)]);
    let told = scene.told();
    assert_eq!(told.len(), before + 1);
    assert!(told.last().unwrap().contains("I have no order of it"), "{told:?}");
}

#[test]
fn what_can_not_be_read_is_shown_to_people_once() {
    let mut scene = Scene::new();
    let now = scene.engine.now();
    scene.engine.write(|it| it.receive(&SOURCE, "paid:x", b"{}", now).map(drop)).unwrap();
    scene.takes();
    assert!(scene.told()[0].contains("I can't read it"), "{:?}", scene.told());
    assert_eq!(scene.orders(), 0);
}

#[test]
fn what_telegram_does_not_tell_any_more_is_told_to_people_and_it_goes_on() {
    let mut scene = Scene::new();
    let since = state(10);
    let reading = || Reading::Since(since, Difference::TooLong);
    assert!(keep(&mut scene.engine, &scene.settings, reading()).unwrap());
    assert_eq!(scene.read_to(5555), None);
    assert!(scene.told()[0].contains("A payment may have been missed"), "{:?}", scene.told());
    let stands = state(500);
    keep(&mut scene.engine, &scene.settings, Reading::Baseline(stands)).unwrap();
    assert_eq!(scene.read_to(5555), Some(stands));
}

#[test]
fn what_a_buyer_writes_is_no_payment() {
    let mut scene = Scene::new();
    let (buyer, message) = (buyer(), MessageId(3));
    let text = Untrusted::new("paid:stx-1");
    scene.hears(vec![Heard::Wrote(Wrote { buyer, message, text, at: Timestamp::UNIX_EPOCH })]);
    assert_eq!((scene.orders(), scene.told().len()), (0, 0));
}
