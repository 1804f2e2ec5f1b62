//! What became of the orders that webhooks told of.

use tribute_agent::journal::{Journal, JournalError};
use tribute_agent::order::Record;
use tribute_agent::order::life::{Delivery, Stage};
use tribute_agent::sources::{tribute_api, tribute_shop};

use super::Judge;
use super::sales::is_told;
use crate::promise::Promise;
use crate::world::State;

impl Judge {
    /// Whether each purchase is one order, which was given once, is with a person who was told, or whose goods
    /// came back with the money.
    pub(super) fn webhooks(
        &mut self,
        records: &[Record],
        state: &State,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        let server = &state.server;
        let paid: Vec<_> = server.orders.iter().filter(|order| order.is_paid).collect();
        let bought = server.bought.len() + paid.len();
        if records.len() != bought {
            let found = records.len();
            self.wrong(Promise::NothingLost, format!("{found} of {bought} purchases"));
        }
        for index in (0..server.tellings.len()).filter(|it| !server.tellings[*it].is_answered) {
            self.wrong(Promise::NothingLost, format!("webhook {index} was never answered"));
        }
        let is_nonsense = server.tellings.iter().any(|telling| telling.is_nonsense);
        if is_nonsense && !state.told.iter().any(|told| told.contains("прочитать не могу"))
        {
            self.wrong(Promise::EverythingTold, "nobody was told what could not be read");
        }
        for (id, bought) in &server.bought {
            let found = journal.order_of_source(&tribute_api::SOURCE, &id.to_string())?;
            let (price, is_paid_back) = (bought.purchase.price(), bought.is_paid_back);
            let end = End { what: format!("purchase {id}"), price, is_paid_back };
            self.paid_elsewhere(&end, found, state, journal)?;
        }
        for order in paid {
            let found = journal.order_of_source(&tribute_shop::SOURCE, &order.uuid)?;
            let end = End {
                what: format!("order {} of the shop", order.uuid),
                price: order.price,
                is_paid_back: order.is_paid_back,
            };
            self.paid_elsewhere(&end, found, state, journal)?;
        }
        Ok(())
    }

    fn paid_elsewhere(
        &mut self,
        end: &End,
        record: Option<Record>,
        state: &State,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        let End { what, price, is_paid_back } = end;
        let Some(record) = record else {
            self.wrong(Promise::NothingLost, format!("{what} is lost"));
            return Ok(());
        };
        self.replay(&record, Delivery::Nothing, journal)?;
        let order_id = record.id.as_str();
        if record.form.price.map(|price| price.amount) != Some(*price) {
            let what = format!("{what} is in the journal with {:?}", record.form.price);
            self.wrong(Promise::MoneyAgrees, what);
        }
        let given = state.shop.ledger.get(order_id).map_or(0, Vec::len);
        // Of a shop that forgets, it is said by itself.
        let is_given = given == 1 || given > 1 && state.nature.shop_forgets;
        let is_taken_back = state.shop.taken_back.contains(order_id);
        let is_kept = record.life.reason_name() == Some("not_revoked");
        let is_well = match record.life.state.stage() {
            Stage::Completed => is_given && !is_paid_back,
            Stage::Escalated => is_told(&record, state) && *is_paid_back == is_kept,
            Stage::Refunded => *is_paid_back && (given == 0 || is_taken_back),
            _ => false,
        };
        if !is_well {
            let end = record.life.state.stage().name();
            let what = format!(
                "{what} is {end}, given {given} times, paid back: {is_paid_back}, taken back: {is_taken_back}"
            );
            self.wrong(Promise::NothingLost, what);
        }
        Ok(())
    }
}

/// How it ended outside.
struct End {
    what: String,
    price: i64,
    is_paid_back: bool,
}
