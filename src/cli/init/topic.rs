//! What is asked about, in order.

use super::dialogue::Text;
use crate::language::Language;

/// A question, or a few that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Application,
    Way,
    Shop,
    Account,
    Products,
    Moderators,
}

impl Topic {
    /// All of them, in the order in which they are asked.
    pub(super) const ALL: [Self; 6] = [
        Self::Application,
        Self::Way,
        Self::Shop,
        Self::Account,
        Self::Products,
        Self::Moderators,
    ];

    /// Those that fill these sections of a configuration.
    pub(super) fn of_sections(sections: &[&str]) -> Vec<Self> {
        let topics = Self::ALL.into_iter();
        topics
            .filter(|topic| sections.contains(&topic.section()))
            .collect()
    }

    /// The section that the answers stand in.
    fn section(self) -> &'static str {
        match self {
            Self::Application | Self::Way => "telegram",
            Self::Shop => "shop",
            Self::Account => "account_id",
            Self::Products => "product",
            Self::Moderators => "moderators",
        }
    }

    /// The section and its keys, for whoever fills them in by hand; `None`: nothing is missing
    /// without them.
    pub(super) fn keys(self) -> Option<&'static str> {
        match self {
            Self::Application => Some("[telegram] api_id, api_hash"),
            Self::Way => None,
            Self::Shop => Some("[shop] url, secret"),
            Self::Account => Some("[account_id] pattern"),
            Self::Products => Some("[[product]] name, sku"),
            Self::Moderators => Some("[moderators] chat"),
        }
    }

    /// What it is about.
    pub(super) fn title(self, language: Language) -> &'static str {
        let (english, russian): Text = match self {
            Self::Application => ("Your application at Telegram", "Ваше приложение в Telegram"),
            Self::Way => ("The way to Telegram", "Дорога к Telegram"),
            Self::Shop => ("Your shop's server", "Сервер вашего магазина"),
            Self::Account => ("The customer's account number", "Номер аккаунта покупателя"),
            Self::Products => ("What you sell", "Что вы продаёте"),
            Self::Moderators => ("The moderators' chat", "Чат модераторов"),
        };
        language.pick(english, russian)
    }
}
