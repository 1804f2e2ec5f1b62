//! A provider that answers as it is told, on a clock that is set.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::time::timeout;

use super::*;
use crate::engine::{EncodePayload, Engine, NewAct, Parts};
use crate::i18n::{Arguments, Language, arguments};
use crate::journal::{AskedRefund, Journal, NewCharge, NewCheckout, NewEffect, Pins, RequestKey};
use crate::machine::{Clock, Machine};
use crate::moderation::Formatter;
use crate::order::checkout::{ChargeState, CheckoutState, Recurring, Wish};
use crate::order::life::Stage;
use crate::order::{AccountId, ChargeId, CheckoutId, Code, UserId};
use crate::report::{UserError as _, failed};

/// After so many turns everything is at rest.
const TURNS_MAX: usize = 20;

/// The answers to come, and the calls that came.
#[derive(Default)]
struct Book {
    creates: VecDeque<Result<Opened, CallError>>,
    finds: VecDeque<Result<Option<Opened>, CallError>>,
    standings: VecDeque<Result<Standing, CallError>>,
    charges: VecDeque<Result<Charged, CallError>>,
    refunds: VecDeque<Result<GivenBack, CallError>>,
    calls: Vec<&'static str>,
}

#[derive(Clone)]
struct Bank(Arc<Mutex<Book>>, Formatter);

impl Bank {
    fn next<T>(&self, call: &'static str, answers: fn(&mut Book) -> &mut VecDeque<T>) -> T {
        let mut book = self.0.lock().unwrap();
        book.calls.push(call);
        answers(&mut book).pop_front().unwrap_or_else(|| panic!("{call}: {:?}", book.calls))
    }
}

impl Provider for Bank {
    const NAME: ProviderName = ProviderName::TributeShop;
    const INCIDENT: Option<IncidentKind> = Some(IncidentKind::TributeShopUnavailable);
    const MAKES_EACH_ONCE: bool = false;

    fn formatter(&self) -> &Formatter {
        &self.1
    }

    fn order_id(&self, external_id: &str) -> Option<OrderId> {
        format!("test-shop-{external_id}").parse().ok()
    }

    async fn create(&self, _: &Checkout) -> Result<Opened, CallError> {
        self.next("create", |book| &mut book.creates)
    }

    async fn find(&self, _: &Checkout) -> Result<Option<Opened>, CallError> {
        self.next("find", |book| &mut book.finds)
    }

    async fn standing(&self, _: &Checkout, _: &str) -> Result<Standing, CallError> {
        self.next("standing", |book| &mut book.standings)
    }

    async fn charge(&self, _: &Charge, _: &Checkout) -> Result<Charged, CallError> {
        self.next("charge", |book| &mut book.charges)
    }
}

impl Refunder for Bank {
    const INCIDENT: Option<IncidentKind> = <Self as Provider>::INCIDENT;

    fn source(&self) -> SourceName {
        Self::NAME.source()
    }

    async fn refund(
        &self,
        _: &Record,
        _: &str,
        _: Option<&Checkout>,
        _: Option<RefundPart>,
    ) -> Result<GivenBack, CallError> {
        self.next("refund", |book| &mut book.refunds)
    }
}

