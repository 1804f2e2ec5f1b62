//! `checkout` and `charge`: what is to be paid, at the command line.
//!
//! What is asked for is written into the journal, whether `run` is at work or not. The agent asks the provider: the one
//! that is at work now, whose answer is waited for, or the next one.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::arguments::{Charge as ChargeAsked, Checkout as Asked, CheckoutCreate};
use super::failure::unreadable;
use super::home::Home;
use super::interrupt::unless_interrupted;
use super::run::server::terms;
use super::table::{Cell, Table};
use super::{Context, Failure, Outcome, confirm, interrupted, json_line, moment, orders};
use crate::checkout_request::view::{ChargeView, CheckoutView, refusal};
use crate::checkout_request::{
    ChargeBody, CheckoutBody, Fresh, IdempotencyKey, PriceBody, asked, checkout_id,
    unknown_checkout,
};
use crate::config::Config;
use crate::i18n::{arguments, t};
use crate::journal::{Journal, JournalError};
use crate::machine::{Clock as _, Machine, Randomness as _};
use crate::order::Money;
use crate::order::checkout::{ChargeState, Checkout, CheckoutState, CheckoutStatus};
use crate::order_view::words;
use crate::report::{Exit, failed, for_terminal};
use crate::telegram::lock::{LockError, SessionLock};
use crate::telegram::session::SessionError;

/// So long a provider may take, and the agent before it.
const PATIENCE: Duration = Duration::from_mins(1);
/// Nobody tells when it has answered.
const LOOKED_AFTER: Duration = Duration::from_millis(50);
/// So many are enough for a terminal.
const SHOWN: u32 = 50;
/// So many are read at once.
const PAGE: u32 = 200;

pub(super) async fn run(asked: Asked, context: &mut Context<'_>) -> Outcome {
    match asked {
        Asked::Create(asked) => create(*asked, context).await,
        Asked::Show { id, json } => {
            let journal = orders::read(&context.config()?)?;
            let checkout = journal.checkout(&checkout_id(&id)?)?;
            let checkout = checkout.ok_or_else(|| unknown_checkout(&id))?;
            tell(&checkout, json, context)
        }
        Asked::List { status, limit, json } => {
            list(status.as_deref().and_then(CheckoutStatus::named), limit, json, context)
        }
    }
}

async fn create(typed: CheckoutCreate, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let (key, json) = (key(typed.key.as_deref())?, typed.json);
    let folder = context.stdio.directory.clone();
    let object = |file: Option<&Path>| file.map(|file| object(&folder.join(file))).transpose();
    let body = CheckoutBody {
        provider: typed.provider,
        account_id: typed.account,
        sku: typed.sku,
        price: typed.price.map(price_body),
        title: typed.title,
        description: typed.description,
        reference: typed.reference,
        email: typed.email,
        phone: typed.phone,
        language: typed.language,
        success_url: typed.success_url,
        fail_url: typed.fail_url,
        expires_at: typed.expires_at,
        recurring: typed.recurring,
        receipt: object(typed.receipt.as_deref())?,
        extra: object(typed.extra.as_deref())?,
    };
    let mut place = Place::open(&config)?;
    let checkout = asked::checkout(&mut place.journal, &key, &body, &terms(&config)?, fresh())??;
    let id = checkout.id.clone();
    let settled = place.until(&config, |journal| {
        let checkout = journal.checkout(&id)?;
        Ok(checkout.filter(|it| !matches!(it.state, CheckoutState::Creating { why: None, .. })))
    });
    let settled = settled.await?;
    if settled.is_none() && place.is_at_work() {
        let show = context.command(&format!("checkout show {id}"));
        return Err(failed("checkout.unanswered", arguments!(id = id.to_string(), show)).into());
    }
    let checkout = settled.unwrap_or(checkout);
    if let CheckoutState::Creating { why: Some(why), .. } = &checkout.state {
        let (why, show) = (why.to_string(), context.command(&format!("checkout show {id}")));
        return Err(failed("checkout.provider_unavailable", arguments!(why, show)).into());
    }
    if let Some(why) = refusal(&checkout.state) {
        return Err(failed("checkout.provider_refused", arguments!(why)).into());
    }
    if matches!(checkout.state, CheckoutState::Creating { .. }) {
        context.say(|| t!("checkout-waits"));
    }
    tell(&checkout, json, context)
}

/// Asks for a charge, once a person has agreed: money is taken from somebody who is not there.
pub(super) async fn charge(typed: ChargeAsked, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let key = key(typed.key.as_deref())?;
    if !typed.yes {
        let (checkout, price) = (typed.checkout.as_str(), words::price(typed.price));
        let question = t!("checkout-charge-question", checkout = for_terminal(checkout), price);
        confirm::ask(&question, ["orders.refused", "orders.unconfirmed"], context).await?;
    }
    let ChargeAsked { checkout: checkout_id, price, reference, json, .. } = typed;
    let body = ChargeBody { checkout_id, price: price_body(price), reference };
    let mut place = Place::open(&config)?;
    let charge = asked::charge(&mut place.journal, &key, &body, &terms(&config)?, fresh())??;
    let settled = place.until(&config, |journal| {
        let charge = journal.charge(&charge.id)?;
        Ok(charge.filter(|it| !matches!(it.state, ChargeState::Pending { why: None, .. })))
    });
    let charge = settled.await?.unwrap_or(charge);
    if let ChargeState::Pending { why: Some(why), .. } = &charge.state {
        let why = why.to_string();
        return Err(failed("checkout.charge_unavailable", arguments!(why)).into());
    }
    if matches!(charge.state, ChargeState::Pending { .. }) && !place.is_at_work() {
        context.say(|| t!("checkout-waits"));
    }
    let ChargeView { id, status, order_id, failure } = ChargeView::of(&charge);
    if json {
        writeln!(context.stdout(), "{}", json_line::of(&ChargeView::of(&charge)))?;
    } else {
        let (order, why) = (order_id.unwrap_or("none"), failure.unwrap_or_default());
        writeln!(context.stdout(), "{}", t!("checkout-charge", id, status, order, why))?;
    }
    Ok(if status == "failed" { Exit::Failed } else { Exit::Done })
}

