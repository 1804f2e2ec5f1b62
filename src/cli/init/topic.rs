//! The table of what is asked.

use super::dialogue::Dialogue;
use crate::cli::Failure;
use crate::cli::terminal::Person;
use crate::config::Config;
use crate::i18n::t;

/// A question, or a few that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Application,
    Route,
    Shop,
    Account,
    Products,
    Moderators,
}

impl Topic {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 6] = {
        use Topic::{Account, Application, Moderators, Products, Route, Shop};
        [Application, Route, Shop, Account, Products, Moderators]
    };

    /// Its name in the texts, the section that its answers stand in, and the keys that this needs.
    const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Application => ("application", "telegram", "[telegram] api_id, api_hash"),
            Self::Route => ("route", "telegram", ""),
            Self::Shop => ("shop", "shop", "[shop] url, secret"),
            Self::Account => ("account", "account_id", "[account_id] pattern"),
            Self::Products => ("products", "product", "[[product]] name, sku"),
            Self::Moderators => ("moderators", "moderators", "[moderators] chat"),
        }
    }

    /// The topics whose sections a configuration lacks: these are asked about.
    pub fn missing(config: &Config) -> Vec<Self> {
        let sections = config.missing_sections();
        let is_missing = |topic: &Self| sections.contains(&topic.row().1);
        Self::ALL.into_iter().filter(is_missing).collect()
    }

    /// The keys to be filled in by hand, for topics that were left for later.
    pub fn keys(topics: &[Self]) -> String {
        let keys = topics.iter().map(|topic| topic.row().2);
        let keys: Vec<&str> = keys.filter(|keys| !keys.is_empty()).collect();
        keys.join(" · ")
    }

    /// Its name in the texts.
    pub const fn id(self) -> &'static str {
        self.row().0
    }

    pub fn title(self) -> String {
        t!("init-topic", topic = self.id())
    }
}

impl<P: Person> Dialogue<'_, P> {
    /// Asks about a topic, anew if need be, and puts the answers into the draft.
    pub async fn ask_about(&mut self, topic: Topic) -> Result<(), Failure> {
        self.enter_keeps = !Topic::missing(&self.draft.config()?).contains(&topic);
        self.say(&t!("init-introduction", topic = topic.id()));
        let asked = match topic {
            Topic::Application => self.ask_application().await,
            Topic::Route => self.ask_route().await,
            Topic::Shop => self.ask_shop().await,
            Topic::Account => self.ask_account().await,
            Topic::Products => self.ask_products().await,
            Topic::Moderators => self.ask_moderators().await,
        };
        self.settled(asked)
    }
}
