//! Evidence of presses: what the chat shows of those whose answer was lost, and what it teaches
//! about this bot when one was answered; what the owner pressed by hand; and of orders that wait for a
//! person: whether they still read as they did.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;
use tracing::info;

use super::chat::{CallKind, TributeChat};
use super::history::History;
use super::payload::{ButtonState, PressPayload};
use super::unlinked::has_other_owner;
use super::{Settings, replies, state};
use crate::engine::Engine;
use crate::journal::{JournalError, OpenOrders};
use crate::order::life::{ChatEvent, DeliveryStage, Press, PressOutcome, Reason, Stage, State};
use crate::order::{Button, MessageId, Record};
use crate::sources::SourceError;
use crate::telegram::{Message, Messenger};

/// How long after a press a change of its message is put down to it.
const WATCH_TIME: Duration = Duration::from_mins(1);
/// An order that waits for a person is looked at no oftener, however much goes on in the chat.
const WAITING_LOOKED_AT_EVERY: Duration = Duration::from_secs(5);
/// As many messages as Telegram shows at once.
const LOOKS_MAX: usize = 100;

/// The presses that are looked at, timed by this process.
#[derive(Default)]
pub(super) struct PressEvidence {
    /// When an order's confirmation was last looked at.
    looked_at: HashMap<u32, Instant>,
    /// Since when an order's press is without evidence.
    unproven: HashMap<u32, Instant>,
    /// Pressed confirmations that are watched for a change.
    watched: Vec<WatchedPress>,
    /// When the buttons that nobody could assign were last looked at.
    unassigned_looked_at: Option<Instant>,
}

/// A button that was pressed with success: does this bot change the message it was under?
struct WatchedPress {
    message: MessageId,
    button: Button,
    looked_at: Instant,
    until: Instant,
}

impl PressEvidence {
    /// After a start: presses that were begun have an answer that nobody will ever hear, and what was
    /// pressed shortly before this program ended is watched on.
    pub(super) fn start(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
        mark_lost_presses(engine)?;
        self.watch_on(engine)
    }

    /// When to look for evidence: after every reading, and when a settle time is over.
    pub(super) fn next_due<M: Messenger>(
        &self,
        engine: &Engine,
        chat: &TributeChat<M>,
    ) -> Result<Option<Instant>, JournalError> {
        let now = Instant::now();
        let open = engine.journal().open_orders()?;
        let looks = doubtful(&open).filter_map(|record| self.due_at(record, chat, now));
        let others_are_due = self.watch_is_due(&chat.history) || self.unassigned_are_due(chat);
        let next = looks.chain(others_are_due.then_some(now)).min();
        Ok(next.map(|at| at.max(chat.allowed_at(CallKind::Look))))
    }

    pub(super) async fn look<M: Messenger>(
        &mut self,
        engine: &mut Engine,
        chat: &mut TributeChat<M>,
    ) -> Result<(), SourceError> {
        if self.watch_is_due(&chat.history) && chat.allowed_at(CallKind::Look) <= Instant::now() {
            self.look_at_watched(engine, chat).await?;
        }
        if self.unassigned_are_due(chat) && chat.allowed_at(CallKind::Look) <= Instant::now() {
            self.look_at_unassigned(engine, chat).await?;
        }
        let now = Instant::now();
        if chat.allowed_at(CallKind::Look) > now {
            return Ok(());
        }
        let open = engine.journal().open_orders()?;
        let is_doubtful = |number: &u32| open.get(*number).and_then(looked_at).is_some();
        self.looked_at.retain(|number, _| is_doubtful(number));
        self.unproven.retain(|number, _| is_doubtful(number));
        let is_due = |record: &&Record| self.due_at(record, chat, now).is_some_and(|at| at <= now);
        let due = doubtful(&open).filter(is_due).take(LOOKS_MAX);
        let due: Vec<Record> = due.cloned().collect();
        drop(open);
        if due.is_empty() {
            return Ok(());
        }
        let ids: Vec<MessageId> = due.iter().filter_map(looked_at).collect();
        let Some(found) = chat.look(engine, &ids).await? else {
            return Ok(());
        };
        for (record, message) in due.iter().zip(found) {
            if is_press_doubtful(record) {
                self.judge(engine, chat, record, message.as_ref())?;
            } else {
                self.looked_at.insert(record.number, now);
                if let Some(change) = what_changed(record, message) {
                    engine.apply_event(record.number, change)?;
                }
            }
        }
        Ok(())
    }

