//! Replies: when one may go out, which orders wait for the bot's answer, and that it stays silent.
//!
//! A reply is sent only when the chat was read to its newest message in the same turn: one that
//! stands there already is known then.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use tracing::info;

use super::chat::{CallKind, TributeChat, retry_pause};
use super::delivery::may_match_unlinked_confirmation;
use super::history::History;
use super::{Settings, presses, state};
use crate::engine::{Engine, IncidentKind, decode};
use crate::journal::{JournalError, OwedEffect};
use crate::order::life::{ChatEvent, Stage};
use crate::order::{MessageId, Record, Untrusted};
use crate::sources::SourceError;
use crate::telegram::{CallError, Chat, Message, Messenger, Outgoing, Sent};

/// The history is to show so soon that a reply stands; the bot's answer mostly makes it do so before.
const SHOWN_WITHIN: Duration = Duration::from_secs(1);
/// How often Telegram may say that it knows a reply which the history does not show.
const UNSEEN_ATTEMPTS_MAX: u32 = 4;
/// A timed-out order keeps its place for so many times the time-out: an answer that links to nothing
/// may still come. Then another reply goes out, to see whether the bot is back.
const PLACE_KEPT_TIMEOUTS: u32 = 3;
/// What was closed longer ago than this holds no place, whatever is wrong with a clock.
const HOLDING_MAX: Duration = Duration::from_hours(24);

/// The pace of replies, and the waits for their answers. Monotonic, by this process: phones sleep
/// and their clocks jump.
pub(super) struct Replies {
    /// Before this no reply goes out.
    next_at: Instant,
    /// When one reply may go out although the bot is silent.
    next_probe_at: Instant,
    /// Since when orders have waited for the bot's confirmation.
    awaiting: HashMap<u32, Instant>,
    /// Since when the place has been kept for an order's late answer.
    holding: HashMap<u32, Instant>,
}

/// Replies that Telegram has taken, by the message that each has become: the order's number, and since
/// when. That a reply hangs on its order, only the history shows.
#[derive(Default)]
pub(super) struct SentReplies(BTreeMap<MessageId, (u32, Instant)>);

impl SentReplies {
    pub(super) fn contains(&self, message: MessageId) -> bool {
        self.0.contains_key(&message)
    }

    /// The order whose reply this message is; it is known from now on where it stands.
    pub(super) fn take(&mut self, message: MessageId) -> Option<u32> {
        self.0.remove(&message).map(|(number, _)| number)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an order's reply is one of them.
    pub(super) fn has(&self, number: u32) -> bool {
        self.0.values().any(|(sent, _)| *sent == number)
    }

    /// The first that a reading since has not shown.
    pub(super) fn unseen(&self, history: &History) -> Option<(MessageId, u32)> {
        let unseen = |(_, (_, at)): &(&MessageId, &(u32, Instant))| history.has_read_since(*at);
        self.0.iter().find(unseen).map(|(message, (number, _))| (*message, *number))
    }
}

impl Replies {
    pub(super) fn new(now: Instant) -> Self {
        Self { next_at: now, next_probe_at: now, awaiting: HashMap::new(), holding: HashMap::new() }
    }

    /// A shorter pace is not waited for.
    pub(super) fn repace(&mut self, pace: Duration) {
        self.next_at = self.next_at.min(Instant::now() + pace);
    }

    /// When the next order has waited too long.
    pub(super) fn next_overdue_at(&self, timeout: Duration) -> Option<Instant> {
        self.awaiting.values().map(|since| *since + timeout).min()
    }

    /// Orders that have waited too long for the bot, the history having been read since.
    pub(super) fn notice_overdue<M: Messenger>(
        &mut self,
        engine: &mut Engine,
        chat: &mut TributeChat<M>,
    ) -> Result<(), JournalError> {
        let now = Instant::now();
        let timing = chat.settings.timing;
        let open = engine.journal().open_orders()?;
        let awaiting = open.in_stage(Stage::AwaitingConfirmation).map(|it| it.number);
        let awaiting: BTreeSet<u32> = awaiting.collect();
        drop(open);
        self.awaiting.retain(|number, _| awaiting.contains(number));
        for number in awaiting {
            let since = *self.awaiting.entry(number).or_insert(now);
            let deadline = since + timing.confirmation_timeout;
            if now < deadline {
                continue;
            }
            if !chat.history.has_read_since(deadline) {
                chat.history.ring();
                continue;
            }
            info!(number, "the bot did not answer in time");
            engine.apply_event(number, ChatEvent::ConfirmationOverdue)?;
            self.next_probe_at = now + timing.probe_interval;
            engine.open_incident(IncidentKind::BotSilent, &Untrusted::new(""), None, None)?;
        }
        Ok(())
    }

