//! Moderators who act by script: they read what is written to them as people do, and answer it.
//!
//! What a card asks, they take from its words, numbers and buttons; of the client that wrote it they know nothing.
//! `card` is how they read one; what they do then, [`Behaviour`] says.

mod card;

use std::collections::BTreeSet;
use std::str::FromStr;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::accounts::{MODERATOR, MODERATORS_BOT, OUTSIDER, SECOND_MODERATOR, SELLER};
use super::language::ModeratorWords;
use super::tribute::moderators_chat::number_of;
use super::world::{
    Message, MessageKey, Origin, Peer, Post, UserId, World, WorldEvent, WorldEvents,
};

use card::{Answer, read};

/// The account that they name when the order names none.
pub const ACCOUNT: &str = "12345678";
/// The account that is named by mistake, or by who may name none.
pub const WRONG_ACCOUNT: &str = "87654321";

/// The time to read a card.
const PROMPT: Duration = Duration::from_millis(300);
const SLOW: Duration = Duration::from_secs(5);

/// The manner in which moderators answer a card; several can be combined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a manner of its own")]
pub struct Behaviour {
    /// By a button, where there is one for it.
    pub by_button: bool,
    /// By having it tried again, where that is offered.
    pub retry: bool,
    /// After seconds.
    pub slow: bool,
    /// First with something that can't be an answer.
    pub wrong: bool,
    /// Twice.
    pub twice: bool,
    /// Two of them at the same time, of whom the second says something else.
    pub two: bool,
    /// First with another answer, which they take back.
    pub stop: bool,
    /// After somebody has said something who is not one of them.
    pub outsider: bool,
}

/// The names of the manners.
pub const NAMES: [&str; 9] =
    ["words", "buttons", "retry", "slow", "wrong", "twice", "two", "stop", "outsider"];

/// A text that names no manner.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is no behaviour of moderators; they are: {names}", names = NAMES.join(", "))]
pub struct UnknownBehaviour {
    /// The text.
    pub given: String,
}

impl FromStr for Behaviour {
    type Err = UnknownBehaviour;

    /// Reads `buttons,slow`.
    fn from_str(given: &str) -> Result<Self, Self::Err> {
        let mut behaviour = Self::default();
        for name in given.split(',').map(str::trim) {
            match name {
                "words" => behaviour.by_button = false,
                "buttons" => behaviour.by_button = true,
                "retry" => behaviour.retry = true,
                "slow" => behaviour.slow = true,
                "wrong" => behaviour.wrong = true,
                "twice" => behaviour.twice = true,
                "two" => behaviour.two = true,
                "stop" => behaviour.stop = true,
                "outsider" => behaviour.outsider = true,
                _ => return Err(UnknownBehaviour { given: name.to_owned() }),
            }
        }
        Ok(behaviour)
    }
}

/// Something that somebody does about a card, once so much time has gone by.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    after: Duration,
    who: UserId,
    answer: Answer,
}

impl Behaviour {
    /// What they do about a card that is to be answered so, in the order of the times.
    fn steps(self, answer: &Answer, words: &ModeratorWords) -> Vec<Step> {
        let wait = if self.slow { SLOW } else { PROMPT };
        let mut steps = Vec::new();
        let mut after = Duration::ZERO;
        let mut say = |pause: Duration, who, answer: Answer| {
            after += pause;
            steps.push(Step { after, who, answer });
        };
        let other = || Answer { button: None, text: WRONG_ACCOUNT.to_owned() };
        let word = |text: &str| Answer { button: None, text: text.to_owned() };
        if self.outsider {
            say(wait, OUTSIDER, other());
        }
        if self.wrong {
            say(wait, MODERATOR, word(&words.mistake));
        }
        if self.stop {
            say(wait, MODERATOR, other());
            say(wait, MODERATOR, word(&words.stop));
        }
        say(wait, MODERATOR, answer.clone());
        if self.two {
            say(Duration::ZERO, SECOND_MODERATOR, other());
        }
        if self.twice {
            say(Duration::ZERO, MODERATOR, answer.clone());
        }
        steps
    }
}

pub(super) struct Moderators {
    world: World,
    behaviour: Behaviour,
    words: &'static ModeratorWords,
    /// What was said, or allowed, about which number, in which chat.
    said: BTreeSet<(Peer, Option<u64>, String)>,
    actions: JoinSet<()>,
    /// The number of steps that are still to come.
    pending: watch::Sender<usize>,
}

