//! The acts that are owed to the chat, and which of them comes first.

use tokio::time::Instant;

use super::chat::TributeChat;
use super::delivery::is_press_in_doubt;
use super::limits::CallKind;
use super::payload::PressPayload;
use super::replies::Replies;
use crate::engine::{Engine, decode};
use crate::journal::{EffectKind, JournalError, OwedEffect};
use crate::order::life::{DeliveryAct, Stage};
use crate::telegram::Messenger;

/// An act that waits for its moment.
pub(super) struct Act {
    pub(super) at: Instant,
    pub(super) kind: ActKind,
}

/// What is to be done.
pub(super) enum ActKind {
    Reply(OwedEffect),
    Press(OwedEffect, CallKind),
}

impl ActKind {
    /// From when on Telegram lets us; a button is looked at before it is pressed.
    fn allowed_at<M: Messenger>(&self, chat: &TributeChat<M>) -> Instant {
        let limits = &chat.limits;
        match self {
            Self::Reply(_) => limits.until(CallKind::Send),
            Self::Press(_, kind) => limits.until(CallKind::Look).max(limits.until(*kind)),
        }
    }
}

/// The act whose moment comes first. One that waits for something else to happen is not there.
pub(super) fn next<M: Messenger>(
    engine: &Engine,
    chat: &TributeChat<M>,
    replies: &Replies,
) -> Result<Option<Act>, JournalError> {
    let mut acts = Vec::new();
    let owed = engine.journal().owed_effects()?;
    let mut owed_replies: Vec<&OwedEffect> = Vec::new();
    for effect in owed.iter() {
        match effect.kind {
            EffectKind::Deliver(DeliveryAct::Press) if !effect.begun => {
                let payload: PressPayload = decode(&effect.payload)?;
                if may_press(engine, effect, &payload)? {
                    acts.push(Act {
                        at: engine.due_at(effect.attempts, effect.due_at),
                        kind: ActKind::Press(effect.clone(), payload.call_kind()),
                    });
                }
            }
            EffectKind::Deliver(DeliveryAct::Reply) => owed_replies.push(effect),
            EffectKind::Deliver(DeliveryAct::Press | DeliveryAct::Message)
            | EffectKind::Activate
            | EffectKind::Revoke => {}
        }
    }
    // Replies go out in the orders' order: the oldest waits for nobody.
    owed_replies.sort_by_key(|effect| effect.number);
    if let Some(first) = owed_replies.first()
        && let Some(gate) = replies.gate(engine, &chat.settings)?
    {
        acts.push(Act {
            at: gate.max(engine.due_at(first.attempts, first.due_at)),
            kind: ActKind::Reply((*first).clone()),
        });
    }
    let limited =
        acts.into_iter().map(|act| Act { at: act.at.max(act.kind.allowed_at(chat)), ..act });
    Ok(limited.min_by_key(|act| act.at))
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
