//! Asks a provider for the checkouts and charges of the journal, and how they stand.
//!
//! That a provider is asked to make a checkout is recorded before it is. An answer that was lost, by the network or by
//! a crash, is looked up by the checkout's own name; only what is not there when the call must have ended is asked
//! for again.

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use tracing::{debug, info, warn};

use super::calls::Calls;
use super::progress::{Question, question, unclear, unpaid};
use super::schedule::{later, next_look};
use super::{CallError, Charged, Opened, Paid, Payment, Provider, Standing};
use super::{charge_paid, checkout_paid, part_went_back, trouble};
use crate::engine::{Engine, backoff};
use crate::journal::JournalError;
use crate::order::checkout::{Charge, ChargeState, Checkout, CheckoutState};
use crate::order::{OrderId, Untrusted};
use crate::report::{CodedError, UserError as _};

/// So many are read at once.
const DUE_MAX: u32 = 32;
/// By then a call without an answer has had its effect, or never will.
const SETTLED: SignedDuration = SignedDuration::from_mins(1);
const UNUSABLE: &str = "the provider's name for it can't be used";

/// The calls to one provider.
pub struct Desk<P> {
    provider: P,
    calls: Calls<Subject, Returned>,
    /// How often those were not answered, in a row.
    failures: HashMap<Subject, u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Subject {
    Checkout(u32),
    Charge(u32),
}

/// What a call is about, as it stood when that began, and what came of it.
enum Returned {
    Checkout(Box<Checkout>, Answer),
    Charge(Box<(Charge, Checkout)>, Result<Charged, CallError>),
}

enum Answer {
    Created(Result<Opened, CallError>),
    Found(Result<Option<Opened>, CallError>),
    Standing(Result<Standing, CallError>),
}

impl Returned {
    fn error(&self) -> Option<&CallError> {
        match self {
            Self::Checkout(_, Answer::Created(answer)) => answer.as_ref().err(),
            Self::Checkout(_, Answer::Found(answer)) => answer.as_ref().err(),
            Self::Checkout(_, Answer::Standing(answer)) => answer.as_ref().err(),
            Self::Charge(_, outcome) => outcome.as_ref().err(),
        }
    }
}

impl<P: Provider> Desk<P> {
    /// A desk at this provider, which was asked nothing yet.
    pub fn new(provider: P) -> Self {
        Self { provider, calls: Calls::default(), failures: HashMap::new() }
    }

    /// Asks this one from now on.
    pub fn reconfigure(&mut self, provider: P) {
        self.provider = provider;
    }

    /// When the next call, or what came of one, is due.
    pub fn next_due(&self, engine: &Engine) -> Result<Option<Instant>, JournalError> {
        let (journal, now) = (engine.journal(), engine.now());
        let has_room = |subject| self.calls.has_room_for(subject);
        let checkouts = journal.due_checkouts(P::NAME, now, DUE_MAX)?;
        let charges = journal.due_charges(P::NAME, now, DUE_MAX)?;
        if self.calls.have_returned()
            || checkouts.iter().any(|it| has_room(Subject::Checkout(it.number)))
            || charges.iter().any(|it| has_room(Subject::Charge(it.number)))
        {
            return Ok(Some(Instant::now()));
        }
        let next = journal.next_look(P::NAME, now)?;
        let wait = |at: Timestamp| Duration::try_from(at.duration_since(now)).unwrap_or_default();
        Ok(next.map(|at| Instant::now() + wait(at)))
    }

    /// Waits until a call returns; for ever while none is made. Safe to drop.
    pub async fn changed(&mut self) {
        self.calls.changed().await;
    }

    /// Takes in what came of calls, and begins those that are due.
    pub fn run(&mut self, engine: &mut Engine) -> Result<(), JournalError> {
        for (subject, returned) in self.calls.take_returned() {
            let error = returned.error().cloned();
            match returned {
                Returned::Checkout(asked, answer) => self.answered(engine, &asked, answer)?,
                Returned::Charge(asked, outcome) => {
                    self.charged(engine, (&asked.0, &asked.1), outcome)?;
                }
            }
            self.note_trouble(engine, subject, error.as_ref())?;
            debug!(?subject, "a provider has answered");
        }
        let now = engine.now();
        self.ask_about_checkouts(engine, now)?;
        self.ask_for_charges(engine, now)
    }

    fn ask_about_checkouts(
        &mut self,
        engine: &mut Engine,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        let mut due = engine.journal().due_checkouts(P::NAME, now, DUE_MAX)?;
        due.retain(|it| self.calls.has_room_for(Subject::Checkout(it.number)));
        due.truncate(self.calls.room());
        if due.is_empty() {
            return Ok(());
        }
        let questions: Vec<_> = engine.write_together(|engine| {
            due.iter_mut().map(|it| question(engine, it, now)).collect::<Result<_, _>>()
        })?;
        engine.make_durable()?;
        for (checkout, question) in due.into_iter().zip(questions) {
            let Some(question) = question else { continue };
            let provider = self.provider.clone();
            self.calls.begin(Subject::Checkout(checkout.number), async move {
                let answer = match question {
                    Question::Create => Answer::Created(provider.create(&checkout).await),
                    Question::Find => Answer::Found(provider.find(&checkout).await),
                    Question::Standing(name) => {
                        Answer::Standing(provider.standing(&checkout, &name).await)
                    }
                };
                Returned::Checkout(Box::new(checkout), answer)
            });
        }
        Ok(())
    }

