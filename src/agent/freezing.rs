//! Everything an act needs, frozen before its first try.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tracing::error;

use super::Settings;
use super::rests::ActKind;
use crate::config::ReplyValues;
use crate::journal::{EffectKind, JournalError, NewEffect};
use crate::language::Language;
use crate::order::life::Activation;
use crate::order::{Button, ButtonKind, MessageId, Record, Untrusted};
use crate::rich_text::RichText;
use crate::shop;
use crate::telegram::Outgoing;

/// A press, frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FrozenPress {
    /// The message that shows the button.
    pub message: MessageId,
    /// The button as it was when it was decided to press it.
    pub button: Button,
    /// For a reply keyboard's button, whose press is a message.
    pub random_id: i64,
}

impl FrozenPress {
    /// What Telegram is asked for: the press of a reply keyboard's button is a message.
    pub(super) fn act_kind(&self) -> ActKind {
        if self.is_message() {
            ActKind::Send
        } else {
            ActKind::Press
        }
    }

    /// Whether the press is a message with the button's text, as on a reply keyboard.
    pub(super) fn is_message(&self) -> bool {
        self.button.kind == ButtonKind::KeyboardText
    }
}

impl Settings {
    /// The call to the shop. `None` only for an order without an account, which is never activated.
    pub(super) fn freeze_activation(record: &Record, now: Timestamp) -> Option<NewEffect> {
        let call = shop::Activation {
            order: record.id,
            account: record.life.account.as_ref()?,
            product: record.form.product.as_ref().map_or("", Untrusted::as_str),
            item: record.form.item.as_ref(),
            price: record.form.price,
            customer: &record.form.customer,
            details: record.form.details.as_ref().map(Untrusted::as_str),
            ordered_at: record.ordered_at,
            at: now,
        }
        .call(record.life.revision);
        Some(NewEffect {
            number: record.number,
            kind: EffectKind::Activate,
            key: call.webhook_id.clone(),
            frozen: frozen(&call),
            due_at: now,
        })
    }

    /// The reply to the order.
    pub(super) fn freeze_reply(
        &self,
        record: &Record,
        random_id: i64,
        generation: u32,
        now: Timestamp,
    ) -> NewEffect {
        let outgoing = Outgoing {
            text: RichText::plain(self.reply_text(record)),
            reply_to: Some(record.id.message),
            random_id,
        };
        NewEffect {
            number: record.number,
            kind: EffectKind::Reply,
            key: format!("{}:reply:{generation}", record.id),
            frozen: frozen(&outgoing),
            due_at: now,
        }
    }

    /// The press of the confirmation's button. `None` only when there is none to press.
    pub(super) fn freeze_press(
        record: &Record,
        random_id: i64,
        generation: u32,
        now: Timestamp,
    ) -> Option<NewEffect> {
        let confirmation = record.life.confirmation.as_ref()?;
        let press = FrozenPress {
            message: confirmation.message,
            button: confirmation.button.clone()?,
            random_id,
        };
        Some(NewEffect {
            number: record.number,
            kind: EffectKind::Press,
            key: format!("{}:press:{generation}", record.id),
            frozen: frozen(&press),
            due_at: now,
        })
    }

    fn reply_text(&self, record: &Record) -> String {
        let values = reply_values(record, self.voice.language == Language::Russian);
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
        sku: form
            .item
            .as_ref()
            .map(|item| item.sku.clone())
            .unwrap_or_default(),
        price: form
            .price
            .map(|price| price.render(decimal_comma))
            .unwrap_or_default(),
        account_id: record
            .life
            .account
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        payment_id: receipt
            .and_then(|receipt| receipt.payment_id.as_ref())
            .map(text),
        customer_message: receipt
            .and_then(|receipt| receipt.customer_message.as_ref())
            .map(text),
        shop_product: receipt
            .and_then(|receipt| receipt.product.as_ref())
            .map(text),
        customer: form.customer.name.as_ref().map(text),
        order_number: i64::from(record.number),
    }
}

#[expect(
    clippy::expect_used,
    reason = "plain structs of ours: no map keys, no fallible Serialize"
)]
fn frozen(act: &impl Serialize) -> String {
    serde_json::to_string(act).expect("what is frozen serialises")
}

/// What was frozen, as it was.
pub(super) fn thaw<T: serde::de::DeserializeOwned>(frozen: &str) -> Result<T, JournalError> {
    Ok(serde_json::from_str(frozen)?)
}