struct SetClock(Mutex<Timestamp>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

struct NothingOwed;

impl EncodePayload for NothingOwed {
    fn encode(&self, _act: &NewAct<'_>) -> Option<NewEffect> {
        None
    }

    fn draft(&self, _record: &Record, _codes: &[Code]) -> Untrusted {
        unreachable!("nothing is said")
    }
}

fn formatter() -> Formatter {
    Formatter {
        language: Language::English,
        time_zone: jiff::tz::TimeZone::UTC,
        config_file: "config.toml".to_owned(),
        send_button: "Send".to_owned(),
    }
}

struct Scene {
    engine: Engine,
    bank: Bank,
    desk: Desk<Bank>,
    refunds: Refunds<Bank>,
    clock: Arc<SetClock>,
    _folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pins = Pins { seller: UserId(777), bot: UserId(1), livemode: false };
        let path = folder.path().join("main.journal");
        let noon = "2026-11-30T12:00:00Z".parse().unwrap();
        let clock = Arc::new(SetClock(Mutex::new(noon)));
        let engine = Engine::new(Parts {
            journal: Journal::open(&path, pins, "journal-1", noon).unwrap(),
            clock: clock.clone(),
            rng: Arc::new(Machine),
            step: crate::sources::step,
            encoder: Box::new(NothingOwed),
            wording: Box::new(formatter()),
            approve_first: 0,
        });
        let bank = Bank(Arc::default(), formatter());
        let (desk, refunds) = (Desk::new(bank.clone()), Refunds::new(bank.clone()));
        Self { engine, bank, desk, refunds, clock, _folder: folder }
    }

    fn later(&self, minutes: i64) {
        *self.clock.0.lock().unwrap() += SignedDuration::from_mins(minutes);
    }

    /// The shop asks for a checkout, which expires after a day.
    fn asks(&mut self, seed: u64) -> CheckoutId {
        let now = self.engine.now();
        let wish = Wish {
            account: Some(AccountId::known("12345")),
            item: None,
            title: Untrusted::new("1 алмаз"),
            description: None,
            price: "€5.00".parse().unwrap(),
            reference: Some(Untrusted::new("cart-7")),
            email: None,
            phone: None,
            language: None,
            success_url: None,
            fail_url: None,
            expires_at: now + SignedDuration::from_hours(24),
            recurring: Some(Recurring::OnDemand),
            receipt: None,
            extra: None,
        };
        let request = RequestKey { idempotency_key: seed.to_string(), digest: String::new() };
        let id = CheckoutId::new([seed, 0]);
        let new = NewCheckout { id: id.clone(), provider: Bank::NAME, wish, request };
        self.engine.write(|writer| writer.new_checkout(&new, now)).unwrap();
        id
    }

    fn answers(&self, write: impl FnOnce(&mut Book)) {
        write(&mut self.bank.0.lock().unwrap());
    }

    /// Does what is due, until nothing is under way. Returns the calls.
    async fn runs(&mut self) -> Vec<&'static str> {
        for _ in 0..TURNS_MAX {
            self.engine.begin_turn().unwrap();
            self.desk.run(&mut self.engine).unwrap();
            self.refunds.run(&mut self.engine, &formatter()).unwrap();
            let changed = async {
                tokio::select! {
                    () = self.desk.changed() => {}
                    () = self.refunds.changed() => {}
                }
            };
            // The time is paused: it goes on when nobody works.
            if timeout(Duration::from_millis(1), changed).await.is_err() {
                return std::mem::take(&mut self.bank.0.lock().unwrap().calls);
            }
        }
        panic!("never at rest: {:?}", self.bank.0.lock().unwrap().calls);
    }

    fn checkout(&self, id: &CheckoutId) -> Checkout {
        self.engine.journal().checkout(id).unwrap().unwrap()
    }

    fn state(&self, id: &CheckoutId) -> CheckoutState {
        self.checkout(id).state
    }

    fn orders(&self) -> Vec<Record> {
        self.engine.journal().all_orders().unwrap()
    }

    /// In how many seconds something is due.
    fn due_in_s(&self) -> Option<i64> {
        let (now, before) = (self.engine.now(), Timestamp::UNIX_EPOCH);
        let next = self.engine.journal().next_look(Bank::NAME, before).unwrap();
        next.map(|at| at.duration_since(now).as_secs())
    }

    async fn opens(&mut self) -> CheckoutId {
        let id = self.asks(1);
        self.answers(|book| book.creates.push_back(Ok(opened("u-1"))));
        assert_eq!(self.runs().await, ["create"]);
        id
    }
}

