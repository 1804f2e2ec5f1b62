//! The orders that the scripted bot sells: made up ([`generate`]) or read from a file ([`mod@file`]).

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
    /// Whether it comes forwarded, as a fraud might send it.
    pub forwarded: bool,
    /// How it must end; `None`: completed or escalated, both are fine.
    pub expect: Option<Expectation>,
    /// What the shop does with the calls for it, one after the other; after that it gives the goods.
    pub shop: Vec<ShopResponse>,
    /// How the bot behaves; `None`: as it does for all.
    pub bot: Option<Modes>,
    /// When the owner answers it by hand, if ever.
    pub owner: Option<OwnerReply>,
}

/// How an order must end.
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
