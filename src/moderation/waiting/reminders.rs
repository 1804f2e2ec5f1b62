//! Reminders of orders that wait for long, gathered into one message.

use jiff::{SignedDuration, Timestamp};

use super::{Formatter, Line, WaitingReport, claim_of, lines, list};
use crate::engine::Engine;
use crate::journal::{Claim, JournalError, NotificationKey, StateKey, Waiting};
use crate::moderation::markup::{Markup, rich};
use crate::rich_text::RichText;

/// After so long people are reminded of an order that waits.
const REMINDED_AFTER: [SignedDuration; 3] =
    [SignedDuration::from_hours(1), SignedDuration::from_hours(6), SignedDuration::from_hours(24)];
/// What falls due within this time after a reminder is told in the next one.
const GATHERED_OVER: SignedDuration = SignedDuration::from_mins(15);
/// When people were reminded last, in unix milliseconds.
const REMINDED_AT: StateKey = StateKey::new("reminded_at");

impl WaitingReport {
    /// Reminds of all orders that are due. Returns when the next is.
    pub(super) fn remind(
        &self,
        engine: &mut Engine,
        waiting: &[Waiting],
        claims: &[Claim],
        now: Timestamp,
    ) -> Result<Option<Timestamp>, JournalError> {
        let reminded_at = Timestamp::from_millisecond(engine.journal().state(REMINDED_AT)?);
        // A clock that has been set back since said otherwise.
        let reminded_at = reminded_at.ok().filter(|at| *at <= now).unwrap_or_default();
        let from = (reminded_at + GATHERED_OVER).max(now);
        let due_at = |it: &Waiting| {
            let after = usize::try_from(it.reminded).ok().and_then(|it| REMINDED_AFTER.get(it))?;
            let held_until = claim_of(claims, it.number, now).map(|claim| claim.until);
            let due_at = held_until.into_iter().chain([it.since + *after, from]).max()?;
            let zone = &self.formatter.time_zone;
            let quiet = self.settings.quiet.and_then(|quiet| quiet.end(due_at, zone));
            Some(quiet.unwrap_or(due_at))
        };
        let (due, later): (Vec<_>, Vec<_>) = waiting
            .iter()
            .filter_map(|it| Some((it, due_at(it)?)))
            .partition(|(_, due_at)| *due_at <= now);
        let next = later.iter().map(|(_, due_at)| *due_at).min();
        if due.is_empty() {
            return Ok(next);
        }
        let open = engine.journal().open_orders()?;
        let listed = lines(due.iter().map(|(it, _)| *it), &open, claims, now);
        let text = self.formatter.reminder(&listed, due.len());
        let random_id = engine.random_id();
        let key = NotificationKey::once(&format!("reminder:{}", now.as_millisecond()));
        engine.write(|writer| {
            for (it, _) in &due {
                let had = REMINDED_AFTER.iter().filter(|after| it.since + **after <= now).count();
                writer.note_reminded(it.number, u32::try_from(had).unwrap_or(it.reminded))?;
            }
            writer.notify(&key, None, &text, random_id, now)?;
            writer.set(REMINDED_AT, now.as_millisecond())
        })?;
        Ok(next)
    }
}

impl Formatter {
    fn reminder(&self, lines: &[Line<'_>], count: usize) -> RichText {
        self.message(|| {
            let first = lines.first().map_or(0, |line| line.record.number);
            let list = list(rich!("moderation-reminder", count = count), lines, count);
            Markup::lines([list, rich!("moderation-reminder-advice", number = first)])
        })
    }
}
