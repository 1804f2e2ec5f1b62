//! A delivery by a message to the customer.

use serde::{Deserialize, Serialize};

use crate::order::Untrusted;

/// What is known of the message to the customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageDelivery {
    /// Whether sending it was begun.
    pub begun: bool,
    /// Whether it was sent.
    pub sent: bool,
}

/// Something that happened to the message to the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageEvent {
    /// It is about to be sent. Recorded before it is.
    #[serde(rename = "message_begun")]
    Begun,
    /// It was sent.
    #[serde(rename = "message_sent")]
    Sent,
    /// It was refused for good.
    #[serde(rename = "message_refused")]
    Refused {
        /// In the refuser's words.
        why: Untrusted,
    },
}
