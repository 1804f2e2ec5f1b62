//! What moderators said, and what the agent made of it.

use super::Judge;
use crate::promise::Promise;
use crate::world::State;
use crate::world::moderators::{Said, Speaker, Word};

impl Judge {
    /// Whether each word has its answer, about the order that it named, and only those are answered who
    /// may decide.
    pub(super) fn said(&mut self, state: &State) {
        for (id, said) in &state.talk.said {
            let about = format!("message {id}, {:?} of {:?}", said.word, said.number);
            let mut wrong = |promise, what: &str| {
                self.wrong(promise, format!("{about}: {what}: {:?}", said.answers));
            };
            if said.speaker == Speaker::Outsider {
                if !said.answers.is_empty() {
                    wrong(Promise::OnlyModerators, "an outsider was answered");
                }
                continue;
            }
            let Some(first) = said.answers.first() else {
                wrong(Promise::WordsAnswered, "nobody answered");
                continue;
            };
            if let Some(number) = said.number {
                // Of a reply to a message that is gone nobody knows the order: it is asked for.
                let is_gone = said
                    .reply_to
                    .is_some_and(|card| !state.moderators.messages.contains_key(&card.0));
                let names = |text: &String| {
                    let (_, behind) = text.split_once('№').unwrap_or_default();
                    let end = behind.find(|it: char| !it.is_ascii_digit()).unwrap_or(behind.len());
                    behind[..end] == number.to_string() || is_gone && end == 0
                };
                if !said.answers.iter().all(names) {
                    wrong(Promise::WordsAnswered, "it was taken for another order's");
                }
            }
            if said.answers.len() > 1 && !(said.answers.len() == 2 && is_scheduled(first)) {
                wrong(Promise::WordsAnswered, "it was taken more than once");
            }
            if said.answers.last().is_some_and(|last| is_scheduled(last)) {
                wrong(Promise::WordsAnswered, "nothing came of it");
            }
            let mut later = state.talk.said.range(id + 1..).map(|(_, later)| later);
            if said.answers.last().is_some_and(|last| is_taken_back(last))
                && said.account.is_some()
                && !later.any(|later| may_take_back(later, said))
            {
                wrong(Promise::WordsAnswered, "it was taken back, which nobody wanted");
            }
        }
    }
}

/// An account number that is not taken yet is answered so.
fn is_scheduled(text: &str) -> bool {
    text.starts_with('⏱') && text.contains("через")
}

/// An account number that is not taken any more is answered so.
fn is_taken_back(text: &str) -> bool {
    text.starts_with('↩') && text.contains("отменён")
}

/// Whether somebody may have meant that an account number is not to be taken. Another number is a
/// correction only from whom the first was.
fn may_take_back(later: &Said, given: &Said) -> bool {
    // Without a number it stops them all.
    later.word == Word::Stop
        || later.speaker != Speaker::Outsider
            && later.number == given.number
            && (later.account.is_none() || later.speaker == given.speaker)
}
