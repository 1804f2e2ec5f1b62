//! Listening in the moderators' chat.

use std::collections::HashMap;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use tracing::{debug, info, warn};

use super::decisions::{Decision, is_late};
use super::recognition::is_ours;
use super::words::{self, Answer, Request};
use super::{OrderReader, Verdict, unknown};
use crate::engine::{Engine, backoff};
use crate::journal::{GivenAccount, JournalError, NotificationKey, StateKey};
use crate::moderation::notifier::{DeliveryError, ReadingWait};
use crate::moderation::{Formatter, NotifierError};
use crate::order::life::Stage;
use crate::order::{MessageId, Record, Untrusted, UserId};
use crate::rich_text::RichText;
use crate::telegram::bot::{GrammersBot, ModeratorsBot as _, Tap};
use crate::telegram::{CallError, Chat, Message, Messenger, Span};

/// In which chat moderators were heard: its id, as bots see it.
const HEARD_IN: StateKey = StateKey::new("heard_in");
/// The newest message that was heard.
const HEARD_THROUGH: StateKey = StateKey::new("heard_through");
/// When the chat was heard last, or first tried to be, in unix milliseconds of Telegram's.
const HEARD_AT: StateKey = StateKey::new("heard_at");
/// More that was written while nobody listened is not read.
const UNREAD_MAX: u32 = 1_000;
/// What was written longer ago in a chat that is new to us was said to others.
const HEARD_AGAIN_MAX: Duration = Duration::from_hours(1);
/// A page, to find where to begin in a chat that is new.
const PAGE: u32 = 100;

/// What the owner wants of it.
#[derive(Clone)]
pub struct ListenerSettings {
    /// How moderators are spoken to.
    pub formatter: Formatter,
    /// Who may decide; empty: everybody in the chat.
    pub allowed: Vec<UserId>,
    /// The owner's bot there, if it has one.
    pub bot: Option<UserId>,
    /// So long an account number can be taken back.
    pub account_taken_after: Duration,
    /// Reads orders again.
    pub reader: Arc<dyn OrderReader>,
    /// From one reading to the next when nothing rings.
    pub reread_interval: Duration,
}

impl ListenerSettings {
    /// Decides something about an order, and has the message that announced an account number say what became
    /// of it. Returns the order as it stands then.
    pub(super) fn decide(
        &self,
        engine: &mut Engine,
        record: Record,
        by: &Untrusted,
        answer: &NotificationKey,
        is_calling: bool,
        how: impl FnOnce(Decision<'_>) -> Result<Verdict, JournalError>,
    ) -> Result<(Record, Verdict), JournalError> {
        let (number, before) = (record.number, record.clone());
        let given = engine.journal().given_accounts()?;
        let waiting = given.iter().find(|given| given.number == number);
        let verdict = how(Decision {
            reader: &*self.reader,
            is_calling,
            record,
            by,
            answer,
            now: engine.now(),
            account_taken_after: self.account_taken_after,
            engine: &mut *engine,
        })?;
        let record = engine.journal().order(number)?.unwrap_or(before);
        if let Some(waiting) = waiting
            && !engine.journal().given_accounts()?.contains(waiting)
        {
            let account = waiting.account.clone();
            let told = match &verdict {
                // Another one has taken its place.
                Verdict::Scheduled { .. } => Verdict::Stopped { account },
                verdict => verdict.clone(),
            };
            let text = self.formatter.verdict(&record, by, &told);
            engine.notify(&waiting.notification, &text)?;
        }
        Ok((record, verdict))
    }
}

/// Hears what moderators say.
pub struct Listener<M> {
    pub(super) messenger: Arc<M>,
    pub(super) settings: ListenerSettings,
    pub(super) bot: Option<Arc<GrammersBot>>,
    /// Those that wait to be decided.
    pub(super) taps: Vec<Tap>,
    reading: ReadingWait,
    is_rung: bool,
    next_reading_at: Instant,
    failures: u32,
}

impl<M: Messenger> Listener<M> {
    /// One that has heard nothing yet.
    pub fn new(messenger: Arc<M>, settings: ListenerSettings, reading: ReadingWait) -> Self {
        Self {
            messenger,
            settings,
            bot: None,
            taps: Vec::new(),
            reading,
            is_rung: true,
            next_reading_at: Instant::now(),
            failures: 0,
        }
    }

