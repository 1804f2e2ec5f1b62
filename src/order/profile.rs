//! The wordings of the order message. A new wording is a new [`Profile`]: data, not code.

/// One wording: the header and the labels, each as it stands at its line's start, colon included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The message's whole first line.
    pub header: String,
    /// `Customer:`
    pub customer: String,
    /// `Product:`
    pub product: String,
    /// `Price:`
    pub price: String,
    /// `Order Details:`
    pub details: String,
}
