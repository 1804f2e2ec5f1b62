//! What a `run` at work tells without being asked: it keeps its journal.
//!
//! Telegram can't be asked beside it, as both would use one session. But who reads the chat has a
//! login and a way to Telegram, and what keeps orders waiting is written down.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::finding::{Check, Finding};
use super::moment;
use crate::engine::DELIVERIES_FAILED_MAX;
use crate::journal::{Fact, Journal, JournalError};
use crate::language::Language;
use crate::moderation::IncidentKind;

/// A chat that was read within this time is being read.
const FRESH: Duration = Duration::from_mins(10);
/// So is one whose last readings, at the usual distance, are at most so many.
const READINGS_MISSED_MAX: u32 = 3;

/// What the journal tells of whoever writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Signs {
    /// When Tribute's chat was last read to its end.
    read_at: Option<Timestamp>,
    /// What keeps orders waiting, and since when.
    troubles: Vec<(String, Timestamp)>,
    /// How many messages the moderators can't be told.
    untold: usize,
}

/// Judges by its journal whoever holds the session; the chat is to be read at least every
/// `reread_interval`.
pub(super) fn finding(
    journal: &Path,
    reread_interval: Duration,
    now: Timestamp,
    language: Language,
) -> Finding {
    match Signs::read(journal, language) {
        Ok(signs) => signs.judge(reread_interval, now, language),
        Err(JournalError::Missing { .. }) => Signs::default().judge(reread_interval, now, language),
        // What is wrong with it is another check's.
        Err(_) => Finding::ok(Check::Running, held(language)),
    }
}

impl Signs {
    fn read(journal: &Path, language: Language) -> Result<Self, JournalError> {
        let journal = Journal::open_to_read(journal)?;
        let read_at = Timestamp::from_second(journal.fact(Fact::ChatReadAt)?).ok();
        let troubles = journal.open_incidents()?;
        let troubles = troubles.iter().map(|incident| {
            let known = IncidentKind::of_name(&incident.kind);
            let told = known.map_or(incident.kind.as_str(), |kind| kind.trouble(language));
            (told.to_owned(), incident.opened_at)
        });
        let owed = journal.owed_notices()?;
        let is_untold = |attempts: u32| attempts >= DELIVERIES_FAILED_MAX;
        Ok(Self {
            read_at: read_at.filter(|at| *at != Timestamp::UNIX_EPOCH),
            troubles: troubles.collect(),
            untold: owed.iter().filter(|it| is_untold(it.attempts)).count(),
        })
    }

    fn judge(&self, reread_interval: Duration, now: Timestamp, language: Language) -> Finding {
        let mut lines = vec![held(language).to_owned(), self.reading(now, language)];
        let mut remedies = Vec::new();
        let is_reading = self
            .read_at
            .is_some_and(|at| is_fresh(at, reread_interval, now));
        if !is_reading {
            remedies.push(language.pick(
                "If `run` was started more than a few minutes ago, look at what it says: it may not reach Telegram.",
                "Если `run` запущен не только что, посмотрите, что он пишет: возможно, у него нет связи с Telegram.",
            ));
        }
        if !self.troubles.is_empty() {
            lines.extend(self.troubles(now, language));
            remedies.push(language.pick(
                "The moderators' chat says what to do about it; `run` goes on by itself when it is over.",
                "Что с этим делать, написано в чате модераторов; когда всё наладится, `run` продолжит сам.",
            ));
        }
        if self.untold > 0 {
            let untold = self.untold;
            lines.push(language.pick(
                format!("Messages that can't be delivered to the moderators: {untold}."),
                format!("Не удаётся доставить модераторам сообщений: {untold}."),
            ));
            remedies.push(language.pick(
                "See that the account may write in the moderators' chat.",
                "Проверьте, что аккаунту можно писать в чат модераторов.",
            ));
        }
        let what = lines.join("\n");
        if remedies.is_empty() {
            Finding::ok(Check::Running, what)
        } else {
            Finding::warning(Check::Running, what).remedy(remedies.join("\n"))
        }
    }

    fn reading(&self, now: Timestamp, language: Language) -> String {
        let Some(read_at) = self.read_at else {
            let never = language.pick(
                "The chat with Tribute has not been read yet.",
                "Чат с Трибьютом ещё ни разу не прочитан.",
            );
            return never.to_owned();
        };
        let told = moment::told(read_at, now, language);
        language.pick(
            format!("The chat with Tribute was last read {told}."),
            format!("Чат с Трибьютом последний раз прочитан {told}."),
        )
    }

    fn troubles(&self, now: Timestamp, language: Language) -> impl Iterator<Item = String> {
        self.troubles.iter().map(move |(trouble, since)| {
            let since = moment::told(*since, now, language);
            language.pick(
                format!("{trouble}, since {since}."),
                format!("{trouble} с {since}."),
            )
        })
    }
}

fn held(language: Language) -> &'static str {
    language.pick(
        "Yes: `run` (or another command) is at work with this session.",
        "Да: с этой сессией работает `run` (или другая команда).",
    )
}

fn is_fresh(read_at: Timestamp, reread_interval: Duration, now: Timestamp) -> bool {
    let limit = FRESH.max(reread_interval * READINGS_MISSED_MAX);
    let limit = SignedDuration::try_from(limit).unwrap_or(SignedDuration::MAX);
    now.duration_since(read_at) <= limit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Verdict;

    const REREAD: Duration = Duration::from_mins(5);

    fn at(time: &str) -> Timestamp {
        format!("2026-11-22T{time}:00Z").parse().unwrap()
    }

    fn read_at(time: &str) -> Signs {
        Signs {
            read_at: Some(at(time)),
            ..Signs::default()
        }
    }

    #[test]
    fn who_reads_the_chat_is_at_work() {
        for (signs, verdict, words) in [
            (read_at("11:50"), Verdict::Ok, "(10 min ago)"),
            (read_at("12:01"), Verdict::Ok, "was last read"),
            (read_at("11:40"), Verdict::Warning, "(20 min ago)"),
            (Signs::default(), Verdict::Warning, "not been read yet"),
        ] {
            let finding = signs.judge(Duration::from_mins(1), at("12:00"), Language::English);
            assert_eq!(finding.verdict, verdict, "{finding:?}");
            assert!(finding.what.contains(words), "{finding:?}");
        }
        let rare = read_at("11:40").judge(REREAD * 2, at("12:00"), Language::English);
        assert_eq!(rare.verdict, Verdict::Ok, "it is read seldom");
    }

    #[test]
    fn what_holds_it_up_is_told() {
        let signs = Signs {
            troubles: vec![("Магазин не отвечает".to_owned(), at("11:00"))],
            untold: 2,
            ..read_at("12:00")
        };
        let finding = signs.judge(REREAD, at("12:00"), Language::Russian);
        assert_eq!(finding.verdict, Verdict::Warning);
        for words in ["Магазин не отвечает с ", "(1 ч назад)", "сообщений: 2."]
        {
            assert!(finding.what.contains(words), "{words}: {finding:?}");
        }
        assert_eq!(finding.remedy.unwrap().lines().count(), 2);
    }
}
