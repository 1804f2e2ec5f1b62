//! The scripted owner: answers an order by hand, with another device of the seller's account.

/// The time at which the owner answers an order by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerReply {
    /// Order and answer are in the chat before the client connects for the first time.
    BeforeStart,
    /// In the same breath in which the order comes.
    AtOnce,
    /// As soon as the shop has given the goods.
    AfterActivation,
}
