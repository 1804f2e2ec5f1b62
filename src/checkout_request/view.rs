//! Checkouts and charges as the server and `--json` write them. Their keys never change.

use serde::Serialize;

use crate::order::checkout::{Charge, ChargeState, Checkout, CheckoutState};
use crate::order::{AccountId, Money, OrderId, Untrusted};

/// More of a provider's words is not told.
pub const WHY_CHARACTERS_MAX: usize = 300;

/// A checkout.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema), schema(as = Checkout))]
pub struct CheckoutView<'a> {
    /// Its name: `chk_…`.
    pub id: &'a str,
    /// By whom it is paid.
    pub provider: &'static str,
    /// `open`, `paid`, `failed`, `expired`, `refunded`, or `unclear`: whether its provider has it is not known.
    pub status: &'static str,
    /// Where the customer pays, while it is open.
    pub url: Option<&'a str>,
    /// Who gets the goods.
    #[cfg_attr(test, schema(value_type = Option<String>))]
    pub account_id: Option<&'a AccountId>,
    /// What is to be paid.
    #[cfg_attr(test, schema(value_type = crate::order_view::json::Price))]
    pub price: Money,
    /// The shop's own name for it.
    pub reference: Option<&'a str>,
    /// The order of its first payment.
    pub order_id: Option<&'a str>,
    /// From then on it can't be paid, RFC 3339.
    pub expires_at: String,
    /// When it was asked for.
    pub created_at: String,
    /// Why it failed, or could not be made so far, in the provider's words; only where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// A charge.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema), schema(as = Charge))]
pub struct ChargeView<'a> {
    /// Its name: `chg_…`.
    pub id: &'a str,
    /// `pending`, `paid` or `failed`.
    pub status: &'static str,
    /// Its order, once it is paid.
    pub order_id: Option<&'a str>,
    /// Why it failed, or was not made so far, in the provider's words; only where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

impl<'a> CheckoutView<'a> {
    /// The checkout as it stands.
    pub fn of(checkout: &'a Checkout) -> Self {
        let Checkout { id, provider, wish, state, order, created_at, .. } = checkout;
        Self {
            id: id.as_str(),
            provider: provider.name(),
            status: state.status().name(),
            url: state.url(),
            account_id: wish.account.as_ref(),
            price: wish.price,
            reference: wish.reference.as_ref().map(Untrusted::as_str),
            order_id: order_id(order.as_ref()),
            expires_at: wish.expires_at.to_string(),
            created_at: created_at.to_string(),
            failure: match state {
                CheckoutState::Failed { why, .. }
                | CheckoutState::Creating { why: Some(why), .. } => {
                    Some(why.excerpt(WHY_CHARACTERS_MAX))
                }
                _ => None,
            },
        }
    }
}

impl<'a> ChargeView<'a> {
    /// The charge as it stands.
    pub fn of(charge: &'a Charge) -> Self {
        Self {
            id: charge.id.as_str(),
            status: charge.state.status(),
            order_id: order_id(charge.order.as_ref()),
            failure: match &charge.state {
                ChargeState::Failed { why, .. } | ChargeState::Pending { why: Some(why), .. } => {
                    Some(why.excerpt(WHY_CHARACTERS_MAX))
                }
                ChargeState::Pending { why: None, .. } | ChargeState::Paid { .. } => None,
            },
        }
    }
}

/// Why a provider has never taken a checkout, in its words; `None`: it has, or is still to.
pub fn refusal(state: &CheckoutState) -> Option<String> {
    match state {
        CheckoutState::Failed { external_id: None, why } => Some(why.excerpt(WHY_CHARACTERS_MAX)),
        _ => None,
    }
}

fn order_id(order: Option<&(u32, OrderId)>) -> Option<&str> {
    order.map(|(_, id)| id.as_str())
}
