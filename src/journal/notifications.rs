//! What moderators are to read. A message that was not delivered is still owed.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::{Due, Journal, NotificationKey, Owed, Result, Writer, json, milliseconds, rows};
use crate::order::MessageId;
use crate::rich_text::RichText;

/// As many messages are looked through for those that were written lately.
const RECENT_MAX: i64 = 100;
/// Older messages of the bot are known again by the number that they say.
const UNSEEN_MAX: i64 = 1_000;
/// In the order in which [`read`] takes them.
const COLUMNS: &str = "key, random_id, text, version, message_id, due_at_ms, attempts, rowid, reply_to, bot_message_id";

/// A moderators' message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// What it is about.
    pub key: NotificationKey,
    /// Telegram's idempotency key, the same at every try of the first sending.
    pub random_id: i64,
    /// The newest text.
    pub text: RichText,
    /// Counts the texts.
    pub version: u32,
    /// The message, once it stands in the chat.
    pub message: Option<MessageId>,
    /// The same by the number that the owner's bot knows, if the bot said it.
    pub bot_message: Option<MessageId>,
    /// The moderator's message that it answers.
    pub reply_to: Option<MessageId>,
    /// Not before, by wall time.
    pub due_at: Timestamp,
    /// How often sending or editing was begun.
    pub attempts: u32,
    row: i64,
}

/// What is done to let moderators read a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotificationKind {
    /// It is sent.
    Send,
    /// It is sent, and says that others are held back.
    SendHeldBack,
    /// The one that stands there is changed.
    Edit,
}

impl NotificationKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Send, Self::SendHeldBack, Self::Edit];
}

impl Due for Notification {
    type About = NotificationKey;
    type Kind = NotificationKind;

    fn about(&self) -> NotificationKey {
        self.key.clone()
    }

    fn kind(&self) -> NotificationKind {
        match self.message.or(self.bot_message) {
            None if self.key.is_held_back() => NotificationKind::SendHeldBack,
            None => NotificationKind::Send,
            Some(_) => NotificationKind::Edit,
        }
    }

    /// Who has said something waits for the answer.
    fn rank(&self) -> (u32, i64) {
        (u32::from(!self.key.is_answer()), self.row)
    }

    fn not_before(&self) -> Option<Timestamp> {
        (self.attempts > 0).then_some(self.due_at)
    }
}

