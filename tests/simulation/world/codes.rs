//! Codes that are the goods: the owner imports them at any time, beside the agent, and customers read them in
//! its replies.

use std::collections::BTreeMap;
use std::time::Duration;

use rusqlite::Connection;
use tribute_agent::journal::{Journal, JournalError};
use tribute_agent::order::Code;
use tribute_agent::order::catalogue::{Catalogue, Entry, Item};

use super::deeds::Deed;
use super::{State, World};
use crate::disk::Disk;
use crate::plan::order::EDITED_FROM;
use crate::planted::Planted;
use crate::promise::{Promise, Violation};

const SKUS: [&str; 2] = ["gold", "silver"];
/// No code is longer.
const CODE_UNITS_MAX: usize = 20;
/// The owner tries again when nothing could be imported.
const IMPORTED_AGAIN_AFTER: Duration = Duration::from_secs(20);
/// As many orders as a history may have.
const ORDERS_MAX: u32 = 10;

/// What became of codes, as the outside sees it.
#[derive(Default)]
pub struct Codes {
    /// All that the owner was told are imported, and what each is.
    pub imported: BTreeMap<String, &'static str>,
    /// Which order's customer was sent each of these.
    pub sent: BTreeMap<String, i32>,
}

/// What an order is about, and how many.
pub fn goods_of(index: u32) -> (&'static str, u32) {
    let index = index % EDITED_FROM;
    (SKUS[(index % 2) as usize], 1 + u32::from(index % 3 == 2))
}

/// The owner's list of all that is sold.
pub fn catalogue() -> Catalogue {
    let indexes = (0..ORDERS_MAX).flat_map(|index| [index, index + EDITED_FROM]);
    let entries = indexes.flat_map(|index| {
        ["алмазов", "diamonds"].map(|product| {
            let (sku, quantity) = goods_of(index);
            let item = Item { sku: sku.to_owned(), quantity };
            Entry { name: format!("{index} {product}"), item, price: None, tribute_id: None }
        })
    });
    Catalogue::new(entries.collect()).expect("a catalogue")
}

impl World {
    /// The owner imports so many codes of every kind.
    pub(super) fn imports_codes(&self, count: u32) {
        let is_possible = !self.disk_is_full() && self.state().alive_since.is_some();
        let disk = self.state().disk.clone().filter(|_| is_possible);
        let imported = disk.map(|disk| self.import(&disk, count));
        match imported {
            Some(Ok(())) => {
                self.tell("owner", format_args!("imports {count} codes of each kind"));
                self.webhooks_bell.notify_one();
            }
            Some(Err(_)) | None => self.plan(IMPORTED_AGAIN_AFTER, Deed::ImportsCodes(count)),
        }
    }

    fn import(&self, disk: &Disk, count: u32) -> Result<(), JournalError> {
        let mut journal = Journal::open_beside(disk.path())?;
        let imports = journal.code_imports()? + 1;
        let mut state = self.state();
        let first = state.codes.imported.len();
        let codes: Vec<_> = (first..first + SKUS.len() * count as usize)
            .map(|number| (format!("CODE-{number:04}-{number:x}"), SKUS[number % SKUS.len()]))
            .collect();
        journal.write(|writer| {
            for (text, sku) in &codes {
                let code = Code::parse(text, CODE_UNITS_MAX).expect("a code");
                writer.import_code(sku, &code)?;
            }
            writer.count_import(imports)
        })?;
        journal.sync()?;
        disk.sync();
        state.changes += 1;
        state.codes.imported.extend(codes);
        let spoils = match state.nature.planted {
            Some(Planted::CodesFreed) => "UPDATE codes SET number = NULL",
            Some(Planted::CodesDropped) => "DELETE FROM codes WHERE number IS NULL AND id % 3 = 0",
            _ => return Ok(()),
        };
        let beside = Connection::open(disk.path()).expect("the journal");
        beside.execute_batch(spoils).expect("spoilt codes");
        Ok(())
    }
}

impl State {
    /// What is wrong with the codes in a reply to an order that is about to be sent.
    pub(super) fn check_codes(
        &mut self,
        sale: i32,
        text: &str,
        is_by_hand: bool,
    ) -> Option<Violation> {
        let known = self.bot.sales.get(&sale)?;
        let (sku, count) = goods_of(known.order.index);
        let codes: Vec<&str> =
            text.split_whitespace().filter(|word| word.starts_with("CODE-")).collect();
        let before: Vec<&String> = self.codes_sent(sale).collect();
        let is_right =
            |code: &&&str| self.codes.imported.get(**code).is_some_and(|its| *its == sku);
        if codes.is_empty() && is_by_hand {
            return None;
        }
        let wrong = if codes.len() != count as usize {
            "another number of codes than was paid for"
        } else if codes.iter().filter(is_right).count() != codes.len() {
            "codes that are not what was paid for"
        } else if !before.is_empty() && !codes.iter().all(|code| before.iter().any(|it| it == code))
        {
            "other codes than before"
        } else if codes.iter().any(|code| self.codes.sent.get(*code).is_some_and(|it| *it != sale))
        {
            "codes that another customer was sent"
        } else {
            self.codes.sent.extend(codes.into_iter().map(|code| (code.to_owned(), sale)));
            return None;
        };
        let what = format!("the reply to {sale} has {wrong}: {text}");
        Some(Violation::of(Promise::EachCodeOnce, what))
    }

    /// The codes that an order's customer was sent.
    pub fn codes_sent(&self, sale: i32) -> impl Iterator<Item = &String> {
        self.codes.sent.iter().filter(move |(_, its)| **its == sale).map(|(code, _)| code)
    }
}
