//! Telegram's types into ours and back. Pure; whatever arrives here is somebody else's word.

mod buttons;
mod entities;
mod message;

pub(super) use entities::to_telegram as styles_to_telegram;
pub(super) use message::Reader;
