//! The agent's lines to Tribute and the bank, and what it is asked for by the shop's own server and by moderators.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::{Method, Request};
use serde_json::Value;
use tokio::time::sleep;
use tribute_agent::engine::Engine;
use tribute_agent::i18n::Language;
use tribute_agent::journal::{AskedRefund, JournalError, NewCharge, NewCheckout, RequestKey};
use tribute_agent::order::catalogue::Catalogue;
use tribute_agent::order::checkout::{CheckoutState, Recurring, Wish};
use tribute_agent::order::{
    AccountId, ChargeId, CheckoutId, Currency, Money, ProviderName, Untrusted, UserId,
};
use tribute_agent::shop::{Line, LocalAnswer, LocalServer};
use tribute_agent::sources::{tbank, telegram_payments, tribute_api, tribute_shop};
use tribute_agent::tbank::{Client as BankClient, Merchant, Password, Terminal, TerminalKey};
use tribute_agent::tribute::{ApiKey, Client};

use crate::history::wishes::{PINS, formatter};
use crate::world::World;
use crate::world::payments::{Asked, Payee, Payment, Wanted};

/// Tribute's key.
pub const KEY: &str = "f138f7b4-0000-4c5c-97a6-46f8870dc0de";
/// The bank's name for who takes the money.
pub const TERMINAL: &str = "1726675329428";
/// Signs all that the bank says, and is told.
pub const PASSWORD: &str = "password";
/// Whom buyers pay in Telegram.
pub const BOT_THAT_IS_PAID: UserId = UserId(8_000_000);
/// A call takes so long whose answer does not come.
const PATIENCE: Duration = Duration::from_secs(10);
/// Of calls that may change something more answers are lost than others are.
const ANSWERS_LOST_PERCENT: u64 = 15;
/// The part of a payment that moderators want to go back.
const PART: i64 = 700;

/// A server at the end of a line.
struct Server {
    world: Arc<World>,
    payee: Payee,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Luck {
    Well,
    /// It is not taken.
    Refused,
    /// It does not arrive, and nobody knows.
    Lost,
    /// Its answer does not arrive.
    AnswerLost,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.payee.fmt(f)
    }
}

impl LocalServer for Server {
    fn answer<'a>(&'a self, request: &'a Request) -> LocalAnswer<'a> {
        Box::pin(async move {
            let luck = self.world.luck_of_a_call(request.method() == Method::POST);
            let answer = matches!(luck, Luck::Well | Luck::AnswerLost).then(|| self.act(request));
            match (luck, answer) {
                (Luck::Well, Some(answer)) => Some(answer),
                (Luck::Refused, _) => Some((429, Vec::new())),
                _ => {
                    sleep(PATIENCE).await;
                    None
                }
            }
        })
    }
}

impl Server {
    fn act(&self, request: &Request) -> (u16, Vec<u8>) {
        let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
        let body = serde_json::from_slice(body).unwrap_or(Value::Null);
        let path: Vec<&str> = request.url().path().split('/').skip(1).collect();
        let (status, answer) = match (self.payee, &path[..]) {
            (Payee::Bank, [method]) => {
                (200, self.world.bank_answers(method, body.as_object().expect("a call")))
            }
            (Payee::Tribute, ["shop", path @ ..]) => {
                let query = request.url().query().unwrap_or_default();
                self.world.tribute_answers(request.method().as_str(), path, query, &body)
            }
            _ => (404, Value::Null),
        };
        (status, answer.to_string().into_bytes())
    }
}

impl World {
    /// What becomes of a call to Tribute or the bank now.
    pub fn luck_of_a_call(&self, may_change_something: bool) -> Luck {
        let mut state = self.state();
        let is_wanted = may_change_something && !state.is_calm;
        if is_wanted && state.dice.chance(ANSWERS_LOST_PERCENT) {
            return Luck::AnswerLost;
        }
        if !state.is_lost_on_the_way() {
            return Luck::Well;
        }
        state.dice.pick(&[Luck::Refused, Luck::Lost, Luck::AnswerLost, Luck::AnswerLost])
    }
}

fn line(world: &Arc<World>, payee: Payee) -> Line {
    Line::Local(Arc::new(Server { world: world.clone(), payee }))
}

/// Tribute's key, as the agent has it.
pub fn key() -> ApiKey {
    ApiKey::new(KEY).expect("a key")
}

/// Who takes the money at the bank.
pub fn terminal() -> Terminal {
    let key = TerminalKey::new(TERMINAL).expect("a terminal");
    Terminal { key, password: Password::new(PASSWORD).expect("a password") }
}

/// Tribute's API.
pub fn tribute(world: &Arc<World>) -> Client {
    Client::by(line(world, Payee::Tribute), "http://tribute.example", key()).expect("a client")
}

/// What the owner wants of Tribute's API.
pub fn api(world: &Arc<World>) -> tribute_api::Settings {
    tribute_api::Settings {
        client: tribute(world),
        livemode: PINS.livemode,
        catalogue: Catalogue::default(),
        account: tribute_api::AccountFrom::TelegramId,
        forward: Vec::new(),
        formatter: formatter(),
    }
}

/// What the owner wants of the shop at Tribute.
pub fn tribute_shop(world: &Arc<World>) -> tribute_shop::Settings {
    tribute_shop::Settings {
        client: tribute(world),
        livemode: PINS.livemode,
        forward: Vec::new(),
        formatter: formatter(),
    }
}

