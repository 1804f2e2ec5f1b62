//! The message to the buyer: sent under a journaled `random_id`, so that a try more is no message more.

use tokio::time::Instant;
use tracing::info;

use crate::engine::{Engine, backoff, decode};
use crate::journal::{EffectKind, JournalError, OwedEffect};
use crate::order::Untrusted;
use crate::order::life::{DeliveryAct, MessageEvent};
use crate::sources::message::MessagePayload;
use crate::telegram::payments::PaymentsBot;
use crate::telegram::{CallError, Sent};

const MESSAGE: EffectKind = EffectKind::Deliver(DeliveryAct::Message);

/// Up to so many messages that are owed and `may_go`, and when each falls due.
pub(super) fn owed(
    engine: &Engine,
    limit: usize,
    may_go: impl Fn(u32) -> bool,
) -> Result<Vec<(Instant, OwedEffect)>, JournalError> {
    let owed = engine.journal().owed_effects()?;
    let first = owed.first_of(MESSAGE, limit, |it| may_go(it.number));
    let due = |it: &OwedEffect| (engine.due_at(it.attempts, it.due_at), it.clone());
    Ok(first.into_iter().map(due).collect())
}

/// Records that a message is about to be sent.
pub(super) fn begin(
    engine: &mut Engine,
    effect: &OwedEffect,
) -> Result<MessagePayload, JournalError> {
    engine.apply_event_with(effect.number, MessageEvent::Begun, |it| it.begin_effect(effect))?;
    decode(&effect.payload)
}

pub(super) async fn send<B: PaymentsBot>(
    bot: &B,
    payload: &MessagePayload,
) -> Result<Sent, CallError> {
    bot.send(payload.to, &payload.outgoing, &[]).await
}

/// Takes in what came of a message. A refusal is for people: the buyer may have blocked the bot.
pub(super) fn sent(
    engine: &mut Engine,
    effect: &OwedEffect,
    outcome: Result<Sent, CallError>,
) -> Result<(), JournalError> {
    let number = effect.number;
    match outcome {
        Ok(_) => {
            info!(number, "the buyer was told");
            engine.apply_event(number, MessageEvent::Sent)
        }
        Err(CallError::Refused(why)) => {
            let payload: MessagePayload = decode(&effect.payload)?;
            let has_codes = !engine.journal().codes_of(number)?.is_empty();
            let text = Some(Untrusted::new(payload.outgoing.text.text)).filter(|_| !has_codes);
            engine.apply_event(number, MessageEvent::Refused { why: Untrusted::new(why), text })
        }
        Err(failure) => {
            info!(number, %failure, "the buyer could not be told; once more");
            let pause = match failure {
                CallError::FloodWait(wait) => wait,
                _ => backoff(effect.attempts, engine.random_u64()),
            };
            let due_at = engine.now() + pause;
            engine.write(|writer| writer.postpone(number, effect.kind, due_at))
        }
    }
}