fn opened(name: &str) -> Opened {
    Opened { external_id: name.to_owned(), url: format!("https://pay.test/{name}") }
}

fn open(name: &str) -> CheckoutState {
    let Opened { external_id, url } = opened(name);
    CheckoutState::Open { external_id, url }
}

fn lost() -> CallError {
    CallError::Unclear(failed("tribute.not_now", arguments!(status = 503_u32)))
}

fn not_now() -> CallError {
    CallError::NotNow(failed("tribute.not_now", arguments!(status = 503_u32)))
}

fn refused() -> CallError {
    CallError::Refused(failed("tribute.wrong_key", Arguments::new()))
}

fn paid(price: &str) -> Paid {
    Paid {
        external_id: None,
        price: Some(price.parse().unwrap()),
        is_partly_refunded: false,
        text: Untrusted::new("{}"),
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_for_is_made_once() {
    let mut scene = Scene::new();
    let id = scene.opens().await;
    assert_eq!(scene.state(&id), open("u-1"));
    assert_eq!(scene.due_in_s(), Some(120));
    assert!(scene.runs().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_was_lost_is_looked_for() {
    let mut scene = Scene::new();
    let id = scene.asks(1);
    scene.answers(|book| {
        book.creates.push_back(Err(lost()));
        book.finds.push_back(Ok(Some(opened("u-1"))));
        book.standings.push_back(Ok(Standing::Pending));
    });
    assert_eq!(scene.runs().await, ["create", "find", "standing"]);
    assert_eq!(scene.state(&id), open("u-1"));
}

#[tokio::test(start_paused = true)]
async fn what_a_crash_has_left_is_looked_for() {
    let mut scene = Scene::new();
    let id = scene.asks(1);
    scene.engine.begin_turn().unwrap();
    // The call begins, and its answer is never heard.
    scene.desk.run(&mut scene.engine).unwrap();
    scene.desk = Desk::new(scene.bank.clone());
    scene.answers(|book| {
        book.finds.push_back(Ok(Some(opened("u-1"))));
        book.standings.push_back(Ok(Standing::Pending));
    });
    assert_eq!(scene.runs().await, ["find", "standing"]);
    assert_eq!(scene.state(&id), open("u-1"));
}

#[tokio::test(start_paused = true)]
async fn only_what_is_not_there_when_the_call_has_ended_is_asked_for_again() {
    let mut scene = Scene::new();
    let id = scene.asks(1);
    scene.answers(|book| {
        book.creates.push_back(Err(lost()));
        book.finds.push_back(Ok(None));
    });
    assert_eq!(scene.runs().await, ["create", "find"]);
    assert!(matches!(scene.state(&id), CheckoutState::Unclear { .. }));
    assert_eq!(scene.due_in_s(), Some(60));
    scene.later(1);
    scene.answers(|book| {
        book.finds.push_back(Ok(None));
        book.creates.push_back(Ok(opened("u-1")));
    });
    assert_eq!(scene.runs().await, ["find", "create"]);
    assert_eq!(scene.state(&id), open("u-1"));
}

#[tokio::test(start_paused = true)]
async fn as_long_as_nobody_can_tell_it_is_unclear_and_ends_in_time() {
    let mut scene = Scene::new();
    let id = scene.asks(1);
    scene.answers(|book| {
        book.creates.push_back(Err(lost()));
        book.finds.push_back(Err(lost()));
    });
    assert_eq!(scene.runs().await, ["create", "find"]);
    assert!(matches!(scene.state(&id), CheckoutState::Unclear { .. }));
    scene.later(24 * 60);
    scene.answers(|book| book.finds.push_back(Err(not_now())));
    assert_eq!(scene.runs().await, ["find"]);
    assert_eq!(scene.state(&id), CheckoutState::Expired { external_id: None });
    assert_eq!(scene.due_in_s(), None);
}

#[tokio::test(start_paused = true)]
async fn what_the_provider_can_not_do_now_it_is_asked_for_again() {
    let mut scene = Scene::new();
    let id = scene.asks(1);
    scene.answers(|book| book.creates.push_back(Err(not_now())));
    assert_eq!(scene.runs().await, ["create"]);
    let why = Some(Untrusted::new(formatter().in_words(|| not_now().why().what())));
    assert_eq!(scene.state(&id), CheckoutState::Creating { asked_at: None, why });
    scene.later(1);
    scene.answers(|book| book.creates.push_back(Ok(opened("u-1"))));
    assert_eq!(scene.runs().await, ["create"]);
    assert_eq!(scene.state(&id), open("u-1"));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_kept_in_its_words() {
    let mut scene = Scene::new();
    let id = scene.asks(1);
    scene.answers(|book| book.creates.push_back(Err(refused())));
    assert_eq!(scene.runs().await, ["create"]);
    let CheckoutState::Failed { external_id: None, why } = scene.state(&id) else { panic!() };
    assert!(why.as_str().contains("does not know the key"), "{why}");
    assert_eq!(scene.due_in_s(), None);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_can_not_be_used_opens_nothing() {
    let mut scene = Scene::new();
    scene.opens().await;
    for (seed, name) in [(2, "u-1"), (3, "u 3\n")] {
        let id = scene.asks(seed);
        scene.answers(|book| book.creates.push_back(Ok(opened(name))));
        assert_eq!(scene.runs().await, ["create"]);
        assert!(matches!(scene.state(&id), CheckoutState::Failed { .. }), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_payment_that_nobody_tells_of_is_found() {
    let mut scene = Scene::new();
    let id = scene.opens().await;
    for minutes in [2, 8, 20, 60, 60] {
        scene.later(minutes - 1);
        assert!(scene.runs().await.is_empty());
        scene.later(1);
        scene.answers(|book| book.standings.push_back(Ok(Standing::Pending)));
        assert_eq!(scene.runs().await, ["standing"]);
    }
    scene.later(60);
    scene.answers(|book| book.standings.push_back(Ok(Standing::Paid(paid("€5.00")))));
    assert_eq!(scene.runs().await, ["standing"]);
    let [order] = &scene.orders()[..] else { panic!() };
    assert_eq!(order.id.as_str(), "test-shop-u-1");
    assert_eq!(order.source, Bank::NAME.source());
    assert_eq!(order.life.state.stage(), Stage::Activating);
    let about = order.form.checkout.as_ref().unwrap();
    assert_eq!((&about.id, about.reference.as_ref().unwrap().as_str()), (&id, "cart-7"));
    let checkout = scene.checkout(&id);
    assert_eq!(checkout.state, CheckoutState::Paid { external_id: "u-1".to_owned() });
    assert_eq!(checkout.order, Some((order.number, order.id.clone())));
    assert_eq!(scene.due_in_s(), None);
    // Now it is told, too.
    let told = Payment {
        external_id: "u-1".to_owned(),
        order_id: "test-shop-u-1".parse().unwrap(),
        price: Some("€5.00".parse().unwrap()),
        text: Untrusted::new("{}"),
        at: scene.engine.now(),
        buyer: None,
    };
    let known = checkout_paid(&mut scene.engine, &checkout, "u-1", told).unwrap();
    assert_eq!(known, order.number);
    assert_eq!(scene.orders().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn another_amount_than_was_asked_for_is_a_question() {
    for price in ["€4.99", "$5.00"] {
        let mut scene = Scene::new();
        scene.opens().await;
        scene.later(2);
        scene.answers(|book| book.standings.push_back(Ok(Standing::Paid(paid(price)))));
        scene.runs().await;
        assert_eq!(scene.orders()[0].life.reason_name(), Some("price_mismatch"), "{price}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_paid_in_time_expires_and_is_looked_at_an_hour_and_a_day_and_a_half_later() {
    for paid_at_look in [0, 1, 9] {
        let mut scene = Scene::new();
        let id = scene.opens().await;
        scene.later(24 * 60);
        scene.answers(|book| book.standings.push_back(Ok(Standing::Pending)));
        assert_eq!(scene.runs().await, ["standing"]);
        let expired = CheckoutState::Expired { external_id: Some("u-1".to_owned()) };
        for (look, minutes) in [60, 36 * 60].into_iter().enumerate() {
            assert_eq!(scene.state(&id), expired);
            scene.later(minutes - 1);
            assert!(scene.runs().await.is_empty());
            scene.later(1);
            let is_paid = look == paid_at_look;
            let standing =
                if is_paid { Standing::Paid(paid("€5.00")) } else { Standing::Pending };
            scene.answers(|book| book.standings.push_back(Ok(standing)));
            assert_eq!(scene.runs().await, ["standing"]);
            assert_eq!(scene.state(&id) == expired, !is_paid);
            if is_paid {
                break;
            }
        }
        assert_eq!((scene.orders().len(), scene.due_in_s()), (usize::from(paid_at_look < 9), None));
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_old_changes_nothing() {
    let mut scene = Scene::new();
    let id = scene.opens().await;
    scene.later(2);
    scene.answers(|book| book.standings.push_back(Ok(Standing::Failed(Untrusted::new("no")))));
    scene.engine.begin_turn().unwrap();
    scene.desk.run(&mut scene.engine).unwrap();
    let told = Payment {
        external_id: "u-1".to_owned(),
        order_id: "test-shop-u-1".parse().unwrap(),
        price: Some("€5.00".parse().unwrap()),
        text: Untrusted::new("{}"),
        at: scene.engine.now(),
        buyer: None,
    };
    let checkout = scene.checkout(&id);
    checkout_paid(&mut scene.engine, &checkout, "u-1", told).unwrap();
    assert_eq!(scene.runs().await, ["standing"]);
    assert_eq!(scene.state(&id), CheckoutState::Paid { external_id: "u-1".to_owned() });
}

#[tokio::test(start_paused = true)]
async fn a_charge_is_an_order_of_its_own() {
    let mut scene = Scene::new();
    let checkout = scene.opens().await;
    let (id, now) = (ChargeId::new([1, 1]), scene.engine.now());
    let request = RequestKey { idempotency_key: "1".to_owned(), digest: String::new() };
    let new = NewCharge {
        id: id.clone(),
        checkout: checkout.clone(),
        provider: Bank::NAME,
        price: "€7.00".parse().unwrap(),
        reference: Some(Untrusted::new("month 2")),
        request,
    };
    scene.engine.write(|writer| writer.new_charge(&new, now)).unwrap();
    let external_id = || "c-1".to_owned();
    scene.answers(|book| {
        book.charges.push_back(Err(lost()));
    });
    assert_eq!(scene.runs().await, ["charge"]);
    scene.later(1);
    scene.answers(|book| {
        book.charges.push_back(Ok(Charged::Pending { external_id: external_id() }));
    });
    assert_eq!(scene.runs().await, ["charge"]);
    let charge = scene.engine.journal().charge(&id).unwrap().unwrap();
    assert_eq!(charge.state, ChargeState::Pending { external_id: Some(external_id()), why: None });
    scene.later(1);
    let external_id = external_id();
    scene.answers(|book| {
        book.standings.push_back(Ok(Standing::Pending));
        book.charges.push_back(Ok(Charged::Paid { external_id, paid: paid("€7.00") }));
    });
    let mut calls = scene.runs().await;
    calls.sort_unstable();
    assert_eq!(calls, ["charge", "standing"]);
    let [order] = &scene.orders()[..] else { panic!() };
    assert_eq!((order.id.as_str(), order.life.reason_name()), ("test-shop-c-1", None));
    let about = order.form.checkout.as_ref().unwrap();
    assert_eq!((&about.id, about.reference.as_ref().unwrap().as_str()), (&checkout, "month 2"));
    let charge = scene.engine.journal().charge(&id).unwrap().unwrap();
    assert_eq!(charge.order, Some((order.number, order.id.clone())));
    assert_eq!(charge.state.status(), "paid");
}

#[tokio::test(start_paused = true)]
async fn money_on_its_way_back_is_asked_about_until_it_is() {
    let mut scene = Scene::new();
    let id = scene.opens().await;
    scene.later(2);
    scene.answers(|book| book.standings.push_back(Ok(Standing::Paid(paid("€5.00")))));
    scene.runs().await;
    let (number, asked_at) = (scene.orders()[0].number, scene.engine.now());
    let asked_by = Untrusted::new("Anna");
    let asked = AskedRefund { number, amount: None, asked_by, asked_at, receipt: None };
    scene.engine.write(|writer| writer.ask_refund(&asked)).unwrap();
    scene.answers(|book| book.refunds.push_back(Ok(GivenBack::Begun)));
    assert_eq!(scene.runs().await, ["refund"]);
    assert_eq!(scene.orders()[0].life.state.stage(), Stage::Activating);
    tokio::time::advance(Duration::from_mins(2)).await;
    scene.answers(|book| book.refunds.push_back(Ok(GivenBack::Done)));
    assert_eq!(scene.runs().await, ["refund"]);
    assert_eq!(scene.orders()[0].life.state.stage(), Stage::Refunded);
    assert_eq!(scene.state(&id), CheckoutState::Refunded { external_id: "u-1".to_owned() });
    assert!(scene.engine.journal().refunds().unwrap().is_empty());
}

/// What a look finds of a payment counts as what a webhook tells.
#[tokio::test(start_paused = true)]
async fn nothing_is_given_for_a_payment_of_which_a_part_went_back() {
    let mut scene = Scene::new();
    scene.opens().await;
    scene.later(2);
    let found = Paid { is_partly_refunded: true, ..paid("€5.00") };
    scene.answers(|book| book.standings.push_back(Ok(Standing::Paid(found))));
    scene.runs().await;
    let order = &scene.orders()[0];
    assert_eq!(order.life.state.stage(), Stage::Refunded);
    assert!(order.life.refund().is_some_and(|refund| !refund.full));
    assert!(scene.engine.journal().owed_effects().unwrap().is_empty());
}

impl Scene {
    fn is_in_trouble(&self) -> bool {
        let kind = <Bank as Provider>::INCIDENT.unwrap();
        self.engine.incident(kind).unwrap().is_some()
    }
}

fn not_us() -> CallError {
    CallError::NotUs(failed("tribute.wrong_key", Arguments::new()))
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_does_not_take_the_key_is_told_until_it_does() {
    let mut scene = Scene::new();
    let id = scene.asks(1);
    scene.answers(|book| book.creates.push_back(Err(not_us())));
    assert_eq!(scene.runs().await, ["create"]);
    assert!(scene.is_in_trouble());
    assert!(matches!(scene.state(&id), CheckoutState::Creating { why: Some(_), .. }));
    scene.later(10);
    scene.answers(|book| book.creates.push_back(Ok(opened("u-1"))));
    assert_eq!(scene.runs().await, ["create"]);
    assert!(!scene.is_in_trouble());
}

/// What answers otherwise meanwhile does not end it: people would be told again and again.
#[tokio::test(start_paused = true)]
async fn a_trouble_that_lasts_is_one() {
    let mut scene = Scene::new();
    scene.opens().await;
    scene.asks(2);
    for failures in 1..=4 {
        scene.later(10);
        scene.answers(|book| {
            book.creates.push_back(Err(not_now()));
            book.standings.push_back(Ok(Standing::Pending));
        });
        scene.runs().await;
        assert_eq!(scene.is_in_trouble(), failures >= 3, "{failures}");
    }
}
