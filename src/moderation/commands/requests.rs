//! What is asked at the command line, and by the shop's server.

use std::time::Duration;

use tracing::info;

use super::ListenerSettings;
use crate::engine::Engine;
use crate::journal::{Answer, JournalError, NotificationKey, Request};
use crate::machine::Clock;

/// Whoever asked has given up long before: what is older is not done by surprise.
const REQUEST_VALID: Duration = Duration::from_mins(2);

impl ListenerSettings {
    /// Does what is asked about an order, as far as the order allows. Writes, and acts on nothing.
    pub fn carry_out(
        &self,
        engine: &mut Engine,
        request: &Request,
        is_calling: bool,
    ) -> Result<Answer, JournalError> {
        let (number, by) = (request.number, &request.asked_by);
        let Some(record) = engine.journal().order(number)? else {
            let words = self.formatter.no_such_order(number).text;
            return Ok(Answer { is_done: false, outcome: "unknown_order".to_owned(), words });
        };
        let key = NotificationKey::order(number);
        let wanted = &request.wanted;
        let (record, verdict) = self
            .decide(engine, record, by, &key, is_calling, |decision| decision.carry_out(wanted))?;
        let outcome = verdict.name().replace('-', "_");
        if request.is_of_server {
            info!(number, outcome, "something was asked by the shop's programs");
        } else {
            info!(number, outcome, "something was asked at the command line");
        }
        let words = self.formatter.plain_outcome(&record, by, &verdict);
        Ok(Answer { is_done: verdict.is_decision(), outcome, words })
    }

    /// Takes what commands and the shop's server ask for, each in one transaction with what comes of it. `clock`
    /// is theirs: this machine's.
    pub fn take_requests(
        &self,
        engine: &mut Engine,
        clock: &dyn Clock,
        is_calling: impl Fn(u32) -> bool,
    ) -> Result<(), JournalError> {
        for id in engine.journal().requests()?.iter() {
            engine.write_together(|engine| {
                // It may have been taken back since.
                let Some(request) = engine.journal().request(*id)? else { return Ok(()) };
                let age = clock.now().duration_since(request.asked_at).unsigned_abs();
                let number = request.number;
                let answer = if age > REQUEST_VALID {
                    let words = self.formatter.too_old(number);
                    Answer { is_done: false, outcome: "too_old".to_owned(), words }
                } else {
                    self.carry_out(engine, &request, is_calling(number))?
                };
                engine.write(|writer| writer.answer_request(*id, &answer))
            })?;
        }
        Ok(())
    }
}