    /// What is charged once, however often it is asked, needs no look before.
    fn ask_for_charges(&mut self, engine: &mut Engine, now: Timestamp) -> Result<(), JournalError> {
        for charge in engine.journal().due_charges(P::NAME, now, DUE_MAX)? {
            let subject = Subject::Charge(charge.number);
            if !self.calls.has_room_for(subject) {
                continue;
            }
            let Some(checkout) = engine.journal().checkout(&charge.checkout)? else { continue };
            engine.make_durable()?;
            let provider = self.provider.clone();
            self.calls.begin(subject, async move {
                let outcome = provider.charge(&charge, &checkout).await;
                Returned::Charge(Box::new((charge, checkout)), outcome)
            });
        }
        Ok(())
    }

    fn answered(
        &mut self,
        engine: &mut Engine,
        asked: &Checkout,
        answer: Answer,
    ) -> Result<(), JournalError> {
        let now = engine.now();
        let stands = engine.journal().checkout_of_number(asked.number)?;
        if stands.is_none_or(|it| it.state != asked.state) {
            // Somebody else has told more of it meanwhile.
            return Ok(());
        }
        match answer {
            Answer::Created(Ok(opened)) => self.opened(engine, asked, opened, true),
            // Who knows what was done meanwhile.
            Answer::Found(Ok(Some(opened))) => self.opened(engine, asked, opened, false),
            Answer::Created(Err(CallError::Refused(why)))
            | Answer::Standing(Err(CallError::Refused(why))) => {
                let why = self.words(&why);
                self.failed(engine, asked, &why)
            }
            Answer::Standing(Ok(Standing::Failed(why))) => self.failed(engine, asked, &why),
            Answer::Created(Err(CallError::NotNow(why) | CallError::NotUs(why))) => {
                info!(checkout = %asked.id, %why, "the provider can't make a checkout now");
                let again = self.again(engine, Subject::Checkout(asked.number), now);
                let why = Some(self.words(&why));
                let state = CheckoutState::Creating { asked_at: None, why };
                engine.write(|it| it.set_checkout_state(asked.number, &state, Some(again)))
            }
            // It is looked for at once.
            Answer::Created(Err(CallError::Unclear(why))) => {
                info!(checkout = %asked.id, %why, "the answer to a checkout was lost");
                Ok(())
            }
            Answer::Found(Ok(None)) => self.not_there(engine, asked, now),
            Answer::Found(Err(error)) => {
                let again = self.again(engine, Subject::Checkout(asked.number), now);
                unclear(engine, asked, &error.why().to_string(), again)
            }
            Answer::Standing(Ok(Standing::Paid(paid))) => self.paid(engine, asked, paid, now),
            Answer::Standing(Ok(Standing::Pending)) => unpaid(engine, asked, true, now),
            Answer::Standing(Err(error)) => {
                debug!(checkout = %asked.id, why = %error.why(), "the provider does not say");
                unpaid(engine, asked, false, now)
            }
        }
    }

    fn opened(
        &mut self,
        engine: &mut Engine,
        asked: &Checkout,
        opened: Opened,
        is_new: bool,
    ) -> Result<(), JournalError> {
        let Opened { external_id, url } = opened;
        let known = engine.journal().checkout_of_external(P::NAME, &external_id)?;
        let is_others = known.is_some_and(|known| known.number != asked.number);
        if is_others || self.provider.order_id(&external_id).is_none() {
            return self.failed(engine, asked, &Untrusted::new(UNUSABLE));
        }
        self.failures.remove(&Subject::Checkout(asked.number));
        let now = engine.now();
        let next = next_look(asked.created_at, now).min(asked.wish.expires_at);
        let due_at = if is_new { next } else { now };
        let state = CheckoutState::Open { external_id, url };
        info!(checkout = %asked.id, "a checkout can be paid");
        engine.write(|it| it.set_checkout_state(asked.number, &state, Some(due_at)))
    }

    fn failed(
        &mut self,
        engine: &mut Engine,
        asked: &Checkout,
        why: &Untrusted,
    ) -> Result<(), JournalError> {
        self.failures.remove(&Subject::Checkout(asked.number));
        warn!(checkout = %asked.id, %why, "a checkout has failed");
        let external_id = asked.state.external_id().map(str::to_owned);
        let state = CheckoutState::Failed { external_id, why: why.clone() };
        engine.write_together(|engine| {
            engine.write(|it| it.set_checkout_state(asked.number, &state, None))?;
            engine.note_failed(asked)
        })
    }

