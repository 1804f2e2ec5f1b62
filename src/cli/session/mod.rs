//! `session`: the Telegram session.

pub(super) mod import;