    /// Hears what is tapped below the messages of the owner's bot, too.
    pub fn hear_taps(&mut self, bot: Arc<GrammersBot>) {
        self.bot = Some(bot);
    }

    /// Goes by these settings from now on.
    pub fn reconfigure(&mut self, settings: ListenerSettings) {
        self.settings = settings;
    }

    /// Waits until somebody has tapped, or may have written. Safe to drop.
    pub async fn changed(&mut self) {
        let tapped = async {
            match &self.bot {
                Some(bot) => bot.next_tap().await,
                None => pending().await,
            }
        };
        tokio::select! {
            biased;
            tap = tapped => self.taps.push(tap),
            () = self.messenger.bell(Chat::Moderators) => self.is_rung = true,
        }
    }

    /// When it next has something to do by itself.
    pub fn next_due(&self, engine: &Engine) -> Result<Instant, JournalError> {
        let now = Instant::now();
        let given = engine.journal().given_accounts()?;
        let taken_at = given.first().map(|given| engine.due_at(1, given.due_at));
        let reads_at = if self.is_rung { now } else { self.next_reading_at };
        let first = taken_at.map_or(reads_at, |taken_at| taken_at.min(reads_at));
        Ok(first.max(self.reads_from(now, true)))
    }

    /// From when on the chat is read, if the agent is awake then or somebody `waits`.
    fn reads_from(&self, now: Instant, waits: bool) -> Instant {
        let reads_from = match (self.failures, waits) {
            (0, true) => now,
            (0, false) => self.next_reading_at - self.settings.reread_interval,
            _ => self.next_reading_at,
        };
        self.reading.until().map_or(reads_from, |until| until.max(reads_from))
    }

    /// Reads what was written, and takes what was due before. `is_calling`: whether the shop is being called
    /// about an order.
    pub async fn run(
        &mut self,
        engine: &mut Engine,
        is_calling: impl Fn(u32) -> bool,
    ) -> Result<(), NotifierError> {
        self.take_taps(engine, &is_calling).await?;
        let given = engine.journal().given_accounts()?;
        // Whatever was read before, `stop` may have been said since.
        let is_due = |given: &&GivenAccount| engine.due_at(1, given.due_at) <= Instant::now();
        let due: Vec<GivenAccount> = given.iter().filter(is_due).cloned().collect();
        let now = Instant::now();
        if now < self.reads_from(now, self.is_rung || !due.is_empty()) {
            return Ok(());
        }
        self.is_rung = false;
        // Others wake the agent before that, to read the orders' chat.
        self.next_reading_at = now + self.settings.reread_interval * 3 / 2;
        match self.read(engine, &is_calling).await {
            // Of a chat that has just moved, nothing was read.
            Ok(()) if self.is_rung => self.failures = 0,
            Ok(()) => {
                self.failures = 0;
                self.take_accounts(engine, &due, &is_calling)?;
            }
            Err(DeliveryError::Journal(error)) => return Err(error.into()),
            Err(DeliveryError::Call(CallError::Fatal(fatal))) => return Err(fatal.into()),
            Err(DeliveryError::Call(failure)) => {
                debug!(%failure, "the moderators' chat can't be read; tried again");
                self.reading.note(&failure);
                let pause = match failure {
                    CallError::FloodWait(wait) => wait,
                    _ => backoff(self.failures, engine.random_u64()),
                };
                self.failures = self.failures.saturating_add(1);
                self.next_reading_at = now + pause;
            }
        }
        Ok(())
    }

