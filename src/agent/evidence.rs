//! Evidence of presses: what the chat shows of those whose answer was lost, and what it teaches
//! about this bot when one was answered.

use std::time::Duration;

use tokio::time::Instant;
use tracing::info;

use super::freezing::FrozenPress;
use super::rests::ActKind;
use super::shown::Shown;
use super::waiting::Stopwatch;
use super::{Agent, AgentError};
use crate::journal::Fact;
use crate::order::life::{Event, Press, PressOutcome, Reason, Stage, State};
use crate::order::{Button, MessageId, Record};
use crate::shop::Activator;
use crate::telegram::{Chat, Message, Messenger};

/// How long after a press a change of its message is put down to it.
const WATCH_TIME: Duration = Duration::from_mins(1);
/// As many messages as Telegram shows at once.
const LOOKS_MAX: usize = 100;

/// A button that was pressed with success: does this bot change the message it was under?
#[derive(Clone, Debug)]
pub(super) struct Watched {
    message: MessageId,
    button: Button,
    looked_at: Instant,
    until: Instant,
}

impl Watched {
    fn shows_a_change(&self, found: Option<&Message>) -> bool {
        Shown::of(&self.button, found) == Shown::Gone
    }
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// When to look for evidence: after every reading, and when a settle time is over.
    pub(super) fn next_look_at(&self) -> Result<Option<Instant>, AgentError> {
        let now = Instant::now();
        let doubtful = self.doubtful()?;
        let mut looks: Vec<Instant> = doubtful
            .iter()
            .filter_map(|record| self.look_at(record, now))
            .collect();
        if self.watch_is_due() {
            looks.push(now);
        }
        let next = looks.into_iter().min();
        Ok(next.map(|at| at.max(self.rests_until(ActKind::Look))))
    }

    /// Looks at everything that a look is due for.
    pub(super) async fn look_for_evidence(&mut self) -> Result<(), AgentError> {
        if self.watch_is_due() && self.rests_until(ActKind::Look) <= Instant::now() {
            self.watch_pressed().await?;
        }
        let now = Instant::now();
        if self.rests_until(ActKind::Look) > now {
            return Ok(());
        }
        let mut doubtful = self.doubtful()?;
        self.stopwatches.retain(|(number, stopwatch), _| {
            !matches!(stopwatch, Stopwatch::Unproven | Stopwatch::Looked)
                || doubtful.iter().any(|record| record.number == *number)
        });
        doubtful.retain(|record| self.look_at(record, now).is_some_and(|at| at <= now));
        doubtful.truncate(LOOKS_MAX);
        if doubtful.is_empty() {
            return Ok(());
        }
        let ids: Vec<MessageId> = doubtful.iter().filter_map(pressed_message).collect();
        let found = match self.messenger.messages(Chat::Tribute, &ids).await {
            Ok(found) => found,
            Err(failure) => return self.act_failed(ActKind::Look, &failure),
        };
        for (record, message) in doubtful.iter().zip(&found) {
            self.judge(record, message.as_ref())?;
        }
        Ok(())
    }

    /// The orders whose press may have taken effect, or be made by the owner.
    fn doubtful(&self) -> Result<Vec<Record>, AgentError> {
        let open = self.journal.open_orders()?;
        let doubtful = open.iter().filter(|record| {
            pressed_message(record).is_some()
                && matches!(
                    record.life.state,
                    State::Confirming {
                        press: Press::Unproven { .. }
                    } | State::Escalated {
                        reason: Reason::PressUnknown
                            | Reason::UnknownButton
                            | Reason::KeyboardReplaced
                            | Reason::PressRefused { .. }
                    }
                )
        });
        Ok(doubtful.cloned().collect())
    }

    fn look_at(&self, record: &Record, now: Instant) -> Option<Instant> {
        let looked_at = self.stopwatches.get(&(record.number, Stopwatch::Looked));
        if looked_at.is_none_or(|looked_at| self.reader.has_read_since(*looked_at)) {
            Some(now)
        } else {
            self.settles_at(record)
        }
    }

    /// When a press without evidence is given up.
    fn settles_at(&self, record: &Record) -> Option<Instant> {
        let unproven = matches!(record.life.state, State::Confirming { .. });
        let since = self
            .stopwatches
            .get(&(record.number, Stopwatch::Unproven))?;
        unproven.then(|| *since + self.settings.timing.press_settle)
    }

