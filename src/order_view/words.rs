//! An order's state and story in words.

use serde::Serialize;
use serde_json::Value;

use crate::i18n::{self, Language, t};
use crate::order::Money;
use crate::order::life::{ChatEvent, DeliveryEvent, Event, Order, PressOutcome, ShopAnswer};
use crate::order::purchase::OrderForm;
use crate::shop::describe_why;

/// A product's name in a list.
const PRODUCT_CHARACTERS_MAX: usize = 32;
/// What the shop says about a refusal.
const MESSAGE_CHARACTERS_MAX: usize = 200;

/// The state, and why the order is in it where there is a reason.
pub(crate) fn state(order: &Order) -> String {
    let state = t!("order-state", state = order.state.stage().name());
    let part = order.refund().filter(|refund| !refund.full).map(|refund| {
        let amount = refund.amount.map_or_else(|| "none".to_owned(), price);
        t!("order-refunded-part", amount)
    });
    match order.reason_name().map(|reason| t!("order-reason", reason)).or(part) {
        Some(more) => format!("{state} ({more})"),
        None => state,
    }
}

pub(crate) fn event(event: &Event) -> String {
    let detail = match event {
        Event::ShopAnswered { answer, .. } => return answered(answer),
        Event::Delivery(DeliveryEvent::Chat(chat)) => match chat {
            ChatEvent::ReplySent { attached: true, .. } => "attached".to_owned(),
            ChatEvent::ConfirmationSeen { wanted: Some(_), .. } => "wanted".to_owned(),
            ChatEvent::PressAnswered(PressOutcome::AcceptedSaying(words)) => {
                return t!("order-event-press-words", words = words.to_string());
            }
            ChatEvent::PressAnswered(outcome) => name(outcome),
            _ => "none".to_owned(),
        },
        Event::RevocationAnswered { answer, .. } => name(answer),
        _ => "none".to_owned(),
    };
    t!("order-event", event = name(event), detail)
}

/// What the shop said of an activation, in a few words.
pub(crate) fn answered(answer: &ShopAnswer) -> String {
    let why = match answer {
        ShopAnswer::Refused { code, message } => {
            let message = message.as_ref().map(|it| it.excerpt(MESSAGE_CHARACTERS_MAX));
            let message = message.map_or_else(String::new, |it| format!(": {it}"));
            format!("({}){message}", code.excerpt(64))
        }
        ShopAnswer::Unavailable { why, .. } => describe_why(why),
        _ => String::new(),
    };
    t!("order-shop-answer", answer = name(answer), why).trim_end().to_owned()
}

/// The name under which journals keep it.
fn name(told: &impl Serialize) -> String {
    match serde_json::to_value(told) {
        Ok(Value::String(name)) => name,
        Ok(Value::Object(fields)) => fields.into_iter().next().unwrap_or_default().0,
        _ => String::new(),
    }
}

pub(crate) fn product(form: &OrderForm) -> String {
    form.product.as_ref().map(|name| name.excerpt(PRODUCT_CHARACTERS_MAX)).unwrap_or_default()
}

/// The price as people of this language write it.
pub(crate) fn price(price: Money) -> String {
    price.render(i18n::language() == Language::Russian)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(event_as_kept: Value) -> String {
        event(&serde_json::from_value(event_as_kept).unwrap())
    }

    #[test]
    fn every_event_has_words_of_its_own() {
        let button = json!({ "label": "x", "kind": "keyboard_text" });
        let refund = json!({ "full": true, "at": "2026-11-22T12:00:00Z" });
        let events = [
            json!("activation_begun"),
            json!("reply_begun"),
            json!({ "reply_stands": { "message": 1, "attached": true } }),
            json!({ "reply_stands": { "message": 1, "attached": false } }),
            json!({ "reply_refused": { "why": "x" } }),
            json!({ "answered_by_hand": { "message": 1 } }),
            json!({ "confirmation_seen": { "message": 1, "shown": [], "wanted": button } }),
            json!({ "confirmation_seen": { "message": 1, "shown": [], "wanted": null } }),
            json!("confirmation_overdue"),
            json!("press_begun"),
            json!({ "press_answered": "accepted" }),
            json!({ "press_answered": { "refused": "x" } }),
            json!({ "press_answered": "unknown" }),
            json!("press_put_off"),
            json!("press_evidence"),
            json!({ "press_unproven": { "may_repeat": true } }),
            json!("keyboard_replaced"),
            json!({ "bot_spoke": { "text": "x" } }),
            json!({ "order_edited": { "text": "x" } }),
            json!("order_deleted"),
            json!("message_begun"),
            json!("message_sent"),
            json!({ "message_refused": { "why": "x" } }),
            json!({ "press_said": button }),
            json!({ "reply_drafted": { "text": "x" } }),
            json!("approved"),
            json!("declined"),
            json!({ "account_given": "12345" }),
            json!({ "retry_said": { "account": null } }),
            json!("given_said"),
            json!("close_said"),
            json!("check_said"),
            json!({ "refunded": refund }),
            json!("restocked"),
            json!("revocation_begun"),
            json!({ "revocation_answered": { "answer": "revoked", "jitter": 0 } }),
            json!({ "revocation_answered": { "answer": { "not_yet": { "why": "x" } }, "jitter": 0 } }),
            json!({ "revocation_answered": { "answer": { "not_revoked": { "why": "x" } }, "jitter": 0 } }),
            json!({ "journal_restored": { "reply": null } }),
        ];
        let mut seen = std::collections::BTreeSet::new();
        for event in events {
            let words = told(event.clone());
            assert!(words.contains(' ') && seen.insert(words), "{event}");
        }
    }

    #[test]
    fn the_shop_is_quoted() {
        let answer = |answer| told(json!({ "shop_answered": { "answer": answer, "jitter": 0 } }));
        let refused = json!({ "refused": { "code": "gone", "message": "\u{1b}[31mno" } });
        assert_eq!(answer(refused), "the shop: refused (gone): ⟨001B⟩[31mno");
        let refused = json!({ "refused": { "code": "gone", "message": null } });
        assert_eq!(answer(refused), "the shop: refused (gone)");
        let unavailable = json!({ "unavailable": { "why": "HTTP 503", "retry_after": null } });
        assert_eq!(answer(unavailable), "the shop: HTTP 503");
    }
}
