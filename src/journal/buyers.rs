//! Buyers who write to the bot that is paid, what they are to be told, and how far the bot was read.

use jiff::Timestamp;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::{Journal, Result, Writer, json, milliseconds};
use crate::order::{AccountId, CheckoutId, UserId};

/// So many are remembered; of more, who was silent longest is forgotten.
const BUYERS_MAX: u32 = 10_000;
/// So much waits to be said; more is not said.
const ANSWERS_MAX: u32 = 1_000;

/// What is remembered of somebody who wrote to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBuyer {
    /// Who.
    pub user: UserId,
    /// The account that they named last.
    pub account: Option<AccountId>,
    /// The language of their Telegram, where it says that.
    pub language: Option<String>,
    /// What they were sent an invoice for last.
    pub invoiced: Option<Invoiced>,
}

/// An invoice that was sent to a buyer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoiced {
    /// What the button sent that was tapped.
    pub button: String,
    /// For whom.
    pub account: Option<AccountId>,
    /// What is paid by it.
    pub checkout: CheckoutId,
    /// When it was sent last.
    pub at: Timestamp,
}

/// Something that a buyer is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwedAnswer {
    /// By which they are told apart.
    pub number: i64,
    /// To whom.
    pub user: UserId,
    /// What, as its source has encoded it.
    pub answer: String,
    /// Telegram's idempotency key.
    pub random_id: i64,
    /// How often it was tried.
    pub attempts: u32,
    /// Since when it is owed.
    pub since: Timestamp,
    /// When it is tried next.
    pub due_at: Timestamp,
}

/// How far a bot's updates were read, in Telegram's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Telegram's names")]
pub struct UpdateState {
    pub pts: i32,
    pub qts: i32,
    pub date: i32,
}

impl Writer<'_> {
    /// A bot's updates were read up to here.
    pub fn set_updates_read(&self, bot: UserId, state: UpdateState) -> Result<()> {
        let UpdateState { pts, qts, date } = state;
        let sql = "INSERT OR REPLACE INTO bot_updates VALUES (?1, ?2, ?3, ?4)";
        self.execute(sql, params![bot.0, pts, qts, date])
    }

    /// A bot's updates are read anew, from where they stand then.
    pub fn forget_updates_read(&self, bot: UserId) -> Result<()> {
        self.execute("DELETE FROM bot_updates WHERE bot_id = ?1", [bot.0])
    }

    /// Remembers a buyer who was heard now.
    pub fn remember_buyer(&self, buyer: &KnownBuyer, now: Timestamp) -> Result<()> {
        let invoiced = buyer.invoiced.as_ref().map(serde_json::to_string).transpose()?;
        self.execute(
            "INSERT OR REPLACE INTO buyers (user_id, account, language, invoiced, heard_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                buyer.user.0,
                buyer.account.as_ref().map(AccountId::as_str),
                buyer.language,
                invoiced,
                now.as_millisecond(),
            ],
        )?;
        self.execute(
            "DELETE FROM buyers WHERE user_id IN
                 (SELECT user_id FROM buyers ORDER BY heard_at_ms DESC LIMIT 10 OFFSET ?1)",
            [BUYERS_MAX],
        )
    }

    /// Owes a buyer an answer. Returns whether there was room for it.
    pub fn owe_answer(
        &self,
        user: UserId,
        answer: &str,
        random_id: i64,
        now: Timestamp,
    ) -> Result<bool> {
        let changed = self.changed(
            "INSERT INTO buyer_answers (user_id, answer, random_id, since_ms, due_at_ms)
             SELECT ?1, ?2, ?3, ?4, ?4 WHERE (SELECT COUNT(*) FROM buyer_answers) < ?5",
            params![user.0, answer, random_id, now.as_millisecond(), ANSWERS_MAX],
        )?;
        Ok(changed > 0)
    }

    /// An answer has been given, or never will be.
    pub fn settle_answer(&self, number: i64) -> Result<()> {
        self.execute("DELETE FROM buyer_answers WHERE number = ?1", [number])
    }

    /// A buyer can't be told anything.
    pub fn settle_answers_to(&self, user: UserId) -> Result<()> {
        self.execute("DELETE FROM buyer_answers WHERE user_id = ?1", [user.0])
    }

    /// An answer is tried again then.
    pub fn postpone_answer(&self, number: i64, due_at: Timestamp) -> Result<()> {
        let sql = "UPDATE buyer_answers SET attempts = attempts + 1, due_at_ms = ?2
                   WHERE number = ?1";
        self.execute(sql, [number, due_at.as_millisecond()])
    }
}

impl Journal {
    /// How far a bot's updates were read; `None`: nothing was.
    pub fn updates_read(&self, bot: UserId) -> Result<Option<UpdateState>> {
        let sql = "SELECT pts, qts, date FROM bot_updates WHERE bot_id = ?1";
        self.row(sql, [bot.0], |row| {
            Ok(UpdateState { pts: row.get(0)?, qts: row.get(1)?, date: row.get(2)? })
        })
    }

    /// What is remembered of a buyer.
    pub fn buyer(&self, user: UserId) -> Result<Option<KnownBuyer>> {
        let sql = "SELECT account, language, invoiced FROM buyers WHERE user_id = ?1";
        self.row(sql, [user.0], |row| {
            let account: Option<String> = row.get(0)?;
            let invoiced = match row.get_ref(2)? {
                rusqlite::types::ValueRef::Null => None,
                _ => Some(json(row, 2)?),
            };
            let account = account.map(AccountId::known);
            Ok(KnownBuyer { user, account, language: row.get(1)?, invoiced })
        })
    }

    /// The first answer that is owed to each buyer, those that are due first in front.
    pub fn owed_answers(&self, limit: usize) -> Result<Vec<OwedAnswer>> {
        let sql = "SELECT MIN(number), user_id, answer, random_id, attempts, since_ms, due_at_ms
                   FROM buyer_answers GROUP BY user_id ORDER BY due_at_ms, 1 LIMIT ?1";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.rows(sql, [limit], read_answer)
    }
}

fn read_answer(row: &Row<'_>) -> rusqlite::Result<OwedAnswer> {
    Ok(OwedAnswer {
        number: row.get(0)?,
        user: UserId(row.get(1)?),
        answer: row.get(2)?,
        random_id: row.get(3)?,
        attempts: row.get(4)?,
        since: milliseconds(row, 5)?,
        due_at: milliseconds(row, 6)?,
    })
}
