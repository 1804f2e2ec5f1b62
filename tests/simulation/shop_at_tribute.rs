//! The agent's line to the shop at Tribute, and what the shop's own server asks the agent for.

use std::sync::Arc;

use jiff::SignedDuration;
use tokio::time::sleep;
use tribute_agent::checkout::{
    CallError, Charged, GivenBack, Opened, Paid, Provider, RefundPart, Refunder, Standing,
};
use tribute_agent::engine::Engine;
use tribute_agent::journal::{JournalError, NewCheckout, RequestKey};
use tribute_agent::order::checkout::{Charge, Checkout, Wish};
use tribute_agent::order::{
    AccountId, CheckoutId, Currency, Money, OrderId, ProviderName, Record, SourceName, Untrusted,
};
use tribute_agent::sources::tribute_shop::{SOURCE, Settings};
use tribute_agent::tribute::ApiError;

use crate::history::wishes::{PINS, formatter};
use crate::webhooks;
use crate::world::World;
use crate::world::orders::Luck;

/// What the owner wants of the shop at Tribute.
pub fn settings() -> Settings {
    Settings {
        client: webhooks::client(),
        livemode: PINS.livemode,
        forward: Vec::new(),
        formatter: formatter(),
    }
}

/// The shop's server asks for a checkout, perhaps once more. Durable on return.
pub fn ask(engine: &mut Engine, id: u32) -> Result<(), JournalError> {
    let key = format!("ask-{id}");
    if engine.journal().checkout_of_key(&key)?.is_none() {
        let now = engine.now();
        let new = NewCheckout {
            id: CheckoutId::new([id.into(), 7]),
            provider: ProviderName::TributeShop,
            wish: Wish {
                account: Some(AccountId::known((70_000 + id).to_string())),
                item: None,
                title: Untrusted::new("месяц"),
                description: None,
                price: roubles(60_000 + i64::from(id)),
                reference: None,
                email: None,
                phone: None,
                language: None,
                success_url: None,
                fail_url: None,
                expires_at: now.saturating_add(SignedDuration::from_hours(24)).expect("a time"),
                recurring: None,
                receipt: None,
                extra: None,
            },
            request: RequestKey { idempotency_key: key, digest: String::new() },
        };
        engine.write(|writer| writer.new_checkout(&new, now))?;
    }
    engine.make_durable()
}

fn roubles(amount: i64) -> Money {
    Money { amount, currency: Currency::from_code("RUB").expect("a currency") }
}

/// Tribute, as the agent calls it about its shop.
#[derive(Clone)]
pub struct ShopAtTribute(pub Arc<World>);

impl ShopAtTribute {
    /// Does something there, or not.
    async fn call<T>(&self, act: impl FnOnce(&World) -> T) -> Result<T, CallError> {
        let luck = self.0.luck_at_tribute();
        let done = matches!(luck, Luck::Well | Luck::AnswerLost).then(|| act(&self.0));
        match (luck, done) {
            (Luck::Well, Some(done)) => Ok(done),
            (Luck::Refused, _) => Err(ApiError::NotNow(429).into()),
            _ => {
                sleep(World::patience_at_tribute()).await;
                Err(ApiError::NotNow(503).into())
            }
        }
    }
}

impl Provider for ShopAtTribute {
    const NAME: ProviderName = ProviderName::TributeShop;

    fn order_id(&self, external_id: &str) -> Option<OrderId> {
        format!("tribute-shop-{external_id}").parse().ok()
    }

    async fn create(&self, checkout: &Checkout) -> Result<Opened, CallError> {
        self.call(|world| world.makes_order(checkout)).await
    }

    async fn find(&self, checkout: &Checkout) -> Result<Option<Opened>, CallError> {
        self.call(|world| world.order_made_for(checkout)).await
    }

    async fn standing(&self, _: &Checkout, external_id: &str) -> Result<Standing, CallError> {
        let paid = self.call(|world| world.price_paid(external_id)).await?;
        Ok(paid.map_or(Standing::Pending, |amount| {
            Standing::Paid(Paid {
                external_id: None,
                price: Some(roubles(amount)),
                text: Untrusted::new("{}"),
            })
        }))
    }

    async fn charge(&self, _: &Charge, _: &Checkout) -> Result<Charged, CallError> {
        Err(ApiError::WrongKey.into())
    }
}

impl Refunder for ShopAtTribute {
    fn source(&self) -> SourceName {
        SOURCE.clone()
    }

    async fn refund(
        &self,
        _: &Record,
        _: &str,
        _: Option<&Checkout>,
        _: Option<RefundPart>,
    ) -> Result<GivenBack, CallError> {
        Err(ApiError::WrongKey.into())
    }
}
