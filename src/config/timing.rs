//! `[timing]`: how long the agent waits for what. Optional: the defaults suit Tribute's bot.

use std::time::Duration;

use super::section::Section;
use crate::sources::tribute_chat;

/// The longest of these waits: a day.
const LONGEST: Duration = Duration::from_hours(24);
/// The shortest of these waits.
const SHORTEST: Duration = Duration::from_millis(10);

/// How long the agent waits for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// From our reply until the bot's message with the button is missed.
    pub confirmation_timeout: Duration,
    /// From a press of unknown outcome until the chat is looked at for evidence.
    pub press_settle: Duration,
    /// From one probe of a silent bot or a misconfigured shop to the next.
    pub probe_interval: Duration,
    /// From one reading of a chat's history to the next when nothing rings.
    pub reread_interval: Duration,
    /// How long the shop, or Tribute's chat, is unavailable before moderators are told.
    pub incident_after: Duration,
    /// From one look whether the configuration's file has changed to the next.
    pub config_interval: Duration,
    /// From one call of `ping_url` to the next.
    pub ping_interval: Duration,
    /// How long Telegram may take to answer.
    pub telegram_timeout: Duration,
    /// After how much silence Telegram has to prove that it is there.
    pub telegram_silence: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            confirmation_timeout: Duration::from_secs(45),
            press_settle: Duration::from_mins(1),
            probe_interval: Duration::from_mins(5),
            reread_interval: Duration::from_mins(3),
            incident_after: Duration::from_mins(2),
            config_interval: Duration::from_secs(3),
            ping_interval: Duration::from_mins(5),
            telegram_timeout: Duration::from_secs(15),
            telegram_silence: Duration::from_mins(1),
        }
    }
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
        }
    }

    /// Reads `[timing]`.
    pub(super) fn read(section: Section<'_>) -> Self {
        let or = |key, default| section.duration(key, SHORTEST, LONGEST).unwrap_or(default);
        let default = Self::default();
        let timing = Self {
            confirmation_timeout: or("confirmation_timeout", default.confirmation_timeout),
            press_settle: or("press_settle", default.press_settle),
            probe_interval: or("probe_interval", default.probe_interval),
            reread_interval: or("reread_interval", default.reread_interval),
            incident_after: or("incident_after", default.incident_after),
            config_interval: or("config_interval", default.config_interval),
            ping_interval: or("ping_interval", default.ping_interval),
            telegram_timeout: or("telegram_timeout", default.telegram_timeout),
            telegram_silence: or("telegram_silence", default.telegram_silence),
        };
        section.finish();
        timing
    }
}