    /// Times for how long the place has been kept for late answers.
    pub(super) fn time_holders(&mut self, engine: &Engine) -> Result<(), JournalError> {
        let now = Instant::now();
        let holders = place_holders(engine)?;
        self.holding.retain(|number, _| holders.iter().any(|it| it.number == *number));
        for holder in holders {
            // While it is awaited, its time has not begun.
            let since = self.holding.entry(holder.number).or_insert(now);
            if holder.life.state.stage() == Stage::AwaitingConfirmation {
                *since = now;
            }
        }
        Ok(())
    }

    /// From when on a reply may go out; `None` while another order has to be answered first.
    pub(super) fn gate<M>(
        &self,
        engine: &Engine,
        chat: &TributeChat<M>,
    ) -> Result<Option<Instant>, JournalError> {
        let now = Instant::now();
        let kept = place_kept(&chat.settings);
        let links = bot_links(engine)?;
        if !links && !chat.sent.is_empty() {
            return Ok(None);
        }
        // Another keyboard would take the place of the one that is about to be pressed.
        let open = engine.journal().open_orders()?;
        if open.in_stage(Stage::Confirming).any(presses::owes_keyboard_press) {
            return Ok(None);
        }
        let mut gate = now.max(self.next_at);
        if engine.incident(IncidentKind::BotSilent)?.is_some() {
            gate = gate.max(self.next_probe_at);
        }
        if !links && let Some(until) = owner_waits_until(engine, &chat.settings)? {
            let left = Duration::try_from(until.duration_since(engine.now()));
            gate = gate.max(now + left.unwrap_or_default().min(kept));
        }
        // The place that an answer of the bot's belongs to, which links to nothing.
        for holder in place_holders(engine)? {
            if holder.life.state.stage() == Stage::AwaitingConfirmation {
                return Ok(None);
            }
            let held = self.holding.get(&holder.number);
            gate = gate.max(held.copied().unwrap_or(now) + kept);
        }
        Ok(Some(gate))
    }

