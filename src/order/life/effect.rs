//! What an order owes the world.

use jiff::Timestamp;

use super::DeliveryAct;

/// Something to be done. The journal keeps what it needs, encoded, until it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call the shop with the body of the order's revision.
    Activate,
    /// Call the shop again, with the same body.
    ActivateAgain {
        /// Not before.
        at: Timestamp,
    },
    /// Go on with the delivery.
    Deliver(DeliveryAct),
    /// Have the shop take the goods back.
    Revoke,
    /// Call the shop about that again, with the same body.
    RevokeAgain {
        /// Not before.
        at: Timestamp,
    },
    /// Bring the moderators' message about this order up to date; send it if there is none. Once
    /// there is one, the engine does so at every change, asked or not.
    Tell,
    /// Look again at what stands outside.
    Look,
}
