//! Calls that failed, in words for whoever waits for them.

use std::time::Duration;

use super::CallError;
use super::words::in_russian;
use crate::language::Language;
use crate::report::UserError as _;

/// What to do when Telegram asks to wait.
pub(super) const WAIT: (&str, &str) = (
    "Try again after that time, not before: every try makes it longer.",
    "Повторите после этого срока, не раньше: каждая попытка его продлевает.",
);

impl CallError {
    /// For people: the middle of a sentence, without its end.
    pub fn told(&self, language: Language) -> String {
        match self {
            Self::FloodWait(wait) => {
                let wait = lasting(*wait, language);
                language.pick(
                    format!("Telegram asks to wait {wait}"),
                    format!("Telegram просит подождать {wait}"),
                )
            }
            Self::Refused(name) => language.pick(
                format!("Telegram refused ({name})"),
                format!("Telegram отказал ({name})"),
            ),
            Self::NotSent(why) => language.pick(
                format!("there is no connection ({why})"),
                format!("нет связи ({})", in_russian(why)),
            ),
            Self::Unknown(why) => language.pick(
                format!("there was no clear answer ({why})"),
                format!("ясного ответа не было ({})", in_russian(why)),
            ),
            Self::Fatal(fatal) => fatal.what(language).trim_end_matches('.').to_owned(),
        }
    }
}

/// A time to wait, rounded up as people say it.
pub(super) fn lasting(wait: Duration, language: Language) -> String {
    let seconds = wait.as_secs().max(1);
    match seconds {
        0..120 => format!("{seconds} {}", language.pick("s", "с")),
        120..7200 => format!("{} {}", seconds.div_ceil(60), language.pick("min", "мин")),
        _ => format!("{} {}", seconds.div_ceil(3600), language.pick("h", "ч")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::Fatal;

    #[test]
    fn waits_are_rounded_up() {
        for (seconds, expected) in [(0, "1 s"), (61, "61 s"), (121, "3 min"), (7201, "3 h")] {
            let said = lasting(Duration::from_secs(seconds), Language::English);
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn failures_are_told_in_the_readers_language() {
        for failure in [
            CallError::FloodWait(Duration::from_secs(7)),
            CallError::Refused("CHAT_ADMIN_REQUIRED".to_owned()),
            CallError::NotSent("x".to_owned()),
            CallError::Unknown("x".to_owned()),
            CallError::Fatal(Fatal::NotLoggedIn),
        ] {
            let is_russian = |text: &str| text.contains(|c| matches!(c, 'а'..='я'));
            assert!(is_russian(&failure.told(Language::Russian)), "{failure:?}");
            assert!(!is_russian(&failure.told(Language::English)), "{failure:?}");
        }
    }
}