    pub(super) async fn send<M: Messenger>(
        &mut self,
        engine: &mut Engine,
        chat: &mut TributeChat<M>,
        effect: &OwedEffect,
    ) -> Result<(), SourceError> {
        if !chat.is_freshly_read(engine) {
            return Ok(());
        }
        let outgoing: Outgoing = decode(&effect.payload)?;
        engine.apply_event_with(effect.number, ChatEvent::ReplyBegun, |writer| {
            writer.begin_effect(effect)
        })?;
        engine.make_durable()?;
        let now = Instant::now();
        self.next_at = now + chat.settings.pace;
        self.next_probe_at = now + chat.settings.timing.probe_interval;
        match chat.messenger.send(Chat::Tribute, &outgoing).await {
            Ok(Sent::As(message)) => {
                let now = Instant::now();
                chat.sent.0.insert(message, (effect.number, now));
                chat.history.read_by(now + SHOWN_WITHIN);
                Ok(())
            }
            Ok(Sent::Before) => Ok(sent_before(engine, chat, effect)?),
            Err(CallError::Refused(why)) => {
                let why = Untrusted::new(why);
                Ok(engine.apply_event(effect.number, ChatEvent::ReplyRefused { why })?)
            }
            Err(failure) => {
                // It may stand in the chat: read before the next try.
                chat.history.ring();
                postpone(engine, effect, &failure)?;
                chat.call_failed(engine, CallKind::Send, &failure)
            }
        }
    }
}

/// For how long an order keeps its place that was closed or has timed out.
pub(super) fn place_kept(settings: &Settings) -> Duration {
    settings.timing.confirmation_timeout * PLACE_KEPT_TIMEOUTS
}

/// Until when the bot's answer to what the owner wrote may still come, and not say what it answers.
pub(super) fn owner_waits_until(
    engine: &Engine,
    settings: &Settings,
) -> Result<Option<Timestamp>, JournalError> {
    let since_ms = engine.journal().state(state::OWNER_WAITS_SINCE)?;
    let since = (since_ms != 0).then(|| Timestamp::from_millisecond(since_ms).ok()).flatten();
    Ok(since.and_then(|since| since.checked_add(place_kept(settings)).ok()))
}

/// The orders for which no other reply goes out: an answer of the bot's may be theirs, and not say so.
fn place_holders(engine: &Engine) -> Result<Vec<Record>, JournalError> {
    if bot_links(engine)? { Ok(Vec::new()) } else { unanswered(engine, engine.now() - HOLDING_MAX) }
}

/// Whether all of the bot's answers have said what they answer.
fn bot_links(engine: &Engine) -> Result<bool, JournalError> {
    Ok(engine.journal().state(state::BOT_LINKS)? == state::LINKS_SO_FAR)
}

/// The orders that a message may be about which came then: whoever waited for it, also if that order was
/// closed since.
pub(super) fn unanswered_at(
    engine: &Engine,
    settings: &Settings,
    came_at: Timestamp,
) -> Result<Vec<Record>, JournalError> {
    unanswered(engine, came_at.min(engine.now()) - place_kept(settings))
}

/// The orders whose reply the bot has not answered yet: those that are open, and those that were
/// closed since then.
fn unanswered(engine: &Engine, closed_since: Timestamp) -> Result<Vec<Record>, JournalError> {
    let journal = engine.journal();
    let open = journal.open_orders()?;
    let holders = open.iter().filter(|record| may_match_unlinked_confirmation(&record.life));
    let mut holders: Vec<Record> = holders.cloned().collect();
    // The bot may still answer the reply of one that a person has closed since.
    let closed = journal.closed_unanswered()?;
    let recent = closed.iter().filter(|record| record.updated_at > closed_since);
    holders.extend(recent.cloned());
    Ok(holders)
}

/// A reply that should stand in the history, and does not, is looked for by itself.
pub(super) async fn look_for_unseen<M: Messenger>(
    engine: &mut Engine,
    chat: &mut TributeChat<M>,
) -> Result<(), SourceError> {
    while let Some((message, number)) = chat.sent.unseen(&chat.history)
        && chat.allowed_at(CallKind::Look) <= Instant::now()
        && let Some(found) = chat.look(engine, &[message]).await?
    {
        chat.sent.take(message);
        replied(engine, number, message, found.first().and_then(Option::as_ref))?;
    }
    Ok(())
}

/// An order's reply is the message that was `found`; whether it hangs on the order, only that shows.
pub(super) fn replied(
    engine: &mut Engine,
    number: u32,
    message: MessageId,
    found: Option<&Message>,
) -> Result<(), JournalError> {
    let record = engine.journal().order(number)?;
    let target = found.and_then(|reply| reply.reply_to);
    let attached = target.is_some() && target == record.and_then(|record| record.life.message());
    info!(number, message_id = message.0, attached, "replied");
    engine.apply_event(number, ChatEvent::ReplySent { message, attached })
}

/// Telegram says that it has the reply; the history, read again, has to show it.
fn sent_before<M: Messenger>(
    engine: &mut Engine,
    chat: &mut TributeChat<M>,
    effect: &OwedEffect,
) -> Result<(), JournalError> {
    chat.history.ring();
    if effect.attempts >= UNSEEN_ATTEMPTS_MAX {
        let why = Untrusted::new("RANDOM_ID_DUPLICATE");
        return engine.apply_event(effect.number, ChatEvent::ReplyRefused { why });
    }
    postpone(engine, effect, &CallError::Unknown("sent before".to_owned()))
}

fn postpone(
    engine: &mut Engine,
    effect: &OwedEffect,
    failure: &CallError,
) -> Result<(), JournalError> {
    let due_at = engine.now() + retry_pause(engine, effect.attempts, failure);
    engine.write(|writer| writer.postpone(effect.number, effect.kind, due_at))
}
