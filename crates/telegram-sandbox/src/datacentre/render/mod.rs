//! The world in Telegram's types, as one account sees it.

mod chat;
mod markup;
mod message;
mod update;

use grammers_tl_types::{Cursor, Deserializable, enums, types};

pub(super) use chat::{RenderedPeers, peers, user};
pub(super) use markup::{entities, markup, read_entities};
pub(super) use message::{message, message_or_empty};
pub(super) use update::{change, token_accepted, too_long, update, updates};

/// A Telegram type with nothing set but what is written in front: most have dozens of optional
/// fields and no default, but read as absent from zeroed flags.
#[expect(
    clippy::expect_used,
    reason = "the bytes are fixed by each caller, and every caller is covered by a test"
)]
pub(super) fn blank<T: Deserializable>(fields: &[u8]) -> T {
    T::deserialize(&mut Cursor::from_slice(fields)).expect("the fields of a blank type fit it")
}

/// Nobody has settings of their own for notifications.
pub(super) fn notify_settings() -> enums::PeerNotifySettings {
    blank::<types::PeerNotifySettings>(&[0; 4]).into()
}
