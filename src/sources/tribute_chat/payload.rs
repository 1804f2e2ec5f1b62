//! Payloads: everything a reply or a press needs, encoded before its first try; the reply's words.

use std::fmt::Debug;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tracing::error;

use super::chat::CallKind;
use crate::engine::{NewAct, encode};
use crate::journal::NewEffect;
use crate::order::life::{Activation, DeliveryAct};
use crate::order::{Button, ButtonKind, Code, MessageId, Record, Untrusted};
use crate::rich_text::{RichText, clean};
use crate::telegram::{Message, Outgoing};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PressPayload {
    /// The message that shows the button.
    pub message: MessageId,
    /// The button as it was when it was decided to press it.
    pub button: Button,
    /// For a reply keyboard's button, whose press is a message.
    pub random_id: i64,
}

impl PressPayload {
    /// What Telegram is asked for: the press of a reply keyboard's button is a message.
    pub(super) fn call_kind(&self) -> CallKind {
        if self.is_message() { CallKind::Send } else { CallKind::Press }
    }

    /// Whether the press is a message with the button's text, as on a reply keyboard.
    pub(super) fn is_message(&self) -> bool {
        self.button.kind == ButtonKind::KeyboardText
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ButtonState {
    /// It stands there as it did.
    Unchanged,
    /// Others stand in its place, whatever they are called: the bot asks something else, and nobody
    /// need have pressed.
    Replaced,
    /// No button any more, or its message is gone.
    Removed,
}

impl ButtonState {
    /// Of `button` in the message that showed it, as it was found.
    pub(super) fn of(button: &Button, found: Option<&Message>) -> Self {
        let buttons = found.map_or(&[][..], |message| &message.buttons);
        if buttons.contains(button) {
            Self::Unchanged
        } else if buttons.is_empty() {
            Self::Removed
        } else {
            Self::Replaced
        }
    }
}

/// Renders what the customer is told, as the owner wants it.
pub trait RenderReply: Debug + Send + Sync {
    /// The reply for these values; else why there is none, in English.
    fn render(&self, values: &ReplyValues) -> Result<String, String>;
}

/// What a reply is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplyValues {
    /// The product as Tribute printed it.
    pub product: String,
    /// How many, by the catalogue; 1 without one.
    pub quantity: u32,
    /// The shop's name for it; empty without a catalogue.
    pub sku: String,
    /// What was paid; empty when it could not be read.
    pub price: String,
    /// The customer's account; empty when a person settled the order without one.
    pub account_id: String,
    /// The shop's number of the activation.
    pub payment_id: Option<String>,
    /// What the shop wants the customer to be told.
    pub customer_message: Option<String>,
    /// The product as the shop calls it.
    pub shop_product: Option<String>,
    /// The customer's name.
    pub customer: Option<String>,
    /// The short number that people use: 148.
    pub order_number: i64,
    /// The codes that are the goods, where the goods are codes.
    pub codes: Vec<String>,
}

/// Encodes what the delivery through the chat owes.
#[derive(Clone, Debug)]
pub struct DeliveryPayloads {
    /// What the customer is told.
    pub reply: Arc<dyn RenderReply>,
    /// Whether prices are written with a comma.
    pub decimal_comma: bool,
}

impl DeliveryPayloads {
    /// The reply to the order, or the press of the confirmation's button. `None` for what an order of
    /// the chat can't owe.
    pub fn encode(&self, act: &NewAct<'_>, delivery: DeliveryAct) -> Option<NewEffect> {
        let (record, random_id) = (act.record, act.random_id);
        let payload = match delivery {
            DeliveryAct::Reply => {
                let text = RichText::plain(self.reply_text(record, act.codes));
                encode(&Outgoing { text, reply_to: record.life.message(), random_id })
            }
            DeliveryAct::Press => {
                let confirmation = record.life.confirmation()?;
                let (message, button) = (confirmation.message, confirmation.button.clone()?);
                encode(&PressPayload { message, button, random_id })
            }
            // That is another delivery's.
            DeliveryAct::Message => return None,
        };
        Some(NewEffect {
            number: record.number,
            kind: act.kind,
            key: format!("{}:{}:{}", record.id, delivery.name(), act.generation),
            payload,
            due_at: act.now,
        })
    }

    /// What the customer is told: what people said yes to, where they were asked. They were shown no codes: a
    /// reply with some is put into words anew.
    pub fn reply_text(&self, record: &Record, codes: &[Code]) -> String {
        let draft = record.life.chat().and_then(|chat| chat.draft.as_ref());
        match draft.filter(|_| codes.is_empty()) {
            Some(draft) => draft.as_str().to_owned(),
            None => self.text(record, codes.iter().map(|code| code.expose().to_owned()).collect()),
        }
    }

    /// What people are shown of it.
    pub fn draft(&self, record: &Record, codes: &[Code]) -> String {
        self.text(record, codes.iter().map(Code::masked).collect())
    }

    fn text(&self, record: &Record, codes: Vec<String>) -> String {
        let values = ReplyValues { codes, ..reply_values(record, self.decimal_comma) };
        self.reply.render(&values).unwrap_or_else(|failure| {
            // The template was tried with every shape of values; if it fails all the same, the
            // customer still has to learn that the goods are there.
            error!(number = record.number, %failure, "the reply's template failed");
            let goods = match &values.codes[..] {
                [] => values.account_id.clone(),
                codes => codes.join("\n"),
            };
            clean(&format!("✅ {} → {goods}", values.product))
        })
    }
}

fn reply_values(record: &Record, decimal_comma: bool) -> ReplyValues {
    let text = |value: &Untrusted| value.as_str().to_owned();
    let form = &record.form;
    let receipt = match &record.life.activation {
        Activation::Done(receipt) => Some(receipt),
        _ => None,
    };
    ReplyValues {
        product: form.product.as_ref().map(text).unwrap_or_default(),
        quantity: form.item.as_ref().map_or(1, |item| item.quantity),
        sku: form.item.as_ref().map(|item| item.sku.clone()).unwrap_or_default(),
        price: form.price.map(|price| price.render(decimal_comma)).unwrap_or_default(),
        account_id: record.life.account.as_ref().map(ToString::to_string).unwrap_or_default(),
        payment_id: receipt.and_then(|receipt| receipt.payment_id.as_ref()).map(text),
        customer_message: receipt.and_then(|receipt| receipt.customer_message.as_ref()).map(text),
        shop_product: receipt.and_then(|receipt| receipt.product.as_ref()).map(text),
        customer: form.customer.name.as_ref().map(text),
        order_number: i64::from(record.number),
        codes: Vec::new(),
    }
}
