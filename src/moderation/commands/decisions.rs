//! What becomes of an order when a moderator says something about it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::words::{Answer, Request};
use super::{
    Choices, OrderReader, Verdict, is_escalated, is_of_account, is_paid_otherwise, lacks_account,
};
use crate::engine::{Engine, PROBE_WANTED};
use crate::journal::{AskedRefund, Claim, GivenAccount, JournalError, NotificationKey, Wanted};
use crate::order::checkout::RefundPart;
use crate::order::life::{Activation, ChatEvent, Event, Reason, State};
use crate::order::{AccountId, Button, Money, Record, Untrusted};
use crate::report::CodedError;

/// So long an account number can be taken back, but in rehearsals.
pub const ACCOUNT_TAKEN_AFTER: Duration = Duration::from_secs(10);
/// So long nobody is reminded of an order that somebody sees to.
pub const CLAIMED_FOR: Duration = Duration::from_hours(1);

/// Telegram dates messages by whole seconds, and its time is known not much better.
const CLOCKS_DIFFER_MAX: SignedDuration = SignedDuration::from_secs(2);

/// A moderator's word about one order.
pub(in crate::moderation) struct Decision<'a> {
    pub engine: &'a mut Engine,
    pub reader: &'a dyn OrderReader,
    /// Whether a call to the shop about the order is in flight.
    pub is_calling: bool,
    pub record: Record,
    pub by: &'a Untrusted,
    /// Our answer to it.
    pub answer: &'a NotificationKey,
    pub now: Timestamp,
    /// So long an account number can be taken back.
    pub account_taken_after: Duration,
}

type Decided = Result<Verdict, JournalError>;

