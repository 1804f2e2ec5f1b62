//! The promises, for random lives.

use proptest::prelude::*;

use super::super::*;
use super::events::events;
use super::samples::{asked, escalated, later, noon, ordinary, step};

/// Which events, and how many seconds after the one before.
fn lives() -> impl Strategy<Value = Vec<(usize, i64)>> {
    let step = (0..events().len(), prop_oneof![0..120_i64, -90_000..400_000_i64]);
    prop::collection::vec(step, 0..60)
}

fn beginnings() -> Vec<Order> {
    let orders = ordinary().into_iter().chain(escalated()).chain(asked());
    orders.map(|(_, order)| order).collect()
}

fn given(order: &Order) -> bool {
    matches!(order.activation, Activation::Done(_) | Activation::ByHand)
}

/// Whether a person asks for what follows.
fn is_said(event: &Event) -> bool {
    matches!(
        event,
        Event::AccountGiven(_)
            | Event::RetryRequested { .. }
            | Event::GoodsGiven
            | Event::CloseRequested
            | Event::Delivery(DeliveryEvent::Chat(
                ChatEvent::PressRequested(_) | ChatEvent::Approved | ChatEvent::Declined
            ))
    )
}

/// Whether a first order may say or press something by what happened.
fn is_approved(event: &Event) -> bool {
    matches!(
        event,
        Event::Delivery(DeliveryEvent::Chat(
            ChatEvent::Approved
                | ChatEvent::PressRequested(_)
                | ChatEvent::PressUnproven { may_repeat: true }
        ))
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_life_keeps_the_promises(
        beginning in 0..beginnings().len(),
        life in lives(),
    ) {
        let kinds = events();
        let first = beginnings().swap_remove(beginning);
        let mut order = first.clone();
        let mut now = noon();
        let mut accepted = Vec::new();
        let mut presses_unasked = u32::from(matches!(order.state, State::Delivering(DeliveryStage::Confirming { .. })));
        let mut may_repeat = false;
        for (kind, seconds) in life {
            now = later(now, seconds);
            let (_, event) = &kinds[kind];
            let Ok(Transition { order: after, effects }) = step(&order, event.clone(), now) else {
                continue;
            };
            if given(&order) {
                prop_assert!(!effects.contains(&Effect::Activate), "goods twice: {event:?}");
                prop_assert!(given(&after), "forgot that goods were given: {event:?}");
                let again = effects.iter().any(|e| matches!(e, Effect::ActivateAgain { .. }));
                prop_assert!(!again, "goods twice: {event:?}");
            }
            let is_refund = matches!(
                event,
                Event::Refunded(_) | Event::RevocationBegun | Event::RevocationAnswered { .. }
            )
                || order.state.stage() == Stage::Refunded;
            if !order.state.is_open() && !is_refund {
                prop_assert_eq!(&after.state, &order.state, "what has ended stays so");
                prop_assert!(effects.iter().all(|effect| *effect == Effect::Tell));
            }
            if order.asks_first() && effects.iter().any(|it| matches!(it, Effect::Deliver(_))) {
                prop_assert!(is_approved(event), "nobody said yes: {event:?}");
            }
            if effects.contains(&Effect::Deliver(DeliveryAct::Reply)) {
                prop_assert!(given(&after), "says done before it is");
            }
            if effects.contains(&Effect::Deliver(DeliveryAct::Press)) {
                prop_assert!(given(&after) && after.reply().is_some(), "pressed out of turn");
                let button = after.chat().and_then(ChatDelivery::button);
                prop_assert!(button.is_some_and(crate::order::Button::may_be_pressed));
                presses_unasked += u32::from(!is_said(event));
            }
            may_repeat |= matches!(event, Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressUnproven { may_repeat: true })));
            prop_assert!(presses_unasked <= 1 + u32::from(may_repeat), "pressed twice");
            let escalates = after.state.stage() == Stage::Escalated && after.state != order.state;
            prop_assert!(!escalates || effects.contains(&Effect::Tell), "silent: {event:?}");
            accepted.push((event.clone(), now));
            order = after;
        }
        let replayed = accepted.into_iter().try_fold(first, |order, (event, now)| {
            step(&order, event, now).map(|transition| transition.order)
        });
        prop_assert_eq!(replayed, Ok(order));
    }
}