impl Writer<'_> {
    /// Lets moderators read `text` about `key`: a new message, or the one there is made to read so.
    pub fn notify(
        &self,
        key: &NotificationKey,
        number: Option<u32>,
        text: &RichText,
        random_id: i64,
        now: Timestamp,
    ) -> Result<()> {
        self.changes_told(key);
        let text = serde_json::to_string(text)?;
        self.execute(
            "INSERT INTO notices (key, number, random_id, text, version, due_at_ms, created_at)
             VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)
             ON CONFLICT (key) DO UPDATE SET
                 -- What may have been sent under a random_id never goes out under it with
                 -- another text: a double is harmless, a lost text is not.
                 random_id = CASE
                     WHEN message_id IS NULL AND (attempts > 0 OR delivered_version > 0)
                     THEN excluded.random_id ELSE random_id END,
                 text = excluded.text, version = version + 1, attempts = 0,
                 due_at_ms = excluded.due_at_ms
             WHERE notices.text <> excluded.text",
            params![key.0, number, random_id, text, now.as_millisecond(), now.to_string()],
        )
    }

    /// Hangs a message that was not sent yet on the one that it answers; on none, when that is gone.
    pub fn answers(&self, key: &NotificationKey, message: Option<MessageId>) -> Result<()> {
        self.changes_told(key);
        let sql = "UPDATE notices SET reply_to = ?2 WHERE key = ?1";
        self.execute(sql, params![key.0, message.map(|message| message.0)])
    }

    /// Records that moderators read about `key` in a message about something else, too.
    pub fn told_elsewhere(&self, key: &NotificationKey, now: Timestamp) -> Result<()> {
        self.execute(
            "INSERT INTO notices (key, random_id, text, version, due_at_ms, created_at)
             VALUES (?1, 0, '', 0, ?2, ?3)",
            params![key.0, now.as_millisecond(), now.to_string()],
        )
    }

    /// Records that a message is about to be sent or edited. As long as none is known to stand,
    /// `delivered_version` is minus the number of those that may.
    pub fn begin_notification(&self, key: &NotificationKey, retry_at: Timestamp) -> Result<()> {
        self.changes_told(key);
        let sql = "UPDATE notices SET attempts = attempts + 1, due_at_ms = ?2,
                          delivered_version = delivered_version - (delivered_version <= 0)
                   WHERE key = ?1";
        self.execute(sql, params![key.0, retry_at.as_millisecond()])
    }

    /// Records that what was begun to be sent does not stand in the chat.
    pub fn notification_not_sent(&self, key: &NotificationKey) -> Result<()> {
        self.changes_told(key);
        let sql = "UPDATE notices SET delivered_version = delivered_version + 1
                   WHERE key = ?1 AND delivered_version < 0";
        self.execute(sql, [&key.0])
    }

    /// Takes back what nobody can have read. Returns whether that is so.
    pub fn withdraw(&self, key: &NotificationKey) -> Result<bool> {
        self.changes_told(key);
        let sql = "DELETE FROM notices WHERE key = ?1 AND delivered_version = 0";
        Ok(self.changed(sql, [&key.0])? > 0)
    }

    /// Records that `version` stands in the chat as `message`.
    pub fn notification_delivered(
        &self,
        key: &NotificationKey,
        version: u32,
        message: Option<MessageId>,
    ) -> Result<()> {
        self.changes_told(key);
        self.execute(
            "UPDATE notices SET delivered_version = ?2, message_id = COALESCE(?3, message_id),
                                attempts = 0
             WHERE key = ?1",
            params![key.0, version, message.map(|message| message.0)],
        )
    }

    /// Records by which number the owner's bot knows what it said.
    pub fn said_by_bot(&self, key: &NotificationKey, message: Option<MessageId>) -> Result<()> {
        self.changes_told(key);
        let sql = "UPDATE notices SET bot_message_id = ?2 WHERE key = ?1";
        self.execute(sql, params![key.0, message.map(|message| message.0)])
    }

    /// Records by which number the seller's account knows what the owner's bot said.
    pub fn seen_as(&self, key: &NotificationKey, message: MessageId) -> Result<()> {
        self.changes_told(key);
        let sql = "UPDATE notices SET message_id = ?2 WHERE key = ?1 AND message_id IS NULL";
        self.execute(sql, params![key.0, message.0])
    }

    /// Forgets where all messages stand: the chat is another one. What is told further about the
    /// same goes out as a new message; what is [open](Journal::open_notifications) is to be told anew.
    pub fn forget_messages(&self) -> Result<()> {
        self.rereads(|kept| kept.notifications = None);
        let sql = "UPDATE notices SET message_id = NULL, bot_message_id = NULL
                   WHERE message_id IS NOT NULL OR bot_message_id IS NOT NULL";
        self.execute(sql, [])
    }

    /// Gives up the message there is, which may still be read: the newest text goes out as a new one,
    /// under `random_id`.
    pub fn resend(&self, key: &NotificationKey, random_id: i64, now: Timestamp) -> Result<()> {
        self.changes_told(key);
        self.execute(
            "UPDATE notices SET message_id = NULL, bot_message_id = NULL, random_id = ?2,
                                attempts = 0, delivered_version = -1, due_at_ms = ?3
             WHERE key = ?1",
            params![key.0, random_id, now.as_millisecond()],
        )
    }

    /// Puts a message that is owed under another `random_id`: under the one that stands here the
    /// lost journal may have sent another text, and Telegram takes a second one for a repeat.
    pub fn notify_under(&self, key: &NotificationKey, random_id: i64) -> Result<()> {
        self.changes_told(key);
        let sql = "UPDATE notices SET random_id = ?2 WHERE key = ?1 AND message_id IS NULL";
        self.execute(sql, params![key.0, random_id])
    }

    fn changes_told(&self, key: &NotificationKey) {
        self.changes.borrow_mut().notifications.insert(key.clone());
    }

    pub(super) fn owed_notification(&self, key: &NotificationKey) -> Result<Option<Notification>> {
        let sql =
            format!("SELECT {COLUMNS} FROM notices WHERE key = ?1 AND delivered_version < version");
        let found: Vec<Notification> = rows(self.connection, &sql, [&key.0], read)?;
        Ok(found.into_iter().next())
    }
}

impl Journal {
    /// The messages whose newest text moderators don't have yet.
    pub fn owed_notifications(&self) -> Result<Arc<Owed<Notification>>> {
        self.kept(
            |kept| &mut kept.notifications,
            || {
                let sql =
                    format!("SELECT {COLUMNS} FROM notices WHERE delivered_version < version");
                self.rows(&sql, [], read)
            },
        )
    }