/// What the owner wants of the bank.
pub fn bank(world: &Arc<World>) -> tbank::Settings {
    let line = line(world, Payee::Bank);
    tbank::Settings {
        client: BankClient::by(line, "http://bank.example", terminal()).expect("a client"),
        merchant: Merchant { taxation: None, notification_url: None },
        livemode: PINS.livemode,
        formatter: formatter(),
    }
}

/// What the owner wants of the bot that is paid.
pub fn telegram() -> telegram_payments::Settings {
    telegram_payments::Settings {
        bot: BOT_THAT_IS_PAID,
        provider_token: None,
        livemode: PINS.livemode,
        reread_interval: Duration::from_mins(5),
        incident_after: Duration::from_mins(2),
        formatter: formatter(),
        showcase: telegram_payments::Showcase {
            catalogue: Catalogue::default(),
            account: None,
            example: None,
            has_provider: false,
            terms: None,
            support: None,
            language: Language::Russian,
            moderator: None,
        },
    }
}

/// Takes what the agent is asked for; `false`: it knows nothing of what that is about. Durable on return.
pub fn take(engine: &mut Engine, world: &World, asked: Asked) -> Result<bool, JournalError> {
    let is_known = match asked {
        Asked::Checkout(wanted) => checkout(engine, wanted)?,
        Asked::Charge(wanted, _) => charge(engine, wanted)?,
        Asked::Refund { payment, is_part, .. } => {
            let payment = world.state().server.payments[payment].clone();
            refund(engine, world, &payment, is_part)?
        }
    };
    engine.make_durable()?;
    Ok(is_known)
}

/// How a checkout stands that the shop asks for; `None`: its provider has not answered yet.
pub fn stands(engine: &Engine, wanted: Wanted) -> Result<Option<CheckoutState>, JournalError> {
    let known = engine.journal().checkout_of_key(&key_of(wanted))?;
    let state = known.map(|(checkout, _)| checkout.state);
    Ok(state.filter(|state| !matches!(state, CheckoutState::Creating { .. })))
}

fn key_of(wanted: Wanted) -> String {
    format!("ask-{}", wanted.id)
}

fn provider(payee: Payee) -> ProviderName {
    match payee {
        Payee::Tribute => ProviderName::TributeShop,
        Payee::Bank => ProviderName::Tbank,
        Payee::Telegram => ProviderName::Telegram,
    }
}

fn checkout(engine: &mut Engine, wanted: Wanted) -> Result<bool, JournalError> {
    let request = RequestKey { idempotency_key: key_of(wanted), digest: String::new() };
    if engine.journal().checkout_of_key(&request.idempotency_key)?.is_some() {
        return Ok(true);
    }
    let now = engine.now();
    let new = NewCheckout {
        id: CheckoutId::new([wanted.id.into(), 7]),
        provider: provider(wanted.payee),
        wish: Wish {
            account: Some(AccountId::known(wanted.account())),
            item: None,
            title: Untrusted::new("месяц"),
            description: None,
            price: price(wanted),
            reference: None,
            email: None,
            phone: None,
            language: None,
            success_url: None,
            fail_url: None,
            expires_at: now.saturating_add(SignedDuration::from_hours(24)).expect("a time"),
            recurring: wanted.recurs.then_some(Recurring::OnDemand),
            receipt: None,
            extra: None,
        },
        request,
    };
    engine.write(|writer| writer.new_checkout(&new, now).map(|_| true))
}

/// Only who has paid can be charged again.
fn charge(engine: &mut Engine, wanted: Wanted) -> Result<bool, JournalError> {
    let request = RequestKey { idempotency_key: key_of(wanted), digest: String::new() };
    let checkout = engine.journal().checkout_of_key(&request.idempotency_key)?;
    let Some((checkout, _)) = checkout.filter(|(it, _)| it.order.is_some()) else {
        return Ok(false);
    };
    if engine.journal().charge_of_key(&request.idempotency_key)?.is_none() {
        let now = engine.now();
        let new = NewCharge {
            id: ChargeId::new([wanted.id.into(), 9]),
            checkout: checkout.id,
            provider: provider(wanted.payee),
            price: roubles(wanted.charge_price()),
            reference: None,
            request,
        };
        engine.write(|writer| writer.new_charge(&new, now))?;
    }
    Ok(true)
}

/// Tribute gives back all of it or nothing.
fn refund(
    engine: &mut Engine,
    world: &World,
    payment: &Payment,
    is_part: bool,
) -> Result<bool, JournalError> {
    let (source, external_id) = (&payment.source, &payment.external_id);
    let Some(record) = engine.journal().order_of_source(source, external_id)? else {
        return Ok(false);
    };
    if record.life.is_refunded() {
        return Ok(true);
    }
    let part = (is_part && *source == tbank::SOURCE).then_some(PART);
    let (asked_by, asked_at) = (Untrusted::new("Anna"), engine.now());
    let (number, receipt) = (record.number, None);
    let asked = AskedRefund { number, amount: part, receipt, asked_by, asked_at };
    engine.write(|writer| writer.ask_refund(&asked))?;
    if let Some(payment) = world.state().server.payment(source, external_id) {
        payment.asked_back = Some(part.unwrap_or(payment.price));
    }
    Ok(true)
}

fn price(wanted: Wanted) -> Money {
    match wanted.payee {
        Payee::Telegram => Money { amount: wanted.price(), currency: Currency::STARS },
        Payee::Tribute | Payee::Bank => roubles(wanted.price()),
    }
}

fn roubles(amount: i64) -> Money {
    Money { amount, currency: Currency::from_code("RUB").expect("a currency") }
}
