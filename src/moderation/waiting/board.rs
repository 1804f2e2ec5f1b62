//! The board: one message, edited in place, that lists the orders which wait for people.

use jiff::{SignedDuration, Timestamp};

use super::{Formatter, LISTED_MAX, Line, WaitingReport, claim_of, lines, list};
use crate::engine::Engine;
use crate::journal::{Claim, JournalError, NotificationKey, Waiting};
use crate::moderation::markup::rich;
use crate::rich_text::RichText;

/// The ages of orders are shown in such steps within the first hour, then by the hour.
const YOUNG_STEP: SignedDuration = SignedDuration::from_mins(5);
const STEP: SignedDuration = SignedDuration::from_hours(1);
/// The ages alone are a reason to edit it no oftener.
const AGED_EVERY: SignedDuration = SignedDuration::from_mins(1);

impl WaitingReport {
    /// Has the board say who waits; there is none before somebody does. Returns when it will read otherwise by itself.
    pub(super) fn write_board(
        &self,
        engine: &mut Engine,
        waiting: &[Waiting],
        claims: &[Claim],
        now: Timestamp,
    ) -> Result<Option<Timestamp>, JournalError> {
        let key = NotificationKey::board();
        let is_begun = self.settings.board && !waiting.is_empty();
        if !is_begun && !engine.journal().is_told(&key)? {
            return Ok(None);
        }
        if !self.settings.board {
            engine.notify(&key, &self.formatter.board_given_up())?;
            return Ok(None);
        }
        let open = engine.journal().open_orders()?;
        let listed = lines(waiting.iter(), &open, claims, now);
        let text = self.formatter.board(&listed, waiting.len());
        engine.notify(&key, &text)?;
        let changes = waiting.iter().take(LISTED_MAX).flat_map(|it| {
            let aged = now + left_of_step(now.duration_since(it.since)).max(AGED_EVERY);
            let claimed = claim_of(claims, it.number, now).map(|claim| claim.until);
            [Some(aged), claimed]
        });
        Ok(changes.flatten().min())
    }
}

fn left_of_step(age: SignedDuration) -> SignedDuration {
    let age = age.max(SignedDuration::ZERO).as_secs();
    let step = if age < STEP.as_secs() { YOUNG_STEP } else { STEP }.as_secs();
    SignedDuration::from_secs(step - age % step)
}

impl Formatter {
    pub(super) fn board(&self, lines: &[Line<'_>], count: usize) -> RichText {
        self.message(|| list(rich!("moderation-board", count = count), lines, count))
    }

    /// The owner wants no board any more.
    fn board_given_up(&self) -> RichText {
        self.message(|| rich!("moderation-board-given-up"))
    }
}
