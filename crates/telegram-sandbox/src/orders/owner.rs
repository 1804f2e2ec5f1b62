//! The scripted owner: answers an order by hand, with another device of the seller's account.

/// The time at which the owner answers an order by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerReply {
    /// Order and answer are in the chat before the client connects for the first time.
    BeforeStart,
    /// In the same breath in which the order comes.
    AtOnce,
    /// As soon as the shop has given the goods.
    AfterActivation,
}

impl OwnerReply {
    /// The names of all moments, as they are typed.
    pub const NAMES: &str = "before_start, at_once, after_activation";

    /// Reads `at_once` and the like.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "before_start" => Some(Self::BeforeStart),
            "at_once" => Some(Self::AtOnce),
            "after_activation" => Some(Self::AfterActivation),
            _ => None,
        }
    }
}
