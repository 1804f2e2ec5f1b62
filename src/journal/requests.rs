//! What is asked of an agent that is at work, at the command line or by the shop's server.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Journal, Result, Writer, json, milliseconds};
use crate::order::{AccountId, Untrusted};

/// What was answered so long ago nobody waits for.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// What may be asked about an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as moderators say it")]
pub enum Wanted {
    Retry,
    Given,
    Close,
    /// Of so much, in minor units, with such a receipt; `None`: of all.
    Refund {
        amount: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receipt: Option<Value>,
    },
    Account(AccountId),
    /// To the order as it stood then.
    Approve {
        shown_at: Timestamp,
    },
}

/// Something asked about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The order's number.
    pub number: u32,
    /// What is wanted.
    pub wanted: Wanted,
    /// Who asks.
    pub asked_by: Untrusted,
    /// Whether it came by the server, and not from the command line.
    pub is_of_server: bool,
    /// When, by this machine's clock.
    pub asked_at: Timestamp,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it was done.
    pub is_done: bool,
    /// Its name, as the documents list them.
    pub outcome: String,
    /// In the moderators' language.
    pub words: String,
}

impl Writer<'_> {
    /// Asks something of the agent at work. Returns the request's number.
    pub fn request(&self, request: &Request) -> Result<i64> {
        self.rereads(|kept| kept.requests = None);
        let Request { number, wanted, asked_by, is_of_server, asked_at } = request;
        let (wanted, asked_at_ms) = (serde_json::to_string(wanted)?, asked_at.as_millisecond());
        self.execute(
            "INSERT INTO requests (number, wanted, asked_by, is_of_server, asked_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![number, wanted, asked_by.as_str(), is_of_server, asked_at_ms],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Says what came of a request, which is not there to be taken any more.
    pub fn answer_request(&self, id: i64, answer: &Answer) -> Result<()> {
        self.rereads(|kept| kept.requests = None);
        let Answer { is_done, outcome, words } = answer;
        self.execute(
            "UPDATE requests SET is_done = ?2, outcome = ?3, words = ?4 WHERE id = ?1",
            params![id, is_done, outcome, words],
        )
    }

    /// Takes back what nobody has taken.
    pub fn withdraw_request(&self, id: i64) -> Result<()> {
        self.rereads(|kept| kept.requests = None);
        self.execute("DELETE FROM requests WHERE id = ?1 AND outcome IS NULL", [id])
    }

    /// Forgets what was asked before a moment.
    pub fn forget_requests(&self, before: Timestamp) -> Result<()> {
        self.execute("DELETE FROM requests WHERE asked_at_ms < ?1", [before.as_millisecond()])
    }
}

impl Journal {
    /// Asks all of it, of the agent at work. Returns the requests' numbers.
    pub fn ask(&mut self, requests: &[Request], now: Timestamp) -> Result<Vec<i64>> {
        self.write(|writer| {
            writer.forget_requests(now - KEPT)?;
            requests.iter().map(|request| writer.request(request)).collect()
        })
    }

    /// Takes back what was not begun. What was answered is on the disk when this returns.
    pub fn answers_or_withdrawn(&mut self, ids: &[i64]) -> Result<Vec<Option<Answer>>> {
        self.write(|writer| ids.iter().try_for_each(|id| writer.withdraw_request(*id)))?;
        self.sync()?;
        ids.iter().map(|id| self.answer(*id)).collect()
    }

    /// The numbers of what nobody has taken yet.
    pub fn requests(&self) -> Result<Arc<Vec<i64>>> {
        let sql = "SELECT id FROM requests WHERE outcome IS NULL ORDER BY id";
        let read = || self.rows(sql, [], |row| row.get(0));
        self.kept(|kept| &mut kept.requests, read)
    }

    /// A request that nobody has taken, as it stands in the file now.
    pub fn request(&self, id: i64) -> Result<Option<Request>> {
        let sql = "SELECT number, wanted, asked_by, is_of_server, asked_at_ms FROM requests
                   WHERE id = ?1 AND outcome IS NULL";
        self.row(sql, [id], |row| {
            Ok(Request {
                number: row.get(0)?,
                wanted: json(row, 1)?,
                asked_by: Untrusted::new(row.get::<_, String>(2)?),
                is_of_server: row.get(3)?,
                asked_at: milliseconds(row, 4)?,
            })
        })
    }

    /// What came of a request, once something has.
    pub fn answer(&self, id: i64) -> Result<Option<Answer>> {
        let sql = "SELECT is_done, outcome, words FROM requests
                   WHERE id = ?1 AND outcome IS NOT NULL";
        self.row(sql, [id], |row| {
            Ok(Answer { is_done: row.get(0)?, outcome: row.get(1)?, words: row.get(2)? })
        })
    }
}
