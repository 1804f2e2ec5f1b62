//! What moderators said of orders, and is not done yet.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Row, params};
use serde_json::Value;

use super::{Journal, NotificationKey, Result, Writer, json, milliseconds};
use crate::order::{AccountId, MessageId, Record, Untrusted};
use crate::sqlite::parsed;

/// So many of the newest are kept.
const UNKNOWN_MESSAGES_MAX: u32 = 1_000;

/// An account number that a moderator gave, and may still be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAccount {
    /// For which order.
    pub number: u32,
    /// The account.
    pub account: AccountId,
    /// Who gave it.
    pub given_by: Untrusted,
    /// Our answer to that.
    pub notification: NotificationKey,
    /// When it is taken, by wall time.
    pub due_at: Timestamp,
}

/// A moderator sees to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which order.
    pub number: u32,
    /// Who.
    pub claimed_by: Untrusted,
    /// Until then nobody is reminded of it.
    pub until: Timestamp,
}

/// A moderator, or the shop, wants the customer to have the money back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedRefund {
    /// Of which order.
    pub number: u32,
    /// How much, in minor units of what was paid; `None`: all of it.
    pub amount: Option<i64>,
    /// Who.
    pub asked_by: Untrusted,
    /// Since when.
    pub asked_at: Timestamp,
    /// What goes back of a part, where the shop says so.
    pub receipt: Option<Value>,
}

/// A button below an order's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardButton {
    /// What a tap sends.
    pub key: String,
    /// The order.
    pub number: u32,
    /// The text of the card below which it stands; below another it asks for nothing.
    pub version: u32,
    /// What it asks for, encoded by whoever made it.
    pub action: String,
}

/// A message of the bot that no rule knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownMessage {
    /// Its id in Tribute's chat.
    pub message: MessageId,
    /// What it says.
    pub text: Untrusted,
    /// When it was sent, by Telegram's clock.
    pub sent_at: Timestamp,
}

impl Writer<'_> {
    /// Puts these buttons in the place of all that an order had.
    pub fn put_buttons(&self, number: u32, buttons: &[CardButton]) -> Result<()> {
        self.execute("DELETE FROM buttons WHERE number = ?1", [number])?;
        for CardButton { key, number, version, action } in buttons {
            let sql = "INSERT INTO buttons VALUES (?1, ?2, ?3, ?4)";
            self.execute(sql, params![key, number, version, action])?;
        }
        Ok(())
    }

    /// Keeps an order's form and who decided it as they are in `record`.
    pub fn record_decision(&self, record: &Record) -> Result<()> {
        self.changes.borrow_mut().orders.push(record.clone());
        let decided_by = record.decided_by.as_ref().map(Untrusted::as_str);
        self.execute(
            "UPDATE orders SET form = ?2, decided_by = ?3 WHERE number = ?1",
            params![record.number, serde_json::to_string(&record.form)?, decided_by],
        )
    }

    /// Keeps an account number until it is due; one for each order.
    pub fn give_account(&self, given: &GivenAccount) -> Result<()> {
        self.rereads(|kept| kept.given_accounts = None);
        let GivenAccount { number, account, given_by, notification, due_at } = given;
        self.execute(
            "INSERT OR REPLACE INTO given_accounts VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                number,
                account.as_str(),
                given_by.as_str(),
                notification.to_string(),
                due_at.as_millisecond()
            ],
        )
    }

    /// The account number given for an order is not waited for any more.
    pub fn forget_given_account(&self, number: u32) -> Result<()> {
        self.rereads(|kept| kept.given_accounts = None);
        self.execute("DELETE FROM given_accounts WHERE number = ?1", [number])
    }

    /// A moderator sees to an order; the one who says it last.
    pub fn claim(&self, claim: &Claim) -> Result<()> {
        self.rereads(|kept| kept.claims = None);
        let Claim { number, claimed_by, until } = claim;
        self.execute(
            "INSERT OR REPLACE INTO claims VALUES (?1, ?2, ?3)",
            params![number, claimed_by.as_str(), until.as_millisecond()],
        )
    }

    /// The order's source is to give the money back; asked again, it stays as it was asked first.
    pub fn ask_refund(&self, asked: &AskedRefund) -> Result<()> {
        self.rereads(|kept| kept.refunds = None);
        let AskedRefund { number, amount, asked_by, asked_at, receipt } = asked;
        let receipt = receipt.as_ref().map(Value::to_string);
        self.execute(
            "INSERT OR IGNORE INTO refunds VALUES (?1, ?2, ?3, ?4, ?5)",
            params![number, amount, asked_by.as_str(), asked_at.as_millisecond(), receipt],
        )
    }

    /// The source has answered.
    pub fn forget_refund(&self, number: u32) -> Result<()> {
        self.rereads(|kept| kept.refunds = None);
        self.execute("DELETE FROM refunds WHERE number = ?1", [number])
    }

    /// Keeps what moderators are told of, so that they can make an order of it.
    pub fn keep_unknown(&self, unknown: &UnknownMessage) -> Result<()> {
        let UnknownMessage { message, text, sent_at } = unknown;
        let values = params![message.0, text.as_str(), sent_at.to_string()];
        self.execute("INSERT OR REPLACE INTO unknown_messages VALUES (?1, ?2, ?3)", values)?;
        self.execute(
            "DELETE FROM unknown_messages WHERE message_id IN (
                 SELECT message_id FROM unknown_messages ORDER BY message_id DESC LIMIT -1 OFFSET ?1)",
            [UNKNOWN_MESSAGES_MAX],
        )
    }

    /// Messages that begin with these words are none of the moderators'.
    pub fn pass_over(&self, words: &str) -> Result<()> {
        self.execute("INSERT OR IGNORE INTO passed_over VALUES (?1)", [words])
    }

    /// Nobody sees to an order that is settled.
    pub fn forget_claim(&self, number: u32) -> Result<()> {
        self.rereads(|kept| kept.claims = None);
        self.execute("DELETE FROM claims WHERE number = ?1", [number])
    }
}

