//! People who buy at bots in the Telegram: they follow links, say how do you do, tap what they are shown, and pay. And
//! the book that is kept of it, whoever pays.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::accounts::PAYMENTS_BOT;
use super::event::Kind;
use super::ledger::Ledger;
use super::tribute_api::planned::Buyers;
use super::world::{
    Actor, InlineAction, Invoice, InvoiceSource, Markup, Message, Payment, Peer, Post, Tender,
    User, UserId, Verdict, World, WorldEvent, WorldEvents,
};

/// Below the ids of the buyers of Tribute's API.
const FIRST_BUYER: i64 = 9_100_000_001;
/// Enough for anything; those who have too few have none at first.
const STARS: i64 = 100_000;
/// The pauses that somebody makes who comes too late.
const LATE_PAUSES: u32 = 10;
/// The taps of somebody who is led round in circles.
const TAPS_MAX: usize = 5;

/// The options of those who buy at bots.
#[derive(Clone, Debug)]
pub struct TelegramBuyers {
    /// What they do about what they are to pay.
    pub buyers: Buyers,
    /// The first words of those who come by themselves, one each: `/start 12345678`.
    pub first_words: Vec<String>,
    /// The bot that they talk to.
    pub bot: UserId,
    /// So many of their payments are expected: the first ones have the first numbers of orders.
    pub planned: usize,
    /// From anything that a buyer hears to what they do about it.
    pub interval: Duration,
}

impl Default for TelegramBuyers {
    /// Nobody comes, and nobody pays.
    fn default() -> Self {
        Self {
            buyers: Buyers::Leave,
            first_words: Vec::new(),
            bot: PAYMENTS_BOT,
            planned: 0,
            interval: Duration::from_millis(200),
        }
    }
}

/// The buyers at work, and what is still to come of them by itself.
pub(crate) struct BuyersAtWork {
    inner: Arc<Inner>,
}

struct Inner {
    world: World,
    ledger: Arc<Ledger>,
    options: TelegramBuyers,
    state: Mutex<State>,
    pending: watch::Sender<usize>,
    tasks: Mutex<JoinSet<()>>,
}

#[derive(Default)]
struct State {
    /// How often each has tapped.
    people: BTreeMap<UserId, usize>,
    /// The orders of payments.
    orders: BTreeMap<String, u32>,
    /// The payloads of invoices that were sent in a chat: nobody was given the link of such a one.
    sent: BTreeSet<Vec<u8>>,
    /// Those of payments that are expected.
    planned: VecDeque<u32>,
}

impl BuyersAtWork {
    pub(crate) fn begin(world: &World, ledger: &Arc<Ledger>, options: TelegramBuyers) -> Self {
        let inner = Arc::new(Inner {
            world: world.clone(),
            ledger: Arc::clone(ledger),
            options,
            state: Mutex::default(),
            pending: watch::Sender::new(0),
            tasks: Mutex::default(),
        });
        for _ in 0..inner.options.planned {
            inner.lock().planned.push_back(inner.ledger.plan_payment("", None));
        }
        let (listener, events) = (Arc::clone(&inner), world.events());
        inner.tasks().spawn(async move { listener.listen(events).await });
        for words in inner.options.first_words.clone() {
            let buyer = inner.new_buyer();
            inner.spawn(|it| async move { it.come(buyer, words).await });
        }
        Self { inner }
    }

    pub(crate) fn pending(&self) -> watch::Receiver<usize> {
        self.inner.pending.subscribe()
    }
}

impl Drop for BuyersAtWork {
    fn drop(&mut self) {
        // They hold what holds them.
        self.inner.tasks().abort_all();
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something that is still to come until it is done.
    fn spawn<F: Future<Output = ()> + Send + 'static>(
        self: &Arc<Self>,
        task: impl FnOnce(Arc<Self>) -> F,
    ) {
        self.pending.send_modify(|pending| *pending += 1);
        let (inner, task) = (Arc::clone(self), task(Arc::clone(self)));
        self.tasks().spawn(async move {
            task.await;
            inner.pending.send_modify(|pending| *pending -= 1);
        });
    }

