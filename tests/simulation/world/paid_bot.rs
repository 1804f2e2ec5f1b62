//! The owner's bot that is paid in Telegram: who may pay, payments, how Telegram tells of them, and messages to
//! buyers.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::{Instant, sleep};
use tribute_agent::journal::Journal;
use tribute_agent::order::catalogue::Catalogue;
use tribute_agent::order::{CheckoutId, MessageId, Untrusted, UserId};
use tribute_agent::sources::telegram_payments::{SOURCE, decide};
use tribute_agent::telegram::bot::{InlineButton, QueryId, Tap};
use tribute_agent::telegram::payments::{
    Buyer, BuyerAddress, Difference, Heard, Invoice, Paid, PaidBack, PaymentsBot, PreCheckout,
    UpdateState,
};
use tribute_agent::telegram::{CallError, Outgoing, Sent};

use super::World;
use super::deeds::Deed;
use super::payments::{Payment, Wanted};
use crate::planted::Planted;
use crate::promise::Promise;
use crate::servers::{BOT_THAT_IS_PAID, Luck};

const STARS: &str = "XTR";
/// One answer tells no more.
const TOLD_AT_ONCE: usize = 2;
/// A buyer whom nobody answers tries again so often.
const TRIES_MAX: u32 = 8;
const TRIED_AGAIN_AFTER: Duration = Duration::from_mins(1);
const OTHER_PRICE_PERCENT: u64 = 5;
const SECOND_PERCENT: u64 = 30;
/// A call takes so long whose answer does not come.
const PATIENCE: Duration = Duration::from_secs(10);

/// What Telegram knows of the bot.
#[derive(Default)]
pub struct PaidBot {
    heard: Vec<Heard>,
    /// What is older is told no more.
    told_from: usize,
    /// What buyers read, by their messages' `random_id`s.
    messages: BTreeMap<i64, UserId>,
}

impl PaidBot {
    /// Whether a buyer has a message of the bot's.
    pub fn has_told(&self, buyer: UserId) -> bool {
        self.messages.values().any(|told| *told == buyer)
    }
}

impl Wanted {
    /// Who pays it in Telegram.
    pub fn buyer(self) -> UserId {
        UserId(90_000 + i64::from(self.id))
    }

    /// Whether the buyer does not want to hear of the bot.
    pub fn is_blocked(self) -> bool {
        self.id == 3
    }
}

impl World {
    /// A buyer presses "Pay", and waits for the bot to agree.
    pub(super) fn asks_to_pay(&self, wanted: Wanted, tries: u32) {
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        let is_reached = state.alive_since.is_some() && !state.is_lost_on_the_way();
        let other_price = i64::from(state.dice.chance(OTHER_PRICE_PERCENT));
        if tries == 0 && state.dice.chance(SECOND_PERCENT) {
            let within = state.dice.pick(&[2, 300]);
            let after = state.dice.seconds(0..=within);
            self.agenda_push(state, after, Deed::AsksToPay(wanted, TRIES_MAX));
        }
        if !is_reached {
            if tries < TRIES_MAX {
                self.agenda_push(state, TRIED_AGAIN_AFTER, Deed::AsksToPay(wanted, tries + 1));
            }
            return;
        }
        drop(guard);
        let may_pay = self.may_pay(wanted, wanted.price() + other_price);
        self.tell("buyer", format_args!("wants to pay {}: may {may_pay}", wanted.id));
        if !may_pay {
            return;
        }
        if other_price > 0 {
            self.violated(Promise::NeverFooled, "a buyer may pay another price");
            return;
        }
        let mut guard = self.state();
        let state = &mut *guard;
        let is_given = state
            .first_payment(wanted)
            .is_some_and(|known| state.shop.ledger.contains_key(&known.order_id));
        let after = state.dice.seconds(0..=5);
        self.agenda_push(state, after, Deed::PaysBot(wanted));
        drop(guard);
        if is_given {
            let what = format!("checkout {} may be paid again, and is given", wanted.id);
            self.violated(Promise::NotPaidTwice, what);
        }
    }

