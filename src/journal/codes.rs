//! Codes that are goods. One that is given belongs to its order for ever.

use rusqlite::{OptionalExtension as _, params};

use super::{Journal, Result, StateKey, Writer, rows};
use crate::order::Code;

/// Counts the imports: after one, a stock that is low again is told again.
const IMPORTS: StateKey = StateKey::new("code_imports");

/// The codes of one sku.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeStock {
    /// The shop's own name of what they are.
    pub sku: String,
    /// How many can be given.
    pub free: u32,
    /// How many were given.
    pub given: u32,
    /// How many are set aside: while the journal was lost they may have been given.
    pub set_aside: u32,
}

/// What is known of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownCode {
    /// It can be given.
    Free,
    /// It was given to the order with this number.
    Given(u32),
    /// It may have been given: whoever imports it again says that it was not.
    SetAside,
}

impl Writer<'_> {
    /// Gives an order codes of a sku, the oldest first: all of them or, if there are fewer, none. Returns whether it
    /// did.
    pub fn give_codes(&self, number: u32, sku: &str, count: u32) -> Result<bool> {
        let free: Vec<i64> = rows(
            self.connection,
            "SELECT id FROM codes WHERE sku = ?1 AND number IS NULL AND NOT is_set_aside
             ORDER BY id LIMIT ?2",
            params![sku, count],
            |row| row.get(0),
        )?;
        if free.len() < count as usize {
            return Ok(false);
        }
        for id in free {
            let sql = "UPDATE codes SET number = ?2 WHERE id = ?1 AND number IS NULL";
            self.execute(sql, params![id, number])?;
        }
        Ok(true)
    }

    /// The codes that were given to an order, in the order in which they were imported.
    pub fn codes_of(&self, number: u32) -> Result<Vec<Code>> {
        rows(self.connection, CODES_OF, [number], |row| Ok(Code::known(row.get(0)?)))
    }

    /// Takes in a code that can be given from now on: a new one, or one that was set aside.
    pub fn import_code(&self, sku: &str, code: &Code) -> Result<()> {
        self.execute(
            "INSERT INTO codes (sku, code) VALUES (?1, ?2)
             ON CONFLICT (code) DO UPDATE SET sku = excluded.sku, is_set_aside = 0
             WHERE number IS NULL AND is_set_aside",
            params![sku, code.expose()],
        )
    }

    /// Takes note that codes were imported.
    pub fn count_import(&self, imports: i64) -> Result<()> {
        self.set(IMPORTS, imports)
    }

    /// Keeps all codes that could be given from being given.
    pub fn set_codes_aside(&self) -> Result<()> {
        self.execute("UPDATE codes SET is_set_aside = 1 WHERE number IS NULL", [])
    }
}

const CODES_OF: &str = "SELECT code FROM codes WHERE number = ?1 ORDER BY id";

impl Journal {
    /// The codes that were given to an order, in the order in which they were imported.
    pub fn codes_of(&self, number: u32) -> Result<Vec<Code>> {
        self.rows(CODES_OF, [number], |row| Ok(Code::known(row.get(0)?)))
    }

