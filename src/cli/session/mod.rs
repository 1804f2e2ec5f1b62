//! `session`: the Telegram session, brought from elsewhere and taken there.

pub(super) mod export;
pub(super) mod import;

use super::confirm::NoYes;

/// A login is not moved. Nothing was changed yet.
const NOT_MOVED: NoYes = ["session.refused", "session.unconfirmed"];
