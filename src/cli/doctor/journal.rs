//! The journal: whole, this account's, not behind what the session remembers; what in it waits for a person; its
//! newest order; and what it tells of a `run` at work, beside which Telegram can't be asked.

use jiff::{SignedDuration, Timestamp};

use super::check::{Finding, Inputs, Outcome, finding, need};
use crate::cli::home::NOBODY;
use crate::cli::orders::{existing, missed};
use crate::cli::{moment, progress_store};
use crate::engine::DELIVERIES_FAILED_MAX;
use crate::folder;
use crate::i18n::t;
use crate::journal::{Journal, JournalError, Pins, Summary};
use crate::machine::{Clock as _, Machine};
use crate::moderation::IncidentKind;
use crate::order::life::Stage;
use crate::sources::tribute_chat::state::{CHAT_READ_AT, READ_AT_WRITTEN_EVERY};
use crate::telegram::lock::{LockError, SessionLock};

/// Reads it, `doctor` all of it; another process may be writing.
pub(super) fn check(inputs: &Inputs) -> Outcome {
    let (config, path) = (inputs.config()?, inputs.journal()?);
    let is_thorough = inputs.is_thorough;
    let open = if is_thorough { Journal::open_to_check } else { Journal::open_to_read };
    let journal = match open(&path).map_err(|error| missed(error, config)) {
        Ok(journal) => journal,
        Err(JournalError::Missing { .. }) => {
            inputs.facts.journal.get_or_init(Summary::default);
            return Ok(finding!(Ok, "doctor-journal-none"));
        }
        Err(error) => return Err(error.into()),
    };
    let session = inputs.facts.session.get();
    let theirs = journal.pins();
    let is_alone = config.is_without_telegram();
    let seller = session.and_then(|session| session.seller).or(is_alone.then_some(NOBODY));
    let livemode = if is_alone { config.livemode } else { theirs.livemode };
    let ours = Pins {
        seller: seller.unwrap_or(theirs.seller),
        bot: config.tribute.bot_id,
        livemode: session.map_or(livemode, |session| session.live),
    };
    theirs.check(ours)?;
    if let Some(remembered) = session.and_then(progress_store::remembered) {
        journal.progress()?.check(&remembered, &path)?;
    }
    let summary = journal.summary()?;
    let (orders, open) = (summary.orders, summary.open_orders);
    inputs.facts.journal.get_or_init(|| summary);
    let whole = finding!(Ok, "doctor-journal-whole", is_thorough, orders, open);
    let open = journal.open_orders()?;
    let mut revoking = open.in_stage(Stage::Revoking);
    let Some(first) = revoking.next().map(|record| record.number.to_string()) else {
        return Ok(whole);
    };
    let count = 1 + revoking.count();
    Ok(whole.and(finding!(Warning, "doctor-journal-revoking", count, first)))
}

pub(super) fn last_order(inputs: &Inputs) -> Outcome {
    inputs.journal()?;
    let Some(summary) = inputs.facts.journal.get() else {
        return Ok(finding!(Skipped, "doctor-last-order-unknown"));
    };
    let Some(ordered_at) = summary.newest_ordered_at else {
        return Ok(finding!(Ok, "doctor-last-order-none"));
    };
    let when = moment::date_and_age(ordered_at, Machine.now());
    Ok(finding!(Ok, "doctor-last-order", when))
}

/// Whether somebody holds the session, and what the journal then tells of them.
pub(super) fn running(inputs: &Inputs) -> Outcome {
    let has_chat = !inputs.config()?.is_without_telegram();
    if has_chat {
        inputs.session()?;
    }
    let held = need(inputs.config()?.held_file().ok(), "telegram-section")?;
    let locked = match folder::absent(&held) {
        // Where there is no folder yet, nobody is at work.
        Some(_) => Ok(None),
        None => SessionLock::acquire_in_place(&held).map(Some),
    };
    match locked {
        Ok(_) => {
            inputs.facts.session_is_free.get_or_init(|| ());
            return Ok(finding!(Ok, "doctor-running-not", has_chat));
        }
        Err(LockError::Held { .. }) => *inputs.facts.is_running.get_or_init(|| ()),
        Err(error) => return Err(error.into()),
    }
    let journal = existing(&inputs.journal()?);
    let Ok(signs) = journal.and_then(|it| it.as_ref().map_or(Ok(Signs::default()), Signs::of))
    else {
        // What is wrong with it is another check's.
        return Ok(finding!(Ok, "doctor-running-held", has_chat));
    };
    let timing = &inputs.config()?.timing;
    // After a reading the next one is not due at once, and what is not done then becomes an incident.
    let usual = timing.reread_interval + READ_AT_WRITTEN_EVERY;
    let patience = SignedDuration::try_from(usual + timing.incident_after);
    let patience = has_chat.then(|| patience.unwrap_or(SignedDuration::MAX));
    Ok(signs.judge(patience, Machine.now()))
}

