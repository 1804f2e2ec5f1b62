//! What was paid elsewhere than in the chat: each payment is one order, given once; and what the shop's own server
//! and moderators ask the agent for that has to do with money.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use tribute_agent::order::SourceName;
use tribute_agent::order::checkout::CheckoutState;

use super::bank::{Bank, Step};
use super::deeds::Deed;
use super::paid_bot::PaidBot;
use super::purchases::Purchases;
use super::tribute_shop::TributeShop;
use super::webhooks::Tellings;
use super::{State, World};
use crate::dice::Dice;

/// Whoever has no answer asks again.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(30);
/// Who asks for what the agent can't know yet asks so often.
const TRIES_MAX: u32 = 20;
/// Customers take at most so long to pay, after that some never do.
const PAID_WITHIN_SECONDS: u64 = 600;
const PAID_PERCENT: u64 = 85;
const PAID_BACK_PERCENT: u64 = 25;
const ASKED_BACK_PERCENT: u64 = 30;

/// Tribute's server and the bank's, and all that is paid there.
#[derive(Default)]
pub struct Servers {
    pub purchases: Purchases,
    pub shop: TributeShop,
    pub bank: Bank,
    pub paid_bot: PaidBot,
    pub tellings: Tellings,
    /// All that was paid.
    pub payments: Vec<Payment>,
    /// What the agent is asked for, and has not heard.
    asked: VecDeque<Asked>,
    /// The checkouts that it was asked for and has not answered.
    waiting: Vec<Wanted>,
    /// Whose link the customer has.
    linked: BTreeSet<u32>,
}

/// A payment, and how much of it went back.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Whose orders these are.
    pub source: SourceName,
    /// Its order's id at the agent.
    pub order_id: String,
    /// What names it at its source.
    pub external_id: String,
    /// The account that the shop gets.
    pub account: Option<String>,
    /// What was paid, in minor units.
    pub price: i64,
    /// What was to be paid.
    pub wanted: i64,
    /// What went back.
    pub back: i64,
    /// What of that the agent has asked for.
    pub by_agent: i64,
    /// What moderators want to go back.
    pub asked_back: Option<i64>,
    /// Of which checkout, where it may have several.
    pub checkout: Option<Wanted>,
}

/// By whom a checkout is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payee {
    Tribute,
    Bank,
    Telegram,
}

/// A checkout that the shop wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which.
    pub id: u32,
    /// By whom it is paid.
    pub payee: Payee,
    /// Whether the customer may be charged again.
    pub recurs: bool,
}

/// What the agent is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Asked {
    /// By the shop.
    Checkout(Wanted),
    /// By the shop: a charge of the customer of this checkout.
    Charge(Wanted, u32),
    /// By moderators: the money of a payment, by its place, or a part of it.
    Refund { payment: usize, is_part: bool, tries: u32 },
}

impl Payment {
    /// One that was made as it was wanted.
    pub fn new(source: &SourceName, order_id: String, external_id: String, price: i64) -> Self {
        Self {
            source: source.clone(),
            order_id,
            external_id,
            account: None,
            price,
            wanted: price,
            back: 0,
            by_agent: 0,
            asked_back: None,
            checkout: None,
        }
    }
}

impl Wanted {
    /// The account that the shop names.
    pub fn account(self) -> String {
        (70_000 + self.id).to_string()
    }

    /// In minor units.
    pub fn price(self) -> i64 {
        60_000 + i64::from(self.id)
    }

    /// What a further payment costs.
    pub fn charge_price(self) -> i64 {
        30_000 + i64::from(self.id)
    }
}

impl Servers {
    /// A payment by its names.
    pub fn payment(&mut self, source: &SourceName, external_id: &str) -> Option<&mut Payment> {
        let mut payments = self.payments.iter_mut();
        payments.find(|it| it.source == *source && it.external_id == external_id)
    }

    /// Whether the agent is asked for something.
    pub fn is_asked(&self) -> bool {
        !self.asked.is_empty()
    }

    /// Whether somebody waits for an answer of the agent's.
    pub fn is_waited_for(&self) -> bool {
        self.is_asked() || !self.waiting.is_empty()
    }
}

impl World {
    /// The agent is asked for something, and asked again until it has heard that.
    pub(super) fn asks(&self, asked: Asked) {
        self.tell("asked", format_args!("{asked:?}"));
        let mut state = self.state();
        state.changes += 1;
        state.server.asked.push_back(asked);
        self.webhooks_bell.notify_one();
    }

