//! The owner in the moderators' place, where there is no chat: what needs a person goes to the log and to a command
//! of theirs; `orders list` has the rest.

use tokio::task::JoinHandle;
use tokio::time::Instant;
use tracing::{info, warn};

use crate::alarm::AlertCommand;
use crate::engine::Engine;
use crate::inbox::Bell;
use crate::journal::{JournalError, Notification, NotificationKey};
use crate::order::MessageId;
use crate::order::life::Stage;

/// So many are told at once.
const TOLD_AT_ONCE: usize = 50;
/// Stands for the message, where nobody has one: what is said of the same later is no news.
const TOLD: MessageId = MessageId(0);

/// Tells the owner what moderators would read.
#[derive(Debug)]
pub struct OwnerNotifier {
    command: Option<AlertCommand>,
    bell: Bell,
    telling: Option<Telling>,
}

/// What a command that runs is being told.
#[derive(Debug)]
struct Telling {
    command: JoinHandle<()>,
    told: Vec<(NotificationKey, u32)>,
}

impl OwnerNotifier {
    /// One that has told nothing yet; `bell` wakes the agent once the command has ended.
    pub fn new(command: Option<AlertCommand>, bell: Bell) -> Self {
        Self { command, bell, telling: None }
    }

    /// When there is something to tell.
    pub fn next_due(&self, engine: &Engine) -> Result<Option<Instant>, JournalError> {
        let is_telling = self.telling.as_ref().is_some_and(|it| !it.command.is_finished());
        let owed = engine.journal().owed_notifications()?;
        Ok((!is_telling && owed.iter().next().is_some()).then(Instant::now))
    }

    /// Tells what is owed. A crash in between has it told again.
    pub fn run(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
        if let Some(telling) = self.telling.take() {
            if !telling.command.is_finished() {
                self.telling = Some(telling);
                return Ok(());
            }
            note_told(engine, &telling.told)?;
        }
        let owed = engine.journal().owed_notifications()?;
        let owed: Vec<Notification> = owed.iter().take(TOLD_AT_ONCE).cloned().collect();
        let (mut told, mut texts) = (Vec::new(), Vec::new());
        for notification in owed {
            let number = notification.key.order_number();
            let is_news = notification.message.is_none() || is_waiting(engine, number)?;
            if is_news {
                warn!(notice = %notification.key, number, "a person is needed, or should know");
                texts.push(notification.text.text);
            } else {
                info!(notice = %notification.key, number, "what was told goes on");
            }
            told.push((notification.key, notification.version));
        }
        match &self.command {
            Some(command) if !texts.is_empty() => {
                let (command, bell) = (command.clone(), self.bell.clone());
                let text = texts.join("\n\n") + "\n";
                let command = tokio::spawn(async move {
                    command.run(&text).await;
                    bell.notify_one();
                });
                self.telling = Some(Telling { command, told });
                Ok(())
            }
            _ => note_told(engine, &told),
        }
    }
}

fn note_told(engine: &mut Engine, told: &[(NotificationKey, u32)]) -> Result<(), JournalError> {
    if told.is_empty() {
        return Ok(());
    }
    engine.write(|writer| {
        told.iter()
            .try_for_each(|(key, version)| writer.notification_delivered(key, *version, Some(TOLD)))
    })
}

/// Whether the order waits for a person.
fn is_waiting(engine: &Engine, number: Option<u32>) -> Result<bool, JournalError> {
    let record = number.map(|number| engine.journal().order(number)).transpose()?.flatten();
    Ok(record.is_some_and(|record| record.life.state.stage() == Stage::Escalated))
}