    fn new_buyer(&self) -> UserId {
        let mut state = self.lock();
        let number = state.people.len();
        let id = UserId(FIRST_BUYER + i64::try_from(number).unwrap_or(0));
        state.people.insert(id, 0);
        self.world.add_user(User::human(id.0, format!("Buyer {}", number + 1)));
        let is_poor = self.options.buyers == Buyers::Decline;
        self.world.set_stars(id, if is_poor { 0 } else { STARS });
        id
    }

    async fn listen(self: Arc<Self>, mut events: WorldEvents) {
        while let Some(event) = events.next().await {
            match event {
                WorldEvent::InvoiceExported { slug, invoice } => {
                    self.spawn(|it| it.follow(slug, invoice));
                }
                WorldEvent::Message { to: Peer::User(buyer), message, .. } => {
                    self.hear(buyer, &message);
                }
                WorldEvent::PreCheckoutEnded { buyer, invoice, verdict, .. } => {
                    self.note_verdict(buyer, &invoice, verdict);
                }
                WorldEvent::Paid { payment, .. } => self.note_payment(payment),
                WorldEvent::Refunded { payment } => self.note_refund(&payment),
                _ => {}
            }
        }
    }

    /// Comes as soon as the bot is there.
    async fn come(self: Arc<Self>, buyer: UserId, words: String) {
        let bot = self.options.bot;
        while !self.world.has_contacted(bot) {
            sleep(self.options.interval).await;
        }
        let post = Post::new(buyer, Peer::User(bot), words);
        if let Err(refusal) = self.world.post(post) {
            tracing::error!(%refusal, %buyer, "a buyer can't say their first words");
        }
    }

    /// A buyer is told something by a bot, with something to pay or to tap, perhaps.
    fn hear(self: &Arc<Self>, buyer: UserId, message: &Message) {
        let mut state = self.lock();
        let Some(taps) = state.people.get_mut(&buyer) else {
            return;
        };
        self.ledger.tell(None, Kind::BuyerTold { buyer: buyer.0, text: message.body.text.clone() });
        if let Some(invoice) = &message.body.invoice {
            state.sent.insert(invoice.payload.clone());
            drop(state);
            let source = InvoiceSource::Message(message.key);
            return self.spawn(|it| it.buy(buyer, source));
        }
        let Some(data) = first_button(message).filter(|_| *taps < TAPS_MAX) else {
            return;
        };
        *taps += 1;
        drop(state);
        let (bot, key) = (message.from, message.key);
        self.spawn(|it| async move {
            sleep(it.options.interval).await;
            let id = it.world.id_for(buyer, key).unwrap_or_default();
            if let Ok(answer) = it.world.press(buyer, Peer::User(bot), id, &data) {
                drop(answer.await);
            }
        });
    }

    /// Somebody is given a link, unless its invoice is sent in a chat.
    async fn follow(self: Arc<Self>, slug: String, invoice: Invoice) {
        sleep(self.options.interval).await;
        if self.options.buyers != Buyers::Leave && !self.lock().sent.contains(&invoice.payload) {
            let buyer = self.new_buyer();
            self.buy(buyer, InvoiceSource::Link(slug)).await;
        }
    }

    /// A buyer looks at what they are to pay, and does what they do.
    async fn buy(self: Arc<Self>, buyer: UserId, source: InvoiceSource) {
        let (it, pause) = (&self, self.options.interval);
        sleep(pause).await;
        match it.options.buyers {
            Buyers::Leave => {}
            Buyers::Twice => {
                tokio::join!(it.pay(buyer, &source, false), it.pay(buyer, &source, false));
            }
            Buyers::Late => {
                sleep(pause * LATE_PAUSES).await;
                it.pay(buyer, &source, false).await;
            }
            Buyers::Decline => {
                it.pay(buyer, &source, true).await;
                it.world.set_stars(buyer, STARS);
                sleep(pause).await;
                it.pay(buyer, &source, false).await;
            }
            Buyers::Pay | Buyers::Refund | Buyers::Prepay | Buyers::Block => {
                it.pay(buyer, &source, false).await;
            }
        }
    }

