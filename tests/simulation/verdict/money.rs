//! The money that the bot took, against the money in the journal, currency by currency.

use std::collections::BTreeMap;

use tribute_agent::order::life::State as Life;
use tribute_agent::order::{MessageId, Record};

use super::Judge;
use crate::promise::Promise;
use crate::world::State;
use crate::world::moderators::Word;
use crate::world::sale::Sale;

/// Minor units by currency.
type Sums = BTreeMap<String, i64>;

impl Judge {
    /// What was paid is what is recorded; what is recorded as completed was confirmed to the bot,
    /// and the shop has given something for it.
    pub(super) fn money(&mut self, state: &State, records: &[Record], baseline: MessageId) {
        let currency = if state.nature.russian { "RUB" } else { "EUR" };
        let sum = |counts: &dyn Fn(&Sale) -> bool| {
            let counted = state.bot.sales.values().filter(|sale| counts(sale));
            counted.map(|sale| sale.order.price()).sum::<i64>()
        };
        let is_recorded = |sale: &Sale| {
            let mut ids = records.iter().map(|record| record.life.message().unwrap().0);
            ids.any(|id| id == sale.message)
        };
        // What was deleted before it was read is nobody's any more.
        let paid =
            sum(&|sale| (sale.message > baseline.0 && !sale.is_deleted) || is_recorded(sale));
        let recorded = sums(records.iter());
        self.same("paid", &[(currency.to_owned(), paid)].into(), &recorded);
        let completed = sums(records.iter().filter(|record| is_completed(record)));
        let is_completed_here = |sale: &Sale| {
            let mut done = records.iter().filter(|record| is_completed(record));
            done.any(|record| record.life.message().unwrap().0 == sale.message)
        };
        let given = sum(&|sale| {
            let mut ledger = state.shop.ledger.keys();
            let ending = format!("-{}", sale.message);
            let is_given = ledger.any(|id| id.ends_with(&ending))
                || state.codes_sent(sale.message).next().is_some();
            is_completed_here(sale) && (is_given || state.was_said(sale.message, Word::Given))
        });
        self.same("given", &[(currency.to_owned(), given)].into(), &completed);
        // The text of a keyboard's button does not say which order it is about.
        if !state.nature.keyboard {
            let confirmed = sum(&|sale| is_completed_here(sale) && sale.confirmed_at.is_some());
            self.same("confirmed", &[(currency.to_owned(), confirmed)].into(), &completed);
        }
    }

    fn same(&mut self, what: &str, outside: &Sums, journal: &Sums) {
        let nonzero = |sums: &Sums| -> Sums {
            let kept = sums.iter().filter(|(_, sum)| **sum != 0);
            kept.map(|(currency, sum)| (currency.clone(), *sum)).collect()
        };
        if nonzero(outside) != nonzero(journal) {
            let what = format!("{what}: outside {outside:?}, in the journal {journal:?}");
            self.wrong(Promise::MoneyAgrees, what);
        }
    }
}

fn is_completed(record: &Record) -> bool {
    matches!(record.life.state, Life::Completed { .. })
}

fn sums<'a>(records: impl Iterator<Item = &'a Record>) -> Sums {
    let mut sums = Sums::new();
    for price in records.filter_map(|record| record.form.price) {
        *sums.entry(price.currency.to_string()).or_default() += price.amount;
    }
    sums
}
