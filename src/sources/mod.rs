//! The sources: ways in which paid orders come in, and by which they are delivered.
//!
//! Each is a folder that knows nothing of the others, behind [`Source`]. A new one is a folder here,
//! a worker that implements [`Source`], its kind of [`Delivery`], and its place in `agent`.
//!
//! - [`tribute_chat`]: Tribute's bot tells of an order in the seller's chat; a reply, and the press
//!   of the bot's button, deliver it.
//! - [`tribute_api`]: webhooks of Tribute's tell of purchases and refunds of ready-made products.
//! - [`tribute_shop`]: checkouts that are paid in Tribute's shop.
//! - [`tbank`]: checkouts that are paid by T-Bank's acquiring.
//! - [`telegram_payments`]: invoices of the owner's own bot, paid inside Telegram.
//! - `message`: a delivery by a message to the customer, for every source that can write one.
//! - `twins`: one sale that two sources tell of.
//! - [`webhooks`]: Tribute's, which source each is for.
//! - [`step`]: an order's life, in which each source decides how it is delivered.

mod error;
mod message;
pub mod tbank;
pub mod telegram_payments;
pub mod tribute_api;
pub mod tribute_chat;
pub mod tribute_shop;
mod twins;
pub mod webhooks;

use jiff::Timestamp;

use crate::order::ProviderName;
use crate::order::life::{
    self, Delivery, DeliveryEvent, DeliveryRules, Event, Order, StepBuilder, StepResult,
};

pub use crate::engine::Source;
pub use error::SourceError;
pub use message::encode_message;

/// What the owner wants of the sources.
#[derive(Clone, Debug)]
pub struct Settings {
    /// In Tribute's chat; how people are spoken to and orders are read counts for all sources.
    pub chat: tribute_chat::Settings,
    /// By Tribute's API.
    pub api: Option<tribute_api::Settings>,
    /// In the shop at Tribute.
    pub tribute_shop: Option<tribute_shop::Settings>,
    /// By T-Bank.
    pub tbank: Option<tbank::Settings>,
    /// By the owner's own bot.
    pub telegram_payments: Option<telegram_payments::Settings>,
}

impl Settings {
    /// By whom checkouts are paid.
    pub fn providers(&self) -> Vec<ProviderName> {
        let providers = [
            (self.tribute_shop.is_some(), ProviderName::TributeShop),
            (self.tbank.is_some(), ProviderName::Tbank),
            (self.telegram_payments.is_some(), ProviderName::Telegram),
        ];
        providers.into_iter().filter_map(|(is_there, name)| is_there.then_some(name)).collect()
    }
}

/// What `event` does to `order`: the life that all sources share, and the delivery of its own.
pub fn step(order: &Order, event: Event, now: Timestamp) -> StepResult {
    life::step(order, event, now, &Deliveries)
}

struct Deliveries;

impl DeliveryRules for Deliveries {
    fn resume(&self, step: StepBuilder) -> StepResult {
        match step.order.delivery.clone() {
            Delivery::TributeChat(chat) => tribute_chat::delivery::resume(step, chat),
            Delivery::Message(message) => message::resume(step, message),
            Delivery::Nothing => step.complete(),
        }
    }

    fn step(&self, step: StepBuilder, event: DeliveryEvent) -> StepResult {
        match (step.order.delivery.clone(), event) {
            (Delivery::TributeChat(chat), DeliveryEvent::Chat(event)) => {
                tribute_chat::delivery::step(step, chat, event)
            }
            (Delivery::Message(message), DeliveryEvent::Message(event)) => {
                message::step(step, message, event)
            }
            (Delivery::Message(_) | Delivery::Nothing, DeliveryEvent::Chat(event)) => {
                step.illegal(&event)
            }
            (Delivery::TributeChat(_) | Delivery::Nothing, DeliveryEvent::Message(event)) => {
                step.illegal(&event)
            }
        }
    }
}