    /// What the agent decides by its journal, as that stands now.
    fn may_pay(&self, wanted: Wanted, amount: i64) -> bool {
        let state = self.state();
        let (disk, error_ms, planted) =
            (state.disk.clone(), state.clock_error_ms, state.nature.planted);
        drop(state);
        if planted == Some(Planted::EverybodyMayPay) {
            return true;
        }
        let Some(Ok(journal)) = disk.map(|disk| Journal::open_to_read(disk.path())) else {
            return false;
        };
        let id = wanted.checkout();
        let asked = PreCheckout {
            query: QueryId(1),
            user: wanted.buyer(),
            language: None,
            payload: Untrusted::new(id.to_string()),
            currency: STARS.to_owned(),
            amount,
            came_at: Instant::now(),
        };
        let now = self.true_now() + SignedDuration::from_millis(error_ms);
        let checkout = journal.checkout(&id).ok().flatten();
        decide(&asked, checkout.as_ref(), &Catalogue::default(), now).is_ok()
    }

    /// A buyer pays. Who has paid before pays a second time, for which nothing is to be given.
    pub(super) fn pays_bot(&self, wanted: Wanted) {
        let at = self.true_now();
        let mut state = self.state();
        let index = state.server.paid_bot.heard.len();
        let charge_id = format!("stx{index}");
        let is_second = state.first_payment(wanted).is_some();
        let order_id = format!("telegram-{BOT_THAT_IS_PAID}-{charge_id}");
        let payment = Payment::new(&SOURCE, order_id, charge_id.clone(), wanted.price());
        let payment = Payment {
            account: Some(wanted.account()),
            wanted: if is_second { 0 } else { wanted.price() },
            checkout: Some(wanted),
            ..payment
        };
        state.server.paid_bot.heard.push(Heard::Paid(Paid {
            buyer: buyer(wanted.buyer()),
            charge_id,
            provider_charge_id: String::new(),
            payload: Untrusted::new(wanted.checkout().to_string()),
            currency: STARS.to_owned(),
            amount: wanted.price(),
            at,
        }));
        drop(state);
        self.was_paid(payment, None, Deed::BotPaysBack(index));
        self.ring_at_bot();
    }

    /// Telegram gives a buyer the Stars of a payment back.
    pub(super) fn bot_pays_back(&self, index: usize) -> bool {
        let at = self.true_now();
        let mut state = self.state();
        let Heard::Paid(paid) = &state.server.paid_bot.heard[index] else { return false };
        let Paid { buyer, charge_id, amount, .. } = paid.clone();
        let payment = state.server.payment(&SOURCE, &charge_id).filter(|it| it.back == 0);
        let Some(payment) = payment else { return false };
        payment.back = payment.price;
        let currency = STARS.to_owned();
        let back = PaidBack { buyer, charge_id, currency, amount, at };
        state.server.paid_bot.heard.push(Heard::PaidBack(back));
        drop(state);
        self.ring_at_bot();
        true
    }

    /// What was told until now is told no more.
    pub(super) fn updates_are_forgotten(&self) {
        let mut state = self.state();
        state.server.paid_bot.told_from = state.server.paid_bot.heard.len();
        drop(state);
        self.ring_at_bot();
    }

    fn ring_at_bot(&self) {
        let mut state = self.state();
        state.changes += 1;
        let lost_percent = if state.is_calm { 0 } else { state.nature.bells_lost_percent };
        let is_lost = state.dice.chance(lost_percent);
        drop(state);
        if !is_lost {
            self.paid_bot_bell.notify_one();
        }
    }
}

fn buyer(id: UserId) -> Buyer {
    let address = BuyerAddress { id, access_hash: 0 };
    Buyer { address, name: None, username: None, language: None }
}

/// The agent's line to the bot.
pub struct BotLine(pub Arc<World>);

impl BotLine {
    /// Does something there, or not.
    async fn call<T>(
        &self,
        may_change_something: bool,
        act: impl FnOnce(&World) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let luck = self.0.luck_of_a_call(may_change_something);
        let done = matches!(luck, Luck::Well | Luck::AnswerLost).then(|| act(&self.0));
        match (luck, done) {
            (Luck::Well, Some(done)) => done,
            (Luck::Refused, _) => Err(CallError::FloodWait(Duration::from_secs(7))),
            _ => {
                sleep(PATIENCE).await;
                Err(CallError::Unknown("timed out".to_owned()))
            }
        }
    }
}

impl PaymentsBot for BotLine {
    async fn export_invoice(&self, invoice: &Invoice) -> Result<String, CallError> {
        self.call(true, |_| Ok(format!("https://t.me/${}", invoice.payload))).await
    }

    async fn send_invoice(&self, to: BuyerAddress, _: &Invoice, _: i64) -> Result<Sent, CallError> {
        let what = format!("{:?} was sent an invoice that nobody asked for", to.id);
        self.0.violated(Promise::NothingForeign, what);
        Err(CallError::Refused("PEER_ID_INVALID".to_owned()))
    }