    /// How many codes of a sku can be given; from `count_max` on they are not counted.
    pub fn free_codes(&self, sku: &str, count_max: u32) -> Result<u32> {
        let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM codes
                   WHERE sku = ?1 AND number IS NULL AND NOT is_set_aside LIMIT ?2)";
        self.value(sql, params![sku, count_max])
    }

    /// What there is of every sku, by name.
    pub fn code_stock(&self) -> Result<Vec<CodeStock>> {
        let sql = "SELECT sku, SUM(number IS NULL AND NOT is_set_aside), COUNT(number),
                          SUM(is_set_aside) FROM codes GROUP BY sku ORDER BY sku";
        self.rows(sql, [], |row| {
            Ok(CodeStock {
                sku: row.get(0)?,
                free: row.get(1)?,
                given: row.get(2)?,
                set_aside: row.get(3)?,
            })
        })
    }

    /// What is known of a code; `None`: it is new.
    pub fn known_code(&self, code: &Code) -> Result<Option<KnownCode>> {
        let sql = "SELECT number, is_set_aside FROM codes WHERE code = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let known = statement.query_row([code.expose()], |row| {
            Ok(match (row.get::<_, Option<u32>>(0)?, row.get::<_, bool>(1)?) {
                (Some(number), _) => KnownCode::Given(number),
                (None, true) => KnownCode::SetAside,
                (None, false) => KnownCode::Free,
            })
        });
        Ok(known.optional()?)
    }

    /// How often codes were imported.
    pub fn code_imports(&self) -> Result<i64> {
        self.state(IMPORTS)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::journal::Pins;
    use crate::order::purchase::OrderForm;
    use crate::order::{MessageId, Untrusted, UserId};
    use crate::sources::tribute_chat::new_order;

    const PINS: Pins = Pins { seller: UserId(777), bot: UserId(6_675_346_585), livemode: true };

    fn code(text: &str) -> Code {
        Code::parse(text, 100).unwrap()
    }

    /// A journal with three orders and these codes of one sku.
    fn journal(folder: &tempfile::TempDir, codes: &[&str]) -> Journal {
        let path = folder.path().join("main.journal");
        let mut journal = Journal::open(&path, PINS, "journal", Timestamp::UNIX_EPOCH).unwrap();
        let writes = journal.write(|writer| {
            for message in 1..=3 {
                let (text, form, at) =
                    (Untrusted::new(""), OrderForm::default(), Timestamp::UNIX_EPOCH);
                let order = new_order(PINS, MessageId(message), text, form, at).0;
                writer.insert_order(order, at)?;
            }
            codes.iter().try_for_each(|text| writer.import_code("key", &code(text)))
        });
        writes.unwrap();
        journal
    }

    #[test]
    fn an_order_gets_all_of_its_codes_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = journal(&folder, &["AAAA-1111", "BBBB-2222", "CCCC-3333"]);
        let mut give = |number, count| {
            journal.write(|writer| writer.give_codes(number, "key", count)).unwrap()
        };
        assert!(give(1, 2));
        assert!(!give(2, 2));
        assert!(give(3, 1));
        assert!(!give(2, 1));
        assert_eq!(journal.codes_of(1).unwrap(), [code("AAAA-1111"), code("BBBB-2222")]);
        assert_eq!(journal.codes_of(2).unwrap(), []);
        assert_eq!(journal.codes_of(3).unwrap(), [code("CCCC-3333")]);
        let sku = "key".to_owned();
        let stock = [CodeStock { sku, free: 0, given: 3, set_aside: 0 }];
        assert_eq!(journal.code_stock().unwrap(), stock);
    }

    #[test]
    fn what_was_not_committed_was_not_given() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = journal(&folder, &["AAAA-1111"]);
        let failed: Result<()> = journal.write(|writer| {
            assert!(writer.give_codes(1, "key", 1)?);
            assert_eq!(writer.codes_of(1)?, [code("AAAA-1111")]);
            Err(crate::journal::JournalError::DiskFull)
        });
        assert!(failed.is_err());
        assert_eq!(journal.codes_of(1).unwrap(), []);
        assert_eq!(journal.free_codes("key", 10).unwrap(), 1);
    }

    #[test]
    fn a_code_that_was_given_is_never_free_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = journal(&folder, &["AAAA-1111", "BBBB-2222"]);
        journal.write(|writer| writer.give_codes(1, "key", 1)).unwrap();
        let set_aside = |writer: &Writer<'_>| writer.set_codes_aside();
        journal.write(set_aside).unwrap();
        let known = |journal: &Journal, text| journal.known_code(&code(text)).unwrap();
        assert_eq!(known(&journal, "AAAA-1111"), Some(KnownCode::Given(1)));
        assert_eq!(known(&journal, "BBBB-2222"), Some(KnownCode::SetAside));
        assert_eq!(known(&journal, "CCCC-3333"), None);
        assert_eq!(journal.free_codes("key", 10).unwrap(), 0);
        let imported = ["AAAA-1111", "BBBB-2222"];
        let import = |writer: &Writer<'_>| {
            imported.iter().try_for_each(|text| writer.import_code("key", &code(text)))
        };
        journal.write(import).unwrap();
        assert_eq!(known(&journal, "AAAA-1111"), Some(KnownCode::Given(1)));
        assert_eq!(known(&journal, "BBBB-2222"), Some(KnownCode::Free));
        assert_eq!(journal.free_codes("key", 10).unwrap(), 1);
    }
}