    async fn pay(&self, buyer: UserId, source: &InvoiceSource, is_declined: bool) {
        let Ok(form) = self.world.payment_form(buyer, source) else {
            return;
        };
        if self.options.buyers == Buyers::Block {
            self.world.set_blocked(buyer, form.invoice.bot, true);
        }
        let tender = match is_declined {
            _ if form.invoice.is_stars() => Tender::Stars,
            true => Tender::DeclinedCard,
            false => Tender::Card,
        };
        let actor = Actor { user: buyer, connection: None };
        let refused = match self.world.pay(actor, form.id, source, tender) {
            Ok(paid) => paid.await.err(),
            Err(refusal) => Some(refusal),
        };
        if let Some(refusal) = refused {
            let (buyer, reason) = (buyer.0, refusal.name.to_owned());
            self.ledger.tell(None, Kind::PaymentFailed { buyer, reason });
        }
    }

    fn note_verdict(&self, buyer: UserId, invoice: &Invoice, verdict: Verdict) {
        let (verdict, text) = match verdict {
            Verdict::Accepted => ("accepted", None),
            Verdict::Declined(text) => ("declined", Some(text)),
            Verdict::Unanswered => ("unanswered", None),
        };
        let payload = payload_of(invoice);
        let verdict = verdict.to_owned();
        self.ledger.tell(None, Kind::PreCheckout { buyer: buyer.0, payload, verdict, text });
    }

    fn note_payment(self: &Arc<Self>, payment: Payment) {
        let Payment { buyer, invoice, charge, .. } = &payment;
        let payload = payload_of(invoice);
        let planned = self.lock().planned.pop_front();
        let words = format!("{} {charge}", invoice.title);
        let order = planned.unwrap_or_else(|| self.ledger.plan_payment(&words, None));
        self.ledger.paid(order, format!("telegram-{}-{charge}", invoice.bot));
        self.lock().orders.insert(charge.clone(), order);
        let (amount, currency) = (invoice.total(), invoice.currency.clone());
        let (buyer, charge) = (buyer.0, charge.clone());
        let paid = Kind::TelegramPayment { buyer, payload, charge, amount, currency };
        self.ledger.tell(Some(order), paid);
        if self.options.buyers == Buyers::Refund && payment.invoice.is_stars() {
            self.spawn(|it| async move {
                it.given(order).await;
                // Telegram itself gives it back.
                let bot = Actor { user: payment.invoice.bot, connection: None };
                drop(it.world.refund_stars(bot, payment.buyer, &payment.charge));
            });
        }
    }

    fn note_refund(&self, payment: &Payment) {
        let order = self.lock().orders.get(&payment.charge).copied();
        if let Some(order) = order {
            self.ledger.refunded(order);
        }
        let charge = payment.charge.clone();
        self.ledger.tell(order, Kind::TelegramRefund { buyer: payment.buyer.0, charge });
    }

    /// Waits until the goods of an order are given.
    async fn given(&self, order: u32) {
        let mut events = self.ledger.events();
        loop {
            let event = events.next().await;
            if event.order == Some(order) && event.kind == Kind::Completed {
                return;
            }
        }
    }
}

fn payload_of(invoice: &Invoice) -> String {
    String::from_utf8_lossy(&invoice.payload).into_owned()
}

fn first_button(message: &Message) -> Option<Vec<u8>> {
    let Some(Markup::Inline(rows)) = &message.body.markup else {
        return None;
    };
    rows.iter().flatten().find_map(|button| match &button.action {
        InlineAction::Callback(data) => Some(data.clone()),
        InlineAction::Url(_) | InlineAction::Buy => None,
    })
}
