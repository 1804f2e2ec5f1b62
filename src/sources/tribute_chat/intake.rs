//! Taking in an order that stands in the chat.

use super::Settings;
use super::message::Reading;
use crate::engine::Engine;
use crate::journal::JournalError;
use crate::order::MessageId;
use crate::order::life::{ChatEvent, MessageRole};
use crate::telegram::Message;

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
    let Reading::Order(form) = settings.read(message) else {
        return Ok(());
    };
    let text = message.text.clone();
    let (new, effects) = settings.new_order(message.id, text, *form, message.sent_at);
    match answer {
        None => engine.take_in(new, effects).map(drop),
        // It owes nobody anything; it is recorded so that it can be looked up.
        Some(message) => engine.take_in_answered(new, ChatEvent::AnsweredByHand { message }),
    }
}
