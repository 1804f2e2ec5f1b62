//! What became of every code: it can be given, or it belongs to one order, whose customer was sent it.

use tribute_agent::journal::{Journal, JournalError, KnownCode};
use tribute_agent::order::life::{Reason, Stage, State as Life};
use tribute_agent::order::{Code, Record};

use super::Judge;
use crate::promise::Promise;
use crate::world::State;

impl Judge {
    pub(super) fn codes(&mut self, state: &State, journal: &Journal) -> Result<(), JournalError> {
        for text in state.codes.imported.keys() {
            let known = journal.known_code(&Code::known(text.clone()))?;
            match (known, state.codes.sent.get(text)) {
                (None, _) => self.wrong(Promise::NoCodeLost, format!("{text} is gone")),
                (Some(KnownCode::SetAside), _) => {
                    self.wrong(Promise::NoCodeLost, format!("{text} is set aside"));
                }
                (Some(KnownCode::Free), Some(sale)) => {
                    let what = format!("{text} is free, and was sent for order {sale}");
                    self.wrong(Promise::EachCodeOnce, what);
                }
                (Some(KnownCode::Free), None) | (Some(KnownCode::Given(_)), _) => {}
            }
        }
        Ok(())
    }

    /// Whether an order has the codes that its customer was sent, and does not wait for some that are there.
    pub(super) fn codes_of(
        &mut self,
        record: &Record,
        state: &State,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        let id = record.life.message().map_or(0, |message| message.0);
        let mut given: Vec<String> =
            journal.codes_of(record.number)?.iter().map(|code| code.expose().to_owned()).collect();
        given.sort();
        let sent: Vec<String> = state.codes_sent(id).cloned().collect();
        let is_completed = record.life.state.stage() == Stage::Completed;
        if (is_completed || !sent.is_empty()) && given != sent {
            let what = format!("order {id} has {given:?}, its customer was sent {sent:?}");
            self.wrong(Promise::EachCodeOnce, what);
        }
        let is_waiting =
            matches!(record.life.state, Life::Escalated { reason: Reason::OutOfStock });
        if let Some(item) = record.form.item.as_ref().filter(|_| is_waiting)
            && journal.free_codes(&item.sku, u32::MAX)? >= item.quantity
        {
            self.wrong(Promise::NothingLost, format!("order {id} waits for codes that are there"));
        }
        Ok(())
    }
}