fn list(
    status: Option<CheckoutStatus>,
    limit: Option<u32>,
    json: bool,
    context: &mut Context<'_>,
) -> Outcome {
    let journal = orders::read(&context.config()?)?;
    let limit = limit.or((context.stdio.stdout_is_terminal && !json).then_some(SHOWN));
    let checkouts = match limit {
        Some(limit) => journal.newest_checkouts(status, limit)?,
        None => all(&journal, status)?,
    };
    if json {
        for checkout in &checkouts {
            writeln!(context.stdout(), "{}", json_line::of(&CheckoutView::of(checkout)))?;
        }
        return Ok(Exit::Done);
    }
    if checkouts.is_empty() {
        writeln!(context.stdout(), "{}", t!("checkout-none"))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(t!("checkout-columns").split('|').map(str::to_owned));
    for Checkout { id, wish, state, created_at, .. } in &checkouts {
        let account = wish.account.as_ref().map(ToString::to_string).unwrap_or_default();
        let cells = [
            id.to_string(),
            moment::day_and_time(*created_at),
            wish.title.to_string(),
            words::price(wish.price),
            account,
            t!("checkout-status", status = state.status().name()),
        ];
        table.push(cells.map(Cell::from));
    }
    let style = context.stdio.output_style();
    writeln!(context.stdout(), "{}", table.render(style))?;
    Ok(Exit::Done)
}

fn all(journal: &Journal, status: Option<CheckoutStatus>) -> Result<Vec<Checkout>, JournalError> {
    let mut found: Vec<Checkout> = Vec::new();
    loop {
        let after = found.last().map_or(0, |last| last.number);
        let page = journal.checkouts(status, after, PAGE)?;
        if page.is_empty() {
            return Ok(found);
        }
        found.extend(page);
    }
}

fn tell(checkout: &Checkout, json: bool, context: &mut Context<'_>) -> Outcome {
    let view = CheckoutView::of(checkout);
    if json {
        writeln!(context.stdout(), "{}", json_line::of(&view))?;
        return Ok(Exit::Done);
    }
    let status = t!("checkout-status", status = view.status);
    let price = words::price(checkout.wish.price);
    let account = checkout.wish.account.as_ref().map_or("none".to_owned(), ToString::to_string);
    let text = t!(
        "checkout-shown",
        id = view.id,
        provider = view.provider,
        title = checkout.wish.title.to_string(),
        price,
        account,
        status,
        reference = checkout.wish.reference.as_ref().map_or("none".to_owned(), ToString::to_string),
        order = view.order_id.unwrap_or("none"),
        expires = moment::day_and_time(checkout.wish.expires_at),
        why = view.failure.clone().unwrap_or_else(|| "none".to_owned()),
        url = view.url.unwrap_or("none")
    );
    writeln!(context.stdout(), "{}", for_terminal(text.trim_end()))?;
    Ok(Exit::Done)
}

/// The journal, and whose it is meanwhile.
struct Place {
    journal: Journal,
    /// What keeps an agent from beginning; `None`: one is at work.
    home: Option<Home>,
}

impl Place {
    fn open(config: &Config) -> Result<Self, Failure> {
        match Home::open(config, &config.held_file()?) {
            Ok(home) => Ok(Self { journal: home.open_known_journal(config)?, home: Some(home) }),
            Err(SessionError::Locked(LockError::Held(..))) => {
                Ok(Self { journal: Journal::open_beside(&config.journal()?)?, home: None })
            }
            Err(error) => Err(error.into()),
        }
    }

    fn is_at_work(&self) -> bool {
        self.home.is_none()
    }

    /// Wakes the agent, and looks until something is there. `None`: nothing was in time, or no agent is at work.
    async fn until<T>(
        &self,
        config: &Config,
        look: impl Fn(&Journal) -> Result<Option<T>, JournalError>,
    ) -> Result<Option<T>, Failure> {
        if !self.is_at_work() {
            return Ok(look(&self.journal)?);
        }
        // An agent that is not woken looks in its next turn.
        let _ = SessionLock::ring(&config.held_file()?);
        let until = Instant::now() + PATIENCE;
        let looking = async {
            while Instant::now() < until {
                if let Some(found) = look(&self.journal)? {
                    return Ok(Some(found));
                }
                sleep(LOOKED_AFTER).await;
            }
            Ok(None)
        };
        unless_interrupted(interrupted(), looking).await.unwrap_or(Ok(None))
    }
}

/// What names the request; of who names none, each is another one.
fn key(typed: Option<&str>) -> Result<IdempotencyKey, Failure> {
    let random = || format!("cli-{:016x}{:016x}", Machine.next_u64(), Machine.next_u64());
    Ok(typed.map_or_else(random, str::to_owned).parse::<IdempotencyKey>()?)
}

fn fresh() -> Fresh {
    Fresh { now: Machine.now(), random: [Machine.next_u64(), Machine.next_u64()] }
}

fn price_body(price: Money) -> PriceBody {
    PriceBody { amount: price.amount.into(), currency: price.currency.to_string() }
}

/// What a file of JSON says. What is no object is refused as it would be anywhere.
pub(super) fn object(file: &Path) -> Result<Value, Failure> {
    let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
    let value = serde_json::from_str(&text).map_err(std::io::Error::other);
    Ok(value.map_err(|error| unreadable(file, &error))?)
}