    async fn read(
        &mut self,
        engine: &mut Engine,
        is_calling: &impl Fn(u32) -> bool,
    ) -> Result<(), DeliveryError> {
        let chat = self.messenger.moderators_chat();
        let now = engine.now();
        if engine.journal().state(HEARD_AT)? == 0 {
            engine.write(|writer| writer.set(HEARD_AT, now.as_millisecond()))?;
        }
        let above = self.begin(engine, chat).await?;
        let span = Span { above, below: None, limit: UNREAD_MAX };
        let messages = self.messenger.history(Chat::Moderators, span).await?;
        if self.messenger.moderators_chat() != chat {
            // A group that has become a supergroup: what was read has other numbers there.
            self.is_rung = true;
            return Ok(());
        }
        let answered = self.look_up(engine, &messages).await?;
        let is_all = messages.len() < UNREAD_MAX as usize;
        let through = messages.first().map_or(above, |newest| newest.id);
        if through == above && engine.journal().state(HEARD_IN)? == chat {
            return Ok(());
        }
        engine.write_together(|engine| {
            if !is_all {
                warn!("more was written in the moderators' chat than is read");
                let key = NotificationKey::once(&format!("unheard:{above}"));
                engine.notify(&key, &self.settings.formatter.unheard())?;
            }
            for message in messages.iter().rev() {
                self.hear(engine, message, &answered, is_calling)?;
            }
            engine.write(|writer| {
                writer.set(HEARD_IN, chat)?;
                writer.set(HEARD_THROUGH, through.0.into())?;
                writer.set(HEARD_AT, now.as_millisecond())
            })
        })?;
        Ok(())
    }

    /// The message above which all is heard. Of a chat that is new to us, what was written since
    /// something was last heard anywhere, or lately; nothing, if that never was.
    async fn begin(&self, engine: &mut Engine, chat: i64) -> Result<MessageId, DeliveryError> {
        let journal = engine.journal();
        if journal.state(HEARD_IN)? == chat {
            let through = journal.state(HEARD_THROUGH)?;
            return Ok(MessageId(i32::try_from(through).unwrap_or(i32::MAX)));
        }
        let mut heard_at =
            Timestamp::from_millisecond(journal.state(HEARD_AT)?).unwrap_or_default();
        // Of a first chat that is when it was first tried.
        if journal.state(HEARD_IN)? != 0 {
            heard_at = heard_at.max(engine.now() - HEARD_AGAIN_MAX);
        }
        let span = Span { above: MessageId(0), below: None, limit: PAGE };
        let newest = self.messenger.history(Chat::Moderators, span).await?;
        let older = newest.iter().find(|message| message.sent_at <= heard_at);
        let lowest = newest.last().map_or(MessageId(0), |lowest| MessageId(lowest.id.0 - 1));
        let is_all = newest.len() < PAGE as usize;
        let floor = older.map_or(if is_all { MessageId(0) } else { lowest }, |older| older.id);
        info!(chat, above = floor.0, "moderators are heard from here on");
        Ok(floor)
    }