impl Decision<'_> {
    /// Does what is asked, as far as the order allows. Writes, and acts on nothing.
    pub fn take(mut self, request: Request) -> Decided {
        let choices = Choices::of(&self.record);
        match request {
            Request::Answer(Answer::Story) => Ok(Verdict::Story),
            Request::Answer(Answer::Stop) => self.stop(),
            Request::Answer(Answer::Refund) => self.refund(None, None),
            _ if choices.is_empty() => Ok(Verdict::Settled),
            Request::Account { number, is_named } => self.account(&choices, &number, is_named),
            Request::Press(number) => self.press(&choices, number),
            Request::Answer(answer) => self.answer(&choices, answer),
            Request::Command(..) => Ok(Verdict::Unreadable),
        }
    }

    /// Does what is asked at the command line. Who types an account number there was asked already: it is
    /// taken at once.
    pub fn carry_out(mut self, wanted: &Wanted) -> Decided {
        let answer = match wanted {
            Wanted::Retry => Answer::Retry,
            Wanted::Given => Answer::Given,
            Wanted::Close => Answer::Close,
            Wanted::Refund { amount, receipt } => return self.refund(*amount, receipt.clone()),
            // What was shown at the command line is another by now.
            Wanted::Approve { shown_at } if self.record.updated_at != *shown_at => {
                return Ok(Verdict::Changed);
            }
            Wanted::Approve { .. } => Answer::Yes,
            Wanted::Account(account) => {
                let waiting = self.waiting()?.filter(|waiting| waiting.account != *account);
                return match waiting {
                    Some(GivenAccount { account, given_by: by, .. }) => {
                        Ok(Verdict::AlreadyScheduled { account, by })
                    }
                    None => self.take_account(account.clone()),
                };
            }
        };
        self.take(Request::Answer(answer))
    }

    fn answer(&mut self, choices: &Choices, answer: Answer) -> Decided {
        match answer {
            Answer::Retry if choices.retry => self.retry(),
            Answer::Given if choices.given => {
                self.decide(Event::GoodsGiven)?;
                Ok(Verdict::Given)
            }
            Answer::Close if choices.close => {
                self.decide(Event::CloseRequested)?;
                Ok(Verdict::Closed)
            }
            Answer::Check if choices.check => {
                self.engine.apply_event(self.record.number, Event::CheckRequested)?;
                Ok(Verdict::Looking)
            }
            Answer::Yes if choices.approve => {
                self.decide(ChatEvent::Approved)?;
                Ok(Verdict::Approved)
            }
            Answer::No if choices.approve => {
                self.decide(ChatEvent::Declined)?;
                Ok(Verdict::Declined)
            }
            Answer::Mine => {
                let claim = Claim {
                    number: self.record.number,
                    claimed_by: self.by.clone(),
                    until: self.now + CLAIMED_FOR,
                };
                self.engine.write(|writer| writer.claim(&claim))?;
                Ok(Verdict::Claimed)
            }
            Answer::Done => Ok(Verdict::WhichDone),
            Answer::Given if self.record.life.goods_given() => Ok(self.already_given()),
            Answer::Retry | Answer::Given | Answer::Close | Answer::Check => Ok(Verdict::NotNow),
            Answer::Stop | Answer::Story | Answer::Refund => Ok(Verdict::NotNow),
            Answer::Yes | Answer::No => Ok(Verdict::NotNow),
            Answer::Order | Answer::NoOrder => Ok(Verdict::NotNow),
        }
    }

    /// The number is kept for a while: a slip of the finger gives goods to a stranger.
    fn account(&mut self, choices: &Choices, number: &str, is_named: bool) -> Decided {
        // A word of thanks fits some owners' patterns.
        let is_meant = is_named || number.contains(|character: char| character.is_ascii_digit());
        let Some(account) = self.reader.account(number).filter(|_| is_meant) else {
            return self.unreadable();
        };
        // Who gave one corrects it; what somebody else gave stands until it is taken back.
        if let Some(GivenAccount { account: before, given_by: by, .. }) = self.waiting()?
            && (by != *self.by || before == account)
        {
            return Ok(Verdict::AlreadyScheduled { account: before, by });
        }
        if let Some(refusal) = self.refusal_of_account(choices) {
            return Ok(refusal);
        }
        let given = GivenAccount {
            number: self.record.number,
            account: account.clone(),
            given_by: self.by.clone(),
            notification: self.answer.clone(),
            due_at: self.now + self.account_taken_after,
        };
        self.engine.write(|writer| writer.give_account(&given))?;
        let candidates = &self.record.form.candidates;
        let is_new = !candidates.is_empty() && !candidates.contains(&account);
        Ok(Verdict::Scheduled { account, is_new, after: self.account_taken_after })
    }

    /// Whoever says something else while a number can still be taken back may mean just that.
    fn unreadable(&mut self) -> Decided {
        Ok(match self.stop()? {
            Verdict::Stopped { account } => Verdict::StoppedToBeSure { account },
            _ => Verdict::Unreadable,
        })
    }

    fn refusal_of_account(&self, choices: &Choices) -> Option<Verdict> {
        if self.record.life.goods_given() {
            return Some(self.already_given());
        }
        if self.is_calling {
            return Some(Verdict::Wait);
        }
        if lacks_account(&self.record) && self.record.form.price_differs {
            return Some(Verdict::PriceFirst);
        }
        (!choices.account).then_some(Verdict::NotNow)
    }

    fn already_given(&self) -> Verdict {
        match &self.record.life.activation {
            Activation::Done(receipt) => {
                let account = receipt.account.clone().or_else(|| self.record.life.account.clone());
                Verdict::AlreadyGiven { account }
            }
            _ => Verdict::AlreadyGiven { account: None },
        }
    }

    /// Takes an account number whose time has come.
    pub fn take_account(mut self, account: AccountId) -> Decided {
        let choices = Choices::of(&self.record);
        let refusal = self.refusal_of_account(&choices);
        if choices.is_empty() || refusal.is_some() {
            return Ok(refusal.filter(|_| !choices.is_empty()).unwrap_or(Verdict::Settled));
        }
        self.decide(Event::AccountGiven(account.clone()))?;
        Ok(Verdict::AccountTaken { account })
    }

    fn stop(&mut self) -> Decided {
        let number = self.record.number;
        match self.waiting()? {
            Some(waiting) => {
                self.engine.write(|writer| writer.forget_given_account(number))?;
                Ok(Verdict::Stopped { account: waiting.account })
            }
            None => Ok(match self.record.life.account.clone() {
                Some(account) if !is_escalated(&self.record) => Verdict::TooLate { account },
                _ => Verdict::NothingToStop,
            }),
        }
    }

    fn waiting(&self) -> Result<Option<GivenAccount>, JournalError> {
        let given = self.engine.journal().given_accounts()?;
        Ok(given.iter().find(|given| given.number == self.record.number).cloned())
    }

    /// What never was at the shop is read again: the owner may have changed the configuration.
    fn retry(&mut self) -> Decided {
        let mut account = None;
        if let State::Escalated { reason: Reason::Form(_) | Reason::PriceMismatch } =
            self.record.life.state
        {
            // What can't be read again is as it was.
            let form = self.reader.reread(&self.record);
            let form = form.unwrap_or_else(|| self.record.form.clone());
            let is_account_known = self.record.life.account.is_some();
            let problem = form.problem.filter(|it| !is_account_known || !is_of_account(*it));
            // That it is another sale is what is said.
            let problem = problem.filter(|it| !it.is_for_people());
            if problem.is_some() || (form.price_differs && !is_paid_otherwise(&self.record)) {
                return Ok(Verdict::StillStuck { problem });
            }
            account.clone_from(&form.account);
            self.record.form = form;
        }
        // Even while the shop is spared.
        self.engine.write(|writer| writer.set(PROBE_WANTED, 1))?;
        self.decide(Event::RetryRequested { account })?;
        Ok(Verdict::Retried)
    }

    /// The source is asked once the wish is on the disk; what it answers happens to the order. All of the money goes
    /// back with the receipt that it was paid with.
    fn refund(&mut self, amount: Option<i64>, receipt: Option<Value>) -> Decided {
        if let Some(refund) = self.record.life.refund() {
            let is_full = refund.full;
            return Ok(if is_full { Verdict::AlreadyRefunded } else { Verdict::PartlyRefunded });
        }
        if !self.reader.can_refund(&self.record, false) {
            return Ok(Verdict::CantRefund);
        }
        let paid = self.record.form.price.map(|paid| paid.amount);
        let amount = amount.filter(|amount| Some(*amount) != paid);
        if let Some(part) = amount {
            if part < 1 || paid.is_none_or(|paid| part > paid) {
                return Ok(Verdict::BadAmount);
            }
            if !self.reader.can_refund(&self.record, true) {
                return Ok(Verdict::CantRefundPart);
            }
            if let Some(why) = self.why_no_part(part, receipt.clone())? {
                return Ok(Verdict::RefundRefused { why });
            }
        }
        let asked = self.engine.journal().refunds()?;
        let asked = asked.iter().find(|asked| asked.number == self.record.number);
        if asked.is_some_and(|asked| asked.amount != amount) {
            return Ok(Verdict::RefundUnderWay);
        }
        self.record.decided_by = Some(self.by.clone());
        let (record, asked_at) = (&self.record, self.now);
        let (number, asked_by) = (record.number, self.by.clone());
        let receipt = receipt.filter(|_| amount.is_some());
        let asked = AskedRefund { number, amount, asked_by, asked_at, receipt };
        self.engine.write(|writer| {
            writer.record_decision(record)?;
            writer.ask_refund(&asked)
        })?;
        Ok(Verdict::Refunding)
    }

    fn why_no_part(
        &self,
        amount: i64,
        receipt: Option<Value>,
    ) -> Result<Option<CodedError>, JournalError> {
        let record = &self.record;
        let Some(price) = record.form.price else { return Ok(None) };
        let checkout = match &record.form.checkout {
            Some(about) => self.engine.journal().checkout(&about.id)?,
            None => None,
        };
        let part = RefundPart { money: Money { amount, ..price }, receipt };
        Ok(self.reader.why_no_part(record, checkout.as_ref(), &part))
    }

    fn press(&mut self, choices: &Choices, number: usize) -> Decided {
        let button = number.checked_sub(1).and_then(|index| choices.buttons.get(index)).cloned();
        let Some(button) = button.filter(Button::may_be_pressed) else {
            return Ok(Verdict::NotNow);
        };
        let label = button.label.clone();
        self.decide(ChatEvent::PressRequested(button))?;
        Ok(Verdict::Pressing { label })
    }

    fn decide(&mut self, event: impl Into<Event>) -> Result<(), JournalError> {
        let number = self.record.number;
        self.record.decided_by = Some(self.by.clone());
        let record = &self.record;
        self.engine.write(|writer| {
            writer.record_decision(record)?;
            writer.forget_given_account(number)?;
            writer.forget_claim(number)
        })?;
        self.engine.apply_event(number, event)
    }
}

/// Whether a yes was written before what it would be taken for was shown.
pub(in crate::moderation) fn is_late(
    record: &Record,
    request: &Request,
    sent_at: Timestamp,
) -> bool {
    *request == Request::Answer(Answer::Yes)
        && Choices::of(record).approve
        && record.updated_at.duration_since(sent_at) > CLOCKS_DIFFER_MAX
}