    fn due_at<M>(&self, record: &Record, chat: &TributeChat<M>, now: Instant) -> Option<Instant> {
        let Some(looked_at) = self.looked_at.get(&record.number) else {
            return Some(now);
        };
        match chat.history.has_read_since(*looked_at) {
            true if is_press_doubtful(record) => Some(now),
            true => Some(*looked_at + WAITING_LOOKED_AT_EVERY),
            false => self.settles_at(record, &chat.settings),
        }
    }

    /// When a press without evidence is given up.
    fn settles_at(&self, record: &Record, settings: &Settings) -> Option<Instant> {
        let unproven = record.life.state.stage() == Stage::Confirming;
        let since = self.unproven.get(&record.number)?;
        unproven.then(|| *since + settings.timing.press_settle)
    }

    fn judge<M: Messenger>(
        &mut self,
        engine: &mut Engine,
        chat: &mut TributeChat<M>,
        record: &Record,
        found: Option<&Message>,
    ) -> Result<(), JournalError> {
        let now = Instant::now();
        let number = record.number;
        self.looked_at.insert(number, now);
        self.unproven.entry(number).or_insert(now);
        let button = record.life.chat().and_then(|chat| chat.button());
        if was_pressed(button, found) {
            return engine.apply_event(number, ChatEvent::PressEvidence);
        }
        // People are asked about what stands there now.
        if let (State::Escalated { reason: Reason::ApprovePress }, Some(message)) =
            (&record.life.state, found)
        {
            return engine.apply_event(number, chat.settings.confirmation(message));
        }
        let settles_at = self.settles_at(record, &chat.settings);
        let Some(settles_at) = settles_at.filter(|at| *at <= now) else {
            return Ok(());
        };
        // What the bot wrote is evidence too.
        if !chat.history.has_read_since(settles_at) {
            chat.history.ring();
            return Ok(());
        }
        let may_repeat = engine.journal().state(state::PRESS_CHANGES_MESSAGE)? != 0;
        engine.apply_event(number, ChatEvent::PressUnproven { may_repeat })
    }

    fn unassigned_are_due<M>(&self, chat: &TributeChat<M>) -> bool {
        let looked_at = self.unassigned_looked_at;
        !chat.unassigned.is_empty() && looked_at.is_none_or(|at| chat.history.has_read_since(at))
    }

    /// Nobody knows whose these buttons are. When there is one for each order that waits, and all have
    /// been pressed, then all those orders were confirmed by hand.
    async fn look_at_unassigned<M: Messenger>(
        &mut self,
        engine: &mut Engine,
        chat: &mut TributeChat<M>,
    ) -> Result<(), SourceError> {
        let looked_at = Instant::now();
        let ids: Vec<MessageId> = chat.unassigned.iter().map(|message| message.id).collect();
        let Some(oldest) = chat.unassigned.iter().map(|message| message.sent_at).min() else {
            return Ok(());
        };
        let Some(found) = chat.look(engine, &ids).await? else {
            return Ok(());
        };
        self.unassigned_looked_at = Some(looked_at);
        let all_pressed = chat.unassigned.iter().zip(&found).all(|(message, found)| {
            let button = chat.settings.wanted(&message.buttons);
            was_pressed(button.as_ref(), found.as_ref())
        });
        let mut waiting = replies::unanswered_at(engine, &chat.settings, oldest)?;
        waiting.retain(|record| record.life.reply() < ids.last().copied());
        for message in &ids {
            if has_other_owner(engine, *message)? {
                return Ok(());
            }
        }
        if all_pressed && waiting.len() == ids.len() {
            for record in waiting.iter().filter(|record| record.life.state.is_open()) {
                engine.apply_event(record.number, ChatEvent::PressEvidence)?;
            }
        }
        Ok(())
    }

    /// After an answered press: does this bot change the message that was pressed?
    pub(super) fn watch(
        &mut self,
        engine: &Engine,
        pressed: &PressPayload,
    ) -> Result<(), JournalError> {
        let knows = engine.journal().state(state::PRESS_CHANGES_MESSAGE)? != 0;
        if !knows && self.watched.len() < LOOKS_MAX {
            self.watch_for(WATCH_TIME, pressed.message, &pressed.button);
        }
        Ok(())
    }

