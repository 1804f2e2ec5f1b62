//! What is asked of many orders: lists, page by page, and sums.

use std::ops::Range;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::orders::{COLUMNS, read};
use super::{Journal, Result, json};
use crate::order::life::Stage;
use crate::order::{Money, Record};
use crate::sqlite::parsed;

/// So many orders are read at a time. Each page is a reading of its own: as long as one lasts, the log can't
/// be moved into the file, and grows.
const PAGE: u32 = 200;
/// Orders come in by time, with few exceptions: behind so many that are too old no newer one is looked for.
const OLDER_MAX: usize = 1000;

/// How much there is in a journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many orders there are.
    pub orders: u32,
    /// How many of them are open.
    pub open_orders: u32,
    /// When the newest was placed, by Telegram's clock.
    pub newest_ordered_at: Option<Timestamp>,
}

/// How many orders came within some time, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Taken in.
    pub arrived: usize,
    /// Of those, completed by now.
    pub completed: usize,
    /// Of those, closed by a person.
    pub closed: usize,
    /// What was paid for all of them and not given back, by currency.
    pub paid: Vec<Money>,
}

/// The orders that are asked for; by default all. Times are their source's, to the second; the product is a part of
/// its name, or its SKU; `after` and `before` are numbers of orders; of too many, the newest count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say the rest")]
pub struct OrderFilter {
    pub only_open: bool,
    pub since: Option<Timestamp>,
    pub stage: Option<String>,
    pub product: Option<String>,
    pub source: Option<String>,
    pub account: Option<String>,
    pub after: Option<u32>,
    pub before: Option<u32>,
    pub limit: Option<u32>,
}

/// The orders that are wanted, oldest first, page by page: no more than a page is ever in memory.
#[derive(Debug)]
pub struct OrderPages<'a> {
    journal: &'a Journal,
    wanted: OrderFilter,
    conditions: String,
    /// The numbers of those that the limit leaves out.
    older: Range<u32>,
    /// The numbers that were not read yet.
    left: Range<u32>,
}

impl OrderFilter {
    /// As conditions in SQL that name only what is asked for: so indexes are of use.
    fn conditions(&self) -> String {
        let over = [Stage::Completed, Stage::Closed, Stage::Refunded].map(Stage::name);
        let is_open = |stage: &String| !over.contains(&stage.as_str());
        let parts = [
            (self.only_open || self.stage.as_ref().is_some_and(is_open), "is_open"),
            // What a time is written as has no fixed length.
            (self.since.is_some(), "substr(ordered_at, 1, 19) >= substr(?1, 1, 19)"),
            (self.stage.is_some(), "stage = ?2"),
            (
                self.product.is_some(),
                "(instr(form ->> '$.product', ?3) OR form ->> '$.item.sku' = ?3)",
            ),
            (self.source.is_some(), "source = ?4"),
            (self.account.is_some(), "life ->> '$.account' = ?7"),
            (true, "number >= ?5 AND number < ?6"),
        ];
        let parts = parts.into_iter().filter_map(|(is_asked, part)| is_asked.then_some(part));
        parts.collect::<Vec<_>>().join(" AND ")
    }
}

impl OrderPages<'_> {
    /// The number below which those stand that the limit leaves out.
    pub fn first(&self) -> u32 {
        self.older.end
    }

    /// How many orders the limit leaves out, counted up to `most`.
    pub fn count_older(&self, most: u32) -> Result<u32> {
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE {} LIMIT ?8)",
            self.conditions
        );
        let counted = self.ask(&sql, self.older.clone(), most, |row| row.get(0))?;
        Ok(counted.first().copied().unwrap_or_default())
    }

    fn ask<T>(
        &self,
        sql: &str,
        numbers: Range<u32>,
        limit: u32,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let OrderFilter { since, stage, product, source, account, .. } = &self.wanted;
        let since = since.map(|since| since.to_string());
        let (start, end) = (numbers.start, numbers.end);
        let values = params![since, stage, product, source, start, end, account, limit];
        self.journal.rows(sql, values, read)
    }

    /// Leaves only the newest `limit`.
    fn limit(&mut self, limit: u32) -> Result<()> {
        let sql = format!(
            "SELECT MIN(number) FROM
                 (SELECT number FROM orders WHERE {} ORDER BY number DESC LIMIT ?8)",
            self.conditions
        );
        let first: Vec<Option<u32>> = self.ask(&sql, self.left.clone(), limit, |row| row.get(0))?;
        let first = first.into_iter().flatten().next().unwrap_or(self.left.end);
        (self.older, self.left) = (self.left.start..first, first..self.left.end);
        Ok(())
    }
}