impl Journal {
    /// The button that sends this.
    pub fn button(&self, key: &str) -> Result<Option<CardButton>> {
        let sql = "SELECT key, number, version, action FROM buttons WHERE key = ?1";
        self.row(sql, [key], read_button)
    }

    /// The buttons of an order.
    pub fn buttons_of(&self, number: u32) -> Result<Vec<CardButton>> {
        let sql = "SELECT key, number, version, action FROM buttons WHERE number = ?1";
        self.rows(sql, [number], read_button)
    }

    /// The account numbers that may still be taken back.
    pub fn given_accounts(&self) -> Result<Arc<Vec<GivenAccount>>> {
        let sql = "SELECT number, account, given_by, notice_key, due_at_ms FROM given_accounts
                   ORDER BY due_at_ms";
        let read = || {
            self.rows(sql, [], |row| {
                Ok(GivenAccount {
                    number: row.get(0)?,
                    account: AccountId::known(row.get::<_, String>(1)?),
                    given_by: Untrusted::new(row.get::<_, String>(2)?),
                    notification: NotificationKey::stored(row.get(3)?),
                    due_at: milliseconds(row, 4)?,
                })
            })
        };
        self.kept(|kept| &mut kept.given_accounts, read)
    }

    /// The orders that somebody sees to.
    pub fn claims(&self) -> Result<Arc<Vec<Claim>>> {
        let sql = "SELECT number, claimed_by, until_ms FROM claims ORDER BY number";
        let read = || {
            self.rows(sql, [], |row| {
                Ok(Claim {
                    number: row.get(0)?,
                    claimed_by: Untrusted::new(row.get::<_, String>(1)?),
                    until: milliseconds(row, 2)?,
                })
            })
        };
        self.kept(|kept| &mut kept.claims, read)
    }

    /// The orders whose money is to be given back, the oldest wish first.
    pub fn refunds(&self) -> Result<Arc<Vec<AskedRefund>>> {
        let sql = "SELECT number, amount, asked_by, asked_at_ms, receipt FROM refunds
                   ORDER BY asked_at_ms, number";
        let read = || {
            self.rows(sql, [], |row| {
                Ok(AskedRefund {
                    number: row.get(0)?,
                    amount: row.get(1)?,
                    asked_by: Untrusted::new(row.get::<_, String>(2)?),
                    asked_at: milliseconds(row, 3)?,
                    receipt: row.get::<_, Option<String>>(4)?.map(|_| json(row, 4)).transpose()?,
                })
            })
        };
        self.kept(|kept| &mut kept.refunds, read)
    }

    /// A message that moderators were told of, because no rule knows it.
    pub fn unknown_message(&self, message: MessageId) -> Result<Option<UnknownMessage>> {
        let sql = "SELECT text, sent_at FROM unknown_messages WHERE message_id = ?1";
        self.row(sql, [message.0], |row| {
            let text = Untrusted::new(row.get::<_, String>(0)?);
            Ok(UnknownMessage { message, text, sent_at: parsed(row, 1)? })
        })
    }

    /// Whether moderators have said that messages which begin so are none of theirs.
    pub fn is_passed_over(&self, words: &str) -> Result<bool> {
        self.exists("SELECT 1 FROM passed_over WHERE words = ?1", [words])
    }
}

fn read_button(row: &Row<'_>) -> rusqlite::Result<CardButton> {
    let [number, version] = [row.get(1)?, row.get(2)?];
    Ok(CardButton { key: row.get(0)?, number, version, action: row.get(3)? })
}
