//! The orders that the scripted bot sells: made up ([`generator`]) or read from a file ([`mod@file`]).

pub mod attribution;
pub mod file;
pub mod generator;
pub mod owner;
pub mod wording;

use self::owner::OwnerReply;
use super::shop::ShopResponse;
use super::tribute::mode::Modes;
use super::world::Entity;

/// An order that will be sent, and how the world treats it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedOrder {
    /// The order message.
    pub text: String,
    /// Its entities.
    pub entities: Vec<Entity>,
    /// True if it comes forwarded, as a fraud might send it.
    pub forwarded: bool,
    /// The end that it must have; `None`: completed or escalated, both are fine.
    pub expect: Option<Expectation>,
    /// The shop's responses to the calls for it, one after the other; after that it gives the goods.
    pub shop: Vec<ShopResponse>,
    /// The bot's behaviour; `None`: as for all.
    pub bot: Option<Modes>,
    /// The time at which the owner answers it by hand, if ever.
    pub owner: Option<OwnerReply>,
}

/// The end of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// At the customer.
    Completed,
    /// With the moderators.
    Escalated,
    /// By the owner's own hand.
    Closed,
    /// It is none: nothing may happen to it.
    Ignored,
}

/// The names of all ends, as they are typed.
pub const EXPECTATION_NAMES: &str = "completed, escalated, closed, ignored";

impl Expectation {
    /// Reads `completed` and the like.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "completed" => Some(Self::Completed),
            "escalated" => Some(Self::Escalated),
            "closed" => Some(Self::Closed),
            "ignored" => Some(Self::Ignored),
            _ => None,
        }
    }
}
