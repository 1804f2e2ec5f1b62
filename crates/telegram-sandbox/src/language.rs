//! The two languages in which the bot and its customers write.

/// A language of the bot and its customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English
    #[default]
    English,
    /// Russian
    Russian,
}

impl Language {
    pub(crate) fn pick<T>(self, english: T, russian: T) -> T {
        match self {
            Self::English => english,
            Self::Russian => russian,
        }
    }
}