    fn watch_on(&mut self, engine: &Engine) -> Result<(), JournalError> {
        let journal = engine.journal();
        if journal.state(state::PRESS_CHANGES_MESSAGE)? != 0 {
            return Ok(());
        }
        for record in journal.newest_in(Stage::Completed, LOOKS_MAX)? {
            let State::Completed { at } = record.life.state else {
                continue;
            };
            let elapsed = Duration::try_from(engine.now().duration_since(at)).unwrap_or(WATCH_TIME);
            let left = WATCH_TIME.saturating_sub(elapsed);
            if let Some(chat) = record.life.chat()
                && let (Some(message), Some(button)) = (pressed_message(&record), chat.button())
                && chat.presses_begun > 0
                && !left.is_zero()
            {
                self.watch_for(left, message, button);
            }
        }
        Ok(())
    }

    fn watch_for(&mut self, left: Duration, message: MessageId, button: &Button) {
        let (button, looked_at) = (button.clone(), Instant::now());
        self.watched.push(WatchedPress { message, button, looked_at, until: looked_at + left });
    }

    fn watch_is_due(&self, history: &History) -> bool {
        self.watched.iter().any(|watched| history.has_read_since(watched.looked_at))
    }

    async fn look_at_watched<M: Messenger>(
        &mut self,
        engine: &mut Engine,
        chat: &mut TributeChat<M>,
    ) -> Result<(), SourceError> {
        let ids: Vec<MessageId> = self.watched.iter().map(|watched| watched.message).collect();
        let Some(found) = chat.look(engine, &ids).await? else {
            return Ok(());
        };
        let now = Instant::now();
        let mut seen = self.watched.iter().zip(&found);
        if seen
            .any(|(it, found)| ButtonState::of(&it.button, found.as_ref()) == ButtonState::Removed)
        {
            info!("a press changes the message it was under: known from now on");
            self.watched.clear();
            engine.write(|writer| writer.set(state::PRESS_CHANGES_MESSAGE, 1))?;
        }
        self.watched.retain(|watched| now < watched.until);
        for watched in &mut self.watched {
            watched.looked_at = now;
        }
        Ok(())
    }
}

fn was_pressed(button: Option<&Button>, found: Option<&Message>) -> bool {
    match button {
        Some(button) => ButtonState::of(button, found) == ButtonState::Removed,
        None => found.is_none_or(|message| message.buttons.is_empty()),
    }
}

/// The orders that are looked at: whose press may have taken effect, or be made by the owner; and who
/// wait for a person who would give the goods.
fn doubtful(open: &OpenOrders) -> impl Iterator<Item = &Record> {
    let stages = [Stage::Confirming, Stage::Escalated].into_iter();
    stages.flat_map(|stage| open.in_stage(stage)).filter(|record| looked_at(record).is_some())
}

/// The message to look at for an order: the one with the button, or the order itself.
fn looked_at(record: &Record) -> Option<MessageId> {
    if is_press_doubtful(record) {
        return pressed_message(record);
    }
    let waits = matches!(&record.life.state,
        State::Escalated { reason } if *reason != Reason::OrderDeleted);
    (waits && !record.life.goods_given()).then(|| record.life.message()).flatten()
}

fn is_press_doubtful(record: &Record) -> bool {
    pressed_message(record).is_some()
        && matches!(
            record.life.state,
            State::Delivering(DeliveryStage::Confirming { press: Press::Unproven { .. } })
                | State::Escalated {
                    reason: Reason::PressUnknown
                        | Reason::UnknownButton
                        | Reason::KeyboardReplaced
                        | Reason::PressRefused { .. }
                        | Reason::ReplyInDoubt
                        | Reason::ApprovePress
                        | Reason::NotApproved
                }
        )
}

/// What has become of an order's message since it was read.
pub(super) fn what_changed(record: &Record, message: Option<Message>) -> Option<ChatEvent> {
    match message {
        None => Some(ChatEvent::OrderDeleted),
        Some(message) if message.text != record.text => {
            Some(ChatEvent::OrderEdited { text: message.text })
        }
        Some(_) => None,
    }
}

/// After a crash: a press that was begun has an answer that nobody will ever hear.
fn mark_lost_presses(engine: &mut Engine) -> Result<(), JournalError> {
    let open = engine.journal().open_orders()?;
    for record in open.in_stage(Stage::Confirming) {
        if matches!(
            record.life.state,
            State::Delivering(DeliveryStage::Confirming { press: Press::Begun })
        ) {
            engine.apply_event(record.number, ChatEvent::PressAnswered(PressOutcome::Unknown))?;
        }
    }
    Ok(())
}

fn pressed_message(record: &Record) -> Option<MessageId> {
    record.life.confirmation().map(|seen| seen.message)
}