    fn judge(&mut self, record: &Record, found: Option<&Message>) -> Result<(), AgentError> {
        let now = Instant::now();
        let number = record.number;
        self.stopwatches.insert((number, Stopwatch::Looked), now);
        self.stopwatches
            .entry((number, Stopwatch::Unproven))
            .or_insert(now);
        let button = record
            .life
            .confirmation
            .as_ref()
            .and_then(|seen| seen.button.as_ref());
        let was_pressed = match button {
            Some(button) => Shown::of(button, found) == Shown::Gone,
            None => found.is_none_or(|message| message.buttons.is_empty()),
        };
        if was_pressed {
            return self.happen(number, Event::PressEvidence);
        }
        let Some(settles_at) = self.settles_at(record).filter(|at| *at <= now) else {
            return Ok(());
        };
        // What the bot wrote is evidence too.
        if !self.reader.has_read_since(settles_at) {
            self.reader.ring();
            return Ok(());
        }
        let may_repeat = self.journal.fact(Fact::PressChangesMessage)? != 0;
        self.happen(number, Event::PressUnproven { may_repeat })
    }

    /// After an answered press: does this bot change the message that was pressed?
    pub(super) fn watch(&mut self, frozen: &FrozenPress) -> Result<(), AgentError> {
        let knows = self.journal.fact(Fact::PressChangesMessage)? != 0;
        if !knows && self.watched.len() < LOOKS_MAX {
            let now = Instant::now();
            self.watched.push(Watched {
                message: frozen.message,
                button: frozen.button.clone(),
                looked_at: now,
                until: now + WATCH_TIME,
            });
        }
        Ok(())
    }

    /// What was pressed shortly before this program ended is watched on.
    pub(super) fn watch_on(&mut self) -> Result<(), AgentError> {
        if self.journal.fact(Fact::PressChangesMessage)? != 0 {
            return Ok(());
        }
        let now = Instant::now();
        for record in self.journal.newest_in(Stage::Completed, LOOKS_MAX)? {
            let State::Completed { at } = record.life.state else {
                continue;
            };
            let elapsed = Duration::try_from(self.now().duration_since(at)).unwrap_or(WATCH_TIME);
            let left = WATCH_TIME.saturating_sub(elapsed);
            let confirmation = record.life.confirmation;
            if let Some(message) = confirmation.as_ref().map(|seen| seen.message)
                && let Some(button) = confirmation.and_then(|seen| seen.button)
                && record.life.presses_begun > 0
                && !left.is_zero()
            {
                self.watched.push(Watched {
                    message,
                    button,
                    looked_at: now,
                    until: now + left,
                });
            }
        }
        Ok(())
    }

    fn watch_is_due(&self) -> bool {
        self.watched
            .iter()
            .any(|watched| self.reader.has_read_since(watched.looked_at))
    }

    async fn watch_pressed(&mut self) -> Result<(), AgentError> {
        let ids: Vec<MessageId> = self.watched.iter().map(|watched| watched.message).collect();
        let found = match self.messenger.messages(Chat::Tribute, &ids).await {
            Ok(found) => found,
            Err(failure) => return self.act_failed(ActKind::Look, &failure),
        };
        let now = Instant::now();
        let mut seen = self.watched.iter().zip(&found);
        if seen.any(|(watched, message)| watched.shows_a_change(message.as_ref())) {
            info!("a press changes the message it was under: known from now on");
            self.watched.clear();
            self.journal
                .write(|writer| writer.learn(Fact::PressChangesMessage, 1))?;
        }
        self.watched.retain(|watched| now < watched.until);
        for watched in &mut self.watched {
            watched.looked_at = now;
        }
        Ok(())
    }

    /// After a crash: a press that was begun has an answer that nobody will ever hear.
    pub(super) fn mark_lost_presses(&mut self) -> Result<(), AgentError> {
        for record in self.journal.open_orders()?.iter() {
            if matches!(
                record.life.state,
                State::Confirming {
                    press: Press::Begun
                }
            ) {
                self.happen(record.number, Event::PressAnswered(PressOutcome::Unknown))?;
            }
        }
        Ok(())
    }
}

fn pressed_message(record: &Record) -> Option<MessageId> {
    record.life.confirmation.as_ref().map(|seen| seen.message)
}