    /// What the agent is asked for first. It stays there until that is taken.
    pub fn asked(&self) -> Option<Asked> {
        self.state().server.asked.front().copied()
    }

    /// The agent has heard what it was asked for first; `false`: it knows nothing of what that is about.
    pub fn has_heard(&self, is_known: bool) {
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        let again = match state.server.asked.pop_front() {
            Some(Asked::Checkout(wanted)) => return state.server.waiting.push(wanted),
            Some(Asked::Charge(wanted, tries)) => Asked::Charge(wanted, tries + 1),
            Some(Asked::Refund { payment, is_part, tries }) => {
                Asked::Refund { payment, is_part, tries: tries + 1 }
            }
            None => return,
        };
        let (Asked::Charge(_, tries) | Asked::Refund { tries, .. }) = again else { return };
        if !is_known && tries < TRIES_MAX {
            self.agenda_push(state, 2 * ASKED_AGAIN_AFTER, Deed::Asks(again));
        }
    }

    /// The checkouts that wait for an answer.
    pub fn waiting_checkouts(&self) -> Vec<Wanted> {
        self.state().server.waiting.clone()
    }

    /// The agent answers for a checkout. When the answer is lost, it is asked for again; the customer gets its link
    /// once.
    pub fn answered_checkout(&self, wanted: Wanted, stands: &CheckoutState) {
        self.tell("agent", format_args!("checkout {} is {}", wanted.id, stands.status().name()));
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        state.server.waiting.retain(|it| *it != wanted);
        if state.is_lost_on_the_way() {
            let again = Deed::Asks(Asked::Checkout(wanted));
            return self.agenda_push(state, ASKED_AGAIN_AFTER, again);
        }
        let CheckoutState::Open { external_id, .. } = stands else { return };
        let (is_new, pays) =
            (state.server.linked.insert(wanted.id), state.dice.chance(PAID_PERCENT));
        if is_new && pays {
            let after = state.dice.seconds(0..=PAID_WITHIN_SECONDS);
            let deed = match wanted.payee {
                Payee::Tribute => Deed::PaysOrder(state.server.shop.index_of(external_id)),
                Payee::Telegram => Deed::AsksToPay(wanted, 0),
                Payee::Bank => Deed::AtBank(state.server.bank.index_of(external_id), Step::Pays),
            };
            self.agenda_push(state, after, deed);
        }
    }

    /// Somebody has paid: perhaps the money goes back, and perhaps the customer is charged again.
    pub(super) fn was_paid(&self, payment: Payment, wanted: Option<Wanted>, gives_back: Deed) {
        self.tell("customer", format_args!("has paid {}", payment.order_id));
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        let index = state.server.payments.len();
        state.server.payments.push(payment);
        let within = |dice: &mut Dice| dice.seconds(0..=PAID_WITHIN_SECONDS);
        if state.dice.chance(PAID_BACK_PERCENT) {
            let after = within(&mut state.dice);
            self.agenda_push(state, after, gives_back);
        }
        if state.dice.chance(ASKED_BACK_PERCENT) {
            let (after, is_part) = (within(&mut state.dice), state.dice.chance(50));
            let asked = Asked::Refund { payment: index, is_part, tries: 0 };
            self.agenda_push(state, after, Deed::Asks(asked));
        }
        if let Some(wanted) = wanted.filter(|wanted| wanted.recurs) {
            let after = within(&mut state.dice);
            self.agenda_push(state, after, Deed::Asks(Asked::Charge(wanted, 0)));
        }
    }

    /// Whoever waited for the process before this one asks again.
    pub(super) fn hang_up(&self, state: &mut State) {
        self.hang_up_webhooks(state);
        let asked = std::mem::take(&mut state.server.asked);
        let waiting = std::mem::take(&mut state.server.waiting).into_iter().map(Asked::Checkout);
        for asked in asked.into_iter().chain(waiting) {
            self.agenda_push(state, ASKED_AGAIN_AFTER, Deed::Asks(asked));
        }
    }
}

impl State {
    /// Whether somebody paid for what is this order, with this account.
    pub fn was_paid_elsewhere(&self, order_id: &str, account: &str) -> bool {
        let mut payments = self.server.payments.iter();
        payments.any(|it| it.order_id == order_id && it.account.as_deref() == Some(account))
    }
}
