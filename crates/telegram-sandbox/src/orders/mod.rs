//! The orders that the scripted bot sells: made up ([`generator`]) or read from a file ([`mod@file`]).

pub(crate) mod attribution;
pub mod file;
pub mod generator;

use crate::shop::ShopResponse;
use crate::tribute::mode::Modes;
use crate::world::{Entity, Form};

pub use crate::language::Wording;

/// An order that will be sent, and how the world treats it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedOrder {
    /// The order message.
    pub text: String,
    /// Its entities.
    pub entities: Vec<Entity>,
    /// The form of the text.
    pub form: Form,
    /// True if it comes forwarded, as a fraud might send it.
    pub forwarded: bool,
    /// The end that it must have; `None`: completed or escalated, both are fine.
    pub expect: Option<Expectation>,
    /// The shop's responses to the calls for it, one after the other; after that it gives the goods.
    pub shop: Vec<ShopResponse>,
    /// The bot's behaviour; `None`: as for all.
    pub bot: Option<Modes>,
    /// What the owner does with it by hand, if anything.
    pub owner: Option<OwnerReply>,
}

/// The end of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// At the customer.
    Completed,
    /// With the moderators.
    Escalated,
    /// By the owner's own hand.
    Closed,
    /// The money is back with the customer, and so are the goods with the shop.
    Refunded,
    /// Not an order: nothing may happen to it.
    #[serde(alias = "other")]
    Ignored,
}

/// The owner's own deed: when an order is answered by hand, or that it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerReply {
    /// Order and answer are in the chat before the client connects for the first time.
    BeforeStart,
    /// In the same breath in which the order comes.
    AtOnce,
    /// As soon as the shop has given the goods.
    AfterActivation,
    /// Not answered, but pinned in the same breath in which it comes.
    Pins,
}
