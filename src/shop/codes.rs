//! Codes that are the goods: they lie in the journal, and nobody is called. The record is the effect: what an order
//! gets is written in the very transaction that says so.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Activator, Call, Verb};
use crate::engine::Engine;
use crate::i18n::t;
use crate::journal::{JournalError, NotificationKey};
use crate::order::life::{Delivery, Event, Reason, Receipt, ShopAnswer, Stage, State};
use crate::order::{Record, Untrusted};

/// The codes were taken out for an order, and nobody here can tell the customer.
pub const NO_REPLY: &str = "no_reply";

/// A list of codes, as the owner says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodesSettings {
    /// Moderators are told when no more than so many are left of a sku.
    pub low_stock: Option<u32>,
}

/// The codes in the journal.
#[derive(Clone, Copy, Debug)]
pub struct Stock(CodesSettings);

impl Stock {
    /// Looks at nothing yet.
    pub fn new(settings: CodesSettings) -> Self {
        Self(settings)
    }

    /// Gives an order its codes, if there are enough, and says what came of it. One that has some keeps those.
    pub(super) fn answer(
        self,
        engine: &mut Engine,
        number: u32,
        verb: Verb,
    ) -> Result<ShopAnswer, JournalError> {
        if verb != Verb::Activate {
            return Ok(refused("codes_are_given", t!("shop-codes-not-revoked")));
        }
        let record = engine.journal().order(number)?;
        // Whoever is told nothing would never read the code: people hand it out, or a program of the owner's.
        let is_told = record.as_ref().is_some_and(|it| it.life.delivery != Delivery::Nothing);
        let given = |answer| {
            if is_told { answer } else { refused(NO_REPLY, t!("shop-codes-no-reply")) }
        };
        if !engine.journal().codes_of(number)?.is_empty() {
            return Ok(given(ShopAnswer::AlreadyActivated(Receipt::default())));
        }
        let Some((sku, count)) = record.as_ref().and_then(wanted) else {
            return Ok(refused("no_sku", t!("shop-codes-no-sku")));
        };
        if !engine.write(|writer| writer.give_codes(number, sku, count))? {
            return Ok(ShopAnswer::OutOfStock);
        }
        self.tell_if_low(engine, sku)?;
        Ok(given(ShopAnswer::Activated(Receipt::default())))
    }

    /// Lets orders go on for which there are enough codes again, the oldest first.
    pub(super) fn resume(engine: &mut Engine) -> Result<(), JournalError> {
        let open = engine.journal().open_orders()?;
        let is_waiting = |record: &&Record| {
            matches!(record.life.state, State::Escalated { reason: Reason::OutOfStock })
        };
        let waiting = open.in_stage(Stage::Escalated).filter(is_waiting);
        let mut left: BTreeMap<&str, u32> = BTreeMap::new();
        let mut resumed = Vec::new();
        for (number, (sku, count)) in
            waiting.filter_map(|record| Some((record.number, wanted(record)?)))
        {
            if !left.contains_key(sku) {
                left.insert(sku, engine.journal().free_codes(sku, u32::MAX)?);
            }
            if let Some(left) = left.get_mut(sku).filter(|left| **left >= count) {
                *left -= count;
                resumed.push(number);
            }
        }
        if resumed.is_empty() {
            return Ok(());
        }
        engine.write_together(|engine| {
            resumed.into_iter().try_for_each(|number| engine.apply_event(number, Event::Restocked))
        })
    }

    /// Moderators are told once, until there was an import.
    fn tell_if_low(self, engine: &mut Engine, sku: &str) -> Result<(), JournalError> {
        let Some(low) = self.0.low_stock else { return Ok(()) };
        let free = engine.journal().free_codes(sku, low.saturating_add(1))?;
        let imports = engine.journal().code_imports()?;
        let key = NotificationKey::once(&format!("low_stock:{imports}:{sku}"));
        if free > low || engine.journal().is_told(&key)? {
            return Ok(());
        }
        engine.notify_stock_low(&key, &Untrusted::new(sku), free)
    }
}

/// What an order is about, and how many; `None`: the catalogue does not know it.
fn wanted(record: &Record) -> Option<(&str, u32)> {
    record.form.item.as_ref().map(|item| (&*item.sku, item.quantity))
}

fn refused(code: &str, message: String) -> ShopAnswer {
    ShopAnswer::Refused { code: Untrusted::new(code), message: Some(Untrusted::new(message)) }
}

impl Activator for Stock {
    /// Nobody is there who could be called, or who would have something against a payment.
    async fn call(&self, verb: Verb, _call: &Call, _at: Timestamp) -> ShopAnswer {
        if verb == Verb::Check {
            return ShopAnswer::Activated(Receipt::default());
        }
        refused("no_server", t!("shop-codes-no-server"))
    }

    fn stock(&self) -> Option<Stock> {
        Some(*self)
    }
}
