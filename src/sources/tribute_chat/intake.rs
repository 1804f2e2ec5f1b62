//! Taking in an order that stands in the chat.

use jiff::Timestamp;

use super::Settings;
use super::message::Reading;
use crate::engine::Engine;
use crate::journal::{JournalError, NewOrder, Pins};
use crate::order::life::{ChatEvent, Delivery, Effect, MessageRole, begin};
use crate::order::purchase::OrderForm;
use crate::order::{MessageId, OrderId, SourceName, Untrusted};
use crate::sources::twins::note_twin;
use crate::telegram::Message;

/// The source's name.
pub const SOURCE: SourceName = SourceName::new("tribute_chat");

/// Takes in the order that `message` is, if it is one that has not been seen before; one that the
/// owner has answered already, by `answer`, is closed.
pub(super) fn take_order(
    engine: &mut Engine,
    settings: &Settings,
    message: &Message,
    answer: Option<MessageId>,
) -> Result<(), JournalError> {
    if !settings.is_order(message) || engine.journal().is_linked(message.id, MessageRole::Order)? {
        return Ok(());
    }
    let Reading::Order(mut form) = settings.read(message) else {
        return Ok(());
    };
    if answer.is_none() {
        note_twin(engine, &SOURCE, &mut form, message.sent_at)?;
    }
    let (text, sent_at) = (message.text.clone(), message.sent_at);
    let (new, effects) = new_order(settings.pins, message.id, text, *form, sent_at);
    match answer {
        None => engine.take_in(new, &effects).map(drop),
        // It owes nobody anything; it is recorded so that it can be looked up.
        Some(message) => engine.take_in_answered(new, ChatEvent::AnsweredByHand { message }),
    }
}

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
