//! What a webhook about the shop is made into.

use super::Settings;
use crate::engine::Engine;
use crate::journal::{JournalError, Received};

/// Takes one webhook: what becomes of it, and that it is taken, are one transaction.
pub(super) fn take(
    engine: &mut Engine,
    _settings: &Settings,
    received: &Received,
) -> Result<(), JournalError> {
    engine.write(|writer| writer.take_from_inbox(received.id))
}
