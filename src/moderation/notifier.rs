//! The worker that tells moderators: what was not delivered is still owed.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::time::Instant;
use tracing::{debug, info, warn};

use super::Formatter;
use super::commands::buttons;
use super::pace::Pace;
use super::voice::Voice;
use super::waiting::{PINNED, Pin};
use crate::engine::{Engine, RateLimits, backoff};
use crate::journal::{
    Due as _, JournalError, Notification, NotificationKey, NotificationKind, Owed, StateKey,
};
use crate::order::MessageId;
use crate::rich_text::clean;
use crate::telegram::bot::GrammersBot;
use crate::telegram::{
    CallError, Chat, Edited, Fatal, Message, Messenger, Outgoing, RING_AHEAD, Sent, Span,
};

/// How far back a message is looked for that Telegram says was sent before.
const LOOK_BACK: u32 = 100;

/// Telegram says of a message that it can't answer another.
pub(super) const ANSWER_GONE: &str = "MESSAGE_ID_INVALID";

/// In which chat moderators are told: its id, as bots see it.
pub const TOLD_IN: StateKey = StateKey::new("told_in");
/// No chat's id: nothing is known of where moderators were told.
const NOWHERE: i64 = 0;

/// Delivers what moderators are to read.
pub struct Notifier<M> {
    pub(super) messenger: Arc<M>,
    pub(super) voice: Option<Voice>,
    pub(super) formatter: Formatter,
    limits: RateLimits<NotificationKind>,
    reading: ReadingWait,
    pace: Pace,
    pub(super) pin: Pin,
    /// The last time at which the seller's own phones were to ring.
    ring_at: Option<Timestamp>,
}

/// Until when Telegram asked not to read the moderators' chat, whoever wants to.
#[derive(Clone, Debug, Default)]
pub struct ReadingWait(Arc<Mutex<Option<Instant>>>);

impl ReadingWait {
    pub(super) fn until(&self) -> Option<Instant> {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.filter(|until| *until > Instant::now())
    }

    pub(super) fn note(&self, failure: &CallError) {
        if let CallError::FloodWait(wait) = failure {
            let until = Some(Instant::now() + *wait);
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = until;
        }
    }
}

