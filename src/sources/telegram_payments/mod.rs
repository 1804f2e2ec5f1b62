//! Payments inside Telegram: invoices of the owner's own bot, paid in Stars or through a provider.

/// What becomes of a buyer's payment while the shop is asked and says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnSilence {
    /// The buyer is not charged, and may try again.
    Decline,
    /// The payment goes on, by what the agent knows itself.
    Accept,
}
