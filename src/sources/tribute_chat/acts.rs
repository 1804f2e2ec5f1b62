//! The acts that are owed to the chat, and which of them comes first.

use tokio::time::Instant;

use super::chat::{CallKind, TributeChat};
use super::delivery::is_press_in_doubt;
use super::payload::PressPayload;
use super::replies::Replies;
use crate::engine::{Engine, decode};
use crate::journal::{Due as _, EffectKind, JournalError, OpenOrders, Owed, OwedEffect};
use crate::order::life::{DeliveryAct, Stage};
use crate::telegram::Messenger;

const PRESS: EffectKind = EffectKind::Deliver(DeliveryAct::Press);
const REPLY: EffectKind = EffectKind::Deliver(DeliveryAct::Reply);

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
    let open = engine.journal().open_orders()?;
    // One that can't be read is taken, and fails below.
    let may_be_pressed = |it: &OwedEffect| !it.begun && may_press(&open, it).unwrap_or(true);
    for effect in owed.first_of(PRESS, 1, may_be_pressed) {
        let payload: PressPayload = decode(&effect.payload)?;
        // A button is looked at before it is pressed.
        let looks_at = chat.allowed_at(CallKind::Look);
        let allowed_at = looks_at.max(chat.allowed_at(payload.call_kind()));
        let due_at = engine.due_at(effect.attempts, effect.due_at);
        acts.push((due_at.max(allowed_at), Act::Press(effect.clone())));
    }
    if let Some(first) = first_reply(&owed, |it| !chat.sent.has(it.number))
        && let Some(gate) = replies.gate(engine, chat)?
    {
        let due_at = gate.max(engine.due_at(first.attempts, first.due_at));
        acts.push((due_at.max(chat.allowed_at(CallKind::Send)), Act::Reply(first.clone())));
    }
    Ok(acts.into_iter().min_by_key(|(at, _)| *at))
}

/// The press of a reply keyboard's button is a message that says nothing of the order: while it is
/// not known what became of one, a second could not be told from it.
fn may_press(open: &OpenOrders, effect: &OwedEffect) -> Result<bool, JournalError> {
    let payload: PressPayload = decode(&effect.payload)?;
    Ok(!payload.is_message()
        || !open
            .in_stage(Stage::Confirming)
            .any(|other| other.number != effect.number && is_press_in_doubt(&other.life.state)))
}

/// Replies go out in the orders' order: the oldest waits for nobody. Of those that were tried there are
/// few, as each waits for the one before.
fn first_reply(
    owed: &Owed<OwedEffect>,
    may_be_sent: impl Fn(&&OwedEffect) -> bool,
) -> Option<&OwedEffect> {
    let tried = owed.of(REPLY).rev().take_while(|effect| effect.not_before().is_some());
    let first = tried.chain(owed.of(REPLY).next()).filter(may_be_sent);
    first.min_by_key(|effect| effect.number)
}
