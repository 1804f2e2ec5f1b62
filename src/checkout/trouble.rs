//! What moderators are told of a provider that does not take our calls.

use super::CallError;
use crate::engine::{Engine, IncidentKind};
use crate::journal::JournalError;
use crate::moderation::Formatter;
use crate::order::Untrusted;
use crate::report::UserError as _;

/// So many calls about the same have to fail before people are told of it.
const FAILURES_TOLD: u32 = 3;

/// Notes what came of a call: the incident begins at once where the owner has to change something, else when the
/// trouble lasts, and ends when a call went well while no other has failed for long. `failures`: how many did.
pub(super) fn note(
    engine: &mut Engine,
    (kind, formatter): (Option<IncidentKind>, &Formatter),
    error: Option<&CallError>,
    failures: u32,
) -> Result<(), JournalError> {
    let Some(kind) = kind else { return Ok(()) };
    let is_open = engine.incident(kind)?.is_some();
    let (is_told, why) = match error {
        Some(CallError::NotUs(why)) => (true, why),
        Some(CallError::NotNow(why) | CallError::Unclear(why)) => (failures >= FAILURES_TOLD, why),
        Some(CallError::Refused(_)) | None if is_open && failures < FAILURES_TOLD => {
            return engine.close_incident(kind);
        }
        Some(CallError::Refused(_)) | None => return Ok(()),
    };
    if is_open || !is_told {
        return Ok(());
    }
    let why = formatter.in_words(|| why.what());
    engine.open_incident(kind, &Untrusted::new(why.trim_end_matches('.')), None, None)
}
