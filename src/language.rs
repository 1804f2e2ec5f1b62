//! The two languages every text of the program exists in.

use serde::{Deserialize, Serialize};

/// A language that people who use the agent read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// `en`
    #[default]
    #[serde(rename = "en")]
    English,
    /// `ru`
    #[serde(rename = "ru")]
    Russian,
}

impl Language {
    /// The one of two texts that is in this language.
    pub fn pick<T>(self, english: T, russian: T) -> T {
        match self {
            Self::English => english,
            Self::Russian => russian,
        }
    }

    /// The system's language, by the locale's variables in the order in which POSIX has them count.
    pub fn of_locale(environment: &dyn Fn(&str) -> Option<String>) -> Self {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(environment)
            .find(|locale| !locale.is_empty())
            .map_or(Self::English, |locale| Self::from_locale(&locale))
    }

    /// The language of a POSIX locale name such as `ru_RU.UTF-8`; English unless it is Russian.
    pub fn from_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("ru") {
            Self::Russian
        } else {
            Self::English
        }
    }
}
