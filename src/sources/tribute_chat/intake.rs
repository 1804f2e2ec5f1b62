//! Taking in an order that stands in the chat.

use super::Settings;
use super::message::Reading;
use crate::engine::Engine;
use crate::journal::{JournalError, NewOrder};
use crate::order::MessageId;
use crate::order::life::{ChatEvent, Delivery, begin};
use crate::telegram::Message;

/// Takes in the order that `message` is, if it is one that has not been seen before; one that the
/// owner has answered already, by `answer`, is closed.
pub(super) fn take_order(
    engine: &mut Engine,
    settings: &Settings,
    message: &Message,
    answer: Option<MessageId>,
) -> Result<(), JournalError> {
    if !settings.is_order(message) || engine.journal().is_order(message.id)? {
        return Ok(());
    }
    let Reading::Order(form) = settings.read(message) else {
        return Ok(());
    };
    let transition = begin(&form, Delivery::tribute_chat());
    let new = NewOrder {
        id: settings.order_id(message.id),
        text: message.text.clone(),
        form: *form,
        life: transition.order,
        ordered_at: message.sent_at,
    };
    match answer {
        None => engine.take_in(new, transition.effects).map(drop),
        // It owes nobody anything; it is recorded so that it can be looked up.
        Some(message) => engine.take_in_answered(new, ChatEvent::AnsweredByHand { message }),
    }
}
