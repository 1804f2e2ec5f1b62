//! The words that moderators will be able to answer with: known already, not promised yet.

use super::reasons::orders;
use super::samples::{marked, now, voice};
use crate::language::Language;
use crate::moderation::{Answer, answers_for};
use crate::order::AccountId;
use crate::order::life::{ChatEvent, DeliveryEvent, Event, ModeratorEvent, Reason, State};
use crate::sources::step;

fn reasons() -> Vec<(Reason, crate::order::Record)> {
    orders()
        .into_iter()
        .map(|record| match &record.life.state {
            State::Escalated { reason } => (reason.clone(), record),
            state => panic!("{state:?} in the table of reasons"),
        })
        .collect()
}

#[test]
fn every_answer_means_something_to_the_order() {
    for (reason, record) in reasons() {
        for answer in answers_for(&reason) {
            let account = AccountId::known("67890");
            let event = match answer {
                Answer::AccountId | Answer::OtherAccountId => {
                    Event::Moderator(ModeratorEvent::AccountGiven(account))
                }
                Answer::Retry | Answer::RetryOnceConfigured | Answer::RetryAsNotGiven => {
                    Event::Moderator(ModeratorEvent::RetryRequested {
                        account: Some(account),
                    })
                }
                Answer::Given => Event::Moderator(ModeratorEvent::GoodsGiven),
                Answer::Check => Event::Moderator(ModeratorEvent::CheckRequested),
                Answer::Close => Event::Moderator(ModeratorEvent::CloseRequested),
                Answer::Press => {
                    let confirmation = record.life.confirmation().expect("shown buttons");
                    Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressRequested(
                        confirmation.shown[0].clone(),
                    )))
                }
            };
            let transition = step(&record.life, event, now());
            let transition = transition.unwrap_or_else(|illegal| panic!("{answer:?}: {illegal}"));
            assert!(
                !transition.effects.is_empty(),
                "{reason:?}, {answer:?}: nothing comes of it"
            );
        }
    }
}

#[test]
fn every_order_can_be_closed() {
    for (reason, _) in reasons() {
        assert_eq!(
            answers_for(&reason).last(),
            Some(&Answer::Close),
            "{reason:?}"
        );
    }
}

#[test]
fn no_answer_is_promised_before_somebody_listens() {
    for (_, record) in reasons() {
        for language in [Language::English, Language::Russian] {
            let told = marked(&voice(language).order(&record, now()));
            for answer in answers_for(&Reason::UnknownButton)
                .iter()
                .chain(&[Answer::Retry])
            {
                if let Some(word) = answer.word(language) {
                    assert!(!told.contains(&format!("`{word}`")), "{told}");
                }
            }
            assert!(
                !told.contains("Ответьте:") && !told.contains("Answer:"),
                "{told}"
            );
        }
    }
}

#[test]
fn the_words() {
    let words = |language| {
        let answers = [
            Answer::Retry,
            Answer::Given,
            Answer::Press,
            Answer::Check,
            Answer::Close,
        ];
        answers.map(|answer| answer.word(language).unwrap_or_default())
    };
    assert_eq!(
        words(Language::Russian),
        ["повтори", "выдал", "нажми 1", "проверь", "закрой"]
    );
    assert_eq!(
        words(Language::English),
        ["retry", "given", "press 1", "check", "close"]
    );
    assert_eq!(Answer::AccountId.word(Language::English), None);
}
