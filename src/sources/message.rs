//! A delivery by a message to the customer, as a pure function: begun → sent.

use serde::{Deserialize, Serialize};

use crate::engine::{NewAct, encode};
use crate::journal::NewEffect;
use crate::order::life::{
    Delivery, DeliveryAct, DeliveryStage, Effect, MessageDelivery, MessageEvent, Reason, State,
    StepBuilder, StepResult,
};
use crate::rich_text::RichText;
use crate::telegram::Outgoing;
use crate::telegram::payments::BuyerAddress;

/// The message, encoded before its first try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MessagePayload {
    /// Who reads it.
    pub to: BuyerAddress,
    /// What.
    pub outgoing: Outgoing,
}

/// The message to be owed. `None` only for an order of which it is not known who has paid.
pub fn encode_message(act: &NewAct<'_>, text: String) -> Option<NewEffect> {
    let record = act.record;
    let to = BuyerAddress { id: record.form.customer.telegram_id?, access_hash: 0 };
    let text = RichText::plain(text);
    let outgoing = Outgoing { text, reply_to: None, random_id: act.random_id };
    Some(NewEffect {
        number: record.number,
        kind: act.kind,
        key: format!("{}:{}:{}", record.id, DeliveryAct::Message.name(), act.generation),
        payload: encode(&MessagePayload { to, outgoing }),
        due_at: act.now,
    })
}

pub(super) fn resume(step: StepBuilder, message: MessageDelivery) -> StepResult {
    if message.sent {
        return step.complete();
    }
    let sending = State::Delivering(DeliveryStage::Sending);
    step.transition_with(sending, Effect::Deliver(DeliveryAct::Message))
}

pub(super) fn step(
    mut step: StepBuilder,
    mut message: MessageDelivery,
    event: MessageEvent,
) -> StepResult {
    message.begun |= matches!(event, MessageEvent::Begun);
    message.sent |= matches!(event, MessageEvent::Sent);
    let known = Delivery::Message(message);
    match &step.order.state {
        State::Delivering(DeliveryStage::Sending) => {
            step.order.delivery = known;
            match event {
                MessageEvent::Begun => step.unchanged(),
                MessageEvent::Sent => step.complete(),
                MessageEvent::Refused { why, text } => {
                    step.escalate(Reason::ReplyRefused { why, text })
                }
            }
        }
        // It was on its way when the order went another way.
        State::Escalated { .. }
        | State::Completed { .. }
        | State::Closed { .. }
        | State::Revoking { .. }
        | State::Refunded { .. } => match event {
            MessageEvent::Sent | MessageEvent::Refused { .. } => {
                step.order.delivery = known;
                step.unchanged()
            }
            MessageEvent::Begun => step.illegal(&event),
        },
        State::Activating
        | State::Delivering(
            DeliveryStage::Replying
            | DeliveryStage::AwaitingConfirmation { .. }
            | DeliveryStage::Confirming { .. },
        ) => step.illegal(&event),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::order::Untrusted;
    use crate::order::life::{Event, Order, Stage, Transition};
    use crate::sources::step as step_of;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    /// The goods are given, the message is owed.
    fn sending() -> Order {
        let json = serde_json::json!({
            "state": {"name": "activating"}, "account": "12345", "revision": 1,
            "activation": "none", "other_account_doubtful": false, "activation_attempts": 0,
            "schedule": {"since": null, "quick_attempts": 0, "slow_attempts": 0},
            "delivery": {"message": {"begun": false, "sent": false}},
        });
        let order: Order = serde_json::from_value(json).unwrap();
        let given = step_of(&order, Event::GoodsGiven, NOW).unwrap();
        assert_eq!(given.effects, [Effect::Deliver(DeliveryAct::Message)]);
        assert_eq!(given.order.state.stage(), Stage::Sending);
        given.order
    }

    fn after(order: &Order, event: MessageEvent) -> Transition {
        step_of(order, event.into(), NOW).unwrap()
    }

    #[test]
    fn an_order_is_completed_by_the_message_that_was_sent() {
        let begun = after(&sending(), MessageEvent::Begun);
        let sent = after(&begun.order, MessageEvent::Sent);
        assert_eq!(sent.order.state.stage(), Stage::Completed);
        assert_eq!(after(&sent.order, MessageEvent::Sent), sent);
        let again = step_of(&sent.order, MessageEvent::Begun.into(), NOW);
        assert!(again.is_err());
    }

    #[test]
    fn what_was_on_its_way_is_not_sent_again() {
        let why = Untrusted::new("USER_IS_BLOCKED");
        let begun = after(&sending(), MessageEvent::Begun);
        let refused = after(&begun.order, MessageEvent::Refused { why, text: None });
        assert_eq!(refused.order.reason_name(), Some("reply_refused"));
        let sent = after(&refused.order, MessageEvent::Sent);
        let retry = Event::RetryRequested { account: None };
        let resumed = step_of(&sent.order, retry, NOW).unwrap();
        assert_eq!(resumed.order.state.stage(), Stage::Completed);
        assert_eq!(resumed.effects, []);
    }

    #[test]
    fn it_is_kept_as_it_was() {
        let order = after(&sending(), MessageEvent::Begun).order;
        let stored = serde_json::to_string(&order).unwrap();
        assert_eq!(serde_json::from_str::<Order>(&stored).unwrap(), order);
    }
}
