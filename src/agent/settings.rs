//! What the owner wants of the agent.

use jiff::civil::Time;

use crate::engine::{EncodePayload, NewAct};
use crate::i18n::Language;
use crate::journal::{EffectKind, NewEffect};
use crate::moderation::DailyReport;
use crate::shop;
use crate::sources::tribute_chat::{self, DeliveryPayloads};

/// What the owner wants of the agent, and who everybody is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// In Tribute's chat.
    pub chat: tribute_chat::Settings,
    /// When moderators read every day how it went; `None`: never.
    pub daily: Option<Time>,
}

impl Settings {
    pub(super) fn shop_pace(&self) -> shop::Pace {
        shop::Pace {
            incident_after: self.chat.timing.incident_after,
            probe_interval: self.chat.timing.probe_interval,
        }
    }

    pub(super) fn daily_report(&self) -> DailyReport {
        DailyReport { formatter: self.chat.formatter.clone(), hour: self.daily }
    }
}

/// Encodes what orders owe: each act by the room that carries it out.
pub struct Payloads(DeliveryPayloads);

impl Payloads {
    /// Payloads as the owner wants them.
    pub fn new(settings: &tribute_chat::Settings) -> Self {
        Self(DeliveryPayloads {
            reply: settings.reply.clone(),
            decimal_comma: settings.formatter.language == Language::Russian,
        })
    }
}

impl EncodePayload for Payloads {
    fn encode(&self, act: &NewAct<'_>) -> Option<NewEffect> {
        match act.kind {
            EffectKind::Activate => shop::encode_activation(act),
            EffectKind::Deliver(delivery) => self.0.encode(act, delivery),
            EffectKind::Revoke => shop::encode_revocation(act),
        }
    }
}
