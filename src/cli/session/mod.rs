//! `session`: the Telegram session, brought from elsewhere and taken there.

mod error;
pub(super) mod export;
pub(super) mod import;
