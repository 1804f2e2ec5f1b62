//! `[timing]`: how long the agent waits for what. Optional: the defaults suit Tribute's bot.

use std::time::Duration;

use super::section::Section;
use crate::sources::tribute_chat;

const LONGEST: Duration = Duration::from_hours(24);
const SHORTEST: Duration = Duration::from_millis(10);

/// Declares the waits: each is a key of `[timing]` with its default.
macro_rules! waits {
    ($($(#[$doc:meta])* $key:ident = $default:expr;)*) => {
        /// How long the agent waits for what.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Timing {
            $($(#[$doc])* pub $key: Duration,)*
        }

        impl Default for Timing {
            fn default() -> Self {
                Self { $($key: $default,)* }
            }
        }

        impl Timing {
            pub(super) fn read(section: &Section<'_>) -> Self {
                let read = |key, default| {
                    let written = section.optional(key, |it| it.duration(SHORTEST..=LONGEST));
                    written.unwrap_or(default)
                };
                Self { $($key: read(stringify!($key), $default),)* }
            }
        }
    };
}

waits! {
    /// From our reply until the bot's message with the button is missed.
    confirmation_timeout = Duration::from_secs(45);
    /// From a press of unknown outcome until the chat is looked at for evidence.
    press_settle = Duration::from_mins(1);
    /// From one probe of a silent bot or a misconfigured shop to the next.
    probe_interval = Duration::from_mins(5);
    /// From one reading of a chat's history to the next when nothing rings.
    reread_interval = Duration::from_mins(3);
    /// How long the shop, or Tribute's chat, is unavailable before moderators are told.
    incident_after = Duration::from_mins(2);
    /// How long the shop may answer that it has not finished an order yet, before moderators are told.
    pending_after = Duration::from_mins(15);
    /// How long the configuration's files have to stay as they are before they are read again. Where the system
    /// does not tell of changes: from one look to the next.
    config_interval = Duration::from_secs(3);
    /// From one call of `ping_url` to the next.
    ping_interval = Duration::from_mins(5);
    /// How long Telegram may take to answer.
    telegram_timeout = Duration::from_secs(15);
    /// After how much silence Telegram has to prove that it is there.
    telegram_silence = Duration::from_mins(1);
}

impl Timing {
    /// The waits in Tribute's chat.
    pub const fn chat(&self) -> tribute_chat::Timing {
        tribute_chat::Timing {
            confirmation_timeout: self.confirmation_timeout,
            press_settle: self.press_settle,
            probe_interval: self.probe_interval,
            reread_interval: self.reread_interval,
            incident_after: self.incident_after,
            pending_after: self.pending_after,
        }
    }
}