    fn hear(
        &self,
        engine: &mut Engine,
        message: &Message,
        answered: &HashMap<MessageId, Option<u32>>,
        is_calling: &impl Fn(u32) -> bool,
    ) -> Result<(), JournalError> {
        if message.service || self.is_bots(message) || is_ours(engine, message)? {
            return Ok(());
        }
        let told_by =
            message.reply_to.map(|target| engine.journal().told_by(target)).transpose()?;
        let told_by = told_by.flatten();
        let found = message.reply_to.and_then(|target| answered.get(&target).copied());
        let number = told_by.as_ref().map_or(found.flatten(), |(_, number)| *number);
        let is_reply = told_by.is_some() || found.is_some();
        let said = match words::read(message.text.as_str(), is_reply) {
            None => self.stop_without_number(engine, message, is_calling)?,
            said => said,
        };
        let Some(said) = said else {
            return Ok(());
        };
        let about = match (said.number.or(number), &told_by) {
            (None, Some((key, _))) if key.is_about_shop() => shop_trouble(engine, &said.request)?,
            (about, _) => about,
        };
        let Some(by) = self.speaker(engine, message)? else {
            return Ok(());
        };
        info!(message_id = message.id.0, number, "a moderator said something");
        let chat = self.messenger.moderators_chat();
        let answer = NotificationKey::answer(chat, message.id);
        let unknown = told_by.and_then(|(key, _)| key.about_message());
        if let (Some(unknown), Request::Answer(word), None) = (unknown, &said.request, said.number)
        {
            let (reader, formatter) = (&*self.settings.reader, &self.settings.formatter);
            let (text, number) = unknown::decide(engine, reader, formatter, unknown, *word)?;
            return answer_with(engine, &answer, number, &text, message.id);
        }
        let known = about.map(|number| engine.journal().order(number)).transpose()?.flatten();
        let late = known.as_ref().filter(|it| is_late(it, &said.request, message.sent_at));
        let text = match late {
            Some(record) => self.settings.formatter.verdict(record, &by, &Verdict::Changed),
            None => self.decide(engine, about, said.request, &by, &answer, is_calling)?,
        };
        answer_with(engine, &answer, known.map(|record| record.number), &text, message.id)
    }

    /// Whether the owner's bot wrote it.
    pub(super) fn is_bots(&self, message: &Message) -> bool {
        message.sender.is_some() && message.sender == self.settings.bot
    }

    /// Whether this is somebody who may decide.
    pub(super) fn may_decide(&self, user: UserId) -> bool {
        let allowed = &self.settings.allowed;
        allowed.is_empty() || allowed.contains(&user)
    }

    /// Who said it, if that is somebody who may decide; who may not is told so once.
    pub(super) fn speaker(
        &self,
        engine: &mut Engine,
        message: &Message,
    ) -> Result<Option<Untrusted>, JournalError> {
        let is_own = message.outgoing && !message.forwarded && !message.via_bot;
        let sender = message.sender.filter(|_| is_own || !(message.forwarded || message.via_bot));
        let name = message.sender_name.clone();
        match sender {
            Some(id) if is_own || self.may_decide(id) => {
                return Ok(Some(name.unwrap_or_else(|| Untrusted::new(id.to_string()))));
            }
            _ => {}
        }
        let who = sender.map_or_else(|| "nobody".to_owned(), |id| id.to_string());
        warn!(message_id = message.id.0, sender = who, "who said this may not decide");
        let key = NotificationKey::once(&format!("not-heard:{who}"));
        if !engine.journal().is_told(&key)? {
            let name = sender.map(|id| name.unwrap_or_else(|| Untrusted::new(id.to_string())));
            engine.notify(&key, &self.settings.formatter.not_heard(name.as_ref()))?;
        }
        Ok(None)
    }
}

/// The first order that waits for the shop, where what is said is meant for all of them.
fn shop_trouble(engine: &Engine, request: &Request) -> Result<Option<u32>, JournalError> {
    let is_for_all = matches!(request, Request::Answer(Answer::Retry | Answer::Mine));
    let open = engine.journal().open_orders()?;
    let first = open.in_stage(Stage::Activating).next().map(|record| record.number);
    Ok(first.filter(|_| is_for_all))
}

/// Owes a moderator the answer to a message.
fn answer_with(
    engine: &mut Engine,
    key: &NotificationKey,
    number: Option<u32>,
    text: &RichText,
    message: MessageId,
) -> Result<(), JournalError> {
    let (random_id, now) = (engine.random_id(), engine.now());
    engine.write(|writer| {
        writer.notify(key, number, text, random_id, now)?;
        writer.answers(key, Some(message))
    })
}
