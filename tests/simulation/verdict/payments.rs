//! What became of what was paid elsewhere than in the chat.

use tribute_agent::journal::{Journal, JournalError};
use tribute_agent::order::life::{Delivery, MessageDelivery, Stage};
use tribute_agent::order::{ProviderName, Record};

use super::Judge;
use super::sales::is_told;
use crate::promise::Promise;
use crate::world::State;
use crate::world::payments::Payment;

impl Judge {
    /// Whether each payment is one order, which was given once, is with a person who was told, or whose goods
    /// came back with the money; and whether whoever asked for something knows what came of it.
    pub(super) fn payments(
        &mut self,
        records: &[Record],
        state: &State,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        let server = &state.server;
        for (index, telling) in server.tellings.all.iter().enumerate() {
            if !telling.is_answered {
                self.forgotten(format!("webhook {index} was never answered"));
            }
        }
        let is_nonsense = server.tellings.all.iter().any(|telling| telling.is_nonsense);
        if is_nonsense && !state.told.iter().any(|told| told.contains("прочитать не могу"))
        {
            self.wrong(Promise::EverythingTold, "nobody was told what could not be read");
        }
        let mut found = 0;
        for payment in &server.payments {
            match journal.order_of_source(&payment.source, &payment.external_id)? {
                Some(record) => {
                    found += 1;
                    self.payment(payment, &record, state, journal)?;
                }
                // What is back before anybody knew of it is no order; people read that.
                None if payment.back == payment.price && is_read(&payment.external_id, state) => {}
                // What Telegram does not tell any more, people look for.
                None if payment.checkout.is_some() && is_read("Telegram не говорит", state) =>
                    {}
                None => self.forgotten(format!("{} is lost", payment.order_id)),
            }
        }
        if records.len() != found {
            let what = format!("{} orders of {found} payments", records.len());
            self.wrong(Promise::PaidOnceGivenOnce, what);
        }
        for provider in [ProviderName::TributeShop, ProviderName::Tbank] {
            for charge in journal.due_charges(provider, jiff::Timestamp::MAX, 9)? {
                self.forgotten(format!("charge {} never ends: {:?}", charge.id, charge.state));
            }
        }
        Ok(())
    }

    fn forgotten(&mut self, what: String) {
        self.wrong(Promise::NothingPaidForgotten, what);
    }

    fn payment(
        &mut self,
        payment: &Payment,
        record: &Record,
        state: &State,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        let delivery = match payment.checkout {
            Some(_) => Delivery::Message(MessageDelivery::default()),
            None => Delivery::Nothing,
        };
        self.replay(record, delivery, journal)?;
        let Payment { order_id, price, back, .. } = payment;
        if record.id.as_str() != order_id
            || record.form.price.map(|price| price.amount) != Some(*price)
        {
            let what = format!("{order_id} is {} with {:?}", record.id, record.form.price);
            self.wrong(Promise::MoneyAgrees, what);
        }
        let given = state.shop.ledger.get(order_id).map_or(0, Vec::len);
        // Of a shop that forgets, it is said by itself.
        if given > 1 && !state.nature.shop_forgets {
            let what = format!("{order_id} was given {given} times");
            self.wrong(Promise::PaidOnceGivenOnce, what);
        }
        let (is_given, is_back) = (given > 0, *back > 0);
        let is_other = payment.price != payment.wanted;
        let is_taken_back = state.shop.taken_back.contains(order_id);
        let is_kept = record.life.reason_name() == Some("not_revoked");
        // Of a part that went back before anybody knew of the payment, people read.
        let is_part_read = *back < *price && is_read(&payment.external_id, state);
        let is_well = match record.life.state.stage() {
            Stage::Completed => is_given && !is_other && (!is_back || is_part_read),
            Stage::Escalated => {
                is_told(record, state)
                    && (is_back == is_kept || is_part_read)
                    && !(is_other && is_given)
            }
            Stage::Refunded => is_back && (!is_given || is_taken_back),
            _ => false,
        };
        if !is_well {
            let end = record.life.state.stage().name();
            let reason = record.life.reason_name();
            self.forgotten(format!(
                "{order_id} is {end} ({reason:?}), given {given} times, paid {price}, {back} is back, taken back: {is_taken_back}"
            ));
        }
        let is_done = record.life.state.stage() == Stage::Completed;
        if let Some(wanted) = payment.checkout.filter(|_| is_done)
            && !state.server.paid_bot.has_told(wanted.buyer())
        {
            let what = format!("{order_id} is completed, and the buyer knows nothing of it");
            self.wrong(Promise::EverythingTold, what);
        }
        let is_refused = || state.told.iter().any(|told| told.contains("деньги НЕ вернулись"));
        if payment.asked_back.is_some() && !is_back && !is_refused() {
            self.forgotten(format!("{order_id} was to be paid back, and was not"));
        }
        Ok(())
    }
}

/// Whether people read of this, whatever it is.
fn is_read(external_id: &str, state: &State) -> bool {
    state.told.iter().any(|told| told.contains(external_id))
}
