//! Checkouts: what is to be paid, by whichever provider; and money that goes back by a call.
//!
//! ```text
//!   asked for ─▶ journal ─▶ Desk ─▶ Provider ─▶ open ─▶ looked after at 2, 10, 30 minutes, then hourly
//!                                                 │
//!                      a webhook, or a look ─▶ checkout_paid ─▶ an order
//! ```
//!
//! - [`Provider`]: what differs from one to the other.
//! - [`Desk`]: asks a provider for what is in the journal, and how it stands.
//! - [`checkout_paid`], [`charge_paid`], [`unexpected_payment`], [`paid_back`]: what a payment is made into, whoever tells of it.
//! - [`Refunds`]: asks for money back, by a [`Refunder`].
//! - `trouble`: what people are told of a provider that takes no calls.
//! - `calls`: calls that are under way. `progress`: what is asked about a checkout that is due. `schedule`: when.

mod calls;
mod desk;
mod payment;
mod progress;
mod refunds;
mod schedule;
#[cfg(test)]
mod tests;
mod trouble;

use std::future::Future;

use crate::engine::{Engine, IncidentKind};
use crate::journal::JournalError;
use crate::moderation::Formatter;
use crate::order::checkout::{Charge, Checkout, RefundPart};
use crate::order::{Money, OrderId, ProviderName, Record, SourceName, Untrusted};
use crate::report::CodedError;

pub(crate) use calls::Calls;
pub use desk::Desk;
use payment::part_went_back;
pub use payment::{Payment, charge_paid, checkout_paid, paid_back, unexpected_payment};
pub use refunds::Refunds;

/// Somebody by whom checkouts are paid. Each call is one request, and is never repeated below.
pub trait Provider: Clone + Send + Sync + 'static {
    /// Its name.
    const NAME: ProviderName;

    /// What moderators read that its calls fail; `None`: others tell them.
    const INCIDENT: Option<IncidentKind>;
    /// Whether it makes one checkout of a name, however often it is asked: then one whose answer was lost is asked for
    /// again before it is certain that the lost call has ended.
    const MAKES_EACH_ONCE: bool;

    /// The texts that the owner and the moderators read.
    fn formatter(&self) -> &Formatter;

    /// The id of the order that the payment of this name becomes; `None`: the name can't be of its making.
    fn order_id(&self, external_id: &str) -> Option<OrderId>;

    /// Makes a checkout of this name there.
    fn create(&self, checkout: &Checkout)
    -> impl Future<Output = Result<Opened, CallError>> + Send;

    /// Looks whether there is one of this name.
    fn find(
        &self,
        checkout: &Checkout,
    ) -> impl Future<Output = Result<Option<Opened>, CallError>> + Send;

    /// Asks how one stands that it calls so.
    fn standing(
        &self,
        checkout: &Checkout,
        external_id: &str,
    ) -> impl Future<Output = Result<Standing, CallError>> + Send;

    /// Charges once, however often it is called for the same charge, and tells how that stands.
    fn charge(
        &self,
        charge: &Charge,
        checkout: &Checkout,
    ) -> impl Future<Output = Result<Charged, CallError>> + Send;

    /// Takes in, for an order that a look has found, what was told of its payment before: the order has this number,
    /// the payment this name.
    fn after_found(
        &self,
        _engine: &mut Engine,
        _number: u32,
        _external_id: &str,
    ) -> Result<(), JournalError> {
        Ok(())
    }
}

/// Somebody who gives money back when asked.
pub trait Refunder: Clone + Send + Sync + 'static {
    /// What moderators read that its calls fail; `None`: others tell them.
    const INCIDENT: Option<IncidentKind>;

    /// The source whose orders these are.
    fn source(&self) -> SourceName;

    /// Gives an order's money back, all of it or a part; once, however often it is called. The order has this name at
    /// its source, and was paid by this checkout, if by any.
    fn refund(
        &self,
        order: &Record,
        external_id: &str,
        checkout: Option<&Checkout>,
        part: Option<RefundPart>,
    ) -> impl Future<Output = Result<GivenBack, CallError>> + Send;
}

/// A checkout that its provider has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What it is called there.
    pub external_id: String,
    /// Where the customer pays.
    pub url: String,
}

/// How a checkout stands at its provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not paid; it may be.
    Pending,
    /// Paid.
    Paid(Paid),
    /// It will not be paid, in the provider's words.
    Failed(Untrusted),
}

/// What its provider says of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// What the payment is called, if not as the checkout.
    pub external_id: Option<String>,
    /// How much, if it says so.
    pub price: Option<Money>,
    /// Whether a part of it went back since.
    pub is_partly_refunded: bool,
    /// All that it said.
    pub text: Untrusted,
}

/// How a charge stands at its provider, which calls it `external_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as `ChargeState` has them")]
pub enum Charged {
    Pending { external_id: String },
    Paid { external_id: String, paid: Paid },
    Failed { external_id: Option<String>, why: Untrusted },
}

/// How far money is on its way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenBack {
    /// It will be: a webhook tells, or asking again.
    Begun,
    /// It is back.
    Done,
}

/// Why a call did not do what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// It never will.
    Refused(CodedError),
    /// Nothing was done; another time it may be.
    NotNow(CodedError),
    /// The same until the owner has changed something: our key, terminal, password or token is not the right one.
    NotUs(CodedError),
    /// It may have been done.
    Unclear(CodedError),
}

impl CallError {
    /// Why.
    pub fn why(&self) -> &CodedError {
        match self {
            Self::Refused(why) | Self::NotNow(why) | Self::NotUs(why) | Self::Unclear(why) => why,
        }
    }
}
