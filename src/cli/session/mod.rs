//! `session`: the Telegram session, brought from elsewhere and taken there.

pub(super) mod export;
pub(super) mod import;

use super::confirm::Answer;
use crate::i18n::Arguments;
use crate::report::{CodedError, failed, usage};

/// Whether a login may be moved. Nothing was changed yet.
fn not_moved(answer: Answer) -> Result<(), CodedError> {
    answer.or(
        failed("session.refused", Arguments::new()),
        usage("session.unconfirmed", Arguments::new()),
    )
}