    /// The provider does not have it, or not yet.
    fn not_there(
        &mut self,
        engine: &mut Engine,
        asked: &Checkout,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        let (CheckoutState::Creating { asked_at: Some(at), .. }
        | CheckoutState::Unclear { asked_at: at }) = asked.state
        else {
            return Ok(());
        };
        let settles_at = later(at, SETTLED);
        if !P::MAKES_EACH_ONCE && now < settles_at {
            return unclear(engine, asked, "it is not there", settles_at);
        }
        let again = if now < settles_at {
            self.again(engine, Subject::Checkout(asked.number), now)
        } else {
            self.failures.remove(&Subject::Checkout(asked.number));
            now
        };
        let state = CheckoutState::Creating { asked_at: None, why: None };
        engine.write(|it| it.set_checkout_state(asked.number, &state, Some(again)))
    }

    fn paid(
        &mut self,
        engine: &mut Engine,
        asked: &Checkout,
        paid: Paid,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        let name = asked.state.external_id().unwrap_or_default().to_owned();
        let its = paid.external_id.clone().unwrap_or_else(|| name.clone());
        let Some(order_id) = self.provider.order_id(&its) else {
            return self.failed(engine, asked, &Untrusted::new(UNUSABLE));
        };
        let is_partly_refunded = paid.is_partly_refunded;
        let payment = payment(its.clone(), order_id, paid, now);
        info!(checkout = %asked.id, "a payment was found by asking");
        engine.write_together(|engine| {
            let number = checkout_paid(engine, asked, &name, payment)?;
            self.provider.after_found(engine, number, &its)?;
            if is_partly_refunded { part_went_back(engine, number, now) } else { Ok(()) }
        })
    }

    fn charged(
        &mut self,
        engine: &mut Engine,
        (asked, checkout): (&Charge, &Checkout),
        outcome: Result<Charged, CallError>,
    ) -> Result<(), JournalError> {
        let now = engine.now();
        let stands = engine.journal().charge_of_number(asked.number)?;
        if stands.is_none_or(|it| it.state != asked.state) {
            return Ok(());
        }
        let subject = Subject::Charge(asked.number);
        let (state, due_at) = match outcome {
            Ok(Charged::Pending { external_id }) => {
                self.failures.remove(&subject);
                let state = ChargeState::Pending { external_id: Some(external_id), why: None };
                (state, Some(next_look(asked.created_at, now)))
            }
            Ok(Charged::Paid { external_id, paid }) => match self.provider.order_id(&external_id) {
                Some(order_id) => {
                    self.failures.remove(&subject);
                    let is_partly_refunded = paid.is_partly_refunded;
                    let payment = payment(external_id.clone(), order_id, paid, now);
                    return engine.write_together(|engine| {
                        let number = charge_paid(engine, (asked, checkout), payment)?;
                        self.provider.after_found(engine, number, &external_id)?;
                        if is_partly_refunded {
                            part_went_back(engine, number, now)
                        } else {
                            Ok(())
                        }
                    });
                }
                None => {
                    (ChargeState::Failed { external_id: None, why: Untrusted::new(UNUSABLE) }, None)
                }
            },
            Ok(Charged::Failed { external_id, why }) => {
                (ChargeState::Failed { external_id, why }, None)
            }
            Err(CallError::Refused(why)) => {
                let external_id = asked.state.external_id().map(str::to_owned);
                (ChargeState::Failed { external_id, why: self.words(&why) }, None)
            }
            Err(error) => {
                let why = error.why();
                info!(charge = %asked.id, %why, "a charge was not answered");
                let is_told = !matches!(error, CallError::Unclear(_));
                let why = is_told.then(|| self.words(why));
                let external_id = asked.state.external_id().map(str::to_owned);
                let again = self.again(engine, subject, now);
                (ChargeState::Pending { external_id, why }, Some(again))
            }
        };
        if let ChargeState::Failed { why, .. } = &state {
            warn!(charge = %asked.id, %why, "a charge has failed");
            self.failures.remove(&subject);
        }
        engine.write(|it| it.set_charge_state(asked.number, &state, due_at))
    }

    /// What came of a call, for people; who did not answer others keeps the trouble open.
    fn note_trouble(
        &self,
        engine: &mut Engine,
        subject: Subject,
        error: Option<&CallError>,
    ) -> Result<(), JournalError> {
        let failures = match error {
            Some(_) => self.failures.get(&subject).copied(),
            None => self.failures.values().copied().max(),
        };
        let failures = failures.unwrap_or_default();
        trouble::note(engine, (P::INCIDENT, self.provider.formatter()), error, failures)
    }

    /// Why a call failed, as people read it.
    fn words(&self, why: &CodedError) -> Untrusted {
        Untrusted::new(self.provider.formatter().in_words(|| why.what()))
    }

    /// When what was not answered is asked again.
    fn again(&mut self, engine: &Engine, subject: Subject, now: Timestamp) -> Timestamp {
        let failures = self.failures.entry(subject).or_default();
        let wait = backoff(*failures, engine.random_u64());
        *failures += 1;
        later(now, SignedDuration::try_from(wait).unwrap_or_default())
    }
}

fn payment(external_id: String, order_id: OrderId, paid: Paid, at: Timestamp) -> Payment {
    Payment { external_id, order_id, price: paid.price, text: paid.text, at, buyer: None }
}
