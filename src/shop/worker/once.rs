//! Calls that may be heard once only. That one is begun is recorded before it is made: of one that was begun and not
//! answered nobody knows whether it was heard, and people are asked.

use super::{About, Activator, CALLS, Returned, Trouble, Worker, verb_of};
use crate::engine::Engine;
use crate::i18n::t;
use crate::journal::{JournalError, OwedEffect};
use crate::order::Untrusted;
use crate::order::life::{Event, ShopAnswer};

impl<A: Activator> Worker<A> {
    /// Of the calls that are due, those that may be made. What a crash has cut off is answered: that is not clear.
    pub(super) fn end_unanswered(
        &mut self,
        engine: &mut Engine,
        effects: &[OwedEffect],
    ) -> Result<Vec<OwedEffect>, JournalError> {
        let mut may_be_made = Vec::with_capacity(effects.len());
        for effect in effects {
            if self.activator.may_be_repeated() || !was_cut_off(engine, effect)? {
                may_be_made.push(effect.clone());
                continue;
            }
            let about = About::Order(effect.number, verb_of(effect));
            self.answered(engine, Returned { about, answer: self.without_answer() })?;
        }
        Ok(may_be_made)
    }

    /// What is known of a call that did not come to its end.
    pub(super) fn without_answer(&self) -> ShopAnswer {
        let broken_off = Trouble::BrokenOff;
        if self.activator.may_be_repeated() {
            return broken_off.into();
        }
        let words = t!("shop-not-repeated", why = broken_off.describe());
        ShopAnswer::Unclear { excerpt: Untrusted::new(words) }
    }

    /// Records an answer. One that says that nothing was heard takes back that the call was begun.
    pub(super) fn record_answer(
        &self,
        engine: &mut Engine,
        number: u32,
        event: Event,
        answer: &ShopAnswer,
    ) -> Result<(), JournalError> {
        let was_heard = match answer {
            ShopAnswer::Unavailable { .. }
            | ShopAnswer::Misconfigured { .. }
            | ShopAnswer::Intercepted { .. } => false,
            ShopAnswer::Activated(_)
            | ShopAnswer::AlreadyActivated(_)
            | ShopAnswer::Pending { .. }
            | ShopAnswer::Unclear { .. }
            | ShopAnswer::Refused { .. }
            | ShopAnswer::OutOfStock => true,
        };
        if was_heard || self.activator.may_be_repeated() {
            return engine.apply_event(number, event);
        }
        engine.write_together(|engine| {
            engine.apply_event(number, event)?;
            let owed = engine.journal().owed_effects()?;
            let again = owed.about(&number).find(|it| CALLS.contains(&it.kind)).cloned();
            drop(owed);
            again.map_or(Ok(()), |again| {
                engine.write(|writer| writer.put_off_effect(&again, again.due_at))
            })
        })
    }
}

/// Whether a call was begun, and what came of it was never recorded. Since a person has said that it is to be made
/// again, it was not begun.
fn was_cut_off(engine: &Engine, effect: &OwedEffect) -> Result<bool, JournalError> {
    let record = engine.journal().order(effect.number)?;
    let since = record.and_then(|record| record.life.schedule.since());
    Ok(effect.begun && since.is_some())
}
