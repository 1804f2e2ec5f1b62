//! Decisions while no agent is at work.

use super::settings::listening;
use super::{Payloads, engine_of};
use crate::journal::{Answer, Journal, JournalError, Request};
use crate::machine::{SharedClock, SharedRandomness};
use crate::sources;

/// Does what is asked about orders. Acts on nothing: what they owe then, the next agent does.
pub fn decide(
    requests: &[Request],
    settings: &sources::Settings,
    journal: Journal,
    clock: SharedClock,
    rng: SharedRandomness,
) -> Result<Vec<Answer>, JournalError> {
    let mut engine = engine_of(settings, Payloads::new(&settings.chat), journal, clock, rng);
    let settings = listening(settings, Vec::new());
    let answers = engine.write_together(|engine| {
        requests.iter().map(|request| settings.carry_out(engine, request, false)).collect()
    })?;
    engine.make_durable()?;
    Ok(answers)
}
