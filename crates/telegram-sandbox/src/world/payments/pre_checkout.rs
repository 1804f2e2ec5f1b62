//! From the buyer's "pay" to the bot's "yes", and to the money.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::super::state::State;
use super::super::{Actor, Notice, Posted, QueryId, Refusal, UserId, World, WorldEvent};
use super::{Invoice, InvoiceSource, Payment};

/// The length of Telegram's id of a payment, before it is written in letters.
const CHARGE_BYTES: usize = 48;

/// The means by which a buyer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tender {
    Stars,
    /// A card that the provider takes.
    Card,
    /// One that it doesn't.
    DeclinedCard,
}

/// The bot's answer, or that there was none in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Accepted,
    /// With the words that the buyer is shown.
    Declined(String),
    Unanswered,
}

/// A question to a bot whether somebody may pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreCheckout {
    pub(crate) query: QueryId,
    pub(crate) buyer: UserId,
    pub(crate) invoice: Invoice,
}

type Outcome = Result<Posted, Refusal>;

/// A payment that waits for the bot's answer.
pub(super) struct Pending {
    form: i64,
    buyer: Actor,
    invoice: Invoice,
    source: InvoiceSource,
    tender: Tender,
    deadline: Instant,
    sender: oneshot::Sender<Outcome>,
}

/// How a question to a bot ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Answered,
    Unanswered,
}

impl World {
    /// Sends a form. What comes back ends with Telegram's note of the payment, or with the reason why there is none.
    pub fn pay(
        &self,
        buyer: Actor,
        form: i64,
        source: &InvoiceSource,
        tender: Tender,
    ) -> Result<impl Future<Output = Outcome> + Send + use<>, Refusal> {
        let (query, deadline, outcome) = self.state().begin_payment(buyer, form, source, tender)?;
        let world = self.clone();
        Ok(async move {
            let outcome = tokio::time::timeout_at(deadline, outcome).await;
            let outcome = outcome.ok().and_then(Result::ok);
            outcome.unwrap_or_else(|| world.state().give_up(query))
        })
    }

    /// Answers a question whether somebody may pay, as the bot that was asked.
    pub fn answer_pre_checkout(
        &self,
        bot: UserId,
        query: QueryId,
        verdict: Result<(), String>,
    ) -> Result<(), Refusal> {
        self.state().answer_pre_checkout(bot, query, verdict)
    }
}

impl State {
    fn begin_payment(
        &mut self,
        buyer: Actor,
        id: i64,
        source: &InvoiceSource,
        tender: Tender,
    ) -> Result<(QueryId, Instant, oneshot::Receiver<Outcome>), Refusal> {
        let now = self.now();
        let form = self.payments.forms.get_mut(&id).filter(|form| form.buyer == buyer.user);
        let form = form.filter(|form| form.source == *source).ok_or(Refusal::FORM_EXPIRED)?;
        if form.is_expired(now) {
            return Err(Refusal::FORM_EXPIRED);
        }
        if form.invoice.is_stars() != (tender == Tender::Stars) {
            return Err(Refusal::FORM_UNSUPPORTED);
        }
        if std::mem::replace(&mut form.submitted, true) {
            return Err(Refusal::FORM_SUBMIT_DUPLICATE);
        }
        let invoice = form.invoice.clone();
        self.may_be_paid(buyer.user, &invoice, source).inspect_err(|_| self.reopen(id))?;
        let query = QueryId((self.randomness)().cast_signed());
        let deadline = Instant::now() + self.quirks.pre_checkout_timeout;
        let (sender, receiver) = oneshot::channel();
        let (bot, source) = (invoice.bot, source.clone());
        let asked = PreCheckout { query, buyer: buyer.user, invoice: invoice.clone() };
        self.subscriptions.notify(bot, None, &Notice::PreCheckout(Box::new(asked)));
        let pending =
            Pending { form: id, buyer, invoice: invoice.clone(), source, tender, deadline, sender };
        self.payments.pending.insert(query, pending);
        let buyer = buyer.user;
        self.subscriptions.emit(&WorldEvent::PreCheckout { query, buyer, invoice });
        Ok((query, deadline, receiver))
    }

