//! The beginning of a call; goods that lie in the journal need no more.

use super::{About, Activator, Returned, Stock, Verb, Worker};
use crate::engine::Engine;
use crate::journal::{EffectKind, JournalError, OwedEffect};
use crate::order::Record;
use crate::order::life::{Event, State};

impl<A: Activator> Worker<A> {
    /// Gives an order's goods out of the stock, in one transaction with all that follows from it.
    pub(super) fn give(
        &mut self,
        engine: &mut Engine,
        stock: Stock,
        effect: &OwedEffect,
    ) -> Result<(), JournalError> {
        engine.write_together(|engine| {
            begin(engine, effect)?;
            let (number, verb) = (effect.number, verb_of(effect));
            let record = engine.journal().order(number)?;
            let is_asking =
                |it: &Record| matches!(it.life.state, State::Activating | State::Revoking { .. });
            if !record.as_ref().is_some_and(is_asking) {
                return Ok(());
            }
            let answer = stock.answer(engine, number, verb)?;
            self.answered(engine, Returned { about: About::Order(number, verb), answer })
        })
    }
}

/// Records that a call is about to be made.
pub(super) fn begin(engine: &mut Engine, effect: &OwedEffect) -> Result<(), JournalError> {
    let event = match verb_of(effect) {
        Verb::Revoke => Event::RevocationBegun,
        _ => Event::ActivationBegun,
    };
    engine.apply_event_with(effect.number, event, |writer| writer.begin_effect(effect))
}

pub(super) fn verb_of(effect: &OwedEffect) -> Verb {
    match effect.kind {
        EffectKind::Revoke => Verb::Revoke,
        _ => Verb::Activate,
    }
}
