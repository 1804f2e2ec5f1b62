//! The frame of an order's card: which lines it has in which state.

use jiff::Timestamp;

use super::Formatter;
use super::commands::choices;
use super::fulfilment::{ActivationStatus, fulfilment, given, is_perhaps_given_twice};
use super::markup::{Markup, rich};
use super::reasons::{advice, happened, in_brackets, words};
use crate::order::life::{ClosedBy, DeliveryStage, Reason, Refund, State, WhyClosed};
use crate::order::{Record, Untrusted};

/// More than these characters of a product's name say nothing more.
const PRODUCT_CHARACTERS_MAX: usize = 128;
/// Stands between the parts of a card's first line.
const DOT: &str = " · ";

pub(super) struct Card<'a> {
    pub(super) formatter: &'a Formatter,
    pub(super) record: &'a Record,
    pub(super) now: Timestamp,
}

/// How much went back, where that is not all of it; who was asked may not have said.
fn part(refund: &Refund) -> Option<Markup> {
    let some = || rich!("moderation-some-of-it");
    (!refund.full).then(|| refund.amount.map_or_else(some, Markup::price))
}

impl Card<'_> {
    pub(super) fn write(&self) -> Markup {
        match &self.record.life.state {
            State::Escalated { reason } => self.escalated(reason),
            State::Activating => self.in_progress("activating"),
            State::Delivering(stage) => self.in_progress(match stage {
                DeliveryStage::Replying | DeliveryStage::Sending => "replying",
                DeliveryStage::AwaitingConfirmation { .. } => "awaiting-confirmation",
                DeliveryStage::Confirming { .. } => "confirming",
            }),
            State::Completed { at } => {
                let line = self.settled(self.mark_unless_tribute_wrote("✅"), *at);
                self.with_later_words(vec![line])
            }
            State::Closed { at, by, why } => self.closed(*at, *by, *why),
            State::Revoking { refund } => Markup::lines([
                self.head("↩️"),
                self.with_words(match part(refund) {
                    Some(amount) => rich!("moderation-revoking-part", amount = amount),
                    None => rich!("moderation-revoking"),
                }),
                self.customer(),
                rich!("moderation-for-the-shop", order = self.record.id.to_string()),
            ]),
            State::Refunded { at, refund } => {
                let given = if self.record.life.may_be_activated() { "yes" } else { "no" };
                let (mark, words) = match part(refund) {
                    Some(amount) => (
                        if given == "no" { "⚠️" } else { "↩️" },
                        rich!("moderation-money-back-part", amount = amount, given = given),
                    ),
                    None => ("↩️", rich!("moderation-money-back")),
                };
                let parts = [self.settled(mark, *at), words];
                self.with_later_words(vec![Markup::join(parts, DOT)])
            }
        }
    }

    fn escalated(&self, reason: &Reason) -> Markup {
        let mark = match (reason, ActivationStatus::of(self.record)) {
            (Reason::ApproveReply | Reason::ApprovePress, _) => "❓",
            (_, ActivationStatus::NotGiven) => "❗",
            _ => "⚠️",
        };
        // Two texts leave no line for the customer alone.
        let separator = match reason {
            Reason::OrderEdited { .. } => " ",
            _ => "\n",
        };
        let happened = self.with_words(happened(self.formatter, self.record, reason));
        let customer = Markup::join([self.customer(), words(self.record, reason)], " ");
        Markup::lines([
            self.head(mark),
            Markup::join([happened, customer], separator),
            fulfilment(self.record),
            Markup::join(
                advice(self.formatter, self.record, reason).into_iter().chain(choices(self.record)),
                " ",
            ),
        ])
    }

    fn in_progress(&self, doing: &str) -> Markup {
        Markup::lines([
            self.head("🔄"),
            self.with_words(rich!("moderation-in-progress", doing = doing)),
            self.customer(),
            fulfilment(self.record),
        ])
    }

    fn closed(&self, at: Timestamp, by: ClosedBy, why: WhyClosed) -> Markup {
        let how = match (why, by) {
            (WhyClosed::AnsweredByHand, _) => "answered-by-hand",
            (WhyClosed::PressedByHand, _) => "pressed-by-hand",
            (WhyClosed::Said, ClosedBy::Owner) => "owner",
            (WhyClosed::Said, ClosedBy::Moderator) => "moderator",
        };
        let is_twice = is_perhaps_given_twice(self.record, why);
        let mark = self.mark_unless_tribute_wrote(if is_twice { "⚠️" } else { "✅" });
        let is_given = if self.is_nothing_given() { "no" } else { "yes" };
        let how = rich!("moderation-closed", how = how, given = is_given);
        let line = [self.settled(mark, at), how];
        let mut lines = vec![Markup::join(line, DOT)];
        if is_twice {
            lines.extend([given(self.record, "a-person"), self.customer()]);
        }
        self.with_later_words(lines)
    }

    /// `❗ №148 · 10 diamonds · €10.00 · account 12345 · 14:32`
    fn head(&self, mark: &str) -> Markup {
        let price = self.record.form.price.map(Markup::price);
        let price = price.unwrap_or_else(|| rich!("moderation-price-unreadable"));
        let account = self.record.life.account.as_ref().map(Markup::account);
        let account = account.map(|account| rich!("moderation-account", account = account));
        let ordered = self.formatter.time(self.record.ordered_at, self.now);
        let parts = [self.numbered(mark), price].into_iter().chain(account);
        Markup::join(parts.chain([Markup::plain(ordered)]), DOT)
    }

    /// `✅ №148 · 10 diamonds → 12345 · 14:35`
    fn settled(&self, mark: &str, at: Timestamp) -> Markup {
        let account = self.record.life.account.as_ref();
        let account = account.filter(|_| !self.is_nothing_given()).map(Markup::account);
        let order = Markup::join([self.numbered(mark)].into_iter().chain(account), " → ");
        let at = Markup::plain(self.formatter.time(at, self.now));
        let by = self.record.decided_by.as_ref().map(Markup::name);
        Markup::join([order, Markup::join(by.into_iter().chain([at]), ", ")], DOT)
    }

    /// Whether a person ended it before anything was given, as far as is known.
    fn is_nothing_given(&self) -> bool {
        let is_said = matches!(self.record.life.state, State::Closed { why: WhyClosed::Said, .. });
        is_said && !self.record.life.may_be_activated()
    }

    fn numbered(&self, mark: &str) -> Markup {
        let product = self.record.form.product.as_ref();
        let product = product.map(|it| Markup::outside_short(it, PRODUCT_CHARACTERS_MAX));
        let product = product.unwrap_or_else(|| rich!("moderation-product-unknown"));
        let number = Markup::plain(format!("{mark} №{}", self.record.number));
        Markup::join([number, product], DOT)
    }

    fn customer(&self) -> Markup {
        let customer = &self.record.form.customer;
        let name = customer.own_name().map(|name| match customer.telegram_id {
            // By a username they are reached anyway.
            Some(id) if customer.username.is_none() => Markup::profile(name, id),
            _ => Markup::name(name),
        });
        let id = customer.telegram_id.map(|id| Markup::plain("id ").and(Markup::code(id)));
        let contact = customer.username.as_deref().map(mention).or(id);
        let customer = match (name, contact) {
            (Some(name), Some(contact)) => Markup::join([name, in_brackets(contact)], " "),
            (None, None) => return rich!("moderation-customer-unknown"),
            (name, contact) => name.or(contact).unwrap_or_default(),
        };
        rich!("moderation-customer", customer = customer)
    }

    fn mark_unless_tribute_wrote<'m>(&self, mark: &'m str) -> &'m str {
        if self.record.life.bot_said().is_some() { "⚠️" } else { mark }
    }

    /// A line with what Tribute wrote meanwhile.
    fn with_words(&self, line: Markup) -> Markup {
        let said = self.record.life.bot_said();
        let said = said.map(|said| rich!("moderation-tribute-wrote", text = said));
        Markup::join([line].into_iter().chain(said), " ")
    }

    /// Lines with what Tribute wrote after the end.
    fn with_later_words(&self, lines: Vec<Markup>) -> Markup {
        let said = self.record.life.bot_said();
        let said = said.map(|said| rich!("moderation-tribute-wrote-later", text = said));
        Markup::lines(lines.into_iter().chain(said))
    }
}

fn mention(username: &str) -> Markup {
    let is_harmless = username.len() <= 32
        && username.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let mention = format!("@{username}");
    // Only outside monospace does a tap open the chat with them.
    if is_harmless { Markup::plain(mention) } else { Markup::name(&Untrusted::new(mention)) }
}
