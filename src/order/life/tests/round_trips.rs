//! What the journal writes it can read.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::*;
use super::events::events;
use super::samples::{asked, confirmation, escalated, form, life, noon, ordinary, send, shown};

fn there_and_back<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let json = serde_json::to_string(value).expect("writes");
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

#[test]
fn every_event() {
    for (name, event) in events() {
        assert_eq!(there_and_back(&event), event, "{name}");
    }
}

#[test]
fn every_state() {
    for (name, order) in ordinary().into_iter().chain(escalated()).chain(asked()) {
        assert_eq!(there_and_back(&order), order, "{name}");
        assert_eq!(there_and_back(&order.state), order.state, "{name}");
    }
}

/// Journals are read by later versions: these words stay.
#[test]
fn the_words_in_the_journal() {
    let json = |value: &dyn erased::Json| value.json();
    assert_eq!(json(&Event::ActivationBegun), r#""activation_begun""#);
    assert_eq!(
        json(&Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressAnswered(
            PressOutcome::Unknown
        )))),
        r#"{"press_answered":"unknown"}"#
    );
    assert_eq!(
        json(&State::Delivering(DeliveryStage::AwaitingConfirmation { since: noon() })),
        r#"{"name":"awaiting_confirmation","since":"2026-11-22T12:00:00Z"}"#
    );
    assert_eq!(
        json(&State::Escalated { reason: Reason::NoConfirmation }),
        r#"{"name":"escalated","reason":"no_confirmation"}"#
    );
    assert_eq!(
        json(&confirmation(Some(send()))),
        concat!(
            r#"{"confirmation_seen":{"message":80,"#,
            r#""shown":[{"label":"Отправить","kind":{"callback":{"data":[1,2]}}}],"#,
            r#""wanted":{"label":"Отправить","kind":{"callback":{"data":[1,2]}}}}}"#
        )
    );
    assert_eq!(json(&life(&[]).schedule), r#"{"since":null,"quick_attempts":0,"slow_attempts":0}"#);
}

/// As journals of version 2 have it, every key in its place.
const STORED: &str = concat!(
    r#"{"state":{"name":"confirming","press":{"unproven":{"since":"2026-11-22T12:00:00Z"}}},"#,
    r#""account":"12345","revision":1,"activation":{"done":{"account":null,"payment_id":"A-1001","#,
    r#""product":null,"customer_message":null}},"other_account_doubtful":false,"#,
    r#""activation_attempts":1,"#,
    r#""schedule":{"since":"2026-11-22T12:00:00Z","quick_attempts":0,"slow_attempts":0},"#,
    r#""reply_begun":true,"reply":70,"reply_by_hand":null,"confirmation":{"message":80,"#,
    r#""button":{"label":"Отправить","kind":{"callback":{"data":[1,2]}}},"#,
    r#""shown":[{"label":"Отправить","kind":{"callback":{"data":[1,2]}}}]},"#,
    r#""presses_begun":1,"press_repeated":false,"bot_said":null}"#,
);

#[test]
fn an_order_of_an_older_journal() {
    let unknown = ChatEvent::PressAnswered(PressOutcome::Unknown);
    let unproven = shown(&[ChatEvent::PressBegun.into(), unknown.into()]);
    assert!(serde_json::from_str::<Order>(STORED).is_err());
    // The journal's migration adds the one thing that stood beside it.
    let migrated = STORED.replace(r#""reply_begun""#, r#""order_message":50,"reply_begun""#);
    let read: Order = serde_json::from_str(&migrated).expect("reads");
    assert_eq!(read, unproven);
    assert_eq!(serde_json::to_string(&read).expect("writes"), migrated);
}

#[test]
fn an_order_that_is_delivered_by_nothing() {
    let order = begin(&form(), Delivery::Nothing).order;
    assert_eq!(there_and_back(&order), order);
    let json = serde_json::to_string(&order).expect("writes");
    let silent = json.replace(r#","delivery":"nothing""#, "");
    assert_ne!(silent, json);
    assert!(serde_json::from_str::<Order>(&silent).is_err(), "{silent}");
}

mod erased {
    /// Anything that can be written as JSON.
    pub trait Json {
        fn json(&self) -> String;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> String {
            serde_json::to_string(self).expect("writes")
        }
    }
}