impl Iterator for OrderPages<'_> {
    type Item = Result<Vec<Record>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left.is_empty() {
            return None;
        }
        let sql = format!(
            "SELECT {COLUMNS} FROM orders WHERE {} ORDER BY number LIMIT ?8",
            self.conditions
        );
        let page = self.ask(&sql, self.left.clone(), PAGE, read);
        let last = page.iter().flatten().last().map(|record| record.number);
        self.left.start = last.map_or(self.left.end, |last| last + 1);
        Some(page).filter(|page| last.is_some() || page.is_err())
    }
}

impl Journal {
    /// The orders that are wanted, as they are when each page is read.
    pub fn pages(&self, wanted: OrderFilter) -> Result<OrderPages<'_>> {
        let end: u32 = self.value("SELECT COALESCE(MAX(number), 0) + 1 FROM orders", [])?;
        let end = wanted.before.map_or(end, |before| before.min(end));
        let start = match wanted.since {
            Some(since) => self.first_since("ordered_at", since)?,
            None => 0,
        };
        let start = wanted.after.map_or(start, |after| start.max(after.saturating_add(1)));
        let (conditions, limit) = (wanted.conditions(), wanted.limit);
        let (older, left) = (start..start, start..end);
        let mut pages = OrderPages { journal: self, wanted, conditions, older, left };
        limit.map_or(Ok(()), |limit| pages.limit(limit))?;
        Ok(pages)
    }

    /// All orders, oldest first.
    pub fn all_orders(&self) -> Result<Vec<Record>> {
        let pages: Vec<_> = self.pages(OrderFilter::default())?.collect::<Result<_>>()?;
        Ok(pages.into_iter().flatten().collect())
    }

    /// The number from which on all orders are whose time in `column` is `since` or later.
    fn first_since(&self, column: &'static str, since: Timestamp) -> Result<u32> {
        let sql = format!(
            "SELECT number, substr({column}, 1, 19) >= substr(?1, 1, 19) FROM orders
             ORDER BY number DESC"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([since.to_string()])?;
        let (mut first, mut older) = (u32::MAX, 0);
        while older < OLDER_MAX
            && let Some(row) = rows.next()?
        {
            let (number, is_wanted) = row.try_into()?;
            (first, older) = if is_wanted { (number, 0) } else { (first, older + 1) };
        }
        Ok(first)
    }

    /// How large its file is, without the log beside it.
    pub fn size_bytes(&self) -> Result<i64> {
        self.value("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [])
    }

    /// How much there is in it.
    pub fn summary(&self) -> Result<Summary> {
        let (orders, open_orders) = count(&self.connection)?;
        let newest = "SELECT ordered_at FROM orders ORDER BY number DESC LIMIT 1";
        let newest_ordered_at = self.row(newest, [], |row| parsed(row, 0))?;
        Ok(Summary { orders, open_orders, newest_ordered_at })
    }

    /// How many orders came from `since` on, to the second.
    pub fn tally_since(&self, since: Timestamp) -> Result<Tally> {
        let sql = "SELECT stage, form -> '$.price' FROM orders
                   WHERE number >= ?1 AND substr(created_at, 1, 19) >= substr(?2, 1, 19)
                   ORDER BY number";
        let values = params![self.first_since("created_at", since)?, since.to_string()];
        let orders: Vec<(String, Option<Money>)> =
            self.rows(sql, values, |row| Ok((row.get(0)?, json(row, 1)?)))?;
        let mut tally = Tally::default();
        for (stage, price) in orders {
            tally.arrived += 1;
            tally.completed += usize::from(stage == Stage::Completed.name());
            tally.closed += usize::from(stage == Stage::Closed.name());
            let is_kept = ![Stage::Revoking, Stage::Refunded].map(Stage::name).contains(&&*stage);
            let Some(price) = price.filter(|_| is_kept) else { continue };
            match tally.paid.iter_mut().find(|sum| sum.currency == price.currency) {
                Some(sum) => sum.amount = sum.amount.saturating_add(price.amount),
                None => tally.paid.push(price),
            }
        }
        Ok(tally)
    }
}

/// How many orders there are, and how many of them are open. Only indexes are read.
pub(super) fn count(connection: &Connection) -> rusqlite::Result<(u32, u32)> {
    let sql = "SELECT (SELECT COUNT(*) FROM orders), (SELECT COUNT(*) FROM orders WHERE is_open)";
    connection.query_row(sql, [], |row| row.try_into())
}
