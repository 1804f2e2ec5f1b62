//! The old place of [`Language`].

pub use crate::i18n::Language;

impl Language {
    /// The one of two texts that is in this language.
    pub fn pick<T>(self, english: T, russian: T) -> T {
        match self {
            Self::English => english,
            Self::Russian => russian,
        }
    }
}
