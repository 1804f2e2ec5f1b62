//! What makes an order of the chat that order.

use jiff::Timestamp;

use crate::journal::{NewOrder, Pins};
use crate::order::life::{Delivery, Effect, begin};
use crate::order::purchase::OrderForm;
use crate::order::{MessageId, OrderId, SourceName, Untrusted};

/// The source's name.
pub const SOURCE: SourceName = SourceName::new("tribute_chat");

/// The order that a message is, and what it owes at the beginning of its life.
pub fn new_order(
    pins: Pins,
    message: MessageId,
    text: Untrusted,
    form: OrderForm,
    ordered_at: Timestamp,
) -> (NewOrder, Vec<Effect>) {
    let begun = begin(&form, Delivery::tribute_chat(message));
    let new = NewOrder {
        id: order_id(pins, message),
        source: SOURCE,
        external_id: message.to_string(),
        text,
        form,
        life: begun.order,
        ordered_at,
    };
    (new, begun.effects)
}

/// The identity of the order that a message is. Message ids are numbered per account, hence the
/// seller's id; a second bot may one day sell to the same seller, hence the bot's.
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "numbers and hyphens are an order's id"
)]
pub fn order_id(pins: Pins, message: MessageId) -> OrderId {
    let kind = if pins.livemode { "" } else { "test-" };
    let id = format!("{kind}{}-{}-{message}", pins.seller, pins.bot);
    id.parse().expect("an order's id")
}
