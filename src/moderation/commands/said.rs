//! What becomes of what moderators said: of one order, of all, and of account numbers that were given before.

use super::decisions::Decision;
use super::words::{self, Answer, Command, Request, Said};
use super::{Listener, Verdict, is_escalated};
use crate::engine::{Engine, PAUSED};
use crate::journal::{GivenAccount, JournalError, NotificationKey};
use crate::order::{Record, Untrusted};
use crate::rich_text::RichText;
use crate::telegram::{Message, Messenger};

impl<M: Messenger> Listener<M> {
    pub(super) fn decide(
        &self,
        engine: &mut Engine,
        about: Option<u32>,
        request: Request,
        by: &Untrusted,
        answer: &NotificationKey,
        is_calling: &impl Fn(u32) -> bool,
    ) -> Result<RichText, JournalError> {
        let formatter = &self.settings.formatter;
        if let Request::Command(command, rest) = &request {
            return self.command(engine, *command, rest, by, is_calling);
        }
        let Some(number) = about else {
            return Ok(formatter.which_order());
        };
        let Some(record) = engine.journal().order(number)? else {
            return Ok(formatter.no_such_order(number));
        };
        Ok(self.decide_about(engine, record, request, by, answer, is_calling)?.1)
    }

    /// Who is in a hurry says just `stop`: no number is taken then. What is answered is about the newest.
    pub(super) fn stop_without_number(
        &self,
        engine: &mut Engine,
        message: &Message,
        is_calling: &impl Fn(u32) -> bool,
    ) -> Result<Option<Said>, JournalError> {
        let given = engine.journal().given_accounts()?;
        let Some((newest, others)) = given.split_last() else {
            return Ok(None);
        };
        let is_stop = |said: &Said| said.request == Request::Answer(Answer::Stop);
        let Some(said) = words::read(message.text.as_str(), true).filter(is_stop) else {
            return Ok(None);
        };
        if let Some(by) = self.speaker(engine, message)? {
            for given in others {
                let Some(record) = engine.journal().order(given.number)? else { continue };
                let (request, key) = (said.request.clone(), &given.notification);
                self.decide_about(engine, record, request, &by, key, is_calling)?;
            }
        }
        Ok(Some(Said { number: Some(newest.number), ..said }))
    }

    /// What comes of a request about an order, and what is answered.
    pub(super) fn decide_about(
        &self,
        engine: &mut Engine,
        record: Record,
        request: Request,
        by: &Untrusted,
        answer: &NotificationKey,
        is_calling: &impl Fn(u32) -> bool,
    ) -> Result<(Verdict, RichText), JournalError> {
        let (settings, is_calling) = (&self.settings, is_calling(record.number));
        let (record, verdict) =
            settings.decide(engine, record, by, answer, is_calling, |decision| {
                decision.take(request)
            })?;
        let text = settings.formatter.verdict(&record, by, &verdict);
        Ok((verdict, text))
    }

    fn command(
        &self,
        engine: &mut Engine,
        command: Command,
        rest: &str,
        by: &Untrusted,
        is_calling: &impl Fn(u32) -> bool,
    ) -> Result<RichText, JournalError> {
        let formatter = &self.settings.formatter;
        let open = engine.journal().open_orders()?;
        let waiting: Vec<Record> =
            open.iter().filter(|record| is_escalated(record)).cloned().collect();
        Ok(match command {
            Command::Help => formatter.help(),
            Command::Orders => formatter.open_orders(open.iter()),
            Command::Status => {
                let is_paused = engine.journal().state(PAUSED)? != 0;
                let working = open.iter().count().saturating_sub(waiting.len());
                formatter.status(waiting.len(), working, is_paused)
            }
            Command::Order => {
                let record = rest.parse().ok().map(|number| engine.journal().order(number));
                match record.transpose()?.flatten() {
                    Some(record) => formatter.verdict(&record, by, &Verdict::Story),
                    None => formatter.no_such_order(rest.parse().unwrap_or_default()),
                }
            }
            Command::Pause | Command::Resume => {
                let is_paused = command == Command::Pause;
                engine.write(|writer| writer.set(PAUSED, is_paused.into()))?;
                formatter.paused(is_paused, by)
            }
            Command::Retry => {
                let stuck = waiting.into_iter().filter(|it| it.life.reason_name() == Some(rest));
                let mut retried = 0;
                for record in stuck {
                    let key = NotificationKey::order(record.number);
                    let retry = Request::Answer(Answer::Retry);
                    let decided = self.decide_about(engine, record, retry, by, &key, is_calling);
                    let (verdict, _) = decided?;
                    retried += usize::from(verdict == Verdict::Retried);
                }
                formatter.retried(retried)
            }
        })
    }

    /// Takes those of the account numbers `due` that nobody took back in time.
    pub(super) fn take_accounts(
        &self,
        engine: &mut Engine,
        due: &[GivenAccount],
        is_calling: &impl Fn(u32) -> bool,
    ) -> Result<(), JournalError> {
        for given in due {
            if !engine.journal().given_accounts()?.contains(given) {
                continue;
            }
            engine.write_together(|engine| {
                let Some(record) = engine.journal().order(given.number)? else {
                    return engine.write(|writer| writer.forget_given_account(given.number));
                };
                let (by, key) = (&given.given_by, &given.notification);
                let is_calling = is_calling(given.number);
                let take = |decision: Decision<'_>| {
                    decision.engine.write(|writer| writer.forget_given_account(given.number))?;
                    decision.take_account(given.account.clone())
                };
                self.settings.decide(engine, record, by, key, is_calling, take)?;
                Ok::<_, JournalError>(())
            })?;
        }
        Ok(())
    }
}
