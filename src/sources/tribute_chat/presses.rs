//! Presses of the confirmation's button, which is looked at once more before.

use tracing::{debug, info, warn};

use super::chat::{TributeChat, retry_pause};
use super::evidence::PressEvidence;
use super::payload::{ButtonState, PressPayload};
use super::state;
use crate::engine::{Engine, decode};
use crate::journal::{JournalError, NotificationKey, OwedEffect};
use crate::order::life::{ChatEvent, DeliveryStage, MessageRole, Press, PressOutcome, State};
use crate::order::untrusted::comparable;
use crate::order::{ButtonKind, MessageId, Record, Untrusted};
use crate::rich_text::RichText;
use crate::sources::SourceError;
use crate::telegram::{CallError, Chat, Messenger, Outgoing, PressAnswer, Sent};

/// So many characters tell one wording from another: as many as a bot may show.
const WORDS_MAX: usize = 200;

pub(super) fn owes_keyboard_press(record: &Record) -> bool {
    let is_owed = matches!(
        record.life.state,
        State::Delivering(DeliveryStage::Confirming { press: Press::Owed })
    );
    let button = record.life.chat().and_then(|chat| chat.button());
    is_owed && button.is_some_and(|button| button.kind == ButtonKind::KeyboardText)
}

/// Presses the button that is owed, if it stands there as it did.
pub(super) async fn press<M: Messenger>(
    engine: &mut Engine,
    chat: &mut TributeChat<M>,
    evidence: &mut PressEvidence,
    effect: &OwedEffect,
) -> Result<(), SourceError> {
    let payload: PressPayload = decode(&effect.payload)?;
    if payload.is_message() {
        if !chat.is_freshly_read(engine) {
            return Ok(());
        }
        if is_replaced(engine, &payload)? {
            return Ok(engine.apply_event(effect.number, ChatEvent::KeyboardReplaced)?);
        }
    }
    let Some(found) = chat.look(engine, &[payload.message]).await? else {
        return Ok(());
    };
    let message = found.first().and_then(Option::as_ref);
    match ButtonState::of(&payload.button, message) {
        ButtonState::Unchanged => {}
        ButtonState::Replaced => {
            let record = engine.journal().order(effect.number)?;
            let asks_first = record.is_some_and(|record| record.life.asks_first());
            let replaced = message.filter(|_| asks_first).map(|it| chat.settings.confirmation(it));
            let replaced = replaced.unwrap_or(ChatEvent::KeyboardReplaced);
            return Ok(engine.apply_event(effect.number, replaced)?);
        }
        ButtonState::Removed => {
            return Ok(engine.apply_event(effect.number, ChatEvent::PressEvidence)?);
        }
    }
    engine.apply_event_with(effect.number, ChatEvent::PressBegun, |writer| {
        writer.begin_effect(effect)
    })?;
    engine.make_durable()?;
    debug!(number = effect.number, message_id = payload.message.0, "press");
    let pressed = press_button(chat, &payload).await;
    take_answer(engine, chat, evidence, effect, &payload, pressed)
}

/// Whether Telegram says so too when the press has worked and the bot has taken its button away: the
/// chat shows which it was.
fn may_follow_an_effect(refusal: &str) -> bool {
    matches!(refusal, "MESSAGE_ID_INVALID" | "MSG_ID_INVALID" | "DATA_INVALID")
}

/// Takes in what came of a press: its outcome, and the message that it is.
fn take_answer<M: Messenger>(
    engine: &mut Engine,
    chat: &mut TributeChat<M>,
    evidence: &mut PressEvidence,
    effect: &OwedEffect,
    payload: &PressPayload,
    pressed: Result<(PressOutcome, Option<MessageId>), CallError>,
) -> Result<(), SourceError> {
    let number = effect.number;
    let (outcome, written) = match pressed {
        Ok(answered) => answered,
        Err(CallError::Refused(why)) if !may_follow_an_effect(&why) => {
            (PressOutcome::Refused(Untrusted::new(why)), None)
        }
        Err(CallError::Refused(why) | CallError::Unknown(why)) => {
            warn!(number, why, "nobody knows whether the press took effect");
            chat.history.ring();
            (PressOutcome::Unknown, None)
        }
        Err(failure) => {
            let due_at = engine.now() + retry_pause(engine, effect.attempts, &failure);
            engine.apply_event_with(number, ChatEvent::PressPutOff, |writer| {
                writer.put_off_effect(effect, due_at)
            })?;
            return chat.call_failed(engine, payload.call_kind(), &failure);
        }
    };
    if let PressOutcome::AcceptedSaying(words) = &outcome {
        tell_words(engine, chat, number, words)?;
    }
    if matches!(outcome, PressOutcome::Accepted | PressOutcome::AcceptedSaying(_)) {
        info!(number, message_id = payload.message.0, "pressed");
        evidence.watch(engine, payload)?;
    }
    Ok(engine.apply_event_with(number, ChatEvent::PressAnswered(outcome), |writer| {
        let role = MessageRole::KeyboardPress;
        written.map_or(Ok(()), |message| writer.link_message(number, role, message))
    })?)
}

/// Moderators read each wording once: only they can know that it means something else.
fn tell_words<M: Messenger>(
    engine: &mut Engine,
    chat: &TributeChat<M>,
    number: u32,
    words: &Untrusted,
) -> Result<(), JournalError> {
    let wording: String = comparable(words.as_str()).chars().take(WORDS_MAX).collect();
    let key = NotificationKey::once(&format!("press-words:{wording}"));
    engine.notify(&key, &chat.settings.formatter.press_words(number, words))
}

async fn press_button<M: Messenger>(
    chat: &TributeChat<M>,
    payload: &PressPayload,
) -> Result<(PressOutcome, Option<MessageId>), CallError> {
    let messenger = &*chat.messenger;
    match &payload.button.kind {
        ButtonKind::Callback { data } => match messenger.press(payload.message, data).await? {
            PressAnswer::Accepted { notice: None } => Ok((PressOutcome::Accepted, None)),
            PressAnswer::Accepted { notice: Some(words) } if !chat.settings.refuses(&words) => {
                Ok((PressOutcome::AcceptedSaying(words), None))
            }
            PressAnswer::Accepted { notice: Some(words) } | PressAnswer::Alert(words) => {
                Ok((PressOutcome::Refused(words), None))
            }
        },
        ButtonKind::KeyboardText => {
            let outgoing = Outgoing {
                text: RichText::plain(payload.button.label.as_str()),
                reply_to: None,
                random_id: payload.random_id,
            };
            match messenger.send(Chat::Tribute, &outgoing).await? {
                Sent::As(message) => Ok((PressOutcome::Accepted, Some(message))),
                // Which message it is, only the history tells.
                Sent::Before => Err(CallError::Unknown("sent before".to_owned())),
            }
        }
        ButtonKind::NeverPressed { kind } => Err(CallError::Refused(kind.clone())),
    }
}

/// Whether the conversation has gone on since the keyboard was shown: its button's text would be
/// taken for something else.
fn is_replaced(engine: &Engine, payload: &PressPayload) -> Result<bool, JournalError> {
    let shown = engine.journal().state(state::KEYBOARD_SHOWN)?;
    let owner_wrote = engine.journal().state(state::OWNER_WROTE)?;
    Ok(shown.max(owner_wrote) > i64::from(payload.message.0))
}