    fn may_be_paid(
        &self,
        buyer: UserId,
        invoice: &Invoice,
        source: &InvoiceSource,
    ) -> Result<(), Refusal> {
        let is_paid = |payment: &Payment| payment.source == *source;
        let is_message = matches!(source, InvoiceSource::Message(_));
        if is_message && self.payments.made.iter().any(is_paid) {
            return Err(Refusal::INVOICE_ALREADY_PAID);
        }
        let short = invoice.is_stars() && self.payments.stars(buyer) < invoice.total();
        if short { Err(Refusal::BALANCE_TOO_LOW) } else { Ok(()) }
    }

    /// Nothing came of it: the form can be sent again.
    fn reopen(&mut self, form: i64) {
        if let Some(form) = self.payments.forms.get_mut(&form) {
            form.submitted = false;
        }
    }

    fn answer_pre_checkout(
        &mut self,
        bot: UserId,
        query: QueryId,
        verdict: Result<(), String>,
    ) -> Result<(), Refusal> {
        if verdict.as_ref().is_err_and(|text| text.trim().is_empty()) {
            return Err(Refusal::ERROR_TEXT_EMPTY);
        }
        let pending = self.payments.pending.get(&query).filter(|it| it.invoice.bot == bot);
        if pending.is_some_and(|it| it.deadline <= Instant::now()) {
            // Whoever waited for it is gone.
            let _ = self.give_up(query);
        }
        let Some(pending) = self.payments.pending.remove(&query) else {
            match self.payments.ended.get(&query) {
                Some(Ended::Answered) => self.counters.pre_checkouts_answered_again += 1,
                Some(Ended::Unanswered) => self.counters.pre_checkouts_answered_late += 1,
                None => {}
            }
            return Err(Refusal::QUERY_ID_INVALID);
        };
        self.payments.ended.insert(query, Ended::Answered);
        let told = verdict.clone().map_or_else(Verdict::Declined, |()| Verdict::Accepted);
        self.tell_of_verdict(query, &pending, told);
        let form = pending.form;
        let outcome = match verdict {
            Ok(()) => self.take_money(&pending),
            Err(text) => {
                let buyer = pending.buyer.user;
                self.subscriptions.notify(buyer, None, &Notice::Popup(text));
                Err(Refusal::BOT_PRECHECKOUT_FAILED)
            }
        };
        if outcome.is_err() {
            self.reopen(form);
        }
        // A buyer who has hung up has paid all the same.
        let _ = pending.sender.send(outcome);
        Ok(())
    }

    fn tell_of_verdict(&mut self, query: QueryId, pending: &Pending, verdict: Verdict) {
        let (buyer, invoice) = (pending.buyer.user, pending.invoice.clone());
        let event = WorldEvent::PreCheckoutEnded { query, buyer, invoice, verdict };
        self.subscriptions.emit(&event);
    }

    /// The bot has not answered in time.
    fn give_up(&mut self, query: QueryId) -> Outcome {
        if let Some(pending) = self.payments.pending.remove(&query) {
            self.payments.ended.insert(query, Ended::Unanswered);
            self.reopen(pending.form);
            self.tell_of_verdict(query, &pending, Verdict::Unanswered);
        }
        Err(Refusal::BOT_PRECHECKOUT_TIMEOUT)
    }

    fn take_money(&mut self, pending: &Pending) -> Outcome {
        let Pending { buyer, invoice, source, .. } = pending;
        self.may_be_paid(buyer.user, invoice, source)?;
        if pending.tender == Tender::DeclinedCard {
            return Err(Refusal::PAYMENT_FAILED);
        }
        let mut random = [0; CHARGE_BYTES];
        self.fill_randomly(&mut random);
        let number = self.payments.made.len() + 1;
        let payment = Payment {
            buyer: buyer.user,
            invoice: invoice.clone(),
            source: source.clone(),
            charge: format!("stx{}", URL_SAFE_NO_PAD.encode(random)),
            provider_charge: format!("{}_{number}", buyer.user),
            date: self.now(),
            refunded: None,
        };
        if invoice.is_stars() {
            self.payments.move_stars(buyer.user, invoice.bot, invoice.total());
        }
        self.payments.made.push(payment.clone());
        Ok(self.note_payment(payment, *buyer))
    }
}