    async fn send(
        &self,
        to: BuyerAddress,
        outgoing: &Outgoing,
        _: &[Vec<InlineButton>],
    ) -> Result<Sent, CallError> {
        let sent = |world: &World| {
            let mut state = world.state();
            state.changes += 1;
            let mut paid = state.server.payments.iter().filter_map(|it| it.checkout);
            if paid.any(|it| it.buyer() == to.id && it.is_blocked()) {
                return Err(CallError::Refused("USER_IS_BLOCKED".to_owned()));
            }
            let messages = &mut state.server.paid_bot.messages;
            let is_second = !messages.contains_key(&outgoing.random_id)
                && messages.values().any(|it| *it == to.id);
            messages.insert(outgoing.random_id, to.id);
            drop(state);
            if is_second {
                world.violated(Promise::NoSecondReply, format!("{} was told twice", to.id));
            }
            Ok(Sent::As(MessageId(1)))
        };
        self.call(true, sent).await
    }

    async fn answer_pre_checkout(&self, _: QueryId, _: Option<&str>) -> Result<bool, CallError> {
        Ok(false)
    }

    async fn refund(&self, _: BuyerAddress, charge_id: &str) -> Result<(), CallError> {
        let gives_back = |world: &World| {
            let mut state = world.state();
            let is_it =
                |heard: &Heard| matches!(heard, Heard::Paid(it) if it.charge_id == charge_id);
            let index = state.server.paid_bot.heard.iter().position(is_it);
            let payment = state.server.payment(&SOURCE, charge_id);
            let is_asked = payment.is_some_and(|it| it.asked_back.is_some());
            drop(state);
            if !is_asked {
                let what = format!("{charge_id} goes back, and nobody wants that");
                world.violated(Promise::BackOnce, what);
            }
            let index = index.ok_or(CallError::Refused("CHARGE_ID_INVALID".to_owned()))?;
            // What is back already is answered as what goes back.
            world.bot_pays_back(index);
            Ok(())
        };
        self.call(true, gives_back).await
    }

    async fn state(&self) -> Result<UpdateState, CallError> {
        self.call(false, |world| Ok(at(world.state().server.paid_bot.heard.len()))).await
    }

    async fn difference(&self, since: UpdateState) -> Result<Difference, CallError> {
        let differs = |world: &World| {
            let mut state = world.state();
            let planted = state.nature.planted;
            let is_twice = state.dice.chance(10);
            let bot = &state.server.paid_bot;
            let from = usize::try_from(since.pts).unwrap_or_default();
            if from < bot.told_from {
                return Ok(Difference::TooLong);
            }
            let to = bot.heard.len().min(from + TOLD_AT_ONCE);
            if from >= to {
                return Ok(Difference::Nothing);
            }
            // What was told before may be told again.
            let first = if is_twice { from.saturating_sub(1) } else { from };
            let mut heard = bot.heard[first..to].to_vec();
            if planted == Some(Planted::BuyersUnheard) {
                heard.retain(|heard| !matches!(heard, Heard::Paid(_)));
            }
            Ok(Difference::Next { heard, state: at(to), is_last: to == bot.heard.len() })
        };
        self.call(false, differs).await
    }

    async fn rung(&self) {
        self.0.paid_bot_bell.notified().await;
    }

    async fn next_pre_checkout(&self) -> PreCheckout {
        pending().await
    }

    fn take_tap(&self) -> Option<Tap> {
        None
    }

    async fn answer_tap(&self, _: QueryId, _: &str, _: bool) -> Result<bool, CallError> {
        Ok(false)
    }

    async fn register_commands(&self, _: &str, _: &[(&str, String)]) -> Result<(), CallError> {
        Ok(())
    }

    fn away_for(&self) -> Duration {
        Duration::ZERO
    }
}

fn at(index: usize) -> UpdateState {
    UpdateState { pts: i32::try_from(index).unwrap_or(i32::MAX), qts: 0, date: 1 }
}

impl Wanted {
    fn checkout(self) -> CheckoutId {
        CheckoutId::new([self.id.into(), 7])
    }
}

impl super::State {
    /// The first payment of a checkout.
    fn first_payment(&self, wanted: Wanted) -> Option<&Payment> {
        self.server.payments.iter().find(|it| it.checkout == Some(wanted))
    }
}