    /// What moderators have to know wherever they are: what is owed to them, and what they were told
    /// of orders that are open and of incidents that last, and the board.
    pub fn open_notifications(&self) -> Result<Vec<NotificationKey>> {
        let sql = "SELECT key FROM notices
                   WHERE delivered_version < version
                      OR number IN (SELECT number FROM orders WHERE is_open)
                      OR key IN (SELECT notice_key FROM incidents WHERE closed_at IS NULL)
                      OR key = 'board'";
        self.rows(sql, [], |row| Ok(NotificationKey(row.get(0)?)))
    }

    /// The keys of all messages that are not known to stand in the moderators' chat.
    pub fn unplaced_notifications(&self) -> Result<Vec<NotificationKey>> {
        let sql = "SELECT key FROM notices WHERE message_id IS NULL";
        self.rows(sql, [], |row| Ok(NotificationKey(row.get(0)?)))
    }

    /// How many of the newest messages were sent or edited between two moments, at most
    /// `RECENT_MAX`; or begun to be.
    pub fn notifications_written_between(&self, from: Timestamp, to: Timestamp) -> Result<u32> {
        self.value(
            "SELECT COUNT(*) FROM (SELECT * FROM notices ORDER BY rowid DESC LIMIT ?3)
             WHERE due_at_ms BETWEEN ?1 AND ?2 AND (attempts > 0 OR delivered_version > 0)",
            [from.as_millisecond(), to.as_millisecond(), RECENT_MAX],
        )
    }

    /// Whether a message of the moderators' chat is one that moderators were told something by.
    pub fn is_notification(&self, message: MessageId) -> Result<bool> {
        self.exists("SELECT 1 FROM notices WHERE message_id = ?1", [message.0])
    }

    /// What a message of the moderators' chat is about, and the order if it is about one.
    pub fn told_by(&self, message: MessageId) -> Result<Option<(NotificationKey, Option<u32>)>> {
        let sql = "SELECT key, number FROM notices WHERE message_id = ?1";
        self.row(sql, [message.0], |row| Ok((NotificationKey(row.get(0)?), row.get(1)?)))
    }

    /// The order that a message of the owner's bot is about, by the bot's number.
    pub fn told_by_bot(&self, message: MessageId) -> Result<Option<u32>> {
        let sql = "SELECT number FROM notices WHERE bot_message_id = ?1 AND number IS NOT NULL";
        self.row(sql, [message.0], |row| row.get(0))
    }

    /// What the owner's bot said lately and the seller's account knows by no number.
    pub fn unseen_of_bot(&self) -> Result<Vec<(NotificationKey, RichText)>> {
        let sql = "SELECT key, text FROM notices
                   WHERE message_id IS NULL AND bot_message_id IS NOT NULL
                   ORDER BY rowid DESC LIMIT ?1";
        self.rows(sql, [UNSEEN_MAX], |row| Ok((NotificationKey(row.get(0)?), json(row, 1)?)))
    }

    /// The newest text about `key`, and which that is.
    pub fn text_about(&self, key: &NotificationKey) -> Result<Option<(RichText, u32)>> {
        let sql = "SELECT text, version FROM notices WHERE key = ?1";
        self.row(sql, [&key.0], |row| Ok((json(row, 0)?, row.get(1)?)))
    }

    /// The texts that were begun to be sent and are not known to stand in the chat.
    pub fn texts_in_doubt(&self) -> Result<Vec<RichText>> {
        let sql = "SELECT text FROM notices WHERE message_id IS NULL
                   AND delivered_version < version AND delivered_version < 0";
        self.rows(sql, [], |row| json(row, 0))
    }

    /// Whether moderators were told, or are owed, something about `key`.
    pub fn is_told(&self, key: &NotificationKey) -> Result<bool> {
        self.exists("SELECT 1 FROM notices WHERE key = ?1", [&key.0])
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Notification> {
    Ok(Notification {
        key: NotificationKey(row.get(0)?),
        random_id: row.get(1)?,
        text: json(row, 2)?,
        version: row.get(3)?,
        message: row.get::<_, Option<i32>>(4)?.map(MessageId),
        due_at: milliseconds(row, 5)?,
        attempts: row.get(6)?,
        row: row.get(7)?,
        reply_to: row.get::<_, Option<i32>>(8)?.map(MessageId),
        bot_message: row.get::<_, Option<i32>>(9)?.map(MessageId),
    })
}
