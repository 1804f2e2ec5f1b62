//! What the journal writes it can read.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::*;
use super::samples::{confirmation, escalated, events, life, noon, ordinary, send};

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
    for (name, order) in ordinary().into_iter().chain(escalated()) {
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
        json(&Event::PressAnswered(PressOutcome::Unknown)),
        r#"{"press_answered":"unknown"}"#
    );
    assert_eq!(
        json(&State::AwaitingConfirmation { since: noon() }),
        r#"{"name":"awaiting_confirmation","since":"2026-11-22T12:00:00Z"}"#
    );
    assert_eq!(
        json(&State::Escalated {
            reason: Reason::NoConfirmation
        }),
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
    assert_eq!(
        json(&life(&[]).schedule),
        r#"{"since":null,"quick_attempts":0,"slow_attempts":0}"#
    );
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