impl Moderators {
    pub(super) fn new(world: &World, behaviour: Behaviour, words: &'static ModeratorWords) -> Self {
        let (actions, pending) = (JoinSet::new(), watch::Sender::new(0));
        let said = BTreeSet::new();
        Self { world: world.clone(), behaviour, words, said, actions, pending }
    }

    pub(super) fn pending(&self) -> watch::Receiver<usize> {
        self.pending.subscribe()
    }

    pub(super) async fn run(mut self, mut events: WorldEvents) {
        loop {
            self.pending.send_replace(self.actions.len());
            tokio::select! {
                event = events.next() => match event {
                    Some(WorldEvent::Message { origin, message, .. }) => self.hear(origin, &message, false),
                    Some(WorldEvent::Edited { origin, message, .. }) => self.hear(origin, &message, true),
                    Some(_) => {}
                    None => return,
                },
                Some(_) = self.actions.join_next() => {}
            }
        }
    }

    fn hear(&mut self, origin: Origin, message: &Message, edited: bool) {
        let chat = message.conversation.seen_by(MODERATOR);
        let is_theirs = matches!(chat, Peer::Group(_) | Peer::Supergroup(_));
        let is_written = [SELLER, MODERATORS_BOT].contains(&message.from);
        if !(is_theirs && is_written && origin == Origin::Client && message.service.is_none()) {
            return;
        }
        let Some(answer) = read(message, self.behaviour, self.words) else {
            return;
        };
        // Nobody says the same again who sees the card again, but to the next thing that waits for a yes.
        let is_yes = answer.text == self.words.yes;
        let said = if is_yes { message.body.text.clone() } else { answer.text.clone() };
        let number = number_of(&message.body.text);
        if (edited && !is_yes) || !self.said.insert((chat, number, said)) {
            return;
        }
        for step in self.behaviour.steps(&answer, self.words) {
            let (world, card) = (self.world.clone(), message.key);
            self.actions.spawn(async move {
                sleep(step.after).await;
                act(&world, chat, card, step).await;
            });
        }
    }
}

/// Taps, or writes in reply to the card.
async fn act(world: &World, chat: Peer, card: MessageKey, step: Step) {
    let Step { who, answer, .. } = step;
    if let (Some(data), Some(id)) = (answer.button, world.id_for(who, card)) {
        match world.press(who, chat, id, &data) {
            // What they are shown is told as an event.
            Ok(shown) => drop(shown.await),
            Err(refusal) => tracing::info!(%refusal, %who, "the button is gone"),
        }
        return;
    }
    let said = world.post(Post::new(who, chat, answer.text).replying_to(card));
    if let Err(refusal) = said {
        tracing::warn!(%refusal, %who, "a moderator can't answer");
    }
}

#[cfg(test)]
mod tests {
    use super::super::language::Language;
    use super::*;

    fn said(names: &str) -> Vec<(UserId, String)> {
        let answer = Answer { button: None, text: ACCOUNT.to_owned() };
        let behaviour: Behaviour = names.parse().unwrap();
        let steps = behaviour.steps(&answer, Language::English.moderator_words());
        steps.into_iter().map(|step| (step.who, step.answer.text)).collect()
    }

    #[test]
    fn what_they_do_goes_by_their_names() {
        let own = |text: &str| (MODERATOR, text.to_owned());
        assert_eq!(said("words"), [own(ACCOUNT)]);
        assert_eq!(said("twice,slow"), [own(ACCOUNT), own(ACCOUNT)]);
        assert_eq!(said("stop"), [own(WRONG_ACCOUNT), own("stop"), own(ACCOUNT)]);
        assert_eq!(said("two"), [own(ACCOUNT), (SECOND_MODERATOR, WRONG_ACCOUNT.to_owned())]);
        assert_eq!(said("outsider")[0], (OUTSIDER, WRONG_ACCOUNT.to_owned()));
        assert_eq!(said("wrong").len(), 2);
    }

    #[test]
    fn unknown_names_are_refused_with_the_known_ones() {
        for name in NAMES {
            assert!(name.parse::<Behaviour>().is_ok(), "{name}");
        }
        let error = "word".parse::<Behaviour>().unwrap_err().to_string();
        assert!(NAMES.iter().all(|name| error.contains(name)), "{error}");
    }
}