/// What the journal tells of whoever writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Signs {
    /// When Tribute's chat was last read to its end.
    read_at: Option<Timestamp>,
    /// What keeps orders waiting, and since when.
    troubles: Vec<(String, Timestamp)>,
    /// How many messages the moderators can't be told.
    undelivered: usize,
}

impl Signs {
    fn of(journal: &Journal) -> Result<Self, JournalError> {
        let read_at = Timestamp::from_second(journal.state(CHAT_READ_AT)?).ok();
        let incidents = journal.open_incidents()?;
        let troubles = incidents.iter().map(|incident| {
            let known = IncidentKind::of_name(&incident.kind);
            let told = known.map_or_else(|| incident.kind.clone(), IncidentKind::trouble);
            (told, incident.opened_at)
        });
        let owed = journal.owed_notifications()?;
        let stuck = owed.iter().filter(|it| it.attempts >= DELIVERIES_FAILED_MAX);
        Ok(Self {
            read_at: read_at.filter(|at| *at != Timestamp::UNIX_EPOCH),
            troubles: troubles.collect(),
            undelivered: stuck.count(),
        })
    }

    /// A chat that was not read for longer than `patience` is not being read; `None`: there is none.
    fn judge(&self, patience: Option<SignedDuration>, now: Timestamp) -> Finding {
        let told = |at| moment::date_and_age(at, now);
        let reading = patience.map(|patience| match self.read_at {
            None => finding!(Warning, "doctor-running-never-read"),
            Some(at) if now.duration_since(at) <= patience => {
                finding!(Ok, "doctor-running-read", when = told(at))
            }
            Some(at) => finding!(Failed, "doctor-running-read-long-ago", when = told(at)),
        });
        let held = finding!(Ok, "doctor-running-held", has_chat = patience.is_some());
        let mut finding = match reading {
            Some(reading) => held.and(reading),
            None => held,
        };
        let line = |(trouble, at): &(String, Timestamp)| {
            t!("doctor-running-trouble", trouble, since = told(*at))
        };
        let troubles = self.troubles.iter().map(line).collect::<Vec<_>>().join("\n");
        if !troubles.is_empty() {
            finding = finding.and(finding!(Warning, "doctor-running-troubles", troubles));
        }
        if self.undelivered > 0 {
            let count = self.undelivered;
            finding = finding.and(finding!(Warning, "doctor-running-undelivered", count));
        }
        finding
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::check::Verdict;
    use crate::i18n::Language;

    const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

    fn at(time: &str) -> Timestamp {
        format!("2026-11-22T{time}:00Z").parse().unwrap()
    }

    fn read_at(time: &str) -> Signs {
        Signs { read_at: Some(at(time)), ..Signs::default() }
    }

    #[test]
    fn who_reads_the_chat_is_at_work() {
        for (signs, verdict, words) in [
            (read_at("11:50"), Verdict::Ok, "(10 min ago)"),
            (read_at("12:01"), Verdict::Ok, "was last read"),
            (read_at("11:40"), Verdict::Failed, "(20 min ago)"),
            (Signs::default(), Verdict::Warning, "not been read yet"),
        ] {
            let finding = signs.judge(Some(PATIENCE), at("12:00"));
            assert_eq!(finding.verdict, verdict, "{finding:?}");
            assert!(finding.what.contains(words), "{finding:?}");
        }
        let rare = read_at("11:40").judge(Some(PATIENCE * 2), at("12:00"));
        assert_eq!(rare.verdict, Verdict::Ok, "it is read seldom");
    }

    #[test]
    fn what_holds_it_up_is_told() {
        let signs = Signs {
            troubles: vec![("Магазин не отвечает".to_owned(), at("11:00"))],
            undelivered: 2,
            ..read_at("12:00")
        };
        let judge = || signs.judge(Some(PATIENCE), at("12:00"));
        let finding = crate::i18n::with_language(Language::Russian, judge);
        assert_eq!(finding.verdict, Verdict::Warning);
        for words in ["Магазин не отвечает с ", "(1 ч назад)", "сообщений: 2."]
        {
            assert!(finding.what.contains(words), "{words}: {finding:?}");
        }
        assert_eq!(finding.remedy.unwrap().lines().count(), 2);
    }
}
