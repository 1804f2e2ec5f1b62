//! Payloads: everything a reply or a press needs, encoded before its first try.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tracing::error;

use super::limits::CallKind;
use super::{RenderReply, ReplyValues};
use crate::engine::{NewAct, encode};
use crate::journal::{EffectKind, NewEffect};
use crate::order::life::{Activation, DeliveryAct};
use crate::order::{Button, ButtonKind, MessageId, Record, Untrusted};
use crate::rich_text::RichText;
use crate::telegram::Outgoing;

/// A press, as it is encoded.
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

/// Encodes what the delivery through the chat owes.
#[derive(Clone, Debug)]
pub struct DeliveryPayloads {
    /// What the customer is told.
    pub reply: Arc<dyn RenderReply>,
    /// Whether prices are written with a comma.
    pub decimal_comma: bool,
}

impl DeliveryPayloads {
    /// The reply to the order.
    pub fn encode_reply(&self, act: &NewAct<'_>) -> NewEffect {
        let outgoing = Outgoing {
            text: RichText::plain(self.reply_text(act.record)),
            reply_to: act.record.life.message(),
            random_id: act.random_id,
        };
        NewEffect {
            number: act.record.number,
            kind: EffectKind::Deliver(DeliveryAct::Reply),
            key: format!("{}:reply:{}", act.record.id, act.generation),
            payload: encode(&outgoing),
            due_at: act.now,
        }
    }

    /// The press of the confirmation's button. `None` only when there is none to press.
    pub fn encode_press(act: &NewAct<'_>) -> Option<NewEffect> {
        let confirmation = act.record.life.confirmation()?;
        let press = PressPayload {
            message: confirmation.message,
            button: confirmation.button.clone()?,
            random_id: act.random_id,
        };
        Some(NewEffect {
            number: act.record.number,
            kind: EffectKind::Deliver(DeliveryAct::Press),
            key: format!("{}:press:{}", act.record.id, act.generation),
            payload: encode(&press),
            due_at: act.now,
        })
    }

    fn reply_text(&self, record: &Record) -> String {
        let values = reply_values(record, self.decimal_comma);
        self.reply.render(&values).unwrap_or_else(|failure| {
            // The template was tried with every shape of values; if it fails all the same, the
            // customer still has to learn that the goods are there.
            error!(number = record.number, %failure, "the reply's template failed");
            format!("✅ {} → {}", values.product, values.account_id)
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
    }
}
