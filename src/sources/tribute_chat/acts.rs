//! The acts that are owed to the chat, and which of them comes first.

use tokio::time::Instant;

use super::chat::{CallKind, TributeChat};
use super::delivery::is_press_in_doubt;
use super::payload::PressPayload;
use super::replies::Replies;
use crate::engine::{Engine, decode};
use crate::journal::{EffectKind, JournalError, OwedEffect};
use crate::order::life::{DeliveryAct, Stage};
use crate::telegram::Messenger;

pub(super) enum Act {
    Reply(OwedEffect),
    Press(OwedEffect),
}

/// The act whose moment comes first, and when that is. One that waits for something else to happen is
/// not there.
pub(super) fn next<M: Messenger>(
    engine: &Engine,
    chat: &TributeChat<M>,
    replies: &Replies,
) -> Result<Option<(Instant, Act)>, JournalError> {
    let mut acts = Vec::new();
    let owed = engine.journal().owed_effects()?;
    let mut owed_replies: Vec<&OwedEffect> = Vec::new();
    for effect in owed.iter() {
        match effect.kind {
            EffectKind::Deliver(DeliveryAct::Press) if !effect.begun => {
                let payload: PressPayload = decode(&effect.payload)?;
                if may_press(engine, effect, &payload)? {
                    // A button is looked at before it is pressed.
                    let looks_at = chat.allowed_at(CallKind::Look);
                    let allowed_at = looks_at.max(chat.allowed_at(payload.call_kind()));
                    let due_at = engine.due_at(effect.attempts, effect.due_at);
                    acts.push((due_at.max(allowed_at), Act::Press(effect.clone())));
                }
            }
            EffectKind::Deliver(DeliveryAct::Reply) => owed_replies.push(effect),
            EffectKind::Deliver(DeliveryAct::Press | DeliveryAct::Message)
            | EffectKind::Activate
            | EffectKind::Revoke => {}
        }
    }
    // Replies go out in the orders' order: the oldest waits for nobody.
    if let Some(first) = owed_replies.into_iter().min_by_key(|effect| effect.number)
        && let Some(gate) = replies.gate(engine, &chat.settings)?
    {
        let due_at = gate.max(engine.due_at(first.attempts, first.due_at));
        acts.push((due_at.max(chat.allowed_at(CallKind::Send)), Act::Reply(first.clone())));
    }
    Ok(acts.into_iter().min_by_key(|(at, _)| *at))
}

/// The press of a reply keyboard's button is a message that says nothing of the order: while it is
/// not known what became of one, a second could not be told from it.
fn may_press(
    engine: &Engine,
    effect: &OwedEffect,
    payload: &PressPayload,
) -> Result<bool, JournalError> {
    if !payload.is_message() {
        return Ok(true);
    }
    let open = engine.journal().open_orders()?;
    Ok(!open.iter().any(|other| {
        other.number != effect.number
            && other.life.state.stage() == Stage::Confirming
            && is_press_in_doubt(&other.life.state)
    }))
}