/// Why nobody can be told any more.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum NotifierError {
    /// The journal can't be written or read.
    Journal(#[from] JournalError),
    /// Telegram will answer no call until a person acts.
    Telegram(#[from] Fatal),
}

/// The failure of one call in the moderators' chat, which is made again; or of the journal.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) enum DeliveryError {
    Call(#[from] CallError),
    Journal(#[from] JournalError),
}

pub(super) type Delivered = Result<(), DeliveryError>;

impl<M: Messenger> Notifier<M> {
    /// A notifier that has told nobody yet.
    pub fn new(messenger: Arc<M>, formatter: Formatter) -> Self {
        let (limits, pace) = (RateLimits::default(), Pace::default());
        let reading = ReadingWait::default();
        let (pin, ring_at) = (Pin::default(), None);
        Self { messenger, voice: None, formatter, limits, reading, pace, pin, ring_at }
    }

    /// Speaks through the owner's bot as long as that can.
    pub fn speak_through(&mut self, bot: Arc<GrammersBot>) {
        self.voice = Some(Voice::new(bot));
    }

    /// What it shares with whoever else reads the moderators' chat.
    pub fn reading(&self) -> ReadingWait {
        self.reading.clone()
    }

    /// Speaks otherwise from now on.
    pub fn reconfigure(&mut self, formatter: Formatter) {
        self.formatter = formatter;
    }

    /// When the next message is to be sent or edited.
    pub fn next_due(&self, engine: &Engine) -> Result<Option<Instant>, JournalError> {
        let owed = engine.journal().owed_notifications()?;
        let first = self.first_due(engine, &owed).map(|(due_at, _)| due_at);
        Ok(first.into_iter().chain(self.pin.due_at).min())
    }

    /// What comes first, and when.
    fn first_due<'a>(
        &self,
        engine: &Engine,
        owed: &'a Owed<Notification>,
    ) -> Option<(Instant, &'a Notification)> {
        let first = NotificationKind::ALL.into_iter().flat_map(|kind| {
            owed.first_of(kind, 1, |_| true).into_iter().map(move |notification| {
                let due_at = engine.due_at(notification.attempts, notification.due_at);
                let due_at = self.waits_until(kind).map_or(due_at, |until| until.max(due_at));
                (due_at, notification)
            })
        });
        first.min_by_key(|(due_at, _)| *due_at)
    }

    /// Before this nothing of the kind may be done, whether Telegram or the pace says so.
    fn waits_until(&self, kind: NotificationKind) -> Option<Instant> {
        let is_paced = kind == NotificationKind::Send;
        let paced = is_paced.then(|| self.pace.free_at()).flatten();
        self.limits.until(kind).max(paced)
    }

    /// Sends or edits the first message that is due.
    pub async fn run(&mut self, engine: &mut Engine) -> Result<(), NotifierError> {
        self.follow_chat(engine)?;
        self.pace.restore(engine)?;
        self.announce_held_back(engine)?;
        self.pin_board(engine).await?;
        let owed = engine.journal().owed_notifications()?;
        let first = self.first_due(engine, &owed).filter(|(due_at, _)| *due_at <= Instant::now());
        let Some((_, notification)) = first else {
            return Ok(());
        };
        let notification = notification.clone();
        drop(owed);
        let pause = backoff(notification.attempts, engine.random_u64());
        let retry_at = engine.now() + pause;
        engine.write_together(|engine| {
            if let Some(record) = self.card(engine, &notification)? {
                buttons::renew(engine, &record, notification.version)?;
            }
            engine.write(|writer| writer.begin_notification(&notification.key, retry_at))
        })?;
        // People will quote the number that they read.
        engine.make_durable()?;
        let delivered = match notification.kind() {
            NotificationKind::Edit => self.edit(engine, &notification).await,
            _ => self.send(engine, &notification).await,
        };
        if !may_stand(&delivered) {
            engine.write(|writer| writer.notification_not_sent(&notification.key))?;
        } else if notification.kind() == NotificationKind::Send {
            self.pace.note(Instant::now());
            if notification.key == NotificationKey::board() {
                self.pin.renew();
            }
        }
        self.announce_held_back(engine)?;
        match delivered {
            Ok(()) => Ok(()),
            Err(DeliveryError::Journal(error)) => Err(error.into()),
            Err(DeliveryError::Call(failure)) => {
                Ok(self.failed(engine, &notification, &failure)?)
            }
        }
    }

    fn announce_held_back(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
        self.pace.announce(engine, &self.formatter)
    }

    async fn send(&mut self, engine: &mut Engine, notification: &Notification) -> Delivered {
        // The bot does not know what it would hang the answer on.
        let is_sellers = notification.reply_to.is_some() && !self.numbers_are_shared();
        let Some(bot) = self.able_bot().filter(|_| !is_sellers) else {
            return self.send_as_seller(engine, notification).await;
        };
        match Box::pin(self.send_as_bot(engine, notification, &bot)).await {
            Ok(()) => {
                self.bot_has_spoken();
                Ok(())
            }
            Err(DeliveryError::Call(failure))
                if self.is_left_to_seller(engine, &failure, notification.attempts)? =>
            {
                self.send_as_seller(engine, notification).await
            }
            sent => sent,
        }
    }

    async fn send_as_seller(
        &mut self,
        engine: &mut Engine,
        notification: &Notification,
    ) -> Delivered {
        let (text, random_id) = (notification.text.clone(), notification.random_id);
        let (key, version) = (&notification.key, notification.version);
        let outgoing = Outgoing { text, reply_to: notification.reply_to, random_id };
        let message = match self.messenger.send(Chat::Moderators, &outgoing).await {
            Ok(Sent::As(message)) => Some(message),
            Ok(Sent::Before) => self.find_sent(notification).await?,
            Err(CallError::Refused(refusal))
                if notification.reply_to.is_some() && refusal.contains(ANSWER_GONE) =>
            {
                return answers_nothing(engine, key, refusal);
            }
            Err(failure) => return Err(failure.into()),
        };
        engine.write(|writer| writer.notification_delivered(key, version, message))?;
        info!(notice = %key, "moderators were told");
        let now = engine.now();
        self.ring(now, notification, message).await;
        Ok(())
    }

    /// Of what an account writes itself its phones tell nothing, but of what Telegram has kept back. Whoever has said
    /// something has the phone in hand.
    async fn ring(
        &mut self,
        now: Timestamp,
        notification: &Notification,
        message: Option<MessageId>,
    ) {
        // What the board lists has rung itself.
        let is_quiet = notification.key.is_answer() || notification.key == NotificationKey::board();
        if is_quiet || self.ring_at.is_some_and(|at| at > now) {
            return;
        }
        let outgoing = Outgoing {
            text: self.formatter.ring(notification.key.order_number()),
            reply_to: message,
            random_id: notification.random_id ^ 1,
        };
        match self.messenger.ring(&outgoing, now + RING_AHEAD).await {
            Ok(false) => {}
            Ok(true) => {
                self.ring_at = Some(now + RING_AHEAD);
                self.pace.note(Instant::now());
            }
            Err(failure) => debug!(%failure, "the seller's own phones don't ring"),
        }
    }

    pub(super) async fn find_sent(
        &self,
        notification: &Notification,
    ) -> Result<Option<MessageId>, CallError> {
        let span = Span { above: MessageId(0), below: None, limit: LOOK_BACK };
        if let Some(until) = self.reading.until() {
            return Err(CallError::FloodWait(until - Instant::now()));
        }
        let newest = self.messenger.history(Chat::Moderators, span).await;
        let newest = newest.inspect_err(|failure| self.reading.note(failure))?;
        let text = clean(&notification.text.text);
        let bot = self.voice.as_ref().and_then(|voice| voice.bot.id());
        let is_ours =
            |it: &Message| it.outgoing || it.sender.is_some_and(|sender| Some(sender) == bot);
        let is_it = |it: &&Message| is_ours(it) && clean(it.text.as_str()) == text;
        let found = newest.iter().find(is_it);
        Ok(found.map(|message| message.id))
    }

    async fn edit(&mut self, engine: &mut Engine, notification: &Notification) -> Delivered {
        let Notification { key, text, version, .. } = notification;
        let edited = match (notification.bot_message, notification.message) {
            (Some(message), _) => Box::pin(self.edit_as_bot(engine, notification, message)).await?,
            (None, Some(message)) => self.messenger.edit(Chat::Moderators, message, text).await?,
            (None, None) => Edited::NoLonger,
        };
        match edited {
            Edited::Done => {
                engine.write(|writer| writer.notification_delivered(key, *version, None))?;
            }
            Edited::NoLonger => {
                let (random_id, now) = (engine.random_id(), engine.now());
                engine.write(|writer| writer.resend(key, random_id, now))?;
            }
        }
        Ok(())
    }

    /// Message ids are a chat's own: in another chat than moderators were told in before, nothing is
    /// edited that was told there, and what is open is told anew. So it is when the owner has named
    /// another chat, and when a basic group has become a supergroup, whoever noticed that.
    fn follow_chat(&self, engine: &mut Engine) -> Result<(), JournalError> {
        let chat = self.messenger.moderators_chat();
        let told_in = engine.journal().state(TOLD_IN)?;
        if told_in == chat {
            return Ok(());
        }
        // Journals that were made before this was kept have told in the chat that there is.
        if told_in == NOWHERE {
            return engine.write(|writer| writer.set(TOLD_IN, chat));
        }
        info!("moderators are in another chat: what is open is told anew");
        if let Some(voice) = &self.voice {
            voice.bot.follow(chat);
        }
        let open = engine.journal().open_notifications()?;
        let now = engine.now();
        let resent: Vec<_> = open.iter().map(|key| (key, engine.random_id())).collect();
        engine.write(|writer| {
            writer.forget_messages()?;
            writer.set(PINNED, 0)?;
            for (key, random_id) in resent {
                writer.resend(key, random_id, now)?;
            }
            writer.set(TOLD_IN, chat)
        })
    }

    /// All messages wait a little; or new ones, or edits, as long as Telegram asked; this one longer
    /// every time.
    fn failed(
        &mut self,
        engine: &Engine,
        notification: &Notification,
        failure: &CallError,
    ) -> Result<(), Fatal> {
        let pause = match failure {
            CallError::Fatal(fatal) => return Err(*fatal),
            CallError::FloodWait(wait) => *wait,
            CallError::Refused(_) | CallError::NotSent(_) | CallError::Unknown(_) => {
                backoff(0, engine.random_u64())
            }
        };
        let key = &notification.key;
        if notification.attempts == 0 {
            warn!(notice = %key, %failure, "moderators could not be told; still owed");
        } else {
            debug!(notice = %key, %failure, ?pause, "moderators could not be told again");
        }
        let until = Instant::now() + pause;
        let (is_edit, is_flood) = (
            notification.kind() == NotificationKind::Edit,
            matches!(failure, CallError::FloodWait(_)),
        );
        for kind in NotificationKind::ALL {
            if !is_flood || is_edit == (kind == NotificationKind::Edit) {
                self.limits.extend(kind, until);
            }
        }
        Ok(())
    }
}

/// What it answers is gone: it is sent as it is, the next time.
pub(super) fn answers_nothing(
    engine: &mut Engine,
    key: &NotificationKey,
    refusal: String,
) -> Delivered {
    engine.write(|writer| writer.answers(key, None))?;
    Err(CallError::Refused(refusal).into())
}

/// Whether what was sent stands in the chat, or may.
fn may_stand(delivered: &Delivered) -> bool {
    !matches!(
        delivered,
        Err(DeliveryError::Call(
            CallError::Refused(_) | CallError::FloodWait(_) | CallError::NotSent(_)
        ))
    )
}
