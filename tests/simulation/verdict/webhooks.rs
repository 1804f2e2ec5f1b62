//! What became of the orders that webhooks told of.

use std::collections::BTreeSet;

use tribute_agent::journal::{EffectKind, Journal, JournalError};
use tribute_agent::order::Record;
use tribute_agent::order::life::{Delivery, Stage};

use super::Judge;
use super::sales::is_told;
use crate::fake_source::SOURCE;
use crate::promise::Promise;
use crate::world::State;

impl Judge {
    /// Whether each purchase is one order, which was given once, is with a person who was told, or whose
    /// goods came back or are owed to.
    pub(super) fn webhooks(
        &mut self,
        records: &[Record],
        state: &State,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        let sent: BTreeSet<&str> = state.webhooks.iter().copied().collect();
        let purchases: BTreeSet<u64> = sent.iter().filter_map(|raw| purchase(raw)).collect();
        if records.len() != purchases.len() {
            let (found, sent) = (records.len(), purchases.len());
            self.wrong(Promise::NothingLost, format!("{found} of {sent} purchases"));
        }
        for number in purchases {
            let Some(record) = journal.order_of_source(&SOURCE, &number.to_string())? else {
                self.wrong(Promise::NothingLost, format!("purchase {number} is lost"));
                continue;
            };
            self.replay(&record, Delivery::Nothing, journal)?;
            let is_paid_back =
                sent.iter().any(|raw| purchase(raw) == Some(number) && raw.contains("is_refund"));
            let given = state.shop.ledger.get(record.id.as_str()).map_or(0, Vec::len);
            let owed = journal.owed_effects()?;
            let owes_revocation =
                owed.iter().any(|it| it.number == record.number && it.kind == EffectKind::Revoke);
            let is_taken_back = state.shop.taken_back.contains(record.id.as_str());
            let is_kept = record.life.reason_name() == Some("not_revoked");
            let is_well = match record.life.state.stage() {
                Stage::Completed => given == 1 && !is_paid_back,
                Stage::Escalated => is_told(&record, state) && is_paid_back == is_kept,
                Stage::Revoking => is_paid_back && owes_revocation && is_told(&record, state),
                Stage::Refunded => is_paid_back && (given == 0 || is_taken_back),
                _ => false,
            };
            if !is_well {
                let end = record.life.state.stage().name();
                let what = format!("purchase {number} is {end}, given {given} times");
                self.wrong(Promise::NothingLost, what);
            }
        }
        Ok(())
    }
}

fn purchase(raw: &str) -> Option<u64> {
    let webhook: serde_json::Value = serde_json::from_str(raw).ok()?;
    webhook["purchase"].as_u64()
}
