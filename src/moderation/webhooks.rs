//! What moderators are told of webhooks that are no orders, and of what Tribute answers.

use jiff::Timestamp;

use super::Formatter;
use super::fulfilment::refund_place;
use super::markup::{Markup, rich};
use crate::order::purchase::OrderForm;
use crate::order::{Money, Record, Untrusted};
use crate::rich_text::RichText;

impl Formatter {
    /// A webhook about money, of which a field can't be read.
    pub fn unreadable_webhook(
        &self,
        event: &Untrusted,
        why: &Untrusted,
        body: &Untrusted,
    ) -> RichText {
        self.message(|| {
            rich!("moderation-unreadable-webhook", event = event, why = why, body = body)
        })
    }

    /// A purchase that is an order already, and is told otherwise now.
    pub fn other_contents(&self, known: &Record, now: &OrderForm) -> RichText {
        self.message(|| {
            let told = |form: &OrderForm| {
                let product = form.product.as_ref().map(Markup::outside).unwrap_or_default();
                let buyer = form.customer.telegram_id.map(|id| Markup::plain(format!("id {id}")));
                let parts = [Some(product), form.price.map(Markup::price), buyer];
                Markup::join(parts.into_iter().flatten(), ", ")
            };
            let (before, now) = (told(&known.form), told(now));
            rich!("moderation-other-contents", number = known.number, before = before, now = now)
        })
    }

    /// The money of a purchase went back that is no order.
    pub fn unknown_refund(
        &self,
        purchase: &str,
        money: Option<Money>,
        reason: Option<&Untrusted>,
    ) -> RichText {
        self.message(|| {
            let money = money.map_or_else(|| Markup::plain("?"), Markup::price);
            let reason = reason.map_or_else(|| Markup::plain("—"), Markup::outside);
            let purchase = Markup::code(purchase);
            rich!("moderation-unknown-refund", purchase = purchase, money = money, reason = reason)
        })
    }

    /// An order of the shop was paid that nobody has asked for.
    pub fn unknown_payment(
        &self,
        uuid: &str,
        money: Option<Money>,
        customer: Option<&Untrusted>,
    ) -> RichText {
        self.message(|| {
            let money = money.map_or_else(|| Markup::plain("?"), Markup::price);
            let customer = customer.map_or_else(|| Markup::plain("—"), Markup::outside);
            let uuid = Markup::code(uuid);
            rich!("moderation-unknown-payment", uuid = uuid, money = money, customer = customer)
        })
    }

    /// Money has been held for a checkout for long, and is not paid.
    pub fn held_payment(&self, id: &str, money: Option<Money>, since: Timestamp) -> RichText {
        self.message(|| {
            let money = money.map_or_else(|| Markup::plain("?"), Markup::price);
            let since = self.date_and_time(since);
            rich!("moderation-held-payment", id = Markup::code(id), money = money, since = since)
        })
    }

    /// More custom orders wait at Tribute than are open here.
    pub fn orders_missed(&self, waiting: i64, open: usize) -> RichText {
        self.message(|| {
            rich!(
                "moderation-orders-missed",
                waiting = waiting.to_string(),
                open = open.to_string()
            )
        })
    }

    /// What the bank told, where people have to look; `why` is a name.
    pub fn bank_notification(&self, event: &Untrusted, why: &str, body: &Untrusted) -> RichText {
        self.message(|| {
            rich!("moderation-bank-notification", event = event, why = why, body = body)
        })
    }

    /// Many notifications of the bank's had a wrong token.
    pub fn bank_tokens_wrong(&self) -> RichText {
        self.message(|| rich!("moderation-bank-tokens-wrong"))
    }

    /// What Telegram told of a payment to the bot, where people have to look; `why` is a name.
    pub fn bot_payment(&self, why: &str, told: &Untrusted) -> RichText {
        self.message(|| rich!("moderation-bot-payment", why = why, told = told))
    }

    /// Telegram does not tell what buyers did while the bot was away for long.
    pub fn bot_updates_lost(&self) -> RichText {
        self.message(|| rich!("moderation-bot-updates-lost"))
    }

    /// The money does not go back that a moderator wanted back.
    pub fn refund_failed(&self, record: &Record, why: &Untrusted) -> RichText {
        let number = record.number;
        let place = || refund_place(record);
        self.message(|| {
            rich!("moderation-refund-failed", number = number, why = why, place = place())
        })
    }
}
